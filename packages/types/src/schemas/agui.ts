import { boolean, exactOptional, literal, number, string, union, unknown } from "zod";
import type {
  AguiActivityDeltaEvent,
  AguiActivitySnapshotEvent,
  AguiCustomEvent,
  AguiEvent,
  AguiInterrupt,
  AguiMessagesSnapshotEvent,
  AguiRawEvent,
  AguiReasoningEncryptedValueEvent,
  AguiReasoningEndEvent,
  AguiReasoningMessageChunkEvent,
  AguiReasoningMessageContentEvent,
  AguiReasoningMessageEndEvent,
  AguiReasoningMessageStartEvent,
  AguiReasoningStartEvent,
  AguiResumeEntry,
  AguiRunErrorEvent,
  AguiRunFinishedEvent,
  AguiRunInput,
  AguiRunOutcome,
  AguiRunStartedEvent,
  AguiStateDeltaEvent,
  AguiStateSnapshotEvent,
  AguiStepFinishedEvent,
  AguiStepStartedEvent,
  AguiSubagentErrorEvent,
  AguiSubagentFinishedEvent,
  AguiSubagentStartedEvent,
  AguiTextMessageChunkEvent,
  AguiTextMessageContentEvent,
  AguiTextMessageEndEvent,
  AguiTextMessageRole,
  AguiTextMessageStartEvent,
  AguiTokenUsage,
  AguiTool,
  AguiToolCallArgsEvent,
  AguiToolCallChunkEvent,
  AguiToolCallEndEvent,
  AguiToolCallResultEvent,
  AguiToolCallStartEvent,
  JsonPatchOperation,
} from "../agui.ts";
import { aguiContentPartSchema, aguiMessageSchema, aguiMetadataSchema } from "./agui-message.ts";
import { exactly, readonlyArray, readonlyObject, readonlyRecord, taggedUnion } from "./schema.ts";

const aguiRunEventBaseShape = {
  timestamp: exactOptional(number()),
  rawEvent: exactOptional(unknown()),
  metadata: exactOptional(aguiMetadataSchema),
};

const aguiEventBaseShape = { ...aguiRunEventBaseShape, subagentRunId: exactOptional(string()) };

/** Schema of `AguiTextMessageRole`. */
export const aguiTextMessageRoleSchema = exactly<AguiTextMessageRole>()(
  literal(["developer", "system", "assistant", "user"]),
);

/** Schema of `AguiTextMessageStartEvent`. */
export const aguiTextMessageStartEventSchema = exactly<AguiTextMessageStartEvent>()(
  readonlyObject({
    ...aguiEventBaseShape,
    type: literal("TEXT_MESSAGE_START"),
    messageId: string(),
    role: exactOptional(aguiTextMessageRoleSchema),
    name: exactOptional(string()),
  }),
);

/** Schema of `AguiTextMessageContentEvent`. */
export const aguiTextMessageContentEventSchema = exactly<AguiTextMessageContentEvent>()(
  readonlyObject({
    ...aguiEventBaseShape,
    type: literal("TEXT_MESSAGE_CONTENT"),
    messageId: string(),
    delta: string(),
  }),
);

/** Schema of `AguiTextMessageEndEvent`. */
export const aguiTextMessageEndEventSchema = exactly<AguiTextMessageEndEvent>()(
  readonlyObject({ ...aguiEventBaseShape, type: literal("TEXT_MESSAGE_END"), messageId: string() }),
);

/** Schema of `AguiTextMessageChunkEvent`. */
export const aguiTextMessageChunkEventSchema = exactly<AguiTextMessageChunkEvent>()(
  readonlyObject({
    ...aguiEventBaseShape,
    type: literal("TEXT_MESSAGE_CHUNK"),
    messageId: exactOptional(string()),
    role: exactOptional(aguiTextMessageRoleSchema),
    delta: exactOptional(string()),
    name: exactOptional(string()),
  }),
);

/** Schema of `AguiToolCallStartEvent`. */
export const aguiToolCallStartEventSchema = exactly<AguiToolCallStartEvent>()(
  readonlyObject({
    ...aguiEventBaseShape,
    type: literal("TOOL_CALL_START"),
    toolCallId: string(),
    toolCallName: string(),
    parentMessageId: exactOptional(string()),
  }),
);

/** Schema of `AguiToolCallArgsEvent`. */
export const aguiToolCallArgsEventSchema = exactly<AguiToolCallArgsEvent>()(
  readonlyObject({
    ...aguiEventBaseShape,
    type: literal("TOOL_CALL_ARGS"),
    toolCallId: string(),
    delta: string(),
  }),
);

