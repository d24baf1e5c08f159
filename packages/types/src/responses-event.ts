import type { Mutable } from "./mutable.ts";
import type { ResponseObject } from "./responses.ts";
import type {
  ResponseOutputRefusal,
  ResponseOutputText,
  ResponseReasoningSummary,
  ResponseReasoningText,
} from "./responses-content.ts";
import type { ResponseOutputItem } from "./responses-item.ts";

/**
 * What a streamed response sends, told apart by `type`.
 * @see https://platform.openai.com/docs/api-reference/responses-streaming (read 2026-11-22)
 */
export type ResponseStreamEvent =
  | ResponseLifecycleEvent
  | ResponseOutputItemEvent
  | ResponseContentPartEvent
  | ResponseTextDeltaEvent
  | ResponseTextDoneEvent
  | ResponseAnnotationAddedEvent
  | ResponseRefusalDeltaEvent
  | ResponseRefusalDoneEvent
  | ResponseReasoningTextDeltaEvent
  | ResponseReasoningTextDoneEvent
  | ResponseReasoningSummaryPartAddedEvent
  | ResponseReasoningSummaryPartDoneEvent
  | ResponseReasoningSummaryTextDeltaEvent
  | ResponseReasoningSummaryTextDoneEvent
  | ResponseFunctionCallArgumentsDeltaEvent
  | ResponseFunctionCallArgumentsDoneEvent
  | ResponseCustomToolCallInputDeltaEvent
  | ResponseCustomToolCallInputDoneEvent
  | ResponseMcpCallArgumentsDeltaEvent
  | ResponseMcpCallArgumentsDoneEvent
  | ResponseCodeDeltaEvent
  | ResponseCodeDoneEvent
  | ResponsePartialImageEvent
  | ResponseToolProgressEvent
  | ResponseAudioDeltaEvent
  | ResponseAudioDoneEvent
  | ResponseErrorEvent;

interface ResponseEventBase {
  /** Ordinal of the event, from 0. */
  sequence_number: number;
}

interface ResponseItemEventBase extends ResponseEventBase {
  item_id: string;
  /** Ordinal of the item in `output`. */
  output_index: number;
}

interface ResponseContentEventBase extends ResponseItemEventBase {
  /** Ordinal of the part in the item's `content`. */
  content_index: number;
}

interface ResponseSummaryEventBase extends ResponseItemEventBase {
  /** Ordinal of the part in the item's `summary`. */
  summary_index: number;
}

/** The response as a whole begins, goes on or ends. `completed`, `incomplete` and `failed` are last. */
export interface ResponseLifecycleEvent extends ResponseEventBase {
  type:
    | "response.created"
    | "response.queued"
    | "response.in_progress"
    | "response.completed"
    | "response.incomplete"
    | "response.failed";
  response: ResponseObject;
}

/** The stream failed; nothing follows. */
export interface ResponseErrorEvent extends ResponseEventBase {
  type: "error";
  code: string | null;
  message: string;
  param: string | null;
}

/** An item begins or is complete. */
export interface ResponseOutputItemEvent extends ResponseEventBase {
  type: "response.output_item.added" | "response.output_item.done";
  item: ResponseOutputItem;
  output_index: number;
}

/** A part of an item begins or is complete. */
export interface ResponseContentPartEvent extends ResponseContentEventBase {
  type: "response.content_part.added" | "response.content_part.done";
  part: Mutable<ResponseOutputText | ResponseOutputRefusal | ResponseReasoningText>;
}

/** How likely a token of streamed text was. */
export interface ResponseStreamLogprob {
  token: string;
  logprob: number;
  top_logprobs?: { token?: string; logprob?: number }[];
}

/** A piece of text. */
export interface ResponseTextDeltaEvent extends ResponseContentEventBase {
  type: "response.output_text.delta";
  delta: string;
  logprobs: ResponseStreamLogprob[];
}

/** The whole of a text. */
export interface ResponseTextDoneEvent extends ResponseContentEventBase {
  type: "response.output_text.done";
  text: string;
  logprobs: ResponseStreamLogprob[];
}

/** A source of a text. */
export interface ResponseAnnotationAddedEvent extends ResponseContentEventBase {
  type: "response.output_text.annotation.added";
  annotation: unknown;
  annotation_index: number;
}

/** A piece of a refusal. */
export interface ResponseRefusalDeltaEvent extends ResponseContentEventBase {
  type: "response.refusal.delta";
  delta: string;
}

/** The whole of a refusal. */
export interface ResponseRefusalDoneEvent extends ResponseContentEventBase {
  type: "response.refusal.done";
  refusal: string;
}

