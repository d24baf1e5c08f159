/**
 * Tokens of one call. Unknown is absent, never 0. Cached tokens are included in `prompt_tokens`, reasoning
 * tokens in `completion_tokens`.
 */
export interface Usage {
  prompt_tokens: number;
  completion_tokens: number;
  total_tokens: number;
  prompt_tokens_details?: PromptTokensDetails;
  completion_tokens_details?: CompletionTokensDetails;
  /** Price in US dollars, where the provider says it. */
  cost?: number;
}

/** What `prompt_tokens` is made of. */
export interface PromptTokensDetails {
  /** Read from the provider's cache. */
  cached_tokens?: number;
  /** Written to the provider's cache. */
  cache_creation_tokens?: number;
  audio_tokens?: number;
}

/** What `completion_tokens` is made of. */
export interface CompletionTokensDetails {
  reasoning_tokens?: number;
  audio_tokens?: number;
  accepted_prediction_tokens?: number;
  rejected_prediction_tokens?: number;
}

/**
 * Tokens of a request that was not answered: messages, instructions, tools and what else the provider puts into
 * the prompt. An estimate: the answer's `usage` may differ by a few.
 */
export interface TokenCount {
  prompt_tokens: number;
}
