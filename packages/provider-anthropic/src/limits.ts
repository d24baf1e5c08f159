import type { ChatCompletionRequest, EncodeContext } from "@vllora/core/provider";
import type { ModelTraits } from "./models.ts";

/** The limit of the answer, which the API wants with every request: the caller's, else the model's own. */
export function toMaxTokens(
  { max_completion_tokens: newer, max_tokens: older }: ChatCompletionRequest,
  { maxOutputTokens }: ModelTraits,
  { report }: EncodeContext,
): number {
  if (newer != null && older != null) {
    report({
      field: "max_tokens",
      outcome: "ignored",
      note: "max_completion_tokens is given, too",
    });
  }
  const asked = newer ?? older;
  if (asked != null) return asked;
  const note = "the API wants a limit: this is the model's, or one that every model takes";
  report({ field: "max_tokens", outcome: "emulated", to: maxOutputTokens, note });
  return maxOutputTokens;
}

/** How tokens are chosen, in the wire's fields. */
export interface WireSampling {
  readonly temperature?: number;
  readonly top_p?: number;
  readonly top_k?: number;
}

/**
 * Models of the newest generations take none of them but their defaults, a `temperature` of 1 and a `top_p` from
 * 0.99 (`MessageCreateParams` of `@anthropic-ai/sdk` 0.137.0); thinking narrows them for the others.
 * @see https://platform.claude.com/docs/en/build-with-claude/thinking#feature-compatibility
 */
export function toSampling(
  { temperature, top_p: topP, top_k: topK }: ChatCompletionRequest,
  thinks: boolean,
  { sampling }: ModelTraits,
  { report }: EncodeContext,
): WireSampling {
  const kept = (field: string, value: number | null | undefined, problem: string | undefined) => {
    if (value == null) return {};
    if (sampling === "none" && isDefault(field, value)) {
      report({ field, outcome: "emulated", note: "it is what the model does" });
      return {};
    }
    const note = sampling === "none" ? "this model chooses itself" : problem;
    if (note === undefined) return { [field]: value };
    report({ field, outcome: "refused", note });
    return {};
  };
  const beyond = temperature != null && (temperature < 0 || temperature > 1);
  const warm = beyond
    ? "the API takes 0 to 1, and 1 where nothing is said"
    : thinks && temperature !== 1
      ? "it must be 1 while the model thinks"
      : undefined;
  const chosen = kept("temperature", temperature, warm);
  const narrow =
    sampling === "exclusive" && Object.keys(chosen).length > 0
      ? "this model takes temperature or top_p, not both"
      : thinks && topP != null && topP < 0.95
        ? "it must be at least 0.95 while the model thinks"
        : undefined;
  return {
    ...chosen,
    ...kept("top_p", topP, narrow),
    ...kept("top_k", topK, thinks ? "it cannot be set while the model thinks" : undefined),
  };
}

/** What the models that choose themselves do anyway. */
function isDefault(field: string, value: number): boolean {
  if (field === "temperature") return value === 1;
  return field === "top_p" && value >= 0.99 && value <= 1;
}

/** Texts that end the answer. The API refuses those of white space alone. */
export function toStopSequences(
  { stop }: ChatCompletionRequest,
  { report }: EncodeContext,
): readonly string[] | undefined {
  const texts = stop == null ? [] : typeof stop === "string" ? [stop] : stop;
  if (texts.length === 0) return undefined;
  if (texts.every((text) => text.trim() !== "")) return texts;
  report({
    field: "stop",
    outcome: "refused",
    note: "the API takes no stops of white space alone",
  });
  return undefined;
}