/** A piece of reasoning. */
export interface ResponseReasoningTextDeltaEvent extends ResponseContentEventBase {
  type: "response.reasoning_text.delta";
  delta: string;
}

/** The whole of a reasoning part. */
export interface ResponseReasoningTextDoneEvent extends ResponseContentEventBase {
  type: "response.reasoning_text.done";
  text: string;
}

/** A part of a summary begins. */
export interface ResponseReasoningSummaryPartAddedEvent extends ResponseSummaryEventBase {
  type: "response.reasoning_summary_part.added";
  part: Mutable<ResponseReasoningSummary>;
}

/** A part of a summary is complete; `status` says when it was cut off. */
export interface ResponseReasoningSummaryPartDoneEvent extends ResponseSummaryEventBase {
  type: "response.reasoning_summary_part.done";
  part: Mutable<ResponseReasoningSummary>;
  status?: "incomplete";
}

/** A piece of a summary. */
export interface ResponseReasoningSummaryTextDeltaEvent extends ResponseSummaryEventBase {
  type: "response.reasoning_summary_text.delta";
  delta: string;
}

/** The whole of a summary's part. */
export interface ResponseReasoningSummaryTextDoneEvent extends ResponseSummaryEventBase {
  type: "response.reasoning_summary_text.done";
  text: string;
}

/** A piece of a function call's arguments. */
export interface ResponseFunctionCallArgumentsDeltaEvent extends ResponseItemEventBase {
  type: "response.function_call_arguments.delta";
  delta: string;
}

/** The whole of a function call's arguments. */
export interface ResponseFunctionCallArgumentsDoneEvent extends ResponseItemEventBase {
  type: "response.function_call_arguments.done";
  name: string;
  arguments: string;
}

/** A piece of a custom tool's input. */
export interface ResponseCustomToolCallInputDeltaEvent extends ResponseItemEventBase {
  type: "response.custom_tool_call_input.delta";
  delta: string;
}

/** The whole of a custom tool's input. */
export interface ResponseCustomToolCallInputDoneEvent extends ResponseItemEventBase {
  type: "response.custom_tool_call_input.done";
  input: string;
}

/** A piece of an MCP call's arguments. */
export interface ResponseMcpCallArgumentsDeltaEvent extends ResponseItemEventBase {
  type: "response.mcp_call_arguments.delta";
  delta: string;
}

/** The whole of an MCP call's arguments. */
export interface ResponseMcpCallArgumentsDoneEvent extends ResponseItemEventBase {
  type: "response.mcp_call_arguments.done";
  arguments: string;
}

/** A piece of the code interpreter's code. */
export interface ResponseCodeDeltaEvent extends ResponseItemEventBase {
  type: "response.code_interpreter_call_code.delta";
  delta: string;
}

/** The whole of the code interpreter's code. */
export interface ResponseCodeDoneEvent extends ResponseItemEventBase {
  type: "response.code_interpreter_call_code.done";
  code: string;
}

/** An unfinished image, as base64. `partial_image_index` counts from 0. */
export interface ResponsePartialImageEvent extends ResponseItemEventBase {
  type: "response.image_generation_call.partial_image";
  partial_image_b64: string;
  partial_image_index: number;
}

/** A tool of the provider goes on. */
export interface ResponseToolProgressEvent extends ResponseItemEventBase {
  type:
    | "response.code_interpreter_call.in_progress"
    | "response.code_interpreter_call.interpreting"
    | "response.code_interpreter_call.completed"
    | "response.file_search_call.in_progress"
    | "response.file_search_call.searching"
    | "response.file_search_call.completed"
    | "response.web_search_call.in_progress"
    | "response.web_search_call.searching"
    | "response.web_search_call.completed"
    | "response.image_generation_call.in_progress"
    | "response.image_generation_call.generating"
    | "response.image_generation_call.completed"
    | "response.mcp_call.in_progress"
    | "response.mcp_call.completed"
    | "response.mcp_call.failed"
    | "response.mcp_list_tools.in_progress"
    | "response.mcp_list_tools.completed"
    | "response.mcp_list_tools.failed";
}

/** A piece of sound, as base64, or of its transcript. */
export interface ResponseAudioDeltaEvent extends ResponseEventBase {
  type: "response.audio.delta" | "response.audio.transcript.delta";
  delta: string;
}

/** Sound, or its transcript, is complete. */
export interface ResponseAudioDoneEvent extends ResponseEventBase {
  type: "response.audio.done" | "response.audio.transcript.done";
}
