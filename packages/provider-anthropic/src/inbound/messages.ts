import type { ChatMessage } from "@vllora/core/provider";
import { extrasOf } from "../blocks.ts";
import type { MessagesInput, WireBlock } from "../wire.ts";
import { toAssistantMessage } from "./assistant.ts";
import { toToolParts, toUserParts } from "./content.ts";
import { toSystemMessage } from "./system.ts";

/** The conversation. Each tool result becomes a message of its own, between what the user says. */
export function toMessages(messages: readonly MessagesInput[]): ChatMessage[] {
  const calls = new Set<unknown>();
  return messages.flatMap((message): ChatMessage[] => {
    const { role, content = "" } = message;
    if (role === "system") return [toSystemMessage(message)];
    if (role === "assistant") {
      const blocks = typeof content === "string" ? [] : content;
      for (const { type, id } of blocks) if (type === "tool_use") calls.add(id);
      return [toAssistantMessage(content)];
    }
    return typeof content === "string"
      ? [{ role: "user", content }]
      : toUserMessages(content, calls);
  });
}

function toUserMessages(blocks: readonly WireBlock[], calls: ReadonlySet<unknown>): ChatMessage[] {
  const messages: ChatMessage[] = [];
  let said: WireBlock[] = [];
  const flush = () => {
    if (said.length > 0) messages.push({ role: "user", content: toUserParts(said) });
    said = [];
  };
  for (const block of blocks) {
    // A result of a tool that the provider calls itself answers no call of ours.
    if (block.type !== "tool_result" || !calls.has(block["tool_use_id"])) {
      said.push(block);
      continue;
    }
    flush();
    messages.push(toToolMessage(block));
  }
  flush();
  return messages;
}

function toToolMessage(block: WireBlock): ChatMessage {
  const { content, is_error: failed, cache_control: mark } = block;
  const extras = extrasOf(block, ["type", "tool_use_id", "content", "is_error", "cache_control"]);
  return {
    role: "tool",
    tool_call_id: String(block["tool_use_id"]),
    content: toToolContent(content),
    ...(typeof failed === "boolean" ? { is_error: failed } : {}),
    ...(mark == null ? {} : { cache_control: mark as never }),
    ...(extras === undefined ? {} : { provider_fields: { anthropic: extras } }),
  };
}

function toToolContent(content: unknown): Extract<ChatMessage, { role: "tool" }>["content"] {
  if (typeof content === "string") return content;
  if (!Array.isArray(content) || content.length === 0) return "";
  return toToolParts(content as readonly WireBlock[]);
}
