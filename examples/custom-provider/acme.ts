// #region readme
import {
  type ChatCompletionChunk,
  type DecodeContext,
  defineProvider,
  type Fetch,
  type Frame,
  kindOfStatus,
  parameterTable,
  type StreamDecoder,
} from "@vllora/core/provider";

/** What the (invented) Acme API says: `POST /generate` with `{ turns, heat, stream }`. */
interface AcmeAnswer {
  text?: string;
  end?: { why: string; tokens_in: number; tokens_out: number };
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
      decode: (body, context) => ({
        ...head(context, "chat.completion"),
        choices: [
          {
            index: 0,
            message: { role: "assistant", content: (body as AcmeAnswer).text ?? "", refusal: null },
            ...finish(body as AcmeAnswer),
            logprobs: null,
          },
        ],
        usage: usage(body as AcmeAnswer),
      }),
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
    this.finished = answer.end !== undefined;
    const chunk = head(this.#context, "chat.completion.chunk");
    const delta = { content: answer.text ?? null };
    if (!this.finished) return [{ ...chunk, choices: [{ index: 0, delta, finish_reason: null }] }];
    return [{ ...chunk, choices: [{ index: 0, delta, ...finish(answer) }], usage: usage(answer) }];
  }
}

const head = <T extends string>({ model, created }: DecodeContext, object: T) => ({
  id: `acme-${created}`,
  object,
  created,
  model,
});

const finish = ({ end }: AcmeAnswer) =>
  ({ finish_reason: end?.why === "full" ? "length" : "stop" }) as const;

const usage = ({ end }: AcmeAnswer) => ({
  prompt_tokens: end?.tokens_in ?? 0,
  completion_tokens: end?.tokens_out ?? 0,
  total_tokens: (end?.tokens_in ?? 0) + (end?.tokens_out ?? 0),
});
// #endregion
