import {
  boolean,
  exactOptional,
  literal,
  nullable,
  number,
  refine,
  string,
  union,
  unknown,
} from "zod";
import type {
  CompletionPrice,
  EmbeddingPrice,
  ImageGenerationPrice,
  Model,
  ModelCapability,
  ModelEndpoint,
  ModelLimits,
  ModelMetadata,
  ModelMetadataWithEndpoints,
  ModelModality,
  ModelPrice,
  ModelType,
} from "../model.ts";
import { inferenceProviderSchema } from "./provider.ts";
import { exactly, mutableObject, readonlyArray, readonlyObject, readonlyRecord } from "./schema.ts";

/** Schema of `Model`. */
export const modelSchema = exactly<Model>()(
  mutableObject({
    id: string(),
    object: literal("model"),
    created: exactOptional(number()),
    owned_by: exactOptional(string()),
  }),
);

const completionRatesShape = {
  per_input_token: number(),
  per_output_token: number(),
  per_cached_input_token: exactOptional(number()),
  per_cached_input_write_token: exactOptional(number()),
};

/** Schema of `CompletionPrice`. */
export const completionPriceSchema = exactly<CompletionPrice>()(
  readonlyObject({ ...completionRatesShape, valid_from: exactOptional(number()) }),
);

/** Schema of `EmbeddingPrice`. */
export const embeddingPriceSchema = exactly<EmbeddingPrice>()(
  readonlyObject({ per_input_token: number(), valid_from: exactOptional(number()) }),
);

/** Schema of `ImageGenerationPrice`. It has no field of its own that must be there, so it refuses prices per token. */
export const imageGenerationPriceSchema = exactly<ImageGenerationPrice>()(
  readonlyObject({
    type_prices: exactOptional(readonlyRecord(readonlyRecord(number()))),
    mp_price: exactOptional(number()),
    valid_from: exactOptional(number()),
  }).check(refine((price) => !("per_input_token" in price), "A price per token")),
);

/** Schema of `ModelPrice`. */
export const modelPriceSchema = exactly<ModelPrice>()(
  union([completionPriceSchema, embeddingPriceSchema, imageGenerationPriceSchema]),
);

/** Schema of `ModelModality`. */
export const modelModalitySchema = exactly<ModelModality>()(
  literal(["text", "image", "audio", "video"]),
);

/** Schema of `ModelCapability`. */
export const modelCapabilitySchema = exactly<ModelCapability>()(literal(["tools", "reasoning"]));

/** Schema of `ModelType`. */
export const modelTypeSchema = exactly<ModelType>()(
  literal(["completions", "embeddings", "image_generation", "responses"]),
);

/** Schema of `ModelLimits`. */
export const modelLimitsSchema = exactly<ModelLimits>()(
  readonlyObject({ max_context_size: number() }),
);

const modelMetadataShape = {
  model: string(),
  model_provider: string(),
  inference_provider: inferenceProviderSchema,
  price: modelPriceSchema,
  input_formats: readonlyArray(modelModalitySchema),
  output_formats: readonlyArray(modelModalitySchema),
  capabilities: readonlyArray(modelCapabilitySchema),
  type: modelTypeSchema,
  limits: modelLimitsSchema,
  description: string(),
  parameters: exactOptional(readonlyRecord(unknown())),
  benchmark_info: exactOptional(readonlyRecord(unknown())),
  virtual_model_id: exactOptional(nullable(string())),
  min_service_level: exactOptional(number()),
  release_date: exactOptional(string()),
  license: exactOptional(string()),
  knowledge_cutoff_date: exactOptional(string()),
  langdb_release_date: exactOptional(string()),
  is_private: exactOptional(boolean()),
  is_custom: exactOptional(boolean()),
};

/** Schema of `ModelMetadata`. */
export const modelMetadataSchema = exactly<ModelMetadata>()(readonlyObject(modelMetadataShape));

/** Schema of `ModelEndpoint`. */
export const modelEndpointSchema = exactly<ModelEndpoint>()(
  readonlyObject({
    provider: inferenceProviderSchema,
    available: boolean(),
    pricing: nullable(readonlyObject(completionRatesShape)),
  }),
);

/** Schema of `ModelMetadataWithEndpoints`. */
export const modelMetadataWithEndpointsSchema = exactly<ModelMetadataWithEndpoints>()(
  readonlyObject({ ...modelMetadataShape, endpoints: readonlyArray(modelEndpointSchema) }),
);
