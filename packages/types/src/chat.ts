import type { JsonSchema } from "./json.ts";
import type { ChatMessage, ReasoningDetail } from "./message.ts";
import type { Tool, ToolCall, ToolChoice } from "./tool.ts";
import type { Usage } from "./usage.ts";

/**
 * A chat request: OpenAI's shape, with the extensions that the field already uses. `null` and absent mean
 * the same, as in OpenAI's API.
 * @see https://platform.openai.com/docs/api-reference/chat/create (read 2026-11-22)
 */
export interface ChatCompletionRequest {
  /** Model id, with or without the provider before it: `gpt-4.1-mini`, `openai/gpt-4.1-mini`. */
  readonly model: string;
  /** The conversation, oldest first; at least one message. */
  readonly messages: readonly ChatMessage[];
  /** Voice and format of spoken output; needed when `modalities` has `audio`. */
  readonly audio?: ChatAudioOptions | null;
  /** -2 to 2. */
  readonly frequency_penalty?: number | null;
  /** Superseded by `tool_choice`. */
  readonly function_call?: "none" | "auto" | { readonly name: string };
  /** Superseded by `tools`. */
  readonly functions?: readonly {
    readonly name: string;
    readonly description?: string;
    readonly parameters?: JsonSchema;
  }[];
  /** Token id → bias, -100 to 100. */
  readonly logit_bias?: { readonly [token: string]: number } | null;
  readonly logprobs?: boolean | null;
  /** Upper limit of generated tokens, reasoning included. */
  readonly max_completion_tokens?: number | null;
  /** Upper limit of generated tokens; the older name. Each provider gets the name that it knows. */
  readonly max_tokens?: number | null;
  readonly metadata?: { readonly [key: string]: string } | null;
  readonly modalities?: readonly ("text" | "audio")[] | null;
  readonly moderation?: ChatModeration | null;
  /** How many answers; absent means 1. */
  readonly n?: number | null;
  readonly parallel_tool_calls?: boolean;
  /** Text that the answer will mostly repeat. */
  readonly prediction?: {
    readonly type: "content";
    readonly content: string | readonly { readonly type: "text"; readonly text: string }[];
  } | null;
  /** -2 to 2. */
  readonly presence_penalty?: number | null;
  readonly prompt_cache_key?: string | null;
  readonly prompt_cache_options?: {
    readonly mode?: "implicit" | "explicit";
    readonly ttl?: "30m";
  };
  readonly prompt_cache_retention?: "in_memory" | "24h" | null;
  /** How much the model thinks before it answers, mapped for each provider. */
  readonly reasoning_effort?: ReasoningEffort | null;
  readonly response_format?: ResponseFormat;
  readonly safety_identifier?: string | null;
  readonly seed?: number | null;
  readonly service_tier?: ServiceTier | null;
  /** Up to 4 texts at which generation stops. */
  readonly stop?: string | readonly string[] | null;
  readonly store?: boolean | null;
  /** Set by the method that is called; `chat.completions.create` reads it. */
  readonly stream?: boolean | null;
  readonly stream_options?: {
    /** Absent means `true`: usage is asked for. */
    readonly include_usage?: boolean;
    readonly include_obfuscation?: boolean;
  } | null;
  /** 0 to 2. */
  readonly temperature?: number | null;
  readonly tool_choice?: ToolChoice;
  readonly tools?: readonly Tool[];
  /** 0 to 20; needs `logprobs`. */
  readonly top_logprobs?: number | null;
  /** 0 to 1. */
  readonly top_p?: number | null;
  readonly user?: string;
  readonly verbosity?: "low" | "medium" | "high" | null;
  readonly web_search_options?: WebSearchOptions;

  /** Reasoning switch and budget, mapped for each provider. */
  readonly thinking?: ThinkingOptions | null;
  /** Samples from the k likeliest tokens only. */
  readonly top_k?: number | null;
  /** What only one provider knows, by provider id: typed by that provider, an unknown key is an error. */
  readonly provider_options?: ProviderOptions;
  /** Accepted for requests of the Rust crate: the same as `top_k` and `thinking` beside it. */
  readonly provider_specific?: {
    readonly top_k?: number | null;
    readonly thinking?: ThinkingOptions | null;
  } | null;
  /** Fields put into the body as they are, last. A clash with a mapped field is reported. */
  readonly extra_body?: { readonly [field: string]: unknown };
  /** Headers put onto the call, last. */
  readonly extra_headers?: { readonly [header: string]: string };
}

