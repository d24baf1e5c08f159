import type { CallOptions } from "./call-options.ts";
import { ErrorFrame, type HttpRequest, type ProviderDefinition } from "./contract.ts";
import { type CredentialSource, resolveCredentials, secretsOf } from "./credentials.ts";
import type { SentRequest } from "./encode.ts";
import { annotate, LLMError, type LLMErrorDetails } from "./errors.ts";
import { scrub } from "./failure.ts";
import type { InvocationContext } from "./instance.ts";
import type { CallObserver } from "./observer.ts";
import { type AnswerErrors, answerErrors, guarded, type ProviderAPI } from "./provider-errors.ts";
import { Exchange } from "./transport/exchange.ts";
import { withRetries } from "./transport/retry.ts";
import { DEFAULT_TIMEOUTS, type Limits } from "./transport/watchdog.ts";

/** 256 MiB: beyond any answer that a model gives, below what hurts a process. */
const DEFAULT_MAX_BYTES = 268_435_456;

/** Options of one call, after those of the client were merged in. */
export interface ProviderCallOptions
  extends Omit<CallOptions, "credentials" | "baseURL" | "headers"> {
  /** What was said about credentials, addresses and headers, the call's before the client's. */
  readonly credentials: readonly CredentialSource[];
}

/** One call of one of a provider's APIs, ready to be sent. */
export interface ProviderCall {
  readonly provider: ProviderDefinition;
  readonly api: ProviderAPI;
  /** As the wire gets it, where the API has one. */
  readonly model?: string;
  readonly options: ProviderCallOptions;
  readonly sent: SentRequest;
  readonly observers?: readonly CallObserver[];
  /** Hears of each attempt. */
  readonly report?: InvocationContext["report"];
  /** The answer comes as a stream, which lives on and closes the exchange itself. */
  readonly streamed?: boolean;
}

/** What one attempt has at hand when the head of a good answer is there. */
export interface Attempt {
  readonly exchange: Exchange;
  readonly response: Response;
  /** What an error of it says; `attempts` is its number. */
  readonly details: AttemptDetails;
  readonly errors: AnswerErrors;
}

/** What is known of an attempt, for errors and reports. */
export interface AttemptDetails extends LLMErrorDetails {
  readonly provider: string;
  readonly requestId: string | undefined;
  readonly attempts: number;
}

/**
 * Sends a call until an attempt succeeds or none is left. What `use` throws is a failure of the attempt. Nothing
 * that is made in here outlives the call but the exchange: an open stream would keep the request alive with it.
 */
export async function sendCall<T>(
  { provider, api, model, options, sent, observers = [], report, streamed = false }: ProviderCall,
  use: (attempt: Attempt) => Promise<T>,
): Promise<T> {
  const names = { provider: provider.id, model };
  const signal = options.signal ?? undefined;
  let attempts = 0;

  const authorized = async () => {
    const { credentials, baseURL, headers } = await resolveCredentials(
      provider,
      options.credentials,
    );
    const bare = toHttpRequest(sent, streamed, baseURL, headers);
    const authorize = () => provider.authorize(bare, credentials);
    const request = await guarded(provider, names, "authorize", authorize);
    const shown = Object.values({ ...headers, ...sent.extraHeaders });
    const secrets = [...secretsOf(credentials), ...shown, ...addedHeaders(bare, request)];
    return { request, secrets };
  };

  const attempt = async (number: number) => {
    attempts = number;
    const exchange = new Exchange({
      fetch: options.fetch ?? provider.settings?.fetch ?? globalThis.fetch,
      signal,
      timeouts: limitsOf(options),
      streamed,
      maxBytes: maxBytesOf(options),
    });
    let done = false;
    try {
      const { request, secrets } = await exchange.guard(authorized());
      for (const observer of observers) observer.attempt?.(number);
      const response = await exchange.send(request);
      const requestId = requestIdOf(response.headers, secrets);
      const details = { ...names, requestId, attempts, status: response.status };
      report?.({ requestId, attempts });
      const errors = answerErrors(provider, api, response, details, secrets);
      if (!response.ok) throw await failed(exchange, response, details, errors);
      const result = await use({ exchange, response, details, errors });
      done = true;
      if (!streamed) exchange.close();
      return result;
    } finally {
      if (!done) exchange.dispose();
    }
  };

  const { retry, maxRetries } = options;
  const policy = maxRetries === undefined ? { ...retry } : { ...retry, maxRetries };
  try {
    return await withRetries(attempt, policy, signal);
  } catch (error) {
    if (LLMError.is(error)) annotate(error, { ...names, attempts });
    throw error;
  }
}

