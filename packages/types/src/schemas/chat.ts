import {
  array,
  boolean,
  exactOptional,
  literal,
  looseObject,
  nullable,
  number,
  optional,
  string,
  union,
  unknown,
} from "zod";
import type {
  ChatAudioOptions,
  ChatCompletion,
  ChatCompletionChoice,
  ChatCompletionMessage,
  ChatCompletionRequest,
  ChatLogprobs,
  ChatModeration,
  FinishReason,
  ProviderOptions,
  ReasoningEffort,
  ResponseFormat,
  ServiceTier,
  ThinkingOptions,
  TokenLogprob,
  UrlCitation,
  WebSearchOptions,
} from "../chat.ts";
import { jsonSchemaSchema } from "./json.ts";
import { chatMessageSchema, reasoningDetailSchema } from "./message.ts";
import {
  exactly,
  mutableObject,
  mutableRecord,
  openString,
  readonlyArray,
  readonlyObject,
  readonlyRecord,
  type Schema,
  taggedUnion,
  tolerant,
} from "./schema.ts";
import { toolCallSchema, toolChoiceSchema, toolSchema } from "./tool.ts";
import { usageSchema } from "./usage.ts";

/** Schema of `ChatAudioOptions`. */
export const chatAudioOptionsSchema = exactly<ChatAudioOptions>()(
  readonlyObject({
    format: literal(["wav", "aac", "mp3", "flac", "opus", "pcm16"]),
    voice: union([string(), readonlyObject({ id: string() })]),
  }),
);

/** Schema of `ChatModeration`. */
export const chatModerationSchema = exactly<ChatModeration>()(
  readonlyObject({
    model: string(),
    policy: exactOptional(
      nullable(
        readonlyObject({
          input: exactOptional(nullable(readonlyObject({ mode: literal(["score", "block"]) }))),
          output: exactOptional(nullable(readonlyObject({ mode: literal(["score", "block"]) }))),
        }),
      ),
    ),
  }),
);

/** Schema of `ReasoningEffort`. */
export const reasoningEffortSchema = exactly<ReasoningEffort>()(
  literal(["none", "minimal", "low", "medium", "high", "xhigh", "max"]),
);

/** Schema of `ResponseFormat`. */
export const responseFormatSchema = exactly<ResponseFormat>()(
  taggedUnion("type", [
    readonlyObject({ type: literal("text") }),
    readonlyObject({ type: literal("json_object") }),
    readonlyObject({
      type: literal("json_schema"),
      json_schema: readonlyObject({
        name: string(),
        description: exactOptional(string()),
        schema: exactOptional(jsonSchemaSchema),
        strict: exactOptional(nullable(boolean())),
      }),
    }),
  ]),
);

/** Schema of `ServiceTier`. */
export const serviceTierSchema = exactly<ServiceTier>()(
  literal(["auto", "default", "flex", "scale", "priority"]),
);

/** Schema of `WebSearchOptions`. */
export const webSearchOptionsSchema = exactly<WebSearchOptions>()(
  readonlyObject({
    search_context_size: exactOptional(literal(["low", "medium", "high"])),
    user_location: exactOptional(
      nullable(
        readonlyObject({
          type: literal("approximate"),
          approximate: readonlyObject({
            city: exactOptional(string()),
            country: exactOptional(string()),
            region: exactOptional(string()),
            timezone: exactOptional(string()),
          }),
        }),
      ),
    ),
  }),
);

/** Schema of `ThinkingOptions`. */
export const thinkingOptionsSchema = exactly<ThinkingOptions>()(
  readonlyObject({
    type: literal(["enabled", "disabled", "adaptive"]),
    budget_tokens: exactOptional(number()),
  }),
);

/** Schema of `ProviderOptions`: the options of each provider are checked by that provider. */
// Not `exactly`: providers add keys to the interface.
export const providerOptionsSchema = readonlyRecord(
  optional(looseObject({})),
) as unknown as Schema<ProviderOptions>;

