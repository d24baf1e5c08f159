import { exactOptional, number } from "zod";
import type { CompletionTokensDetails, PromptTokensDetails, TokenCount, Usage } from "../usage.ts";
import { exactly, mutableObject } from "./schema.ts";

/** Schema of `PromptTokensDetails`. */
export const promptTokensDetailsSchema = exactly<PromptTokensDetails>()(
  mutableObject({
    cached_tokens: exactOptional(number()),
    cache_creation_tokens: exactOptional(number()),
    audio_tokens: exactOptional(number()),
  }),
);

/** Schema of `CompletionTokensDetails`. */
export const completionTokensDetailsSchema = exactly<CompletionTokensDetails>()(
  mutableObject({
    reasoning_tokens: exactOptional(number()),
    audio_tokens: exactOptional(number()),
    accepted_prediction_tokens: exactOptional(number()),
    rejected_prediction_tokens: exactOptional(number()),
  }),
);

/** Schema of `Usage`. */
export const usageSchema = exactly<Usage>()(
  mutableObject({
    prompt_tokens: number(),
    completion_tokens: number(),
    total_tokens: number(),
    prompt_tokens_details: exactOptional(promptTokensDetailsSchema),
    completion_tokens_details: exactOptional(completionTokensDetailsSchema),
    cost: exactOptional(number()),
  }),
);

/** Schema of `TokenCount`. */
export const tokenCountSchema = exactly<TokenCount>()(mutableObject({ prompt_tokens: number() }));