/** Schema of `AguiToolCallEndEvent`. */
export const aguiToolCallEndEventSchema = exactly<AguiToolCallEndEvent>()(
  readonlyObject({ ...aguiEventBaseShape, type: literal("TOOL_CALL_END"), toolCallId: string() }),
);

/** Schema of `AguiToolCallChunkEvent`. */
export const aguiToolCallChunkEventSchema = exactly<AguiToolCallChunkEvent>()(
  readonlyObject({
    ...aguiEventBaseShape,
    type: literal("TOOL_CALL_CHUNK"),
    toolCallId: exactOptional(string()),
    toolCallName: exactOptional(string()),
    parentMessageId: exactOptional(string()),
    delta: exactOptional(string()),
  }),
);

/** Schema of `AguiToolCallResultEvent`. */
export const aguiToolCallResultEventSchema = exactly<AguiToolCallResultEvent>()(
  readonlyObject({
    ...aguiEventBaseShape,
    type: literal("TOOL_CALL_RESULT"),
    messageId: string(),
    toolCallId: string(),
    content: union([string(), readonlyArray(aguiContentPartSchema)]),
    role: exactOptional(literal("tool")),
  }),
);

/** Schema of `AguiStateSnapshotEvent`. */
export const aguiStateSnapshotEventSchema = exactly<AguiStateSnapshotEvent>()(
  readonlyObject({ ...aguiEventBaseShape, type: literal("STATE_SNAPSHOT"), snapshot: unknown() }),
);

/** Schema of `JsonPatchOperation`. */
export const jsonPatchOperationSchema = exactly<JsonPatchOperation>()(
  taggedUnion("op", [
    readonlyObject({ op: literal("add"), path: string(), value: unknown() }),
    readonlyObject({ op: literal("remove"), path: string() }),
    readonlyObject({ op: literal("replace"), path: string(), value: unknown() }),
    readonlyObject({ op: literal("move"), from: string(), path: string() }),
    readonlyObject({ op: literal("copy"), from: string(), path: string() }),
    readonlyObject({ op: literal("test"), path: string(), value: unknown() }),
  ]),
);

/** Schema of `AguiStateDeltaEvent`. */
export const aguiStateDeltaEventSchema = exactly<AguiStateDeltaEvent>()(
  readonlyObject({
    ...aguiEventBaseShape,
    type: literal("STATE_DELTA"),
    delta: readonlyArray(jsonPatchOperationSchema),
  }),
);

/** Schema of `AguiMessagesSnapshotEvent`. */
export const aguiMessagesSnapshotEventSchema = exactly<AguiMessagesSnapshotEvent>()(
  readonlyObject({
    ...aguiRunEventBaseShape,
    type: literal("MESSAGES_SNAPSHOT"),
    messages: readonlyArray(aguiMessageSchema),
  }),
);

/** Schema of `AguiActivitySnapshotEvent`. */
export const aguiActivitySnapshotEventSchema = exactly<AguiActivitySnapshotEvent>()(
  readonlyObject({
    ...aguiEventBaseShape,
    type: literal("ACTIVITY_SNAPSHOT"),
    messageId: string(),
    activityType: string(),
    content: readonlyRecord(unknown()),
    replace: exactOptional(boolean()),
  }),
);

/** Schema of `AguiActivityDeltaEvent`. */
export const aguiActivityDeltaEventSchema = exactly<AguiActivityDeltaEvent>()(
  readonlyObject({
    ...aguiEventBaseShape,
    type: literal("ACTIVITY_DELTA"),
    messageId: string(),
    activityType: string(),
    patch: readonlyArray(jsonPatchOperationSchema),
  }),
);

/** Schema of `AguiRawEvent`. */
export const aguiRawEventSchema = exactly<AguiRawEvent>()(
  readonlyObject({
    ...aguiEventBaseShape,
    type: literal("RAW"),
    event: unknown(),
    source: exactOptional(string()),
  }),
);

/** Schema of `AguiCustomEvent`. */
export const aguiCustomEventSchema = exactly<AguiCustomEvent>()(
  readonlyObject({
    ...aguiEventBaseShape,
    type: literal("CUSTOM"),
    name: string(),
    value: unknown(),
  }),
);

/** Schema of `AguiTool`. */
export const aguiToolSchema = exactly<AguiTool>()(
  readonlyObject({
    name: string(),
    description: string(),
    parameters: exactOptional(unknown()),
    metadata: exactOptional(aguiMetadataSchema),
  }),
);

/** Schema of `AguiResumeEntry`. */
export const aguiResumeEntrySchema = exactly<AguiResumeEntry>()(
  readonlyObject({
    interruptId: string(),
    status: literal(["resolved", "cancelled"]),
    payload: exactOptional(unknown()),
    metadata: exactOptional(aguiMetadataSchema),
  }),
);

