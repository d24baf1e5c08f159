import type { ChatCompletion, Usage } from "@vllora/core/provider";
import type { WireUsage } from "./wire.ts";

/**
 * Input, cache reads and cache writes are counted apart on the wire; prompt tokens are all three. What has no
 * place in ours stays under its own name: `cache_creation` (5m and 1h), `server_tool_use`, `iterations`, ….
 * Tokens of `iterations` of other models are not part of the sums, as on the wire. Absent when unknown.
 * @see https://platform.claude.com/docs/en/build-with-claude/prompt-caching#tracking-cache-performance
 */
export function toUsage(wire: WireUsage | null | undefined): Usage | undefined {
  if (typeof wire !== "object" || wire === null) return undefined;
  const {
    input_tokens: input,
    output_tokens: output,
    cache_read_input_tokens: read,
    cache_creation_input_tokens: written,
    output_tokens_details: details,
    ...others
  } = wire;
  if (typeof input !== "number" || typeof output !== "number") return undefined;
  const { thinking_tokens: thinking, ...unknown } = details ?? {};
  const prompt = input + (read ?? 0) + (written ?? 0);
  return {
    prompt_tokens: prompt,
    completion_tokens: output,
    total_tokens: prompt + output,
    ...(read == null && written == null
      ? {}
      : {
          prompt_tokens_details: {
            ...(read == null ? {} : { cached_tokens: read }),
            ...(written == null ? {} : { cache_creation_tokens: written }),
          },
        }),
    ...(details == null
      ? {}
      : {
          completion_tokens_details: {
            ...(thinking == null ? {} : { reasoning_tokens: thinking }),
            ...unknown,
          },
        }),
    ...present(others),
  };
}

/** Later counts replace earlier ones: they are totals, and left out where they do not apply. */
export function mergeUsage(
  first: WireUsage | null | undefined,
  later: WireUsage | null | undefined,
): WireUsage {
  return { ...first, ...present({ ...later }) };
}

/** The tier that served the answer, in OpenAI's words where it has one. */
export function toServiceTier(
  wire: WireUsage | null | undefined,
): Pick<ChatCompletion, "service_tier"> {
  const tier = wire?.service_tier;
  if (tier === "standard") return { service_tier: "default" };
  return tier === "priority" ? { service_tier: "priority" } : {};
}

function present<T extends object>(fields: T): Partial<T> {
  const entries = Object.entries(fields).filter(([, value]) => value != null);
  // Fewer of the same fields.
  return Object.fromEntries(entries) as Partial<T>;
}
