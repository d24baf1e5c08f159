import type { ChatCompletion, ChatCompletionChunk, ChatCompletionRequest } from "@vllora/types";
import { releaseWithout } from "../abandoned.ts";
import type { CallOptions } from "../call-options.ts";
import type { ChatCompletionResult } from "../completion.ts";
import type { LedgerEntry } from "../contract.ts";
import type { LLMError, LLMErrorDetails, PartialCompletion } from "../errors.ts";
import { ChatCompletionStream, type ChunkSource, type Collector } from "../stream.ts";
import { Run, type StepCall } from "./run.ts";

type Ask = (step: StepCall) => Promise<ChatCompletionStream>;

/** The chunks of all steps as one stream. Tools run when the reader has taken the last chunk of their step. */
export async function streamRun(
  request: ChatCompletionRequest,
  options: CallOptions,
  ask: Ask,
): Promise<ChatCompletionStream> {
  const run = new Run(request, options, true);
  const source = new RunSource(run, ask);
  const stream = new ChatCompletionStream(source, {
    collector: source,
    get details() {
      return source.details;
    },
    get ledger() {
      return source.ledger;
    },
    observers: [],
    violation: (problem) => new Error(problem),
    // It is the run's already.
    finish: (completion) => completion as ChatCompletionResult,
  });
  await stream.prime();
  releaseWithout(stream, run);
  return stream;
}

/** The streams of a run's steps, one behind the other; each of them puts its own chunks together. */
class RunSource implements ChunkSource, Collector {
  readonly #run: Run;
  readonly #ask: Ask;
  #current: ChatCompletionStream | undefined;
  /** The whole answer whose tools are to be run. */
  #answer: ChatCompletionResult | undefined;
  #result: ChatCompletionResult | undefined;

  constructor(run: Run, ask: Ask) {
    this.#run = run;
    this.#ask = ask;
  }

  async fill(queue: ChatCompletionChunk[]): Promise<boolean> {
    try {
      return await this.#fill(queue);
    } catch (error) {
      throw this.#run.fail(error);
    }
  }

  async #fill(queue: ChatCompletionChunk[]): Promise<boolean> {
    const run = this.#run;
    if (this.#answer !== undefined) {
      const answer = this.#answer;
      this.#answer = undefined;
      if (!(await run.take(answer))) return this.#finish();
      this.#current = undefined;
    }
    this.#current ??= await this.#ask(await run.next());
    const { step } = run;
    const more = await this.#current.fill(queue);
    // Copies: an injected model may hold on to its chunks.
    for (let index = 0; index < queue.length; index++) {
      queue[index] = { ...(queue[index] as ChatCompletionChunk), step };
    }
    if (more) return true;
    this.#answer = await this.#current.finalResponse();
    if (!Run.isLast(this.#answer)) return true;
    await run.take(this.#answer);
    return this.#finish();
  }

  #finish(): false {
    this.#result = this.#run.finish();
    return false;
  }

  stop(error: LLMError): void {
    this.#run.fail(error);
    this.#current?.abort(error.cause);
  }

  get details(): LLMErrorDetails {
    return { requestId: this.#current?.requestId };
  }

  /** Of the steps that are over, and of the one under way. */
  get ledger(): readonly LedgerEntry[] {
    return this.#run.ledgerWith(this.#current?.ledger ?? []);
  }

  // The collector: what it says comes from the stream of the step.

  get hasOutput(): boolean {
    return this.#current !== undefined;
  }

  readonly usage = undefined;
  readonly missing = undefined;

  add(): void {}

  complete(): ChatCompletion {
    // Asked for at the end only.
    return this.#result as ChatCompletionResult;
  }

  partial(): PartialCompletion {
    return this.#current?.partialAnswer ?? { choices: [] };
  }
}
