import {
  type Credentials,
  type CredentialsInput,
  type HttpRequest,
  LLMError,
} from "@vllora/core/provider";
import { withKey } from "../provider.ts";
import type { VertexCredentials, VertexOptions } from "../vertex.ts";
import { ApplicationDefault } from "./application-default.ts";
import { ServiceAccountTokens } from "./service-account.ts";

/** Where Vertex AI is, for the location `global` and for express mode. */
const GLOBAL_URL = "https://aiplatform.googleapis.com/v1beta1";

/** What addresses of Vertex AI name. */
interface Place {
  readonly project: string;
  readonly location: string;
}

/** Headers of a call, and where it goes. */
interface Pass extends Place {
  readonly headers: { readonly [name: string]: string };
}

/**
 * Who may call, and where: what was said in the options, what the environment says, and tokens until they expire.
 * The codec writes paths below a location; this puts the location before them.
 */
export class VertexAccess {
  readonly #options: VertexOptions;
  readonly #tokens: ServiceAccountTokens;
  readonly #applicationDefault: ApplicationDefault;

  constructor(options: VertexOptions) {
    this.#options = options;
    this.#tokens = new ServiceAccountTokens(options.fetch);
    this.#applicationDefault = new ApplicationDefault(options.fetch);
  }

  /** The location's own address where the location is said; else it becomes that when a call knows it. */
  get baseURL(): string {
    const { location } = this.#options;
    return location === undefined ? GLOBAL_URL : locationURL(location);
  }

  /** What core finds: `null` where the credentials are found here, when a call needs them. */
  get credentials(): CredentialsInput | null {
    const { apiKey, credentials } = this.#options;
    if (apiKey != null) return apiKey;
    return credentials === undefined || apiKey === null ? null : () => this.#account(credentials);
  }

  /** The request with its credentials, and with project and location in its address. */
  async authorize(
    request: HttpRequest,
    credentials: Credentials | undefined,
  ): Promise<HttpRequest> {
    // A header that the caller wrote is meant, and so is the address beside it.
    const written = request.headers["authorization"] ?? request.headers["x-goog-api-key"];
    if (written !== undefined) return request;
    if (credentials !== undefined && "api_key" in credentials) return withKey(request, credentials);
    const isVertex = credentials !== undefined && "credentials" in credentials;
    const pass = isVertex ? await this.#ofAccount(credentials) : await this.#found(request);
    if (pass === undefined) return request;
    if ("key" in pass) return withKey(request, { api_key: pass.key });
    return {
      ...request,
      url: addressOf(request.url, pass),
      headers: { ...request.headers, ...pass.headers },
    };
  }

  /** `projects/…/locations/…`, which names of caches begin with. `undefined` where no credentials are sent. */
  async parent(): Promise<string | undefined> {
    const { apiKey, accessToken, credentials } = this.#options;
    if (apiKey === null) return undefined;
    const hasKey =
      apiKey !== undefined ||
      (credentials === undefined && accessToken === undefined && environmentKey() !== undefined);
    if (hasKey) {
      throw new LLMError(
        "credentials",
        "Explicit caches of vertex need a project, which a key of express mode has not: pass credentials or accessToken",
        { provider: "vertex" },
      );
    }
    if (credentials !== undefined) return parentOf(this.#placeOf(this.#account(credentials)));
    const { project, location } = this.#said();
    const find = async () =>
      accessToken === undefined && !this.#isLocal
        ? (await this.#applicationDefault.get(undefined)).project
        : undefined;
    return parentOf({ project: project ?? (await find()) ?? missingProject(), location });
  }

  #account(credentials: NonNullable<VertexOptions["credentials"]>): VertexCredentials {
    if ("region" in credentials) return credentials;
    return { region: this.#said().location, credentials };
  }

  async #ofAccount(account: VertexCredentials): Promise<Pass> {
    const token = await this.#tokens.get(account.credentials);
    return { headers: bearer(token), ...this.#placeOf(account) };
  }

  #placeOf({ region, credentials }: VertexCredentials): Place {
    const { project = credentials.project_id, location = region } = this.#options;
    return { project, location };
  }

  /** What options and environment say. */
  #said(): { readonly project: string | undefined; readonly location: string } {
    const { project, location } = this.#options;
    return {
      project: project ?? readEnvironment("GOOGLE_CLOUD_PROJECT"),
      location: location ?? readEnvironment("GOOGLE_CLOUD_LOCATION") ?? "global",
    };
  }

