import type { ChatMessage, EncodeContext } from "@vllora/core/provider";
import { leadingInstructions, toParts } from "./contents.ts";
import { reportCacheControl } from "./own-fields.ts";
import type { WirePart } from "./wire.ts";

/** Instructions: all system and developer messages at the beginning; `undefined` where there are none. */
export function toSystemParts(
  messages: readonly ChatMessage[],
  context: EncodeContext,
): WirePart[] | undefined {
  const parts: WirePart[] = [];
  for (let index = 0; index < leadingInstructions(messages); index++) {
    const message = messages[index] as Extract<ChatMessage, { role: "system" | "developer" }>;
    const { content, name } = message;
    const path = `messages[${index}]`;
    reportCacheControl(message, path, context);
    if (name !== undefined) {
      const note = "the API knows no names of speakers";
      context.report({ field: `${path}.name`, outcome: "ignored", note });
    }
    parts.push(...toParts(content, path, context));
  }
  return parts.length === 0 ? undefined : parts;
}
