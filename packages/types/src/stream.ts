import type { ChatLogprobs, FinishReason, ServiceTier, UrlCitation } from "./chat.ts";
import type { ReasoningDetail } from "./message.ts";
import type { ToolCallExtraContent } from "./tool.ts";
import type { Usage } from "./usage.ts";

/**
 * One piece of a streamed answer: OpenAI's shape. The last pieces carry `finish_reason` and then, with
 * empty `choices`, `usage`.
 */
export interface ChatCompletionChunk {
  id: string;
  object: "chat.completion.chunk";
  /** Unix time in seconds. */
  created: number;
  model: string;
  choices: ChatCompletionChunkChoice[];
  usage?: Usage | null;
  service_tier?: ServiceTier | null;
  system_fingerprint?: string;
  /** Which step of a run with tools it belongs to, from 0; absent elsewhere. */
  step?: number;
}

/** A piece of one answer. */
export interface ChatCompletionChunkChoice {
  index: number;
  delta: ChatCompletionDelta;
  /** `null` until this answer ends. */
  finish_reason: FinishReason | null;
  /** The provider's own word, where it differs from `finish_reason`. */
  native_finish_reason?: string | null;
  logprobs?: ChatLogprobs | null;
}

/** What this piece adds to the message. */
export interface ChatCompletionDelta {
  role?: "assistant";
  content?: string | null;
  refusal?: string | null;
  tool_calls?: ToolCallDelta[];
  /** Superseded by `tool_calls`. */
  function_call?: { name?: string; arguments?: string };
  annotations?: UrlCitation[];
  reasoning_content?: string | null;
  reasoning_details?: ReasoningDetail[] | null;
  provider_fields?: { [provider: string]: { [field: string]: unknown } };
}

/** A piece of a tool call. `index` is the ordinal of the call; id and name come with its first piece. */
export interface ToolCallDelta {
  index: number;
  id?: string;
  type?: "function";
  function?: { name?: string; arguments?: string };
  extra_content?: ToolCallExtraContent;
}
