export type { GeminiRequestOptions, VertexRequestOptions } from "./options.ts";
export { type GeminiOptions, gemini } from "./provider.ts";
export type { GeminiMessage } from "./response.ts";
export type { GeminiUsage } from "./usage.ts";
export { type VertexOptions, vertex } from "./vertex.ts";
