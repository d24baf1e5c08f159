import type { ToolCall } from "@vllora/types";
import type { RunToolOptions } from "./run-tool.ts";
import type { RunnableTool } from "./tool.ts";
import type { ToolRun } from "./tool-run.ts";

/**
 * Runs one call of a tool, such as one that was handed back. Put the `message` of what it gives behind the assistant's
 * message. Wrong arguments and a tool that fails are no errors here: the message says them to the model.
 * @throws {LLMError} `aborted`, when the signal fires.
 */
export async function runTool(
  tool: RunnableTool,
  call: ToolCall,
  options?: RunToolOptions,
): Promise<ToolRun> {
  const { runOneCall } = await import("../deferred.ts");
  return await runOneCall(tool, call, options);
}
