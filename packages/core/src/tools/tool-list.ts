import type { RunnableTool } from "./tool.ts";

/** Tools that may change while they are in use, such as those of MCP servers. Read before each step. */
export interface ToolSource {
  readonly tools: readonly RunnableTool[];
}

/** Tools for a call: a list of tools and sources, or one source. */
export type ToolsInput = readonly (RunnableTool | ToolSource)[] | ToolSource;

/** The tools and sources of an input. */
export function toolList(input: ToolsInput): readonly (RunnableTool | ToolSource)[] {
  return "tools" in input ? [input] : input;
}

/** The tools as they are now, the sources' among them. */
export function currentTools(input: ToolsInput): readonly RunnableTool[] {
  return toolList(input).flatMap((item) => ("tools" in item ? item.tools : [item]));
}
