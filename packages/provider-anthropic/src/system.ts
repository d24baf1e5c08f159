import type { ChatMessage, EncodeContext } from "@vllora/core/provider";
import { toBlocks } from "./content.ts";
import { ownFields, reportEmpty, reportOwn } from "./fields.ts";
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
    const content = toInstructions(message, path, context);
    if (content.length === 0) reportEmpty(path, context);
    return content;
  });
  const said = contents.filter((content) => content.length > 0);
  if (said.length <= 1) return said[0];
  return said.flatMap((content) =>
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
    if (mark == null || content === "") return content;
    return [{ type: "text", text: content, cache_control: mark }];
  }
  return marked(toBlocks(content, `${path}.content`, context), mark);
}

/** A message between the others, with what the API knows beside its content; `undefined` where there is neither. */
export function toSystemMessage(
  { message, path }: PlacedInstructions,
  context: EncodeContext,
): MessagesInput | undefined {
  const content = toInstructions(message, path, context);
  const own = ownFields(message, path, context);
  if (content.length > 0) return { role: "system", content, ...own };
  // One that only changes settings has no content.
  if (own !== undefined) return { role: "system", ...own };
  reportEmpty(path, context);
  return undefined;
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
