import type { ToolCall, ToolMessage } from "@vllora/types";
import type { ChatCompletionResult } from "../completion.ts";

/** A call of a tool that was run, or could not be. */
export interface ToolRun {
  readonly call: ToolCall;
  /** What the model gets. */
  readonly message: ToolMessage;
  /** The tool failed, its arguments were wrong, or it does not exist; `message` says it to the model. */
  readonly isError: boolean;
  /** What `run` gave; of a `toolResult` its data. */
  readonly output?: unknown;
  /** What was thrown: by the tool, or an `LLMError` of kind `tool_arguments`, `tool_not_found` or `timeout`. */
  readonly error?: unknown;
}

/** One answer of the model in a run with tools, and what its calls gave. */
export interface Step {
  /** From 0. */
  readonly index: number;
  readonly response: ChatCompletionResult;
  /** In the order of the calls; those that were handed back are missing. */
  readonly toolRuns: readonly ToolRun[];
}
