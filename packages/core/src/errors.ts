import type { ChatCompletionMessage, ChatMessage, FinishReason, Usage } from "@vllora/types";
import type { Step } from "./tools/tool-run.ts";

/** What went wrong, as a closed set. @see {@link RETRYABLE} for which of them are worth another try. */
export type LLMErrorKind =
  | "authentication"
  | "permission"
  | "invalid_request"
  | "unsupported_parameter"
  | "not_found"
  | "context_length"
  | "content_filter"
  | "rate_limit"
  | "quota"
  | "overloaded"
  | "server"
  | "timeout"
  | "connection"
  | "interrupted"
  | "protocol"
  | "aborted"
  | "credentials"
  | "unknown_provider"
  | "provider_conflict"
  | "contract"
  | "template"
  | "tool_not_found"
  | "tool_arguments"
  | "max_steps"
  | "structured_output"
  | "mcp";

/** Which kinds another try can mend. Whether one is made also depends on what was delivered already. */
const RETRYABLE: ReadonlySet<LLMErrorKind> = new Set([
  "rate_limit",
  "overloaded",
  "server",
  "timeout",
  "connection",
  "interrupted",
]);

/** Which limit ran out. */
export type TimeoutPhase = "connect" | "response" | "first_chunk" | "idle" | "total";

/**
 * What had arrived of an answer that did not reach its end. It is for reading, not for running: calls of
 * tools stand apart from the message, since their arguments may not be whole.
 */
export interface PartialCompletion {
  readonly id?: string;
  readonly model?: string;
  readonly created?: number;
  readonly choices: readonly PartialChoice[];
  readonly usage?: Usage;
}

/** One answer of a {@link PartialCompletion}. */
export interface PartialChoice {
  readonly index: number;
  readonly message: Omit<ChatCompletionMessage, "tool_calls">;
  /** `null` when the answer had not ended. */
  readonly finish_reason: FinishReason | null;
  readonly incomplete_tool_calls: readonly IncompleteToolCall[];
}

/** As much of a tool call as had arrived. */
export interface IncompleteToolCall {
  readonly index: number;
  readonly id: string | undefined;
  readonly name: string | undefined;
  /** The beginning of the arguments' JSON text. */
  readonly arguments: string;
}

/** How far a run with tools had come when it failed. */
export interface PartialRun {
  /** The steps whose answer was whole; the last one's tools may not have run to their end. */
  readonly steps: readonly Step[];
  /**
   * What to append to the request's messages to go on from here: the turns of the model and the results of their tools.
   * A call that did not run to its end, or was to be handed back, has a result that says so.
   */
  readonly messages: readonly ChatMessage[];
}

/** The limits of a provider, by its names for them. */
export interface RateLimits {
  readonly [name: string]: RateLimit;
}

/** One limit; what the provider does not say is absent. */
export interface RateLimit {
  readonly limit?: number;
  readonly remaining?: number;
  /** When it is filled again, in the provider's words. */
  readonly reset?: string;
}

/** What is known of an error beside its kind and message. */
export interface LLMErrorDetails {
  readonly provider?: string | undefined;
  readonly model?: string | undefined;
  /** HTTP status. */
  readonly status?: number | undefined;
  readonly requestId?: string | undefined;
  /** Default: what the kind says. */
  readonly retryable?: boolean | undefined;
  /** How long the provider asks to wait, in milliseconds. */
  readonly retryAfterMs?: number | undefined;
  /** What the provider says of its limits, by their names. */
  readonly rateLimits?: RateLimits | undefined;
  /** How many times the request was sent. */
  readonly attempts?: number | undefined;
  readonly cause?: unknown;
  /** The provider's own error code, type and offending parameter. */
  readonly code?: string | undefined;
  readonly type?: string | undefined;
  readonly param?: string | undefined;
  /** The provider's error body, without secrets. */
  readonly body?: unknown;
  readonly phase?: TimeoutPhase | undefined;
  readonly partial?: PartialCompletion | undefined;
  readonly run?: PartialRun | undefined;
}

const BRAND = Symbol.for("vllora.error.v1");

