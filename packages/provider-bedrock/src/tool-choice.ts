import type { ChatCompletionRequest, EncodeContext, ToolChoice } from "@vllora/core/provider";
import type { ModelTraits } from "./models.ts";
import type { ModelFields } from "./thinking.ts";
import type { WireBlock } from "./wire.ts";

/** The choice in Converse's field, or in the model's own where Converse cannot say it. */
export interface WireToolChoice {
  readonly toolChoice?: WireBlock | undefined;
  readonly fields?: ModelFields | undefined;
}

/**
 * Converse's choice does not say whether calls may be parallel; Claude's own does, and takes its place: the API refuses
 * both together ("The additional field tool_choice/type conflicts with the existing field toolConfig.toolChoice"), and
 * Claude's without its type. `@ai-sdk/amazon-bedrock` 5.0.101 sends the same, and has recorded what becomes of it.
 * @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ToolChoice.html
 */
export function toToolChoice(
  { tool_choice: asked, parallel_tool_calls: parallel, tools = [] }: ChatCompletionRequest,
  traits: ModelTraits,
  { report }: EncodeContext,
): WireToolChoice {
  if (asked === "none") return {};
  const toolChoice = asked === undefined ? undefined : toChoice(asked);
  if (asked !== undefined && toolChoice === undefined) {
    report({ field: "tool_choice", outcome: "refused", note: "the API has no such tools" });
  }
  const field = "parallel_tool_calls";
  if (parallel == null) return { toolChoice };
  if (parallel) {
    report({ field, outcome: "emulated", note: "it is what models do" });
    return { toolChoice };
  }
  if (traits.family !== "claude" || tools.length === 0) {
    const note = tools.length === 0 ? "there are no tools" : "Converse has no such setting";
    report({ field, outcome: "refused", note });
    return { toolChoice };
  }
  const choice = { ...claudeChoice(toolChoice), disable_parallel_tool_use: true };
  return { fields: { tool_choice: choice } };
}

function toChoice(choice: ToolChoice): WireBlock | undefined {
  if (choice === "auto") return { auto: {} };
  if (choice === "required") return { any: {} };
  if (choice === "none") return undefined;
  if (choice.type === "function") return { tool: { name: choice.function.name } };
  if (choice.type === "custom") return undefined;
  return choice.allowed_tools.mode === "required" ? { any: {} } : { auto: {} };
}

function claudeChoice(choice: WireBlock | undefined): ModelFields {
  const { any, tool } = choice ?? {};
  if (tool !== undefined) return { type: "tool", ...(tool as object) };
  return { type: any === undefined ? "auto" : "any" };
}
