import {
  type CredentialsInput,
  defineProvider,
  type ParameterTable,
  type ProviderDefinition,
  type ProviderSettings,
} from "@vllora/core/provider";
import {
  bearer,
  CHAT_PARAMETER_TABLE,
  createChatCodec,
  EMBEDDINGS,
  MODEL_LIST,
  toSettings,
} from "@vllora/provider-openai-compatible";
import { instructionsRole, maxTokensName } from "./models.ts";
import { PACKAGE } from "./package.ts";

/** What an application can say about OpenAI. */
export interface OpenAIOptions {
  /** The key or a function that gives it. Default: `VLLORA_OPENAI_API_KEY`, then `OPENAI_API_KEY`. */
  readonly apiKey?: CredentialsInput | null | undefined;
  /** Default `https://api.openai.com/v1`. A key of the environment is sent nowhere else. */
  readonly baseURL?: string | undefined;
  /** Billed organization, `org-…`. */
  readonly organization?: string | undefined;
  /** Billed project, `proj_…`. */
  readonly project?: string | undefined;
  readonly headers?: { readonly [name: string]: string } | undefined;
  readonly fetch?: ProviderSettings["fetch"] | undefined;
}

/** What of our request OpenAI's chat completions take. */
const PARAMETERS: ParameterTable = {
  ...CHAT_PARAMETER_TABLE,
  max_tokens: { native: "`max_completion_tokens` for reasoning models" },
  thinking: { unsupported: "use reasoning_effort" },
  top_k: "unsupported",
};

/**
 * OpenAI: chat completions, embeddings and the list of models.
 * @see https://platform.openai.com/docs/api-reference/chat (read 2026-11-22)
 *
 * @example
 * const client = new VlloraLLMClient({ providers: [openai({ apiKey })] });
 */
export function openai(options: OpenAIOptions = {}): ProviderDefinition {
  const { organization, project } = options;
  const settings = toSettings(options);
  return defineProvider({
    contract: 1,
    id: "openai",
    package: PACKAGE,
    models: [
      "gpt-*",
      "chatgpt-*",
      "o1*",
      "o3*",
      "o4*",
      "ft:*",
      "text-embedding-3-*",
      "text-embedding-ada-*",
    ],
    credentials: { kinds: ["api_key"], env: ["VLLORA_OPENAI_API_KEY", "OPENAI_API_KEY"] },
    baseURL: "https://api.openai.com/v1",
    parameters: PARAMETERS,
    authorize: bearer,
    chat: createChatCodec({
      maxTokens: maxTokensName,
      instructions: instructionsRole,
      extensions: false,
      toolMedia: "user",
      endsWithDone: true,
    }),
    embeddings: { ...EMBEDDINGS, options: undefined },
    modelList: MODEL_LIST,
    settings: {
      ...settings,
      headers: {
        ...(organization === undefined ? {} : { "openai-organization": organization }),
        ...(project === undefined ? {} : { "openai-project": project }),
        ...settings.headers,
      },
    },
  });
}