/** Schema of `AguiRunInput`. */
export const aguiRunInputSchema = exactly<AguiRunInput>()(
  readonlyObject({
    threadId: string(),
    runId: string(),
    protocolVersion: exactOptional(string()),
    parentRunId: exactOptional(string()),
    state: exactOptional(unknown()),
    messages: readonlyArray(aguiMessageSchema),
    tools: readonlyArray(aguiToolSchema),
    context: readonlyArray(readonlyObject({ description: string(), value: string() })),
    forwardedProps: exactOptional(unknown()),
    resume: exactOptional(readonlyArray(aguiResumeEntrySchema)),
  }),
);

/** Schema of `AguiRunStartedEvent`. */
export const aguiRunStartedEventSchema = exactly<AguiRunStartedEvent>()(
  readonlyObject({
    ...aguiRunEventBaseShape,
    type: literal("RUN_STARTED"),
    threadId: string(),
    runId: string(),
    protocolVersion: exactOptional(string()),
    parentRunId: exactOptional(string()),
    input: exactOptional(aguiRunInputSchema),
  }),
);

/** Schema of `AguiInterrupt`. */
export const aguiInterruptSchema = exactly<AguiInterrupt>()(
  readonlyObject({
    id: string(),
    reason: string(),
    message: exactOptional(string()),
    toolCallId: exactOptional(string()),
    responseSchema: exactOptional(readonlyRecord(unknown())),
    expiresAt: exactOptional(string()),
    subagentRunId: exactOptional(string()),
    metadata: exactOptional(aguiMetadataSchema),
  }),
);

/** Schema of `AguiRunOutcome`. */
export const aguiRunOutcomeSchema = exactly<AguiRunOutcome>()(
  taggedUnion("type", [
    readonlyObject({
      type: literal("success"),
      pendingToolCallIds: exactOptional(readonlyArray(string())),
    }),
    readonlyObject({ type: literal("interrupt"), interrupts: readonlyArray(aguiInterruptSchema) }),
    readonlyObject({ type: literal("cancelled") }),
  ]),
);

/** Schema of `AguiTokenUsage`. */
export const aguiTokenUsageSchema = exactly<AguiTokenUsage>()(
  readonlyObject({
    provider: exactOptional(string()),
    model: exactOptional(string()),
    inputTokens: exactOptional(number()),
    outputTokens: exactOptional(number()),
    totalTokens: exactOptional(number()),
    reasoningTokens: exactOptional(number()),
    cachedInputTokens: exactOptional(number()),
    cacheWriteInputTokens: exactOptional(number()),
  }),
);

/** Schema of `AguiRunFinishedEvent`. */
export const aguiRunFinishedEventSchema = exactly<AguiRunFinishedEvent>()(
  readonlyObject({
    ...aguiRunEventBaseShape,
    type: literal("RUN_FINISHED"),
    threadId: string(),
    runId: string(),
    result: exactOptional(unknown()),
    outcome: exactOptional(aguiRunOutcomeSchema),
    usage: exactOptional(readonlyArray(aguiTokenUsageSchema)),
  }),
);

/** Schema of `AguiRunErrorEvent`. */
export const aguiRunErrorEventSchema = exactly<AguiRunErrorEvent>()(
  readonlyObject({
    ...aguiRunEventBaseShape,
    type: literal("RUN_ERROR"),
    message: string(),
    code: exactOptional(string()),
    usage: exactOptional(readonlyArray(aguiTokenUsageSchema)),
  }),
);

/** Schema of `AguiStepStartedEvent`. */
export const aguiStepStartedEventSchema = exactly<AguiStepStartedEvent>()(
  readonlyObject({ ...aguiEventBaseShape, type: literal("STEP_STARTED"), stepName: string() }),
);

/** Schema of `AguiStepFinishedEvent`. */
export const aguiStepFinishedEventSchema = exactly<AguiStepFinishedEvent>()(
  readonlyObject({ ...aguiEventBaseShape, type: literal("STEP_FINISHED"), stepName: string() }),
);

/** Schema of `AguiReasoningStartEvent`. */
export const aguiReasoningStartEventSchema = exactly<AguiReasoningStartEvent>()(
  readonlyObject({ ...aguiEventBaseShape, type: literal("REASONING_START"), messageId: string() }),
);

/** Schema of `AguiReasoningMessageStartEvent`. */
export const aguiReasoningMessageStartEventSchema = exactly<AguiReasoningMessageStartEvent>()(
  readonlyObject({
    ...aguiEventBaseShape,
    type: literal("REASONING_MESSAGE_START"),
    messageId: string(),
    role: literal("reasoning"),
  }),
);

