import type { ToolCall } from "@vllora/types";
import { parseSafely } from "../safe-json.ts";
import type { CheckedArguments } from "./tool.ts";

/** The arguments of a call as a value. No text at all stands for no arguments; what is not whole is never mended. */
export function parseArguments(call: ToolCall): CheckedArguments {
  if (call.type === "custom") return { problem: "are free text, which it does not take" };
  const text = call.function.arguments;
  if (text.trim() === "") return { args: {} };
  let args: unknown;
  try {
    args = parseSafely(text);
  } catch (error) {
    // The rest of the engine's message repeats the text.
    const where = / at position \d+|: Unexpected end of JSON input$/.exec(
      `: ${(error as Error).message}`,
    );
    return { problem: `are not valid JSON${where?.[0] ?? ""}` };
  }
  const isObject = typeof args === "object" && args !== null && !Array.isArray(args);
  return isObject ? { args } : { problem: "must be a JSON object" };
}
