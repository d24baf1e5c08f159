import { CALL_OPTIONS, type CallOptions, checkOptions } from "./call-options.ts";
import { ChatClient } from "./chat.ts";
import { CompletionsClient } from "./completions.ts";
import type { CredentialsInput, ProviderDefinition } from "./contract.ts";
import { EmbeddingsClient } from "./embeddings.ts";
import { LLMError } from "./errors.ts";
import type { ModelInstance } from "./instance.ts";
import { ModelsClient } from "./models.ts";
import type { ClientConfig } from "./prepare.ts";
import { defaultRegistry, type Registry } from "./registry.ts";
import { type ResolutionRule, resolve } from "./resolve.ts";
import { TokensClient } from "./tokens.ts";

/**
 * What a client is made with. `credentials` and `baseURL` belong to the client's own provider: the one given,
 * else the default one. Other providers carry theirs: `providers: [anthropic({ apiKey })]`.
 */
export interface ClientOptions extends Omit<CallOptions, "signal"> {
  /** Providers of this client; each shadows a registered one of the same id. */
  readonly providers?: readonly ProviderDefinition[] | undefined;
  /** Serves models that nobody else claims. Default: the only one of `providers`, else `"openai"`. */
  readonly defaultProvider?: string | undefined;
  /** Names of the application for models: `{ fast: "openai/gpt-4.1-mini" }`. */
  readonly models?: { readonly [alias: string]: string } | undefined;
  /** Used instead of the model of each request. */
  readonly model?: string | undefined;
  /** Where providers are looked up. Default: the registry of the process. */
  readonly registry?: Registry | undefined;
  /** Answers every request in place of a provider. */
  readonly instance?: ModelInstance | undefined;
}

const CLIENT_OPTIONS: readonly string[] = [
  ...CALL_OPTIONS.filter((name) => name !== "signal"),
  "providers",
  "defaultProvider",
  "models",
  "model",
  "registry",
  "instance",
];

/** A provider in the words of a gateway's configuration. */
export interface InferenceProviderInput {
  /** Id of a provider, or any name together with an endpoint that speaks OpenAI's API. */
  readonly provider: string;
  /** Used instead of the request's model. */
  readonly model_name?: string;
  readonly endpoint?: string;
}

/** Which provider serves a model, and why. */
export interface Explanation {
  readonly requested: string;
  readonly provider: string;
  readonly package: string;
  /** The model as the wire gets it. */
  readonly model: string;
  readonly rule: ResolutionRule | "instance";
  /** What each rule said, in order. */
  readonly trace: readonly string[];
}

/**
 * The client: one OpenAI-shaped request, any provider.
 *
 * @example
 * const client = new VlloraLLMClient(); // key from VLLORA_OPENAI_API_KEY
 * const reply = await client.completions.create({
 *   model: "gpt-4.1-mini",
 *   messages: [{ role: "user", content: "Hello" }],
 * });
 * console.log(reply.text, reply.finishReason, reply.usage);
 */
export class VlloraLLMClient {
  readonly completions: CompletionsClient;
  /** The shape of the `openai` package: `client.chat.completions.create({ …, stream: true })`. */
  readonly chat: { readonly completions: ChatClient };
  /** Tokens of a request, before it is sent. */
  readonly tokens: TokensClient;
  /** Vectors of texts. */
  readonly embeddings: EmbeddingsClient;
  /** The models of a provider. */
  readonly models: ModelsClient;
  readonly #options: ClientOptions;
  readonly #config: ClientConfig;

  /** @throws {LLMError} `invalid_request` for an option that is not known. */
  constructor(options: ClientOptions = {}) {
    const { providers, defaultProvider, models, model, registry, instance, ...call } = checkOptions(
      options,
      CLIENT_OPTIONS,
      "VlloraLLMClient",
    );
    this.#options = options;
    this.#config = {
      call,
      resolution: { providers, defaultProvider, models, registry: registry ?? defaultRegistry },
      instance,
      model,
    };
    this.completions = new CompletionsClient(this.#config);
    this.chat = { completions: new ChatClient(this.completions) };
    this.tokens = new TokensClient(this.#config);
    this.embeddings = new EmbeddingsClient(this.#config);
    this.models = new ModelsClient(this.#config);
  }

  /**
   * A client that lets this provider serve every request. A model name given with it replaces the request's. A key
   * of the constructor stays behind: follow with `withCredentials`.
   */
  withProvider(provider: ProviderDefinition | InferenceProviderInput): VlloraLLMClient {
    if ("contract" in provider) return this.#with({ provider });
    const { provider: id, endpoint, model_name, ...rest } = provider;
    const unknown = Object.keys(rest)[0];
    if (unknown !== undefined) {
      throw new LLMError("invalid_request", `withProvider does not know "${unknown}"`, {
        param: unknown,
      });
    }
    return this.#with({
      provider: id,
      ...(endpoint === undefined ? {} : { baseURL: endpoint }),
      ...(model_name === undefined ? {} : { model: model_name }),
    });
  }

  /**
   * A client that lets the provider of this id serve every request; any name will do together with an endpoint. A
   * key of the constructor stays behind: follow with `withCredentials`.
   */
  withModelProvider(id: string): VlloraLLMClient {
    return this.#with({ provider: id });
  }

  /** A client with these credentials for its own provider. */
  withCredentials(credentials: CredentialsInput | null): VlloraLLMClient {
    return this.#with({ credentials });
  }

  /** A client whose own provider is at this base URL. A key of the constructor stays behind: follow with `withCredentials`. */
  withInferenceEndpoint(baseURL: string): VlloraLLMClient {
    return this.#with({ baseURL });
  }

  /** A client whose requests this instance answers. */
  withInstance(instance: ModelInstance): VlloraLLMClient {
    return this.#with({ instance });
  }

  /** Which provider would serve a model, and why. Sends nothing. @throws as a call would. */
  explain(model: string): Explanation {
    if (this.#config.instance !== undefined) {
      const trace = ["instance: the client has one"];
      return {
        requested: model,
        provider: "instance",
        package: "none",
        model,
        rule: "instance",
        trace,
      };
    }
    const { call, resolution } = this.#config;
    const found = resolve(model, {
      ...resolution,
      provider: call.provider,
      baseURL: call.baseURL,
    });
    const { name, version } = found.provider.package;
    return {
      requested: model,
      provider: found.provider.id,
      package: `${name}@${version}`,
      model: found.model,
      rule: found.rule,
      trace: found.trace,
    };
  }

  #with(options: ClientOptions): VlloraLLMClient {
    const { apiKey, credentials, ...rest } = this.#options;
    const merged = { ...rest, ...options };
    const bySelf = VERBAL.has(this.#options);
    // A key of the constructor was said for that client's provider and address, not for what a verb names later.
    const moved = options.provider !== undefined || options.baseURL !== undefined;
    const kept = !moved || bySelf ? (credentials ?? apiKey) : undefined;
    const key = options.credentials === undefined ? kept : options.credentials;
    const all: ClientOptions = key === undefined ? merged : { ...merged, credentials: key };
    if (bySelf || options.credentials !== undefined) VERBAL.add(all);
    return new VlloraLLMClient(all);
  }
}

/** Options whose credentials came by a verb: those are for the client that the chain of verbs ends with. */
const VERBAL = new WeakSet<ClientOptions>();
