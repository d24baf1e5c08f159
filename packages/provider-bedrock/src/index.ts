export type {
  BedrockChatOptions,
  BedrockGuardrail,
  BedrockOutputConfig,
  BedrockTool,
} from "./options.ts";
export { type BedrockOptions, bedrock } from "./provider.ts";
