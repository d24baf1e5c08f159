import type { ChatCompletionRequest, EncodeContext } from "@vllora/core/provider";
import { isObject } from "./blocks.ts";
import type { ModelTraits } from "./models.ts";
import type { ModelFields } from "./thinking.ts";

/** `inferenceConfig` of the wire. */
export interface WireInference {
  readonly maxTokens?: number;
  readonly temperature?: number;
  readonly topP?: number;
  readonly stopSequences?: readonly string[];
}

/**
 * What Converse knows of all models; `undefined` where nothing was said. `modelFields` are those that the request's
 * reasoning became: a model that reasons takes less of them.
 */
export function toInference(
  { temperature, top_p: topP, stop }: ChatCompletionRequest,
  maxTokens: number | undefined,
  traits: ModelTraits,
  modelFields: ModelFields,
  { report }: EncodeContext,
): WireInference | undefined {
  const stops = stop == null ? [] : typeof stop === "string" ? [stop] : stop;
  const kept = (field: string, value: number | null | undefined, problem: string | undefined) => {
    if (value == null) return false;
    if (problem === undefined) return true;
    const usual = traits.sampling === "none" && value === 1;
    report(
      usual
        ? { field, outcome: "emulated", note: "it is what the model does" }
        : { field, outcome: "refused", note: problem },
    );
    return false;
  };
  const { limit, warmth, nucleus } = problemsOf(traits, modelFields, temperature, topP);
  const config = {
    ...(kept("max_tokens", maxTokens, limit) ? { maxTokens } : {}),
    ...(kept("temperature", temperature, warmth) ? { temperature } : {}),
    ...(kept("top_p", topP, nucleus) ? { topP } : {}),
    ...(stops.length === 0 ? {} : { stopSequences: stops }),
  };
  return Object.keys(config).length === 0 ? undefined : (config as WireInference);
}

/** Why the model would refuse a value; absent where it takes it. */
interface Problems {
  readonly limit?: string;
  readonly warmth?: string;
  readonly nucleus?: string;
}

/**
 * The newest Claude takes neither `temperature` nor `top_p`, and thinking narrows them for the others; Nova that reasons
 * at the highest effort takes no limit.
 * @see https://platform.claude.com/docs/en/build-with-claude/thinking#feature-compatibility
 */
function problemsOf(
  { sampling }: ModelTraits,
  modelFields: ModelFields,
  temperature: number | null | undefined,
  topP: number | null | undefined,
): Problems {
  const { reasoningConfig } = modelFields;
  if (isObject(reasoningConfig) && reasoningConfig["maxReasoningEffort"] === "high") {
    return { limit: "the model takes no limit beside the highest effort" };
  }
  if (sampling === "none") {
    return { warmth: "this model chooses itself", nucleus: "this model chooses itself" };
  }
  const thinks = thinksBy(modelFields);
  const hot = thinks && temperature !== 1;
  const narrow =
    sampling === "exclusive" && temperature != null && !hot
      ? "this model takes temperature or top_p, not both"
      : thinks && topP != null && topP < 0.95
        ? "it must be at least 0.95 while the model thinks"
        : undefined;
  return {
    ...(hot ? { warmth: "it must be 1 while the model thinks" } : {}),
    ...(narrow === undefined ? {} : { nucleus: narrow }),
  };
}

function thinksBy({ thinking }: ModelFields): boolean {
  return isObject(thinking) && thinking["type"] !== "disabled";
}

/** The limit of the answer. */
export function toMaxTokens(
  { max_completion_tokens: newer, max_tokens: older }: ChatCompletionRequest,
  { report }: EncodeContext,
): number | undefined {
  if (newer != null && older != null) {
    const note = "max_completion_tokens is given, too";
    report({ field: "max_tokens", outcome: "ignored", note });
  }
  return newer ?? older ?? undefined;
}

/** `top_k` where the model has it; Claude that thinks does not. */
export function toTopK(
  { top_k: topK }: ChatCompletionRequest,
  { topK: path }: ModelTraits,
  modelFields: ModelFields,
  { report }: EncodeContext,
): ModelFields {
  if (topK == null) return {};
  if (thinksBy(modelFields)) {
    const note = "it cannot be set while the model thinks";
    report({ field: "top_k", outcome: "refused", note });
    return {};
  }
  if (path === undefined) {
    const note = "this model has none that is known here";
    report({ field: "top_k", outcome: "refused", note });
    return {};
  }
  report({
    field: "top_k",
    outcome: "mapped",
    to: ["additionalModelRequestFields", ...path].join("."),
  });
  return path.reduceRight<unknown>((value, key) => ({ [key]: value }), topK) as ModelFields;
}
