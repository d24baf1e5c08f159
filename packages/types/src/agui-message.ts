/** Any JSON under any key. The key `ag-ui` belongs to the protocol. */
export type AguiMetadata = { readonly [key: string]: unknown };

interface AguiMessageBase {
  readonly id: string;
  /** The subagent that said it; absent means the agent itself. */
  readonly subagentRunId?: string;
  readonly metadata?: AguiMetadata;
  /** What only the provider can read, for the way back to it. */
  readonly encryptedValue?: string;
}

/** Instructions of the application's developer. */
export interface AguiDeveloperMessage extends AguiMessageBase {
  readonly role: "developer";
  readonly name?: string;
  readonly content: string;
}

/** Instructions of the system. */
export interface AguiSystemMessage extends AguiMessageBase {
  readonly role: "system";
  readonly name?: string;
  readonly content: string;
}

/** What the agent said, and the tools that it called. */
export interface AguiAssistantMessage extends AguiMessageBase {
  readonly role: "assistant";
  readonly name?: string;
  readonly content?: string;
  readonly toolCalls?: readonly AguiToolCall[];
}

/** What the user said. */
export interface AguiUserMessage extends AguiMessageBase {
  readonly role: "user";
  readonly name?: string;
  readonly content: string | readonly AguiContentPart[];
}

/** What a tool returned. `error` says why it failed. */
export interface AguiToolMessage extends AguiMessageBase {
  readonly role: "tool";
  readonly toolCallId: string;
  readonly content: string | readonly AguiContentPart[];
  readonly error?: string;
}

/** What goes on, for the user interface only: it is not sent to a model. */
export interface AguiActivityMessage {
  readonly id: string;
  readonly role: "activity";
  readonly activityType: string;
  readonly content: { readonly [field: string]: unknown };
  readonly subagentRunId?: string;
  readonly metadata?: AguiMetadata;
}

/** What the model thought. */
export interface AguiReasoningMessage extends AguiMessageBase {
  readonly role: "reasoning";
  readonly content: string;
}

/** One message of a conversation, told apart by `role`. */
export type AguiMessage =
  | AguiDeveloperMessage
  | AguiSystemMessage
  | AguiAssistantMessage
  | AguiUserMessage
  | AguiToolMessage
  | AguiActivityMessage
  | AguiReasoningMessage;

/** A call of a tool. `arguments` is JSON text. */
export interface AguiToolCall {
  readonly id: string;
  readonly type: "function";
  readonly function: { readonly name: string; readonly arguments: string };
  readonly encryptedValue?: string;
  readonly metadata?: AguiMetadata;
}

/** A part of a message, told apart by `type`. */
export type AguiContentPart = AguiTextPart | AguiMediaPart;

/** Text. */
export interface AguiTextPart {
  readonly type: "text";
  readonly text: string;
  readonly id?: string;
  readonly metadata?: unknown;
}

/** An image, sound, video or document. */
export interface AguiMediaPart {
  readonly type: "image" | "audio" | "video" | "document";
  readonly source: AguiPartSource;
  readonly id?: string;
  readonly metadata?: unknown;
}

/** Where the bytes of a part are: here as base64, at a URL, or with the provider under its handle. */
export type AguiPartSource =
  | { readonly type: "data"; readonly value: string; readonly mimeType: string }
  | { readonly type: "url"; readonly value: string; readonly mimeType?: string }
  | {
      readonly type: "file";
      readonly value: string;
      readonly provider?: string;
      readonly mimeType?: string;
    };
