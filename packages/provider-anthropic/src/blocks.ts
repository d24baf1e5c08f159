import type { ChatCompletionMessage, ReasoningDetail, ToolCall } from "@vllora/core/provider";
import type { WireBlock, WireCitation } from "./wire.ts";

/** Whose signatures and encrypted texts these are; OpenRouter's name for it. */
export const REASONING_FORMAT = "anthropic-claude-v1";

/** A thinking block, as it has to go back. `index` is its ordinal among them. */
export function toReasoningDetail(block: WireBlock, index: number): ReasoningDetail {
  const common = { format: REASONING_FORMAT, index };
  if (block.type === "redacted_thinking") {
    return { type: "reasoning.encrypted", data: textOf(block["data"]), ...common };
  }
  const { signature } = block;
  return {
    type: "reasoning.text",
    text: textOf(block["thinking"]),
    ...(typeof signature === "string" ? { signature } : {}),
    ...common,
  };
}

/**
 * A call of a tool that the caller runs.
 * @param input text of its arguments; where nobody knows it, they are written out again.
 */
export function toToolCall(block: WireBlock, input?: string): ToolCall {
  return {
    id: textOf(block["id"]),
    type: "function",
    function: {
      name: textOf(block["name"]),
      arguments: input ?? JSON.stringify(block["input"] ?? {}),
    },
  };
}

type Annotation = NonNullable<ChatCompletionMessage["annotations"]>[number];

/**
 * Citations of web pages, as OpenAI has them: over the whole text block, since the wire does not say more. Those
 * of documents stay in the layout only.
 */
export function toAnnotations(citations: unknown, start: number, end: number): Annotation[] {
  if (!Array.isArray(citations)) return [];
  return (citations as readonly (WireCitation | null)[]).flatMap((citation) => {
    const url = citation?.url ?? citation?.source;
    if (typeof url !== "string" || !/^https?:/i.test(url)) return [];
    const title = textOf(citation?.title);
    const place = { start_index: start, end_index: end, title, url };
    return [{ type: "url_citation" as const, url_citation: place }];
  });
}

/** What a block has beside the fields that ours have room for. */
export function extrasOf(
  block: { readonly [field: string]: unknown },
  known: readonly string[],
): { readonly [field: string]: unknown } | undefined {
  const extras = Object.entries(block).filter(
    ([field, value]) => value != null && !known.includes(field),
  );
  return extras.length === 0 ? undefined : Object.fromEntries(extras);
}

/** Text that the wire left out is empty. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}
