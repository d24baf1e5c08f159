import {
  type ChatCodec,
  type CredentialsInput,
  defineProvider,
  type ProviderDefinition,
  type ProviderSettings,
} from "@vllora/core/provider";
import { createAuthorize } from "./authorize.ts";
import { standardChain } from "./chain.ts";
import { tokens } from "./count.ts";
import { embeddings } from "./embeddings.ts";
import { decodeError } from "./errors.ts";
import { eventStream } from "./framing.ts";
import { OPTIONS } from "./options.ts";
import { PACKAGE } from "./package.ts";
import { PARAMETERS } from "./parameters.ts";
import { addressOf } from "./region.ts";
import { encodeRequest } from "./request.ts";
import { decodeResponse } from "./response.ts";
import { createDecoder } from "./stream.ts";

/** What an application can say about Amazon Bedrock. */
export interface BedrockOptions {
  /**
   * A key of Bedrock, access keys (`{ access_key, access_secret, session_token?, region? }`), or a function that gives
   * either for each attempt. Default: `VLLORA_BEDROCK_API_KEY`, then `AWS_BEARER_TOKEN_BEDROCK`, then AWS's standard
   * chain.
   */
  readonly credentials?: CredentialsInput | null | undefined;
  /** The same, under the name that other providers have for it. */
  readonly apiKey?: CredentialsInput | null | undefined;
  /** Default: that of the credentials, then `AWS_REGION`, `AWS_DEFAULT_REGION` and the profile. */
  readonly region?: string | undefined;
  /** Profile of AWS's configuration files. Default: `AWS_PROFILE`. */
  readonly profile?: string | undefined;
  /**
   * The address of Bedrock itself, such as a VPC endpoint: every kind of credentials goes there. Default:
   * `AWS_ENDPOINT_URL_BEDROCK_RUNTIME`, then `AWS_ENDPOINT_URL`, then `endpoint_url` of the profile, then the region's.
   */
  readonly endpoint?: string | undefined;
  /** Default: `AWS_USE_FIPS_ENDPOINT`, then the profile. */
  readonly useFipsEndpoint?: boolean | undefined;
  /** Default: `AWS_USE_DUALSTACK_ENDPOINT`, then the profile. */
  readonly useDualstackEndpoint?: boolean | undefined;
  /** A server that stands in for Bedrock, such as a gateway. What the environment has is not sent to it. */
  readonly baseURL?: string | undefined;
  readonly headers?: { readonly [name: string]: string } | undefined;
  readonly fetch?: ProviderSettings["fetch"] | undefined;
}

const chat: ChatCodec = {
  encode: encodeRequest,
  decode: decodeResponse,
  createDecoder,
  decodeError,
  framing: eventStream,
};

/**
 * Amazon Bedrock: Converse and ConverseStream, their count of tokens, and the embeddings of Titan, Cohere and Nova.
 * @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_Converse.html
 *
 * @example
 * const client = new VlloraLLMClient({ providers: [bedrock({ region: "eu-central-1" })] });
 */
export function bedrock(options: BedrockOptions = {}): ProviderDefinition {
  const { credentials, apiKey, profile, baseURL, headers, fetch } = options;
  const address = addressOf(options);
  return defineProvider({
    contract: 1,
    id: "bedrock",
    aliases: ["amazon-bedrock"],
    package: PACKAGE,
    telemetryName: "aws.bedrock",
    models: MODELS,
    credentials: {
      kinds: ["api_key", "aws_api_key", "aws_iam"],
      env: ["VLLORA_BEDROCK_API_KEY", "AWS_BEARER_TOKEN_BEDROCK"],
      chain: standardChain(profile, () => address.region(undefined)),
    },
    baseURL: ({ credentials: given }) => address.url(given),
    parameters: PARAMETERS,
    options: OPTIONS,
    authorize: createAuthorize(address),
    chat,
    tokens,
    embeddings,
    settings: {
      credentials: credentials === undefined ? apiKey : credentials,
      baseURL,
      headers,
      fetch,
    },
  });
}

const VENDORS = [
  "ai21",
  "amazon",
  "anthropic",
  "cohere",
  "deepseek",
  "google",
  "meta",
  "minimax",
  "mistral",
  "moonshot",
  "moonshotai",
  "nvidia",
  "openai",
  "qwen",
  "writer",
  "zai",
];

/** Ids of resources, of models, and of inference profiles (`us.`, `eu.`, `global.`, …). */
const MODELS = ["arn:aws*:bedrock:*", ...VENDORS.flatMap((name) => [`${name}.*`, `*.${name}.*`])];
