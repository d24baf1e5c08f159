import type { AguiContentPart, AguiMessage, AguiMetadata } from "./agui-message.ts";

/**
 * An event of the Agent-User Interaction protocol, told apart by `type`. Its fields are camelCase, as the
 * protocol has them.
 * @see https://docs.ag-ui.com/concepts/events (read 2026-11-22, version 1.0.0)
 */
export type AguiEvent =
  | AguiTextMessageStartEvent
  | AguiTextMessageContentEvent
  | AguiTextMessageEndEvent
  | AguiTextMessageChunkEvent
  | AguiToolCallStartEvent
  | AguiToolCallArgsEvent
  | AguiToolCallEndEvent
  | AguiToolCallChunkEvent
  | AguiToolCallResultEvent
  | AguiStateSnapshotEvent
  | AguiStateDeltaEvent
  | AguiMessagesSnapshotEvent
  | AguiActivitySnapshotEvent
  | AguiActivityDeltaEvent
  | AguiRawEvent
  | AguiCustomEvent
  | AguiRunStartedEvent
  | AguiRunFinishedEvent
  | AguiRunErrorEvent
  | AguiStepStartedEvent
  | AguiStepFinishedEvent
  | AguiReasoningStartEvent
  | AguiReasoningMessageStartEvent
  | AguiReasoningMessageContentEvent
  | AguiReasoningMessageEndEvent
  | AguiReasoningMessageChunkEvent
  | AguiReasoningEndEvent
  | AguiReasoningEncryptedValueEvent
  | AguiSubagentStartedEvent
  | AguiSubagentFinishedEvent
  | AguiSubagentErrorEvent;

/** The words that tell events apart. */
export type AguiEventType = AguiEvent["type"];

interface AguiRunEventBase {
  /** Milliseconds since 1970, by convention. */
  readonly timestamp?: number;
  /** The provider's event that this one was made from. */
  readonly rawEvent?: unknown;
  readonly metadata?: AguiMetadata;
}

interface AguiEventBase extends AguiRunEventBase {
  /** The subagent that it belongs to; absent means the agent itself. */
  readonly subagentRunId?: string;
}

/** Who may speak in a streamed text. */
export type AguiTextMessageRole = "developer" | "system" | "assistant" | "user";

/** A streamed text begins. Absent `role` means `assistant`. */
export interface AguiTextMessageStartEvent extends AguiEventBase {
  readonly type: "TEXT_MESSAGE_START";
  readonly messageId: string;
  readonly role?: AguiTextMessageRole;
  readonly name?: string;
}

/** A piece of a streamed text; it may be empty. */
export interface AguiTextMessageContentEvent extends AguiEventBase {
  readonly type: "TEXT_MESSAGE_CONTENT";
  readonly messageId: string;
  readonly delta: string;
}

/** A streamed text ends. */
export interface AguiTextMessageEndEvent extends AguiEventBase {
  readonly type: "TEXT_MESSAGE_END";
  readonly messageId: string;
}

/** Start, piece and end in one; what has not changed is left out. */
export interface AguiTextMessageChunkEvent extends AguiEventBase {
  readonly type: "TEXT_MESSAGE_CHUNK";
  readonly messageId?: string;
  readonly role?: AguiTextMessageRole;
  readonly delta?: string;
  readonly name?: string;
}

/** A tool call begins. */
export interface AguiToolCallStartEvent extends AguiEventBase {
  readonly type: "TOOL_CALL_START";
  readonly toolCallId: string;
  readonly toolCallName: string;
  /** The message that holds the call. */
  readonly parentMessageId?: string;
}

/** A piece of a tool call's arguments, which together are JSON text; it may be empty. */
export interface AguiToolCallArgsEvent extends AguiEventBase {
  readonly type: "TOOL_CALL_ARGS";
  readonly toolCallId: string;
  readonly delta: string;
}

/** The arguments of a tool call are complete. */
export interface AguiToolCallEndEvent extends AguiEventBase {
  readonly type: "TOOL_CALL_END";
  readonly toolCallId: string;
}

/** Start, arguments and end in one; what has not changed is left out. */
export interface AguiToolCallChunkEvent extends AguiEventBase {
  readonly type: "TOOL_CALL_CHUNK";
  readonly toolCallId?: string;
  readonly toolCallName?: string;
  readonly parentMessageId?: string;
  readonly delta?: string;
}

