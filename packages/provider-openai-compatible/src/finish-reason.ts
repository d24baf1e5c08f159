import { ErrorFrame, type FinishReason } from "@vllora/core/provider";
import type { WireChoice } from "./wire.ts";

/** Words of compatible servers beside OpenAI's own. */
const REASONS: { readonly [word: string]: FinishReason } = {
  stop: "stop",
  length: "length",
  tool_calls: "tool_calls",
  content_filter: "content_filter",
  function_call: "function_call",
  // Together, TGI and vLLM.
  eos: "stop",
  eos_token: "stop",
  stop_sequence: "stop",
  // Gateways that pass on Anthropic's words.
  end_turn: "stop",
  tool_use: "tool_calls",
  max_tokens: "length",
  refusal: "content_filter",
  // Mistral: the context is full.
  model_length: "length",
  // Z.ai.
  sensitive: "content_filter",
};

/**
 * Words that say that the answer failed.
 * @see https://api-docs.deepseek.com/api/create-chat-completion (read 2026-11-22)
 */
const FAILURES: { readonly [word: string]: number } = {
  error: 500,
  network_error: 502,
  insufficient_system_resource: 503,
};

/**
 * The reason in OpenAI's words, `"other"` for a word that is not known. An answer with tool calls that claims
 * to have simply stopped ended with them.
 * @throws {ErrorFrame} for a word that says that the answer failed.
 */
export function toFinishReason(word: unknown, hasToolCalls: boolean): FinishReason {
  if (typeof word === "string" && Object.hasOwn(FAILURES, word)) {
    throw new ErrorFrame(
      { error: { message: `The answer ended with finish_reason "${word}"`, code: word } },
      FAILURES[word],
    );
  }
  const known =
    typeof word === "string" && Object.hasOwn(REASONS, word) ? REASONS[word] : undefined;
  if (known === "stop" && hasToolCalls) return "tool_calls";
  // Typed as OpenAI's closed set; see FinishReason.
  return known ?? ("other" as FinishReason);
}

/** Keeps the server's own word where ours is another. */
export function nameFinishReason(choice: WireChoice, word: string): void {
  if (typeof choice.native_finish_reason === "string") return;
  if (choice.finish_reason !== word) choice.native_finish_reason = word;
  else if (choice.native_finish_reason !== undefined) delete choice.native_finish_reason;
}
