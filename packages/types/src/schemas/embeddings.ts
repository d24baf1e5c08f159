import { array, exactOptional, literal, number, string, union, unknown } from "zod";
import type {
  Embedding,
  EmbeddingEncoding,
  EmbeddingRequest,
  EmbeddingResponse,
  EmbeddingUsage,
} from "../embeddings.ts";
import { providerOptionsSchema } from "./chat.ts";
import {
  exactly,
  mutableObject,
  readonlyArray,
  readonlyObject,
  readonlyRecord,
  tolerant,
} from "./schema.ts";

/** Schema of `EmbeddingEncoding`. */
export const embeddingEncodingSchema = exactly<EmbeddingEncoding>()(literal(["float", "base64"]));

/** Schema of `EmbeddingRequest`. */
export const embeddingRequestSchema = exactly<EmbeddingRequest>()(
  readonlyObject({
    model: string(),
    input: union([
      string(),
      readonlyArray(string()),
      readonlyArray(number()),
      readonlyArray(readonlyArray(number())),
    ]),
    dimensions: exactOptional(number()),
    encoding_format: exactOptional(embeddingEncodingSchema),
    user: exactOptional(string()),
    provider_options: exactOptional(providerOptionsSchema),
    extra_body: exactOptional(readonlyRecord(unknown())),
    extra_headers: exactOptional(readonlyRecord(string())),
  }),
);

/** Schema of `Embedding`, a vector of numbers. */
export const embeddingSchema = exactly<Embedding>()(
  mutableObject({ object: literal("embedding"), index: number(), embedding: array(number()) }),
);

/** Schema of `Embedding<string>`, a vector as base64. */
export const base64EmbeddingSchema = exactly<Embedding<string>>()(
  mutableObject({ object: literal("embedding"), index: number(), embedding: string() }),
);

/** Schema of `EmbeddingUsage`. */
export const embeddingUsageSchema = exactly<EmbeddingUsage>()(
  mutableObject({ prompt_tokens: number(), total_tokens: number(), cost: exactOptional(number()) }),
);

/** Schema of `EmbeddingResponse`, with vectors of numbers. */
export const embeddingResponseSchema = exactly<EmbeddingResponse>()(
  mutableObject({
    object: literal("list"),
    data: array(embeddingSchema),
    model: string(),
    usage: exactOptional(tolerant(embeddingUsageSchema)),
  }),
);

/** Schema of `EmbeddingResponse<string>`, with vectors as base64. */
export const base64EmbeddingResponseSchema = exactly<EmbeddingResponse<string>>()(
  mutableObject({
    object: literal("list"),
    data: array(base64EmbeddingSchema),
    model: string(),
    usage: exactOptional(tolerant(embeddingUsageSchema)),
  }),
);
