import type { ChatCompletionChunk } from "@vllora/types";
import {
  type ChatCodec,
  type DecodeContext,
  ErrorFrame,
  type Frame,
  type FrameParser,
  type Framing,
  type StreamDecoder,
} from "./contract.ts";
import { type LLMError, StreamInterruptedError } from "./errors.ts";
import { harmless } from "./observer.ts";
import type { ChunkSource } from "./stream.ts";
import { abortedError, offAbort, onAbort } from "./transport/abort.ts";
import type { Exchange } from "./transport/exchange.ts";

/** Bytes of an exchange → frames → chunks of a codec. It alone decides how the stream ended. */
export class ExchangeSource implements ChunkSource {
  readonly #exchange: Exchange;
  readonly #decoder: StreamDecoder;
  readonly #parser: FrameParser;
  readonly #toError: (cause: unknown) => LLMError;
  #queue: ChatCompletionChunk[] = [];
  #started = false;

  /** @param toError makes an error of what a codec throws. */
  constructor(
    exchange: Exchange,
    codec: ChatCodec,
    framing: Framing,
    context: DecodeContext,
    maxFrameBytes: number,
    toError: (cause: unknown) => LLMError,
  ) {
    this.#exchange = exchange;
    this.#decoder = codec.createDecoder(context);
    this.#toError = toError;
    this.#parser = framing((frame) => this.#onFrame(frame), { maxFrameBytes });
  }

  async fill(queue: ChatCompletionChunk[]): Promise<boolean> {
    const bytes = await this.#exchange.read();
    this.#queue = queue;
    if (bytes === undefined) {
      this.#end();
      return false;
    }
    try {
      this.#parser.push(bytes);
    } catch (cause) {
      throw this.#toError(cause);
    }
    if (!this.#started && queue.length > 0) {
      this.#started = true;
      this.#exchange.started();
    }
    // The batch is the reader's now: it would else be kept alive until the next read.
    this.#queue = [];
    if (!this.#decoder.closed) return true;
    this.#finish();
    return false;
  }

  stop(error: LLMError): void {
    this.#exchange.fail(error);
  }

  #onFrame(frame: Frame): void {
    const decoder = this.#decoder;
    if (decoder.closed) return;
    const chunks = decoder.push(frame);
    for (let index = 0; index < chunks.length; index++) {
      this.#queue.push(chunks[index] as ChatCompletionChunk);
    }
  }

  #end(): void {
    try {
      this.#parser.end();
    } catch (cause) {
      if (ErrorFrame.is(cause)) throw this.#toError(cause);
      // What is left of a frame proves that the stream was cut.
      throw interrupted("in the middle of a frame");
    }
    this.#finish();
  }

  #finish(): void {
    if (!this.#decoder.finished) throw interrupted("before its finish reason came");
    this.#exchange.finish();
  }
}

/** The chunks of an injected model. The caller's signal and `stop` end a wait that the model would not. */
export class IterableSource implements ChunkSource {
  readonly #iterator: AsyncIterator<ChatCompletionChunk>;
  readonly #signal: AbortSignal | undefined;
  readonly #open = new Set<number>();
  readonly #onAbort = () => this.stop(abortedError(this.#signal?.reason));
  #choices = 0;
  #failure: LLMError | undefined;
  #reject: (error: LLMError) => void = () => undefined;

  constructor(iterable: AsyncIterable<ChatCompletionChunk>, signal: AbortSignal | undefined) {
    this.#iterator = iterable[Symbol.asyncIterator]();
    this.#signal = signal;
    onAbort(signal, this.#onAbort);
    if (signal?.aborted) this.#onAbort();
  }

  async fill(queue: ChatCompletionChunk[]): Promise<boolean> {
    if (this.#failure !== undefined) throw this.#failure;
    const { done, value } = await new Promise<IteratorResult<ChatCompletionChunk, unknown>>(
      (resolve, reject) => {
        this.#reject = reject;
        this.#iterator.next().then(resolve, reject);
      },
    );
    if (!done) {
      queue.push(value);
      this.#account(value);
      return true;
    }
    this.#release();
    if (this.#choices === 0 || this.#open.size > 0)
      throw interrupted("before its finish reason came");
    return false;
  }

  stop(error: LLMError): void {
    if (this.#failure !== undefined) return;
    this.#failure = error;
    this.#release();
    this.#reject(error);
    // A generator that waits for something else answers when that is over; nobody waits for it here.
    void harmless(() => this.#iterator.return?.());
  }

  #account(chunk: ChatCompletionChunk): void {
    // What is no chunk is refused by the stream.
    if (!Array.isArray(chunk?.choices)) return;
    for (const { index, finish_reason } of chunk.choices) {
      this.#choices++;
      if (finish_reason == null) this.#open.add(index);
      else this.#open.delete(index);
    }
  }

  #release(): void {
    offAbort(this.#signal, this.#onAbort);
  }
}

function interrupted(where: string): StreamInterruptedError {
  return new StreamInterruptedError(`The stream ended ${where}: the answer is not complete`);
}
