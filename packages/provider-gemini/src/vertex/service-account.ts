import { type Fetch, kindOfStatus, LLMError } from "@vllora/core/provider";
import type { ServiceAccount } from "../vertex.ts";

const SCOPE = "https://www.googleapis.com/auth/cloud-platform";
const TOKEN_URI = "https://oauth2.googleapis.com/token";
/** An endpoint that falls silent must not hold all calls after it. */
const LIMIT_MS = 30_000;
/** A token is not used in its last minute. */
const MARGIN_MS = 60_000;

interface Entry {
  readonly token: Promise<string>;
  /** Never, until the token is there. */
  expiresAt: number;
}

interface Token {
  readonly text: string;
  readonly expiresAt: number;
}

/**
 * Access tokens of service accounts: asked for when they are needed, and kept until they expire. Calls that come
 * together wait for the same one.
 * @see https://developers.google.com/identity/protocols/oauth2/service-account#httprest
 */
export class ServiceAccountTokens {
  readonly #fetch: Fetch | undefined;
  readonly #limitMs: number;
  readonly #entries = new Map<string, Entry>();

  constructor(fetch: Fetch | undefined, limitMs = LIMIT_MS) {
    this.#fetch = fetch;
    this.#limitMs = limitMs;
  }

  get(account: ServiceAccount): Promise<string> {
    const key = `${account.client_email} ${account.private_key}`;
    const known = this.#entries.get(key);
    if (known !== undefined && known.expiresAt > Date.now() + MARGIN_MS) return known.token;
    const asked = exchange(account, this.#fetch ?? globalThis.fetch, this.#limitMs);
    const entry = { token: asked.then(({ text }) => text), expiresAt: Number.POSITIVE_INFINITY };
    this.#entries.set(key, entry);
    asked.then(
      ({ expiresAt }) => {
        entry.expiresAt = expiresAt;
      },
      // The next call tries again.
      () => this.#entries.delete(key),
    );
    return entry.token;
  }
}

async function exchange(account: ServiceAccount, fetch: Fetch, limitMs: number): Promise<Token> {
  const { token_uri: address = TOKEN_URI, client_email: email } = account;
  const assertion = await sign(account, address);
  const grant = "urn:ietf:params:oauth:grant-type:jwt-bearer";
  let response: Response;
  try {
    response = await fetch(address, {
      method: "POST",
      headers: { "content-type": "application/x-www-form-urlencoded" },
      body: new URLSearchParams({ grant_type: grant, assertion }).toString(),
      // The assertion is as good as a key: it is for the host that was named.
      redirect: "error",
      signal: AbortSignal.timeout(limitMs),
    });
  } catch (cause) {
    throw failure("connection", `${new URL(address).host} could not be reached for a token`, cause);
  }
  const answer = (await response.json().catch(() => ({}))) as {
    readonly access_token?: unknown;
    readonly expires_in?: unknown;
    readonly error?: unknown;
  };
  if (response.ok && typeof answer.access_token === "string") {
    const seconds = typeof answer.expires_in === "number" ? answer.expires_in : 0;
    return { text: answer.access_token, expiresAt: Date.now() + seconds * 1000 };
  }
  const word = typeof answer.error === "string" ? `: ${answer.error}` : "";
  const problem = `No token for ${email} (${response.status})${word}`;
  throw failure(response.status >= 500 ? kindOfStatus(response.status) : "credentials", problem);
}

async function sign(account: ServiceAccount, audience: string): Promise<string> {
  const now = Math.floor(Date.now() / 1000);
  const { client_email: iss, private_key_id: kid } = account;
  const head = { alg: "RS256", typ: "JWT", ...(kid === undefined ? {} : { kid }) };
  const claims = { iss, scope: SCOPE, aud: audience, iat: now, exp: now + 3600 };
  const text = `${base64url(JSON.stringify(head))}.${base64url(JSON.stringify(claims))}`;
  const algorithm = { name: "RSASSA-PKCS1-v1_5", hash: "SHA-256" };
  let signature: ArrayBuffer;
  try {
    const bytes = Uint8Array.from(atob(pemBody(account.private_key)), (c) => c.charCodeAt(0));
    const key = await crypto.subtle.importKey("pkcs8", bytes, algorithm, false, ["sign"]);
    signature = await crypto.subtle.sign(algorithm, key, new TextEncoder().encode(text));
  } catch {
    // What the parser says may show the key.
    throw failure(
      "credentials",
      `The private key of ${iss} cannot be read: expected PKCS #8 in PEM`,
    );
  }
  return `${text}.${base64url(String.fromCharCode(...new Uint8Array(signature)))}`;
}

function pemBody(pem: string): string {
  return pem.replace(/-----[^-]+-----|\s+/g, "");
}

/** @param binary one character for each byte. */
function base64url(binary: string): string {
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

function failure(kind: LLMError["kind"], problem: string, cause?: unknown): LLMError {
  return new LLMError(kind, problem, {
    provider: "vertex",
    ...(cause === undefined ? {} : { cause }),
  });
}
