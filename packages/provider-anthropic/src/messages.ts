import type { ChatMessage, EncodeContext } from "@vllora/core/provider";
import { toAssistantContent } from "./assistant.ts";
import { toBlocks } from "./content.ts";
import { cacheControlOf, ownFields, reportOwn } from "./fields.ts";
import {
  type Instructions,
  marked,
  type PlacedInstructions,
  toSystem,
  toSystemMessage,
} from "./system.ts";
import type { MessagesInput, WireBlock } from "./wire.ts";

/** A conversation as the wire has it. */
export interface WireConversation {
  readonly system: string | readonly WireBlock[] | undefined;
  readonly messages: readonly MessagesInput[];
}

/**
 * Instructions at the head become `system`; later ones stay where they are if the model takes them there, and go
 * to the head otherwise. Neighbours of one role become one message: so the results of a turn, and what the user
 * says to them.
 */
export function toConversation(
  messages: readonly ChatMessage[],
  systemInPlace: boolean,
  context: EncodeContext,
): WireConversation {
  const head: PlacedInstructions[] = [];
  const turns: MessagesInput[] = [];
  for (const [index, message] of messages.entries()) {
    const path = `messages[${index}]`;
    if (isInstructions(message)) {
      const placed = { message, path };
      if (turns.length > 0 && systemInPlace) turns.push(toSystemMessage(placed, context));
      else head.push(placed);
      if (turns.length === 0 || systemInPlace) continue;
      const note = "this model takes instructions at the head only";
      context.report({ field: path, outcome: "adjusted", from: path, to: "system", note });
      continue;
    }
    const turn = toTurn(message, path, context);
    if (turn !== undefined) append(turns, turn);
  }
  return { system: toSystem(head, context), messages: turns };
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
      const note = "the message is empty, which the API refuses";
      context.report({ field: path, outcome: "ignored", note });
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
    return mark == null ? content : [{ type: "text", text: content, cache_control: mark }];
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
    tool_use_id: id,
    content: typeof content === "string" ? content : toBlocks(content, `${path}.content`, context),
    ...(failed == null ? {} : { is_error: failed }),
    ...cacheControlOf(message),
    ...ownFields(message, path, context),
  };
}

/** Adds a turn, to the last one where it is of the same role. */
function append(turns: MessagesInput[], turn: MessagesInput): void {
  const last = turns.at(-1);
  if (last === undefined || last.role !== turn.role) {
    turns.push(turn);
    return;
  }
  turns[turns.length - 1] = { role: turn.role, content: [...blocksOf(last), ...blocksOf(turn)] };
}

function blocksOf({ content = [] }: MessagesInput): readonly WireBlock[] {
  return typeof content === "string" ? [{ type: "text", text: content }] : content;
}
