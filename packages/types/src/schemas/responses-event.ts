import { array, exactOptional, literal, nullable, number, string, unknown } from "zod";
import type {
  ResponseAnnotationAddedEvent,
  ResponseAudioDeltaEvent,
  ResponseAudioDoneEvent,
  ResponseCodeDeltaEvent,
  ResponseCodeDoneEvent,
  ResponseContentPartEvent,
  ResponseCustomToolCallInputDeltaEvent,
  ResponseCustomToolCallInputDoneEvent,
  ResponseErrorEvent,
  ResponseFunctionCallArgumentsDeltaEvent,
  ResponseFunctionCallArgumentsDoneEvent,
  ResponseLifecycleEvent,
  ResponseMcpCallArgumentsDeltaEvent,
  ResponseMcpCallArgumentsDoneEvent,
  ResponseOutputItemEvent,
  ResponsePartialImageEvent,
  ResponseReasoningSummaryPartAddedEvent,
  ResponseReasoningSummaryPartDoneEvent,
  ResponseReasoningSummaryTextDeltaEvent,
  ResponseReasoningSummaryTextDoneEvent,
  ResponseReasoningTextDeltaEvent,
  ResponseReasoningTextDoneEvent,
  ResponseRefusalDeltaEvent,
  ResponseRefusalDoneEvent,
  ResponseStreamEvent,
  ResponseStreamLogprob,
  ResponseTextDeltaEvent,
  ResponseTextDoneEvent,
  ResponseToolProgressEvent,
} from "../responses-event.ts";
import { responseObjectSchema } from "./responses.ts";
import {
  responseOutputRefusalSchema,
  responseOutputTextSchema,
  responseReasoningSummarySchema,
  responseReasoningTextSchema,
} from "./responses-content.ts";
import { responseOutputItemSchema } from "./responses-item.ts";
import { exactly, mutable, mutableObject, openTaggedUnion, tolerant } from "./schema.ts";

const responseEventBaseShape = { sequence_number: tolerant(number()) };

/** Schema of `ResponseLifecycleEvent`. */
export const responseLifecycleEventSchema = exactly<ResponseLifecycleEvent>()(
  mutableObject({
    ...responseEventBaseShape,
    type: literal([
      "response.created",
      "response.queued",
      "response.in_progress",
      "response.completed",
      "response.incomplete",
      "response.failed",
    ]),
    response: responseObjectSchema,
  }),
);

/** Schema of `ResponseOutputItemEvent`. */
export const responseOutputItemEventSchema = exactly<ResponseOutputItemEvent>()(
  mutableObject({
    ...responseEventBaseShape,
    type: literal(["response.output_item.added", "response.output_item.done"]),
    item: responseOutputItemSchema,
    output_index: number(),
  }),
);

const responseItemEventBaseShape = {
  ...responseEventBaseShape,
  item_id: string(),
  output_index: number(),
};

const responseContentEventBaseShape = { ...responseItemEventBaseShape, content_index: number() };

/** Schema of `ResponseContentPartEvent`. */
export const responseContentPartEventSchema = exactly<ResponseContentPartEvent>()(
  mutableObject({
    ...responseContentEventBaseShape,
    type: literal(["response.content_part.added", "response.content_part.done"]),
    part: mutable(
      openTaggedUnion("type", [
        responseOutputTextSchema,
        responseOutputRefusalSchema,
        responseReasoningTextSchema,
      ]),
    ),
  }),
);

/** Schema of `ResponseStreamLogprob`. */
export const responseStreamLogprobSchema = exactly<ResponseStreamLogprob>()(
  mutableObject({
    token: string(),
    logprob: number(),
    top_logprobs: exactOptional(
      array(mutableObject({ token: exactOptional(string()), logprob: exactOptional(number()) })),
    ),
  }),
);

/** Schema of `ResponseTextDeltaEvent`. */
export const responseTextDeltaEventSchema = exactly<ResponseTextDeltaEvent>()(
  mutableObject({
    ...responseContentEventBaseShape,
    type: literal("response.output_text.delta"),
    delta: string(),
    logprobs: tolerant(array(responseStreamLogprobSchema)),
  }),
);

/** Schema of `ResponseTextDoneEvent`. */
export const responseTextDoneEventSchema = exactly<ResponseTextDoneEvent>()(
  mutableObject({
    ...responseContentEventBaseShape,
    type: literal("response.output_text.done"),
    text: string(),
    logprobs: tolerant(array(responseStreamLogprobSchema)),
  }),
);

/** Schema of `ResponseAnnotationAddedEvent`. */
export const responseAnnotationAddedEventSchema = exactly<ResponseAnnotationAddedEvent>()(
  mutableObject({
    ...responseContentEventBaseShape,
    type: literal("response.output_text.annotation.added"),
    annotation: unknown(),
    annotation_index: number(),
  }),
);