/** Schema of `ChatCompletionRequest`. */
export const chatCompletionRequestSchema = exactly<ChatCompletionRequest>()(
  readonlyObject({
    model: string(),
    messages: readonlyArray(chatMessageSchema),
    audio: exactOptional(nullable(chatAudioOptionsSchema)),
    frequency_penalty: exactOptional(nullable(number())),
    function_call: exactOptional(
      union([literal(["none", "auto"]), readonlyObject({ name: string() })]),
    ),
    functions: exactOptional(
      readonlyArray(
        readonlyObject({
          name: string(),
          description: exactOptional(string()),
          parameters: exactOptional(jsonSchemaSchema),
        }),
      ),
    ),
    logit_bias: exactOptional(nullable(readonlyRecord(number()))),
    logprobs: exactOptional(nullable(boolean())),
    max_completion_tokens: exactOptional(nullable(number())),
    max_tokens: exactOptional(nullable(number())),
    metadata: exactOptional(nullable(readonlyRecord(string()))),
    modalities: exactOptional(nullable(readonlyArray(literal(["text", "audio"])))),
    moderation: exactOptional(nullable(chatModerationSchema)),
    n: exactOptional(nullable(number())),
    parallel_tool_calls: exactOptional(boolean()),
    prediction: exactOptional(
      nullable(
        readonlyObject({
          type: literal("content"),
          content: union([
            string(),
            readonlyArray(readonlyObject({ type: literal("text"), text: string() })),
          ]),
        }),
      ),
    ),
    presence_penalty: exactOptional(nullable(number())),
    prompt_cache_key: exactOptional(nullable(string())),
    prompt_cache_options: exactOptional(
      readonlyObject({
        mode: exactOptional(literal(["implicit", "explicit"])),
        ttl: exactOptional(literal("30m")),
      }),
    ),
    prompt_cache_retention: exactOptional(nullable(literal(["in_memory", "24h"]))),
    reasoning_effort: exactOptional(nullable(reasoningEffortSchema)),
    response_format: exactOptional(responseFormatSchema),
    safety_identifier: exactOptional(nullable(string())),
    seed: exactOptional(nullable(number())),
    service_tier: exactOptional(nullable(serviceTierSchema)),
    stop: exactOptional(nullable(union([string(), readonlyArray(string())]))),
    store: exactOptional(nullable(boolean())),
    stream: exactOptional(nullable(boolean())),
    stream_options: exactOptional(
      nullable(
        readonlyObject({
          include_usage: exactOptional(boolean()),
          include_obfuscation: exactOptional(boolean()),
        }),
      ),
    ),
    temperature: exactOptional(nullable(number())),
    tool_choice: exactOptional(toolChoiceSchema),
    tools: exactOptional(readonlyArray(toolSchema)),
    top_logprobs: exactOptional(nullable(number())),
    top_p: exactOptional(nullable(number())),
    user: exactOptional(string()),
    verbosity: exactOptional(nullable(literal(["low", "medium", "high"]))),
    web_search_options: exactOptional(webSearchOptionsSchema),
    thinking: exactOptional(nullable(thinkingOptionsSchema)),
    top_k: exactOptional(nullable(number())),
    provider_options: exactOptional(providerOptionsSchema),
    provider_specific: exactOptional(
      nullable(
        readonlyObject({
          top_k: exactOptional(nullable(number())),
          thinking: exactOptional(nullable(thinkingOptionsSchema)),
        }),
      ),
    ),
    extra_body: exactOptional(readonlyRecord(unknown())),
    extra_headers: exactOptional(readonlyRecord(string())),
  }),
);

/** Schema of `FinishReason`. It takes `other` too, which the type leaves out: see there. */
export const finishReasonSchema = literal([
  "stop",
  "length",
  "tool_calls",
  "content_filter",
  "function_call",
  "other",
]) as unknown as Schema<FinishReason>;

/** Schema of `UrlCitation`. */
export const urlCitationSchema = exactly<UrlCitation>()(
  mutableObject({
    type: literal("url_citation"),
    url_citation: mutableObject({
      start_index: number(),
      end_index: number(),
      title: string(),
      url: string(),
    }),
  }),
);

/** Schema of `ChatCompletionMessage`. */
export const chatCompletionMessageSchema = exactly<ChatCompletionMessage>()(
  mutableObject({
    role: literal("assistant"),
    content: tolerant(nullable(string())),
    refusal: tolerant(nullable(string())),
    tool_calls: exactOptional(tolerant(array(toolCallSchema))),
    function_call: exactOptional(nullable(mutableObject({ name: string(), arguments: string() }))),
    annotations: exactOptional(tolerant(array(urlCitationSchema))),
    audio: exactOptional(
      nullable(
        mutableObject({ id: string(), data: string(), expires_at: number(), transcript: string() }),
      ),
    ),
    reasoning_content: exactOptional(nullable(string())),
    reasoning_details: exactOptional(nullable(array(reasoningDetailSchema))),
    provider_fields: exactOptional(mutableRecord(mutableRecord(unknown()))),
  }),
);

/** Schema of `TokenLogprob`. */
export const tokenLogprobSchema = exactly<TokenLogprob>()(
  mutableObject({
    token: string(),
    bytes: nullable(array(number())),
    logprob: number(),
    top_logprobs: array(
      mutableObject({ token: string(), bytes: nullable(array(number())), logprob: number() }),
    ),
  }),
);

/** Schema of `ChatLogprobs`. */
export const chatLogprobsSchema = exactly<ChatLogprobs>()(
  mutableObject({
    content: nullable(array(tokenLogprobSchema)),
    refusal: nullable(array(tokenLogprobSchema)),
  }),
);

/** Schema of `ChatCompletionChoice`. */
export const chatCompletionChoiceSchema = exactly<ChatCompletionChoice>()(
  mutableObject({
    index: number(),
    message: chatCompletionMessageSchema,
    finish_reason: finishReasonSchema,
    native_finish_reason: exactOptional(nullable(string())),
    logprobs: tolerant(nullable(chatLogprobsSchema)),
  }),
);

/** Schema of `ChatCompletion`. */
export const chatCompletionSchema = exactly<ChatCompletion>()(
  mutableObject({
    id: string(),
    object: literal("chat.completion"),
    created: number(),
    model: string(),
    choices: array(chatCompletionChoiceSchema),
    usage: exactOptional(tolerant(usageSchema)),
    service_tier: exactOptional(nullable(openString<ServiceTier>())),
    system_fingerprint: exactOptional(tolerant(string())),
  }),
);
