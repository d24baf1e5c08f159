import { exactOptional, literal, nullable, string } from "zod";
import type { InferenceApiType, InferenceProvider, ProviderName } from "../provider.ts";
import { exactly, openString, readonlyObject } from "./schema.ts";

/** Schema of `ProviderName`. */
export const providerNameSchema = exactly<ProviderName>()(openString<ProviderName>());

/** Schema of `InferenceApiType`. */
export const inferenceApiTypeSchema = exactly<InferenceApiType>()(
  literal(["openai", "anthropic", "bedrock", "gemini"]),
);

/** Schema of `InferenceProvider`. */
export const inferenceProviderSchema = exactly<InferenceProvider>()(
  readonlyObject({
    provider: providerNameSchema,
    model_name: string(),
    endpoint: exactOptional(nullable(string())),
    custom_inference_api_type: exactOptional(nullable(inferenceApiTypeSchema)),
  }),
);
