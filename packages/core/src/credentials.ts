import type { ApiKeyWithEndpointCredentials, Credentials } from "@vllora/types";
import type { CredentialKind, CredentialsInput, ProviderDefinition } from "./contract.ts";
import { LLMError } from "./errors.ts";

/** What a call is sent with, and where to. */
export interface ResolvedCredentials {
  /** `undefined`: none are needed. */
  readonly credentials: Credentials | undefined;
  readonly baseURL: string;
  /** Of all sources whose host this is, what was said first on top. */
  readonly headers: { readonly [name: string]: string };
}

/** Credentials, headers and a base URL that were given together, and so belong together. */
export interface CredentialSource {
  readonly credentials?: CredentialsInput | null | undefined;
  readonly baseURL?: string | undefined;
  readonly headers?: { readonly [name: string]: string } | undefined;
}

/**
 * Finds the credentials of a call: the first that the sources give, the call's before the client's, then those of
 * the provider's settings, then the key in the environment. A key goes only where it was given for: to the host
 * that was named beside it or that is the provider's own, never to one that somebody else named. A server on this
 * machine needs no key.
 * @throws {LLMError} `credentials`, naming every place that was looked at.
 */
export async function resolveCredentials(
  provider: ProviderDefinition,
  given: readonly CredentialSource[],
): Promise<ResolvedCredentials> {
  const own = provider.settings ?? {};
  const sources: readonly CredentialSource[] = [...given, own];
  const holder = sources.findIndex(({ credentials }) => credentials !== undefined);
  const input = sources[holder]?.credentials;
  const credentials =
    input == null ? undefined : normalise(await evaluate(input, provider), provider);
  const ownBaseURL = findOnce(provider, credentials);
  const homeOf = async (index: number) =>
    firstBaseURL(sources.slice(index)) ?? (await ownBaseURL());
  const endpoint = endpointOf(credentials);
  const named = firstBaseURL(sources) ?? endpoint;
  const baseURL = checkBaseURL(named ?? (await ownBaseURL()), provider);
  const headers = await headersFor(baseURL, sources, homeOf);

  if (input === null) return { credentials: undefined, baseURL, headers };
  if (credentials !== undefined) {
    const home = endpoint ?? (await homeOf(holder));
    if (home === undefined || sameOrigin(baseURL, home)) return { credentials, baseURL, headers };
    throw withheld(provider, baseURL, "the key that was given", home);
  }
  const name = provider.credentials.env.find((variable) => readEnvironment(variable) !== undefined);
  const { chain } = provider.credentials;
  const what = name === undefined ? "what the environment has" : `the key in ${name}`;
  // A server on this machine needs no key, and none is looked for where nobody named one.
  const wanted = name !== undefined || (chain !== undefined && !isLoopback(baseURL));
  const home = wanted ? ((await ownBaseURL()) ?? own.baseURL) : undefined;
  if (wanted && (home === undefined || sameOrigin(baseURL, home))) {
    const found =
      name === undefined
        ? await evaluate(
            chain as NonNullable<typeof chain>,
            provider,
            `No credentials were found for ${provider.id}`,
          )
        : (readEnvironment(name) as string);
    return { credentials: normalise(found, provider), baseURL, headers };
  }
  if (isLoopback(baseURL)) return { credentials: undefined, baseURL, headers };
  throw home === undefined ? missing(provider, baseURL) : withheld(provider, baseURL, what, home);
}

/** The provider's own address, looked for when it is asked for, and once. */
function findOnce(
  { id, baseURL }: ProviderDefinition,
  credentials: Credentials | undefined,
): () => Promise<string | undefined> {
  if (typeof baseURL !== "function") return async () => baseURL;
  let found: Promise<string> | undefined;
  const find = async () => {
    try {
      return await baseURL({ credentials });
    } catch (cause) {
      if (LLMError.is(cause)) throw cause;
      const message = `The address of ${id} could not be found. Pass baseURL.`;
      throw new LLMError("credentials", message, { provider: id, cause });
    }
  };
  return () => {
    found ??= find();
    return found;
  };
}

/** A header may hold a key: it goes where its source's key would go. */
async function headersFor(
  baseURL: string,
  sources: readonly CredentialSource[],
  homeOf: (index: number) => Promise<string | undefined>,
): Promise<{ readonly [name: string]: string }> {
  const headers: Record<string, string> = {};
  for (let index = sources.length - 1; index >= 0; index--) {
    const own = sources[index]?.headers;
    if (own === undefined) continue;
    const home = await homeOf(index);
    if (home !== undefined && !sameOrigin(baseURL, home)) continue;
    for (const [name, value] of Object.entries(own)) headers[name.toLowerCase()] = value;
  }
  return headers;
}

function firstBaseURL(sources: readonly CredentialSource[]): string | undefined {
  return sources.find(({ baseURL }) => baseURL !== undefined)?.baseURL;
}

