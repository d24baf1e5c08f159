import { withRawInput } from "@vllora/core/provider";
import { isObject, toReasoningDetail, wordsOf } from "./blocks.ts";
import type { LayoutEntry } from "./layout.ts";
import type { WireBlock } from "./wire.ts";

/**
 * Puts the blocks of a message back into the order in which they came. `undefined` when the message no longer has what
 * the layout speaks of: then it would be stale.
 */
export function arrange(
  layout: readonly LayoutEntry[],
  reasoning: readonly WireBlock[],
  text: string,
  calls: readonly WireBlock[],
): readonly WireBlock[] | undefined {
  const blocks: WireBlock[] = [];
  const unused = new Map(calls.map((call) => [idOf(call), call]));
  let thought = 0;
  let offset = 0;
  for (const { type, length, id, block } of layout) {
    if (type === "text") {
      const expected = block === undefined ? undefined : wordsOf(block);
      const words = text.slice(offset, offset + (expected?.length ?? length ?? 0));
      if (expected === undefined ? words === "" : words !== expected) return undefined;
      blocks.push(block ?? { text: words });
      offset += words.length;
    } else if (type === "reasoning") {
      const said = reasoning[thought++];
      if (said === undefined || (block !== undefined && !isSame(block, said))) return undefined;
      blocks.push(block ?? said);
    } else if (type === "tool_use") {
      const call = unused.get(id);
      if (call === undefined) return undefined;
      unused.delete(id);
      blocks.push(block === undefined ? call : withCall(block, call));
    } else if (block !== undefined) {
      const { toolUse: own } = block;
      blocks.push(isObject(own) ? { ...block, toolUse: withRawInput(own) } : block);
    }
  }
  const whole = thought === reasoning.length && offset === text.length && unused.size === 0;
  return whole ? blocks : undefined;
}

function idOf({ toolUse: call }: WireBlock): unknown {
  return isObject(call) ? call["toolUseId"] : undefined;
}

function withCall(block: WireBlock, call: WireBlock): WireBlock {
  const { type, ...kept } = block["toolUse"] as WireBlock;
  const typed = type === "tool_use" ? {} : { type };
  return { ...block, toolUse: { ...kept, ...typed, ...(call["toolUse"] as WireBlock) } };
}

function isSame(block: WireBlock, said: WireBlock): boolean {
  const of = (value: WireBlock) => JSON.stringify(toReasoningDetail(value, 0, ""));
  return isObject(block["reasoningContent"]) && of(block) === of(said);
}
