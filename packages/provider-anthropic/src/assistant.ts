import {
  type ChatMessage,
  type EncodeContext,
  type ReasoningDetail,
  type ToolCall,
  toArgumentsObject,
} from "@vllora/core/provider";
import { REASONING_FORMAT } from "./blocks.ts";
import { toCallId } from "./call-id.ts";
import { toBlocks } from "./content.ts";
import { ownFields } from "./fields.ts";
import type { LayoutEntry } from "./layout.ts";
import { arrange } from "./layout-reader.ts";
import type { WireBlock } from "./wire.ts";

/** A message of the model, on its way back to it. */
export type AssistantMessage = Extract<ChatMessage, { role: "assistant" }>;

/**
 * The content of a turn of the model: as it came where the message says how, else thinking, text, tool calls. Text
 * alone stays text.
 */
export function toAssistantContent(
  message: AssistantMessage,
  path: string,
  context: EncodeContext,
): string | readonly WireBlock[] {
  const { report } = context;
  for (const field of ["name", "audio", "function_call"] as const) {
    if (message[field] == null) continue;
    const note = field === "function_call" ? "use tool_calls" : "the API has no such field";
    report({ field: `${path}.${field}`, outcome: field === "name" ? "ignored" : "refused", note });
  }
  const own = ownFields(message, path, context);
  if (own !== undefined) {
    const field = `${path}.provider_fields.${context.provider}`;
    report({ field, outcome: "mapped", to: "content", note: "the rest is about the answer" });
  }
  const thoughts = toThinking(message, path, context);
  const thinking = thoughts.filter((block) => block !== undefined);
  const calls = (message.tool_calls ?? []).map((call, index) =>
    toToolUse(call, `${path}.tool_calls[${index}]`, context),
  );
  const text = textIn(message, own);
  const layout = own?.["blocks"];
  const { content } = message;
  if (Array.isArray(layout)) {
    const marked = Array.isArray(content) && content.some((part) => part.cache_control != null);
    const entries = layout as readonly LayoutEntry[];
    const blocks = marked ? undefined : arrange(entries, thoughts, text, calls);
    const field = `${path}.provider_fields.${context.provider}.blocks`;
    if (blocks !== undefined) {
      reportUnknown(entries, field, context);
      return withCacheControl(withCallIds(blocks, path, context), message, path, context);
    }
    report({ field, outcome: "ignored", note: "the message was changed since it came" });
  }
  const alone = thinking.length === 0 && calls.length === 0;
  if (alone && typeof content === "string" && message.cache_control == null) return text;
  const written =
    Array.isArray(content) && content.length > 0
      ? toBlocks(content, `${path}.content`, context)
      : text === ""
        ? []
        : [{ type: "text", text }];
  const blocks = [...thinking, ...written, ...withCallIds(calls, path, context)];
  return withCacheControl(blocks, message, path, context);
}

/** A block that came with pieces of an unknown kind goes back without them, and may be refused for it. */
function reportUnknown(
  entries: readonly LayoutEntry[],
  path: string,
  { report }: EncodeContext,
): void {
  for (const [index, { unknown_deltas: unknown }] of entries.entries()) {
    if (unknown === undefined) continue;
    const note = "it came in pieces that this package does not know, and goes back without them";
    report({ field: `${path}[${index}].unknown_deltas`, outcome: "ignored", note });
  }
}

/** The words of the model; those of the API about a refusal are not its own. */
function textIn(
  { content, refusal }: AssistantMessage,
  own: { readonly [field: string]: unknown } | undefined,
): string {
  if (typeof content === "string" && content !== "") return content;
  if (Array.isArray(content)) {
    return content.map((part) => (part.type === "text" ? part.text : "")).join("");
  }
  return own?.["stop_details"] == null ? (refusal ?? "") : "";
}

/** Only what this wire signed or encrypted goes back; it refuses the rest, whose place is empty. */
function toThinking(
  { reasoning_details: details, reasoning_content: content }: AssistantMessage,
  path: string,
  { report }: EncodeContext,
): readonly (WireBlock | undefined)[] {
  const note = "the API takes back only thinking that it signed";
  if (details == null || details.length === 0) {
    if (content) report({ field: `${path}.reasoning_content`, outcome: "ignored", note });
    return [];
  }
  report({ field: `${path}.reasoning_details`, outcome: "mapped", to: "content" });
  return details.map((detail, index) => {
    const block = toThinkingBlock(detail);
    if (block === undefined) {
      report({ field: `${path}.reasoning_details[${index}]`, outcome: "ignored", note });
    }
    return block;
  });
}

function toThinkingBlock(detail: ReasoningDetail): WireBlock | undefined {
  if (detail.format != null && detail.format !== REASONING_FORMAT) return undefined;
  if (detail.type === "reasoning.encrypted")
    return { type: "redacted_thinking", data: detail.data };
  // A block that the token limit cut has an empty signature.
  if (detail.type !== "reasoning.text" || !detail.signature) return undefined;
  return { type: "thinking", thinking: detail.text ?? "", signature: detail.signature };
}

function toToolUse(call: ToolCall, path: string, { provider, report }: EncodeContext): WireBlock {
  if (call.extra_content !== undefined) {
    const note = "it belongs to another provider";
    report({ field: `${path}.extra_content`, outcome: "ignored", note });
  }
  if (call.type === "custom") {
    const note = "the API knows no tools with free text";
    report({ field: path, outcome: "refused", note });
    return { type: "tool_use", id: call.id, name: call.custom.name, input: {} };
  }
  const { name, arguments: text } = call.function;
  const input = toArgumentsObject(text, `${path}.function.arguments`, provider);
  return { type: "tool_use", id: call.id, name, input };
}

function withCallIds(
  blocks: readonly WireBlock[],
  path: string,
  context: EncodeContext,
): readonly WireBlock[] {
  return blocks.map((block) => {
    const { type, id } = block;
    if (type !== "tool_use" || typeof id !== "string") return block;
    return { ...block, id: toCallId(id, `${path}.tool_calls`, context) };
  });
}

/** The mark of the message goes to its last block; thinking cannot bear one. */
function withCacheControl(
  blocks: readonly WireBlock[],
  { cache_control: mark }: AssistantMessage,
  path: string,
  { report }: EncodeContext,
): readonly WireBlock[] {
  if (mark == null) return blocks;
  const last = blocks.at(-1);
  const field = `${path}.cache_control`;
  if (last === undefined || /thinking$/.test(last.type)) {
    report({ field, outcome: "ignored", note: "the message has no block that can be marked" });
    return blocks;
  }
  return [...blocks.slice(0, -1), { ...last, cache_control: mark }];
}
