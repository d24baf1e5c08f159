import {
  array,
  boolean,
  exactOptional,
  literal,
  nullable,
  number,
  string,
  union,
  unknown,
} from "zod";
import type { ReasoningEffort, ServiceTier } from "../chat.ts";
import type {
  ResponseFailure,
  ResponseFailureCode,
  ResponseInclude,
  ResponseModeration,
  ResponseObject,
  ResponsePrompt,
  ResponseReasoning,
  ResponseRequest,
  ResponseStatus,
  ResponseSummary,
  ResponseTextFormat,
  ResponseTextOptions,
  ResponseUsage,
} from "../responses.ts";
import { chatModerationSchema, providerOptionsSchema, serviceTierSchema } from "./chat.ts";
import { jsonSchemaSchema } from "./json.ts";
import { responseEchoedContentSchema, responseInputContentSchema } from "./responses-content.ts";
import {
  responseEchoedMessageSchema,
  responseInputItemSchema,
  responseOutputItemSchema,
} from "./responses-item.ts";
import {
  responseEchoedToolSchema,
  responseToolChoiceSchema,
  responseToolSchema,
} from "./responses-tool.ts";
import {
  exactly,
  mutable,
  mutableObject,
  mutableRecord,
  openString,
  openTaggedUnion,
  readonlyArray,
  readonlyObject,
  readonlyRecord,
  tolerant,
} from "./schema.ts";

/** Schema of `ResponseInclude`. */
export const responseIncludeSchema = exactly<ResponseInclude>()(
  literal([
    "file_search_call.results",
    "web_search_call.results",
    "web_search_call.action.sources",
    "message.input_image.image_url",
    "computer_call_output.output.image_url",
    "code_interpreter_call.outputs",
    "reasoning.encrypted_content",
    "message.output_text.logprobs",
  ]),
);

/** Schema of `ResponsePrompt`. */
export const responsePromptSchema = exactly<ResponsePrompt>()(
  readonlyObject({
    id: string(),
    variables: exactOptional(
      nullable(readonlyRecord(union([string(), responseInputContentSchema]))),
    ),
    version: exactOptional(nullable(string())),
  }),
);

/** Schema of `ResponseSummary`. */
export const responseSummarySchema = exactly<ResponseSummary>()(openString<ResponseSummary>());

/** Schema of `ResponseReasoning`. */
export const responseReasoningSchema = exactly<ResponseReasoning>()(
  readonlyObject({
    effort: exactOptional(nullable(openString<ReasoningEffort>())),
    summary: exactOptional(nullable(responseSummarySchema)),
    generate_summary: exactOptional(nullable(responseSummarySchema)),
    context: exactOptional(nullable(openString<"auto" | "current_turn" | "all_turns">())),
    mode: exactOptional(openString<"standard" | "pro" | (string & {})>()),
  }),
);

/** Schema of `ResponseTextFormat`. */
export const responseTextFormatSchema = exactly<ResponseTextFormat>()(
  openTaggedUnion("type", [
    readonlyObject({ type: literal("text") }),
    readonlyObject({ type: literal("json_object") }),
    readonlyObject({
      type: literal("json_schema"),
      name: string(),
      schema: jsonSchemaSchema,
      description: exactOptional(tolerant(string())),
      strict: exactOptional(nullable(boolean())),
    }),
  ]),
);

/** Schema of `ResponseTextOptions`. */
export const responseTextOptionsSchema = exactly<ResponseTextOptions>()(
  readonlyObject({
    format: exactOptional(responseTextFormatSchema),
    verbosity: exactOptional(nullable(openString<"low" | "medium" | "high">())),
  }),
);

/** Schema of `ResponseRequest`. */
export const responseRequestSchema = exactly<ResponseRequest>()(
  readonlyObject({
    model: exactOptional(string()),
    input: exactOptional(union([string(), readonlyArray(responseInputItemSchema)])),
    background: exactOptional(nullable(boolean())),
    context_management: exactOptional(
      nullable(
        readonlyArray(
          readonlyObject({ type: string(), compact_threshold: exactOptional(nullable(number())) }),
        ),
      ),
    ),
    conversation: exactOptional(nullable(union([string(), readonlyObject({ id: string() })]))),
    include: exactOptional(nullable(readonlyArray(responseIncludeSchema))),
    instructions: exactOptional(nullable(string())),
    max_output_tokens: exactOptional(nullable(number())),
    max_tool_calls: exactOptional(nullable(number())),
    metadata: exactOptional(nullable(readonlyRecord(string()))),
    moderation: exactOptional(nullable(chatModerationSchema)),
    parallel_tool_calls: exactOptional(nullable(boolean())),
    previous_response_id: exactOptional(nullable(string())),
    prompt: exactOptional(nullable(responsePromptSchema)),
    prompt_cache_key: exactOptional(nullable(string())),
    prompt_cache_options: exactOptional(
      readonlyObject({
        mode: exactOptional(literal(["implicit", "explicit"])),
        ttl: exactOptional(literal("30m")),
      }),
    ),
    prompt_cache_retention: exactOptional(nullable(literal(["in_memory", "24h"]))),
    reasoning: exactOptional(nullable(responseReasoningSchema)),
    safety_identifier: exactOptional(nullable(string())),
    service_tier: exactOptional(nullable(serviceTierSchema)),
    store: exactOptional(nullable(boolean())),
    stream: exactOptional(nullable(boolean())),
    stream_options: exactOptional(
      nullable(readonlyObject({ include_obfuscation: exactOptional(boolean()) })),
    ),
    temperature: exactOptional(nullable(number())),
    text: exactOptional(responseTextOptionsSchema),
    tool_choice: exactOptional(responseToolChoiceSchema),
    tools: exactOptional(readonlyArray(responseToolSchema)),
    top_logprobs: exactOptional(nullable(number())),
    top_p: exactOptional(nullable(number())),
    truncation: exactOptional(nullable(literal(["auto", "disabled"]))),
    user: exactOptional(string()),
    provider_options: exactOptional(providerOptionsSchema),
    extra_body: exactOptional(readonlyRecord(unknown())),
    extra_headers: exactOptional(readonlyRecord(string())),
  }),
);

