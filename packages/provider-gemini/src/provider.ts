import {
  type Credentials,
  type CredentialsInput,
  defineProvider,
  type HttpRequest,
  type ProviderDefinition,
  type ProviderSettings,
} from "@vllora/core/provider";
import { createChatCodec } from "./codec.ts";
import { createCountCodec, toGeminiCount } from "./count.ts";
import { createGeminiEmbeddings } from "./embeddings.ts";
import { MODEL_LIST } from "./model-list.ts";
import { modelPath } from "./model-path.ts";
import { GEMINI_OPTIONS } from "./options.ts";
import { PACKAGE } from "./package.ts";
import { PARAMETERS } from "./parameters.ts";

/** What an application can say about the Gemini API. */
export interface GeminiOptions {
  /** The key or a function that gives it. Default: `VLLORA_GEMINI_API_KEY`, then `GEMINI_API_KEY`, then `GOOGLE_API_KEY`. */
  readonly apiKey?: CredentialsInput | null | undefined;
  /** Up to and without `/models`. Default `https://generativelanguage.googleapis.com/v1beta`. */
  readonly baseURL?: string | undefined;
  readonly headers?: { readonly [name: string]: string } | undefined;
  readonly fetch?: ProviderSettings["fetch"] | undefined;
}

/**
 * Google's Gemini API: chat completions, embeddings, counts of tokens and the list of models.
 * @see https://ai.google.dev/api/generate-content
 *
 * @example
 * const client = new VlloraLLMClient({ providers: [gemini({ apiKey })] });
 */
export function gemini(options: GeminiOptions = {}): ProviderDefinition {
  const { apiKey, baseURL, headers, fetch } = options;
  return defineProvider({
    contract: 1,
    id: "gemini",
    package: PACKAGE,
    telemetryName: "gcp.gemini",
    models: ["gemini-*", "gemma-*", "models/gemini-*", "models/gemma-*", "tunedModels/*"],
    credentials: {
      kinds: ["api_key"],
      env: ["VLLORA_GEMINI_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY"],
    },
    baseURL: "https://generativelanguage.googleapis.com/v1beta",
    parameters: PARAMETERS,
    options: GEMINI_OPTIONS,
    authorize: withKey,
    chat: createChatCodec({
      modelPath: geminiModelPath,
      tier: (serviceTier) => ({ body: { serviceTier } }),
    }),
    tokens: createCountCodec({ modelPath: geminiModelPath, countBody: toGeminiCount }),
    embeddings: createGeminiEmbeddings(geminiModelPath),
    modelList: MODEL_LIST,
    settings: { credentials: apiKey, baseURL, headers, fetch },
  });
}

function geminiModelPath(model: string): string {
  return modelPath(model, "/models", ["models", "tunedModels"]);
}

/** The key as a header: addresses end up in logs. */
export function withKey(request: HttpRequest, credentials: Credentials | undefined): HttpRequest {
  if (credentials === undefined || !("api_key" in credentials)) return request;
  // One that the caller wrote is meant.
  if (request.headers["x-goog-api-key"] !== undefined) return request;
  return { ...request, headers: { ...request.headers, "x-goog-api-key": credentials.api_key } };
}
