import type { ChatCompletionChunk } from "@vllora/types";
import type { LedgerEntry } from "../contract.ts";
import type { ChatCompletionStream } from "../stream.ts";
import { emulated, type ParsedCompletion, type Reading, readAnswer } from "./parsed.ts";
import { PartialJSON } from "./partial-json.ts";

/** A value of which parts may not be there yet. */
export type Partially<T> = T extends readonly (infer Item)[]
  ? readonly Partially<Item>[]
  : T extends object
    ? { readonly [Key in keyof T]?: Partially<T[Key]> }
    : T;

/**
 * The chunks of a structured answer, as they arrive. `partial` is the value as far as it came, as the schema takes it;
 * `(await stream.finalResponse()).parsed` the whole one, checked, as the schema gives it.
 */
export class ParsedStream<T, Input = T> implements AsyncIterableIterator<ChatCompletionChunk> {
  readonly #stream: ChatCompletionStream;
  readonly #reading: Reading;
  #json = new PartialJSON();
  #step: number | undefined;
  /** Which of the calls stands for the answer. */
  #call: number | undefined;
  #result: Promise<ParsedCompletion<T>> | undefined;

  /** @internal Made by `parseStream`. */
  constructor(stream: ChatCompletionStream, reading: Reading) {
    this.#stream = stream;
    this.#reading = reading;
  }

  /**
   * The value as far as the chunks that were read bring it, not checked: texts may be cut, properties missing. `undefined`
   * before it begins. Worked out when it is asked for, from all that has come: read it as often as you show it.
   */
  get partial(): Partially<Input> | undefined {
    // What the schema says of the value is not proved before the end.
    return this.#reading.format.unwrap(this.#json.value) as Partially<Input> | undefined;
  }

  /** The provider's id of the call, for its support. */
  get requestId(): string | undefined {
    return this.#stream.requestId;
  }

  /** What became of each field of the request. */
  get ledger(): readonly LedgerEntry[] {
    const { ledger } = this.#stream;
    const { viaTool, format } = this.#reading;
    return viaTool ? emulated(ledger, format.name) : ledger;
  }

  /** What was ignored or adjusted of the request. */
  get warnings(): readonly LedgerEntry[] {
    return this.#stream.warnings;
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  /** The next chunk. */
  async next(): Promise<IteratorResult<ChatCompletionChunk, undefined>> {
    const next = await this.#stream.next();
    if (!next.done) this.#add(next.value);
    return next;
  }

  /** Stops the upstream; what `break` calls. */
  return(): Promise<IteratorResult<ChatCompletionChunk, undefined>> {
    return this.#stream.return();
  }

  /** Stops the upstream and makes every read throw `aborted` with the reason as its cause. */
  abort(reason?: unknown): void {
    this.#stream.abort(reason);
  }

  /**
   * The whole answer, with its value as `parsed`. Throws what the loop would throw.
   * @throws {StructuredOutputError} where the answer is not what was asked for.
   */
  async finalResponse(): Promise<ParsedCompletion<T>> {
    const response = await this.#stream.finalResponse();
    this.#result ??= readAnswer<T>(response, this.#reading);
    return await this.#result;
  }

  #add(chunk: ChatCompletionChunk): void {
    if (chunk.step !== this.#step) {
      this.#step = chunk.step;
      this.#json = new PartialJSON();
      this.#call = undefined;
    }
    const delta = chunk.choices[0]?.delta;
    if (delta === undefined) return;
    if (!this.#reading.viaTool) {
      if (typeof delta.content === "string") this.#json.push(delta.content);
      return;
    }
    for (const { index, function: called } of delta.tool_calls ?? []) {
      if (called?.name === this.#reading.format.name) this.#call ??= index;
      if (index === this.#call) this.#json.push(called?.arguments ?? "");
    }
  }
}
