import { type McpOptions, type McpServersInput, type McpTools, mcpTools } from "../src/index.ts";

/** Servers of which all may fail: the failures are what a test looks at. */
export function lenientTools(servers: McpServersInput, options?: McpOptions): Promise<McpTools> {
  return mcpTools(servers, { required: false, ...options });
}
