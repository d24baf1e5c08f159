import type { ChatCompletionMessage, ToolCall, ToolMessage } from "@vllora/types";
import type { ChatCompletionResult } from "../completion.ts";
import { parseArguments } from "./arguments.ts";
import { failedRun } from "./run-tool.ts";

/**
 * A turn of the model as every provider takes it back: most take arguments as an object only, so text that is none is
 * put into one, in Anthropic's words for it.
 * @see https://platform.claude.com/docs/en/agents-and-tools/tool-use/fine-grained-tool-streaming
 */
export function toHistory(message: ChatCompletionMessage): ChatCompletionMessage {
  const { tool_calls: calls } = message;
  if (calls?.some(isBroken) !== true) return message;
  return { ...message, tool_calls: calls.map((call) => (isBroken(call) ? wrapped(call) : call)) };
}

/** Results for the calls of an answer that was cut by a limit or a filter: nobody runs them, and providers want one for each. */
export function cutResults({ message, toolCalls }: ChatCompletionResult): readonly ToolMessage[] {
  const calls = toolCalls.length > 0 ? [] : (message.tool_calls ?? []);
  const text = "The answer was cut, so the call may not be whole, and it was not run.";
  return calls.map((call) => failedRun(call, text).message);
}

function isBroken(call: ToolCall): call is ToolCall & { readonly type: "function" } {
  return call.type === "function" && parseArguments(call).problem !== undefined;
}

function wrapped(call: ToolCall & { readonly type: "function" }): ToolCall {
  const text = JSON.stringify({ INVALID_JSON: call.function.arguments });
  return { ...call, function: { ...call.function, arguments: text } };
}
