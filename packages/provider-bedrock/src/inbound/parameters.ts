import type { ChatCompletionRequest, JsonSchema, ToolChoice } from "@vllora/core/provider";
import { extrasOf, isObject } from "../blocks.ts";
import type { ModelTraits } from "../models.ts";
import { type BedrockChatOptions, OPTIONS } from "../options.ts";
import type { ConverseRequest } from "../wire.ts";

type Fields = { readonly [field: string]: unknown };
type Mapped = Partial<ChatCompletionRequest> & { readonly options?: BedrockChatOptions };

/** Every field but the conversation and the tools: ours, `provider_options`, or `extra_body`. */
export function toParameters(
  fields: Omit<ConverseRequest, "modelId" | "messages" | "system">,
  traits: ModelTraits,
): Mapped {
  const parameters: Record<string, unknown> = {};
  const options: Record<string, unknown> = {};
  const extra: [field: string, value: unknown][] = [];
  for (const [field, value] of Object.entries(fields)) {
    if (value == null) continue;
    const mapped = Object.hasOwn(FIELDS, field)
      ? FIELDS[field]?.(value, traits, fields)
      : undefined;
    if (mapped !== undefined) {
      const { options: own, ...ours } = mapped;
      Object.assign(parameters, ours);
      Object.assign(options, own);
    } else if (OPTION_FIELDS.has(field)) {
      options[field] = value;
    } else {
      extra.push([field, value]);
    }
  }
  return {
    ...parameters,
    ...(extra.length === 0 ? {} : { extra_body: Object.fromEntries(extra) }),
    ...(Object.keys(options).length === 0 ? {} : { options }),
  };
}

const OPTION_FIELDS: ReadonlySet<string> = new Set(OPTIONS);

type Thinking = NonNullable<ChatCompletionRequest["thinking"]>;

type MapField = (value: unknown, traits: ModelTraits, beside: Fields) => Mapped | undefined;

/** Fields that have one of ours; `undefined` where the value has none. */
const FIELDS: { readonly [field: string]: MapField } = {
  inferenceConfig(value) {
    if (!isObject(value) || extrasOf(value, INFERENCE) !== undefined) return undefined;
    const {
      maxTokens,
      temperature,
      topP,
      stopSequences: stop,
    } = value as {
      readonly maxTokens?: number;
      readonly temperature?: number;
      readonly topP?: number;
      readonly stopSequences?: readonly string[];
    };
    return {
      ...(maxTokens == null ? {} : { max_tokens: maxTokens }),
      ...(temperature == null ? {} : { temperature }),
      ...(topP == null ? {} : { top_p: topP }),
      ...(stop == null || stop.length === 0 ? {} : { stop }),
    };
  },
  toolConfig(value) {
    if (!isObject(value) || extrasOf(value, ["tools", "toolChoice"]) !== undefined)
      return undefined;
    if (value["toolChoice"] == null) return {};
    const choice = toChoice(value["toolChoice"]);
    return choice && { tool_choice: choice };
  },
  additionalModelRequestFields: toModelParameters,
  requestMetadata: (value) => ({ metadata: value as { readonly [key: string]: string } }),
  serviceTier(value) {
    const { type, ...others } = value as Fields;
    if (Object.keys(others).length > 0) return undefined;
    return type === "default" || type === "flex" || type === "priority"
      ? { service_tier: type }
      : undefined;
  },
  outputConfig: toResponseFormat,
};

const INFERENCE = ["maxTokens", "temperature", "topP", "stopSequences"];

function toChoice(choice: unknown): ToolChoice | undefined {
  if (!isObject(choice)) return undefined;
  if (choice["auto"] !== undefined) return "auto";
  if (choice["any"] !== undefined) return "required";
  const tool = choice["tool"];
  if (!isObject(tool)) return undefined;
  return { type: "function", function: { name: String(tool["name"]) } };
}

/** Reasoning and `top_k` where the encoder writes them back as they were; the rest as it is. */
function toModelParameters(
  value: unknown,
  { family, topK, reasoning }: ModelTraits,
  { inferenceConfig: config }: Fields,
): Mapped {
  const limit = isObject(config) ? config["maxTokens"] : undefined;
  if (!isObject(value)) return { options: { additional_parameters: value as never } };
  const left: [field: string, value: unknown][] = [];
  const parameters: { top_k?: number; thinking?: Thinking } = {};
  for (const [field, item] of Object.entries(value)) {
    const k = field === topK?.[0] ? at(item, topK.slice(1)) : undefined;
    if (typeof k === "number") parameters.top_k = k;
    else if (
      field === "thinking" &&
      family === "claude" &&
      isPlainThinking(item, reasoning, limit)
    ) {
      // Checked.
      parameters.thinking = item as Thinking;
    } else left.push([field, item]);
  }
  return {
    ...parameters,
    ...(left.length === 0 && Object.keys(parameters).length > 0
      ? {}
      : { options: { additional_parameters: Object.fromEntries(left) } }),
  };
}

/** The value at a path of objects with one field each. */
function at(value: unknown, path: readonly string[]): unknown {
  let found = value;
  for (const key of path) {
    if (!isObject(found) || Object.keys(found).length !== 1) return undefined;
    found = found[key];
  }
  return found;
}

function isPlainThinking(
  value: unknown,
  reasoning: ModelTraits["reasoning"],
  limit: unknown,
): boolean {
  if (!isObject(value) || extrasOf(value, ["type", "budget_tokens"]) !== undefined) return false;
  const { type, budget_tokens: budget } = value;
  if (type === "disabled") return reasoning !== "none" && budget === undefined;
  if (type === "adaptive") {
    return (reasoning === "either" || reasoning === "adaptive") && budget === undefined;
  }
  const byBudget = reasoning === "budget" || reasoning === "either";
  if (type !== "enabled" || !byBudget || typeof budget !== "number") return false;
  return budget >= 1024 && (typeof limit !== "number" || budget < limit);
}

function toResponseFormat(value: unknown, { structuredOutput }: ModelTraits): Mapped | undefined {
  if (!isObject(value) || !structuredOutput) return undefined;
  const { textFormat, ...others } = value;
  const { type, structure, ...unknown } = (isObject(textFormat) ? textFormat : {}) as Fields;
  const inner = isObject(structure) ? structure["jsonSchema"] : undefined;
  if (type !== "json_schema" || !isObject(inner) || Object.keys(unknown).length > 0)
    return undefined;
  const { name, schema, description, ...more } = inner;
  const parsed = schemaIn(schema);
  if (typeof name !== "string" || parsed === undefined || Object.keys(more).length > 0) {
    return undefined;
  }
  return {
    response_format: {
      type: "json_schema",
      json_schema: {
        name,
        ...(typeof description === "string" ? { description } : {}),
        schema: parsed,
      },
    },
    ...(Object.keys(others).length === 0 ? {} : { options: { outputConfig: others } }),
  };
}

function schemaIn(text: unknown): JsonSchema | undefined {
  try {
    const value: unknown = JSON.parse(String(text));
    return isObject(value) ? (value as JsonSchema) : undefined;
  } catch {
    return undefined;
  }
}
