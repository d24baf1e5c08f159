import type { ChatCompletionRequest, FunctionTool, Tool, ToolCall } from "@vllora/types";
import { LLMError } from "../errors.ts";
import { nameOf } from "./run-tool.ts";
import type { RunnableTool } from "./tool.ts";

/** Tools by name. @throws {LLMError} `invalid_request`, where two have the same. */
export function toolsByName(
  tools: readonly RunnableTool[],
  offered: readonly Tool[],
): ReadonlyMap<string, RunnableTool> {
  const taken = new Set(offered.map(wireName));
  const byName = new Map<string, RunnableTool>();
  for (const tool of tools) {
    if (taken.has(tool.name)) {
      throw new LLMError("invalid_request", `Two tools are called "${tool.name}"`, {
        param: "tools",
      });
    }
    taken.add(tool.name);
    byName.set(tool.name, tool);
  }
  return byName;
}

/** A tool as the model is shown it. */
export function toWireTool(tool: RunnableTool): FunctionTool {
  const { name, description, parameters, strict, cacheControl } = tool;
  return {
    type: "function",
    function: {
      name,
      ...(description === undefined ? {} : { description }),
      ...(parameters === undefined ? {} : { parameters }),
      ...(strict === undefined ? {} : { strict }),
    },
    ...(cacheControl === undefined ? {} : { cache_control: cacheControl }),
  };
}

/**
 * Whether a call that none of our tools answers is the caller's: the request offers its tool, or tools of the provider's
 * own, whose names nobody here knows.
 */
export function isForCaller(call: ToolCall, request: ChatCompletionRequest): boolean {
  const name = nameOf(call);
  if (request.tools?.some((tool) => wireName(tool) === name)) return true;
  return Object.values(request.provider_options ?? {}).some(
    (options) => (options as { readonly tools?: unknown } | undefined)?.tools !== undefined,
  );
}

/** The name of a tool of a request. */
export function wireName(tool: Tool): string {
  return tool.type === "custom" ? tool.custom.name : tool.function.name;
}
