import type { ChatMessage } from "@vllora/core/provider";
import { kindOf, toReasoningDetail, toToolCall, wordsOf } from "../blocks.ts";
import { type LayoutEntry, LayoutWriter } from "../layout.ts";
import type { ModelTraits } from "../models.ts";
import type { WireBlock } from "../wire.ts";
import { markOf, toTextParts } from "./content.ts";

type AssistantMessage = Extract<ChatMessage, { role: "assistant" }>;

/** A turn of the model, in the form that a decoded answer has. */
export function toAssistantMessage(
  blocks: readonly WireBlock[],
  { reasoningFormat }: ModelTraits,
): AssistantMessage {
  if (blocks.every((block) => "text" in block || markOf(block) !== undefined)) {
    return { role: "assistant", content: toTextParts(blocks) };
  }
  const last = blocks.at(-1);
  const mark = last === undefined ? undefined : markOf(last);
  const layout = new LayoutWriter();
  const entries: LayoutEntry[] = [];
  const details: NonNullable<AssistantMessage["reasoning_details"]>[number][] = [];
  const calls: NonNullable<AssistantMessage["tool_calls"]>[number][] = [];
  let text = "";
  let reasoning = "";
  for (const block of mark === undefined ? blocks : blocks.slice(0, -1)) {
    const kind = kindOf(block);
    if (kind === "text") {
      text += wordsOf(block);
    } else if (kind === "reasoning") {
      const detail = toReasoningDetail(block, details.length, reasoningFormat);
      details.push(detail);
      if (detail.type === "reasoning.text") reasoning += detail.text ?? "";
    } else if (kind === "tool_use") {
      calls.push(toToolCall(block));
    }
    entries.push(...layout.add(block));
  }
  return {
    role: "assistant",
    content: text === "" ? null : text,
    ...(reasoning === "" ? {} : { reasoning_content: reasoning }),
    ...(details.length === 0 ? {} : { reasoning_details: details }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
    ...(mark === undefined ? {} : { cache_control: mark }),
    ...(entries.length === 0 ? {} : { provider_fields: { bedrock: { blocks: entries } } }),
  };
}
