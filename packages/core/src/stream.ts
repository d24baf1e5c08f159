import type { ChatCompletion, ChatCompletionChunk, Usage } from "@vllora/types";
import { ChunkCollector } from "./collect.ts";
import type { ChatCompletionResult } from "./completion.ts";
import type { LedgerEntry } from "./contract.ts";
import {
  annotate,
  LLMError,
  type LLMErrorDetails,
  type PartialCompletion,
  StreamInterruptedError,
  tooDeep,
} from "./errors.ts";
import { warningsOf } from "./ledger.ts";
import type { CallObserver } from "./observer.ts";
import { abortedError } from "./transport/abort.ts";

/** They are kept until the first output: more than any model needs to begin, below what hurts a process. */
const MOST_WITHOUT_OUTPUT = 65_536;

/** Where chunks come from. */
export interface ChunkSource {
  /** Adds what the next read brings; resolves to `false` at a good end, and throws at any other. */
  fill(queue: ChatCompletionChunk[]): Promise<boolean>;
  /** Stops the upstream at once. */
  stop(error: LLMError): void;
}

/** Puts chunks together again. */
export interface Collector {
  /** Something of the answer came. */
  readonly hasOutput: boolean;
  readonly usage: Usage | undefined;
  /** What is missing of a whole answer. */
  readonly missing: string | undefined;
  add(chunk: ChatCompletionChunk): void;
  complete(): ChatCompletion;
  partial(): PartialCompletion;
}

/** What a stream needs beside its source. */
export interface StreamContext {
  /** Default: takes the chunks for those of one answer. */
  readonly collector?: Collector | undefined;
  readonly details: LLMErrorDetails;
  readonly ledger: readonly LedgerEntry[];
  readonly observers: readonly CallObserver[];
  readonly violation: (problem: string, cause?: unknown) => Error;
  /** Dresses the whole answer. */
  finish(completion: ChatCompletion): ChatCompletionResult;
}

/**
 * The chunks of an answer, as they arrive. One consumer reads them; `break`, `return()`, `abort()` and the
 * caller's signal stop the upstream at once. It ends only when the answer is whole: everything else is thrown, by
 * every read from then on, with what had arrived in `error.partial`. A stream that is not read holds its connection
 * until it is left, aborted or collected as garbage.
 */
export class ChatCompletionStream implements AsyncIterableIterator<ChatCompletionChunk> {
  readonly #source: ChunkSource;
  readonly #context: StreamContext;
  readonly #collector: Collector;
  readonly #contentObservers: readonly CallObserver[];
  #queue: ChatCompletionChunk[] = [];
  #head = 0;
  #filling: Promise<void> | undefined;
  #state: "open" | "complete" | "failed" = "open";
  #failure: LLMError | undefined;
  #left = false;
  #iterated = false;
  #announced = false;
  #result: ChatCompletionResult | undefined;

  /** @internal Streams are made by `createStream`. */
  constructor(source: ChunkSource, context: StreamContext) {
    this.#source = source;
    this.#context = context;
    this.#collector = context.collector ?? new ChunkCollector(context.violation);
    this.#contentObservers = context.observers.filter((observer) => observer.content !== undefined);
  }

  /** The provider's id of the call, for its support. */
  get requestId(): string | undefined {
    return this.#context.details.requestId;
  }

  /** What became of each field of the request. */
  get ledger(): readonly LedgerEntry[] {
    return this.#context.ledger;
  }

