import type { ChatCompletionRequest, JsonSchema, ToolChoice } from "@vllora/core/provider";
import { extrasOf } from "../blocks.ts";
import type { ModelTraits } from "../models.ts";
import { type AnthropicChatOptions, OPTIONS } from "../options.ts";
import { fitSchema } from "../schema.ts";

type Fields = { readonly [field: string]: unknown };
type Mapped = Partial<ChatCompletionRequest> & { readonly options?: AnthropicChatOptions };

/** Every field but the conversation and the tools: ours, `provider_options`, or `extra_body`. */
export function toParameters(fields: Fields, traits: ModelTraits): Mapped {
  const options: Record<string, unknown> = {};
  const extra: [field: string, value: unknown][] = [];
  const parameters: Record<string, unknown> = { ...toReasoning(fields, traits, options) };
  for (const [field, value] of Object.entries(fields)) {
    if (value == null || field === "thinking" || field === "output_config") continue;
    const mapped = Object.hasOwn(FIELDS, field) ? FIELDS[field]?.(value) : undefined;
    if (mapped !== undefined) Object.assign(parameters, mapped);
    else if (OPTION_FIELDS.has(field)) options[field] = value;
    else extra.push([field, value]);
  }
  return {
    ...parameters,
    ...(extra.length === 0 ? {} : { extra_body: Object.fromEntries(extra) }),
    ...(Object.keys(options).length === 0 ? {} : { options }),
  };
}

const OPTION_FIELDS: ReadonlySet<string> = new Set(OPTIONS);

/** Fields that have one of ours; `undefined` where the value has none. */
const FIELDS: { readonly [field: string]: (value: unknown) => Mapped | undefined } = {
  max_tokens: (value) => ({ max_tokens: value as number }),
  temperature: (value) => ({ temperature: value as number }),
  top_p: (value) => ({ top_p: value as number }),
  top_k: (value) => ({ top_k: value as number }),
  stream: (value) => ({ stream: value as boolean }),
  stop_sequences: (value) => ({ stop: value as string[] }),
  metadata: (value) => {
    const { user_id: user, ...others } = value as Fields;
    return typeof user === "string" && Object.keys(others).length === 0 ? { user } : undefined;
  },
  service_tier: (value) => {
    if (value === "auto") return { service_tier: value };
    return value === "standard_only" ? { service_tier: "default" } : undefined;
  },
  tool_choice: (value) => {
    const { type, name, disable_parallel_tool_use: serial, ...others } = value as Fields;
    const choice = toChoice(type, name);
    if (choice === undefined || Object.keys(others).length > 0) return undefined;
    return {
      tool_choice: choice,
      ...(typeof serial === "boolean" ? { parallel_tool_calls: !serial } : {}),
    };
  },
};

function toChoice(type: unknown, name: unknown): ToolChoice | undefined {
  if (type === "auto" || type === "none") return type;
  if (type === "any") return "required";
  return type === "tool" ? { type: "function", function: { name: String(name) } } : undefined;
}

/** Thinking, effort and format. What the encoder would put into another form goes into `options` as it is. */
function toReasoning(
  { thinking, output_config: config, max_tokens: limit }: Fields,
  traits: ModelTraits,
  options: Record<string, unknown>,
): Partial<ChatCompletionRequest> {
  const { effort, format, ...others } = (config ?? {}) as {
    effort?: ChatCompletionRequest["reasoning_effort"];
    format?: Fields;
  };
  const plain = isPlainThinking(thinking, limit, traits);
  const adaptive = plain && (thinking as Fields)["type"] === "adaptive";
  // Adaptive thinking with an effort is what we call reasoning effort.
  const unified = adaptive && traits.efforts.some((level) => level === effort);
  const schema = format == null ? undefined : schemaOf(format, traits);
  const left = {
    ...(effort == null || unified ? {} : { effort }),
    ...(format == null || schema !== undefined ? {} : { format }),
    ...extrasOf(others, []),
  };
  if (thinking != null && !plain) options["thinking"] = thinking;
  if (Object.keys(left).length > 0) options["output_config"] = left;
  return {
    ...(unified && effort != null ? { reasoning_effort: effort } : {}),
    // Checked above.
    ...(plain && !unified
      ? { thinking: thinking as NonNullable<ChatCompletionRequest["thinking"]> }
      : {}),
    ...(schema === undefined
      ? {}
      : {
          response_format: {
            type: "json_schema",
            json_schema: { name: "response", schema, strict: true },
          },
        }),
  };
}

/** Whether the encoder sends it as it is. */
function isPlainThinking(value: unknown, limit: unknown, traits: ModelTraits): boolean {
  if (value == null) return false;
  const { type, budget_tokens: budget, ...others } = value as Fields;
  if (Object.keys(others).length > 0) return false;
  const { thinking: takes, thinkingOff: off } = traits;
  if (type === "disabled") return takes !== "none" && off === "disabled";
  if (type === "adaptive")
    return (takes === "either" || takes === "adaptive") && budget === undefined;
  if (type !== "enabled" || (takes !== "either" && takes !== "budget")) return false;
  return typeof budget === "number" && budget >= 1024 && budget < Number(limit);
}

function schemaOf(
  { type, schema, ...others }: Fields,
  traits: ModelTraits,
): JsonSchema | undefined {
  if (type !== "json_schema" || Object.keys(others).length > 0 || !traits.structuredOutput) {
    return undefined;
  }
  return fitSchema(schema as JsonSchema).changes.length === 0 ? (schema as JsonSchema) : undefined;
}
