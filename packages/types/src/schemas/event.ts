import { boolean, exactOptional, literal, never, number, string, unknown } from "zod";
import type {
  CustomEventData,
  ImageGenerationFinishData,
  LlmContentData,
  LlmErrorData,
  LlmFirstTokenData,
  LlmStartData,
  LlmStopData,
  ModelEvent,
  ModelEventType,
  ModelToolCall,
  RunEndData,
  RunErrorData,
  RunStartData,
  ToolProgressData,
  ToolResultData,
  ToolStartData,
} from "../event.ts";
import { credentialsIdentSchema } from "./credentials.ts";
import { exactly, readonlyArray, readonlyObject, readonlyRecord, taggedUnion } from "./schema.ts";
import { toolCallExtraContentSchema } from "./tool.ts";
import { usageSchema } from "./usage.ts";

/** Schema of `RunStartData`. */
export const runStartDataSchema = exactly<RunStartData>()(
  readonlyObject({ run_id: string(), thread_id: exactOptional(string()) }),
);

/** Schema of `RunEndData`. */
export const runEndDataSchema = exactly<RunEndData>()(
  readonlyObject({ run_id: string(), thread_id: exactOptional(string()) }),
);

/** Schema of `RunErrorData`. */
export const runErrorDataSchema = exactly<RunErrorData>()(
  readonlyObject({
    run_id: string(),
    thread_id: exactOptional(string()),
    message: string(),
    code: exactOptional(string()),
  }),
);

/** Schema of `LlmStartData`. */
export const llmStartDataSchema = exactly<LlmStartData>()(
  readonlyObject({ provider_name: string(), model_name: string(), input: string() }),
);

/** Schema of `LlmFirstTokenData`. */
export const llmFirstTokenDataSchema = exactly<LlmFirstTokenData>()(readonlyRecord(never()));

/** Schema of `LlmContentData`. */
export const llmContentDataSchema = exactly<LlmContentData>()(
  readonlyObject({ content: string() }),
);

/** Schema of `ModelToolCall`. */
export const modelToolCallSchema = exactly<ModelToolCall>()(
  readonlyObject({
    tool_id: string(),
    tool_name: string(),
    input: string(),
    extra_content: exactOptional(toolCallExtraContentSchema),
  }),
);

/** Schema of `LlmStopData`. */
export const llmStopDataSchema = exactly<LlmStopData>()(
  readonlyObject({
    provider_name: string(),
    model_name: string(),
    output: exactOptional(string()),
    usage: exactOptional(usageSchema),
    finish_reason: string(),
    tool_calls: readonlyArray(modelToolCallSchema),
    credentials_ident: credentialsIdentSchema,
  }),
);

/** Schema of `LlmErrorData`. */
export const llmErrorDataSchema = exactly<LlmErrorData>()(
  readonlyObject({
    provider_name: string(),
    model_name: string(),
    kind: string(),
    message: string(),
    status: exactOptional(number()),
    request_id: exactOptional(string()),
    output: exactOptional(string()),
    usage: exactOptional(usageSchema),
  }),
);

/** Schema of `ToolStartData`. */
export const toolStartDataSchema = exactly<ToolStartData>()(
  readonlyObject({ tool_id: string(), tool_name: string(), input: string() }),
);

/** Schema of `ToolProgressData`. */
export const toolProgressDataSchema = exactly<ToolProgressData>()(
  readonlyObject({
    tool_id: string(),
    tool_name: string(),
    progress: number(),
    total: exactOptional(number()),
    message: exactOptional(string()),
  }),
);

/** Schema of `ToolResultData`. */
export const toolResultDataSchema = exactly<ToolResultData>()(
  readonlyObject({ tool_id: string(), tool_name: string(), is_error: boolean(), output: string() }),
);

/** Schema of `ImageGenerationFinishData`. */
export const imageGenerationFinishDataSchema = exactly<ImageGenerationFinishData>()(
  readonlyObject({
    model_name: string(),
    quality: string(),
    size: string(),
    count_of_images: number(),
    steps: number(),
    credentials_ident: credentialsIdentSchema,
  }),
);

/** Schema of `CustomEventData`. */
export const customEventDataSchema = exactly<CustomEventData>()(
  readonlyObject({ name: string(), value: exactOptional(unknown()) }),
);

/** Schema of `ModelEventType`. */
export const modelEventTypeSchema = exactly<ModelEventType>()(
  taggedUnion("type", [
    readonlyObject({ type: literal("run_start"), data: runStartDataSchema }),
    readonlyObject({ type: literal("run_end"), data: runEndDataSchema }),
    readonlyObject({ type: literal("run_error"), data: runErrorDataSchema }),
    readonlyObject({ type: literal("llm_start"), data: llmStartDataSchema }),
    readonlyObject({ type: literal("llm_first_token"), data: llmFirstTokenDataSchema }),
    readonlyObject({ type: literal("llm_content"), data: llmContentDataSchema }),
    readonlyObject({ type: literal("llm_stop"), data: llmStopDataSchema }),
    readonlyObject({ type: literal("llm_error"), data: llmErrorDataSchema }),
    readonlyObject({ type: literal("tool_start"), data: toolStartDataSchema }),
    readonlyObject({ type: literal("tool_progress"), data: toolProgressDataSchema }),
    readonlyObject({ type: literal("tool_result"), data: toolResultDataSchema }),
    readonlyObject({
      type: literal("image_generation_finish"),
      data: imageGenerationFinishDataSchema,
    }),
    readonlyObject({ type: literal("custom"), data: customEventDataSchema }),
  ]),
);

/** Schema of `ModelEvent`. */
export const modelEventSchema = exactly<ModelEvent>()(
  readonlyObject({
    span_id: string(),
    trace_id: string(),
    parent_span_id: exactOptional(string()),
    timestamp: string(),
    event: modelEventTypeSchema,
  }),
);