  /** What was ignored or adjusted of the request. */
  get warnings(): readonly LedgerEntry[] {
    return warningsOf(this.#context.ledger);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  next(): Promise<IteratorResult<ChatCompletionChunk, undefined>> {
    this.#iterated = true;
    return this.#head < this.#queue.length
      ? Promise.resolve({ done: false, value: this.#shift() })
      : this.#pull();
  }

  /** Stops the upstream; what `break` calls. */
  return(): Promise<IteratorResult<ChatCompletionChunk, undefined>> {
    this.#stop(new LLMError("aborted", "The consumer left the stream before its end"));
    this.#clear();
    this.#left = true;
    return Promise.resolve({ done: true, value: undefined });
  }

  /** Stops the upstream and makes every read throw `aborted` with the reason as its cause. */
  abort(reason?: unknown): void {
    // What is queued of an answer that is whole already is not delivered either.
    const queued = this.#head < this.#queue.length;
    if (this.#state === "complete" && this.#iterated && queued) this.#state = "open";
    this.#stop(abortedError(reason));
  }

  /**
   * The whole answer. Reads on where nobody else does; beside a loop that is under way it keeps the chunks for
   * that loop. Throws what the loop would throw.
   */
  async finalResponse(): Promise<ChatCompletionResult> {
    while (this.#state === "open") {
      await this.#fill();
      // Nobody else reads: nothing is kept for later.
      if (!this.#iterated) this.#clear();
    }
    if (this.#failure !== undefined) throw this.#failure;
    this.#result ??= this.#context.finish(this.#collector.complete());
    return this.#result;
  }

  /** @internal Reads until there is output, so that an error before it is an error of the call. */
  async prime(): Promise<void> {
    while (this.#state === "open" && !this.#collector.hasOutput) {
      await this.#fill();
      if (this.#queue.length > MOST_WITHOUT_OUTPUT && !this.#collector.hasOutput) {
        const problem = `The stream brought ${this.#queue.length} chunks without output`;
        this.#stop(new LLMError("protocol", problem));
      }
    }
    if (this.#failure !== undefined && !this.#collector.hasOutput) throw this.#failure;
  }

  /** @internal What has been read and not been taken yet. */
  get queued(): readonly ChatCompletionChunk[] {
    return this.#queue;
  }

  /** @internal Reads as a source of another stream: adds what is there or the next read brings; `false` at a good end. */
  async fill(queue: ChatCompletionChunk[]): Promise<boolean> {
    this.#iterated = true;
    if (this.#head === this.#queue.length && this.#state === "open") await this.#fill();
    for (; this.#head < this.#queue.length; this.#head++) {
      queue.push(this.#queue[this.#head] as ChatCompletionChunk);
    }
    this.#clear();
    if (this.#state === "open") return true;
    if (this.#failure !== undefined && queue.length === 0) throw this.#failure;
    return this.#failure !== undefined;
  }

  /** @internal What has arrived of the answer. */
  get partialAnswer(): PartialCompletion {
    return this.#collector.partial();
  }

  /** @internal Takes chunks in as if they had been read. */
  rehearse(chunks: ChatCompletionChunk[]): void {
    this.#accept(chunks);
  }

  #shift(): ChatCompletionChunk {
    const chunk = this.#queue[this.#head++] as ChatCompletionChunk;
    if (this.#head === this.#queue.length) this.#clear();
    return chunk;
  }

  #clear(): void {
    this.#queue = [];
    this.#head = 0;
  }

  async #pull(): Promise<IteratorResult<ChatCompletionChunk, undefined>> {
    for (;;) {
      if (this.#head < this.#queue.length) return { done: false, value: this.#shift() };
      if (this.#state !== "open") break;
      await this.#fill();
    }
    // Every read fails, not the first alone: a second loop would take the end for a good one.
    if (this.#failure !== undefined && !this.#left) throw this.#failure;
    return { done: true, value: undefined };
  }

  /** One read at a time, however many wait for it. It never rejects: a failure waits for its turn behind the queue. */
  #fill(): Promise<void> {
    this.#filling ??= this.#read();
    return this.#filling;
  }

  async #read(): Promise<void> {
    const batch: ChatCompletionChunk[] = [];
    let more = false;
    let failure: unknown;
    try {
      more = await this.#source.fill(batch);
    } catch (error) {
      failure = error;
    }
    this.#filling = undefined;
    if (this.#state !== "open") return;
    this.#accept(batch);
    if (failure !== undefined) this.#fail(failure);
    else if (!more) this.#complete();
  }

  #accept(batch: ChatCompletionChunk[]): void {
    let accepted = 0;
    let failure: unknown;
    try {
      for (; accepted < batch.length; accepted++) {
        const chunk = batch[accepted] as ChatCompletionChunk;
        if (!Array.isArray(chunk?.choices))
          throw this.#context.violation("a chunk without choices");
        this.#collector.add(chunk);
        if (this.#contentObservers.length > 0) this.#tell(chunk);
      }
    } catch (error) {
      failure = this.#toViolation(error);
      // What came before it is delivered, however the bytes were cut.
      batch.length = accepted;
    }
    if (this.#head === this.#queue.length) {
      this.#queue = batch;
      this.#head = 0;
    } else {
      for (const chunk of batch) this.#queue.push(chunk);
    }
    if (this.#collector.hasOutput) this.#announce();
    if (failure !== undefined) this.#fail(failure);
  }

  /** What a chunk that cannot be taken in says of its maker; of its server, where it is too deep to be walked. */
  #toViolation(error: unknown): unknown {
    if (LLMError.is(error)) return error;
    if (error instanceof RangeError) return tooDeep();
    return this.#context.violation("a chunk that cannot be read", error);
  }

  #complete(): void {
    if (this.#state !== "open") return;
    const { missing } = this.#collector;
    if (missing !== undefined) {
      this.#fail(this.#context.violation(missing));
      return;
    }
    this.#state = "complete";
    if (this.#context.observers.length === 0) return;
    this.#result = this.#context.finish(this.#collector.complete());
    for (const observer of this.#context.observers) observer.end?.(this.#result);
  }

  #announce(): void {
    if (this.#announced) return;
    this.#announced = true;
    for (const observer of this.#context.observers) observer.firstOutput?.();
  }

  #tell(chunk: ChatCompletionChunk): void {
    for (const { index, delta } of chunk.choices) {
      if (index !== 0 || delta.content == null || delta.content === "") continue;
      this.#announce();
      for (const observer of this.#contentObservers) observer.content?.(delta.content);
    }
  }

  #stop(error: LLMError): void {
    if (this.#state !== "open") return;
    this.#source.stop(error);
    this.#clear();
    this.#fail(error);
  }

  #fail(cause: unknown): void {
    if (this.#state !== "open") return;
    this.#state = "failed";
    // Whoever gave up wants nothing more.
    if (LLMError.is(cause) && cause.kind === "aborted") this.#clear();
    const error = LLMError.is(cause)
      ? cause
      : new StreamInterruptedError("The stream broke before the answer was complete", { cause });
    annotate(error, this.#context.details);
    if (this.#collector.hasOutput) annotate(error, { partial: this.#collector.partial() });
    this.#failure = error;
    this.#source.stop(error);
    // Errors before any output belong to the call, which may try again and tells the observers itself.
    // Of an answer that was whole before it was aborted, they were told its end.
    if (!this.#collector.hasOutput || this.#result !== undefined) return;
    for (const observer of this.#context.observers) observer.error?.(error, this.#collector.usage);
  }
}
