import type { InferenceProvider } from "./provider.ts";

/**
 * A model as its provider lists it: OpenAI's shape. Unknown is absent; what else the provider says stands beside it
 * under the provider's names.
 * @see https://platform.openai.com/docs/api-reference/models/object
 */
export interface Model {
  /** What requests name it by. */
  id: string;
  object: "model";
  /** Unix time in seconds. */
  created?: number;
  /** Who made it or serves it, in the provider's words. */
  owned_by?: string;
}

/** US dollars per million tokens. */
export interface CompletionPrice {
  readonly per_input_token: number;
  readonly per_output_token: number;
  /** Absent: cached input costs what other input costs. */
  readonly per_cached_input_token?: number;
  /** Absent: writing the cache costs what other input costs. */
  readonly per_cached_input_write_token?: number;
  /** Unix time in seconds from which the price holds. */
  readonly valid_from?: number;
}

/** US dollars per million tokens. */
export interface EmbeddingPrice {
  readonly per_input_token: number;
  readonly valid_from?: number;
}

/** US dollars per image by quality and `WxH`, or per megapixel. */
export interface ImageGenerationPrice {
  readonly type_prices?: { readonly [quality: string]: { readonly [size: string]: number } };
  readonly mp_price?: number;
  readonly valid_from?: number;
}

/** The price of a model, of the kind that the model is. */
export type ModelPrice = CompletionPrice | EmbeddingPrice | ImageGenerationPrice;

/** What goes into a model or comes out of it. */
export type ModelModality = "text" | "image" | "audio" | "video";

/** What a model can do beyond answering. */
export type ModelCapability = "tools" | "reasoning";

/** Which API serves a model. */
export type ModelType = "completions" | "embeddings" | "image_generation" | "responses";

/** How much a model takes. */
export interface ModelLimits {
  /** Tokens of prompt and answer together. */
  readonly max_context_size: number;
}

/** What is known about a model at one provider. Dates are ISO 8601 days, `2026-11-22`. */
export interface ModelMetadata {
  /** The model's name, without provider. */
  readonly model: string;
  /** Who made the model. */
  readonly model_provider: string;
  /** Who serves it here. */
  readonly inference_provider: InferenceProvider;
  readonly price: ModelPrice;
  readonly input_formats: readonly ModelModality[];
  readonly output_formats: readonly ModelModality[];
  readonly capabilities: readonly ModelCapability[];
  readonly type: ModelType;
  readonly limits: ModelLimits;
  readonly description: string;
  /** JSON Schema of the parameters that the model takes, by parameter. */
  readonly parameters?: { readonly [parameter: string]: unknown };
  /** Ranks and scores, by benchmark. */
  readonly benchmark_info?: { readonly [benchmark: string]: unknown };
  /** The virtual model behind this entry. */
  readonly virtual_model_id?: string | null;
  /** Lowest level of service that may use the model; absent means 0. */
  readonly min_service_level?: number;
  readonly release_date?: string;
  readonly license?: string;
  readonly knowledge_cutoff_date?: string;
  /** Day on which the catalogue took the model in. */
  readonly langdb_release_date?: string;
  /** Only its owner sees the model; absent means `false`. */
  readonly is_private?: boolean;
  /** Added by its owner rather than by the catalogue; absent means `false`. */
  readonly is_custom?: boolean;
}

/** A model with everyone who serves it, cheapest first; the fields beside `endpoints` are the cheapest's. */
export interface ModelMetadataWithEndpoints extends ModelMetadata {
  readonly endpoints: readonly ModelEndpoint[];
}

/** One provider of a model. */
export interface ModelEndpoint {
  readonly provider: InferenceProvider;
  /** Credentials for the provider are there. */
  readonly available: boolean;
  /** `null` where tokens have no price, as for images. */
  readonly pricing: Omit<CompletionPrice, "valid_from"> | null;
}
