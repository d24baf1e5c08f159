import type { ToolCall } from "./tool.ts";

/** Marks the end of a prefix that the provider may cache. Absent `ttl`: the provider's default. */
export interface CacheControl {
  readonly type: "ephemeral";
  readonly ttl?: "5m" | "1h";
}

/**
 * What we do not model, by the id of the provider that sent it. It goes back to that provider and to
 * no other.
 */
export type ProviderFields = { readonly [provider: string]: { readonly [field: string]: unknown } };

/** OpenAI's own marker for the end of a cached prefix. */
export interface PromptCacheBreakpoint {
  readonly mode: "explicit";
}

interface PartExtensions {
  readonly cache_control?: CacheControl;
  readonly prompt_cache_breakpoint?: PromptCacheBreakpoint;
  readonly provider_fields?: ProviderFields;
}

/** Text. */
export interface TextPart extends PartExtensions {
  readonly type: "text";
  readonly text: string;
}

/** An image by `https:` URL or `data:` URI. */
export interface ImagePart extends PartExtensions {
  readonly type: "image_url";
  readonly image_url: { readonly url: string; readonly detail?: ImageDetail };
}

/** How closely the model looks at an image; absent means `auto`. */
export type ImageDetail = "auto" | "low" | "high" | "original";

/** Spoken input, base64-encoded. */
export interface InputAudioPart extends PartExtensions {
  readonly type: "input_audio";
  readonly input_audio: { readonly data: string; readonly format: "wav" | "mp3" };
}

/** A document: uploaded before (`file_id`) or sent along (`file_data`, a data URI, with `filename`). */
export interface FilePart extends PartExtensions {
  readonly type: "file";
  readonly file: {
    readonly file_data?: string;
    readonly file_id?: string;
    readonly filename?: string;
  };
}

/** An earlier refusal of the model, in the assistant's history. */
export interface RefusalPart extends PartExtensions {
  readonly type: "refusal";
  readonly refusal: string;
}

/** What a user message may hold. */
export type UserContentPart = TextPart | ImagePart | InputAudioPart | FilePart;

/** Every content part. */
export type ContentPart = UserContentPart | RefusalPart;

interface MessageExtensions {
  /** Caches the prefix that ends with this message. */
  readonly cache_control?: CacheControl;
  readonly provider_fields?: ProviderFields;
}

/** Instructions of the application; newer OpenAI models call the role `developer`. */
export interface SystemMessage extends MessageExtensions {
  readonly role: "system";
  readonly content: string | readonly TextPart[];
  readonly name?: string;
}

/** Instructions of the application, in the words of newer OpenAI models. */
export interface DeveloperMessage extends MessageExtensions {
  readonly role: "developer";
  readonly content: string | readonly TextPart[];
  readonly name?: string;
}

/** What the user says. */
export interface UserMessage extends MessageExtensions {
  readonly role: "user";
  readonly content: string | readonly UserContentPart[];
  readonly name?: string;
}

/** An earlier turn of the model. Pass the message of a response as it came, so that nothing is lost. */
export interface AssistantMessage extends MessageExtensions {
  readonly role: "assistant";
  readonly content?: string | readonly (TextPart | RefusalPart)[] | null;
  readonly refusal?: string | null;
  readonly name?: string;
  readonly audio?: { readonly id: string } | null;
  readonly tool_calls?: readonly ToolCall[];
  /** Superseded by `tool_calls`. */
  readonly function_call?: { readonly name: string; readonly arguments: string } | null;
  /** Readable reasoning. */
  readonly reasoning_content?: string | null;
  /** Reasoning block by block, for the way back to the provider that sent it. */
  readonly reasoning_details?: readonly ReasoningDetail[] | null;
}

/** The result of a tool call of the preceding assistant message. */
export interface ToolMessage extends MessageExtensions {
  readonly role: "tool";
  readonly tool_call_id: string;
  readonly content: string | readonly (TextPart | ImagePart | FilePart)[];
  /** The tool failed, and `content` says how. */
  readonly is_error?: boolean;
}

/** The result of a `function_call`; superseded by `ToolMessage`. */
export interface FunctionMessage extends MessageExtensions {
  readonly role: "function";
  readonly name: string;
  readonly content: string | null;
}

/** One message of a conversation, told apart by `role`. */
export type ChatMessage =
  | SystemMessage
  | DeveloperMessage
  | UserMessage
  | AssistantMessage
  | ToolMessage
  | FunctionMessage;

/** Who speaks. */
export type MessageRole = ChatMessage["role"];

/**
 * One block of reasoning, in order. `format` names the wire that a signature or encrypted text belongs to.
 * The shape is OpenRouter's. @see https://openrouter.ai/docs/use-cases/reasoning-tokens (read 2026-11-22)
 */
export type ReasoningDetail = ReasoningText | ReasoningSummary | ReasoningEncrypted;

interface ReasoningDetailBase {
  readonly id?: string | null;
  readonly format?: string | null;
  /** Ordinal of the block; pieces of a streamed block share it. */
  readonly index?: number;
}

/** Reasoning in full, with the provider's signature over it where there is one. */
export interface ReasoningText extends ReasoningDetailBase {
  readonly type: "reasoning.text";
  readonly text?: string | null;
  readonly signature?: string | null;
}

/** A summary of reasoning that the provider keeps to itself. */
export interface ReasoningSummary extends ReasoningDetailBase {
  readonly type: "reasoning.summary";
  readonly summary: string;
}

/** Reasoning that only the provider can read. */
export interface ReasoningEncrypted extends ReasoningDetailBase {
  readonly type: "reasoning.encrypted";
  readonly data: string;
}
