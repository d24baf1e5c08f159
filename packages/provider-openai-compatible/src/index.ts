export { CHAT_PARAMETER_TABLE, createChatCodec } from "./codec.ts";
export { EMBEDDINGS } from "./embeddings.ts";
export { MODEL_LIST } from "./models.ts";
export { bearer, type OpenAICompatibleOptions, openaiCompatible, toSettings } from "./provider.ts";
export type { ChatDialect } from "./request.ts";
