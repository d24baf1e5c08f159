import type { ChatCompletionRequest, EncodeContext } from "@vllora/core/provider";
import type { ModelTraits } from "./models.ts";
import type { ModelFields } from "./thinking.ts";

/** `inferenceConfig` of the wire. */
export interface WireInference {
  readonly maxTokens?: number;
  readonly temperature?: number;
  readonly topP?: number;
  readonly stopSequences?: readonly string[];
}

/** What Converse knows of all models; `undefined` where nothing was said. */
export function toInference(
  request: ChatCompletionRequest,
  context: EncodeContext,
): WireInference | undefined {
  const { temperature, top_p: topP, stop } = request;
  const maxTokens = toMaxTokens(request, context);
  const stops = stop == null ? [] : typeof stop === "string" ? [stop] : stop;
  const config = {
    ...(maxTokens === undefined ? {} : { maxTokens }),
    ...(temperature == null ? {} : { temperature }),
    ...(topP == null ? {} : { topP }),
    ...(stops.length === 0 ? {} : { stopSequences: stops }),
  };
  return Object.keys(config).length === 0 ? undefined : config;
}

function toMaxTokens(
  { max_completion_tokens: newer, max_tokens: older }: ChatCompletionRequest,
  { report }: EncodeContext,
): number | undefined {
  if (newer != null && older != null) {
    const note = "max_completion_tokens is given, too";
    report({ field: "max_tokens", outcome: "ignored", note });
  }
  return newer ?? older ?? undefined;
}

/** `top_k` where the model has it. */
export function toTopK(
  { top_k: topK }: ChatCompletionRequest,
  { topK: path }: ModelTraits,
  { report }: EncodeContext,
): ModelFields {
  if (topK == null) return {};
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
