import {
  type ChatCompletionRequest,
  type EncodeContext,
  ErrorFrame,
  MalformedFrameError,
  type TokenCount,
  type TokenCountCodec,
} from "@vllora/core/provider";
import { decodeError } from "./errors.ts";
import type { VertexRequestOptions } from "./options.ts";
import { type GeminiDialect, toBody } from "./request.ts";

/** Where the counts of the two APIs differ: what becomes of the body of generateContent. */
export type CountDialect = Pick<GeminiDialect, "modelPath"> & {
  readonly countBody: (body: object, model: string, notes: CountNotes) => object;
};

/** Says of a field of ours that the count is made without it. */
type CountNotes = (field: string, note?: string) => void;

/** The codec of countTokens, for one of the two APIs. */
export function createCountCodec({ modelPath, countBody }: CountDialect): TokenCountCodec {
  return {
    encode(request, context) {
      const path = modelPath(context.model);
      const said = toBody(request, context);
      const leaveOut = notesOf(request, context);
      const body = countBody(said, path.slice(1), leaveOut);
      leaveOut("service_tier");
      return { path: `${path}:countTokens`, body };
    },
    decode: decodeCount,
    decodeError,
  };
}

/** The Gemini API counts a whole request only inside of the count's own; beside it, contents alone. */
export function toGeminiCount(body: object, model: string): object {
  return { generateContentRequest: { model, ...body } };
}

/** What the count of Vertex AI takes. */
const COUNTED: ReadonlySet<string> = new Set([
  "contents",
  "systemInstruction",
  "tools",
  "generationConfig",
]);

/** Vertex AI counts what stands in the body itself, and takes a part of generateContent's fields. */
export function toVertexCount(body: object, _model: string, leaveOut: CountNotes): object {
  for (const field of ["tool_choice", "function_call"]) leaveOut(field);
  for (const option of LEFT_OUT) leaveOut(`provider_options.vertex.${option}`);
  leaveOut("provider_options.vertex.cached_content", "the tokens of the cache are not counted");
  return Object.fromEntries(Object.entries(body).filter(([field]) => COUNTED.has(field)));
}

const LEFT_OUT: readonly (keyof VertexRequestOptions)[] = [
  "labels",
  "model_armor_config",
  "safety_settings",
  "tool_config",
];

function notesOf(request: ChatCompletionRequest, { options, report }: EncodeContext): CountNotes {
  return (field, note = "it does not change the count") => {
    const option = /^provider_options\.\w+\.(\w+)$/.exec(field)?.[1];
    const value =
      option === undefined ? request[field as keyof ChatCompletionRequest] : options[option];
    if (value != null) report({ field, outcome: "ignored", note });
  };
}

/**
 * `{ totalTokens }`, which counts what is read from a cache, too. What else the API says stays beside it.
 * @see https://ai.google.dev/api/tokens
 * @throws {ErrorFrame} for an error inside a 200.
 * @throws {MalformedFrameError} for a body that is no count.
 */
function decodeCount(body: unknown): TokenCount {
  const { totalTokens, error, ...others } = (body ?? {}) as WireCount;
  if (error != null) throw new ErrorFrame(body);
  if (typeof totalTokens !== "number") throw new MalformedFrameError("expected totalTokens");
  return { prompt_tokens: totalTokens, ...others };
}

interface WireCount {
  readonly totalTokens?: unknown;
  readonly error?: unknown;
}