/** Schema of `ResponseRefusalDeltaEvent`. */
export const responseRefusalDeltaEventSchema = exactly<ResponseRefusalDeltaEvent>()(
  mutableObject({
    ...responseContentEventBaseShape,
    type: literal("response.refusal.delta"),
    delta: string(),
  }),
);

/** Schema of `ResponseRefusalDoneEvent`. */
export const responseRefusalDoneEventSchema = exactly<ResponseRefusalDoneEvent>()(
  mutableObject({
    ...responseContentEventBaseShape,
    type: literal("response.refusal.done"),
    refusal: string(),
  }),
);

/** Schema of `ResponseReasoningTextDeltaEvent`. */
export const responseReasoningTextDeltaEventSchema = exactly<ResponseReasoningTextDeltaEvent>()(
  mutableObject({
    ...responseContentEventBaseShape,
    type: literal("response.reasoning_text.delta"),
    delta: string(),
  }),
);

/** Schema of `ResponseReasoningTextDoneEvent`. */
export const responseReasoningTextDoneEventSchema = exactly<ResponseReasoningTextDoneEvent>()(
  mutableObject({
    ...responseContentEventBaseShape,
    type: literal("response.reasoning_text.done"),
    text: string(),
  }),
);

const responseSummaryEventBaseShape = { ...responseItemEventBaseShape, summary_index: number() };

/** Schema of `ResponseReasoningSummaryPartAddedEvent`. */
export const responseReasoningSummaryPartAddedEventSchema =
  exactly<ResponseReasoningSummaryPartAddedEvent>()(
    mutableObject({
      ...responseSummaryEventBaseShape,
      type: literal("response.reasoning_summary_part.added"),
      part: mutable(responseReasoningSummarySchema),
    }),
  );

/** Schema of `ResponseReasoningSummaryPartDoneEvent`. */
export const responseReasoningSummaryPartDoneEventSchema =
  exactly<ResponseReasoningSummaryPartDoneEvent>()(
    mutableObject({
      ...responseSummaryEventBaseShape,
      type: literal("response.reasoning_summary_part.done"),
      part: mutable(responseReasoningSummarySchema),
      status: exactOptional(literal("incomplete")),
    }),
  );

/** Schema of `ResponseReasoningSummaryTextDeltaEvent`. */
export const responseReasoningSummaryTextDeltaEventSchema =
  exactly<ResponseReasoningSummaryTextDeltaEvent>()(
    mutableObject({
      ...responseSummaryEventBaseShape,
      type: literal("response.reasoning_summary_text.delta"),
      delta: string(),
    }),
  );

/** Schema of `ResponseReasoningSummaryTextDoneEvent`. */
export const responseReasoningSummaryTextDoneEventSchema =
  exactly<ResponseReasoningSummaryTextDoneEvent>()(
    mutableObject({
      ...responseSummaryEventBaseShape,
      type: literal("response.reasoning_summary_text.done"),
      text: string(),
    }),
  );

/** Schema of `ResponseFunctionCallArgumentsDeltaEvent`. */
export const responseFunctionCallArgumentsDeltaEventSchema =
  exactly<ResponseFunctionCallArgumentsDeltaEvent>()(
    mutableObject({
      ...responseItemEventBaseShape,
      type: literal("response.function_call_arguments.delta"),
      delta: string(),
    }),
  );

/** Schema of `ResponseFunctionCallArgumentsDoneEvent`. */
export const responseFunctionCallArgumentsDoneEventSchema =
  exactly<ResponseFunctionCallArgumentsDoneEvent>()(
    mutableObject({
      ...responseItemEventBaseShape,
      type: literal("response.function_call_arguments.done"),
      name: tolerant(string()),
      arguments: string(),
    }),
  );

/** Schema of `ResponseCustomToolCallInputDeltaEvent`. */
export const responseCustomToolCallInputDeltaEventSchema =
  exactly<ResponseCustomToolCallInputDeltaEvent>()(
    mutableObject({
      ...responseItemEventBaseShape,
      type: literal("response.custom_tool_call_input.delta"),
      delta: string(),
    }),
  );

/** Schema of `ResponseCustomToolCallInputDoneEvent`. */
export const responseCustomToolCallInputDoneEventSchema =
  exactly<ResponseCustomToolCallInputDoneEvent>()(
    mutableObject({
      ...responseItemEventBaseShape,
      type: literal("response.custom_tool_call_input.done"),
      input: string(),
    }),
  );

/** Schema of `ResponseMcpCallArgumentsDeltaEvent`. */
export const responseMcpCallArgumentsDeltaEventSchema =
  exactly<ResponseMcpCallArgumentsDeltaEvent>()(
    mutableObject({
      ...responseItemEventBaseShape,
      type: literal("response.mcp_call_arguments.delta"),
      delta: string(),
    }),
  );

