import type { ChatCodec, ChatCompletionRequest, EncodeContext } from "@vllora/core/provider";
import { decodeError } from "./errors.ts";
import { encodeRequest, type GeminiDialect } from "./request.ts";
import { decodeCompletion } from "./response.ts";
import { SPECIMEN } from "./specimen.ts";
import { createDecoder } from "./stream.ts";

/** The codec of generateContent, for one of the two APIs. */
export function createChatCodec(dialect: GeminiDialect): ChatCodec {
  return {
    encode: (request: ChatCompletionRequest, context: EncodeContext) =>
      encodeRequest(request, context, dialect),
    decode: decodeCompletion,
    createDecoder,
    decodeError,
    specimen: SPECIMEN,
  };
}
