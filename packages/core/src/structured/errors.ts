import type { ChatCompletionResult } from "../completion.ts";
import { LLMError } from "../errors.ts";
import type { SchemaIssue } from "../tools/standard-schema.ts";

/**
 * Why an answer is not what was asked for: the model refused, the answer was cut by its length or a filter, it is no
 * JSON, it does not match the schema, or the model called tools of the caller instead.
 */
export type StructuredOutputReason =
  | "refusal"
  | "length"
  | "content_filter"
  | "invalid_json"
  | "schema"
  | "tool_calls";

/** The answer is there, and is not what the schema asks for. */
export class StructuredOutputError extends LLMError {
  readonly reason: StructuredOutputReason;
  /** What does not match, for `schema`. */
  readonly issues: readonly SchemaIssue[];
  /** What the model said: its text, its refusal, or the arguments of its call. Not enumerable: it is the model's text. */
  declare readonly text: string;
  /**
   * The whole answer, with what it cost. Its `messages` are what to append to the history; an answer that was asked for
   * by a tool has a result there, which tells the model what is wrong. Not enumerable, for the same reason.
   */
  declare readonly response: ChatCompletionResult;

  /** Whether a value is one of these, whichever copy of the package made it. */
  static override is(value: unknown): value is StructuredOutputError {
    return LLMError.is(value) && value.kind === "structured_output";
  }

  constructor(
    reason: StructuredOutputReason,
    message: string,
    {
      text,
      response,
      issues = [],
      cause,
    }: {
      readonly text: string;
      readonly response: ChatCompletionResult;
      readonly issues?: readonly SchemaIssue[] | undefined;
      readonly cause?: unknown;
    },
  ) {
    const { providerId: provider, model, requestId } = response;
    super("structured_output", message, { provider, model, requestId, cause });
    this.reason = reason;
    this.issues = issues;
    for (const [name, value] of Object.entries({ text, response })) {
      Object.defineProperty(this, name, { value, enumerable: false });
    }
  }
}
