import { inspect } from "node:util";

/** Everything that a log could show of an error. */
export function everythingOf(error: unknown): string {
  const shown = [inspect(error, { depth: 20, showHidden: true }), JSON.stringify(error)];
  for (let at = error; at instanceof Error; at = at.cause) {
    shown.push(String(at), at.stack ?? "", JSON.stringify(at));
    shown.push(JSON.stringify(Object.getOwnPropertyDescriptors(at)));
  }
  return shown.join("\n");
}
