import type { ToolCall } from "@vllora/types";
import { LLMError } from "../errors.ts";
import { harmless, type RunObserver, type ToolObserver } from "../observer.ts";
import { abortedError, untilAborted } from "../transport/abort.ts";
import { guarded } from "./guarded.ts";
import type { Approve } from "./run-options.ts";
import {
  failedRun,
  nameOf,
  type PreparedCall,
  prepareToolCall,
  type ReadyCall,
  runPrepared,
  toolObservers,
} from "./run-tool.ts";
import type { RunnableTool } from "./tool.ts";
import type { ToolRun } from "./tool-run.ts";

/** What the calls of a turn are run with. */
export interface TurnContext {
  readonly step: number;
  readonly tools: ReadonlyMap<string, RunnableTool>;
  /** Of all tools that the model was shown. */
  readonly names: readonly string[];
  /** Whether a call of a tool that is not among them is the caller's to answer. */
  isForCaller(call: ToolCall): boolean;
  readonly signal: AbortSignal;
  readonly tags: { readonly [name: string]: string };
  readonly approve: Approve | undefined;
  readonly concurrency: number;
  readonly observers: readonly RunObserver[];
}

/** The calls of one answer of the model, and what has become of them. */
export class Turn {
  readonly #calls: readonly ToolCall[];
  readonly #context: TurnContext;
  readonly #handedBack = new Set<ToolCall>();
  /** What is approved, in the order of the calls. */
  readonly #ready: ReadyCall[] = [];
  /** Who watches the calls that were begun. */
  readonly #watching = new Map<ToolCall, readonly ToolObserver[]>();
  readonly #runs = new Map<ToolCall, ToolRun>();

  constructor(calls: readonly ToolCall[], context: TurnContext) {
    this.#calls = calls;
    this.#context = context;
    for (const call of calls) {
      const tool = context.tools.get(nameOf(call));
      const forCaller = tool === undefined ? context.isForCaller(call) : tool.stopAtCall === true;
      if (forCaller) this.#handedBack.add(call);
    }
  }

  /** The model gets results and is asked again: there are calls, and none that the caller has to answer. */
  get goesOn(): boolean {
    return this.#calls.length > 0 && this.#handedBack.size === 0;
  }

  /** What ran, in the order of the calls. */
  get runs(): readonly ToolRun[] {
    return this.#calls.flatMap((call) => this.#runs.get(call) ?? []);
  }

  /**
   * Ends the turn before its time: a result for every call, those of the caller among them. What did not run to its end
   * says so.
   */
  stop(): readonly ToolRun[] {
    for (const call of this.#calls) {
      const text = this.#watching.has(call)
        ? "It was stopped while the tool ran, which may have had an effect."
        : "It was stopped before the tool ran.";
      this.#end(failedRun(call, text));
    }
    return this.runs;
  }

  /** Checks what is not the caller's and asks for approval, call after call; more may be the caller's then. */
  async approve(): Promise<void> {
    for (const call of this.#calls) {
      if (this.#handedBack.has(call)) continue;
      const { tools, names } = this.#context;
      const preparing = prepareToolCall(tools.get(nameOf(call)), call, names);
      // A check may wait for something that does not know the signal.
      const prepared = await untilAborted(preparing, this.#context.signal);
      const approved = await this.#approved(prepared);
      if (approved !== undefined) this.#ready.push(approved);
    }
  }

  /** Runs what is approved, side by side. */
  async run(): Promise<void> {
    const waiting = this.#ready.values();
    const worker = async () => {
      for (const next of waiting) await this.#runOne(next);
    };
    const workers = Math.min(this.#ready.length, this.#context.concurrency);
    // All of them are waited for by whoever waits for the first that fails: an abort fails each.
    await Promise.all(Array.from({ length: workers }, worker));
  }

  async #approved(prepared: PreparedCall): Promise<ReadyCall | undefined> {
    const { approve, step, signal } = this.#context;
    const { call } = prepared;
    if (prepared.failed !== undefined) {
      this.#settle(prepared.failed);
      return undefined;
    }
    if (approve === undefined) return prepared;
    const { tool, args } = prepared;
    const verdict = await guarded("approve", signal, () =>
      approve({ tool, call, args, step, signal }),
    );
    if (verdict === true) return prepared;
    if (verdict === "hand_back") {
      this.#handedBack.add(call);
    } else if (verdict === false || typeof verdict?.declined === "string") {
      const reason = verdict === false ? "" : `: ${verdict.declined}`;
      this.#settle(failedRun(call, `The call was declined${reason}`), tool);
    } else {
      throw new LLMError(
        "invalid_request",
        'approve must give true, false, "hand_back" or { declined: "why" }',
      );
    }
    return undefined;
  }

  /** A call that is not run is shown to observers as the others are. */
  #settle(run: ToolRun, tool?: RunnableTool): void {
    this.#begin(run.call, tool);
    this.#end(run);
  }

  #begin(call: ToolCall, tool: RunnableTool | undefined): readonly ToolObserver[] {
    const { observers, step } = this.#context;
    const watching = toolObservers(observers, { step, call, tool });
    this.#watching.set(call, watching);
    return watching;
  }

  /** What ended first counts. */
  #end(run: ToolRun): void {
    const { call } = run;
    if (this.#runs.has(call)) return;
    this.#runs.set(call, run);
    for (const observer of this.#watching.get(call) ?? []) harmless(() => observer.end?.(run));
  }

  async #runOne(ready: ReadyCall): Promise<void> {
    const { step, signal, tags } = this.#context;
    this.#checkSignal();
    const watching = this.#begin(ready.call, ready.tool);
    this.#end(await runPrepared(ready, { signal, step, tags }, watching));
  }

  #checkSignal(): void {
    const { signal } = this.#context;
    if (signal.aborted) throw abortedError(signal.reason);
  }
}
