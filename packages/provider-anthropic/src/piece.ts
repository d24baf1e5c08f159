import { extrasOf } from "./blocks.ts";
import type { WireDelta } from "./wire.ts";

/** What is read of the pieces that are known. */
const READ: readonly string[] = [
  "type",
  "text",
  "partial_json",
  "thinking",
  "signature",
  "citation",
  "content",
  "encrypted_content",
];
const KNOWN: ReadonlySet<string> = new Set(READ);

/** What a piece says beside that: hints such as `estimated_tokens`. Most have none, and cost a look at their fields. */
export function extrasOfPiece(delta: WireDelta): { readonly [field: string]: unknown } | undefined {
  for (const field in delta) if (!KNOWN.has(field)) return extrasOf(delta, READ);
  return undefined;
}