/** Reads, decodes and checks an answer that comes as a whole. */
export async function readAnswer<T>(
  { exchange, response, details, errors }: Attempt,
  decode: (body: unknown, text: string) => T,
  problemOf: (answer: T) => string | undefined,
): Promise<T> {
  const { body, text } = await readJSON(exchange, response, details);
  let answer: T;
  try {
    answer = decode(body, text);
  } catch (cause) {
    throw errors.of(cause);
  }
  const problem = problemOf(answer);
  if (problem !== undefined) throw errors.violation(problem);
  return answer;
}

/** Largest whole answer and largest frame, in bytes. */
export function maxBytesOf({ maxResponseBytes }: ProviderCallOptions): number {
  return maxResponseBytes ?? DEFAULT_MAX_BYTES;
}

/** An open stream keeps them: those that hold by default are one object for all. */
function limitsOf({ timeouts }: ProviderCallOptions): Limits {
  // No key of it is undefined: checkOptions leaves those out.
  return timeouts === undefined
    ? DEFAULT_TIMEOUTS
    : { ...DEFAULT_TIMEOUTS, ...(timeouts as Partial<Limits>) };
}

function toHttpRequest(
  { wire, body, extraHeaders }: SentRequest,
  streamed: boolean,
  baseURL: string,
  given: { readonly [name: string]: string },
): HttpRequest {
  const headers: Record<string, string> = {};
  const layers = [
    body === undefined ? {} : { "content-type": "application/json" },
    { accept: streamed ? "text/event-stream" : "application/json" },
    wire.headers,
    given,
    extraHeaders,
  ];
  for (const layer of layers) {
    for (const [name, value] of Object.entries(layer ?? {})) {
      checkHeader(name, value);
      headers[name.toLowerCase()] = value;
    }
  }
  return { method: wire.method ?? "POST", url: baseURL + wire.path, headers, body };
}

async function readJSON(
  exchange: Exchange,
  response: Response,
  details: LLMErrorDetails,
): Promise<{ readonly body: unknown; readonly text: string }> {
  const text = await exchange.readText(response);
  const body = parseJSON(text);
  if (body !== undefined) return { body, text };
  const type = mediaType(response.headers.get("content-type"));
  const what = text === "" ? "an empty body" : `${type} that is not JSON`;
  throw wrongAnswer(`${response.status} with ${what} where JSON was expected`, details);
}

async function failed(
  exchange: Exchange,
  response: Response,
  details: LLMErrorDetails,
  errors: AnswerErrors,
): Promise<LLMError> {
  const { status } = response;
  // Browsers hide which redirect it was.
  if (REDIRECTS.has(status) || response.type === "opaqueredirect") {
    const advice =
      "which is not followed: the key belongs to the host that was named. Set baseURL to the final address.";
    return wrongAnswer(`with a redirect (${status}), ${advice}`, details);
  }
  if (status < 400) return wrongAnswer(`${status}, without an answer`, details);
  const text = await exchange.readErrorText(response);
  const body = parseJSON(text);
  return errors.of(new ErrorFrame(body === undefined && text !== "" ? text : body));
}

/** An answer that is none. */
export function wrongAnswer(what: string, details: LLMErrorDetails): LLMError {
  return new LLMError("protocol", `${details.provider} answered ${what}`, details);
}

/** What a provider put on a request may be a token that it got itself: with the scheme before it, and without. */
function addedHeaders(bare: HttpRequest, request: HttpRequest): string[] {
  return Object.entries(request.headers)
    .filter(([name, value]) => bare.headers[name] !== value)
    .flatMap(([, value]) => [value, value.replace(/^\w+ /, "")]);
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

/** The type alone: what a server puts behind it is for nobody's log. */
export function mediaType(header: string | null): string {
  return /^[\w.+-]+\/[\w.+-]+/.exec(header?.trim() ?? "")?.[0].slice(0, 80) ?? "no content type";
}

/** `undefined` for what is not JSON. */
export function parseJSON(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Says it here, since the message of `fetch` would show the value. */
function checkHeader(name: string, value: unknown): void {
  const valid = /^[\w!#$%&'*+.^`|~-]+$/.test(name) && typeof value === "string";
  if (valid && /^[\t\x20-\x7e\x80-\xff]*$/.test(value)) return;
  throw new LLMError(
    "invalid_request",
    `The header "${name}" cannot be sent: its name or value is not allowed`,
    {
      param: name,
    },
  );
}

const REQUEST_ID_HEADERS = [
  "x-request-id",
  "request-id",
  "x-amzn-requestid",
  "apim-request-id",
  "x-ms-request-id",
];

function requestIdOf(headers: Headers, secrets: readonly string[]): string | undefined {
  for (const name of REQUEST_ID_HEADERS) {
    const value = headers.get(name);
    if (value !== null) return scrub(value, secrets);
  }
  return undefined;
}