/** Every failure of this library. Ask with `LLMError.is(e)`: it works across copies of the package. */
export class LLMError extends Error {
  readonly kind: LLMErrorKind;
  readonly retryable: boolean;
  readonly provider: string | undefined;
  readonly model: string | undefined;
  readonly status: number | undefined;
  readonly requestId: string | undefined;
  readonly retryAfterMs: number | undefined;
  /** What the provider says of its limits, by their names: `requests`, `input-tokens`. */
  readonly rateLimits: RateLimits | undefined;
  readonly attempts: number | undefined;
  readonly code: string | undefined;
  readonly type: string | undefined;
  readonly param: string | undefined;
  readonly body: unknown;
  /** Which limit ran out, for `timeout`. */
  readonly phase: TimeoutPhase | undefined;
  /** What had arrived of the answer, for an error after the first output. Not enumerable: it is the model's text. */
  declare readonly partial: PartialCompletion | undefined;
  /** How far the run with tools had come. Not enumerable, for the same reason. */
  declare readonly run: PartialRun | undefined;

  constructor(kind: LLMErrorKind, message: string, details: LLMErrorDetails = {}) {
    super(message, details.cause === undefined ? undefined : { cause: details.cause });
    this.name = new.target.name;
    this.kind = kind;
    this.retryable = details.retryable ?? RETRYABLE.has(kind);
    this.provider = details.provider;
    this.model = details.model;
    this.status = details.status;
    this.requestId = details.requestId;
    this.retryAfterMs = details.retryAfterMs;
    this.rateLimits = details.rateLimits;
    this.attempts = details.attempts;
    this.code = details.code;
    this.type = details.type;
    this.param = details.param;
    this.body = details.body;
    this.phase = details.phase;
    defineHidden(this, "partial", details.partial);
    defineHidden(this, "run", details.run);
    defineHidden(this, BRAND, true);
  }

  /** Whether a value is an error of this library, whichever copy of it made the error. */
  static is(value: unknown): value is LLMError {
    return typeof value === "object" && value !== null && BRAND in value;
  }
}

/** The stream ended before the answer did. `partial` holds what had arrived; no tool call in it may run. */
export class StreamInterruptedError extends LLMError {
  constructor(message: string, details: LLMErrorDetails = {}) {
    super("interrupted", message, details);
  }
}

/** One parameter that a provider cannot honour. */
export interface UnsupportedField {
  readonly field: string;
  readonly reason: string;
}

/** The request sets fields that the provider cannot honour; `fields` lists all of them. */
export class UnsupportedParameterError extends LLMError {
  readonly fields: readonly UnsupportedField[];
  constructor(provider: string, model: string, fields: readonly UnsupportedField[]) {
    const list = fields.map(({ field, reason }) => `${field} (${reason})`).join(", ");
    super(
      "unsupported_parameter",
      `${provider} cannot honour ${list}. Leave them out, or pass unsupported: "warn" to send the request without them.`,
      { provider, model },
    );
    this.fields = fields;
  }
}

/** No provider serves the model; `registered` lists those that are there. */
export class UnknownProviderError extends LLMError {
  readonly registered: readonly string[];
  constructor(message: string, registered: readonly string[]) {
    super("unknown_provider", message);
    this.registered = registered;
  }
}

/** More than one provider claims the model; `candidates` lists them. */
export class AmbiguousModelError extends LLMError {
  readonly candidates: readonly string[];
  constructor(model: string, candidates: readonly string[]) {
    super(
      "unknown_provider",
      `More than one provider serves "${model}": ${candidates.join(", ")}. Put the provider first: "${candidates[0]}/${model}".`,
      { model },
    );
    this.candidates = candidates;
  }
}

/** Two packages registered a provider under one id. */
export class ProviderConflictError extends LLMError {
  constructor(message: string, provider: string) {
    super("provider_conflict", message, { provider });
  }
}

/** A provider package broke the contract; the message names it with its version. */
export class ProviderContractError extends LLMError {
  constructor(
    source: { readonly name: string; readonly version: string },
    problem: string,
    details: LLMErrorDetails = {},
  ) {
    super(
      "contract",
      `${source.name}@${source.version} broke the provider contract: ${problem}`,
      details,
    );
  }
}

/** The wire's JSON holds so many levels that walking it overflows the stack. */
export function tooDeep(details?: LLMErrorDetails): LLMError {
  return new LLMError("protocol", "The answer is nested too deeply to be read", details);
}

/** Fills in what the place that made the error could not know. What is known already stays. */
export function annotate(error: LLMError, details: LLMErrorDetails): LLMError {
  const target = error as unknown as Record<string, unknown>;
  for (const [key, value] of Object.entries(details)) {
    if (value === undefined || target[key] !== undefined) continue;
    if (key === "partial" || key === "run") defineHidden(error, key, value);
    else target[key] = value;
  }
  return error;
}

function defineHidden(target: object, key: PropertyKey, value: unknown): void {
  Object.defineProperty(target, key, { value, enumerable: false, configurable: true });
}
