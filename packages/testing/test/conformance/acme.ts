import { fileURLToPath } from "node:url";
import {
  CHAT_PARAMETERS,
  type ChatCodec,
  type ChatCompletion,
  type ChatCompletionChunk,
  type ChatCompletionRequest,
  defineProvider,
  type EncodeContext,
  ErrorFrame,
  type FinishReason,
  type Frame,
  kindOfStatus,
  MalformedFrameError,
  type ProviderDefinition,
  parameterTable,
  type StreamDecoder,
} from "@vllora/core/provider";
import { readTranscripts, type Transcript } from "../../src/index.ts";

/** A provider as a stranger would write one, without a fault; its wire is OpenAI's in its simplest form. */
export function acme(overrides: Partial<ProviderDefinition> = {}): ProviderDefinition {
  return defineProvider({
    contract: 1,
    id: "acme",
    package: { name: "vllora-provider-acme", version: "1.2.3" },
    credentials: { kinds: ["api_key"], env: ["VLLORA_ACME_API_KEY"] },
    parameters: parameterTable({
      ...Object.fromEntries(CHAT_PARAMETERS.map((name) => [name, "native"])),
      store: { unsupported: "nothing is stored" },
      verbosity: { mapped: "style" },
    }),
    authorize(request, credentials) {
      if (credentials === undefined || !("api_key" in credentials)) return request;
      return { ...request, headers: { ...request.headers, "x-key": credentials.api_key } };
    },
    chat: acmeCodec(),
    ...overrides,
  });
}

/** Its codec, with what is broken in it. */
export function acmeCodec(broken: Partial<ChatCodec> = {}): ChatCodec {
  return {
    encode: (request, context) => ({ path: "/chat", body: toBody(request, context) }),
    decode: (body) => toCompletion(body),
    createDecoder: () => new AcmeDecoder(),
    decodeError: ({ status, body }) => ({
      kind: status < 400 ? "overloaded" : kindOfStatus(status),
      message: typeof body === "object" ? JSON.stringify(body) : undefined,
    }),
    ...broken,
  };
}

export function toBody(
  { verbosity, extra_body: _, ...fields }: ChatCompletionRequest,
  { model, stream }: Pick<EncodeContext, "model" | "stream">,
): { readonly [field: string]: unknown } {
  return { ...fields, ...(verbosity == null ? {} : { style: verbosity }), model, stream };
}

export function toCompletion(body: unknown): ChatCompletion {
  const completion = body as ChatCompletion & { readonly error?: unknown };
  if (completion?.error !== undefined) throw new ErrorFrame(body);
  if (!Array.isArray(completion?.choices)) throw new MalformedFrameError("expected choices");
  for (const choice of completion.choices) nameReason(choice);
  return completion;
}

export class AcmeDecoder implements StreamDecoder {
  finished = false;
  closed = false;

  push({ data }: Frame): readonly ChatCompletionChunk[] {
    if (data === "[DONE]") {
      this.finished = true;
      this.closed = true;
      return [];
    }
    const chunk = parsed(data) as ChatCompletionChunk & { readonly error?: unknown };
    if (chunk.error !== undefined) throw new ErrorFrame(chunk);
    if (!Array.isArray(chunk.choices)) return [];
    for (const choice of chunk.choices) if (choice.finish_reason !== null) nameReason(choice);
    return [chunk];
  }
}

const REASONS = ["stop", "length", "tool_calls", "content_filter", "function_call"];

function nameReason(choice: {
  finish_reason: FinishReason | null;
  native_finish_reason?: string | null;
}): void {
  if (choice.finish_reason === null || REASONS.includes(choice.finish_reason)) return;
  choice.native_finish_reason = choice.finish_reason;
  choice.finish_reason = "other" as FinishReason;
}

function parsed(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    throw new MalformedFrameError("expected JSON");
  }
}

/** Answers of its wire, each whole and streamed. */
export const TRANSCRIPTS = await readTranscripts(
  fileURLToPath(
    new URL("../../../provider-openai-compatible/test/fixtures/pairs", import.meta.url),
  ),
);

/** Some of them. */
export function few(...names: string[]): Transcript[] {
  const wanted = new Set(names.flatMap((name) => [`pairs/${name}`, `pairs/${name}.stream`]));
  return TRANSCRIPTS.filter(({ name }) => wanted.has(name));
}

/** Which of them hold the same answer, whole and streamed. */
export function pairsOf(transcripts: readonly Transcript[]) {
  return transcripts
    .filter(({ stream }) => !stream)
    .map(({ name }) => [name, `${name}.stream`] as const);
}

/** What a run needs beside the transcripts. */
export const OPTIONS = {
  pairs: pairsOf(TRANSCRIPTS),
  errorFrame: 'data: {"error":{"message":"Overloaded"}}\n\n',
};
