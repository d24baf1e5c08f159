import {
  type ChatCompletionRequest,
  callProvider,
  type EncodeContext,
  ErrorFrame,
  encodeOwn,
  type LedgerEntry,
  LLMError,
  MalformedFrameError,
  type OwnCallOptions,
  type OwnEncoder,
  type ProviderDefinition,
  parameterTable,
  type UnsupportedPolicy,
} from "@vllora/core/provider";
import { toContents } from "./contents.ts";
import { modelPath } from "./model-path.ts";
import type { GeminiRequestOptions } from "./options.ts";
import { PARAMETERS } from "./parameters.ts";
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

/** A cache that was just made. */
export interface CreatedCache extends GeminiCache {
  /** What was ignored or adjusted of the request. */
  readonly warnings: readonly LedgerEntry[];
}

/**
 * What a cache is made of: what many requests begin with. `provider_options` may have `tools`, `tool_config` and
 * `schema_format`; `extra_body` goes out as it is.
 */
export interface CreateCacheRequest
  extends Pick<
    ChatCompletionRequest,
    "model" | "messages" | "tools" | "tool_choice" | "provider_options" | "extra_body"
  > {
  /** How long it is kept, in seconds. Default: an hour. */
  readonly ttlSeconds?: number;
  readonly displayName?: string;
}

/** A call's own options: signal, time limits, retries and the like, as of the client's calls. */
export interface CacheCallOptions extends OwnCallOptions {}

/** Options of a call that makes a cache. */
export interface CreateCacheOptions extends CacheCallOptions {
  /** What happens to fields that a cache cannot hold. */
  readonly unsupported?: UnsupportedPolicy | undefined;
}

/**
 * Explicit caches. What a request reads from one costs less; keeping it costs by the hour.
 * @see https://ai.google.dev/gemini-api/docs/caching
 */
export interface GeminiCaches {
  /**
   * Makes one. An attempt whose answer was lost may leave a cache behind, which expires.
   * @throws {LLMError} as `completions.create`; `unsupported_parameter` for what would be missing from the cache.
   */
  create(request: CreateCacheRequest, options?: CreateCacheOptions): Promise<CreatedCache>;
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

  async create(given: CreateCacheRequest, options?: CreateCacheOptions): Promise<CreatedCache> {
    const { ttlSeconds, displayName, ...asked } = given;
    const { unsupported, ...call } = options ?? {};
    const request = { ...asked, model: this.#bare(asked.model) };
    const ttl = ttlSeconds === undefined ? {} : { ttl: toDuration(ttlSeconds) };
    const parent = await this.#names.parent();
    const encode: OwnEncoder["encode"] = (accounted, context) => ({
      path: "/cachedContents",
      body: {
        model: within(parent, this.#names.modelName(context.model)),
        ...(displayName === undefined ? {} : { displayName }),
        ...ttl,
        ...toCached(accounted, context),
      },
    });
    const how = { parameters: PARAMETERS_OF_CACHES, options: OPTIONS_OF_CACHES, encode };
    const { wire, ledger } = encodeOwn(this.#provider, request, how, { unsupported });
    const cache = await callProvider(this.#provider, wire, toCache, call);
    const warnings = ledger.filter(
      ({ outcome }) => outcome === "ignored" || outcome === "adjusted",
    );
    return { ...cache, warnings };
  }

  async get(name: string, options?: CacheCallOptions): Promise<GeminiCache> {
    const wire = { method: "GET", path: pathOf(name) } as const;
    return await callProvider(this.#provider, wire, toCache, options);
  }

  async *list(options?: CacheCallOptions): AsyncIterable<GeminiCache> {
    let page: string | undefined;
    do {
      const query = page === undefined ? "" : `?pageToken=${encodeURIComponent(page)}`;
      const wire = { method: "GET", path: `/cachedContents${query}` } as const;
      const { caches, next } = await callProvider(this.#provider, wire, toPage, options);
      yield* caches;
      if (next !== undefined && next === page) {
        const { id } = this.#provider;
        throw new LLMError("protocol", `${id} gave a list without an end`, { provider: id });
      }
      page = next;
    } while (page !== undefined);
  }

  async update(
    name: string,
    { ttlSeconds }: { readonly ttlSeconds: number },
    options?: CacheCallOptions,
  ): Promise<GeminiCache> {
    const path = `${pathOf(name)}?updateMask=ttl`;
    const wire = { method: "PATCH", path, body: { ttl: toDuration(ttlSeconds) } } as const;
    return await callProvider(this.#provider, wire, toCache, options);
  }

  async delete(name: string, options?: CacheCallOptions): Promise<void> {
    const wire = { method: "DELETE", path: pathOf(name) } as const;
    await callProvider(this.#provider, wire, refuseError, options);
  }

  /** A model as requests name it may have the provider before it. */
  #bare(model: string): string {
    const { id, aliases = [] } = this.#provider;
    const prefix = [id, ...aliases].find((name) => String(model).startsWith(`${name}/`));
    return prefix === undefined ? model : model.slice(prefix.length + 1);
  }
}

/** A full name of a model has a project and a location of its own. */
function within(parent: string, name: string): string {
  return name.startsWith("projects/") ? name : `${parent}${name}`;
}

const ELSEWHERE = { unsupported: "a cache holds messages and tools; the rest belongs to requests" };
const { tools, tool_choice, functions, function_call, parallel_tool_calls, web_search_options } =
  PARAMETERS;

/** What a cache can be made of. */
const PARAMETERS_OF_CACHES = parameterTable(
  { tools, tool_choice, functions, function_call, parallel_tool_calls, web_search_options },
  ELSEWHERE,
);

const OPTIONS_OF_CACHES: readonly (keyof GeminiRequestOptions)[] = [
  "tools",
  "tool_config",
  "schema_format",
];

/** The fields that a cache and a request have in common. */
function toCached(request: ChatCompletionRequest, context: EncodeContext): object {
  const contents = toContents(request.messages, context);
  const system = toSystemParts(request.messages, context);
  const fields = {
    contents: contents.length === 0 ? undefined : contents,
    systemInstruction: system === undefined ? undefined : { parts: system },
    tools: toTools(request, context),
    toolConfig: toToolConfig(request, context),
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

/** A duration of protocol buffers: seconds, with at most nine decimals. */
function toDuration(seconds: number): string {
  if (Number.isFinite(seconds) && seconds > 0) return `${Number(seconds.toFixed(9))}s`;
  throw new LLMError("invalid_request", "ttlSeconds must be a number above 0", {
    param: "ttlSeconds",
  });
}

function toCache(body: unknown): GeminiCache {
  refuseError(body);
  if (typeof (body as { name?: unknown } | null)?.name === "string") return body as GeminiCache;
  throw new MalformedFrameError("expected a cache with a name");
}

function toPage(body: unknown): { caches: readonly GeminiCache[]; next: string | undefined } {
  refuseError(body);
  const { cachedContents = [], nextPageToken: next } = (body ?? {}) as {
    readonly cachedContents?: unknown;
    readonly nextPageToken?: unknown;
  };
  if (!Array.isArray(cachedContents)) throw new MalformedFrameError("expected a list of caches");
  const caches = (cachedContents as unknown[]).map(toCache);
  return { caches, next: typeof next === "string" && next !== "" ? next : undefined };
}

function refuseError(body: unknown): void {
  if ((body as { error?: unknown } | null)?.error != null) throw new ErrorFrame(body);
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
