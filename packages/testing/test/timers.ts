import { createHook } from "node:async_hooks";
import { onTestFinished } from "vitest";

/** A timer as Node has it. */
interface Timer {
  readonly _idleTimeout: number;
  readonly _destroyed: boolean;
}

/** Watches for the time of one test which timers of this length are still to fire. */
export function watchTimers(ms: number): { running(): number } {
  const timers: Timer[] = [];
  const hook = createHook({
    init(_id, type, _trigger, resource) {
      if (type === "Timeout") timers.push(resource as Timer);
    },
  }).enable();
  onTestFinished(() => void hook.disable());
  return {
    running: () =>
      timers.filter(({ _idleTimeout, _destroyed }) => _idleTimeout === ms && !_destroyed).length,
  };
}
