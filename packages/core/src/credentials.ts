import type { ApiKeyWithEndpointCredentials, Credentials, CredentialsIdent } from "@vllora/types";
import type { CredentialKind, CredentialsInput, ProviderDefinition } from "./contract.ts";
import { LLMError } from "./errors.ts";

/** What a call is sent with, and where to. */
export interface ResolvedCredentials {
  /** `undefined`: none are needed. */
  readonly credentials: Credentials | undefined;
  readonly baseURL: string;
  readonly ident: CredentialsIdent;
}

/** What was said about credentials; the first that speaks is heard. */
export interface CredentialSources {
  readonly provider: ProviderDefinition;
  /** Of the call or the client. */
  readonly given: CredentialsInput | null | undefined;
  readonly baseURL: string | undefined;
}

/**
 * Finds the credentials of a call: those given, else those of the provider's settings, else the key in the
 * environment. A key of the environment goes to the provider's own host only, and a key of one provider never
 * to another. A server on this machine needs no key.
 * @throws {LLMError} `credentials`, naming every place that was looked at.
 */
export async function resolveCredentials(sources: CredentialSources): Promise<ResolvedCredentials> {
  const { provider } = sources;
  const input = sources.given === undefined ? provider.settings?.credentials : sources.given;
  const credentials =
    input == null ? undefined : normalise(await evaluate(input, provider), provider);
  const elsewhere = sources.baseURL ?? endpointOf(credentials) ?? provider.settings?.baseURL;
  const baseURL = checkBaseURL(elsewhere ?? provider.baseURL, provider);
  if (credentials !== undefined) return { credentials, baseURL, ident: "own" };
  if (input === null) return { credentials: undefined, baseURL, ident: "own" };

  const ownHost =
    provider.baseURL === undefined || new URL(baseURL).origin === new URL(provider.baseURL).origin;
  const name = provider.credentials.env.find((variable) => readEnvironment(variable) !== undefined);
  if (name !== undefined && ownHost) {
    return { credentials: { api_key: readEnvironment(name) as string }, baseURL, ident: "vllora" };
  }
  if (isLoopback(baseURL)) return { credentials: undefined, baseURL, ident: "vllora" };
  throw missing(provider, baseURL, ownHost ? undefined : name);
}

function endpointOf(credentials: Credentials | undefined): string | undefined {
  return (credentials as Partial<ApiKeyWithEndpointCredentials> | undefined)?.endpoint;
}

function missing(
  provider: ProviderDefinition,
  baseURL: string,
  withheld: string | undefined,
): LLMError {
  const host = new URL(baseURL).host;
  const names = provider.credentials.env.join(" or ");
  const message =
    withheld === undefined
      ? `No credentials for ${provider.id}. Set ${names}, or pass apiKey. If ${host} needs no key, pass apiKey: null.`
      : `No credentials for ${provider.id} at ${host}: the key in ${withheld} is sent to ${provider.baseURL} only. Pass apiKey together with baseURL.`;
  return new LLMError("credentials", message, { provider: provider.id });
}

async function evaluate(
  input: CredentialsInput,
  provider: ProviderDefinition,
): Promise<string | Credentials> {
  if (typeof input !== "function") return input;
  try {
    return await input();
  } catch (cause) {
    if (LLMError.is(cause)) throw cause;
    throw new LLMError("credentials", `The credentials function for ${provider.id} failed`, {
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
  return baseURL.replace(/\/+$/, "");
}

function parseURL(text: string): URL | undefined {
  return URL.canParse(text) ? new URL(text) : undefined;
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
