import type { ChatCompletion, Usage } from "@vllora/core/provider";
import type { WireUsage } from "./wire.ts";

/**
 * Input, cache reads and cache writes are counted apart on the wire; prompt tokens are all three. What has no place in
 * ours stays under its own name: `cacheDetails`, `serverToolUsage`, …. Absent when unknown.
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/prompt-caching.html
 */
export function toUsage(wire: WireUsage | null | undefined): Usage | undefined {
  if (typeof wire !== "object" || wire === null) return undefined;
  const {
    inputTokens: input,
    outputTokens: output,
    totalTokens: _,
    cacheReadInputTokens: read,
    cacheWriteInputTokens: written,
    ...others
  } = wire;
  if (!isCount(input) || !isCount(output)) return undefined;
  const prompt = input + (isCount(read) ? read : 0) + (isCount(written) ? written : 0);
  const details = {
    ...(isCount(read) ? { cached_tokens: read } : {}),
    ...(isCount(written) ? { cache_creation_tokens: written } : {}),
  };
  return {
    prompt_tokens: prompt,
    completion_tokens: output,
    total_tokens: prompt + output,
    ...(Object.keys(details).length === 0 ? {} : { prompt_tokens_details: details }),
    ...others,
  };
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && value >= 0;
}

/** The tier that served the answer, in OpenAI's words where it has one. */
export function toServiceTier(tier: unknown): Pick<ChatCompletion, "service_tier"> {
  const word = (tier as { readonly type?: unknown } | null | undefined)?.type;
  return word === "default" || word === "flex" || word === "priority" ? { service_tier: word } : {};
}
