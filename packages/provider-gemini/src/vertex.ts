import {
  type Credentials,
  type CredentialsInput,
  defineProvider,
  type ProviderDefinition,
  type ProviderSettings,
} from "@vllora/core/provider";
import { createChatCodec } from "./codec.ts";
import { createCountCodec, toVertexCount } from "./count.ts";
import { createVertexEmbeddings } from "./embeddings.ts";
import { VERTEX_OPTIONS } from "./options.ts";
import { PACKAGE } from "./package.ts";
import { VERTEX_PARAMETERS } from "./parameters.ts";
import { VertexAccess } from "./vertex/access.ts";
import { vertexModelPath } from "./vertex/model-path.ts";

/** A service account and the region of Vertex AI. */
export type VertexCredentials = Extract<Credentials, { readonly credentials: object }>;

/** A service account, as in its key file. */
export type ServiceAccount = VertexCredentials["credentials"];

/** What an application can say about Vertex AI. */
export interface VertexOptions {
  /** Id of the project. Default: that of the service account, `GOOGLE_CLOUD_PROJECT`, or that of the application-default credentials. */
  readonly project?: string | undefined;
  /** Default: that of the credentials, `GOOGLE_CLOUD_LOCATION`, then `"global"`. */
  readonly location?: string | undefined;
  /** A service account. Default: application-default credentials, by `google-auth-library`, which is loaded when a call needs it. */
  readonly credentials?: ServiceAccount | VertexCredentials | undefined;
  /** Gives an access token for each attempt, in place of `credentials`. */
  readonly accessToken?: (() => string | Promise<string>) | undefined;
  /** A key of express mode, which needs no project. Default: `VLLORA_VERTEX_API_KEY`. `null`: send no credentials at all. */
  readonly apiKey?: CredentialsInput | null | undefined;
  /** Up to and without `/projects` or `/publishers`. Default: the location's own. */
  readonly baseURL?: string | undefined;
  readonly headers?: { readonly [name: string]: string } | undefined;
  /** Also asks for tokens; one that a client or a call is given does not. */
  readonly fetch?: ProviderSettings["fetch"] | undefined;
}

/**
 * Gemini models on Google Cloud's Vertex AI: chat completions, embeddings and counts of tokens.
 * @see https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/inference
 *
 * @example
 * const client = new VlloraLLMClient({ providers: [vertex({ project: "my-project", location: "europe-west4" })] });
 */
export function vertex(options: VertexOptions = {}): ProviderDefinition {
  const access = new VertexAccess(options);
  return defineProvider({
    contract: 1,
    id: "vertex",
    aliases: ["vertex-ai", "vertex_ai"],
    package: PACKAGE,
    telemetryName: "gcp.vertex_ai",
    credentials: { kinds: ["api_key", "vertex"], env: ["VLLORA_VERTEX_API_KEY"] },
    baseURL: access.baseURL,
    parameters: VERTEX_PARAMETERS,
    options: VERTEX_OPTIONS,
    authorize: (request, credentials) => access.authorize(request, credentials),
    chat: createChatCodec({
      modelPath: vertexModelPath,
      tier: (tier) =>
        tier === "standard" ? {} : { headers: { "x-vertex-ai-llm-shared-request-type": tier } },
    }),
    tokens: createCountCodec({ modelPath: vertexModelPath, countBody: toVertexCount }),
    embeddings: createVertexEmbeddings(vertexModelPath),
    settings: {
      credentials: access.credentials,
      baseURL: options.baseURL,
      headers: options.headers,
      fetch: options.fetch,
    },
  });
}
