import { type ParameterTable, parameterTable } from "@vllora/core/provider";

/** What becomes of each request field; the Messages API has nothing for those that are not named. */
export const PARAMETERS: ParameterTable = parameterTable({
  functions: { unsupported: "use tools" },
  function_call: { unsupported: "use tool_choice" },
  max_completion_tokens: { mapped: "max_tokens", note: "default: the model's maximum" },
  max_tokens: { native: "default: the model's maximum" },
  metadata: { native: "`user_id` only" },
  parallel_tool_calls: { mapped: "tool_choice.disable_parallel_tool_use" },
  prompt_cache_key: { unsupported: "mark prefixes with cache_control" },
  prompt_cache_options: { unsupported: "mark prefixes with cache_control" },
  prompt_cache_retention: { unsupported: "mark prefixes with cache_control" },
  reasoning_effort: {
    mapped: "output_config.effort",
    note: "with adaptive thinking; a token budget for older models",
  },
  response_format: {
    mapped: "output_config.format",
    note: "asked for in the system prompt where the model has none, and for `json_object`",
  },
  safety_identifier: { mapped: "metadata.user_id" },
  service_tier: { native: "`default` is `standard_only`" },
  stop: { mapped: "stop_sequences" },
  stream_options: { emulated: "usage comes with every stream" },
  temperature: { native: "0 to 1; not for Claude 4.7 and later" },
  thinking: { native: "in the form that the model knows" },
  tool_choice: {
    native:
      "`required` is `any`; no forced call of Opus and Sonnet 5.5, Fable 5.1, or while thinking by budget",
  },
  tools: { native: "function tools; others by `provider_options.anthropic.tools`" },
  top_k: { native: "not for Claude 4.7 and later" },
  top_p: { native: "not for Claude 4.7 and later" },
  user: { mapped: "metadata.user_id" },
  web_search_options: { mapped: "tools", note: "the web search of the API" },
});