  /** A server on this machine gets no credentials that nobody named. */
  get #isLocal(): boolean {
    const { baseURL } = this.#options;
    return baseURL !== undefined && isLoopback(baseURL);
  }

  /** Credentials that were given for Google are sent to Google, or to the address that the options name. */
  async #found({ url }: HttpRequest): Promise<Pass | { key: string } | undefined> {
    const home = this.#options.baseURL ?? this.baseURL;
    if (new URL(url).origin === new URL(home).origin) return await this.#own();
    if (isLoopback(url)) return undefined;
    throw new LLMError(
      "credentials",
      `No credentials for vertex at ${new URL(url).host}: those of Google Cloud are sent nowhere else. Name the address in vertex({ baseURL }).`,
      { provider: "vertex" },
    );
  }

  async #own(): Promise<Pass | { key: string } | undefined> {
    const { apiKey, accessToken } = this.#options;
    if (apiKey === null) return undefined;
    const { project, location } = this.#said();
    if (accessToken !== undefined) {
      const headers = bearer(await tokenOf(accessToken));
      return { headers, project: project ?? missingProject(), location };
    }
    const key = environmentKey();
    if (key !== undefined) return { key };
    if (this.#isLocal) return undefined;
    const { headers, project: found } = await this.#applicationDefault.get(project);
    return { headers, project: found ?? missingProject(), location };
  }
}

async function tokenOf(accessToken: NonNullable<VertexOptions["accessToken"]>): Promise<string> {
  try {
    return await accessToken();
  } catch (cause) {
    if (LLMError.is(cause)) throw cause;
    const details = { provider: "vertex", cause };
    throw new LLMError("credentials", "The accessToken function for vertex failed", details);
  }
}

/** A token that a header cannot carry would show in what `fetch` says of it. */
function bearer(token: unknown): { authorization: string } {
  if (typeof token === "string" && /^[\x21-\x7e]+$/.test(token)) {
    return { authorization: `Bearer ${token}` };
  }
  const problem =
    "The access token for vertex is empty, or has characters that a header cannot carry";
  throw new LLMError("credentials", problem, { provider: "vertex" });
}

/** @see https://cloud.google.com/vertex-ai/generative-ai/docs/learn/locations */
function locationURL(location: string): string {
  checkName(location, "location");
  if (location === "global") return GLOBAL_URL;
  // Multi-regions have addresses of another kind.
  if (location === "us" || location === "eu") {
    return `https://aiplatform.${location}.rep.googleapis.com/v1beta1`;
  }
  return `https://${location}-aiplatform.googleapis.com/v1beta1`;
}

/** An address of Vertex AI itself, before a project and a location. */
const GOOGLE =
  /^https:\/\/(?:[\w-]+-)?aiplatform(?:\.\w+\.rep)?\.googleapis\.com\/v1beta1(?=\/projects\/[^/]+\/locations\/([^/]+)\/)/;

/** The address that the codec wrote, in the location; one that names a project already, at the address of its own. */
function addressOf(url: string, pass: Pass): string {
  const [home, own] = GOOGLE.exec(url) ?? [];
  if (home !== undefined && own !== undefined)
    return `${locationURL(own)}${url.slice(home.length)}`;
  const path = /\/(?:publishers|endpoints|cachedContents)(?:[/?:]|$).*$/.exec(url)?.[0];
  if (path === undefined || url.includes("/projects/")) return url;
  const base = url.slice(0, url.length - path.length);
  return `${base === GLOBAL_URL ? locationURL(pass.location) : base}/${parentOf(pass)}${path}`;
}

function parentOf({ project, location }: Place): string {
  checkName(project, "project");
  checkName(location, "location");
  return `projects/${project}/locations/${location}`;
}

/** A name becomes part of an address, and of a host. */
function checkName(name: string, what: string): void {
  if (/^[a-z0-9][a-z0-9.:-]*$/i.test(name)) return;
  throw new LLMError(
    "credentials",
    `The ${what} of vertex is no name: letters, digits and hyphens`,
    {
      provider: "vertex",
    },
  );
}

function missingProject(): never {
  throw new LLMError(
    "credentials",
    "vertex needs a project: pass vertex({ project }), or set GOOGLE_CLOUD_PROJECT",
    { provider: "vertex" },
  );
}

function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

function environmentKey(): string | undefined {
  return readEnvironment("VLLORA_VERTEX_API_KEY");
}

function readEnvironment(name: string): string | undefined {
  const value = globalThis.process?.env?.[name]?.trim();
  return value === "" ? undefined : value;
}
