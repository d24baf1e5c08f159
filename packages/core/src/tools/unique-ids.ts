import type { ToolCall } from "@vllora/types";
import { ChatCompletionResult } from "../completion.ts";

/** Gives ids to calls that have none, or that of another: results are told apart by them. */
export function withUniqueIds(answer: ChatCompletionResult): ChatCompletionResult {
  const seen = new Set<string>();
  const calls = answer.message.tool_calls ?? [];
  const unique = calls.map((call): ToolCall => {
    const isOwn = call.id !== "" && !seen.has(call.id);
    const id = isOwn ? call.id : `call_${crypto.randomUUID().replaceAll("-", "")}`;
    seen.add(id);
    return isOwn ? call : { ...call, id };
  });
  if (unique.every((call, index) => call === calls[index])) return answer;
  const [choice, ...others] = answer.choices;
  if (choice === undefined) return answer;
  const message = { ...choice.message, tool_calls: unique };
  const choices = [{ ...choice, message }, ...others];
  return new ChatCompletionResult({ ...answer.toJSON(), choices }, answer.report);
}
