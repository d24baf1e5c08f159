import {
  type EmbeddingDecodeContext,
  type EmbeddingRequest,
  type EmbeddingResponse,
  type EmbeddingsCodec,
  type EncodeContext,
  LLMError,
  MalformedFrameError,
} from "@vllora/core/provider";
import { isObject } from "./blocks.ts";
import { decodeError } from "./errors.ts";
import { toModelId } from "./model-id.ts";
import { type BedrockEmbeddingOptions, EMBEDDING_OPTIONS } from "./options.ts";

/**
 * Vectors of texts by InvokeModel, whose body each family of models has in a form of its own.
 * @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_InvokeModel.html
 */
export const embeddings: EmbeddingsCodec = {
  parameters: {
    dimensions: { mapped: "dimensions", note: "under the name that the model's API has for it" },
    encoding_format: { emulated: "the API writes numbers" },
    user: "unsupported",
  },
  options: EMBEDDING_OPTIONS,
  maxInputsPerCall: (model) => (familyOf(model) === "cohere" ? COHERE_MOST : 1),
  encode(request, context) {
    const model = toModelId(context);
    const texts = textsOf(request, context);
    return {
      path: `/model/${encodeURIComponent(model)}/invoke`,
      headers: { accept: "application/json" },
      body: toBody(texts, request, model, context),
    };
  },
  decode,
  decodeError,
};

type Fields = { readonly [field: string]: unknown };
type Family = NonNullable<BedrockEmbeddingOptions["model_family"]>;

/** Cohere's limit; the others take one text. */
const COHERE_MOST = 96;

/** A family by the id: of a model, an inference profile, or an ARN that names one. */
function familyOf(model: string): Family | undefined {
  const id = model.toLowerCase();
  if (/\bcohere\.embed/.test(id)) return "cohere";
  if (/\bamazon\.titan-embed/.test(id)) return "titan";
  return /\bamazon\.nova-[\w.-]*embed/.test(id) ? "nova" : undefined;
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

/** @throws {LLMError} `invalid_request` for a model of which nobody says how it is asked. */
function toBody(
  texts: readonly string[],
  { dimensions }: EmbeddingRequest,
  model: string,
  context: EncodeContext,
): object {
  const { provider, report } = context;
  const options = context.options as BedrockEmbeddingOptions;
  const family = options.model_family ?? familyOf(model);
  if (family === undefined) {
    throw new LLMError(
      "invalid_request",
      `${provider} cannot tell from the model's id how its embeddings are asked for. Say so in provider_options.${provider}.model_family: titan, cohere or nova.`,
      { provider, model, param: "model" },
    );
  }
  for (const name of EMBEDDING_OPTIONS) {
    if (options[name] == null || OPTIONS_OF[family].includes(name)) continue;
    const note = `${family} has no such option`;
    report({ field: `provider_options.${provider}.${name}`, outcome: "refused", note });
  }
  const length = toLength(dimensions, family, model, context);
  // Where the family takes one text in a call, there is one.
  if (family === "cohere") return toCohere(texts, length, options, context);
  const [text = ""] = texts;
  return family === "titan"
    ? {
        inputText: text,
        ...length,
        ...(options.normalize == null ? {} : { normalize: options.normalize }),
      }
    : toNova(text, length, options, context);
}

const OPTIONS_OF: { readonly [family in Family]: readonly (keyof BedrockEmbeddingOptions)[] } = {
  titan: ["model_family", "normalize"],
  cohere: ["model_family", "input_type", "truncate"],
  nova: ["model_family", "truncate", "embedding_purpose"],
};

/** Models of one length only. */
const OF_ONE_LENGTH = /\b(?:amazon\.titan-embed-(?:text-v1|g1)|cohere\.embed-[a-z]+-v3)/;

/** The length of the vectors, under the name that the model's API has for it. */
function toLength(
  dimensions: number | undefined,
  family: Family,
  model: string,
  { report }: EncodeContext,
): object {
  if (dimensions === undefined) return {};
  const field = "dimensions";
  if (OF_ONE_LENGTH.test(model)) {
    report({ field, outcome: "refused", note: "vectors of this model have one length" });
    return {};
  }
  if (family === "cohere") {
    report({ field, outcome: "mapped", to: "output_dimension" });
    return { output_dimension: dimensions };
  }
  if (family === "nova") {
    report({ field, outcome: "mapped", to: "singleEmbeddingParams.embeddingDimension" });
    return { embeddingDimension: dimensions };
  }
  if (!/\btitan-embed-image/.test(model)) return { dimensions };
  report({ field, outcome: "mapped", to: "embeddingConfig.outputEmbeddingLength" });
  return { embeddingConfig: { outputEmbeddingLength: dimensions } };
}

/** @see https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-embed-v4.html (read 2026-11-28) */
function toCohere(
  texts: readonly string[],
  length: object,
  { input_type: type, truncate }: BedrockEmbeddingOptions,
  context: EncodeContext,
): object {
  const input_type = type ?? chosen("input_type", "search_document", context);
  return { texts, input_type, ...length, ...(truncate == null ? {} : { truncate }) };
}

/** @see https://docs.aws.amazon.com/nova/latest/userguide/embeddings-schema.html (read 2026-11-28) */
function toNova(
  value: string,
  length: object,
  { embedding_purpose: purpose, truncate }: BedrockEmbeddingOptions,
  context: EncodeContext,
): object {
  const embeddingPurpose = purpose ?? chosen("embedding_purpose", "GENERIC_INDEX", context);
  const truncationMode = truncate ?? chosen("truncate", "NONE", context);
  return {
    taskType: "SINGLE_EMBEDDING",
    singleEmbeddingParams: { embeddingPurpose, text: { value, truncationMode }, ...length },
  };
}

/** What the API wants with every request, where the caller did not say it. */
function chosen(name: string, to: string, { provider, report }: EncodeContext): string {
  const field = `provider_options.${provider}.${name}`;
  report({ field, outcome: "emulated", to, note: "the API wants it to be said" });
  return to;
}

/** Whatever model it was: each family answers in a form that no other has. */
function decode(body: unknown, { model, headers }: EmbeddingDecodeContext): EmbeddingResponse {
  const answer = isObject(body) ? body : {};
  const data = vectorsIn(answer).map(({ embedding, ...others }, index) => {
    if (!isVector(embedding)) throw new MalformedFrameError("expected vectors of numbers");
    return { ...others, object: "embedding" as const, index, embedding };
  });
  const tokens = tokensOf(answer, headers);
  return {
    object: "list",
    data,
    model,
    ...(tokens === undefined ? {} : { usage: { prompt_tokens: tokens, total_tokens: tokens } }),
  };
}

/** Titan's is one vector; Cohere's are lists or, since Embed 4, lists by type; Nova's are objects with one each. */
function vectorsIn({ embedding, embeddings: list }: Fields): readonly Fields[] {
  if (embedding !== undefined) return [{ embedding }];
  const vectors = isObject(list) ? list["float"] : list;
  if (!Array.isArray(vectors)) throw new MalformedFrameError("expected embeddings");
  return vectors.map((item: unknown) => (isObject(item) ? item : { embedding: item }));
}

/** Titan counts in its body; of all models, the head of the answer has the count. */
function tokensOf({ inputTextTokenCount: count }: Fields, headers: Headers): number | undefined {
  if (typeof count === "number") return count;
  const said = headers.get("x-amzn-bedrock-input-token-count");
  return said !== null && /^\d{1,15}$/.test(said) ? Number(said) : undefined;
}

function isVector(value: unknown): value is number[] {
  return Array.isArray(value) && value.length > 0 && value.every(Number.isFinite);
}
