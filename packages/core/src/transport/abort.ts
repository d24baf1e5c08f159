import { LLMError } from "../errors.ts";

/** The caller gave up; `cause` is the reason that the caller gave. */
export function abortedError(reason: unknown): LLMError {
  return new LLMError("aborted", "The call was aborted", { cause: reason });
}

/** What hears of each signal's abort. */
const HEARERS = new WeakMap<AbortSignal, Hearers>();

interface Hearers {
  readonly all: Set<() => void>;
  readonly tell: () => void;
}

/**
 * Hears of an abort that is still to come, once. However many calls share a signal, it has one listener of ours: Node
 * takes more for a leak.
 */
export function onAbort(signal: AbortSignal | undefined, hear: () => void): void {
  if (signal === undefined) return;
  let hearers = HEARERS.get(signal);
  if (hearers === undefined) {
    const all = new Set<() => void>();
    const tell = () => {
      for (const each of [...all]) each();
    };
    hearers = { all, tell };
    HEARERS.set(signal, hearers);
    signal.addEventListener("abort", tell, { once: true });
  }
  hearers.all.add(hear);
}

/** Undoes {@link onAbort}. */
export function offAbort(signal: AbortSignal | undefined, hear: () => void): void {
  const hearers = signal && HEARERS.get(signal);
  if (signal === undefined || hearers === undefined) return;
  hearers.all.delete(hear);
  if (hearers.all.size > 0) return;
  HEARERS.delete(signal);
  signal.removeEventListener("abort", hearers.tell);
}

/**
 * Waits for something that may not know the signal.
 * @throws {LLMError} `aborted`, with the reason as `cause`, when the signal fires first.
 */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(abortedError(signal.reason));
    const release = () => offAbort(signal, abort);
    if (signal.aborted) abort();
    else onAbort(signal, abort);
    promise.then(resolve, reject).finally(release);
  });
}
