import type { FinishReason } from "@vllora/core/provider";

/** As `@google/genai` 2.32.0 lists them. @see https://ai.google.dev/api/generate-content#FinishReason */
const REASONS: { readonly [word: string]: FinishReason } = {
  STOP: "stop",
  MAX_TOKENS: "length",
  // A limit per request; the answer can be continued.
  CONTINUATION: "length",
  SAFETY: "content_filter",
  RECITATION: "content_filter",
  BLOCKLIST: "content_filter",
  PROHIBITED_CONTENT: "content_filter",
  SPII: "content_filter",
  MODEL_ARMOR: "content_filter",
  IMAGE_SAFETY: "content_filter",
  IMAGE_PROHIBITED_CONTENT: "content_filter",
  IMAGE_RECITATION: "content_filter",
};

/**
 * The reason in OpenAI's words; `"other"` for the rest, such as `MALFORMED_FUNCTION_CALL`, and for words that are
 * not invented yet. Gemini says `STOP` after function calls, too.
 */
export function toFinishReason(word: string, hasToolCalls: boolean): FinishReason {
  const known = Object.hasOwn(REASONS, word) ? REASONS[word] : undefined;
  if (known === "stop" && hasToolCalls) return "tool_calls";
  // Typed as OpenAI's closed set; see FinishReason.
  return known ?? ("other" as FinishReason);
}
