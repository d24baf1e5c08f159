import type { ProviderOptions } from "./chat.ts";

/**
 * A request for embeddings: OpenAI's shape.
 * @see https://platform.openai.com/docs/api-reference/embeddings/create (read 2026-11-22)
 */
export interface EmbeddingRequest {
  /** Model id, with or without the provider before it. */
  readonly model: string;
  /** One text, several texts, the token ids of one text, or those of several texts. One vector each. */
  readonly input: string | readonly string[] | readonly number[] | readonly (readonly number[])[];
  /** Length of the vectors; absent means the model's own. */
  readonly dimensions?: number;
  /** `base64`: little-endian 32-bit floats. Absent means `float`. */
  readonly encoding_format?: EmbeddingEncoding;
  readonly user?: string;

  /** What only one provider knows, by provider id. */
  readonly provider_options?: ProviderOptions;
  /** Fields put into the body as they are, last. */
  readonly extra_body?: { readonly [field: string]: unknown };
  /** Headers put onto the call, last. */
  readonly extra_headers?: { readonly [header: string]: string };
}

/** How vectors are written. */
export type EmbeddingEncoding = "float" | "base64";

/**
 * Vectors in the order of the inputs: numbers, or base64 texts where `encoding_format` asked for them
 * (`EmbeddingResponse<string>`).
 */
export interface EmbeddingResponse<Vector extends number[] | string = number[]> {
  object: "list";
  data: Embedding<Vector>[];
  model: string;
  /** Absent where the provider does not say it. */
  usage?: EmbeddingUsage;
}

/** The vector of one input. `index` is the input's ordinal. */
export interface Embedding<Vector extends number[] | string = number[]> {
  object: "embedding";
  index: number;
  embedding: Vector;
}

/** Tokens of one call. */
export interface EmbeddingUsage {
  prompt_tokens: number;
  total_tokens: number;
  /** Price in US dollars, where the provider says it. */
  cost?: number;
}
