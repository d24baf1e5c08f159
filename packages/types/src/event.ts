import type { CredentialsIdent } from "./credentials.ts";
import type { ToolCallExtraContent } from "./tool.ts";
import type { Usage } from "./usage.ts";

/** Something that happened during a call. Ids are lower-case hexadecimal: 16 digits a span, 32 a trace. */
export interface ModelEvent {
  readonly span_id: string;
  readonly trace_id: string;
  /** The span around this one; absent where there is none. */
  readonly parent_span_id?: string;
  /** ISO 8601, UTC. */
  readonly timestamp: string;
  readonly event: ModelEventType;
}

/** What happened, told apart by `type`. */
export type ModelEventType =
  | { readonly type: "run_start"; readonly data: RunStartData }
  | { readonly type: "run_end"; readonly data: RunEndData }
  | { readonly type: "run_error"; readonly data: RunErrorData }
  | { readonly type: "llm_start"; readonly data: LlmStartData }
  | { readonly type: "llm_first_token"; readonly data: LlmFirstTokenData }
  | { readonly type: "llm_content"; readonly data: LlmContentData }
  | { readonly type: "llm_stop"; readonly data: LlmStopData }
  | { readonly type: "llm_error"; readonly data: LlmErrorData }
  | { readonly type: "tool_start"; readonly data: ToolStartData }
  | { readonly type: "tool_progress"; readonly data: ToolProgressData }
  | { readonly type: "tool_result"; readonly data: ToolResultData }
  | { readonly type: "image_generation_finish"; readonly data: ImageGenerationFinishData }
  | { readonly type: "custom"; readonly data: CustomEventData };

/** A run of an agent begins. */
export interface RunStartData {
  readonly run_id: string;
  readonly thread_id?: string;
}

/** A run of an agent ended well. */
export interface RunEndData {
  readonly run_id: string;
  readonly thread_id?: string;
}

/** A run of an agent failed. */
export interface RunErrorData {
  readonly run_id: string;
  readonly thread_id?: string;
  readonly message: string;
  readonly code?: string;
}

/** A call is about to be sent. */
export interface LlmStartData {
  readonly provider_name: string;
  readonly model_name: string;
  /** The messages as JSON text. */
  readonly input: string;
}

/** The first output arrived; it carries nothing. */
export type LlmFirstTokenData = { readonly [key: string]: never };

/** A piece of the answer. */
export interface LlmContentData {
  readonly content: string;
}

/** A call ended with an answer. */
export interface LlmStopData {
  readonly provider_name: string;
  readonly model_name: string;
  /** The text of the answer; absent when there is none. */
  readonly output?: string;
  readonly usage?: Usage;
  readonly finish_reason: string;
  readonly tool_calls: readonly ModelToolCall[];
  readonly credentials_ident: CredentialsIdent;
}

/** A call failed, before or after its first output. */
export interface LlmErrorData {
  readonly provider_name: string;
  readonly model_name: string;
  /** Kind of the error, such as `rate_limit`. */
  readonly kind: string;
  readonly message: string;
  readonly status?: number;
  readonly request_id?: string;
  /** The text that had arrived. */
  readonly output?: string;
  readonly usage?: Usage;
}

/** A tool call as events show it. `input` is the arguments' JSON text. */
export interface ModelToolCall {
  readonly tool_id: string;
  readonly tool_name: string;
  readonly input: string;
  readonly extra_content?: ToolCallExtraContent;
}

/** A tool is about to run. */
export interface ToolStartData {
  readonly tool_id: string;
  readonly tool_name: string;
  readonly input: string;
}

/** A tool says how far it is. */
export interface ToolProgressData {
  readonly tool_id: string;
  readonly tool_name: string;
  /** Grows from one to the next; in the unit of `total`. */
  readonly progress: number;
  /** What `progress` is when the tool is done; absent when the tool does not know. */
  readonly total?: number;
  readonly message?: string;
}

/** A tool ran. */
export interface ToolResultData {
  readonly tool_id: string;
  readonly tool_name: string;
  readonly is_error: boolean;
  readonly output: string;
}

/** Images were made. */
export interface ImageGenerationFinishData {
  readonly model_name: string;
  readonly quality: string;
  readonly size: string;
  readonly count_of_images: number;
  readonly steps: number;
  readonly credentials_ident: CredentialsIdent;
}

/** Whatever an application or a gateway wants to say. */
export interface CustomEventData {
  readonly name: string;
  readonly value?: unknown;
}
