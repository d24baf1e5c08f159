import type { ChatCodec } from "@vllora/core/provider";
import { decodeError } from "./errors.ts";
import { encodeRequest, type GeminiDialect } from "./request.ts";
import { decodeCompletion } from "./response.ts";
import { createDecoder } from "./stream.ts";

/** The codec of generateContent, for one of the two APIs. */
export function createChatCodec(dialect: GeminiDialect): ChatCodec {
  return {
    encode: (request, context) => encodeRequest(request, context, dialect),
    decode: decodeCompletion,
    createDecoder,
    decodeError,
  };
}