/** What a tool returned; it makes a message of its own. */
export interface AguiToolCallResultEvent extends AguiEventBase {
  readonly type: "TOOL_CALL_RESULT";
  readonly messageId: string;
  readonly toolCallId: string;
  readonly content: string | readonly AguiContentPart[];
  readonly role?: "tool";
}

/** The whole state of the agent. */
export interface AguiStateSnapshotEvent extends AguiEventBase {
  readonly type: "STATE_SNAPSHOT";
  readonly snapshot: unknown;
}

/** A change of the agent's state. */
export interface AguiStateDeltaEvent extends AguiEventBase {
  readonly type: "STATE_DELTA";
  readonly delta: readonly JsonPatchOperation[];
}

/** All messages of the conversation. */
export interface AguiMessagesSnapshotEvent extends AguiRunEventBase {
  readonly type: "MESSAGES_SNAPSHOT";
  readonly messages: readonly AguiMessage[];
}

/** An activity as it stands. `replace` absent means `true`. */
export interface AguiActivitySnapshotEvent extends AguiEventBase {
  readonly type: "ACTIVITY_SNAPSHOT";
  readonly messageId: string;
  readonly activityType: string;
  readonly content: { readonly [field: string]: unknown };
  readonly replace?: boolean;
}

/** A change of an activity. */
export interface AguiActivityDeltaEvent extends AguiEventBase {
  readonly type: "ACTIVITY_DELTA";
  readonly messageId: string;
  readonly activityType: string;
  readonly patch: readonly JsonPatchOperation[];
}

/** An event of another system as it came. */
export interface AguiRawEvent extends AguiEventBase {
  readonly type: "RAW";
  readonly event: unknown;
  readonly source?: string;
}

/** Whatever an application wants to say. */
export interface AguiCustomEvent extends AguiEventBase {
  readonly type: "CUSTOM";
  readonly name: string;
  readonly value: unknown;
}

/** A run begins. */
export interface AguiRunStartedEvent extends AguiRunEventBase {
  readonly type: "RUN_STARTED";
  readonly threadId: string;
  readonly runId: string;
  readonly protocolVersion?: string;
  readonly parentRunId?: string;
  readonly input?: AguiRunInput;
}

/** A run ended well, or stopped on purpose. */
export interface AguiRunFinishedEvent extends AguiRunEventBase {
  readonly type: "RUN_FINISHED";
  readonly threadId: string;
  readonly runId: string;
  readonly result?: unknown;
  readonly outcome?: AguiRunOutcome;
  readonly usage?: readonly AguiTokenUsage[];
}

/** A run failed. */
export interface AguiRunErrorEvent extends AguiRunEventBase {
  readonly type: "RUN_ERROR";
  readonly message: string;
  readonly code?: string;
  readonly usage?: readonly AguiTokenUsage[];
}

/** A step of a run begins. */
export interface AguiStepStartedEvent extends AguiEventBase {
  readonly type: "STEP_STARTED";
  readonly stepName: string;
}

/** A step of a run ended. */
export interface AguiStepFinishedEvent extends AguiEventBase {
  readonly type: "STEP_FINISHED";
  readonly stepName: string;
}

/** Reasoning begins. */
export interface AguiReasoningStartEvent extends AguiEventBase {
  readonly type: "REASONING_START";
  readonly messageId: string;
}

/** A streamed thought begins. */
export interface AguiReasoningMessageStartEvent extends AguiEventBase {
  readonly type: "REASONING_MESSAGE_START";
  readonly messageId: string;
  readonly role: "reasoning";
}

/** A piece of a streamed thought. */
export interface AguiReasoningMessageContentEvent extends AguiEventBase {
  readonly type: "REASONING_MESSAGE_CONTENT";
  readonly messageId: string;
  readonly delta: string;
}

/** A streamed thought ends. */
export interface AguiReasoningMessageEndEvent extends AguiEventBase {
  readonly type: "REASONING_MESSAGE_END";
  readonly messageId: string;
}

/** Start, piece and end of a thought in one. */
export interface AguiReasoningMessageChunkEvent extends AguiEventBase {
  readonly type: "REASONING_MESSAGE_CHUNK";
  readonly messageId?: string;
  readonly delta?: string;
}

