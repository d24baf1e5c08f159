import type { ChatCompletionRequest, EncodeContext } from "@vllora/core/provider";
import { takesFormatBesideTools } from "./models.ts";
import type { GeminiRequestOptions } from "./options.ts";
import { toSchema, usesJsonSchema } from "./schema.ts";
import { toThinkingConfig } from "./thinking.ts";

/** How the answer is generated; `undefined` where nothing is said. Absent and `null` mean the same. */
export function toGenerationConfig(
  request: ChatCompletionRequest,
  context: EncodeContext,
): object | undefined {
  const options = context.options as GeminiRequestOptions;
  const { stop } = request;
  const config: { [field: string]: unknown } = {
    candidateCount: request.n,
    temperature: request.temperature,
    topP: request.top_p,
    topK: request.top_k,
    maxOutputTokens: limit(request, context),
    stopSequences: typeof stop === "string" ? [stop] : stop,
    presencePenalty: request.presence_penalty,
    frequencyPenalty: request.frequency_penalty,
    seed: request.seed,
    responseLogprobs: request.logprobs,
    logprobs: request.top_logprobs,
    ...responseFormat(request, context),
    responseModalities:
      options.response_modalities ?? request.modalities?.map((word) => word.toUpperCase()),
    speechConfig: speech(request, context),
    imageConfig: options.image_config,
    mediaResolution: options.media_resolution,
    thinkingConfig: toThinkingConfig(request, context),
    ...options.generation_config,
  };
  const said = Object.entries(config).filter(([, value]) => value != null);
  return said.length === 0 ? undefined : Object.fromEntries(said);
}

function limit(
  { max_completion_tokens: limit, max_tokens: older }: ChatCompletionRequest,
  { report }: EncodeContext,
): number | null | undefined {
  if (limit == null) return older;
  if (older != null) {
    const note = "max_completion_tokens is given, too";
    report({ field: "max_tokens", outcome: "ignored", note });
  }
  return limit;
}

/** Gemini answers with what it is given a schema for; JSON without a schema is asked for by its media type. */
function responseFormat(
  { response_format: format, tools = [] }: ChatCompletionRequest,
  context: EncodeContext,
) {
  if (format == null || format.type === "text") return {};
  if (tools.length > 0 && !takesFormatBesideTools(context.model)) {
    const note = "models before Gemini 3 take none beside tools";
    context.report({ field: "response_format", outcome: "refused", note });
    return {};
  }
  const responseMimeType = "application/json";
  if (format.type === "json_object") return { responseMimeType };
  const { schema, description } = format.json_schema;
  if (schema === undefined) return { responseMimeType };
  const described =
    description === undefined || schema["description"] !== undefined
      ? schema
      : { ...schema, description };
  const field = usesJsonSchema(context) ? "responseJsonSchema" : "responseSchema";
  const path = "response_format.json_schema.schema";
  return { responseMimeType, [field]: toSchema(described, path, context) };
}

/** @see https://ai.google.dev/gemini-api/docs/speech-generation */
function speech({ audio }: ChatCompletionRequest, { options, report }: EncodeContext) {
  const { speech_config: own } = options as GeminiRequestOptions;
  if (audio == null) return own;
  if (audio.format !== "pcm16") {
    const note = "speech comes as raw samples; the media type of the answer has their rate";
    report({ field: "audio.format", outcome: "adjusted", from: audio.format, to: "pcm16", note });
  }
  const voiceName = typeof audio.voice === "string" ? audio.voice : audio.voice.id;
  return { voiceConfig: { prebuiltVoiceConfig: { voiceName } }, ...own };
}
