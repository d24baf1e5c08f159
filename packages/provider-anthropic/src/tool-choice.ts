import type { ChatCompletionRequest, EncodeContext, ToolChoice } from "@vllora/core/provider";
import type { ModelTraits } from "./models.ts";

/** `tool_choice` of the wire. */
interface WireToolChoice {
  readonly type: "auto" | "any" | "none" | "tool";
  readonly name?: string;
  readonly disable_parallel_tool_use?: boolean;
}

/**
 * The choice, with whether calls may be parallel, which the wire has in one place. Thinking by budget, and models
 * that always think, cannot be made to call a tool.
 * @see https://platform.claude.com/docs/en/agents-and-tools/tool-use/define-tools#forcing-tool-use
 */
export function toToolChoice(
  { tool_choice: asked, parallel_tool_calls: parallel }: ChatCompletionRequest,
  hasTools: boolean,
  budgeted: boolean,
  traits: ModelTraits,
  { report }: EncodeContext,
): WireToolChoice | undefined {
  let choice = asked === undefined ? undefined : toChoice(asked);
  if (asked !== undefined && choice === undefined) {
    report({ field: "tool_choice", outcome: "refused", note: "the API has no such tools" });
  }
  if (choice !== undefined && !hasTools) {
    const forced = choice.type === "any" || choice.type === "tool";
    const note = "there are no tools to choose from";
    report({ field: "tool_choice", outcome: forced ? "refused" : "emulated", note });
    return undefined;
  }
  if (choice?.type === "any" || choice?.type === "tool") {
    const note = traits.forcedTools
      ? "while it thinks by budget, the model decides itself whether it calls a tool"
      : "this model decides itself whether it calls a tool";
    if (budgeted || !traits.forcedTools) {
      report({ field: "tool_choice", outcome: "refused", note });
      choice = undefined;
    }
  }
  if (parallel == null || choice?.type === "none") return choice;
  if (choice === undefined && (parallel || !hasTools)) return undefined;
  return { ...(choice ?? { type: "auto" }), disable_parallel_tool_use: !parallel };
}

function toChoice(choice: ToolChoice): WireToolChoice | undefined {
  if (choice === "none" || choice === "auto") return { type: choice };
  if (choice === "required") return { type: "any" };
  if (choice.type === "function") return { type: "tool", name: choice.function.name };
  if (choice.type === "custom") return undefined;
  return { type: choice.allowed_tools.mode === "required" ? "any" : "auto" };
}
