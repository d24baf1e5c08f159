import type { ProviderErrorDetails, WireFailure } from "./contract.ts";
import { LLMError, type LLMErrorDetails, type LLMErrorKind } from "./errors.ts";
import { retryAfterMs } from "./transport/retry.ts";

/** Longest text of a provider that an error message repeats. */
const MAX_MESSAGE = 500;

/** Makes the error of a failed answer: the provider's view of it, what the headers say, and no secrets. */
export function failureOf(
  failure: WireFailure,
  error: ProviderErrorDetails,
  details: LLMErrorDetails,
  secrets: readonly string[],
): LLMError {
  const clean = (text: string) => scrub(text, secrets);
  const message = clean(error.message || unexplained(error.kind, failure)).slice(0, MAX_MESSAGE);
  const status = failure.status >= 400 ? ` (${failure.status})` : "";
  return new LLMError(error.kind, `${details.provider}${status}: ${message}`, {
    ...details,
    code: error.code && clean(error.code),
    type: error.type && clean(error.type),
    param: error.param && clean(error.param),
    retryAfterMs: error.retryAfterMs ?? retryAfterMs(failure.headers, Date.now()),
    rateLimits: error.rateLimits,
    retryable: shouldRetry(failure),
    body: scrubValue(failure.body, clean, 0),
  });
}

/** What came in place of a reason, and what to do. */
function unexplained(kind: LLMErrorKind, { status, body }: WireFailure): string {
  const came =
    body === undefined
      ? "an empty body"
      : typeof body === "string"
        ? "an HTML page instead of an API answer"
        : "a body without a message";
  const what = status < 400 ? "an error without a message" : `HTTP status ${status} with ${came}`;
  const hint = HINTS[kind];
  return hint === undefined ? what : `${what}. ${hint}`;
}

const LATER = "Try again later.";

const HINTS: { readonly [kind in LLMErrorKind]?: string } = {
  authentication: "Check the API key.",
  permission: "The key may not use this model or this API.",
  not_found: "Check the name of the model and baseURL.",
  invalid_request: "Check the request: a field may be wrong, or the whole too large.",
  context_length: "Shorten the messages.",
  content_filter: "Change the messages.",
  rate_limit: "Send fewer requests, or wait between them.",
  quota: "Check plan and billing of the account.",
  overloaded: LATER,
  server: LATER,
  timeout: LATER,
};

/** The provider's own word on it, where it says one. @see https://github.com/openai/openai-node (x-should-retry) */
function shouldRetry({ headers }: WireFailure): boolean | undefined {
  const value = headers.get("x-should-retry");
  return value === "true" ? true : value === "false" ? false : undefined;
}

/** What an HTTP status means where the body says nothing more. */
export function kindOfStatus(status: number): LLMErrorKind {
  switch (status) {
    case 401:
      return "authentication";
    case 402:
      return "quota";
    case 403:
      return "permission";
    case 404:
    case 410:
      return "not_found";
    case 408:
    case 504:
      return "timeout";
    // Two calls met; another try can mend it.
    case 409:
      return "server";
    case 429:
      return "rate_limit";
    case 503:
    case 529:
      return "overloaded";
    default:
      return status >= 500 || status < 400 ? "server" : "invalid_request";
  }
}

/** Keys by their looks, for those that we do not hold. */
const KEY =
  /\b(?:sk|pk|rk|gsk|xai|pplx|sess|AIza|AKIA|ASIA)[-_]?[A-Za-z0-9_*-]{12,}|\bBearer\s+\S+/g;

/** A provider's text without secrets; servers repeat what they were sent in the oddest places. */
export function scrub(text: string, secrets: readonly string[]): string {
  let clean = text;
  for (const secret of secrets) {
    if (secret.length >= 8) clean = clean.replaceAll(secret, "***");
  }
  return clean.replace(KEY, "***");
}

/** Where servers repeat what they were sent, prompt and all. */
const ECHOES: ReadonlySet<string> = new Set(["input", "messages", "prompt"]);

function scrubValue(value: unknown, clean: (text: string) => string, depth: number): unknown {
  if (typeof value === "string") return clean(value);
  if (typeof value !== "object" || value === null || depth > 8) {
    return typeof value === "object" && value !== null ? undefined : value;
  }
  if (Array.isArray(value)) return value.map((item) => scrubValue(item, clean, depth + 1));
  return Object.fromEntries(
    Object.entries(value)
      .filter(([key]) => !ECHOES.has(key))
      .map(([key, item]) => [clean(key), scrubValue(item, clean, depth + 1)]),
  );
}