/** Schema of `ResponseMcpCallArgumentsDoneEvent`. */
export const responseMcpCallArgumentsDoneEventSchema = exactly<ResponseMcpCallArgumentsDoneEvent>()(
  mutableObject({
    ...responseItemEventBaseShape,
    type: literal("response.mcp_call_arguments.done"),
    arguments: string(),
  }),
);

/** Schema of `ResponseCodeDeltaEvent`. */
export const responseCodeDeltaEventSchema = exactly<ResponseCodeDeltaEvent>()(
  mutableObject({
    ...responseItemEventBaseShape,
    type: literal("response.code_interpreter_call_code.delta"),
    delta: string(),
  }),
);

/** Schema of `ResponseCodeDoneEvent`. */
export const responseCodeDoneEventSchema = exactly<ResponseCodeDoneEvent>()(
  mutableObject({
    ...responseItemEventBaseShape,
    type: literal("response.code_interpreter_call_code.done"),
    code: string(),
  }),
);

/** Schema of `ResponsePartialImageEvent`. */
export const responsePartialImageEventSchema = exactly<ResponsePartialImageEvent>()(
  mutableObject({
    ...responseItemEventBaseShape,
    type: literal("response.image_generation_call.partial_image"),
    partial_image_b64: string(),
    partial_image_index: number(),
  }),
);

/** Schema of `ResponseToolProgressEvent`. */
export const responseToolProgressEventSchema = exactly<ResponseToolProgressEvent>()(
  mutableObject({
    ...responseItemEventBaseShape,
    type: literal([
      "response.code_interpreter_call.in_progress",
      "response.code_interpreter_call.interpreting",
      "response.code_interpreter_call.completed",
      "response.file_search_call.in_progress",
      "response.file_search_call.searching",
      "response.file_search_call.completed",
      "response.web_search_call.in_progress",
      "response.web_search_call.searching",
      "response.web_search_call.completed",
      "response.image_generation_call.in_progress",
      "response.image_generation_call.generating",
      "response.image_generation_call.completed",
      "response.mcp_call.in_progress",
      "response.mcp_call.completed",
      "response.mcp_call.failed",
      "response.mcp_list_tools.in_progress",
      "response.mcp_list_tools.completed",
      "response.mcp_list_tools.failed",
    ]),
  }),
);

/** Schema of `ResponseAudioDeltaEvent`. */
export const responseAudioDeltaEventSchema = exactly<ResponseAudioDeltaEvent>()(
  mutableObject({
    ...responseEventBaseShape,
    type: literal(["response.audio.delta", "response.audio.transcript.delta"]),
    delta: string(),
  }),
);

/** Schema of `ResponseAudioDoneEvent`. */
export const responseAudioDoneEventSchema = exactly<ResponseAudioDoneEvent>()(
  mutableObject({
    ...responseEventBaseShape,
    type: literal(["response.audio.done", "response.audio.transcript.done"]),
  }),
);

/** Schema of `ResponseErrorEvent`. */
export const responseErrorEventSchema = exactly<ResponseErrorEvent>()(
  mutableObject({
    ...responseEventBaseShape,
    type: literal("error"),
    code: tolerant(nullable(string())),
    message: tolerant(string()),
    param: tolerant(nullable(string())),
  }),
);

/** Schema of `ResponseStreamEvent`. */
export const responseStreamEventSchema = exactly<ResponseStreamEvent>()(
  openTaggedUnion("type", [
    responseLifecycleEventSchema,
    responseOutputItemEventSchema,
    responseContentPartEventSchema,
    responseTextDeltaEventSchema,
    responseTextDoneEventSchema,
    responseAnnotationAddedEventSchema,
    responseRefusalDeltaEventSchema,
    responseRefusalDoneEventSchema,
    responseReasoningTextDeltaEventSchema,
    responseReasoningTextDoneEventSchema,
    responseReasoningSummaryPartAddedEventSchema,
    responseReasoningSummaryPartDoneEventSchema,
    responseReasoningSummaryTextDeltaEventSchema,
    responseReasoningSummaryTextDoneEventSchema,
    responseFunctionCallArgumentsDeltaEventSchema,
    responseFunctionCallArgumentsDoneEventSchema,
    responseCustomToolCallInputDeltaEventSchema,
    responseCustomToolCallInputDoneEventSchema,
    responseMcpCallArgumentsDeltaEventSchema,
    responseMcpCallArgumentsDoneEventSchema,
    responseCodeDeltaEventSchema,
    responseCodeDoneEventSchema,
    responsePartialImageEventSchema,
    responseToolProgressEventSchema,
    responseAudioDeltaEventSchema,
    responseAudioDoneEventSchema,
    responseErrorEventSchema,
  ]),
);
