import type { ChatCompletionRequest, ChatMessage, ToolCall } from "@vllora/types";
import type { RunnableTool } from "./tool.ts";
import type { ToolsInput } from "./tool-list.ts";
import type { Step } from "./tool-run.ts";

/** A step of a run with tools that is about to be asked for. */
export interface StepInfo {
  /** From 0. */
  readonly step: number;
  /** The request's messages and what has come since. */
  readonly messages: readonly ChatMessage[];
  readonly steps: readonly Step[];
  readonly signal: AbortSignal;
}

/**
 * What is different in one step: fields of the request, its messages among them, and the tools that are run. The next
 * step begins with the run's own again. What is undefined stays as it is.
 */
export type StepChanges = {
  readonly [field in Exclude<keyof ChatCompletionRequest, "tools" | "stream" | "n">]?:
    | ChatCompletionRequest[field]
    | undefined;
} & {
  /** Instead of the run's; those of the request are offered all the same. */
  readonly tools?: ToolsInput | undefined;
};

/** Changes a step before it is asked for; `undefined` leaves it as it is. What it throws ends the run. */
export type PrepareStep = (
  info: StepInfo,
) => StepChanges | undefined | Promise<StepChanges | undefined>;

/** A call that waits for approval; its arguments are checked. */
export interface ApprovalRequest {
  readonly tool: RunnableTool;
  readonly call: ToolCall;
  /** As `run` would get them. */
  readonly args: unknown;
  readonly step: number;
  readonly signal: AbortSignal;
}

/**
 * Whether a call may run: `false` and a reason tell the model that it was declined, `"hand_back"` ends the run with the
 * call in `toolCalls`, for `runTool` to run later.
 */
export type Approval = boolean | "hand_back" | { readonly declined: string };

/** Asked before a tool is run. What it throws ends the run. */
export type Approve = (request: ApprovalRequest) => Approval | Promise<Approval>;
