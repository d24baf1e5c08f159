import type { FinishReason } from "@vllora/core/provider";

/**
 * The API's words that OpenAI has a word for; `malformed_model_output` and `malformed_tool_use` have none.
 * @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html#API_runtime_Converse_ResponseSyntax
 */
const REASONS: { readonly [word: string]: FinishReason } = {
  end_turn: "stop",
  stop_sequence: "stop",
  tool_use: "tool_calls",
  max_tokens: "length",
  model_context_window_exceeded: "length",
  guardrail_intervened: "content_filter",
  content_filtered: "content_filter",
};

/** The reason in OpenAI's words, `"other"` for the rest. */
export function toFinishReason(word: string): FinishReason {
  // Typed as OpenAI's closed set; see FinishReason.
  return Object.hasOwn(REASONS, word) ? (REASONS[word] as FinishReason) : ("other" as FinishReason);
}