/** Schema of `ResponseFailure`. */
export const responseFailureSchema = exactly<ResponseFailure>()(
  mutableObject({ code: openString<ResponseFailureCode>(), message: string() }),
);

/** Schema of `ResponseUsage`. */
export const responseUsageSchema = exactly<ResponseUsage>()(
  mutableObject({
    input_tokens: number(),
    input_tokens_details: mutableObject({
      cached_tokens: number(),
      cache_write_tokens: tolerant(number()),
    }),
    output_tokens: number(),
    output_tokens_details: mutableObject({ reasoning_tokens: number() }),
    total_tokens: number(),
  }),
);

/** Schema of `ResponseModeration`. */
export const responseModerationSchema = exactly<ResponseModeration>()(
  openTaggedUnion("type", [
    mutableObject({
      type: literal("moderation_result"),
      model: string(),
      flagged: boolean(),
      categories: mutableRecord(boolean()),
      category_applied_input_types: mutableRecord(array(openString<"text" | "image">())),
      category_scores: mutableRecord(number()),
    }),
    mutableObject({ type: literal("error"), code: string(), message: string() }),
  ]),
);

/** Schema of `ResponseObject`. */
export const responseObjectSchema = exactly<ResponseObject>()(
  mutableObject({
    id: string(),
    object: literal("response"),
    created_at: number(),
    completed_at: exactOptional(nullable(number())),
    model: string(),
    status: exactOptional(openString<ResponseStatus>()),
    output: array(responseOutputItemSchema),
    error: tolerant(nullable(responseFailureSchema)),
    incomplete_details: tolerant(
      nullable(
        mutableObject({
          reason: exactOptional(openString<"max_output_tokens" | "content_filter">()),
        }),
      ),
    ),
    usage: exactOptional(tolerant(responseUsageSchema)),
    background: exactOptional(nullable(boolean())),
    conversation: exactOptional(nullable(mutableObject({ id: string() }))),
    instructions: tolerant(
      nullable(union([string(), array(mutable(responseEchoedMessageSchema))])),
    ),
    max_output_tokens: exactOptional(nullable(number())),
    max_tool_calls: exactOptional(nullable(number())),
    metadata: tolerant(nullable(mutableRecord(string()))),
    moderation: exactOptional(
      nullable(
        mutableObject({ input: responseModerationSchema, output: responseModerationSchema }),
      ),
    ),
    parallel_tool_calls: tolerant(boolean()),
    previous_response_id: exactOptional(nullable(string())),
    prompt: exactOptional(
      nullable(
        mutableObject({
          id: string(),
          variables: exactOptional(
            nullable(mutableRecord(union([string(), mutable(responseEchoedContentSchema)]))),
          ),
          version: exactOptional(nullable(string())),
        }),
      ),
    ),
    prompt_cache_key: exactOptional(nullable(string())),
    prompt_cache_options: exactOptional(
      mutableObject({ mode: openString<"implicit" | "explicit">(), ttl: literal("30m") }),
    ),
    prompt_cache_retention: exactOptional(nullable(openString<"in_memory" | "24h">())),
    reasoning: exactOptional(nullable(mutable(responseReasoningSchema))),
    safety_identifier: exactOptional(nullable(string())),
    service_tier: exactOptional(nullable(openString<ServiceTier>())),
    temperature: tolerant(nullable(number())),
    text: exactOptional(mutable(responseTextOptionsSchema)),
    tool_choice: tolerant(mutable(responseToolChoiceSchema)),
    tools: tolerant(array(mutable(responseEchoedToolSchema))),
    top_logprobs: exactOptional(nullable(number())),
    top_p: tolerant(nullable(number())),
    truncation: exactOptional(nullable(openString<"auto" | "disabled">())),
    user: exactOptional(tolerant(string())),
  }),
);

/** Schema of `ResponseStatus`. */
export const responseStatusSchema = exactly<ResponseStatus>()(
  literal(["completed", "failed", "in_progress", "cancelled", "queued", "incomplete"]),
);

/** Schema of `ResponseFailureCode`. */
export const responseFailureCodeSchema = exactly<ResponseFailureCode>()(
  literal([
    "server_error",
    "rate_limit_exceeded",
    "invalid_prompt",
    "data_residency_mismatch",
    "bio_policy",
    "vector_store_timeout",
    "invalid_image",
    "invalid_image_format",
    "invalid_base64_image",
    "invalid_image_url",
    "image_too_large",
    "image_too_small",
    "image_parse_error",
    "image_content_policy_violation",
    "invalid_image_mode",
    "image_file_too_large",
    "unsupported_image_media_type",
    "empty_image_file",
    "failed_to_download_image",
    "image_file_not_found",
  ]),
);
