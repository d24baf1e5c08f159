import type { ChatCompletionRequest, CredentialsIdent, Usage } from "@vllora/types";
import type { ChatCompletionResult } from "./completion.ts";
import type { LLMError } from "./errors.ts";

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

/** Asks every hook, and fences off what the observers throw. */
export function startObservers(
  hooks: readonly CallHook[],
  call: () => CallInfo,
): readonly CallObserver[] {
  if (hooks.length === 0) return [];
  const info = call();
  const observers: CallObserver[] = [];
  for (const hook of hooks) {
    const observer = harmless(() => hook(info));
    // Plain JavaScript may give null.
    if (observer != null) observers.push(fenced(observer));
  }
  return observers;
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
