import { extrasOf } from "./blocks.ts";
import type { WireBlock } from "./wire.ts";

/**
 * One block of an answer in its place: `provider_fields.anthropic.blocks`. Text, thinking and tool calls stand in
 * fields of the message; of them only the place is kept, and what the message has no field for. Every other block
 * is here whole.
 */
export interface LayoutEntry {
  readonly type: string;
  /** Of a text that is not repeated here: how many characters of the content are this block. */
  readonly length?: number;
  /** Pieces of a stream that this package cannot put together: the block may be more than what is known of it. */
  readonly unknown_deltas?: readonly object[];
  /** The input as it was written, where parsing changed it. */
  readonly input_json?: string;
  readonly [field: string]: unknown;
}

/**
 * Writes down the order of blocks where the message alone does not tell it. Thinking, then one text, then tool
 * calls is how messages are put together anyway, so nothing is written for that.
 */
export class LayoutWriter {
  #pending: LayoutEntry[] = [];
  #explicit = false;
  #phase = 0;

  /** Takes the next block; gives the entries that have to be told now. `length` is that of its text. */
  add(block: WireBlock, length: number): readonly LayoutEntry[] {
    // The API refuses an empty text, and so it has no place; what came with it stays.
    if (block.type === "text" && length === 0 && block["unknown_deltas"] === undefined) return [];
    const { entry, plain } = entryOf(block, length);
    const phase = PHASES[block.type] ?? -1;
    const follows = block.type === "text" ? this.#phase < phase : this.#phase <= phase;
    if (follows) this.#phase = phase;
    this.#pending.push(entry);
    if (!(plain && follows)) this.#explicit = true;
    if (!this.#explicit) return [];
    const entries = this.#pending;
    this.#pending = [];
    return entries;
  }
}

/** Where a block stands in a message without a layout. */
const PHASES: { readonly [type: string]: number } = {
  thinking: 0,
  redacted_thinking: 0,
  text: 1,
  tool_use: 2,
};

/** What the message has fields for. */
const KNOWN: { readonly [type: string]: readonly string[] } = {
  thinking: ["type", "thinking", "signature"],
  redacted_thinking: ["type", "data"],
  text: ["type", "text"],
  tool_use: ["type", "id", "name", "input"],
};

function entryOf(block: WireBlock, length: number): { entry: LayoutEntry; plain: boolean } {
  const { type } = block;
  const known = Object.hasOwn(KNOWN, type) ? KNOWN[type] : undefined;
  if (known === undefined) return { entry: block, plain: false };
  const extras = extrasOf(hasNoCitations(block) ? { ...block, citations: null } : block, known);
  const plain = extras === undefined;
  if (type === "text") {
    const { text } = block;
    // Citations belong to these words: the text shows later whether they are still the same.
    const place =
      !plain && typeof text === "string" && text.length === length ? { text } : { length };
    return { entry: { type, ...place, ...extras }, plain };
  }
  if (type === "tool_use") return { entry: { type, id: block["id"], ...extras }, plain };
  return { entry: { type, ...extras }, plain };
}

/** Where citations are on, a text without one has an empty list. */
function hasNoCitations({ citations }: WireBlock): boolean {
  return Array.isArray(citations) && citations.length === 0;
}
