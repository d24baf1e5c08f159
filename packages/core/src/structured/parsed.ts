import type { ToolCall } from "@vllora/types";
import { type CallReport, ChatCompletionResult } from "../completion.ts";
import type { LedgerEntry } from "../contract.ts";
import { parseSafely } from "../safe-json.ts";
import { cutResults, toHistory } from "../tools/history.ts";
import { failedRun } from "../tools/run-tool.ts";
import { describeIssues, type SchemaIssue } from "../tools/standard-schema.ts";
import type { ToolRun } from "../tools/tool-run.ts";
import type { Validate } from "../tools/validator.ts";
import { StructuredOutputError, type StructuredOutputReason } from "./errors.ts";
import type { AnswerFormat } from "./format.ts";

/** A whole answer and the value that it says, checked against the schema. */
export class ParsedCompletion<T> extends ChatCompletionResult {
  /** The answer as the schema gives it. Not part of the JSON. */
  declare readonly parsed: T;

  /** @internal Made by the client. */
  constructor(of: ChatCompletionResult, parsed: T) {
    super(of.toJSON(), of.report);
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

/** The value of an answer, or why there is none. */
type Read =
  | { readonly value: unknown; readonly reason?: undefined }
  | {
      readonly reason: StructuredOutputReason;
      readonly problem: string;
      readonly issues?: readonly SchemaIssue[];
      readonly cause?: unknown;
    };

/**
 * Reads the value of an answer.
 * @throws {StructuredOutputError} where the answer is not what was asked for.
 */
export async function readAnswer<T>(
  answer: ChatCompletionResult,
  reading: Reading,
): Promise<ParsedCompletion<T>> {
  const said = callsOf(answer.message.tool_calls, reading)[0];
  const calls = callsOf(answer.toolCalls, reading);
  const text = said?.function.arguments ?? answer.text;
  const read =
    (calls.length === 0 ? withoutAnswer(answer) : undefined) ?? (await readValue(text, reading));
  if (read.reason === undefined) {
    const value = read.value as T;
    const [first, ...others] = calls.map((call, index) =>
      index === 0 ? received(call, value) : failedRun(call, "Only the first call of it counts."),
    );
    const runs = first === undefined ? [] : [first, ...others];
    return new ParsedCompletion(withAnswered(answer, reading, runs), value);
  }
  const { reason, problem, issues, cause } = read;
  throw new StructuredOutputError(reason, problem, {
    text: reason === "refusal" ? (answer.message.refusal ?? text) : text,
    response: withAnswered(
      answer,
      reading,
      calls.map((call) => failedRun(call, problem)),
    ),
    issues,
    cause,
  });
}

/** Calls that stand for the answer. */
function callsOf(calls: readonly ToolCall[] | undefined, { format, viaTool }: Reading) {
  return (calls ?? []).filter(
    (call) => viaTool && call.type === "function" && call.function.name === format.name,
  ) as readonly (ToolCall & { readonly type: "function" })[];
}

/** Why an answer without a call for it is none; `undefined` where its text may be one. */
function withoutAnswer(answer: ChatCompletionResult): Read | undefined {
  const { finishReason, nativeFinishReason, toolCalls, message } = answer;
  // Some say it in words, some by the reason of the end alone.
  if ((message.refusal ?? "") !== "" || nativeFinishReason === "refusal") {
    return { reason: "refusal", problem: "The model refused to answer" };
  }
  if (finishReason === "length") {
    return { reason: "length", problem: "The answer was cut by its limit of tokens" };
  }
  if (finishReason === "content_filter") {
    return { reason: "content_filter", problem: "The answer was cut by the provider's filter" };
  }
  if (toolCalls.length === 0) return undefined;
  const problem =
    "The model called tools that are the caller's: answer them and ask again with response.messages";
  return { reason: "tool_calls", problem };
}

async function readValue(text: string, { format, validate }: Reading): Promise<Read> {
  let value: unknown;
  try {
    value = parseSafely(FENCED.exec(text)?.[1] ?? text);
  } catch {
    const problem = `The answer is ${text.trim() === "" ? "empty" : "not valid JSON"}`;
    return { reason: "invalid_json", problem };
  }
  try {
    const result = await validate(format.unwrap(value));
    if (result.issues === undefined) return { value: result.value };
    const problem = `The answer does not match the schema: ${describeIssues(result.issues)}`;
    return { reason: "schema", problem, issues: result.issues };
  } catch (cause) {
    return {
      reason: "schema",
      problem: "The check of the answer against the schema failed",
      cause,
    };
  }
}

/** JSON in a code fence, as models like to write it. */
const FENCED = /^\s*```(?:json)?\s*\n([\s\S]*?)\n?\s*```\s*$/;

/** The call needs a result before the conversation can go on. */
function received(call: ToolCall, output: unknown): ToolRun {
  const message = { role: "tool", tool_call_id: call.id, content: "Received." } as const;
  return { call, message, isError: false, output };
}

/** The answer with what became of the calls that stand for it, and how it was asked for. */
function withAnswered(
  answer: ChatCompletionResult,
  { format, viaTool }: Reading,
  runs: readonly ToolRun[],
): ChatCompletionResult {
  if (!viaTool) return answer;
  const { report, steps, message } = answer;
  const last = steps.length - 1;
  const messages = report.run?.messages ?? [toHistory(message), ...cutResults(answer)];
  const answered: CallReport = {
    ...report,
    ledger: emulated(answer.ledger, format.name),
    run: {
      steps: steps.map((step, index) =>
        index === last ? { ...step, toolRuns: [...step.toolRuns, ...runs] } : step,
      ),
      messages: [...messages, ...runs.map((run) => run.message)],
    },
  };
  return new ChatCompletionResult(answer.toJSON(), answered);
}

/** What the caller asked for, beside how it was asked of the provider. */
export function emulated(ledger: readonly LedgerEntry[], name: string): readonly LedgerEntry[] {
  const note = `the answer is a call of a tool "${name}"`;
  return [...ledger, { field: "response_format", outcome: "emulated", note }];
}
