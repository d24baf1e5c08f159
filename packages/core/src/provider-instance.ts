import type { ChatCompletion, ChatCompletionChunk, ChatCompletionRequest } from "@vllora/types";
import type { CallOptions } from "./call-options.ts";
import { completionProblem } from "./collect.ts";
import type { ChatCompletionResult } from "./completion.ts";
import {
  type ChatCodec,
  type DecodeContext,
  ErrorFrame,
  type Framing,
  type HttpRequest,
  type LedgerEntry,
  type ProviderDefinition,
  type WireRequest,
} from "./contract.ts";
import { type CredentialSource, resolveCredentials, secretsOf } from "./credentials.ts";
import { annotate, LLMError, type LLMErrorDetails } from "./errors.ts";
import { scrub } from "./failure.ts";
import type { InvocationContext, ModelInstance } from "./instance.ts";
import { type Ledger, openLedger } from "./ledger.ts";
import { type AnswerErrors, answerErrors, guarded } from "./provider-errors.ts";
import { ExchangeSource } from "./source.ts";
import { keepSpecimen } from "./specimen.ts";
import { ChatCompletionStream } from "./stream.ts";
import { nearest } from "./text.ts";
import { Exchange } from "./transport/exchange.ts";
import { withRetries } from "./transport/retry.ts";
import { sse } from "./transport/sse.ts";
import { DEFAULT_TIMEOUTS, type Limits } from "./transport/watchdog.ts";

/** 256 MiB: beyond any answer that a model gives, below what hurts a process. */
const DEFAULT_MAX_BYTES = 268_435_456;

/** Options of one call, after those of the client were merged in. */
export interface ProviderCallOptions
  extends Omit<CallOptions, "credentials" | "baseURL" | "headers"> {
  /** What was said about credentials, addresses and headers, the call's before the client's. */
  readonly credentials: readonly CredentialSource[];
  /** Dresses the whole answer of a stream. */
  readonly finish: (completion: ChatCompletion) => ChatCompletionResult;
}

/** A provider's codec as a {@link ModelInstance}: encodes, sends, retries and decodes. */
export function providerInstance(
  provider: ProviderDefinition,
  model: string,
  options: ProviderCallOptions,
): ModelInstance {
  const codec = provider.chat;
  if (codec === undefined) {
    throw new LLMError("invalid_request", `${provider.id} has no chat completions`, {
      provider: provider.id,
      model,
    });
  }
  return {
    async invoke(request, context) {
      const call = new ProviderCall(provider, codec, model, options, request, context, false);
      return await call.attempts((attempt) => call.whole(attempt));
    },
    async stream(request, context) {
      const call = new ProviderCall(provider, codec, model, options, request, context, true);
      return await call.attempts((attempt) => call.streamed(attempt));
    },
  };
}

/** What one attempt has at hand. */
interface Attempt {
  readonly exchange: Exchange;
  readonly response: Response;
  readonly number: number;
  readonly decoding: DecodeContext;
  readonly details: LLMErrorDetails;
  readonly errors: AnswerErrors;
}

class ProviderCall {
  readonly #provider: ProviderDefinition;
  readonly #codec: ChatCodec;
  readonly #model: string;
  readonly #options: ProviderCallOptions;
  readonly #context: InvocationContext;
  readonly #streamed: boolean;
  readonly #ledger: Ledger;
  readonly #entries: readonly LedgerEntry[];
  readonly #wire: WireRequest;
  readonly #body: string | undefined;
  readonly #request: ChatCompletionRequest;
  readonly #maxBytes: number;
  readonly #limits: Limits;

