import type { ChatCompletion, ChatCompletionChunk } from "@vllora/types";
import { completionProblem } from "./collect.ts";
import { type CallReport, ChatCompletionResult } from "./completion.ts";
import { costOf, type Prices } from "./cost.ts";
import { annotate, LLMError, type LLMErrorDetails } from "./errors.ts";
import type { CallObserver } from "./observer.ts";
import { IterableSource } from "./source.ts";
import { ChatCompletionStream } from "./stream.ts";

/** Who answers a call. */
export interface CallNames {
  readonly provider: string;
  /** As the wire gets it. */
  readonly model: string;
  /** As the caller wrote it. */
  readonly requested: string;
}

/**
 * What is known of one call, and how its answer is dressed. An open stream keeps it alive, so it holds nothing of
 * the request.
 */
export class CallAccount {
  readonly #names: CallNames;
  readonly #prices: Prices | undefined;
  readonly #injected: boolean;
  #report: Omit<CallReport, "cost">;

  /** @param injected an instance of the application answers: what it gives is checked. */
  constructor(names: CallNames, prices: Prices | undefined, injected: boolean) {
    this.#names = names;
    this.#prices = prices;
    this.#injected = injected;
    this.#report = { provider: names.provider, requestId: undefined, attempts: 1, ledger: [] };
  }

  report(report: Partial<Omit<CallReport, "cost">>): void {
    this.#report = { ...this.#report, ...report };
  }

  finish(given: ChatCompletion): ChatCompletionResult {
    const completion = given instanceof ChatCompletionResult ? given.toJSON() : given;
    const problem = this.#injected ? completionProblem(completion) : undefined;
    if (problem !== undefined) throw this.#violation(problem);
    // Reckoned when it is asked for: a price function that throws must not cost the answer.
    const cost = () => costOf(completion.usage, this.#prices, this.#names);
    return new ChatCompletionResult(completion, { ...this.#report, cost });
  }

  /** An injected model's chunks, under the same rules as a provider's. */
  wrap(
    chunks: AsyncIterable<ChatCompletionChunk>,
    signal: AbortSignal | undefined,
    observers: readonly CallObserver[],
  ): ChatCompletionStream {
    if (typeof chunks?.[Symbol.asyncIterator] !== "function") {
      throw this.#violation("a stream that is no async iterable");
    }
    return new ChatCompletionStream(new IterableSource(chunks, signal), {
      details: this.#details(),
      ledger: this.#report.ledger,
      observers,
      violation: (problem, cause) => this.#violation(problem, cause),
      finish: (completion) => this.finish(completion),
    });
  }

  /** Tells the observers. What an injected model throws reaches the caller as it is. */
  fail(error: unknown, observers: readonly CallObserver[]): unknown {
    const told = LLMError.is(error)
      ? annotate(error, this.#details())
      : new LLMError("server", "The injected ModelInstance failed", {
          ...this.#details(),
          cause: error,
        });
    for (const observer of observers) observer.error?.(told);
    return error;
  }

  #violation(problem: string, cause?: unknown): LLMError {
    return new LLMError("contract", `The injected ModelInstance gave ${problem}`, {
      ...this.#details(),
      cause,
    });
  }

  #details(): LLMErrorDetails {
    const { provider, model } = this.#names;
    return { provider, model };
  }
}
