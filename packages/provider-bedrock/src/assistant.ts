import {
  type ChatMessage,
  type EncodeContext,
  type ReasoningDetail,
  type ToolCall,
  toArgumentsObject,
} from "@vllora/core/provider";
import { toReasoningBlock } from "./blocks.ts";
import { toBlocks } from "./content.ts";
import { cachePointOf, ownFields } from "./fields.ts";
import type { LayoutEntry } from "./layout.ts";
import { arrange } from "./layout-reader.ts";
import type { ModelTraits } from "./models.ts";
import type { WireBlock } from "./wire.ts";

/** A message of the model, on its way back to it. */
export type AssistantMessage = Extract<ChatMessage, { role: "assistant" }>;

/** The blocks of a turn of the model: as they came where the message says how, else reasoning, text, tool calls. */
export function toAssistantBlocks(
  message: AssistantMessage,
  path: string,
  traits: ModelTraits,
  context: EncodeContext,
): readonly WireBlock[] {
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
  const reasoning = toReasoning(message, path, traits, context);
  const calls = (message.tool_calls ?? []).map((call, index) =>
    toToolUse(call, `${path}.tool_calls[${index}]`, context),
  );
  const { content, cache_control: mark } = message;
  const text = textIn(message);
  const layout = own?.["blocks"];
  if (Array.isArray(layout)) {
    const marked = Array.isArray(content) && content.some((part) => part.cache_control != null);
    const blocks = marked
      ? undefined
      : arrange(layout as readonly LayoutEntry[], reasoning, text, calls);
    if (blocks !== undefined) return [...blocks, ...cachePointOf(mark)];
    const field = `${path}.provider_fields.${context.provider}.blocks`;
    report({ field, outcome: "ignored", note: "the message was changed since it came" });
  }
  const written =
    Array.isArray(content) && content.length > 0
      ? toBlocks(content, `${path}.content`, context)
      : text === ""
        ? []
        : [{ text }];
  const blocks = [...reasoning, ...written, ...calls];
  return blocks.length === 0 ? blocks : [...blocks, ...cachePointOf(mark)];
}

function textIn({ content, refusal }: AssistantMessage): string {
  if (typeof content === "string" && content !== "") return content;
  if (!Array.isArray(content)) return refusal ?? "";
  return content.map((part) => (part.type === "text" ? part.text : "")).join("");
}

/** Only what this API or the model's vendor signed or encrypted goes back; it refuses the rest. */
function toReasoning(
  { reasoning_details: details, reasoning_content: content }: AssistantMessage,
  path: string,
  traits: ModelTraits,
  { report }: EncodeContext,
): readonly WireBlock[] {
  const note = "the model takes back only reasoning of its own";
  if (details == null || details.length === 0) {
    if (content) report({ field: `${path}.reasoning_content`, outcome: "ignored", note });
    return [];
  }
  report({ field: `${path}.reasoning_details`, outcome: "mapped", to: "content" });
  return details.flatMap((detail, index) => {
    const block = isOwn(detail, traits) ? toReasoningBlock(detail) : undefined;
    if (block !== undefined) return [block];
    report({ field: `${path}.reasoning_details[${index}]`, outcome: "ignored", note });
    return [];
  });
}

function isOwn({ format }: ReasoningDetail, { reasoningFormat }: ModelTraits): boolean {
  return format == null || format === reasoningFormat;
}

function toToolUse(call: ToolCall, path: string, { provider, report }: EncodeContext): WireBlock {
  if (call.type === "custom") {
    const note = "the API knows no tools with free text";
    report({ field: path, outcome: "refused", note });
    return { toolUse: { toolUseId: call.id, name: call.custom.name, input: {} } };
  }
  const { name, arguments: text } = call.function;
  const input = toArgumentsObject(text, `${path}.function.arguments`, provider);
  return { toolUse: { toolUseId: call.id, name, input } };
}
