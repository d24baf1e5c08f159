import type { ParameterTable } from "@vllora/core/provider";

const CACHED = "prefixes are cached without being asked for";

/** What of our request the two APIs take. */
export const PARAMETERS: ParameterTable = {
  audio: { mapped: "speechConfig", note: "the voice" },
  frequency_penalty: { mapped: "generationConfig.frequencyPenalty" },
  function_call: { mapped: "toolConfig.functionCallingConfig" },
  functions: { mapped: "tools[].functionDeclarations" },
  logit_bias: "unsupported",
  logprobs: { mapped: "generationConfig.responseLogprobs" },
  max_completion_tokens: { mapped: "generationConfig.maxOutputTokens" },
  max_tokens: { mapped: "generationConfig.maxOutputTokens" },
  metadata: { unsupported: "use provider_options.<id>.labels" },
  modalities: { mapped: "generationConfig.responseModalities" },
  moderation: { unsupported: "use provider_options.<id>.safety_settings" },
  n: { mapped: "generationConfig.candidateCount" },
  parallel_tool_calls: { emulated: "true is what the model does; false is ignored" },
  prediction: "unsupported",
  presence_penalty: { mapped: "generationConfig.presencePenalty" },
  prompt_cache_key: { unsupported: CACHED },
  prompt_cache_options: { unsupported: CACHED },
  prompt_cache_retention: { unsupported: CACHED },
  reasoning_effort: {
    mapped: "generationConfig.thinkingConfig",
    note: "a level since Gemini 3, a budget for Gemini 2.5",
  },
  response_format: {
    mapped: "generationConfig.responseMimeType",
    note: "and `responseJsonSchema`, or `responseSchema` before Gemini 2.5; without the name; before Gemini 3 not beside tools",
  },
  safety_identifier: "unsupported",
  seed: { mapped: "generationConfig.seed" },
  service_tier: { mapped: "serviceTier", note: "for Vertex AI a header" },
  stop: { mapped: "generationConfig.stopSequences" },
  store: { mapped: "store", note: "whether the request is logged; not on Vertex AI" },
  stream_options: { emulated: "usage comes without being asked for" },
  temperature: { mapped: "generationConfig.temperature" },
  thinking: { mapped: "generationConfig.thinkingConfig" },
  tool_choice: { mapped: "toolConfig.functionCallingConfig" },
  tools: { mapped: "tools[].functionDeclarations" },
  top_k: { mapped: "generationConfig.topK" },
  top_logprobs: { mapped: "generationConfig.logprobs" },
  top_p: { mapped: "generationConfig.topP" },
  user: "unsupported",
  verbosity: "unsupported",
  web_search_options: { mapped: "tools[].googleSearch", note: "without its settings" },
};

/** What Vertex AI takes. */
export const VERTEX_PARAMETERS: ParameterTable = { ...PARAMETERS, store: "unsupported" };
