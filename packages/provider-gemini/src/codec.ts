import type { ChatCodec, ChatCompletionRequest, EncodeContext } from "@vllora/core/provider";
import { decodeError } from "./errors.ts";
import { encodeRequest, type GeminiDialect } from "./request.ts";
import { decodeCompletion } from "./response.ts";
import { makeSpecimen } from "./specimen.ts";
import { createDecoder } from "./stream.ts";

/** The codec of generateContent, for one of the two APIs. */
export function createChatCodec(dialect: GeminiDialect): ChatCodec {
  const codec = {
    encode: (request: ChatCompletionRequest, context: EncodeContext) =>
      encodeRequest(request, context, dialect),
    decode: decodeCompletion,
    createDecoder,
    decodeError,
  } satisfies ChatCodec;
  // Lives as long as the codec; nobody reads it.
  return Object.assign(codec, { specimen: makeSpecimen() });
}
