import {
  type ChatCompletionRequest,
  type Credentials,
  type EncodeContext,
  type HttpRequest,
  LLMError,
  type ProviderDefinition,
} from "@vllora/core/provider";
import { toContents } from "./contents.ts";
import { decodeError } from "./errors.ts";
import { modelPath } from "./model-path.ts";
import { type GeminiOptions, gemini } from "./provider.ts";
import { toSystemParts } from "./system.ts";
import { toToolConfig } from "./tool-config.ts";
import { toTools } from "./tools.ts";
import { VertexAccess } from "./vertex/access.ts";
import { vertexModelPath } from "./vertex/model-path.ts";
import { type VertexOptions, vertex } from "./vertex.ts";

/** An explicit cache: the beginning of many requests, kept by Google until it expires. */
export interface GeminiCache {
  /** What `provider_options.<id>.cached_content` takes. */
  readonly name: string;
  /** The model that it was made for, and that alone can read it. */
  readonly model: string;
  readonly displayName?: string;
  /** Times as text: `2026-11-22T20:00:00Z`. */
  readonly createTime?: string;
  readonly updateTime?: string;
  readonly expireTime?: string;
  readonly usageMetadata?: { readonly totalTokenCount?: number };
}

/** What a cache is made of: the parts of a request that many requests begin with. `provider_options` may have built-in tools. */
export interface CreateCacheRequest
  extends Pick<
    ChatCompletionRequest,
    "model" | "messages" | "tools" | "tool_choice" | "provider_options"
  > {
  /** How long it is kept, in seconds. Default: an hour. */
  readonly ttlSeconds?: number;
  readonly displayName?: string;
}

/** A call's own options. */
export interface CacheCallOptions {
  readonly signal?: AbortSignal;
}

/**
 * Explicit caches. What a request reads from one costs less; keeping it costs by the hour.
 * @see https://ai.google.dev/gemini-api/docs/caching (read 2026-11-22)
 */
export interface GeminiCaches {
  create(request: CreateCacheRequest, options?: CacheCallOptions): Promise<GeminiCache>;
  get(name: string, options?: CacheCallOptions): Promise<GeminiCache>;
  /** All caches, page by page as they are read. */
  list(options?: CacheCallOptions): AsyncIterable<GeminiCache>;
  /** Keeps it for so many seconds from now. */
  update(
    name: string,
    change: { readonly ttlSeconds: number },
    options?: CacheCallOptions,
  ): Promise<GeminiCache>;
  delete(name: string, options?: CacheCallOptions): Promise<void>;
}

/**
 * Explicit caches of the Gemini API.
 *
 * @example
 * const cache = await geminiCaches().create({ model, messages: [{ role: "user", content: handbook }] });
 * await client.completions.create({ …, provider_options: { gemini: { cached_content: cache.name } } });
 */
export function geminiCaches(options: GeminiOptions = {}): GeminiCaches {
  return new CacheClient(gemini(options), {
    parent: async () => "",
    modelName: (model) => modelPath(model, "/models", ["models", "tunedModels"]).slice(1),
  });
}

/** Explicit caches of Vertex AI, in the project and location that the options say. */
export function vertexCaches(options: VertexOptions = {}): GeminiCaches {
  const access = new VertexAccess(options);
  return new CacheClient(vertex(options), {
    parent: async () => {
      const parent = await access.parent();
      return parent === undefined ? "" : `${parent}/`;
    },
    modelName: (model) => vertexModelPath(model).slice(1),
  });
}

/** How an API names what caches refer to. */
interface Names {
  /** What stands before names of the location, with a slash at its end. */
  parent(): Promise<string>;
  modelName(model: string): string;
}

class CacheClient implements GeminiCaches {
  readonly #provider: ProviderDefinition;
  readonly #names: Names;

  constructor(provider: ProviderDefinition, names: Names) {
    this.#provider = provider;
    this.#names = names;
  }

