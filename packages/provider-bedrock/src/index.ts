export type {
  BedrockChatOptions,
  BedrockEmbeddingOptions,
  BedrockGuardrail,
  BedrockOutputConfig,
  BedrockTool,
} from "./options.ts";
export { type BedrockOptions, bedrock } from "./provider.ts";
