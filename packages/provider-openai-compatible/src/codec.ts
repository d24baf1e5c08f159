import type { ChatCodec, ParameterTable } from "@vllora/core/provider";
import { decodeError } from "./errors.ts";
import { type ChatDialect, encodeRequest } from "./request.ts";
import { decodeCompletion } from "./response.ts";
import { createDecoder } from "./stream.ts";

/** The codec of OpenAI's chat completions, in a server's dialect. */
export function createChatCodec(dialect: ChatDialect = {}): ChatCodec {
  return {
    encode: (request, context) => encodeRequest(request, context, dialect),
    decode: decodeCompletion,
    createDecoder: (context) => createDecoder(context, dialect.endsWithDone),
    decodeError,
  };
}

/** Every parameter under its own name: what a server that speaks OpenAI's wire makes of it is its own affair. */
export const CHAT_PARAMETER_TABLE: ParameterTable = {
  audio: "native",
  frequency_penalty: "native",
  function_call: "native",
  functions: "native",
  logit_bias: "native",
  logprobs: "native",
  max_completion_tokens: "native",
  max_tokens: "native",
  metadata: "native",
  modalities: "native",
  moderation: "native",
  n: "native",
  parallel_tool_calls: "native",
  prediction: "native",
  presence_penalty: "native",
  prompt_cache_key: "native",
  prompt_cache_options: "native",
  prompt_cache_retention: "native",
  reasoning_effort: "native",
  response_format: "native",
  safety_identifier: "native",
  seed: "native",
  service_tier: "native",
  stop: "native",
  store: "native",
  stream_options: "native",
  temperature: "native",
  thinking: "native",
  tool_choice: "native",
  tools: "native",
  top_k: "native",
  top_logprobs: "native",
  top_p: "native",
  user: "native",
  verbosity: "native",
  web_search_options: "native",
};
