import { compactJSON, withInputJSON } from "@vllora/core/provider";
import { textOf } from "./blocks.ts";
import type { WireBlock } from "./wire.ts";

/** A block of a stream that has not been closed yet. */
export interface OpenBlock {
  readonly type: string;
  /** As it began; for blocks that are not ours, as it is by now. */
  wire: WireBlock;
  /** Where its text begins in the content. */
  readonly start: number;
  /** Characters of its text or its arguments. */
  length: number;
  /** What its pieces add up to, where somebody asks for it later. */
  text: string;
  /** Ordinal among the tool calls. */
  readonly call: number;
  /** Text of the input that it began with. */
  readonly input: string | undefined;
  signature: unknown;
  citations: unknown[] | undefined;
  /** Pieces that nobody knows how to put together. */
  unknown: object[] | undefined;
}

/** A block as it begins. `input` is the text of what it has of that, where it has some. */
export function openBlock(
  wire: WireBlock,
  start: number,
  call: number,
  input: string | undefined,
): OpenBlock {
  const { type, citations, signature } = wire;
  return {
    type,
    wire,
    start,
    length: 0,
    text: "",
    call,
    input,
    signature,
    citations: Array.isArray(citations) ? [...(citations as unknown[])] : undefined,
    unknown: undefined,
  };
}

/** Text of a block that is not known is the block's, not the answer's. */
export function grow(block: OpenBlock, field: string, text: string): void {
  block.wire = { ...block.wire, [field]: textOf(block.wire[field]) + text };
}

/** A piece of a kind that is not known stays with its block: without it the block may not be whole. */
export function keepPiece(block: OpenBlock, delta: object): void {
  block.unknown ??= [];
  block.unknown.push(delta);
}

/** Whether arguments may belong to it: those of a text would be taken for the text. */
export function takesInput({ type }: OpenBlock): boolean {
  return type !== "text" && type !== "thinking" && type !== "redacted_thinking";
}

/** The block as a whole answer would have it. `cut` says that its arguments are not whole: they are a text. */
export function closedBlock(block: OpenBlock): { readonly wire: WireBlock; readonly cut: boolean } {
  const { type, text, length, citations, signature, unknown } = block;
  const wire = {
    ...block.wire,
    ...(citations === undefined ? {} : { citations }),
    ...(signature === undefined ? {} : { signature }),
    ...(unknown === undefined ? {} : { unknown_deltas: unknown }),
  };
  if (type === "text") return { wire: { ...wire, text }, cut: false };
  if (type === "thinking") return { wire: { ...wire, thinking: text }, cut: false };
  // Arguments of our tools were handed on as they came.
  if (type === "tool_use") return { wire, cut: false };
  if (length === 0) return { wire: withInputJSON(wire, block.input), cut: false };
  try {
    const whole = { ...wire, input: JSON.parse(text) as unknown };
    return { wire: withInputJSON(whole, compactJSON(text)), cut: false };
  } catch {
    return { wire: { ...wire, input: text }, cut: true };
  }
}

/** The model that took over, of a block that says so. */
export function servedBy({ to }: WireBlock): string | undefined {
  const model = (to as { model?: unknown } | null | undefined)?.model;
  return typeof model === "string" ? model : undefined;
}
