import { setImmediate as turn } from "node:timers/promises";
import { onTestFinished } from "vitest";

/** What nobody may hear of while a test runs. */
export function alarms(): unknown[] {
  const heard: unknown[] = [];
  const listen = (what: unknown) => heard.push(what);
  process.on("warning", listen);
  process.on("unhandledRejection", listen);
  onTestFinished(() => {
    process.off("warning", listen);
    process.off("unhandledRejection", listen);
  });
  return heard;
}

/** How many are set. */
export function timers(): number {
  return process.getActiveResourcesInfo().filter((kind) => kind === "Timeout").length;
}

/** Waits for what ends a turn later than the call, without asking how long that takes. */
export async function settled(done: () => boolean): Promise<void> {
  while (!done()) await turn();
}
