import type { ChatMessage } from "@vllora/core/provider";
import { textOf, toReasoningDetail, toToolCall } from "../blocks.ts";
import { type LayoutEntry, LayoutWriter } from "../layout.ts";
import type { WireBlock } from "../wire.ts";
import { toTextParts } from "./content.ts";

type AssistantMessage = Extract<ChatMessage, { role: "assistant" }>;

/** A turn of the model, in the form that a decoded answer has. */
export function toAssistantMessage(content: string | readonly WireBlock[]): AssistantMessage {
  if (typeof content === "string") return { role: "assistant", content };
  if (content.every(({ type }) => type === "text")) {
    return { role: "assistant", content: toTextParts(content) };
  }
  const layout = new LayoutWriter();
  const blocks: LayoutEntry[] = [];
  const details: NonNullable<AssistantMessage["reasoning_details"]>[number][] = [];
  const calls: NonNullable<AssistantMessage["tool_calls"]>[number][] = [];
  let text = "";
  let reasoning = "";
  for (const block of content) {
    const words = block.type === "text" ? textOf(block["text"]) : "";
    text += words;
    if (block.type === "thinking" || block.type === "redacted_thinking") {
      details.push(toReasoningDetail(block, details.length));
      reasoning += textOf(block["thinking"]);
    } else if (block.type === "tool_use") {
      calls.push(toToolCall(block));
    }
    blocks.push(...layout.add(block, words.length));
  }
  return {
    role: "assistant",
    content: text === "" ? null : text,
    ...(reasoning === "" ? {} : { reasoning_content: reasoning }),
    ...(details.length === 0 ? {} : { reasoning_details: details }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
    ...(blocks.length === 0 ? {} : { provider_fields: { anthropic: { blocks } } }),
  };
}
