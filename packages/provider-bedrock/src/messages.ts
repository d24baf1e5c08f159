import type { ChatMessage, EncodeContext } from "@vllora/core/provider";
import { toAssistantBlocks } from "./assistant.ts";
import { toBlocks } from "./content.ts";
import { cachePointOf, ownFields } from "./fields.ts";
import type { ModelTraits } from "./models.ts";
import { type Instructions, toSystemBlocks } from "./system.ts";
import type { ConverseMessage, WireBlock } from "./wire.ts";

/** A conversation as the wire has it. */
export interface WireConversation {
  readonly system: readonly WireBlock[];
  readonly messages: readonly ConverseMessage[];
}

/**
 * Instructions go into `system`, wherever they stand. Neighbours of one role become one message: so the results of a
 * turn, and what the user says to them.
 */
export function toConversation(
  messages: readonly ChatMessage[],
  traits: ModelTraits,
  context: EncodeContext,
): WireConversation {
  const system: WireBlock[] = [];
  const turns: ConverseMessage[] = [];
  for (const [index, message] of messages.entries()) {
    const path = `messages[${index}]`;
    if (isInstructions(message)) {
      system.push(...toSystemBlocks(message, path, context));
      if (turns.length === 0) continue;
      const note = "the API takes instructions at the head only";
      context.report({ field: path, outcome: "adjusted", from: path, to: "system", note });
      continue;
    }
    const turn = toTurn(message, path, traits, context);
    if (turn !== undefined) append(turns, turn);
  }
  return { system, messages: turns };
}

function isInstructions(message: ChatMessage): message is Instructions {
  return message.role === "system" || message.role === "developer";
}

function toTurn(
  message: Exclude<ChatMessage, Instructions>,
  path: string,
  traits: ModelTraits,
  context: EncodeContext,
): ConverseMessage | undefined {
  switch (message.role) {
    case "user":
      return { role: "user", content: toUserBlocks(message, path, context) };
    case "tool":
      return { role: "user", content: toToolResult(message, path, context) };
    case "assistant": {
      const content = toAssistantBlocks(message, path, traits, context);
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

function toUserBlocks(
  message: Extract<ChatMessage, { role: "user" }>,
  path: string,
  context: EncodeContext,
): readonly WireBlock[] {
  const { content, cache_control: mark, name } = message;
  if (name != null) {
    context.report({ field: `${path}.name`, outcome: "ignored", note: "the API has no names" });
  }
  ownFields(message, path, context);
  const blocks =
    typeof content === "string"
      ? [{ text: content }]
      : toBlocks(content, `${path}.content`, context);
  return [...blocks, ...cachePointOf(mark)];
}

/** A result, with whether the tool failed. One without a word has no content: the API refuses empty texts. */
function toToolResult(
  message: Extract<ChatMessage, { role: "tool" }>,
  path: string,
  context: EncodeContext,
): readonly WireBlock[] {
  const { content, tool_call_id: toolUseId, is_error: failed, cache_control: mark } = message;
  const blocks =
    typeof content === "string"
      ? content === ""
        ? []
        : [{ text: content }]
      : toBlocks(content, `${path}.content`, context);
  const result = {
    toolUseId,
    content: blocks,
    ...(failed === undefined ? {} : { status: failed ? "error" : "success" }),
    ...ownFields(message, path, context),
  };
  return [{ toolResult: result }, ...cachePointOf(mark)];
}

/** Adds a turn, to the last one where it is of the same role. */
function append(turns: ConverseMessage[], turn: ConverseMessage): void {
  const last = turns.at(-1);
  if (last?.role !== turn.role) turns.push(turn);
  else turns[turns.length - 1] = { role: turn.role, content: [...last.content, ...turn.content] };
}
