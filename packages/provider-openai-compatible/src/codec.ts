import { type ChatCodec, type ParameterTable, parameterTable } from "@vllora/core/provider";
import { decodeError } from "./errors.ts";
import { type ChatDialect, encodeRequest } from "./request.ts";
import { decodeCompletion } from "./response.ts";
import { createDecoder } from "./stream.ts";

/** The codec of OpenAI's chat completions, in a server's dialect. */
export function createChatCodec(dialect: ChatDialect = {}): ChatCodec {
  return {
    encode: (request, context) => encodeRequest(request, context, dialect),
    decode: decodeCompletion,
    createDecoder: (context) => createDecoder(context, dialect.endsWithDone),
    decodeError,
  };
}

/** Every parameter under its own name: what a server that speaks OpenAI's wire makes of it is its own affair. */
export const CHAT_PARAMETER_TABLE: ParameterTable = parameterTable({}, "native");
