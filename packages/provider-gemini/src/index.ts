export {
  type CacheCallOptions,
  type CreateCacheOptions,
  type CreateCacheRequest,
  type CreatedCache,
  type GeminiCache,
  type GeminiCaches,
  geminiCaches,
  vertexCaches,
} from "./caches.ts";
export type {
  GeminiEmbeddingOptions,
  GeminiRequestOptions,
  GeminiSafetySetting,
  GeminiTool,
  VertexEmbeddingOptions,
  VertexRequestOptions,
} from "./options.ts";
export { type GeminiOptions, gemini } from "./provider.ts";
export type { GeminiMessage } from "./response.ts";
export type { AudioOutput, ImageOutput } from "./turn.ts";
export type { GeminiUsage, ModalityTokens } from "./usage.ts";
export {
  type ServiceAccount,
  type VertexCredentials,
  type VertexOptions,
  vertex,
} from "./vertex.ts";
