import type { ChatModeration, ProviderOptions, ReasoningEffort, ServiceTier } from "./chat.ts";
import type { JsonSchema } from "./json.ts";
import type { Mutable } from "./mutable.ts";
import type { ResponseEchoedContent, ResponseInputContent } from "./responses-content.ts";
import type {
  ResponseEchoedMessage,
  ResponseInputItem,
  ResponseOutputItem,
} from "./responses-item.ts";
import type { ResponseEchoedTool, ResponseTool, ResponseToolChoice } from "./responses-tool.ts";

/**
 * A request of the Responses API: OpenAI's shape. `null` and absent mean the same.
 * @see https://platform.openai.com/docs/api-reference/responses/create (read 2026-11-22)
 */
export interface ResponseRequest {
  /** Model id, with or without the provider before it. Absent: the one of `prompt`. */
  readonly model?: string;
  /** One user message as text, or items, oldest first. */
  readonly input?: string | readonly ResponseInputItem[];
  /** Answers at once; the response is fetched later. */
  readonly background?: boolean | null;
  readonly context_management?:
    | readonly { readonly type: string; readonly compact_threshold?: number | null }[]
    | null;
  /** A conversation that the provider keeps; excludes `previous_response_id`. */
  readonly conversation?: string | { readonly id: string } | null;
  /** What else the answer is to hold. */
  readonly include?: readonly ResponseInclude[] | null;
  /** System message; it is not taken over from an earlier response. */
  readonly instructions?: string | null;
  /** Upper limit of generated tokens, reasoning included. */
  readonly max_output_tokens?: number | null;
  /** Upper limit of calls of the provider's own tools. */
  readonly max_tool_calls?: number | null;
  readonly metadata?: { readonly [key: string]: string } | null;
  readonly moderation?: ChatModeration | null;
  readonly parallel_tool_calls?: boolean | null;
  /** The response that this one goes on from. */
  readonly previous_response_id?: string | null;
  readonly prompt?: ResponsePrompt | null;
  readonly prompt_cache_key?: string | null;
  readonly prompt_cache_options?: {
    readonly mode?: "implicit" | "explicit";
    readonly ttl?: "30m";
  };
  readonly prompt_cache_retention?: "in_memory" | "24h" | null;
  readonly reasoning?: ResponseReasoning | null;
  readonly safety_identifier?: string | null;
  readonly service_tier?: ServiceTier | null;
  /** Absent means `true`: the provider keeps the response. */
  readonly store?: boolean | null;
  /** Set by the method that is called. */
  readonly stream?: boolean | null;
  readonly stream_options?: { readonly include_obfuscation?: boolean } | null;
  /** 0 to 2. */
  readonly temperature?: number | null;
  readonly text?: ResponseTextOptions;
  readonly tool_choice?: ResponseToolChoice;
  readonly tools?: readonly ResponseTool[];
  /** 0 to 20. */
  readonly top_logprobs?: number | null;
  /** 0 to 1. */
  readonly top_p?: number | null;
  readonly truncation?: "auto" | "disabled" | null;
  readonly user?: string;

  /** What only one provider knows, by provider id. */
  readonly provider_options?: ProviderOptions;
  /** Fields put into the body as they are, last. */
  readonly extra_body?: { readonly [field: string]: unknown };
  /** Headers put onto the call, last. */
  readonly extra_headers?: { readonly [header: string]: string };
}

/** What an answer holds only when it is asked for. */
export type ResponseInclude =
  | "file_search_call.results"
  | "web_search_call.results"
  | "web_search_call.action.sources"
  | "message.input_image.image_url"
  | "computer_call_output.output.image_url"
  | "code_interpreter_call.outputs"
  | "reasoning.encrypted_content"
  | "message.output_text.logprobs";

/** A prompt that the provider keeps, with values for its variables. */
export interface ResponsePrompt {
  readonly id: string;
  readonly variables?: { readonly [name: string]: string | ResponseInputContent } | null;
  readonly version?: string | null;
}

/** How much the model thinks, and what is seen of it. */
export interface ResponseReasoning {
  readonly effort?: ReasoningEffort | null;
  readonly summary?: ResponseSummary | null;
  /** Superseded by `summary`. */
  readonly generate_summary?: ResponseSummary | null;
  /** Of which turns the model sees its own reasoning. */
  readonly context?: "auto" | "current_turn" | "all_turns" | null;
  readonly mode?: "standard" | "pro" | (string & {});
}

