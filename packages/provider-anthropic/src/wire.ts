/**
 * What is read of the Messages API: the rest of each object is passed on. Nothing is taken for granted.
 * @see https://platform.claude.com/docs/en/api/messages/create
 */
export interface WireMessage {
  readonly type?: unknown;
  readonly id?: unknown;
  readonly role?: unknown;
  readonly model?: unknown;
  readonly content?: unknown;
  readonly stop_reason?: unknown;
  readonly usage?: WireUsage | null;
  readonly [field: string]: unknown;
}

/** A content block, of an answer or of a request. */
export interface WireBlock {
  readonly type: string;
  readonly [field: string]: unknown;
}

/** Token counts. @see https://platform.claude.com/docs/en/api/messages/create#usage */
export interface WireUsage {
  readonly input_tokens?: number | null;
  readonly output_tokens?: number | null;
  readonly cache_read_input_tokens?: number | null;
  readonly cache_creation_input_tokens?: number | null;
  readonly output_tokens_details?: { readonly thinking_tokens?: number | null } | null;
  readonly service_tier?: string | null;
  readonly [field: string]: unknown;
}

/** One server-sent event. @see https://platform.claude.com/docs/en/build-with-claude/streaming */
export interface WireEvent {
  readonly type?: unknown;
  readonly index?: number;
  readonly message?: WireMessage | null;
  readonly content_block?: WireBlock | null;
  readonly delta?: WireDelta | null;
  readonly usage?: WireUsage | null;
  readonly [field: string]: unknown;
}

/** What an event adds: to a block, or to the message. */
export interface WireDelta {
  readonly type?: unknown;
  readonly text?: unknown;
  readonly thinking?: unknown;
  readonly signature?: unknown;
  readonly partial_json?: unknown;
  readonly citation?: unknown;
  readonly stop_reason?: unknown;
  readonly [field: string]: unknown;
}

/** Where a text comes from. @see https://platform.claude.com/docs/en/build-with-claude/citations */
export interface WireCitation {
  readonly type?: unknown;
  readonly url?: unknown;
  readonly title?: unknown;
  readonly source?: unknown;
}

/** Wire's form of a request. @see https://platform.claude.com/docs/en/api/messages/create */
export interface MessagesRequest {
  readonly model: string;
  readonly messages: readonly MessagesInput[];
  readonly max_tokens?: number;
  readonly system?: string | readonly WireBlock[];
  readonly tools?: readonly { readonly [field: string]: unknown }[];
  readonly [field: string]: unknown;
}

/** One message of a request. */
export interface MessagesInput {
  readonly role: "user" | "assistant" | "system";
  readonly content?: string | readonly WireBlock[];
  readonly [field: string]: unknown;
}
