import {
  type ChatCompletion,
  type DecodeContext,
  ErrorFrame,
  MalformedFrameError,
} from "@vllora/core/provider";
import { flattenContent, nameReasoning } from "./content.ts";
import { nameFinishReason, toFinishReason } from "./finish-reason.ts";
import { expectedOfCall, expectedOfLogprobs, expectedOfTexts, isOrdinal } from "./shapes.ts";
import { toUsage } from "./usage.ts";
import type { WireAnswer, WireChoice, WireMessage, WireToolCall } from "./wire.ts";

/**
 * A whole answer. The parsed body becomes ours in place: what is not known stays where it was.
 * @throws {ErrorFrame} for an error inside a 200.
 * @throws {MalformedFrameError} for a body that is no completion.
 */
export function decodeCompletion(body: unknown, context: DecodeContext): ChatCompletion {
  if (typeof body !== "object" || body === null || Array.isArray(body)) {
    throw malformed("an object");
  }
  const answer = body as WireAnswer;
  if (answer.error != null) throw new ErrorFrame(body);
  if (!Array.isArray(answer.choices)) throw malformed("choices");
  if (answer.choices.length === 0) throw malformed("at least one choice");
  if (typeof answer.id !== "string") answer.id = "";
  if (typeof answer.created !== "number") answer.created = context.created;
  if (typeof answer.model !== "string") answer.model = context.model;
  answer.object = "chat.completion";
  const usage = toUsage(answer.usage);
  if (usage === undefined) delete answer.usage;
  else answer.usage = usage;
  for (const [index, choice] of (answer.choices as WireChoice[]).entries()) {
    decodeChoice(choice, index, answer.id as string, context.provider);
  }
  return answer as unknown as ChatCompletion;
}

function decodeChoice(choice: WireChoice, index: number, id: string, provider: string): void {
  if (typeof choice !== "object" || choice === null) throw malformed("choices to be objects");
  if (choice.error != null) throw new ErrorFrame({ error: choice.error });
  if (typeof choice.message !== "object" || choice.message === null) {
    // Azure sends a choice that its filter emptied without a message.
    if (typeof choice.finish_reason !== "string") throw malformed("a message");
    choice.message = {};
  }
  const { message } = choice;
  if (Array.isArray(message)) throw malformed("a message");
  message.role = "assistant";
  message.refusal ??= null;
  if (Array.isArray(message.content)) flattenContent(message, provider);
  message.content ??= null;
  nameReasoning(message);
  const expected = expectedOfTexts(message) ?? expectedOfLogprobs(choice);
  if (expected !== undefined) throw malformed(expected);
  const calls = decodeToolCalls(message, `${id}_${index}`);
  choice.index = isOrdinal(choice.index) ? choice.index : index;
  choice.logprobs ??= null;
  const word = choice.finish_reason;
  // An answer that does not say why it ended may not be whole.
  if (typeof word !== "string" || word === "") throw malformed("a finish_reason");
  choice.finish_reason = toFinishReason(word, calls > 0);
  nameFinishReason(choice, word);
}

/** How many there are, after what servers leave out was filled in. */
function decodeToolCalls(message: WireMessage, seed: string): number {
  const calls = message.tool_calls;
  if (calls != null && !Array.isArray(calls)) throw malformed("tool_calls to be a list");
  if (calls == null || calls.length === 0) {
    delete message.tool_calls;
    return 0;
  }
  for (const [index, call] of (calls as WireToolCall[]).entries()) {
    if (typeof call !== "object" || call === null) throw malformed("tool calls to be objects");
    if (typeof call.id !== "string" || call.id === "") call.id = toolCallId(seed, index);
    const expected = expectedOfCall(call);
    if (expected !== undefined) throw malformed(expected);
    if (!(call.custom ?? call.function)?.name) throw malformed("the name of a tool call");
    if (call.custom != null) {
      call.type = "custom";
      call.custom.input ??= "";
    } else if (call.function != null) {
      call.type = "function";
      call.function.arguments = argumentsText(call.function.arguments);
    }
  }
  return calls.length;
}

/** An id for a call that came without one; the same answer gives the same id. */
export function toolCallId(seed: string, index: number): string {
  return `call_${seed}_${index}`.replace(/[^\w-]/g, "_");
}

/** Arguments are JSON text; some servers send the object itself. */
export function argumentsText(value: unknown): string {
  if (typeof value === "string") return value;
  return value == null ? "" : JSON.stringify(value);
}

function malformed(expected: string): MalformedFrameError {
  return new MalformedFrameError(`expected ${expected} in a chat completion`);
}
