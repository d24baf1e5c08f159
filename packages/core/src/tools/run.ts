import type { ChatCompletionRequest, ChatMessage, Tool } from "@vllora/types";
import type { Releasable } from "../abandoned.ts";
import type { CallOptions } from "../call-options.ts";
import { ChatCompletionResult } from "../completion.ts";
import type { LedgerEntry } from "../contract.ts";
import { annotate, LLMError } from "../errors.ts";
import { eventHook } from "../events.ts";
import { type CallInfo, type Hook, harmless, type RunObserver, startCall } from "../observer.ts";
import { abortedError, offAbort, onAbort } from "../transport/abort.ts";
import { validateRequest } from "../validate.ts";
import { guarded } from "./guarded.ts";
import { cutResults, toHistory } from "./history.ts";
import { isForCaller, toolsByName, toWireTool, wireName } from "./offer.ts";
import type { StepChanges } from "./run-options.ts";
import type { RunnableTool } from "./tool.ts";
import { currentTools } from "./tool-list.ts";
import type { Step, ToolRun } from "./tool-run.ts";
import { Turn } from "./turn.ts";
import { withUniqueIds } from "./unique-ids.ts";
import { sumCost, sumUsage } from "./usage.ts";

/** One call of the model in a run. */
export interface StepCall {
  readonly request: ChatCompletionRequest;
  /** Those of the run, with what the step needs of its own. */
  readonly options: CallOptions;
}

const MAX_STEPS = 16;
const CONCURRENCY = 8;

/**
 * A run with tools: which request comes next, what becomes of its answer, and when it is over. How an answer is got,
 * whole or streamed, is not its matter.
 */
export class Run implements Releasable {
  readonly #request: ChatCompletionRequest;
  readonly #options: CallOptions;
  readonly #hooks: readonly Hook[];
  readonly #observers: readonly RunObserver[];
  readonly #id = crypto.randomUUID();
  readonly #controller = new AbortController();
  readonly #onAbort = () => this.#controller.abort(this.#options.signal?.reason);
  readonly #steps: Step[] = [];
  /** What has come since the request's messages. */
  readonly #messages: ChatMessage[] = [];
  #tools: ReadonlyMap<string, RunnableTool> = new Map();
  /** The request of the step that is under way. */
  #asked: ChatCompletionRequest;
  /** The turn whose tools run. */
  #turn: { readonly turn: Turn; readonly response: ChatCompletionResult } | undefined;
  #over = false;
  #onClosed: (() => void) | undefined;