  async create(request: CreateCacheRequest, options?: CacheCallOptions): Promise<GeminiCache> {
    const { model, ttlSeconds, displayName, messages } = request;
    const context = this.#context(request);
    const contents = toContents(messages, context);
    const system = toSystemParts(messages, context);
    const body = {
      model: `${await this.#names.parent()}${this.#names.modelName(model)}`,
      displayName,
      ttl: ttlSeconds === undefined ? undefined : `${ttlSeconds}s`,
      contents: contents.length === 0 ? undefined : contents,
      systemInstruction: system === undefined ? undefined : { parts: system },
      tools: toTools(request, context),
      toolConfig: toToolConfig(request, context),
    };
    return (await this.#call("POST", "/cachedContents", options, body)) as GeminiCache;
  }

  async get(name: string, options?: CacheCallOptions): Promise<GeminiCache> {
    return (await this.#call("GET", pathOf(name), options)) as GeminiCache;
  }

  async *list(options?: CacheCallOptions): AsyncIterable<GeminiCache> {
    let token = "";
    do {
      const query = token === "" ? "" : `?pageToken=${encodeURIComponent(token)}`;
      const page = (await this.#call("GET", `/cachedContents${query}`, options)) as {
        readonly cachedContents?: readonly GeminiCache[];
        readonly nextPageToken?: string;
      };
      yield* page.cachedContents ?? [];
      token = page.nextPageToken ?? "";
    } while (token !== "");
  }

  async update(
    name: string,
    { ttlSeconds }: { readonly ttlSeconds: number },
    options?: CacheCallOptions,
  ): Promise<GeminiCache> {
    const path = `${pathOf(name)}?updateMask=ttl`;
    return (await this.#call("PATCH", path, options, { ttl: `${ttlSeconds}s` })) as GeminiCache;
  }

  async delete(name: string, options?: CacheCallOptions): Promise<void> {
    await this.#call("DELETE", pathOf(name), options);
  }

  /** What would be refused of a request is refused here, too: a cache without it would be another one. */
  #context(request: CreateCacheRequest): EncodeContext {
    const { id: provider } = this.#provider;
    const report: EncodeContext["report"] = ({ field, outcome, note }) => {
      if (outcome !== "refused") return;
      throw new LLMError("unsupported_parameter", `${provider} cannot cache ${field}: ${note}`, {
        provider,
        param: field,
      });
    };
    const options = (request.provider_options?.[provider] ?? {}) as EncodeContext["options"];
    return { provider, model: request.model, stream: false, options, report };
  }

  async #call(
    method: string,
    path: string,
    { signal }: CacheCallOptions = {},
    body?: object,
  ): Promise<unknown> {
    const { id, settings } = this.#provider;
    const request = await this.#authorized(method, path, body);
    const fetch = settings?.fetch ?? globalThis.fetch;
    const { url, headers, body: text } = request;
    let response: Response;
    let answer: string;
    try {
      response = await fetch(url, {
        method,
        headers,
        redirect: "error",
        ...(text === undefined ? {} : { body: text }),
        ...(signal === undefined ? {} : { signal }),
      });
      answer = await response.text();
    } catch (cause) {
      if (signal?.aborted)
        throw new LLMError("aborted", "The call was aborted", { cause: signal.reason });
      throw new LLMError("connection", `${id}: ${new URL(url).host} could not be reached`, {
        provider: id,
        cause,
      });
    }
    const parsed = parseJSON(answer);
    if (response.ok && parsed !== undefined) return parsed;
    if (response.ok) throw new LLMError("protocol", `${id}: expected JSON`, { provider: id });
    const { status, headers: answered } = response;
    const said = decodeError({ status, headers: answered, body: parsed });
    const { kind, message: words = `HTTP status ${status}`, ...details } = said;
    const message = withoutKeys(words, headers);
    throw new LLMError(kind, `${id} (${status}): ${message}`, { provider: id, status, ...details });
  }

  async #authorized(method: string, path: string, body: object | undefined): Promise<HttpRequest> {
    const { settings = {}, baseURL = "" } = this.#provider;
    // The addresses of both APIs are fixed.
    const base = (settings.baseURL ?? (baseURL as string)).replace(/\/+$/, "");
    const type = body === undefined ? {} : { "content-type": "application/json" };
    const request: HttpRequest = {
      method,
      url: `${base}${path}`,
      headers: { ...type, ...settings.headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    };
    return await this.#provider.authorize(request, await this.#credentials(base));
  }

  /** As in calls of the client: what was given, else the environment's key, which goes to the provider's own address only. */
  async #credentials(base: string): Promise<Credentials | undefined> {
    const { settings, credentials, baseURL, id } = this.#provider;
    const given = settings?.credentials;
    if (given === null) return undefined;
    if (given !== undefined) {
      const value = typeof given === "function" ? await given() : given;
      return typeof value === "string" ? { api_key: value } : value;
    }
    const isOwn = base === baseURL || settings?.baseURL === undefined;
    const name = credentials.env.find((variable) => globalThis.process?.env?.[variable]);
    if (isOwn && name !== undefined) return { api_key: globalThis.process.env[name] as string };
    throw new LLMError(
      "credentials",
      `No credentials for ${id}. Set ${credentials.env.join(" or ")}, or pass apiKey.`,
      {
        provider: id,
      },
    );
  }
}

/** A server may repeat what it was sent. */
function withoutKeys(message: string, headers: HttpRequest["headers"]): string {
  const keys = [headers["x-goog-api-key"], headers["authorization"]?.replace(/^\w+ /, "")];
  return keys.reduce<string>((text, key) => (key ? text.replaceAll(key, "***") : text), message);
}

/** The path of a cache, whose name may have the project and location before it. */
function pathOf(name: string): string {
  const short = name.replace(
    /^\/?(?:projects\/[^/]+\/locations\/[^/]+\/)?(?:cachedContents\/)?/,
    "",
  );
  if (/^[\w-]+$/.test(short)) return `/cachedContents/${short}`;
  throw new LLMError("invalid_request", `"${name}" is no name of a cache: cachedContents/<id>`, {
    param: "name",
  });
}

function parseJSON(text: string): unknown {
  try {
    return JSON.parse(text === "" ? "{}" : text);
  } catch {
    return undefined;
  }
}
