import { type ParameterTable, parameterTable } from "@vllora/core/provider";

const BY_OPTION = "models that know it take it in `provider_options.bedrock.additional_parameters`";
const BY_MARK = "mark prefixes with cache_control";

/** What becomes of each request field; Converse has nothing for those that are not named. */
export const PARAMETERS: ParameterTable = parameterTable({
  frequency_penalty: { unsupported: BY_OPTION },
  functions: { unsupported: "use tools" },
  function_call: { unsupported: "use tool_choice" },
  max_completion_tokens: { mapped: "inferenceConfig.maxTokens" },
  max_tokens: { mapped: "inferenceConfig.maxTokens" },
  metadata: { mapped: "requestMetadata" },
  parallel_tool_calls: {
    mapped: "additionalModelRequestFields.tool_choice",
    note: "`false` for Claude only",
  },
  presence_penalty: { unsupported: BY_OPTION },
  prompt_cache_key: { unsupported: BY_MARK },
  prompt_cache_options: { unsupported: BY_MARK },
  prompt_cache_retention: { unsupported: BY_MARK },
  reasoning_effort: {
    mapped: "additionalModelRequestFields",
    note: "Claude, Nova 2, GPT, gpt-oss: in the form that the model knows",
  },
  response_format: {
    mapped: "outputConfig.textFormat",
    note: "asked for in the system prompt where the model has none, and for `json_object`",
  },
  seed: { unsupported: BY_OPTION },
  service_tier: { mapped: "serviceTier" },
  stop: { mapped: "inferenceConfig.stopSequences" },
  stream_options: { emulated: "usage comes with every stream" },
  temperature: { mapped: "inferenceConfig.temperature", note: "not for Claude 4.7 and later" },
  thinking: {
    mapped: "additionalModelRequestFields",
    note: "Claude, Nova 2: in the form that the model knows",
  },
  tool_choice: { mapped: "toolConfig.toolChoice", note: "`required` is `any`" },
  tools: { mapped: "toolConfig.tools", note: "others by `provider_options.bedrock.tools`" },
  top_k: {
    mapped: "additionalModelRequestFields",
    note: "Claude before 4.7, Nova, Mistral, Cohere",
  },
  top_p: { mapped: "inferenceConfig.topP", note: "not for Claude 4.7 and later" },
  web_search_options: {
    unsupported: "Nova has it as a tool: `provider_options.bedrock.tools`",
  },
});
