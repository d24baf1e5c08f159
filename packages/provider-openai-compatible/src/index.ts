export { CHAT_PARAMETER_TABLE, createChatCodec } from "./codec.ts";
export { bearer, type OpenAICompatibleOptions, openaiCompatible, toSettings } from "./provider.ts";
export type { ChatDialect } from "./request.ts";
