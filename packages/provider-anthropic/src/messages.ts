import type { ChatMessage, EncodeContext } from "@vllora/core/provider";
import { toAssistantContent } from "./assistant.ts";
import { toCallId } from "./call-id.ts";
import { toBlocks } from "./content.ts";
import { cacheControlOf, ownFields, reportEmpty, reportOwn } from "./fields.ts";
import {
  type Instructions,
  marked,
  type PlacedInstructions,
  toSystem,
  toSystemMessage,
} from "./system.ts";
import { blocksOf, Turns } from "./turns.ts";
import type { MessagesInput, WireBlock } from "./wire.ts";

/** A conversation as the wire has it. */
export interface WireConversation {
  readonly system: string | readonly WireBlock[] | undefined;
  readonly messages: readonly MessagesInput[];
}

/** Instructions that look for their place. */
interface WaitingInstructions extends PlacedInstructions {
  /** The turn of the user that came before there was one. */
  after?: string;
}

/**
 * Instructions at the head become `system`. Later ones stay where they are if the model takes them there: after what
 * the user said, for which they wait; else they go to the head. Neighbours of one role become one message: so the
 * results of a turn, and what the user says to them.
 * @see https://platform.claude.com/docs/en/build-with-claude/mid-conversation-system-messages#limitations
 */
export function toConversation(
  messages: readonly ChatMessage[],
  systemInPlace: boolean,
  context: EncodeContext,
): WireConversation {
  const head: PlacedInstructions[] = [];
  const turns = new Turns(context);
  let waiting: WaitingInstructions[] = [];
  const place = () => {
    for (const found of waiting) {
      const fits = systemInPlace && takesInstructions(turns.last);
      const turn = fits ? toSystemMessage(found, context) : undefined;
      if (turn !== undefined) turns.add(turn, found.path);
      if (!fits) head.push(found);
      const to = fits ? found.after : "system";
      if (to === undefined) continue;
      const note = systemInPlace
        ? "the API takes instructions at the head, or after what the user said"
        : "this model takes instructions at the head only";
      context.report({ field: found.path, outcome: "adjusted", from: found.path, to, note });
    }
    waiting = [];
  };
  for (const [index, message] of messages.entries()) {
    const path = `messages[${index}]`;
    if (isInstructions(message)) {
      if (turns.last === undefined) head.push({ message, path });
      else waiting.push({ message, path });
      continue;
    }
    const turn = toTurn(message, path, context);
    if (turn === undefined) continue;
    if (turn.role === "assistant") place();
    for (const found of waiting) found.after = `after ${path}`;
    turns.add(turn, path);
  }
  place();
  return { system: toSystem(head, context), messages: turns.all };
}

/** Instructions may follow the user, each other, or a call of the API's own tool that is not answered yet. */
function takesInstructions(last: MessagesInput | undefined): boolean {
  if (last === undefined || last.role !== "assistant") return true;
  return blocksOf(last).at(-1)?.type === "server_tool_use";
}

function isInstructions(message: ChatMessage): message is Instructions {
  return message.role === "system" || message.role === "developer";
}

function toTurn(
  message: Exclude<ChatMessage, Instructions>,
  path: string,
  context: EncodeContext,
): MessagesInput | undefined {
  switch (message.role) {
    case "user":
      return { role: "user", content: toUserContent(message, path, context) };
    case "tool":
      return { role: "user", content: [toToolResult(message, path, context)] };
    case "assistant": {
      const content = toAssistantContent(message, path, context);
      if (content.length > 0) return { role: "assistant", content };
      reportEmpty(path, context);
      return undefined;
    }
    default:
      context.report({ field: path, outcome: "refused", note: "use tool messages" });
      return undefined;
  }
}

function toUserContent(
  message: Extract<ChatMessage, { role: "user" }>,
  path: string,
  context: EncodeContext,
): string | readonly WireBlock[] {
  const { content, cache_control: mark, name } = message;
  if (name != null) {
    context.report({ field: `${path}.name`, outcome: "ignored", note: "the API has no names" });
  }
  reportOwn(message, path, context);
  if (typeof content === "string") {
    if (mark == null || content === "") return content;
    return [{ type: "text", text: content, cache_control: mark }];
  }
  return marked(toBlocks(content, `${path}.content`, context), mark);
}

function toToolResult(
  message: Extract<ChatMessage, { role: "tool" }>,
  path: string,
  context: EncodeContext,
): WireBlock {
  const { content, tool_call_id: id, is_error: failed } = message;
  return {
    type: "tool_result",
    tool_use_id: toCallId(id, `${path}.tool_call_id`, context),
    content: typeof content === "string" ? content : toBlocks(content, `${path}.content`, context),
    ...(failed == null ? {} : { is_error: failed }),
    ...cacheControlOf(message),
    ...ownFields(message, path, context),
  };
}
