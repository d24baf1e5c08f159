import { array, exactOptional, literal, nullable, number, string, unknown } from "zod";
import type { ServiceTier } from "../chat.ts";
import type {
  ChatCompletionChunk,
  ChatCompletionChunkChoice,
  ChatCompletionDelta,
  ToolCallDelta,
} from "../stream.ts";
import { chatLogprobsSchema, finishReasonSchema, urlCitationSchema } from "./chat.ts";
import { reasoningDetailSchema } from "./message.ts";
import { exactly, mutableObject, mutableRecord, openString, tolerant } from "./schema.ts";
import { toolCallExtraContentSchema } from "./tool.ts";
import { usageSchema } from "./usage.ts";

/** Schema of `ToolCallDelta`. */
export const toolCallDeltaSchema = exactly<ToolCallDelta>()(
  mutableObject({
    index: number(),
    id: exactOptional(string()),
    type: exactOptional(literal("function")),
    function: exactOptional(
      mutableObject({ name: exactOptional(string()), arguments: exactOptional(string()) }),
    ),
    extra_content: exactOptional(toolCallExtraContentSchema),
  }),
);

/** Schema of `ChatCompletionDelta`. */
export const chatCompletionDeltaSchema = exactly<ChatCompletionDelta>()(
  mutableObject({
    role: exactOptional(tolerant(literal("assistant"))),
    content: exactOptional(nullable(string())),
    refusal: exactOptional(nullable(string())),
    tool_calls: exactOptional(tolerant(array(toolCallDeltaSchema))),
    function_call: exactOptional(
      mutableObject({ name: exactOptional(string()), arguments: exactOptional(string()) }),
    ),
    annotations: exactOptional(array(urlCitationSchema)),
    reasoning_content: exactOptional(nullable(string())),
    reasoning_details: exactOptional(nullable(array(reasoningDetailSchema))),
    provider_fields: exactOptional(mutableRecord(mutableRecord(unknown()))),
  }),
);

/** Schema of `ChatCompletionChunkChoice`. */
export const chatCompletionChunkChoiceSchema = exactly<ChatCompletionChunkChoice>()(
  mutableObject({
    index: number(),
    delta: chatCompletionDeltaSchema,
    finish_reason: tolerant(nullable(finishReasonSchema)),
    native_finish_reason: exactOptional(nullable(string())),
    logprobs: exactOptional(nullable(chatLogprobsSchema)),
  }),
);

/** Schema of `ChatCompletionChunk`. */
export const chatCompletionChunkSchema = exactly<ChatCompletionChunk>()(
  mutableObject({
    id: string(),
    object: literal("chat.completion.chunk"),
    created: number(),
    model: string(),
    choices: array(chatCompletionChunkChoiceSchema),
    usage: exactOptional(nullable(usageSchema)),
    service_tier: exactOptional(nullable(openString<ServiceTier>())),
    system_fingerprint: exactOptional(tolerant(string())),
    step: exactOptional(number()),
  }),
);
