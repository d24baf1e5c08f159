import { LLMError } from "../errors.ts";

/** The caller gave up; `cause` is the reason that the caller gave. */
export function abortedError(reason: unknown): LLMError {
  return new LLMError("aborted", "The call was aborted", { cause: reason });
}

/** Waits for something that may not know the signal. */
export function untilAborted<T>(promise: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return promise;
  return new Promise((resolve, reject) => {
    const abort = () => reject(abortedError(signal.reason));
    const release = () => signal.removeEventListener("abort", abort);
    if (signal.aborted) abort();
    else signal.addEventListener("abort", abort, { once: true });
    promise.then(resolve, reject).finally(release);
  });
}