function sameOrigin(a: string, b: string): boolean {
  // Most often one URL is compared with itself; parsing it is what costs most here.
  return a === b || parseURL(a)?.origin === parseURL(b)?.origin;
}

function endpointOf(credentials: Credentials | undefined): string | undefined {
  return (credentials as Partial<ApiKeyWithEndpointCredentials> | undefined)?.endpoint;
}

function missing(provider: ProviderDefinition, baseURL: string): LLMError {
  const { host } = new URL(baseURL);
  const names = provider.credentials.env.join(" or ");
  return new LLMError(
    "credentials",
    `No credentials for ${provider.id}. Set ${names}, or pass apiKey. If ${host} needs no key, pass apiKey: null.`,
    { provider: provider.id },
  );
}

function withheld(
  provider: ProviderDefinition,
  baseURL: string,
  what: string,
  home: string,
): LLMError {
  const { host } = new URL(baseURL);
  return new LLMError(
    "credentials",
    `No credentials for ${provider.id} at ${host}: ${what} belongs to ${parseURL(home)?.host ?? "another host"} and is sent nowhere else. Pass apiKey together with baseURL.`,
    { provider: provider.id },
  );
}

async function evaluate(
  input: CredentialsInput,
  provider: ProviderDefinition,
  failure = `The credentials function for ${provider.id} failed`,
): Promise<string | Credentials> {
  if (typeof input !== "function") return input;
  try {
    return await input();
  } catch (cause) {
    if (LLMError.is(cause)) throw cause;
    throw new LLMError("credentials", failure, {
      provider: provider.id,
      cause,
    });
  }
}

function normalise(value: string | Credentials, provider: ProviderDefinition): Credentials {
  const credentials = typeof value === "string" ? { api_key: value } : value;
  const kind = kindOf(credentials);
  const fail = (problem: string) =>
    new LLMError("credentials", `Credentials for ${provider.id}: ${problem}`, {
      provider: provider.id,
    });
  if (kind === undefined) throw fail("the shape is not known");
  if (!provider.credentials.kinds.includes(kind)) {
    throw fail(`${kind} was given; it takes ${provider.credentials.kinds.join(", ")}`);
  }
  if ("api_key" in credentials) {
    const key = credentials.api_key;
    if (typeof key !== "string" || key.trim() === "") throw fail("the key is empty");
    // A line break or a control character would end the header, and with it leak into an error of fetch.
    if (!/^[\x20-\x7e]+$/.test(key.trim()))
      throw fail("the key has characters that a header cannot carry");
    return { ...credentials, api_key: key.trim() };
  }
  return credentials;
}

function kindOf(credentials: Credentials): CredentialKind | undefined {
  if (typeof credentials !== "object" || credentials === null) return undefined;
  if ("access_key" in credentials) return "aws_iam";
  if ("credentials" in credentials) return "vertex";
  if ("api_key" in credentials) return "region" in credentials ? "aws_api_key" : "api_key";
  return undefined;
}

function checkBaseURL(baseURL: string | undefined, provider: ProviderDefinition): string {
  if (baseURL === undefined) {
    throw new LLMError(
      "credentials",
      `${provider.id} has no base URL. Pass baseURL, or credentials with an endpoint.`,
      { provider: provider.id },
    );
  }
  if (!/^https?:$/.test(parseURL(baseURL)?.protocol ?? "")) {
    throw new LLMError(
      "invalid_request",
      `The base URL of ${provider.id} must begin with https:// or http://`,
      { provider: provider.id },
    );
  }
  const { username, password } = new URL(baseURL);
  // fetch refuses it, with the password in its message.
  if (username !== "" || password !== "") {
    throw new LLMError(
      "invalid_request",
      `The base URL of ${provider.id} holds a user name or password, which cannot be sent. Pass headers: { authorization } instead.`,
      { provider: provider.id },
    );
  }
  return baseURL.replace(/\/+$/, "");
}

function parseURL(text: string): URL | undefined {
  try {
    return new URL(text);
  } catch {
    return undefined;
  }
}

/** Whether a URL points at this machine. */
function isLoopback(url: string): boolean {
  const { hostname } = new URL(url);
  return hostname === "localhost" || hostname === "[::1]" || /^127(\.\d{1,3}){3}$/.test(hostname);
}

function readEnvironment(name: string): string | undefined {
  const value = globalThis.process?.env?.[name]?.trim();
  return value === "" ? undefined : value;
}

/** Every secret in the credentials, for scrubbing. */
export function secretsOf(credentials: Credentials | undefined): string[] {
  if (credentials === undefined) return [];
  if ("access_key" in credentials) {
    return [credentials.access_secret, credentials.session_token, credentials.access_key].filter(
      (secret) => secret !== undefined,
    );
  }
  if ("credentials" in credentials) return [credentials.credentials.private_key];
  return [credentials.api_key];
}