  constructor(
    provider: ProviderDefinition,
    codec: ChatCodec,
    model: string,
    options: ProviderCallOptions,
    request: ChatCompletionRequest,
    context: InvocationContext,
    streamed: boolean,
  ) {
    this.#provider = provider;
    this.#codec = codec;
    this.#model = model;
    this.#options = options;
    this.#context = context;
    this.#streamed = streamed;
    this.#maxBytes = options.maxResponseBytes ?? DEFAULT_MAX_BYTES;
    // No key of it is undefined: checkOptions leaves those out.
    const timeouts = options.timeouts as Partial<Limits> | undefined;
    this.#limits = timeouts === undefined ? DEFAULT_TIMEOUTS : { ...DEFAULT_TIMEOUTS, ...timeouts };
    this.#ledger = openLedger(request, provider, options.unsupported);
    this.#request = this.#ledger.request;
    const encoding = {
      provider: provider.id,
      model,
      stream: streamed,
      options: this.#providerOptions(),
      report: (entry: LedgerEntry) => this.#ledger.report(entry),
    };
    const encode = () => codec.encode(this.#request, encoding);
    this.#wire = guarded(provider, this.#names(), "chat.encode", encode);
    try {
      this.#body = this.#serialise(this.#wire.body);
    } catch (cause) {
      throw LLMError.is(cause) ? cause : notJSON(cause);
    }
    for (const name of Object.keys(this.#request.extra_headers ?? {})) {
      this.#ledger.report({ field: `extra_headers.${name}`, outcome: "sent" });
    }
    this.#entries = this.#ledger.close();
    context.report({ provider: provider.id, ledger: this.#entries });
  }

  /** Sends the request until an attempt succeeds or none is left. */
  async attempts<T>(use: (attempt: Attempt) => Promise<T>): Promise<T> {
    const { retry, maxRetries } = this.#options;
    const policy = maxRetries === undefined ? { ...retry } : { ...retry, maxRetries };
    let number = 0;
    try {
      return await withRetries(
        async (current) => {
          number = current;
          return await this.#attempt(current, use);
        },
        policy,
        this.#context.signal,
      );
    } catch (error) {
      if (LLMError.is(error)) annotate(error, { ...this.#names(), attempts: number });
      throw error;
    }
  }

  async #attempt<T>(number: number, use: (attempt: Attempt) => Promise<T>): Promise<T> {
    const exchange = new Exchange({
      fetch: this.#options.fetch ?? this.#provider.settings?.fetch ?? globalThis.fetch,
      signal: this.#context.signal,
      timeouts: this.#limits,
      streamed: this.#streamed,
      maxBytes: this.#maxBytes,
    });
    let done = false;
    try {
      const { request, secrets } = await exchange.guard(this.#authorized());
      for (const observer of this.#context.observers) observer.attempt?.(number);
      const response = await exchange.send(request);
      const requestId = requestIdOf(response.headers, secrets);
      const details = { ...this.#names(), requestId, attempts: number, status: response.status };
      this.#context.report({ requestId, attempts: number });
      const errors = answerErrors(this.#provider, this.#codec, response, details, secrets);
      if (!response.ok) throw await this.#failed(exchange, response, details, errors);
      const created = Math.floor(Date.now() / 1000);
      const decoding = {
        provider: this.#provider.id,
        model: this.#model,
        request: this.#request,
        created,
        requestId,
      };
      const result = await use({ exchange, response, number, decoding, details, errors });
      done = true;
      // A stream lives on and closes the exchange itself.
      if (!this.#streamed) exchange.close();
      return result;
    } finally {
      if (!done) exchange.dispose();
    }
  }

  async #authorized(): Promise<{ request: HttpRequest; secrets: readonly string[] }> {
    const { credentials, baseURL, headers } = await resolveCredentials(
      this.#provider,
      this.#options.credentials,
    );
    const authorize = () =>
      this.#provider.authorize(this.#httpRequest(baseURL, headers), credentials);
    const request = await guarded(this.#provider, this.#names(), "authorize", authorize);
    const shown = [...Object.values(headers), ...Object.values(this.#request.extra_headers ?? {})];
    return { request, secrets: [...secretsOf(credentials), ...shown] };
  }

  /** Reads and decodes a whole answer. */
  async whole({ exchange, response, decoding, details, errors }: Attempt): Promise<ChatCompletion> {
    const body = await this.#readJSON(exchange, response, details);
    let completion: ChatCompletion;
    try {
      completion = this.#codec.decode(body, decoding);
    } catch (cause) {
      throw errors.of(cause);
    }
    const problem = completionProblem(completion);
    if (problem !== undefined) throw errors.violation(problem);
    return completion;
  }

  /** Opens a stream and waits for its first output: an error before it is an error of this call. */
  async streamed(attempt: Attempt): Promise<AsyncIterable<ChatCompletionChunk>> {
    const { exchange, response, decoding, details, errors } = attempt;
    await this.#refuseOtherContent(exchange, response, details, errors);
    const framing = await exchange.guard(this.#framing(details));
    exchange.open(response);
    const open = () =>
      new ExchangeSource(exchange, this.#codec, framing, decoding, this.#maxBytes, errors.of);
    const source = guarded(this.#provider, details, "chat.createDecoder", open);
    const stream = new ChatCompletionStream(source, {
      details,
      ledger: this.#entries,
      observers: this.#context.observers,
      violation: errors.violation,
      finish: this.#options.finish,
    });
    await stream.prime();
    releaseWithout(stream, exchange);
    keepSpecimen(this.#codec, framing, stream.queued);
    return stream;
  }

  async #framing(details: LLMErrorDetails): Promise<Framing> {
    const { framing } = this.#codec;
    if (framing === undefined) return sse;
    if (typeof framing === "function") return framing;
    return await guarded(this.#provider, details, "chat.framing.load", () => framing.load());
  }

  /** A page or a JSON document instead of a stream. */
  async #refuseOtherContent(
    exchange: Exchange,
    response: Response,
    details: LLMErrorDetails,
    errors: AnswerErrors,
  ): Promise<void> {
    const type = response.headers.get("content-type") ?? "";
    if (this.#codec.framing !== undefined) return;
    // Behind a proxy the header may come twice.
    if (!/^\s*(application\/json|text\/html)\s*([;,]|$)/i.test(type)) return;
    const text = await exchange.readText(response);
    const body = parseJSON(text);
    if (typeof body === "object" && body !== null && "error" in body) {
      throw errors.of(new ErrorFrame(body));
    }
    throw new LLMError(
      "protocol",
      `${this.#provider.id} answered with ${mediaType(type)} where a stream was asked for`,
      details,
    );
  }

  async #readJSON(
    exchange: Exchange,
    response: Response,
    details: LLMErrorDetails,
  ): Promise<unknown> {
    const text = await exchange.readText(response);
    const body = parseJSON(text);
    if (body !== undefined) return body;
    const type = mediaType(response.headers.get("content-type"));
    const what = text === "" ? "an empty body" : `${type} that is not JSON`;
    throw new LLMError(
      "protocol",
      `${this.#provider.id} answered ${response.status} with ${what} where JSON was expected`,
      details,
    );
  }

  async #failed(
    exchange: Exchange,
    response: Response,
    details: LLMErrorDetails,
    errors: AnswerErrors,
  ): Promise<LLMError> {
    const { status } = response;
    // Browsers hide which redirect it was.
    if (REDIRECTS.has(status) || response.type === "opaqueredirect") {
      return new LLMError(
        "protocol",
        `${this.#provider.id} answered with a redirect (${status}), which is not followed: the key belongs to the host that was named. Set baseURL to the final address.`,
        details,
      );
    }
    if (status < 400) {
      return new LLMError(
        "protocol",
        `${this.#provider.id} answered ${status}, without an answer`,
        details,
      );
    }
    const text = await exchange.readErrorText(response);
    const body = parseJSON(text);
    return errors.of(new ErrorFrame(body === undefined && text !== "" ? text : body));
  }

  #names(): LLMErrorDetails {
    return { provider: this.#provider.id, model: this.#model };
  }

  #providerOptions(): { readonly [key: string]: unknown } {
    const { id, aliases = [], options: known = [] } = this.#provider;
    const all = this.#request.provider_options ?? {};
    const given: Record<string, unknown> = {};
    for (const key of [...aliases, id]) Object.assign(given, all[key]);
    for (const name of Object.keys(given)) {
      this.#ledger.report({ field: `provider_options.${id}.${name}`, outcome: "sent" });
      if (known === "any" || known.includes(name)) continue;
      const match = nearest(name, known);
      throw new LLMError(
        "invalid_request",
        `${id} has no option "${name}".${match === undefined ? "" : ` Did you mean "${match}"?`} Known: ${known.join(", ") || "none"}.`,
        { provider: id, param: `provider_options.${id}.${name}` },
      );
    }
    return given;
  }

  /** Puts `extra_body` over the body, and says where the two clash. */
  #serialise(body: object | string | undefined): string | undefined {
    const extra = this.#request.extra_body;
    if (typeof body === "string") {
      if (extra !== undefined) {
        const note = `the body of ${this.#provider.id} is no JSON object`;
        this.#ledger.report({ field: "extra_body", outcome: "refused", note });
      }
      return body;
    }
    if (extra === undefined) return body === undefined ? undefined : JSON.stringify(body);
    for (const field of Object.keys(extra)) {
      const clash = body !== undefined && Object.hasOwn(body, field);
      this.#ledger.report(
        clash
          ? { field, outcome: "adjusted", note: "extra_body replaces it" }
          : { field: `extra_body.${field}`, outcome: "sent" },
      );
    }
    return JSON.stringify({ ...body, ...extra });
  }

  #httpRequest(baseURL: string, given: { readonly [name: string]: string }): HttpRequest {
    const headers: Record<string, string> = {};
    const layers = [
      this.#body === undefined ? {} : { "content-type": "application/json" },
      { accept: this.#streamed ? "text/event-stream" : "application/json" },
      this.#wire.headers,
      given,
      this.#request.extra_headers,
    ];
    for (const layer of layers) {
      for (const [name, value] of Object.entries(layer ?? {})) {
        checkHeader(name, value);
        headers[name.toLowerCase()] = value;
      }
    }
    return {
      method: this.#wire.method ?? "POST",
      url: baseURL + this.#wire.path,
      headers,
      body: this.#body,
    };
  }
}

/** The type alone: what a server puts behind it is for nobody's log. */
function mediaType(header: string | null): string {
  return /^[\w.+-]+\/[\w.+-]+/.exec(header?.trim() ?? "")?.[0].slice(0, 80) ?? "no content type";
}

const REDIRECTS: ReadonlySet<number> = new Set([301, 302, 303, 307, 308]);

let abandoned: FinalizationRegistry<Exchange> | undefined;

/** A stream that was dropped without being read or left would else hold its connection for ever. */
function releaseWithout(stream: ChatCompletionStream, exchange: Exchange): void {
  // Some runtimes have none.
  if (typeof FinalizationRegistry === "undefined") return;
  abandoned ??= new FinalizationRegistry((held) => held.dispose());
  abandoned.register(stream, exchange);
}

/** BigInts, rings, depths beyond the stack, and `toJSON` methods that throw. */
function notJSON(cause: unknown): LLMError {
  return new LLMError("invalid_request", "The request cannot be written as JSON", { cause });
}

/** `undefined` for what is not JSON. */
function parseJSON(text: string): unknown {
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
