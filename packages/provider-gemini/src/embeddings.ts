import {
  type EmbeddingDecodeContext,
  type EmbeddingRequest,
  type EmbeddingResponse,
  type EmbeddingsCodec,
  type EncodeContext,
  ErrorFrame,
  LLMError,
  MalformedFrameError,
  type WireRequest,
} from "@vllora/core/provider";
import { decodeError } from "./errors.ts";
import type { GeminiEmbeddingOptions, VertexEmbeddingOptions } from "./options.ts";
import type { GeminiDialect } from "./request.ts";

type ModelPath = GeminiDialect["modelPath"];

const PARAMETERS: EmbeddingsCodec["parameters"] = {
  dimensions: { mapped: "outputDimensionality" },
  encoding_format: { emulated: "the API writes numbers" },
  user: "unsupported",
};

/**
 * Embeddings of the Gemini API.
 * @see https://ai.google.dev/api/embeddings#method:-models.batchembedcontents
 */
export function createGeminiEmbeddings(modelPath: ModelPath): EmbeddingsCodec {
  return {
    parameters: PARAMETERS,
    options: ["task_type", "title"] satisfies (keyof GeminiEmbeddingOptions)[],
    encode(request, context) {
      const path = modelPath(context.model);
      const config = { model: path.slice(1), ...toConfig(request, context) };
      const requests = textsOf(request, context).map((text) => ({
        content: toContent(text),
        ...config,
      }));
      return { path: `${path}:batchEmbedContents`, body: { requests } };
    },
    decode: decodeEmbeddings,
    decodeError,
  };
}

/**
 * Embeddings of Vertex AI. Models since Gemini Embedding 2 have a method of their own, for one text at a time.
 * @see https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/text-embeddings-api
 */
export function createVertexEmbeddings(modelPath: ModelPath): EmbeddingsCodec {
  return {
    parameters: PARAMETERS,
    options: ["task_type", "title", "auto_truncate"] satisfies (keyof VertexEmbeddingOptions)[],
    encode: (request, context) => encodeVertex(request, context, modelPath(context.model)),
    decode: decodeEmbeddings,
    decodeError,
  };
}

function encodeVertex(
  request: EmbeddingRequest,
  context: EncodeContext,
  path: string,
): WireRequest {
  const texts = textsOf(request, context);
  const { taskType, title, ...parameters } = toConfig(request, context);
  if (!/\/gemini-(?!embedding-001$)/.test(path)) {
    const of = {
      ...(taskType == null ? {} : { task_type: taskType }),
      ...(title == null ? {} : { title }),
    };
    const instances = texts.map((content) => ({ content, ...of }));
    const body = hasKeys(parameters) ? { instances, parameters } : { instances };
    return { path: `${path}:predict`, body };
  }
  const [text, ...others] = texts;
  if (others.length > 0) {
    throw new LLMError(
      "invalid_request",
      `${context.model} embeds one text in a call on Vertex AI, got ${texts.length}`,
      { provider: context.provider, param: "input" },
    );
  }
  const embedContentConfig = toConfig(request, context);
  const content = toContent(text as string);
  const body = hasKeys(embedContentConfig) ? { content, embedContentConfig } : { content };
  return { path: `${path}:embedContent`, body };
}

interface WireConfig {
  taskType?: string;
  title?: string;
  outputDimensionality?: number;
  autoTruncate?: boolean;
}

function toConfig({ dimensions }: EmbeddingRequest, { options }: EncodeContext): WireConfig {
  const { task_type, title, auto_truncate } = options as VertexEmbeddingOptions;
  return {
    ...(task_type == null ? {} : { taskType: task_type }),
    ...(title == null ? {} : { title }),
    ...(dimensions === undefined ? {} : { outputDimensionality: dimensions }),
    ...(auto_truncate == null ? {} : { autoTruncate: auto_truncate }),
  };
}

function textsOf({ input }: EmbeddingRequest, { provider }: EncodeContext): readonly string[] {
  if (typeof input === "string") return [input];
  // Core lets all inputs be of one kind only.
  if (typeof input[0] === "string") return input as readonly string[];
  throw new LLMError("invalid_request", `${provider} makes embeddings of text, not of token ids`, {
    provider,
    param: "input",
  });
}

function toContent(text: string): object {
  return { parts: [{ text }] };
}

/** An answer of any of the three methods. */
interface WireEmbeddings {
  readonly embeddings?: unknown;
  readonly embedding?: unknown;
  readonly predictions?: readonly ({ readonly embeddings?: unknown } | null)[];
  readonly usageMetadata?: { readonly promptTokenCount?: unknown } | null;
  readonly error?: unknown;
}

interface WireVector {
  readonly values?: unknown;
  readonly statistics?: { readonly token_count?: unknown };
}

function decodeEmbeddings(
  body: unknown,
  { model }: EmbeddingDecodeContext,
): EmbeddingResponse<number[]> {
  const wire = (body ?? {}) as WireEmbeddings;
  if (wire.error != null) throw new ErrorFrame(body);
  const vectors = vectorsOf(wire);
  const data = vectors.map((vector, index) => {
    const { values, ...others } = vector ?? {};
    if (!isNumbers(values)) throw new MalformedFrameError("expected vectors of numbers");
    return { ...others, object: "embedding" as const, index, embedding: values };
  });
  const tokens = tokensOf(wire, vectors);
  const usage =
    tokens === undefined ? {} : { usage: { prompt_tokens: tokens, total_tokens: tokens } };
  return { object: "list", data, model, ...usage };
}

function vectorsOf({ embeddings, embedding, predictions }: WireEmbeddings): readonly WireVector[] {
  if (Array.isArray(predictions)) return predictions.map((one) => one?.embeddings as WireVector);
  const vectors = embedding === undefined ? embeddings : [embedding];
  if (!Array.isArray(vectors)) throw new MalformedFrameError("expected embeddings");
  return vectors as WireVector[];
}

/** Vertex AI counts each text; some models count all. Absent where a text is not counted. */
function tokensOf(
  { usageMetadata }: WireEmbeddings,
  vectors: readonly WireVector[],
): number | undefined {
  const total = usageMetadata?.promptTokenCount;
  if (typeof total === "number") return total;
  let sum = 0;
  for (const { statistics } of vectors) {
    const count = statistics?.token_count;
    if (typeof count !== "number") return undefined;
    sum += count;
  }
  return vectors.length === 0 ? undefined : sum;
}

function isNumbers(value: unknown): value is number[] {
  return Array.isArray(value) && value.length > 0 && value.every(Number.isFinite);
}

function hasKeys(value: object): boolean {
  return Object.keys(value).length > 0;
}
