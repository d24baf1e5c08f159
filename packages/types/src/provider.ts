/** A provider by name; any other name is a service that speaks OpenAI's wire. Case does not matter. */
export type ProviderName =
  | "openai"
  | "anthropic"
  | "gemini"
  | "bedrock"
  | "vertex"
  | "azure"
  | (string & {});

/** The wire that a service speaks, where its provider does not say it. */
export type InferenceApiType = "openai" | "anthropic" | "bedrock" | "gemini";

/** Who serves a model, under which name, and where. */
export interface InferenceProvider {
  readonly provider: ProviderName;
  /** The model's name at that provider. */
  readonly model_name: string;
  /** Base URL; absent or `null` means the provider's own. */
  readonly endpoint?: string | null;
  /** Absent or `null`: the provider's own wire. */
  readonly custom_inference_api_type?: InferenceApiType | null;
}
