import type { ChatMessage, EncodeContext } from "@vllora/core/provider";
import { toBlocks } from "./content.ts";
import { cachePointOf, ownFields } from "./fields.ts";
import type { WireBlock } from "./wire.ts";

/** Instructions, in either of OpenAI's words for them. */
export type Instructions = Extract<ChatMessage, { role: "system" | "developer" }>;

/** Blocks of `system`. */
export function toSystemBlocks(
  message: Instructions,
  path: string,
  context: EncodeContext,
): readonly WireBlock[] {
  const { content, cache_control: mark } = message;
  if (message.name != null) {
    context.report({ field: `${path}.name`, outcome: "ignored", note: "the API has no names" });
  }
  ownFields(message, path, context);
  const blocks =
    typeof content === "string"
      ? content === ""
        ? []
        : [{ text: content }]
      : toBlocks(content, `${path}.content`, context);
  return [...blocks, ...cachePointOf(mark)];
}