/** Reasoning ended. */
export interface AguiReasoningEndEvent extends AguiEventBase {
  readonly type: "REASONING_END";
  readonly messageId: string;
}

/** Reasoning that only the provider can read, of a message or a tool call. */
export interface AguiReasoningEncryptedValueEvent extends AguiEventBase {
  readonly type: "REASONING_ENCRYPTED_VALUE";
  readonly subtype: "tool-call" | "message";
  readonly entityId: string;
  readonly encryptedValue: string;
}

/** A subagent begins. */
export interface AguiSubagentStartedEvent extends AguiRunEventBase {
  readonly type: "SUBAGENT_STARTED";
  readonly subagentRunId: string;
  readonly name: string;
  readonly description?: string;
  readonly parentSubagentRunId?: string;
  readonly parentToolCallId?: string;
  readonly parentMessageId?: string;
}

/** A subagent ended well, or waits for an answer. */
export interface AguiSubagentFinishedEvent extends AguiRunEventBase {
  readonly type: "SUBAGENT_FINISHED";
  readonly subagentRunId: string;
  readonly result?: unknown;
  readonly outcome?:
    | { readonly type: "success" }
    | { readonly type: "suspended"; readonly interruptIds?: readonly string[] };
}

/** A subagent failed. */
export interface AguiSubagentErrorEvent extends AguiRunEventBase {
  readonly type: "SUBAGENT_ERROR";
  readonly subagentRunId: string;
  readonly message: string;
  readonly code?: string;
}

/** One operation of a JSON Patch (RFC 6902). `path` and `from` are JSON Pointers (RFC 6901). */
export type JsonPatchOperation =
  | { readonly op: "add"; readonly path: string; readonly value: unknown }
  | { readonly op: "remove"; readonly path: string }
  | { readonly op: "replace"; readonly path: string; readonly value: unknown }
  | { readonly op: "move"; readonly from: string; readonly path: string }
  | { readonly op: "copy"; readonly from: string; readonly path: string }
  | { readonly op: "test"; readonly path: string; readonly value: unknown };

/** What a run was asked. */
export interface AguiRunInput {
  readonly threadId: string;
  readonly runId: string;
  readonly protocolVersion?: string;
  readonly parentRunId?: string;
  readonly state?: unknown;
  readonly messages: readonly AguiMessage[];
  readonly tools: readonly AguiTool[];
  readonly context: readonly { readonly description: string; readonly value: string }[];
  readonly forwardedProps?: unknown;
  /** Answers to interrupts of an earlier run. */
  readonly resume?: readonly AguiResumeEntry[];
}

/** A tool that the agent may call. `parameters` is JSON Schema. */
export interface AguiTool {
  readonly name: string;
  readonly description: string;
  readonly parameters?: unknown;
  readonly metadata?: AguiMetadata;
}

/** The answer to an interrupt. */
export interface AguiResumeEntry {
  readonly interruptId: string;
  readonly status: "resolved" | "cancelled";
  readonly payload?: unknown;
  readonly metadata?: AguiMetadata;
}

/** How a run ended. */
export type AguiRunOutcome =
  | { readonly type: "success"; readonly pendingToolCallIds?: readonly string[] }
  | { readonly type: "interrupt"; readonly interrupts: readonly AguiInterrupt[] }
  | { readonly type: "cancelled" };

/** A question on which a run waits. `expiresAt` is ISO 8601. */
export interface AguiInterrupt {
  readonly id: string;
  readonly reason: string;
  readonly message?: string;
  readonly toolCallId?: string;
  /** JSON Schema of the answer. */
  readonly responseSchema?: { readonly [keyword: string]: unknown };
  readonly expiresAt?: string;
  readonly subagentRunId?: string;
  readonly metadata?: AguiMetadata;
}

/** Tokens of a run with one model. */
export interface AguiTokenUsage {
  readonly provider?: string;
  readonly model?: string;
  readonly inputTokens?: number;
  readonly outputTokens?: number;
  readonly totalTokens?: number;
  readonly reasoningTokens?: number;
  readonly cachedInputTokens?: number;
  readonly cacheWriteInputTokens?: number;
}
