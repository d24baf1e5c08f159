import type { ChatCompletionRequest, ChatParameter } from "@vllora/core/provider";

/** Values with which a parameter is tried. */
export interface ParameterSample {
  readonly value: unknown;
  /** Another value, which must look otherwise on the wire. */
  readonly other?: unknown;
  /** What the parameter has no meaning without. */
  readonly beside?: Partial<ChatCompletionRequest>;
}

/** Samples by parameter. */
export type ParameterSamples = { readonly [parameter in ChatParameter]?: ParameterSample };

const parameters = { type: "object", properties: { city: { type: "string" } }, required: ["city"] };

const tools = [{ type: "function" as const, function: { name: "weather", parameters } }];

/** A value of each parameter, and another one. */
export const SAMPLES: { readonly [parameter in ChatParameter]: ParameterSample } = {
  audio: { value: { format: "mp3", voice: "alloy" }, other: { format: "wav", voice: "alloy" } },
  frequency_penalty: { value: 0.5, other: -0.5 },
  function_call: {
    value: { name: "weather" },
    other: "none",
    beside: { functions: [{ name: "weather", parameters }] },
  },
  functions: { value: [{ name: "weather", parameters }], other: [{ name: "time", parameters }] },
  logit_bias: { value: { "50256": -100 }, other: { "50256": 5 } },
  logprobs: { value: true },
  max_completion_tokens: { value: 2048, other: 3072 },
  max_tokens: { value: 1536, other: 2560 },
  metadata: { value: { topic: "a" }, other: { topic: "b" } },
  modalities: { value: ["text", "audio"] },
  moderation: { value: { model: "omni-moderation-latest" }, other: { model: "another" } },
  n: { value: 2, other: 3 },
  parallel_tool_calls: { value: false, beside: { tools } },
  prediction: {
    value: { type: "content", content: "a" },
    other: { type: "content", content: "b" },
  },
  presence_penalty: { value: 0.5, other: -0.5 },
  prompt_cache_key: { value: "a", other: "b" },
  prompt_cache_options: { value: { mode: "explicit" }, other: { mode: "implicit" } },
  prompt_cache_retention: { value: "24h", other: "in_memory" },
  reasoning_effort: { value: "high", other: "low" },
  response_format: {
    value: { type: "json_schema", json_schema: { name: "place", schema: parameters } },
    other: { type: "json_object" },
  },
  safety_identifier: { value: "a", other: "b" },
  seed: { value: 1, other: 2 },
  service_tier: { value: "auto", other: "default" },
  stop: { value: ["END"], other: ["STOP"] },
  store: { value: true },
  stream_options: { value: { include_usage: false } },
  temperature: { value: 0.2, other: 0.7 },
  thinking: {
    value: { type: "enabled", budget_tokens: 1024 },
    other: { type: "enabled", budget_tokens: 1536 },
    beside: { max_completion_tokens: 4096 },
  },
  tool_choice: {
    value: "required",
    other: { type: "function", function: { name: "weather" } },
    beside: { tools },
  },
  tools: { value: tools, other: [{ type: "function", function: { name: "time", parameters } }] },
  top_k: { value: 5, other: 40 },
  top_logprobs: { value: 2, other: 3, beside: { logprobs: true } },
  top_p: { value: 0.5, other: 0.9 },
  user: { value: "a", other: "b" },
  verbosity: { value: "low", other: "high" },
  web_search_options: {
    value: { search_context_size: "low" },
    other: { search_context_size: "high" },
  },
};
