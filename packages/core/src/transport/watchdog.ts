import type { TimeoutPhase } from "../errors.ts";

/** Limits in milliseconds; `Infinity` or 0 switches one off. */
export interface Timeouts {
  /** Streams: until the head of the response. Default 60,000. */
  readonly connectMs?: number | undefined;
  /** Whole answers: until the head of the response, which providers send when the answer is complete. Default 600,000. */
  readonly responseMs?: number | undefined;
  /** Streams: from the head to the first chunk. Default 60,000. */
  readonly firstChunkMs?: number | undefined;
  /** While a body is read: the longest silence. Default 60,000. */
  readonly idleMs?: number | undefined;
  /** One attempt from start to end. Default: none. */
  readonly totalMs?: number | undefined;
}

/** Every limit, with the defaults filled in. */
export type Limits = { readonly [limit in keyof Timeouts]-?: number };

/** What holds when nobody says otherwise. */
export const DEFAULT_TIMEOUTS: Limits = {
  connectMs: 60_000,
  responseMs: 600_000,
  firstChunkMs: 60_000,
  idleMs: 60_000,
  totalMs: Number.POSITIVE_INFINITY,
};

/** Node refuses longer timers and would fire at once. */
export const LONGEST_TIMER_MS = 2 ** 31 - 1;

/**
 * Watches how long one exchange waits for the network. A wait costs one look at the clock: the timer is left
 * running and, when it fires too early, set again. Time in which the consumer is busy does not count.
 */
export class Watchdog {
  readonly #onTimeout: (phase: TimeoutPhase, ms: number) => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #firesAt = 0;
  #totalTimer: ReturnType<typeof setTimeout> | undefined;
  #phase: TimeoutPhase = "connect";
  #limitMs = Number.POSITIVE_INFINITY;
  #since: number | undefined;

  constructor(totalMs: number, onTimeout: (phase: TimeoutPhase, ms: number) => void) {
    this.#onTimeout = onTimeout;
    if (!isLimit(totalMs)) return;
    this.#totalTimer = setTimeout(
      () => onTimeout("total", totalMs),
      Math.min(totalMs, LONGEST_TIMER_MS),
    );
  }

  /** The wait begins, or begins anew; `since` is for one that began earlier, in milliseconds of `Date.now()`. */
  wait(phase: TimeoutPhase, limitMs: number, since?: number): void {
    this.#phase = phase;
    this.#limitMs = limitMs;
    if (!isLimit(limitMs)) {
      this.#since = undefined;
      return;
    }
    const now = Date.now();
    this.#since = since ?? now;
    const deadline = this.#since + limitMs;
    if (this.#timer !== undefined && this.#firesAt <= deadline) return;
    clearTimeout(this.#timer);
    this.#arm(deadline, now);
  }

  /** The network answered. */
  pause(): void {
    this.#since = undefined;
  }

  /** Nothing is watched any more. */
  stop(): void {
    this.#since = undefined;
    clearTimeout(this.#timer);
    clearTimeout(this.#totalTimer);
    this.#timer = undefined;
  }

  #arm(deadline: number, now: number): void {
    this.#firesAt = deadline;
    this.#timer = setTimeout(
      () => this.#check(),
      Math.max(0, Math.min(deadline - now, LONGEST_TIMER_MS)),
    );
  }

  #check(): void {
    this.#timer = undefined;
    if (this.#since === undefined) return;
    const now = Date.now();
    const deadline = this.#since + this.#limitMs;
    if (now < deadline) this.#arm(deadline, now);
    else this.#onTimeout(this.#phase, this.#limitMs);
  }
}

function isLimit(ms: number): boolean {
  return ms > 0 && Number.isFinite(ms);
}
