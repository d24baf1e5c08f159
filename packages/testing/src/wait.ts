import { setTimeout as pause } from "node:timers/promises";

/** Resolves after a time, or as soon as nobody waits any more. */
export async function wait(ms: number, left: AbortSignal | undefined): Promise<void> {
  if (ms > 0) await pause(ms, undefined, { signal: left }).catch(() => undefined);
}