/** How long a summary of reasoning is. */
export type ResponseSummary = "auto" | "concise" | "detailed";

/** Form and length of the text. */
export interface ResponseTextOptions {
  readonly format?: ResponseTextFormat;
  readonly verbosity?: "low" | "medium" | "high" | null;
}

/** Free text, any JSON object, or JSON that matches a schema. */
export type ResponseTextFormat =
  | { readonly type: "text" }
  | { readonly type: "json_object" }
  | {
      readonly type: "json_schema";
      readonly name: string;
      readonly schema: JsonSchema;
      readonly description?: string;
      readonly strict?: boolean | null;
    };

/**
 * An answer of the Responses API: OpenAI's shape, without the `output_text` that the `openai` package
 * computes from `output`. The types of items, tools and events are OpenAI's closed sets; at run time one
 * that is not among them stays as it came.
 */
export interface ResponseObject {
  id: string;
  object: "response";
  /** Unix time in seconds. */
  created_at: number;
  completed_at?: number | null;
  model: string;
  status?: ResponseStatus;
  output: ResponseOutputItem[];
  error: ResponseFailure | null;
  /** Why `status` is `incomplete`. */
  incomplete_details: { reason?: "max_output_tokens" | "content_filter" } | null;
  usage?: ResponseUsage;

  background?: boolean | null;
  conversation?: { id: string } | null;
  instructions: string | Mutable<ResponseEchoedMessage>[] | null;
  max_output_tokens?: number | null;
  max_tool_calls?: number | null;
  metadata: { [key: string]: string } | null;
  moderation?: { input: ResponseModeration; output: ResponseModeration } | null;
  parallel_tool_calls: boolean;
  previous_response_id?: string | null;
  prompt?: {
    id: string;
    variables?: { [name: string]: string | Mutable<ResponseEchoedContent> } | null;
    version?: string | null;
  } | null;
  prompt_cache_key?: string | null;
  prompt_cache_options?: { mode: "implicit" | "explicit"; ttl: "30m" };
  prompt_cache_retention?: "in_memory" | "24h" | null;
  reasoning?: Mutable<ResponseReasoning> | null;
  safety_identifier?: string | null;
  service_tier?: ServiceTier | null;
  temperature: number | null;
  text?: Mutable<ResponseTextOptions>;
  tool_choice: Mutable<ResponseToolChoice>;
  tools: Mutable<ResponseEchoedTool>[];
  top_logprobs?: number | null;
  top_p: number | null;
  truncation?: "auto" | "disabled" | null;
  user?: string;
}

/** How far a response is. */
export type ResponseStatus =
  | "completed"
  | "failed"
  | "in_progress"
  | "cancelled"
  | "queued"
  | "incomplete";

/** Why `status` is `failed`. */
export interface ResponseFailure {
  code: ResponseFailureCode;
  message: string;
}

/** The reasons that OpenAI documents. */
export type ResponseFailureCode =
  | "server_error"
  | "rate_limit_exceeded"
  | "invalid_prompt"
  | "data_residency_mismatch"
  | "bio_policy"
  | "vector_store_timeout"
  | "invalid_image"
  | "invalid_image_format"
  | "invalid_base64_image"
  | "invalid_image_url"
  | "image_too_large"
  | "image_too_small"
  | "image_parse_error"
  | "image_content_policy_violation"
  | "invalid_image_mode"
  | "image_file_too_large"
  | "unsupported_image_media_type"
  | "empty_image_file"
  | "failed_to_download_image"
  | "image_file_not_found";

/** What moderation found, or why it found nothing. */
export type ResponseModeration =
  | {
      type: "moderation_result";
      model: string;
      flagged: boolean;
      categories: { [category: string]: boolean };
      category_applied_input_types: { [category: string]: ("text" | "image")[] };
      category_scores: { [category: string]: number };
    }
  | { type: "error"; code: string; message: string };

/**
 * Tokens of one response. Cached tokens are included in `input_tokens`, reasoning tokens in
 * `output_tokens`. `cache_write_tokens` is absent at run time from models that do not report it.
 */
export interface ResponseUsage {
  input_tokens: number;
  input_tokens_details: { cached_tokens: number; cache_write_tokens: number };
  output_tokens: number;
  output_tokens_details: { reasoning_tokens: number };
  total_tokens: number;
}
