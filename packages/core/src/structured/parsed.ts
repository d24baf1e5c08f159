import { ChatCompletionResult } from "../completion.ts";
import type { LedgerEntry } from "../contract.ts";
import { describeIssues } from "../tools/standard-schema.ts";
import type { ToolRun } from "../tools/tool-run.ts";
import type { Validate } from "../tools/validator.ts";
import { StructuredOutputError } from "./errors.ts";
import type { AnswerFormat } from "./format.ts";

/** A whole answer and the value that it says, checked against the schema. */
export class ParsedCompletion<T> extends ChatCompletionResult {
  /** The answer as the schema gives it. Not part of the JSON. */
  declare readonly parsed: T;

  /** @internal Made by the client. */
  constructor(
    of: ChatCompletionResult,
    parsed: T,
    changes: Partial<ChatCompletionResult["report"]>,
  ) {
    super(of.toJSON(), { ...of.report, ...changes });
    Object.defineProperty(this, "parsed", { value: parsed, enumerable: false });
  }
}

/** How an answer was asked for, and how it is read. */
export interface Reading {
  readonly format: AnswerFormat;
  readonly validate: Validate;
  /** By a call of a tool that is no tool, instead of by the response format. */
  readonly viaTool: boolean;
}

/**
 * Reads the value of an answer.
 * @throws {StructuredOutputError} where the answer is not what was asked for.
 */
export async function readAnswer<T>(
  response: ChatCompletionResult,
  reading: Reading,
): Promise<ParsedCompletion<T>> {
  const { format, validate, viaTool } = reading;
  const call = response.toolCalls.find((each) => nameOf(each) === format.name);
  const isCall = viaTool && call?.type === "function";
  const text = isCall ? call.function.arguments : response.text;
  if (!isCall) refuseOther(response, text);
  const value = format.unwrap(parseText(text, response));
  const result = await validate(value);
  if (result.issues !== undefined) {
    const problem = `The answer does not match the schema: ${describeIssues(result.issues)}`;
    throw new StructuredOutputError("schema", problem, { text, response, issues: result.issues });
  }
  const parsed = result.value as T;
  if (!isCall) return new ParsedCompletion(response, parsed, {});
  const run: ToolRun = {
    call,
    // The call needs a result before the conversation can go on.
    message: { role: "tool", tool_call_id: call.id, content: "Received." },
    isError: false,
    output: parsed,
  };
  return new ParsedCompletion(response, parsed, {
    ledger: emulated(response.ledger, format.name),
    run: withRun(response, run),
  });
}

function nameOf(call: ChatCompletionResult["toolCalls"][number]): string | undefined {
  return call.type === "function" ? call.function.name : undefined;
}

function refuseOther(response: ChatCompletionResult, text: string): void {
  const { finishReason, toolCalls, message } = response;
  const given = { text, response };
  if (message.refusal != null && message.refusal !== "") {
    const refused = { response, text: message.refusal };
    throw new StructuredOutputError("refusal", "The model refused to answer", refused);
  }
  if (finishReason === "length") {
    const problem = "The answer was cut by its limit of tokens";
    throw new StructuredOutputError("length", problem, given);
  }
  if (finishReason === "content_filter") {
    const problem = "The answer was cut by the provider's filter";
    throw new StructuredOutputError("content_filter", problem, given);
  }
  if (toolCalls.length > 0) {
    const problem =
      "The model called tools that are the caller's: answer them and ask again with response.messages";
    throw new StructuredOutputError("tool_calls", problem, given);
  }
}

/** Of a key `__proto__` nothing is left: a copy of the value would take it for a prototype. */
function parseText(text: string, response: ChatCompletionResult): unknown {
  const fence = /^\s*```(?:json)?\s*\n([\s\S]*?)\n?\s*```\s*$/.exec(text);
  try {
    return JSON.parse(fence?.[1] ?? text, (key, value: unknown) =>
      key === "__proto__" ? undefined : value,
    );
  } catch {
    const problem = "The answer is not valid JSON";
    throw new StructuredOutputError("invalid_json", problem, { text, response });
  }
}

/** What the caller asked for, instead of how it was asked of the provider. */
function emulated(ledger: readonly LedgerEntry[], name: string): readonly LedgerEntry[] {
  const note = `the answer is a call of a tool "${name}"`;
  return [...ledger, { field: "response_format", outcome: "emulated", note }];
}

function withRun(
  { steps, messages }: ChatCompletionResult,
  run: ToolRun,
): NonNullable<ChatCompletionResult["report"]["run"]> {
  return {
    steps: steps.map((step, index) =>
      index === steps.length - 1 ? { ...step, toolRuns: [...step.toolRuns, run] } : step,
    ),
    messages: [...messages, run.message],
  };
}