/** Schema of `AguiReasoningMessageContentEvent`. */
export const aguiReasoningMessageContentEventSchema = exactly<AguiReasoningMessageContentEvent>()(
  readonlyObject({
    ...aguiEventBaseShape,
    type: literal("REASONING_MESSAGE_CONTENT"),
    messageId: string(),
    delta: string(),
  }),
);

/** Schema of `AguiReasoningMessageEndEvent`. */
export const aguiReasoningMessageEndEventSchema = exactly<AguiReasoningMessageEndEvent>()(
  readonlyObject({
    ...aguiEventBaseShape,
    type: literal("REASONING_MESSAGE_END"),
    messageId: string(),
  }),
);

/** Schema of `AguiReasoningMessageChunkEvent`. */
export const aguiReasoningMessageChunkEventSchema = exactly<AguiReasoningMessageChunkEvent>()(
  readonlyObject({
    ...aguiEventBaseShape,
    type: literal("REASONING_MESSAGE_CHUNK"),
    messageId: exactOptional(string()),
    delta: exactOptional(string()),
  }),
);

/** Schema of `AguiReasoningEndEvent`. */
export const aguiReasoningEndEventSchema = exactly<AguiReasoningEndEvent>()(
  readonlyObject({ ...aguiEventBaseShape, type: literal("REASONING_END"), messageId: string() }),
);

/** Schema of `AguiReasoningEncryptedValueEvent`. */
export const aguiReasoningEncryptedValueEventSchema = exactly<AguiReasoningEncryptedValueEvent>()(
  readonlyObject({
    ...aguiEventBaseShape,
    type: literal("REASONING_ENCRYPTED_VALUE"),
    subtype: literal(["tool-call", "message"]),
    entityId: string(),
    encryptedValue: string(),
  }),
);

/** Schema of `AguiSubagentStartedEvent`. */
export const aguiSubagentStartedEventSchema = exactly<AguiSubagentStartedEvent>()(
  readonlyObject({
    ...aguiRunEventBaseShape,
    type: literal("SUBAGENT_STARTED"),
    subagentRunId: string(),
    name: string(),
    description: exactOptional(string()),
    parentSubagentRunId: exactOptional(string()),
    parentToolCallId: exactOptional(string()),
    parentMessageId: exactOptional(string()),
  }),
);

/** Schema of `AguiSubagentFinishedEvent`. */
export const aguiSubagentFinishedEventSchema = exactly<AguiSubagentFinishedEvent>()(
  readonlyObject({
    ...aguiRunEventBaseShape,
    type: literal("SUBAGENT_FINISHED"),
    subagentRunId: string(),
    result: exactOptional(unknown()),
    outcome: exactOptional(
      taggedUnion("type", [
        readonlyObject({ type: literal("success") }),
        readonlyObject({
          type: literal("suspended"),
          interruptIds: exactOptional(readonlyArray(string())),
        }),
      ]),
    ),
  }),
);

/** Schema of `AguiSubagentErrorEvent`. */
export const aguiSubagentErrorEventSchema = exactly<AguiSubagentErrorEvent>()(
  readonlyObject({
    ...aguiRunEventBaseShape,
    type: literal("SUBAGENT_ERROR"),
    subagentRunId: string(),
    message: string(),
    code: exactOptional(string()),
  }),
);

/** Schema of `AguiEvent`. */
export const aguiEventSchema = exactly<AguiEvent>()(
  taggedUnion("type", [
    aguiTextMessageStartEventSchema,
    aguiTextMessageContentEventSchema,
    aguiTextMessageEndEventSchema,
    aguiTextMessageChunkEventSchema,
    aguiToolCallStartEventSchema,
    aguiToolCallArgsEventSchema,
    aguiToolCallEndEventSchema,
    aguiToolCallChunkEventSchema,
    aguiToolCallResultEventSchema,
    aguiStateSnapshotEventSchema,
    aguiStateDeltaEventSchema,
    aguiMessagesSnapshotEventSchema,
    aguiActivitySnapshotEventSchema,
    aguiActivityDeltaEventSchema,
    aguiRawEventSchema,
    aguiCustomEventSchema,
    aguiRunStartedEventSchema,
    aguiRunFinishedEventSchema,
    aguiRunErrorEventSchema,
    aguiStepStartedEventSchema,
    aguiStepFinishedEventSchema,
    aguiReasoningStartEventSchema,
    aguiReasoningMessageStartEventSchema,
    aguiReasoningMessageContentEventSchema,
    aguiReasoningMessageEndEventSchema,
    aguiReasoningMessageChunkEventSchema,
    aguiReasoningEndEventSchema,
    aguiReasoningEncryptedValueEventSchema,
    aguiSubagentStartedEventSchema,
    aguiSubagentFinishedEventSchema,
    aguiSubagentErrorEventSchema,
  ]),
);
