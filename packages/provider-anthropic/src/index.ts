export type {
  AnthropicChatOptions,
  AnthropicMCPServer,
  AnthropicOutputConfig,
  AnthropicThinking,
  AnthropicTool,
  AnthropicToolOptions,
} from "./options.ts";
export { type AnthropicOptions, anthropic } from "./provider.ts";
