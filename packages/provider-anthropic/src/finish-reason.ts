import type { FinishReason } from "@vllora/core/provider";

/**
 * The API's words that OpenAI has a word for. A turn that is paused (`pause_turn`, `compaction`) has not ended
 * and is no `stop`: it is `other`, like a word that is not known.
 * @see https://platform.claude.com/docs/en/build-with-claude/handling-stop-reasons (read 2026-11-28)
 */
const REASONS: { readonly [word: string]: FinishReason } = {
  end_turn: "stop",
  stop_sequence: "stop",
  tool_use: "tool_calls",
  max_tokens: "length",
  model_context_window_exceeded: "length",
  refusal: "content_filter",
};

/** The reason in OpenAI's words, `"other"` for the rest. */
export function toFinishReason(word: string): FinishReason {
  // Typed as OpenAI's closed set; see FinishReason.
  return Object.hasOwn(REASONS, word) ? (REASONS[word] as FinishReason) : ("other" as FinishReason);
}
