/**
 * What is read of Converse: the rest of each object is passed on. Nothing is taken for granted. Bytes are base64, as in
 * the JSON of the API.
 * @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
 */
export interface ConverseResponse {
  readonly output?: { readonly message?: WireMessage | null } | null;
  readonly stopReason?: unknown;
  readonly usage?: WireUsage | null;
  readonly [field: string]: unknown;
}

/** One message of a conversation. */
export interface WireMessage {
  readonly role?: unknown;
  readonly content?: unknown;
  readonly [field: string]: unknown;
}

/** A content block: an object whose one field says what it is. */
export interface WireBlock {
  readonly [kind: string]: unknown;
}

/** Token counts. @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_TokenUsage.html */
export interface WireUsage {
  readonly inputTokens?: unknown;
  readonly outputTokens?: unknown;
  readonly totalTokens?: unknown;
  readonly cacheReadInputTokens?: unknown;
  readonly cacheWriteInputTokens?: unknown;
  readonly [field: string]: unknown;
}

/** One event. @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStreamOutput.html */
export interface WireEvent {
  readonly contentBlockIndex?: unknown;
  readonly start?: WireBlock | null;
  readonly delta?: WireDelta | null;
  readonly stopReason?: unknown;
  readonly usage?: WireUsage | null;
  readonly [field: string]: unknown;
}

/** What an event adds to a block. @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ContentBlockDelta.html */
export interface WireDelta {
  readonly text?: unknown;
  readonly toolUse?: { readonly input?: unknown } | null;
  readonly reasoningContent?: {
    readonly text?: unknown;
    readonly signature?: unknown;
    readonly redactedContent?: unknown;
  } | null;
  readonly citation?: unknown;
  readonly toolResult?: unknown;
  readonly image?: { readonly source?: unknown } | null;
  readonly [field: string]: unknown;
}

/**
 * Converse's request: the body, with the model's id, which the API has in its path. The AWS client takes the same
 * with bytes in place of base64.
 */
export interface ConverseRequest {
  readonly modelId: string;
  readonly messages?: readonly ConverseMessage[];
  readonly system?: readonly WireBlock[];
  readonly inferenceConfig?: { readonly [field: string]: unknown };
  readonly toolConfig?: {
    readonly tools?: readonly WireBlock[];
    readonly toolChoice?: WireBlock;
    readonly [field: string]: unknown;
  };
  readonly additionalModelRequestFields?: { readonly [field: string]: unknown };
  readonly [field: string]: unknown;
}

/** One message of a request. */
export interface ConverseMessage {
  readonly role: "user" | "assistant";
  readonly content: readonly WireBlock[];
}
