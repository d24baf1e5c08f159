/** What only Gemini knows: `provider_options.gemini`. Values are the wire's own, in its camelCase. */
export interface GeminiRequestOptions {
  /** Name of an explicit cache: `cachedContents/…`. Instructions and tools then lie in the cache. */
  readonly cached_content?: string;
  readonly safety_settings?: readonly GeminiSafetySetting[];
  /** Tools that Google runs, and others that are no functions: `[{ googleSearch: {} }]`. */
  readonly tools?: readonly GeminiTool[];
  /** Goes over what `tool_choice` says: `{ includeServerSideToolInvocations: true }`. */
  readonly tool_config?: { readonly [field: string]: unknown };
  /** Summaries of thoughts in the answer. Default: when `thinking` is enabled. */
  readonly include_thoughts?: boolean;
  /** Goes over what `reasoning_effort` and `thinking` say. */
  readonly thinking_config?: { readonly [field: string]: unknown };
  /** Kinds of content in the answer, where `modalities` does not say it: `["TEXT", "IMAGE"]`. */
  readonly response_modalities?: readonly ("TEXT" | "IMAGE" | "AUDIO" | (string & {}))[];
  /** Goes over what `audio` says. */
  readonly speech_config?: { readonly [field: string]: unknown };
  readonly image_config?: {
    /** `"16:9"`. */
    readonly aspectRatio?: string;
    /** `"1K"`, `"2K"`, `"4K"`. */
    readonly imageSize?: string;
    readonly [field: string]: unknown;
  };
  /** `MEDIA_RESOLUTION_LOW`, `_MEDIUM` or `_HIGH`, for all media of the request. */
  readonly media_resolution?: string;
  /** Names and values for the bill. */
  readonly labels?: { readonly [name: string]: string };
  /**
   * How schemas are sent: as JSON Schema, or as the API's own kind, which older models want. Default: what the model
   * takes.
   */
  readonly schema_format?: "json_schema" | "openapi";
  /** Fields of `generationConfig` that have no other name here. They go over all others. */
  readonly generation_config?: { readonly [field: string]: unknown };
}

/** What only Vertex AI knows: `provider_options.vertex`. */
export interface VertexRequestOptions extends GeminiRequestOptions {
  /** Templates of Model Armor, which check prompt and answer. Not together with `safety_settings`. */
  readonly model_armor_config?: { readonly [field: string]: unknown };
}

/** What only Gemini's embeddings know: `provider_options.gemini`. */
export interface GeminiEmbeddingOptions {
  /** What the vectors are for: `RETRIEVAL_DOCUMENT`, `RETRIEVAL_QUERY`, `SEMANTIC_SIMILARITY`, … */
  readonly task_type?: string;
  /** Of the document, for `RETRIEVAL_DOCUMENT`. */
  readonly title?: string;
}

/** What only Vertex AI's embeddings know: `provider_options.vertex`. */
export interface VertexEmbeddingOptions extends GeminiEmbeddingOptions {
  /** `false`: a text that is too long is an error. Default `true`: its end is left out. */
  readonly auto_truncate?: boolean;
}

/** How much harm is let through, by kind of harm. */
export interface GeminiSafetySetting {
  /** `HARM_CATEGORY_HATE_SPEECH`, … */
  readonly category: string;
  /** `BLOCK_NONE`, `BLOCK_ONLY_HIGH`, `BLOCK_MEDIUM_AND_ABOVE`, `BLOCK_LOW_AND_ABOVE`, `OFF`. */
  readonly threshold: string;
  readonly [field: string]: unknown;
}

/** One built-in tool and its settings. */
export interface GeminiTool {
  readonly googleSearch?: object;
  readonly urlContext?: object;
  readonly codeExecution?: object;
  readonly fileSearch?: object;
  readonly googleMaps?: object;
  readonly computerUse?: object;
  readonly [tool: string]: unknown;
}

declare module "@vllora/types" {
  interface ProviderOptions {
    gemini?: GeminiRequestOptions | GeminiEmbeddingOptions;
    vertex?: VertexRequestOptions | VertexEmbeddingOptions;
  }
}

/** Keys of {@link GeminiRequestOptions}. */
export const GEMINI_OPTIONS = [
  "cached_content",
  "safety_settings",
  "tools",
  "tool_config",
  "include_thoughts",
  "thinking_config",
  "response_modalities",
  "speech_config",
  "image_config",
  "media_resolution",
  "labels",
  "schema_format",
  "generation_config",
] as const satisfies readonly (keyof GeminiRequestOptions)[];

/** Keys of {@link VertexRequestOptions}. */
export const VERTEX_OPTIONS = [
  ...GEMINI_OPTIONS,
  "model_armor_config",
] as const satisfies readonly (keyof VertexRequestOptions)[];
