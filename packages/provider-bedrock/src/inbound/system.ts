import type { ChatMessage } from "@vllora/core/provider";
import type { WireBlock } from "../wire.ts";
import { toTextParts } from "./content.ts";

/** The `system` field as a message; none where it is empty. */
export function toInstructions(system: readonly WireBlock[]): ChatMessage[] {
  if (system.length === 0) return [];
  return [{ role: "system", content: toTextParts(system) }];
}
