import {
  type ChatCodec,
  type Credentials,
  type CredentialsInput,
  defineProvider,
  type HttpRequest,
  type ProviderDefinition,
  type ProviderSettings,
} from "@vllora/core/provider";
import { decodeCount, encodeCount } from "./count.ts";
import { decodeError } from "./errors.ts";
import { decodeModels, encodeModels } from "./model-list.ts";
import { OPTIONS } from "./options.ts";
import { PACKAGE } from "./package.ts";
import { PARAMETERS } from "./parameters.ts";
import { encodeRequest } from "./request.ts";
import { decodeMessage } from "./response.ts";
import { createDecoder } from "./stream.ts";

/** What an application can say about Anthropic. */
export interface AnthropicOptions {
  /** The key or a function that gives it. Default: `VLLORA_ANTHROPIC_API_KEY`, then `ANTHROPIC_API_KEY`. */
  readonly apiKey?: CredentialsInput | null | undefined;
  /** An OAuth token, or the token of a gateway, instead of a key: it is sent as a bearer token. */
  readonly authToken?: CredentialsInput | undefined;
  /** With or without `/v1`. Default `https://api.anthropic.com`. A key of the environment is sent nowhere else. */
  readonly baseURL?: string | undefined;
  /** Beta features for every request. */
  readonly betas?: readonly string[] | undefined;
  readonly headers?: { readonly [name: string]: string } | undefined;
  readonly fetch?: ProviderSettings["fetch"] | undefined;
}

/**
 * Anthropic: the Messages API.
 * @see https://platform.claude.com/docs/en/api/messages
 *
 * @example
 * const client = new VlloraLLMClient({ providers: [anthropic({ apiKey })] });
 */
export function anthropic(options: AnthropicOptions = {}): ProviderDefinition {
  const { apiKey, authToken, baseURL, betas, headers, fetch } = options;
  const bearer = authToken !== undefined;
  return defineProvider({
    contract: 1,
    id: "anthropic",
    package: PACKAGE,
    models: ["claude-*"],
    credentials: { kinds: ["api_key"], env: ["VLLORA_ANTHROPIC_API_KEY", "ANTHROPIC_API_KEY"] },
    baseURL: "https://api.anthropic.com",
    parameters: PARAMETERS,
    options: OPTIONS,
    authorize: (request, credentials) =>
      authorize({ ...request, url: addressOf(request.url) }, credentials, bearer),
    chat: createChatCodec(betas),
    tokens: {
      encode: (request, context) => encodeCount(request, context, betas),
      decode: decodeCount,
      decodeError,
    },
    modelList: {
      encode: (after) => encodeModels(after, betas),
      decode: decodeModels,
      decodeError,
    },
    settings: { credentials: bearer ? authToken : apiKey, baseURL, headers, fetch },
  });
}

function createChatCodec(betas: readonly string[] | undefined): ChatCodec {
  return {
    encode: (request, context) => encodeRequest(request, context, betas),
    decode: decodeMessage,
    createDecoder,
    decodeError,
  };
}

/**
 * Official clients are given an address without `/v1`, others with it, and the vLLora gateway the whole address: what
 * is named twice then is meant once.
 */
function addressOf(url: string): string {
  return url.replace(
    /(?:\/v1)?(?:\/messages)?(\/v1\/(?:messages(?:\/count_tokens)?|models\?.*))$/,
    "$1",
  );
}

/** Tokens of OAuth say what they are. */
const OAUTH_TOKEN = /^sk-ant-oat/;
const OAUTH_BETA = "oauth-2025-04-20";

/** The key in `x-api-key`, or a token as bearer. One that the caller wrote into a header is meant. */
function authorize(
  request: HttpRequest,
  credentials: Credentials | undefined,
  bearer: boolean,
): HttpRequest {
  const { headers } = request;
  if (credentials === undefined || !("api_key" in credentials)) return request;
  if (headers["x-api-key"] !== undefined || headers["authorization"] !== undefined) return request;
  const { api_key: key } = credentials;
  const oauth = OAUTH_TOKEN.test(key);
  if (!(bearer || oauth)) return { ...request, headers: { ...headers, "x-api-key": key } };
  const betas = headers["anthropic-beta"];
  const beta = betas === undefined ? OAUTH_BETA : `${betas},${OAUTH_BETA}`;
  return {
    ...request,
    headers: {
      ...headers,
      authorization: `Bearer ${key}`,
      ...(oauth && !betas?.includes(OAUTH_BETA) ? { "anthropic-beta": beta } : {}),
    },
  };
}
