import type { ChatCompletionRequest, CredentialsIdent, ToolCall, Usage } from "@vllora/types";
import type { ChatCompletionResult } from "./completion.ts";
import type { LLMError } from "./errors.ts";
import type { RunnableTool, ToolProgress } from "./tools/tool.ts";
import type { ToolRun } from "./tools/tool-run.ts";

/** A call that is about to be made. */
export interface CallInfo {
  /** Id of the provider. */
  readonly provider: string;
  /** Its `gen_ai.provider.name`. */
  readonly telemetryName: string;
  /** The model as the wire gets it. */
  readonly model: string;
  /** The request after templates. */
  readonly request: ChatCompletionRequest;
  readonly stream: boolean;
  readonly tags: { readonly [name: string]: string };
  readonly credentials: CredentialsIdent;
  /** The run with tools that it is a step of. */
  readonly run?: { readonly id: string; readonly step: number } | undefined;
}

/**
 * Watches one call. The order is fixed: attempts, first output, content, then exactly one of end and error.
 * What an observer throws is dropped: watching never changes a call.
 */
export interface CallObserver {
  /** The request is sent for the n-th time, from 1. */
  attempt?(number: number): void;
  /** The first output arrived; streams only. */
  firstOutput?(): void;
  /** A piece of the first answer's text; streams only. */
  content?(text: string): void;
  end?(result: ChatCompletionResult): void;
  error?(error: LLMError, usage?: Usage): void;
}

/** Called at the start of each call; returns who watches it. */
export type CallHook = (call: CallInfo) => CallObserver | undefined;

/** A run with tools that is about to begin. */
export interface RunInfo {
  readonly id: string;
  /** As the caller gave it. */
  readonly request: ChatCompletionRequest;
  readonly stream: boolean;
  readonly tags: { readonly [name: string]: string };
}

/** Watches one run with tools: its tools, then exactly one of end and error. Its calls have observers of their own. */
export interface RunObserver {
  /** A tool is about to run; returns who watches it. */
  startTool?(tool: ToolInfo): ToolObserver | undefined;
  end?(result: ChatCompletionResult): void;
  error?(error: LLMError): void;
}

/** A tool that is about to run. */
export interface ToolInfo {
  readonly step: number;
  readonly call: ToolCall;
  /** Absent: the model called a tool that does not exist. */
  readonly tool: RunnableTool | undefined;
}

/** Watches one run of a tool. */
export interface ToolObserver {
  /** What the tool is to carry along, such as `traceparent`. */
  meta?(): { readonly [name: string]: unknown };
  /** Calls the function, and gives what it gives: to run the tool in a context of its own. */
  within?<T>(run: () => T): T;
  progress?(progress: ToolProgress): void;
  end?(run: ToolRun): void;
}

/** Called at the start of each run with tools; returns who watches it. */
export type RunHook = (run: RunInfo) => RunObserver | undefined;

/** Who watches: a function for each call, or one for calls and one for runs with tools. */
export type Hook =
  | CallHook
  | { readonly startCall?: CallHook | undefined; readonly startRun?: RunHook | undefined };

/** Asks every hook, and fences off what the observers throw. */
export function startObservers(
  hooks: readonly Hook[],
  call: () => CallInfo,
): readonly CallObserver[] {
  if (hooks.length === 0) return [];
  const info = call();
  const observers: CallObserver[] = [];
  for (const hook of hooks) {
    const observer = harmless(() => startCall(hook, info));
    // Plain JavaScript may give null.
    if (observer != null) observers.push(fenced(observer));
  }
  return observers;
}

/** Asks a hook who watches a call. */
export function startCall(hook: Hook, info: CallInfo): CallObserver | undefined {
  return typeof hook === "function" ? hook(info) : hook.startCall?.(info);
}

function fenced(observer: CallObserver): CallObserver {
  return {
    attempt: (number) => harmless(() => observer.attempt?.(number)),
    firstOutput: () => harmless(() => observer.firstOutput?.()),
    // Present only where someone listens: nobody else's chunks are looked at for it.
    ...(observer.content === undefined
      ? {}
      : { content: (text: string) => harmless(() => observer.content?.(text)) }),
    end: (result) => harmless(() => observer.end?.(result)),
    error: (error, usage) => harmless(() => observer.error?.(error, usage)),
  };
}

/** Runs what belongs to somebody else: neither what it throws nor what it rejects reaches the call. */
export function harmless<T>(action: () => T): T | undefined {
  try {
    const result: unknown = action();
    if (result instanceof Promise) result.catch(() => undefined);
    return result as T;
  } catch {
    return undefined;
  }
}
