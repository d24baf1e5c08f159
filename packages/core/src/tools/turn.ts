import type { ToolCall } from "@vllora/types";
import { LLMError } from "../errors.ts";
import { harmless, type RunObserver } from "../observer.ts";
import { abortedError } from "../transport/abort.ts";
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
  readonly #started = new Set<ToolCall>();
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

  /** As {@link runs}, for a turn that ended before its time: what did not run to its end says so. */
  get brokenRuns(): readonly ToolRun[] {
    return this.#calls.flatMap((call) => {
      if (this.#handedBack.has(call)) return [];
      const text = this.#started.has(call)
        ? "It was stopped while the tool ran, which may have had an effect."
        : "It was stopped before the tool ran.";
      return this.#runs.get(call) ?? failedRun(call, text);
    });
  }

  /**
   * Runs what is not the caller's: first every call is checked and approved, one after the other, then all run side by
   * side.
   */
  async run(): Promise<void> {
    const ready: ReadyCall[] = [];
    for (const call of this.#calls) {
      if (this.#handedBack.has(call)) continue;
      const { tools } = this.#context;
      const prepared = await prepareToolCall(tools.get(nameOf(call)), call, [...tools.keys()]);
      this.#checkSignal();
      const approved = await this.#approved(prepared);
      if (approved !== undefined) ready.push(approved);
    }
    await this.#runAll(ready);
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
    const { observers, step } = this.#context;
    const watching = toolObservers(observers, { step, call: run.call, tool });
    this.#runs.set(run.call, run);
    for (const observer of watching) harmless(() => observer.end?.(run));
  }

  async #runAll(ready: readonly ReadyCall[]): Promise<void> {
    const waiting = ready.values();
    const worker = async () => {
      for (const next of waiting) await this.#runOne(next);
    };
    const workers = Math.min(ready.length, this.#context.concurrency);
    // All of them are waited for by whoever waits for the first that fails: an abort fails each.
    await Promise.all(Array.from({ length: workers }, worker));
  }

  async #runOne(ready: ReadyCall): Promise<void> {
    const { observers, step, signal, tags } = this.#context;
    this.#checkSignal();
    const { call, tool } = ready;
    this.#started.add(call);
    const watching = toolObservers(observers, { step, call, tool });
    const run = await runPrepared(ready, { signal, step, tags }, watching);
    this.#runs.set(call, run);
    for (const observer of watching) harmless(() => observer.end?.(run));
  }

  #checkSignal(): void {
    const { signal } = this.#context;
    if (signal.aborted) throw abortedError(signal.reason);
  }
}
