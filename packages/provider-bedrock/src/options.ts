import type { JsonSchema } from "@vllora/core/provider";

/**
 * What only Bedrock knows: `provider_options.bedrock`. Fields go out under their own names, but for
 * `additional_parameters`.
 * @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
 */
export interface BedrockChatOptions {
  /** `additionalModelRequestFields`: what the model knows beside Converse, over what other parameters put there. */
  readonly additional_parameters?: { readonly [field: string]: unknown };
  /** JSON pointers into the model's own answer; what they find is `provider_fields.bedrock.additionalModelResponseFields`. */
  readonly additionalModelResponseFieldPaths?: readonly string[];
  readonly guardrailConfig?: BedrockGuardrail;
  readonly outputConfig?: BedrockOutputConfig;
  readonly performanceConfig?: { readonly latency?: "standard" | "optimized" };
  /** Values for a managed prompt, whose ARN is the model. */
  readonly promptVariables?: { readonly [name: string]: { readonly text: string } };
  /** For the invocation logs; over `metadata`. */
  readonly requestMetadata?: { readonly [key: string]: string };
  readonly serviceTier?: { readonly type: "default" | "flex" | "priority" | "reserved" };
  /** Tools that are no functions, after the request's `tools`. */
  readonly tools?: readonly BedrockTool[];
}

/** A guardrail for the call. */
export interface BedrockGuardrail {
  readonly guardrailIdentifier?: string;
  readonly guardrailVersion?: string;
  readonly trace?: "enabled" | "disabled" | "enabled_full";
  /** For streams only. */
  readonly streamProcessingMode?: "sync" | "async";
}

/** The form of the answer, as Converse has it. */
export interface BedrockOutputConfig {
  readonly textFormat?: {
    readonly type: "json_schema";
    readonly structure: {
      /** `schema` is JSON text. */
      readonly jsonSchema: {
        readonly schema: string;
        readonly name?: string;
        readonly description?: string;
      };
    };
  };
  readonly effort?: string;
}

/** A tool that Bedrock runs, a mark for its cache, or a tool with everything that Converse knows of it. */
export type BedrockTool =
  | { readonly systemTool: { readonly name: string } }
  | { readonly cachePoint: { readonly type: "default"; readonly ttl?: "5m" | "1h" } }
  | {
      readonly toolSpec: {
        readonly name: string;
        readonly inputSchema: { readonly json: JsonSchema };
        readonly [field: string]: unknown;
      };
    };

/**
 * What only Bedrock's embeddings know: `provider_options.bedrock`. What the model does not have is
 * ignored, with a warning.
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-embed.html (read 2026-11-28)
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters-titan-embed-text.html (read 2026-11-28)
 */
export interface BedrockEmbeddingOptions {
  /** Whose API the model has. Default: what its id says, which that of an application inference profile does not. */
  readonly model_family?: "titan" | "cohere" | "nova";
  /** Cohere: what the vectors are for. Default `search_document`. */
  readonly input_type?: "search_document" | "search_query" | "classification" | "clustering";
  /**
   * Cohere and Nova: which end of a text is left out that is too long; `NONE` is an error. Cohere's Embed 4 has `LEFT`
   * and `RIGHT`, the others `START` and `END`. Default: Nova `NONE`, Cohere what the API does.
   */
  readonly truncate?: "NONE" | "START" | "END" | "LEFT" | "RIGHT";
  /** Titan Text Embeddings V2: vectors of length 1. Default `true`. */
  readonly normalize?: boolean;
  /** Nova: what the vectors are for: `GENERIC_RETRIEVAL`, `CLASSIFICATION`, …. Default `GENERIC_INDEX`. */
  readonly embedding_purpose?: string;
}

declare module "@vllora/types" {
  interface ProviderOptions {
    readonly bedrock?: BedrockChatOptions | BedrockEmbeddingOptions;
  }
}

/** Keys that are fields of the body, and go into it as they are. */
export const BODY_OPTIONS = [
  "additionalModelResponseFieldPaths",
  "guardrailConfig",
  "performanceConfig",
  "promptVariables",
] as const satisfies readonly (keyof BedrockChatOptions)[];

/** Every key of `provider_options.bedrock`. */
export const OPTIONS = [
  ...BODY_OPTIONS,
  "additional_parameters",
  "outputConfig",
  "requestMetadata",
  "serviceTier",
  "tools",
] as const satisfies readonly (keyof BedrockChatOptions)[];

/** Every key of `provider_options.bedrock` for embeddings. */
export const EMBEDDING_OPTIONS = [
  "model_family",
  "input_type",
  "truncate",
  "normalize",
  "embedding_purpose",
] as const satisfies readonly (keyof BedrockEmbeddingOptions)[];
