export type {
  AnthropicChatOptions,
  AnthropicMCPServer,
  AnthropicOutputConfig,
  AnthropicThinking,
  AnthropicToolOptions,
} from "./options.ts";
export type {
  AnthropicCodeExecutionTool,
  AnthropicContextEdit,
  AnthropicMCPToolConfig,
  AnthropicMCPToolset,
  AnthropicOtherTool,
  AnthropicTool,
  AnthropicWebFetchTool,
  AnthropicWebSearchTool,
} from "./own-tools.ts";
export { type AnthropicOptions, anthropic } from "./provider.ts";
