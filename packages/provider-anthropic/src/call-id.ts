import type { EncodeContext } from "@vllora/core/provider";
import { isClaude } from "./models.ts";

const TAKEN = /^[\w-]+$/;

/**
 * The id of a call as the API takes it: it refuses others than `^[a-zA-Z0-9_-]+$`. Those of another provider
 * (`functions.search:0`) are written with their other characters as numbers, in the call and its result alike.
 * @see https://github.com/BerriAI/litellm/pull/21964 (read 2026-11-28), for the API's words
 */
export function toCallId(id: string, field: string, { model, report }: EncodeContext): string {
  // Other servers that speak this wire have ids of their own, and want them back.
  if (TAKEN.test(id) || !isClaude(model)) return id;
  const to = id.replace(/[^\w-]/gu, (character) => `_${character.codePointAt(0)?.toString(16)}_`);
  report({ field, outcome: "adjusted", from: id, to, note: "the API takes no such id" });
  return to;
}
