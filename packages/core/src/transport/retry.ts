import { LLMError } from "../errors.ts";
import { abortedError, offAbort, onAbort } from "./abort.ts";
import { LONGEST_TIMER_MS } from "./watchdog.ts";

/** When and how often a failed call is sent again. Never after output was delivered. */
export interface RetryOptions {
  /** Tries after the first. Default 2. */
  readonly maxRetries?: number | undefined;
  /** The first pause is random between 0 and this, the next between 0 and twice it. Default 500. */
  readonly baseDelayMs?: number | undefined;
  /** Upper end of that range. Default 8,000. */
  readonly maxDelayMs?: number | undefined;
  /** All pauses of one call together; a pause that would exceed it is not begun. Default 60,000. */
  readonly budgetMs?: number | undefined;
  /** Source of randomness, 0 to 1. Default `Math.random`. */
  readonly random?: (() => number) | undefined;
}

/** Makes attempts until one succeeds, none is left, or the error is one that another try cannot mend. */
export async function withRetries<T>(
  attempt: (number: number) => Promise<T>,
  options: RetryOptions,
  signal: AbortSignal | undefined,
): Promise<T> {
  const { maxRetries = 2, budgetMs = 60_000 } = options;
  let waitedMs = 0;
  for (let number = 1; ; number++) {
    try {
      return await attempt(number);
    } catch (error) {
      if (!LLMError.is(error) || !error.retryable || number > maxRetries) throw error;
      const delayMs = error.retryAfterMs ?? jitter(number, options);
      waitedMs += delayMs;
      if (waitedMs > budgetMs || delayMs > LONGEST_TIMER_MS) throw error;
      await pause(delayMs, signal);
    }
  }
}

/** @see https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/ ("full jitter") */
function jitter(
  attempt: number,
  { baseDelayMs = 500, maxDelayMs = 8_000, random = Math.random }: RetryOptions,
): number {
  return random() * Math.min(maxDelayMs, baseDelayMs * 2 ** (attempt - 1));
}

function pause(ms: number, signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const abort = () => {
      clearTimeout(timer);
      offAbort(signal, abort);
      reject(abortedError(signal?.reason));
    };
    const timer = setTimeout(() => {
      offAbort(signal, abort);
      resolve();
    }, ms);
    if (signal?.aborted) abort();
    else onAbort(signal, abort);
  });
}

/**
 * How long the provider asks to wait: `retry-after-ms`, or `retry-after` in seconds or as a date. `undefined`
 * when it does not say, or says nonsense.
 * @see https://www.rfc-editor.org/rfc/rfc9110#field.retry-after
 */
export function retryAfterMs(headers: Headers, now: number): number | undefined {
  const milliseconds = headers.get("retry-after-ms");
  if (milliseconds !== null && /^\d+(\.\d+)?$/.test(milliseconds.trim()))
    return Number(milliseconds);
  const value = headers.get("retry-after")?.trim();
  if (value === undefined || value === "") return undefined;
  if (/^\d+(\.\d+)?$/.test(value)) return Number(value) * 1000;
  if (!/[a-z]/i.test(value)) return undefined;
  const date = Date.parse(value);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
