import type { ChatMessage } from "@vllora/core/provider";
import { extrasOf } from "../blocks.ts";
import type { MessagesInput, WireBlock } from "../wire.ts";
import { toTextParts } from "./content.ts";

/** The `system` field as a message; none where it is empty. */
export function toInstructionMessage(system: string | readonly WireBlock[]): ChatMessage[] {
  if (system.length === 0) return [];
  return [{ role: "system", content: typeof system === "string" ? system : toTextParts(system) }];
}

/** Instructions between the other messages. */
export function toSystemMessage(message: MessagesInput): ChatMessage {
  const { content = "" } = message;
  const extras = extrasOf(message, ["role", "content"]);
  return {
    role: "system",
    content: typeof content === "string" ? content : toTextParts(content),
    ...(extras === undefined ? {} : { provider_fields: { anthropic: extras } }),
  };
}