  /** @param request as the caller gave it. */
  constructor(request: ChatCompletionRequest, options: CallOptions, stream: boolean) {
    validateRequest(request);
    if (request.n != null && request.n !== 1) {
      throw new LLMError(
        "invalid_request",
        "n must be 1 where tools are run: each answer would call tools of its own",
        { param: "n" },
      );
    }
    this.#request = request;
    this.#asked = request;
    this.#options = options;
    const { hooks = [], onEvent, signal, tags = {} } = options;
    this.#hooks = onEvent === undefined ? hooks : [...hooks, eventHook(onEvent)];
    onAbort(signal ?? undefined, this.#onAbort);
    if (signal?.aborted) this.#onAbort();
    this.#observers = this.#hooks.flatMap((hook) => {
      if (typeof hook === "function") return [];
      return harmless(() => hook.startRun?.({ id: this.#id, request, stream, tags })) ?? [];
    });
  }

  get signal(): AbortSignal {
    return this.#controller.signal;
  }

  /** The step that is under way, or would be next. */
  get step(): number {
    return this.#steps.length;
  }

  /** The next call of the model. */
  async next(): Promise<StepCall> {
    const { signal } = this;
    this.#checkOpen();
    const { tools: runnable = [], prepareStep } = this.#options;
    const history = [...this.#request.messages, ...this.#messages];
    const info = { step: this.step, messages: history, steps: [...this.#steps], signal };
    const changes: StepChanges =
      (prepareStep && (await guarded("prepareStep", signal, () => prepareStep(info)))) ?? {};
    const { tools: own, ...fields } = changes;
    const offered = this.#request.tools ?? [];
    this.#tools = toolsByName(currentTools(own ?? runnable), offered);
    const tools: Tool[] = [...offered, ...Array.from(this.#tools.values(), toWireTool)];
    const { tools: _, tool_choice: choice, ...request } = this.#request;
    const held = this.step === 0 ? choice : released(choice);
    const chosen = tools.length === 0 ? undefined : held;
    this.#asked = {
      ...request,
      messages: history,
      ...(tools.length === 0 ? {} : { tools }),
      ...(chosen === undefined ? {} : { tool_choice: chosen }),
      ...defined(fields),
    };
    return { request: this.#asked, options: this.#stepOptions() };
  }

  /** Takes the answer of a step in and runs its tools; whether another step follows. */
  async take(answer: ChatCompletionResult): Promise<boolean> {
    const response = withUniqueIds(answer);
    const { maxSteps = MAX_STEPS, approve, tags = {}, toolConcurrency } = this.#options;
    const turn = new Turn(response.toolCalls, {
      step: this.step,
      tools: this.#tools,
      names: (this.#asked.tools ?? []).map(wireName),
      isForCaller: (call) => isForCaller(call, this.#asked),
      signal: this.signal,
      tags,
      approve,
      concurrency: toolConcurrency ?? CONCURRENCY,
      observers: this.#observers,
    });
    this.#turn = { turn, response };
    this.#checkOpen();
    await turn.approve();
    this.#checkOpen();
    if (turn.goesOn && this.step + 1 >= maxSteps) {
      const text = `The model still called tools in step ${maxSteps}, the last that maxSteps allows`;
      const { providerId: provider, model } = response;
      throw new LLMError("max_steps", text, { provider, model });
    }
    await turn.run();
    this.#checkOpen();
    this.#turn = undefined;
    this.#record(response, turn.runs);
    return turn.goesOn;
  }

  /** Whether an answer ends the run without any tool. */
  static isLast(answer: ChatCompletionResult): boolean {
    return answer.toolCalls.length === 0;
  }

  /** The run came to its end. */
  finish(): ChatCompletionResult {
    const responses = this.#steps.map(({ response }) => response);
    const last = responses.at(-1) as ChatCompletionResult;
    const usage = sumUsage(responses.map((response) => response.usage));
    const { usage: _, ...completion } = last.toJSON();
    const result = new ChatCompletionResult(
      { ...completion, ...(usage === undefined ? {} : { usage }) },
      {
        provider: last.providerId,
        requestId: last.requestId,
        attempts: last.attempts,
        ledger: this.ledgerWith([]),
        cost: () => sumCost(responses.map(({ cost }) => cost)),
        run: { steps: this.#steps, messages: this.#messages },
      },
    );
    if (this.#close())
      for (const observer of this.#observers) harmless(() => observer.end?.(result));
    return result;
  }

  /** The run failed, or was stopped; gives the error with what there was of the run. */
  fail(cause: unknown): LLMError {
    const error = LLMError.is(cause)
      ? cause
      : new LLMError("server", "The run with tools failed", { cause });
    const isFirst = this.#close();
    if (isFirst) {
      this.#controller.abort(error);
      if (this.#turn !== undefined) this.#record(this.#turn.response, this.#turn.turn.stop());
    }
    annotate(error, { run: { steps: this.#steps, messages: this.#messages } });
    if (isFirst) for (const observer of this.#observers) harmless(() => observer.error?.(error));
    return error;
  }

  /** Ends a run whose stream nobody holds any more. */
  dispose(): void {
    this.fail(new LLMError("aborted", "The stream was dropped before its end"));
  }

  onClosed(run: () => void): void {
    if (this.#over) run();
    else this.#onClosed = run;
  }

  /**
   * What became of the fields of the requests, each word once.
   * @param current of the step that is under way.
   */
  ledgerWith(current: readonly LedgerEntry[]): readonly LedgerEntry[] {
    const past = this.#steps.flatMap(({ response }) => response.ledger);
    const entries = [...past, ...current].map((entry) => [JSON.stringify(entry), entry] as const);
    return [...new Map(entries).values()];
  }

  #record(response: ChatCompletionResult, toolRuns: readonly ToolRun[]): void {
    this.#steps.push({ index: this.step, response, toolRuns });
    const results = toolRuns.map(({ message }) => message);
    this.#messages.push(toHistory(response.message), ...results, ...cutResults(response));
  }

  #stepOptions(): CallOptions {
    const run = { id: this.#id, step: this.step };
    const hooks = this.#hooks.map((hook) => (call: CallInfo) => startCall(hook, { ...call, run }));
    const { onEvent: _, tools: __, ...options } = this.#options;
    return { ...options, hooks, signal: this.signal };
  }

  /** Nothing is begun, and nothing recorded, once the run is over. */
  #checkOpen(): void {
    const { signal } = this;
    if (this.#over || signal.aborted) throw abortedError(signal.reason);
  }

  /** Whether it was open until now. */
  #close(): boolean {
    if (this.#over) return false;
    this.#over = true;
    offAbort(this.#options.signal ?? undefined, this.#onAbort);
    this.#onClosed?.();
    this.#onClosed = undefined;
    return true;
  }
}

/** Without what is undefined: it says nothing. */
function defined<T extends object>(
  fields: T,
): { readonly [name in keyof T]?: Exclude<T[name], undefined> } {
  const said = Object.entries(fields).filter(([, value]) => value !== undefined);
  return Object.fromEntries(said) as { readonly [name in keyof T]?: Exclude<T[name], undefined> };
}

/** A choice that forces a call holds for the first step; the run would else never come to an answer. */
function released(choice: ChatCompletionRequest["tool_choice"]): typeof choice {
  if (choice == null || choice === "none" || choice === "auto") return choice;
  if (typeof choice === "object" && choice.type === "allowed_tools") {
    return { ...choice, allowed_tools: { ...choice.allowed_tools, mode: "auto" } };
  }
  return undefined;
}
