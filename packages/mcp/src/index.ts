export type { McpConfig, McpDefinition, McpToolFilter, McpToolSelector } from "@vllora/types";
export type { McpCallOptions, McpConnection, McpRequestOptions } from "./connection.ts";
export type { McpCallResult } from "./content.ts";
export type { McpServersInput } from "./definitions.ts";
export { fingerprintOf, type McpToolDefinition, type ToolDifference } from "./fingerprint.ts";
export { type McpTools, mcpTools } from "./mcp-tools.ts";
export type { PrefixPolicy } from "./names.ts";
export { readMcpConfig } from "./node.ts";
export type {
  HookContext,
  InProcessServer,
  InProcessServerInput,
  McpFailure,
  McpLimits,
  McpOptions,
  McpTimeouts,
  McpToolsChange,
} from "./options.ts";
export type { SamplingClient, SamplingOptions } from "./sampling.ts";
export type { SkippedTool } from "./tool-list.ts";
export type { WebSocketFactory, WebSocketLike } from "./web-socket.ts";
