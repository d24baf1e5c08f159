import type { ChatMessage } from "@vllora/core/provider";
import { extrasOf, isObject } from "../blocks.ts";
import type { ModelTraits } from "../models.ts";
import type { ConverseMessage, WireBlock } from "../wire.ts";
import { toAssistantMessage } from "./assistant.ts";
import { markOf, toToolContent, toUserContent } from "./content.ts";

/** The conversation. Each tool result becomes a message of its own, between what the user says. */
export function toMessages(
  messages: readonly ConverseMessage[],
  traits: ModelTraits,
): ChatMessage[] {
  const calls = new Set<unknown>();
  return messages.flatMap(({ role, content }): ChatMessage[] => {
    if (role !== "assistant") return toUserMessages(content, calls);
    for (const { toolUse: call } of content) {
      if (isObject(call) && call["type"] !== "server_tool_use") calls.add(call["toolUseId"]);
    }
    return [toAssistantMessage(content, traits)];
  });
}

function toUserMessages(blocks: readonly WireBlock[], calls: ReadonlySet<unknown>): ChatMessage[] {
  const messages: ChatMessage[] = [];
  let said: WireBlock[] = [];
  const flush = () => {
    if (said.length > 0) messages.push({ role: "user", content: toUserContent(said) });
    said = [];
  };
  for (const block of blocks) {
    const { toolResult: result } = block;
    const mark = markOf(block);
    const last = messages.at(-1);
    if (isObject(result) && calls.has(result["toolUseId"]) && Object.keys(block).length === 1) {
      flush();
      messages.push(toToolMessage(result));
    } else if (
      mark !== undefined &&
      said.length === 0 &&
      last !== undefined &&
      !last.cache_control
    ) {
      // A mark behind a result is the result's.
      messages[messages.length - 1] = { ...last, cache_control: mark };
    } else {
      said.push(block);
    }
  }
  flush();
  return messages;
}

function toToolMessage(result: WireBlock): ChatMessage {
  const { toolUseId, content, status } = result;
  const extras = extrasOf(result, [
    "toolUseId",
    "content",
    ...(status === "error" || status === "success" ? ["status"] : []),
  ]);
  return {
    role: "tool",
    tool_call_id: String(toolUseId),
    content: toToolContent(Array.isArray(content) ? (content as readonly WireBlock[]) : []),
    ...(status === "error" || status === "success" ? { is_error: status === "error" } : {}),
    ...(extras === undefined ? {} : { provider_fields: { bedrock: extras } }),
  };
}