/**
 * Options by provider id. A provider package adds its own key by declaration merging:
 * `declare module "@vllora/types" { interface ProviderOptions { acme?: AcmeOptions } }`.
 */
export interface ProviderOptions {
  readonly [provider: string]: object | undefined;
}

/** From none at all to as much as the model has. */
export type ReasoningEffort = "none" | "minimal" | "low" | "medium" | "high" | "xhigh" | "max";

/** Reasoning on, off, or left to the model. `budget_tokens`: upper limit of thinking tokens. */
export interface ThinkingOptions {
  readonly type: "enabled" | "disabled" | "adaptive";
  readonly budget_tokens?: number;
}

/** Which capacity serves the request. */
export type ServiceTier = "auto" | "default" | "flex" | "scale" | "priority";

/** Free text, any JSON object, or JSON that matches a schema. */
export type ResponseFormat =
  | { readonly type: "text" }
  | { readonly type: "json_object" }
  | {
      readonly type: "json_schema";
      readonly json_schema: {
        readonly name: string;
        readonly description?: string;
        readonly schema?: JsonSchema;
        readonly strict?: boolean | null;
      };
    };

/** Voice and format of spoken output. */
export interface ChatAudioOptions {
  readonly format: "wav" | "aac" | "mp3" | "flac" | "opus" | "pcm16";
  readonly voice: string | { readonly id: string };
}

/** Moderation of the request and of the answer within the same call. */
export interface ChatModeration {
  readonly model: string;
  readonly policy?: {
    readonly input?: { readonly mode: "score" | "block" } | null;
    readonly output?: { readonly mode: "score" | "block" } | null;
  } | null;
}

/** Web search of OpenAI's search models. */
export interface WebSearchOptions {
  readonly search_context_size?: "low" | "medium" | "high";
  readonly user_location?: {
    readonly type: "approximate";
    readonly approximate: {
      readonly city?: string;
      readonly country?: string;
      readonly region?: string;
      readonly timezone?: string;
    };
  } | null;
}

/**
 * Why the model stopped. The type is OpenAI's closed set, so that our answers fit the `openai` package; at
 * run time a word that no codec knows arrives as `"other"`, with the word itself in `native_finish_reason`.
 * The `finishReason` accessors of the client say so in their type.
 */
export type FinishReason = "stop" | "length" | "tool_calls" | "content_filter" | "function_call";

/** A whole answer: OpenAI's shape. Fields that we do not model stay where the provider put them. */
export interface ChatCompletion {
  id: string;
  object: "chat.completion";
  /** Unix time in seconds. */
  created: number;
  model: string;
  choices: ChatCompletionChoice[];
  /** Absent when the provider did not say. */
  usage?: Usage;
  service_tier?: ServiceTier | null;
  system_fingerprint?: string;
}

/** One answer of a completion. */
export interface ChatCompletionChoice {
  index: number;
  message: ChatCompletionMessage;
  finish_reason: FinishReason;
  /** The provider's own word, where it differs from `finish_reason`. */
  native_finish_reason?: string | null;
  logprobs: ChatLogprobs | null;
}

/** What the model said. Put it into the next request's `messages` as it is. */
export interface ChatCompletionMessage {
  role: "assistant";
  content: string | null;
  refusal: string | null;
  tool_calls?: ToolCall[];
  function_call?: { name: string; arguments: string } | null;
  annotations?: UrlCitation[];
  audio?: { id: string; data: string; expires_at: number; transcript: string } | null;
  reasoning_content?: string | null;
  reasoning_details?: ReasoningDetail[] | null;
  provider_fields?: { [provider: string]: { [field: string]: unknown } };
}

/** A web source that the answer refers to. Indexes count characters of `content`. */
export interface UrlCitation {
  type: "url_citation";
  url_citation: { start_index: number; end_index: number; title: string; url: string };
}

/** How likely the tokens of the answer were. */
export interface ChatLogprobs {
  content: TokenLogprob[] | null;
  refusal: TokenLogprob[] | null;
}

/** One token with its likelihood. `bytes`: its UTF-8 bytes; `null` where it has none. */
export interface TokenLogprob {
  token: string;
  bytes: number[] | null;
  logprob: number;
  top_logprobs: { token: string; bytes: number[] | null; logprob: number }[];
}
