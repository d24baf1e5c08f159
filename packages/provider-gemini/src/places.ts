import type { WirePart } from "./wire.ts";

/**
 * Where a part of the model's turn is found in the message: so many characters of `content`, a block of
 * `reasoning_details`, one of `tool_calls` or `images`, a piece of `audio` that says more than its sound; or the part
 * itself, where the message has no place for it. What else the part said, such as its signature, stands beside it.
 * Kept in `provider_fields.<id>.parts`.
 */
export type PartPlace = (
  | { text: number }
  | { reasoning: number }
  | { tool_call: number }
  | { image: number }
  | { audio: true }
  | { part: WirePart }
) & { [field: string]: unknown };

/** Thoughts, then one text, then calls, none of which says more: the order in which a message is sent anyway. */
export function isPlain(places: readonly PartPlace[]): boolean {
  let stage = 0;
  for (const place of places) {
    const next = stageOf(place);
    if (next === undefined || next < stage || (next === 1 && stage === 1)) return false;
    stage = next;
  }
  return true;
}

function stageOf(place: PartPlace): number | undefined {
  if (Object.keys(place).length > 1) return undefined;
  if ("reasoning" in place) return 0;
  // A text of no characters is not sent without being told.
  if ("text" in place) return place.text === 0 ? undefined : 1;
  return "tool_call" in place ? 2 : undefined;
}
