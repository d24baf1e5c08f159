import type { ChatCompletionRequest, EncodeContext, ToolChoice } from "@vllora/core/provider";
import type { GeminiRequestOptions } from "./options.ts";

/**
 * Which functions the model may or must call.
 * @see https://ai.google.dev/api/caching#FunctionCallingConfig
 */
export function toToolConfig(
  {
    tool_choice: choice,
    function_call: legacy,
    parallel_tool_calls: parallel,
  }: ChatCompletionRequest,
  context: EncodeContext,
): object | undefined {
  const { tool_config: own } = context.options as GeminiRequestOptions;
  if (parallel === false) {
    const note = "the model may make several calls in a turn";
    context.report({ field: "parallel_tool_calls", outcome: "refused", note });
  }
  if (choice !== undefined && legacy !== undefined) {
    const note = "tool_choice is given, too";
    context.report({ field: "function_call", outcome: "ignored", note });
  }
  const asked = choice ?? ofFunctionCall(legacy);
  const calling = asked === undefined ? undefined : toCalling(asked, context);
  if (calling === undefined) return own;
  const { functionCallingConfig, ...rest } = own ?? {};
  return { functionCallingConfig: { ...calling, ...(functionCallingConfig as object) }, ...rest };
}

function ofFunctionCall(legacy: ChatCompletionRequest["function_call"]): ToolChoice | undefined {
  return typeof legacy === "object"
    ? { type: "function", function: { name: legacy.name } }
    : legacy;
}

function toCalling(choice: ToolChoice, { report }: EncodeContext): object | undefined {
  switch (choice) {
    case "none":
      return { mode: "NONE" };
    case "auto":
      return { mode: "AUTO" };
    case "required":
      return { mode: "ANY" };
  }
  switch (choice.type) {
    case "function":
      return { mode: "ANY", allowedFunctionNames: [choice.function.name] };
    case "allowed_tools": {
      const { mode, tools } = choice.allowed_tools;
      // With AUTO, names are not allowed; VALIDATED is AUTO that keeps to names and schemas.
      return {
        mode: mode === "required" ? "ANY" : "VALIDATED",
        allowedFunctionNames: tools.map(nameOf),
      };
    }
    case "custom":
      report({ field: "tool_choice", outcome: "refused", note: "Gemini has no custom tools" });
      return undefined;
  }
}

function nameOf(tool: { readonly [key: string]: unknown }): unknown {
  return (tool["function"] as { name?: unknown } | undefined)?.name ?? tool["name"];
}
