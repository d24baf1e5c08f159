import {
  type Credentials,
  type CredentialsInput,
  defineProvider,
  type HttpRequest,
  type ProviderDefinition,
  type ProviderSettings,
} from "@vllora/core/provider";
import { CHAT_PARAMETER_TABLE, createChatCodec } from "./codec.ts";
import { EMBEDDINGS } from "./embeddings.ts";
import { MODEL_LIST } from "./models.ts";
import { PACKAGE } from "./package.ts";

/** What is known of a server that speaks OpenAI's API. */
export interface OpenAICompatibleOptions {
  /** What it is called: the prefix of its models, and part of `VLLORA_<NAME>_API_KEY`. Default `"openai-compatible"`. */
  readonly name?: string | undefined;
  /** Up to and without `/chat/completions`: `https://api.groq.com/openai/v1`. */
  readonly baseURL?: string | undefined;
  /** The key or a function that gives it. Default: `VLLORA_<NAME>_API_KEY`. `null`: send none. */
  readonly apiKey?: CredentialsInput | null | undefined;
  readonly headers?: { readonly [name: string]: string } | undefined;
  readonly fetch?: ProviderSettings["fetch"] | undefined;
  /** Model ids that it serves, `*` standing for any text. */
  readonly models?: readonly string[] | undefined;
  /** `gen_ai.provider.name`; default: the name. */
  readonly telemetryName?: string | undefined;
  /** `"system"` for servers that know no developer messages. Default: each message keeps its role. */
  readonly instructionsRole?: "system" | "developer" | undefined;
  /** The only name for the output limit that the server knows. Default: as the caller named it. */
  readonly maxTokensName?: "max_tokens" | "max_completion_tokens" | undefined;
  /** `false` for servers that refuse `stream_options`. Default `true`. */
  readonly streamUsage?: boolean | undefined;
}

/**
 * A provider for any server that speaks OpenAI's chat completions.
 *
 * @example
 * const groq = openaiCompatible({ name: "groq", baseURL: "https://api.groq.com/openai/v1" });
 * const client = new VlloraLLMClient({ providers: [groq] }); // key from VLLORA_GROQ_API_KEY
 */
export function openaiCompatible(options: OpenAICompatibleOptions = {}): ProviderDefinition {
  const { name = "openai-compatible", instructionsRole, maxTokensName } = options;
  const id = name.toLowerCase();
  return defineProvider({
    contract: 1,
    id,
    ...(id === "openai-compatible" ? { aliases: ["proxy"] } : {}),
    package: PACKAGE,
    ...(options.telemetryName === undefined ? {} : { telemetryName: options.telemetryName }),
    ...(options.models === undefined ? {} : { models: options.models }),
    credentials: { kinds: ["api_key"], env: [environmentName(id)] },
    parameters: CHAT_PARAMETER_TABLE,
    unknownParameters: "send",
    options: "any",
    authorize: bearer,
    chat: createChatCodec({
      ...(instructionsRole === undefined ? {} : { instructions: () => instructionsRole }),
      ...(maxTokensName === undefined ? {} : { maxTokens: () => maxTokensName }),
      ...(options.streamUsage === undefined ? {} : { streamUsage: options.streamUsage }),
    }),
    embeddings: EMBEDDINGS,
    modelList: MODEL_LIST,
    settings: toSettings(options),
    // Another server: the dialect goes along, the key and the address do not.
    named: (other) => {
      const {
        apiKey: _key,
        baseURL: _url,
        headers: _headers,
        models: _models,
        ...dialect
      } = options;
      return openaiCompatible({ ...dialect, name: other });
    },
  });
}

/** `my.server-2` → `VLLORA_MY_SERVER_2_API_KEY`: what a shell can set. */
function environmentName(id: string): string {
  return `VLLORA_${id.toUpperCase().replace(/[^A-Z0-9]+/g, "_")}_API_KEY`;
}

/** The settings that every provider of this wire takes. */
export function toSettings(
  options: Pick<OpenAICompatibleOptions, "apiKey" | "baseURL" | "headers" | "fetch">,
): ProviderSettings {
  const { apiKey, baseURL, headers, fetch } = options;
  return { credentials: apiKey, baseURL, headers, fetch };
}

/** The key as a bearer token. */
export function bearer(request: HttpRequest, credentials: Credentials | undefined): HttpRequest {
  if (credentials === undefined || !("api_key" in credentials)) return request;
  // One that the caller wrote is meant.
  if (request.headers["authorization"] !== undefined) return request;
  return {
    ...request,
    headers: { ...request.headers, authorization: `Bearer ${credentials.api_key}` },
  };
}
