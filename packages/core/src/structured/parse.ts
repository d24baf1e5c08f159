import type { ChatCompletionRequest, JsonSchema } from "@vllora/types";
import type { CallOptions } from "../call-options.ts";
import type { ChatCompletionResult } from "../completion.ts";
import type { ChatCompletionStream } from "../stream.ts";
import type { StandardSchema } from "../tools/standard-schema.ts";
import { askFor, type Rehearse, type StructuredOptions } from "./ask.ts";
import { type ParsedCompletion, readAnswer } from "./parsed.ts";
import { ParsedStream } from "./parsed-stream.ts";

/** A structured answer that is wanted. */
export interface Wanted {
  readonly request: ChatCompletionRequest;
  readonly schema: JsonSchema | StandardSchema;
  readonly structured: StructuredOptions;
  readonly options: CallOptions;
  readonly rehearse: Rehearse;
}

/** Asks for a whole answer and reads its value. */
export async function parseAnswer<T>(
  { request, schema, structured, options, rehearse }: Wanted,
  create: (request: ChatCompletionRequest, options: CallOptions) => Promise<ChatCompletionResult>,
): Promise<ParsedCompletion<T>> {
  const call = askFor(request, schema, structured, options, rehearse);
  return await readAnswer<T>(await create(call.request, call.options), call.reading);
}

/** Asks for an answer piece by piece. */
export async function streamAnswer<T>(
  { request, schema, structured, options, rehearse }: Wanted,
  createStream: (
    request: ChatCompletionRequest,
    options: CallOptions,
  ) => Promise<ChatCompletionStream>,
): Promise<ParsedStream<T>> {
  const call = askFor(request, schema, structured, options, rehearse);
  return new ParsedStream<T>(await createStream(call.request, call.options), call.reading);
}
