import type { ChatCompletionMessage, ReasoningDetail, ToolCall } from "@vllora/core/provider";
import type { WireBlock } from "./wire.ts";

type Fields = { readonly [field: string]: unknown };

/** A block by what it means to a message of ours. */
export type BlockKind = "text" | "reasoning" | "tool_use" | "other";

/**
 * What a block is. Calls of tools that Bedrock runs itself are no calls for the application; text with citations is
 * text.
 */
export function kindOf(block: WireBlock): BlockKind {
  if (typeof block["text"] === "string" || isObject(block["citationsContent"])) return "text";
  if (isObject(block["reasoningContent"])) return "reasoning";
  const call = block["toolUse"];
  return isObject(call) && call["type"] !== "server_tool_use" ? "tool_use" : "other";
}

/** The words of a text block, cited or not. */
export function wordsOf(block: WireBlock): string {
  if (typeof block["text"] === "string") return block["text"];
  const { content } = (block["citationsContent"] ?? {}) as { readonly content?: unknown };
  return Array.isArray(content)
    ? content.map((piece: unknown) => (isObject(piece) ? textOf(piece["text"]) : "")).join("")
    : "";
}

/** A reasoning block, as it has to go back. `index` is its ordinal among them. */
export function toReasoningDetail(
  block: WireBlock,
  index: number,
  format: string,
): ReasoningDetail {
  const { reasoningText: text, redactedContent: data } = block["reasoningContent"] as Fields;
  if (typeof data === "string") return { type: "reasoning.encrypted", data, format, index };
  const { text: words, signature } = (isObject(text) ? text : {}) as Fields;
  return {
    type: "reasoning.text",
    text: textOf(words),
    ...(typeof signature === "string" ? { signature } : {}),
    format,
    index,
  };
}

/** The block of it; `undefined` for a summary, which the API does not know. */
export function toReasoningBlock(detail: ReasoningDetail): WireBlock | undefined {
  if (detail.type === "reasoning.encrypted") {
    return { reasoningContent: { redactedContent: detail.data } };
  }
  if (detail.type !== "reasoning.text") return undefined;
  const { text, signature } = detail;
  const reasoningText = { text: text ?? "", ...(signature == null ? {} : { signature }) };
  return { reasoningContent: { reasoningText } };
}

/**
 * A call of a tool that the caller runs.
 * @param json text of its arguments; where nobody knows it, they are written out again.
 */
export function toToolCall(block: WireBlock, json?: string): ToolCall {
  const { toolUseId, name, input } = block["toolUse"] as Fields;
  return {
    id: textOf(toolUseId),
    type: "function",
    function: { name: textOf(name), arguments: json ?? JSON.stringify(input ?? {}) },
  };
}

type Annotation = NonNullable<ChatCompletionMessage["annotations"]>[number];

/**
 * Citations of web pages, as OpenAI has them: over the whole text of the block, since the wire does not say more.
 * Those of documents stay in the layout only.
 */
export function toAnnotations(citations: unknown, start: number, end: number): Annotation[] {
  if (!Array.isArray(citations)) return [];
  return citations.flatMap((citation: unknown): Annotation[] => {
    const { location, title } = (isObject(citation) ? citation : {}) as Fields;
    const web = isObject(location) ? location["web"] : undefined;
    const url = isObject(web) ? web["url"] : undefined;
    if (typeof url !== "string" || !/^https?:/i.test(url)) return [];
    const place = { start_index: start, end_index: end, title: textOf(title), url };
    return [{ type: "url_citation", url_citation: place }];
  });
}

/** What an object has beside the fields that ours have room for. */
export function extrasOf(object: Fields, known: readonly string[]): Fields | undefined {
  const extras = Object.entries(object).filter(
    ([field, value]) => value != null && !known.includes(field),
  );
  return extras.length === 0 ? undefined : Object.fromEntries(extras);
}

/** Text that the wire left out is empty. */
export function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** Whether a value has fields. */
export function isObject(value: unknown): value is Fields {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
