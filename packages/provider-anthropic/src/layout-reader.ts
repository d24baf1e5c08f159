import { withRawInput } from "@vllora/core/provider";
import type { LayoutEntry } from "./layout.ts";
import type { WireBlock } from "./wire.ts";

/**
 * Puts the blocks of a message back into the order in which they came. `undefined` when the message no longer has
 * what the layout speaks of: then it would be stale. Pieces that nobody knows are not sent: they are no field of a block.
 */
export function arrange(
  layout: readonly LayoutEntry[],
  thinking: readonly (WireBlock | undefined)[],
  text: string,
  calls: readonly WireBlock[],
): readonly WireBlock[] | undefined {
  const blocks: WireBlock[] = [];
  const unused = new Map(calls.map((call) => [call["id"], call]));
  let thought = 0;
  let offset = 0;
  for (const entry of layout) {
    const { type, length, unknown_deltas: _, ...extras } = entry;
    if (type === "text") {
      const end = offset + (length ?? textLength(entry));
      if (end === offset && entry.unknown_deltas !== undefined) continue;
      const words = text.slice(offset, end);
      if (words === "" || ("text" in entry && entry["text"] !== words)) return undefined;
      blocks.push({ type, text: words, ...extras });
      offset = end;
    } else if (type === "thinking" || type === "redacted_thinking") {
      if (thought === thinking.length) return undefined;
      const block = thinking[thought++];
      // One that cannot go back leaves its place.
      if (block === undefined) continue;
      if (block.type !== type) return undefined;
      blocks.push({ ...block, ...extras });
    } else if (type === "tool_use") {
      const call = unused.get(entry["id"]);
      if (call === undefined) return undefined;
      unused.delete(entry["id"]);
      blocks.push({ ...call, ...extras });
    } else {
      blocks.push(withRawInput<WireBlock>({ type, ...extras }));
    }
  }
  const whole = thought === thinking.length && offset === text.length && unused.size === 0;
  return whole ? blocks : undefined;
}

function textLength({ text }: LayoutEntry): number {
  return typeof text === "string" ? text.length : 0;
}
