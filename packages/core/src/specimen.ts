import type { ChatCompletionChunk } from "@vllora/types";
import type { ChatCodec, Framing } from "./contract.ts";
import { LLMError } from "./errors.ts";
import { harmless } from "./observer.ts";
import { parseJSON } from "./provider-call.ts";
import { ExchangeSource } from "./source.ts";
import { ChatCompletionStream } from "./stream.ts";
import { Exchange } from "./transport/exchange.ts";

/** One idle stream for each codec, and chunks and frames of its shape without their content. */
const KEPT = new WeakMap<ChatCodec, unknown>();

/**
 * V8 throws optimised code away when a major collection finds no object of the shapes that the code was made for;
 * between two streams there is none, and the next one would start slow. One of each is kept alive for that.
 */
export function keepSpecimen(
  codec: ChatCodec,
  framing: Framing,
  chunks: readonly ChatCompletionChunk[],
): void {
  if (KEPT.has(codec)) return;
  const none = Number.POSITIVE_INFINITY;
  const limits = {
    connectMs: none,
    responseMs: none,
    firstChunkMs: none,
    idleMs: none,
    totalMs: none,
  };
  const exchange = new Exchange({
    fetch: globalThis.fetch,
    signal: undefined,
    timeouts: limits,
    streamed: true,
    maxBytes: 1,
  });
  const request = { model: "", messages: [] };
  const context = { provider: "", model: "", request, created: 0 };
  const fail = () => new LLMError("aborted", "A specimen is not read");
  const decoder = codec.createDecoder(context);
  const own = { ...codec, createDecoder: () => decoder };
  const source = new ExchangeSource(exchange, own, framing, context, 1, fail);
  const stream = new ChatCompletionStream(source, {
    details: {},
    ledger: [],
    observers: [],
    violation: fail,
    finish: () => {
      throw fail();
    },
  });
  const { specimen } = codec;
  // No call fails for what is kept for the next one.
  const shapes = harmless(() => specimen?.flatMap((frame) => decoder.push(frame))) ?? blank(chunks);
  stream.rehearse(shapes);
  KEPT.set(codec, [stream, shapes, specimen?.map(({ data }) => parseJSON(data))]);
}

/** Names, numbers and the order of fields make a shape; texts do not. */
function blank(chunks: readonly ChatCompletionChunk[]): ChatCompletionChunk[] {
  const empty = (_key: string, value: unknown) => (typeof value === "string" ? "" : value);
  return JSON.parse(JSON.stringify(chunks.slice(0, 4), empty)) as ChatCompletionChunk[];
}
