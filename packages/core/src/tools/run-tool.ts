import type { ToolCall, ToolMessage } from "@vllora/types";
import { LLMError } from "../errors.ts";
import { harmless, type RunObserver, type ToolInfo, type ToolObserver } from "../observer.ts";
import { suggestion } from "../text.ts";
import { abortedError, offAbort, onAbort, untilAborted } from "../transport/abort.ts";
import { LONGEST_TIMER_MS } from "../transport/watchdog.ts";
import { parseArguments } from "./arguments.ts";
import type { RunnableTool, ToolContext, ToolProgress } from "./tool.ts";
import { isToolResult } from "./tool-result.ts";
import type { ToolRun } from "./tool-run.ts";

/** What a tool is run with. */
export interface RunToolOptions {
  readonly signal?: AbortSignal | undefined;
  readonly step?: number | undefined;
  readonly tags?: { readonly [name: string]: string } | undefined;
  readonly meta?: { readonly [name: string]: unknown } | undefined;
  readonly onProgress?: ((progress: ToolProgress) => void) | undefined;
}

/** What `runTool` does, loaded on first use. */
export async function runOneCall(
  tool: RunnableTool,
  call: ToolCall,
  options: RunToolOptions = {},
): Promise<ToolRun> {
  const prepared = await prepareToolCall(tool, call, [tool.name]);
  if (prepared.failed !== undefined) return prepared.failed;
  return runPrepared(prepared, options, []);
}

/** A call whose tool is there and whose arguments are right, or what the model is told instead. */
export type PreparedCall =
  | { readonly call: ToolCall; readonly failed: ToolRun }
  | (ReadyCall & { readonly failed?: undefined });

/** A call that can be run. */
export interface ReadyCall {
  readonly call: ToolCall;
  readonly tool: RunnableTool;
  readonly args: unknown;
}

/** @param names of the tools that there are, for the model to see when it called another. */
export async function prepareToolCall(
  tool: RunnableTool | undefined,
  call: ToolCall,
  names: readonly string[],
): Promise<PreparedCall> {
  const name = nameOf(call);
  if (tool === undefined || tool.name !== name) {
    const known = names.length === 0 ? "There are none." : `There are: ${names.join(", ")}.`;
    const text = `There is no tool "${name}".${suggestion(name, names)} ${known}`;
    return { call, failed: failedRun(call, text, new LLMError("tool_not_found", text)) };
  }
  const wrong = (problem: string): PreparedCall => {
    const error = new LLMError("tool_arguments", `The arguments of ${name} ${problem}`);
    return { call, failed: failedRun(call, error.message, error) };
  };
  const parsed = parseArguments(call);
  if (parsed.problem !== undefined) return wrong(parsed.problem);
  try {
    const checked = tool.check === undefined ? parsed : await tool.check(parsed.args);
    if (checked.problem !== undefined) return wrong(`do not match its schema: ${checked.problem}`);
    return { call, tool, args: checked.args };
  } catch (error) {
    return { call, failed: failedRun(call, messageOf(error), error) };
  }
}

/** Runs a call, with a limit in time and under the eyes of observers. */
export async function runPrepared(
  { tool, call, args }: ReadyCall,
  options: RunToolOptions,
  observers: readonly ToolObserver[],
): Promise<ToolRun> {
  const { signal } = options;
  if (signal?.aborted) throw abortedError(signal.reason);
  const controller = new AbortController();
  const stop = () => controller.abort(signal?.reason);
  onAbort(signal, stop);
  let late: LLMError | undefined;
  let over = false;
  const timer = limit(tool.timeoutMs, (ms) => {
    const text = `The tool ${tool.name} did not answer within ${ms} ms`;
    late = new LLMError("timeout", text, { phase: "total" });
    controller.abort(late);
  });
  const context: ToolContext = {
    signal: controller.signal,
    call,
    step: options.step ?? 0,
    tags: options.tags ?? {},
    meta: Object.assign(
      {},
      options.meta,
      ...observers.map((observer) => harmless(() => observer.meta?.())),
    ),
    progress(progress) {
      // Observers know the run as ended.
      if (over || controller.signal.aborted) return;
      harmless(() => options.onProgress?.(progress));
      for (const observer of observers) harmless(() => observer.progress?.(progress));
    },
  };
  try {
    const running = within(observers, async () => tool.run(args, context));
    return succeededRun(call, await untilAborted(running, controller.signal));
  } catch (error) {
    if (signal?.aborted) throw abortedError(signal.reason);
    const cause = late ?? error;
    return failedRun(call, messageOf(cause), cause);
  } finally {
    over = true;
    clearTimeout(timer);
    offAbort(signal, stop);
  }
}

/** Inside of each observer's context, the first outermost. What an observer does wrong does not keep the tool from running. */
function within<T>(observers: readonly ToolObserver[], run: () => Promise<T>): Promise<T> {
  let running: Promise<T> | undefined;
  const once = () => {
    running ??= run();
    return running;
  };
  const nested = observers.reduceRight<() => unknown>(
    (inner, observer) =>
      observer.within === undefined
        ? inner
        : () => {
            harmless(() => observer.within?.(inner));
            // Also where the observer did not call it.
            return once();
          },
    once,
  );
  nested();
  return once();
}

function limit(
  ms: number | undefined,
  onLimit: (ms: number) => void,
): ReturnType<typeof setTimeout> | undefined {
  if (ms === undefined || !(ms > 0) || !Number.isFinite(ms)) return undefined;
  return setTimeout(() => onLimit(ms), Math.min(ms, LONGEST_TIMER_MS));
}

function succeededRun(call: ToolCall, output: unknown): ToolRun {
  if (isToolResult(output)) {
    const { content, isError, data } = output;
    const message = toToolMessage(call, content.length === 0 ? "" : content, isError);
    return { call, message, isError, ...(data === undefined ? {} : { output: data }) };
  }
  // JSON has no word for undefined; that of a function is undefined, too.
  const text = typeof output === "string" ? output : (JSON.stringify(output) ?? "null");
  return { call, message: toToolMessage(call, text, false), isError: false, output };
}

/** A run that failed; the model is told why. */
export function failedRun(call: ToolCall, text: string, error?: unknown): ToolRun {
  const message = toToolMessage(call, `Error: ${text}`, true);
  return { call, message, isError: true, ...(error === undefined ? {} : { error }) };
}

function toToolMessage(
  call: ToolCall,
  content: ToolMessage["content"],
  isError: boolean,
): ToolMessage {
  return { role: "tool", tool_call_id: call.id, content, ...(isError ? { is_error: true } : {}) };
}

/** The message alone: a stack is not for the model. */
function messageOf(error: unknown): string {
  const message = error instanceof Error ? error.message : String(error);
  return message === "" ? "the tool failed" : message;
}

/** The name of the tool that a call is for. */
export function nameOf(call: ToolCall): string {
  return call.type === "custom" ? call.custom.name : call.function.name;
}

/** Asks each run's observer who watches a tool. */
export function toolObservers(
  watchers: readonly RunObserver[],
  info: ToolInfo,
): readonly ToolObserver[] {
  return watchers.flatMap((watcher) => harmless(() => watcher.startTool?.(info)) ?? []);
}
