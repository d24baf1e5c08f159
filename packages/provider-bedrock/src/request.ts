import type { ChatCompletionRequest, EncodeContext, WireRequest } from "@vllora/core/provider";
import { isObject } from "./blocks.ts";
import { toFormat } from "./format.ts";
import { toInference, toMaxTokens, toTopK } from "./inference.ts";
import { toConversation } from "./messages.ts";
import { toModelId } from "./model-id.ts";
import { traitsOf } from "./models.ts";
import { type BedrockChatOptions, BODY_OPTIONS } from "./options.ts";
import { type ModelFields, toReasoningFields } from "./thinking.ts";
import { toToolChoice } from "./tool-choice.ts";
import { toToolConfig } from "./tools.ts";

/** Our request → the wire's, the same for whole and streamed answers. */
export function encodeRequest(request: ChatCompletionRequest, context: EncodeContext): WireRequest {
  const { stream } = context;
  const model = toModelId(context);
  const accept = stream ? "application/vnd.amazon.eventstream" : "application/json";
  return {
    path: `/model/${encodeURIComponent(model)}/${stream ? "converse-stream" : "converse"}`,
    headers: { accept },
    body: toBody(request, model, context),
  };
}

/** The body of Converse. `model` is its id as the API has it. */
export function toBody(
  request: ChatCompletionRequest,
  model: string,
  context: EncodeContext,
): { readonly [field: string]: unknown } {
  // Core has checked the keys; what is in them is the caller's affair.
  const options = context.options as BedrockChatOptions;
  const traits = traitsOf(model);
  const { system, messages } = toConversation(request.messages, traits, context);
  const maxTokens = toMaxTokens(request, context);
  const reasoning = toReasoningFields(request, maxTokens, traits, context);
  const inferenceConfig = toInference(request, maxTokens, traits, reasoning, context);
  const choice = toToolChoice(request, traits, context);
  const { textFormat, instruction } = toFormat(request, traits, context);
  const modelFields = merged(
    {
      ...reasoning,
      ...toTopK(request, traits, reasoning, context),
      ...choice.fields,
    },
    options.additional_parameters,
    context,
  );
  if (textFormat !== undefined && options.outputConfig?.textFormat !== undefined) {
    const note = `provider_options.${context.provider}.outputConfig replaces it`;
    context.report({ field: "response_format", outcome: "adjusted", note });
  }
  const fields = {
    // A managed prompt may stand alone.
    messages: filled(messages),
    system: filled(instruction === undefined ? system : [...system, { text: instruction }]),
    inferenceConfig,
    toolConfig: toToolConfig(request, options, messages, choice.toolChoice, traits, context),
    additionalModelRequestFields: modelFields,
    outputConfig: filled({ ...(textFormat && { textFormat }), ...options.outputConfig }),
    requestMetadata: filled({ ...request.metadata, ...options.requestMetadata }),
    serviceTier: options.serviceTier ?? toTier(request, context),
    ...Object.fromEntries(BODY_OPTIONS.map((field) => [field, options[field]])),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** `undefined` for what is empty: the API has other rules for that than for nothing. */
function filled<T extends object>(value: T): T | undefined {
  return Object.keys(value).length === 0 ? undefined : value;
}

/** The caller's own fields over ours, one level deep; what they replace is reported. */
function merged(
  fields: ModelFields,
  own: ModelFields | undefined,
  { provider, report }: EncodeContext,
): ModelFields | undefined {
  if (own === undefined) return filled(fields);
  const entries = Object.entries(own).map(([field, value]): [string, unknown] => {
    const mapped = Object.hasOwn(fields, field) ? fields[field] : undefined;
    if (mapped === undefined) return [field, value];
    report({
      field: `provider_options.${provider}.additional_parameters.${field}`,
      outcome: "adjusted",
      note: "another parameter is mapped to the same field; this one counts",
    });
    return [field, isObject(mapped) && isObject(value) ? { ...mapped, ...value } : value];
  });
  // An own `__proto__` of JSON stays a field.
  return Object.fromEntries([...Object.entries(fields), ...entries]);
}

function toTier(
  { service_tier: asked }: ChatCompletionRequest,
  { report }: EncodeContext,
): { readonly type: string } | undefined {
  const field = "service_tier";
  switch (asked) {
    case undefined:
    case null:
      return undefined;
    case "auto":
      report({ field, outcome: "emulated", note: "it is what the API does" });
      return undefined;
    case "default":
    case "flex":
    case "priority":
      return { type: asked };
    default:
      report({ field, outcome: "refused", note: "the API has no such tier" });
      return undefined;
  }
}
