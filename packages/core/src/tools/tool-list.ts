import { LLMError } from "../errors.ts";
import type { RunnableTool } from "./tool.ts";

/** Tools that may change while they are in use, such as those of MCP servers. Read before each step. */
export interface ToolSource {
  readonly tools: readonly RunnableTool[];
}

/** Tools for a call: a list of tools and sources, or one source. */
export type ToolsInput = readonly (RunnableTool | ToolSource)[] | ToolSource;

/** The tools and sources of an input. @throws {LLMError} `invalid_request` for what is neither list nor source. */
export function toolList(input: ToolsInput): readonly (RunnableTool | ToolSource)[] {
  if (Array.isArray(input)) return input as readonly (RunnableTool | ToolSource)[];
  if (isSource(input)) return [input];
  throw new LLMError("invalid_request", "The option tools must be a list of tools", {
    param: "tools",
  });
}

/** The tools as they are now, the sources' among them. @throws {LLMError} `invalid_request` for what is no tool. */
export function currentTools(input: ToolsInput): readonly RunnableTool[] {
  return toolList(input)
    .flatMap((item) => (isSource(item) ? item.tools : [item]))
    .map(checked);
}

function isSource(value: unknown): value is ToolSource {
  return Array.isArray((value as ToolSource | null | undefined)?.tools);
}

function checked(item: RunnableTool, index: number): RunnableTool {
  const { name, run } = (item ?? {}) as Partial<RunnableTool>;
  if (typeof name === "string" && typeof run === "function") return item;
  throw new LLMError(
    "invalid_request",
    `Tool ${index + 1} cannot be run: make it with tool(). A tool whose calls are handed back goes into the request`,
    { param: "tools" },
  );
}
