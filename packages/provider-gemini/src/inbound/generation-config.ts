import type { ChatCompletionRequest } from "@vllora/core/provider";
import { isPro, thinkingLevels, thinkingStyle } from "../models.ts";
import { camelCased, type Loose, without } from "./loose.ts";
import { fromOpenApiSchema } from "./openapi-schema.ts";
import type { SchemaFormat } from "./tools.ts";

/** Fields that are the same but for their name. */
const RENAMED: { readonly [field: string]: keyof ChatCompletionRequest } = {
  candidateCount: "n",
  temperature: "temperature",
  topP: "top_p",
  topK: "top_k",
  maxOutputTokens: "max_tokens",
  stopSequences: "stop",
  presencePenalty: "presence_penalty",
  frequencyPenalty: "frequency_penalty",
  seed: "seed",
  responseLogprobs: "logprobs",
  logprobs: "top_logprobs",
};

/** Fields that are options of the provider. */
const OPTIONS: { readonly [field: string]: string } = {
  speechConfig: "speech_config",
  imageConfig: "image_config",
  mediaResolution: "media_resolution",
};

interface Part {
  readonly request: Partial<ChatCompletionRequest>;
  readonly options: Loose;
}

/** How the answer is generated. What has no place in our request is an option of the provider. */
export function fromGenerationConfig(
  value: unknown,
  model: string,
): Part & { readonly schemaFormats: readonly SchemaFormat[] } {
  const config = camelCased(value);
  const format = fromResponseFormat(config);
  const thinking = fromThinkingConfig(camelCased(config["thinkingConfig"]), model);
  const modalities = fromModalities(config["responseModalities"]);
  const rest = without(config, [
    ...Object.keys(RENAMED),
    ...Object.keys(OPTIONS),
    ...format.read,
    "thinkingConfig",
    "responseModalities",
  ]);
  return {
    request: {
      ...renamed(config, RENAMED),
      ...(format.format === undefined ? {} : { response_format: format.format }),
      ...thinking.request,
      ...modalities.request,
    },
    options: {
      ...renamed(config, OPTIONS),
      ...thinking.options,
      ...modalities.options,
      ...(Object.keys(rest).length === 0 ? {} : { generation_config: rest }),
    },
    schemaFormats: format.schemaFormats,
  };
}

function renamed(config: Loose, names: { readonly [field: string]: string }): Loose {
  return Object.fromEntries(
    Object.entries(names)
      .filter(([field]) => config[field] !== undefined)
      .map(([field, name]) => [name, config[field]]),
  );
}

function fromResponseFormat({ responseMimeType, responseJsonSchema, responseSchema }: Loose): {
  readonly format?: ChatCompletionRequest["response_format"];
  readonly read: readonly string[];
  readonly schemaFormats: readonly SchemaFormat[];
} {
  if (responseMimeType !== "application/json") return { read: [], schemaFormats: [] };
  const read = ["responseMimeType", "responseJsonSchema", "responseSchema"];
  const isOpenApi = responseSchema !== undefined;
  const schema = isOpenApi ? fromOpenApiSchema(responseSchema) : (responseJsonSchema as Loose);
  if (schema === undefined) return { format: { type: "json_object" }, read, schemaFormats: [] };
  return {
    format: { type: "json_schema", json_schema: { name: "response", schema } },
    read,
    schemaFormats: [isOpenApi ? "openapi" : "json_schema"],
  };
}

function fromModalities(value: unknown): Part {
  if (!Array.isArray(value)) return { request: {}, options: {} };
  const words = value.map((word) => String(word).toLowerCase());
  return words.every((word) => word === "text" || word === "audio")
    ? { request: { modalities: words as ("text" | "audio")[] }, options: {} }
    : { request: {}, options: { response_modalities: value } };
}

function fromThinkingConfig(config: Loose, model: string): Part {
  const { includeThoughts, thinkingBudget: budget, thinkingLevel, ...rest } = config;
  const shown = includeThoughts === undefined ? {} : { include_thoughts: includeThoughts };
  const level = typeof thinkingLevel === "string" ? thinkingLevel.toLowerCase() : undefined;
  const effort = level === undefined ? undefined : toEffort(level, model);
  const thinking = budget === undefined ? undefined : toThinking(budget, model);
  const unsaid = {
    ...(level === undefined || effort !== undefined ? {} : { thinkingLevel }),
    ...(budget === undefined || thinking !== undefined ? {} : { thinkingBudget: budget }),
    ...rest,
  };
  return {
    request: {
      ...(effort === undefined ? {} : { reasoning_effort: effort }),
      ...(thinking === undefined ? {} : { thinking }),
    },
    options: {
      ...(thinking === undefined || thinking.type === "disabled"
        ? {}
        : { include_thoughts: false }),
      ...shown,
      ...(Object.keys(unsaid).length === 0 ? {} : { thinking_config: unsaid }),
    },
  };
}

/** The effort that comes out as the same level. */
function toEffort(
  level: string,
  model: string,
): ChatCompletionRequest["reasoning_effort"] | undefined {
  if (thinkingStyle(model) !== "level") return undefined;
  return thinkingLevels(model).find((known) => known === level);
}

function toThinking(
  budget: unknown,
  model: string,
): NonNullable<ChatCompletionRequest["thinking"]> | undefined {
  const style = thinkingStyle(model);
  if (style === "none" || typeof budget !== "number") return undefined;
  if (budget > 0) return { type: "enabled", budget_tokens: budget };
  if (style !== "budget") return undefined;
  if (budget < 0) return { type: "adaptive" };
  return isPro(model) ? undefined : { type: "disabled" };
}
