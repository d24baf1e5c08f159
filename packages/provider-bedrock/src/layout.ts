import { type BlockKind, extrasOf, isObject, kindOf, wordsOf } from "./blocks.ts";
import type { WireBlock } from "./wire.ts";

/**
 * One block of an answer in its place: `provider_fields.bedrock.blocks`. Text, reasoning and tool calls stand in fields
 * of the message; of them only the place is kept, or the whole block where the message has no field for all of it.
 */
export interface LayoutEntry {
  readonly type: BlockKind;
  /** Characters of the content that are this text, where it is not repeated here. */
  readonly length?: number;
  /** The call that stands here. */
  readonly id?: unknown;
  /** The block; that of a call without its arguments. */
  readonly block?: WireBlock;
}

/**
 * Writes down the order of blocks where the message alone does not tell it. Reasoning, then one text, then tool calls
 * is how messages are put together anyway, so nothing is written for that.
 */
export class LayoutWriter {
  #pending: LayoutEntry[] = [];
  #explicit = false;
  #phase = 0;

  /** Takes the next block; gives the entries that have to be told now. */
  add(block: WireBlock): readonly LayoutEntry[] {
    const type = kindOf(block);
    if (type === "text" && isEmptyText(block)) return [];
    const plain = isPlain(type, block);
    const phase = PHASES[type];
    const follows = type === "text" ? this.#phase < phase : this.#phase <= phase;
    if (follows) this.#phase = phase;
    if (!(plain && follows)) this.#explicit = true;
    this.#pending.push(entryOf(type, block, plain));
    if (!this.#explicit) return [];
    const entries = this.#pending;
    this.#pending = [];
    return entries;
  }
}

/** Where a block stands in a message without a layout; others stand nowhere. */
const PHASES: { readonly [kind in BlockKind]: number } = {
  reasoning: 0,
  text: 1,
  tool_use: 2,
  other: -1,
};

/** The API sends such texts and refuses them. */
function isEmptyText(block: WireBlock): boolean {
  return block["text"] === "" && Object.keys(block).length === 1;
}

function entryOf(type: BlockKind, block: WireBlock, plain: boolean): LayoutEntry {
  switch (type) {
    case "text":
      return plain ? { type, length: wordsOf(block).length } : { type, block };
    case "reasoning":
      return plain ? { type } : { type, block };
    case "tool_use": {
      const { input: _, ...call } = block["toolUse"] as { readonly [field: string]: unknown };
      const { toolUseId: id } = call;
      return plain ? { type, id } : { type, id, block: { ...block, toolUse: call } };
    }
    default:
      return { type, block };
  }
}

/** Whether the message has fields for all of it. */
function isPlain(type: BlockKind, block: WireBlock): boolean {
  if (Object.keys(block).length > 1) return false;
  if (type === "text") return "text" in block;
  if (type === "reasoning") {
    const content = block["reasoningContent"] as WireBlock;
    const { reasoningText: text, redactedContent: data } = content;
    if (Object.keys(content).length !== 1) return false;
    if (typeof data === "string") return true;
    return isObject(text) && extrasOf(text, ["text", "signature"]) === undefined;
  }
  if (type !== "tool_use") return false;
  const call = block["toolUse"] as WireBlock;
  // Answers say of every call that it is one; requests must not.
  return (
    extrasOf(call, ["toolUseId", "name", "input", "type"]) === undefined &&
    (call["type"] === undefined || call["type"] === "tool_use")
  );
}
