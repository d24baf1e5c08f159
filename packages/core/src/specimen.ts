import type { ChatCompletionChunk } from "@vllora/types";
import type { ChatCodec, Framing } from "./contract.ts";
import { LLMError } from "./errors.ts";
import { ExchangeSource } from "./source.ts";
import { ChatCompletionStream } from "./stream.ts";
import { Exchange } from "./transport/exchange.ts";

/** One idle stream for each codec, and chunks of its shape without their content. */
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
  // Numbers, names and order of fields make a shape; texts do not.
  const blank = (_key: string, value: unknown) => (typeof value === "string" ? "" : value);
  const shapes = JSON.parse(JSON.stringify(chunks.slice(0, 4), blank)) as ChatCompletionChunk[];
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
  const source = new ExchangeSource(exchange, codec, framing, context, 1, fail);
  const stream = new ChatCompletionStream(source, {
    details: {},
    ledger: [],
    observers: [],
    violation: fail,
    finish: () => {
      throw fail();
    },
  });
  stream.rehearse(shapes);
  KEPT.set(codec, [stream, shapes]);
}
