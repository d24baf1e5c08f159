import type { ChatMessage, EncodeContext } from "@vllora/core/provider";
import { toBlocks } from "./content.ts";
import { ownFields, reportOwn } from "./fields.ts";
import type { MessagesInput, WireBlock } from "./wire.ts";

/** Instructions, in either of OpenAI's words for them. */
export type Instructions = Extract<ChatMessage, { role: "system" | "developer" }>;

/** Instructions with their place in the request. */
export interface PlacedInstructions {
  readonly message: Instructions;
  readonly path: string;
}

/** The `system` field: text where it is one text without a mark, else blocks. */
export function toSystem(
  instructions: readonly PlacedInstructions[],
  context: EncodeContext,
): string | readonly WireBlock[] | undefined {
  const [first] = instructions;
  if (first === undefined) return undefined;
  const contents = instructions.map(({ message, path }) => {
    reportOwn(message, path, context);
    return toInstructions(message, path, context);
  });
  if (contents.length === 1) return contents[0];
  return contents.flatMap((content) =>
    typeof content === "string" ? [{ type: "text", text: content }] : content,
  );
}

/** Text or blocks of one message of instructions. */
function toInstructions(
  message: Instructions,
  path: string,
  context: EncodeContext,
): string | readonly WireBlock[] {
  const { content, cache_control: mark } = message;
  if (message.name != null) {
    context.report({ field: `${path}.name`, outcome: "ignored", note: "the API has no names" });
  }
  if (typeof content === "string") {
    return mark == null ? content : [{ type: "text", text: content, cache_control: mark }];
  }
  return marked(toBlocks(content, `${path}.content`, context), mark);
}

/** A message between the others, with what the API knows beside its content. */
export function toSystemMessage(
  { message, path }: PlacedInstructions,
  context: EncodeContext,
): MessagesInput {
  const content = toInstructions(message, path, context);
  const own = ownFields(message, path, context);
  // One that only changes settings has none.
  return { role: "system", ...(content === "" && own !== undefined ? {} : { content }), ...own };
}

/** The mark of a message is that of its last block. */
export function marked(
  blocks: readonly WireBlock[],
  mark: object | undefined,
): readonly WireBlock[] {
  const last = blocks.at(-1);
  if (mark == null || last === undefined) return blocks;
  return [...blocks.slice(0, -1), { ...last, cache_control: mark }];
}
