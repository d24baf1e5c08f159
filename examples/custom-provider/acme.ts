// #region readme
import {
  type ChatCompletionChunk,
  type DecodeContext,
  defineProvider,
  ErrorFrame,
  type Fetch,
  type FinishReason,
  type Frame,
  kindOfStatus,
  MalformedFrameError,
  parameterTable,
  type StreamDecoder,
} from "@vllora/core/provider";

/** What the (invented) Acme API says: `POST /generate` with `{ turns, heat, stream }`. */
interface AcmeAnswer {
  text?: string;
  end?: { why: string; tokens_in: number; tokens_out: number };
  oops?: string;
  [unknown: string]: unknown;
}

export const acme = (options: { apiKey?: string; fetch?: Fetch } = {}) =>
  defineProvider({
    contract: 1,
    id: "acme",
    package: { name: "vllora-provider-acme", version: "1.0.0" },
    models: ["acme-*"],
    credentials: { kinds: ["api_key"], env: ["VLLORA_ACME_API_KEY"] },
    baseURL: "https://api.acme.example/v1",
    // Every field that is not named is reported as unsupported.
    parameters: parameterTable({ temperature: { mapped: "heat" } }),
    authorize: (request, credentials) =>
      credentials !== undefined && "api_key" in credentials
        ? { ...request, headers: { ...request.headers, "x-acme-key": credentials.api_key } }
        : request,
    chat: {
      encode: ({ messages, temperature }, { model, stream }) => ({
        path: "/generate",
        body: {
          model,
          turns: messages,
          stream,
          ...(temperature == null ? {} : { heat: temperature }),
        },
      }),
      decode: (body, context) => {
        const { text, end, ...rest } = body as AcmeAnswer;
        if (end === undefined) throw new MalformedFrameError("expected an answer with its end");
        const content = text ?? "";
        const message = { role: "assistant" as const, content, refusal: null, ...kept(rest) };
        return {
          ...head(context, "chat.completion"),
          choices: [{ index: 0, message, ...finish(end.why), logprobs: null }],
          usage: usage(end),
        };
      },
      createDecoder: (context) => new AcmeDecoder(context),
      decodeError: ({ status, body }) => ({
        kind: kindOfStatus(status),
        message: (body as { oops?: string })?.oops ?? `HTTP ${status}`,
      }),
    },
    settings: { credentials: options.apiKey, fetch: options.fetch },
  });

/** Frames `{ text }`, and at the end `{ end }`. A stream without it was cut: core says so. */
class AcmeDecoder implements StreamDecoder {
  finished = false;
  readonly #context: DecodeContext;

  constructor(context: DecodeContext) {
    this.#context = context;
  }

  push(frame: Frame): ChatCompletionChunk[] {
    const answer = JSON.parse(frame.data) as AcmeAnswer;
    if (answer.oops !== undefined) throw new ErrorFrame(answer);
    const { text, end, ...rest } = answer;
    const chunk = head(this.#context, "chat.completion.chunk");
    const delta = { content: text ?? null, ...kept(rest) };
    if (end === undefined)
      return [{ ...chunk, choices: [{ index: 0, delta, finish_reason: null }] }];
    this.finished = true;
    return [{ ...chunk, choices: [{ index: 0, delta, ...finish(end.why) }], usage: usage(end) }];
  }
}

const head = <T extends string>({ model, created }: DecodeContext, object: T) => ({
  id: `acme-${created}`,
  object,
  created,
  model,
});

/** What is not known is kept for the way back. */
const kept = (rest: { [field: string]: unknown }) =>
  Object.keys(rest).length === 0 ? {} : { provider_fields: { acme: rest } };

const REASONS: { [why: string]: FinishReason } = { done: "stop", full: "length" };

/** A word that is not known is no reason to say "stop". */
const finish = (why: string) => ({
  finish_reason: REASONS[why] ?? ("other" as FinishReason),
  native_finish_reason: why,
});

const usage = ({ tokens_in, tokens_out }: { tokens_in: number; tokens_out: number }) => ({
  prompt_tokens: tokens_in,
  completion_tokens: tokens_out,
  total_tokens: tokens_in + tokens_out,
});
// #endregion
