import type {
  ChatCompletion,
  ChatCompletionChunk,
  ChatCompletionRequest,
  Credentials,
  EmbeddingRequest,
  EmbeddingResponse,
  Model,
  TokenCount,
} from "@vllora/types";
import type { LLMErrorKind, RateLimits } from "./errors.ts";
import type { RawJSON } from "./raw-json.ts";

/**
 * A provider: data first, pure functions second. Core owns sockets, framing, time, retries and how a stream
 * ends; a provider translates. Make one with {@link defineProvider}.
 */
export interface ProviderDefinition {
  /** Version of this contract. */
  readonly contract: 1;
  /** Lower case; the prefix in `"anthropic/claude-…"`. */
  readonly id: string;
  readonly aliases?: readonly string[] | undefined;
  /** The npm package that it comes from; named in every diagnostic. */
  readonly package: { readonly name: string; readonly version: string };
  /** `gen_ai.provider.name`; default `id`. */
  readonly telemetryName?: string | undefined;
  /** Model ids that it serves, `*` standing for any text: `"claude-*"`. */
  readonly models?: readonly string[] | undefined;
  readonly credentials: CredentialRule;
  /** Where requests go when nobody says otherwise, or how that is found. Absent: the caller has to say. */
  readonly baseURL?: string | FindBaseURL | undefined;
  /** How each request parameter reaches the wire. */
  readonly parameters: ParameterTable;
  /** Request fields that this library does not know: sent as they are, or refused. Default `"refuse"`. */
  readonly unknownParameters?: "send" | "refuse" | undefined;
  /** Keys of `provider_options.<id>`; `"any"` takes all. Default: none. */
  readonly options?: readonly string[] | "any" | undefined;
  /** Adds the credentials, once per attempt. `credentials` is `undefined` when none are needed. */
  authorize(
    request: HttpRequest,
    credentials: Credentials | undefined,
  ): HttpRequest | Promise<HttpRequest>;
  readonly chat?: ChatCodec | undefined;
  /** What `client.tokens` is served with. Absent: the provider counts no tokens. */
  readonly tokens?: TokenCountCodec | undefined;
  /** What `client.models` is served with. Absent: the provider lists no models. */
  readonly modelList?: ModelListCodec | undefined;
  /** What `client.embeddings` is served with. Absent: the provider makes no embeddings. */
  readonly embeddings?: EmbeddingsCodec | undefined;
  /** What the application configured: `openai({ apiKey })`. */
  readonly settings?: ProviderSettings | undefined;
  /** Makes the same provider under another id: what an unknown provider name with an endpoint becomes. */
  readonly named?: ((id: string) => ProviderDefinition) | undefined;
}

/**
 * Finds the provider's own address, for each attempt that goes there: where it depends on a region. `credentials` are
 * those that were given, `undefined` where they are still to be found.
 */
export type FindBaseURL = (context: {
  readonly credentials: Credentials | undefined;
}) => string | Promise<string>;

/** What an application can configure on any provider. */
export interface ProviderSettings {
  /** The key, all credentials, or a function that gives them for each attempt. `null`: send none. */
  readonly credentials?: CredentialsInput | null | undefined;
  readonly baseURL?: string | undefined;
  /** Put on every request. */
  readonly headers?: { readonly [name: string]: string } | undefined;
  readonly fetch?: Fetch | undefined;
}

/** A key, credentials of any shape, or a function that gives them for each attempt. */
export type CredentialsInput =
  | string
  | Credentials
  | (() => string | Credentials | Promise<string | Credentials>);

/** Which credentials a provider takes, and where they are found. */
export interface CredentialRule {
  readonly kinds: readonly CredentialKind[];
  /** Names of environment variables that hold the key, the first that is set wins. */
  readonly env: readonly string[];
  /**
   * Finds credentials by the platform's own rules, where none were given and no variable is set; asked for each
   * attempt. They go to the provider's own host only. Throws where there are none.
   */
  readonly chain?: (() => Credentials | Promise<Credentials>) | undefined;
}

/** Shapes of credentials. */
export type CredentialKind = "api_key" | "aws_iam" | "aws_api_key" | "vertex";

/** The part of `fetch` that is used. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

/** What a codec makes of a request: the path below the base URL, and a body that core serialises. */
export interface WireRequest {
  readonly method?: "POST" | "GET" | "PATCH" | "DELETE";
  /** Begins with a slash. */
  readonly path: string;
  readonly headers?: { readonly [name: string]: string };
  /** An object becomes JSON, with {@link RawJSON} in it as it is; text is sent as it is. */
  readonly body?: object | string;
}

/** A request as it goes out. Header names are lower case. */
export interface HttpRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string | undefined;
}

/** Translates chat completions. All of it is pure: no fetch, clock, randomness, environment or module state. */
export interface ChatCodec {
  /** Our request → the wire's; one function for whole and streamed answers. */
  encode(request: ChatCompletionRequest, context: EncodeContext): WireRequest;
  /** The parsed body of a whole answer → ours. Throws {@link ErrorFrame} when the body is an error. */
  decode(body: unknown, context: DecodeContext): ChatCompletion;
  /** One decoder per stream; what it remembers lives and dies with the stream. */
  createDecoder(context: DecodeContext): StreamDecoder;
  /** An answer that is not 2xx, or an {@link ErrorFrame} → kind and details. */
  decodeError(failure: WireFailure): ProviderErrorDetails;
  /** How bytes become frames, or how that is loaded. Default: server-sent events. */
  readonly framing?: Framing | LoadedFraming;
  /**
   * Frames as a stream of this wire has them, without content, for decoders that write their chunks by hand. What a
   * decoder makes of them is kept alive: V8 drops code that it optimised for shapes of which no object is left, and
   * between two streams there is none. Default: chunks of the first stream, whose shapes are right where they were
   * parsed.
   */
  readonly specimen?: readonly Frame[];
}

/** Counts the tokens of a chat completion's request. Pure, as {@link ChatCodec}. */
export interface TokenCountCodec {
  /** As of a chat completion that is not streamed. Each field is accounted for here, too. */
  encode(request: ChatCompletionRequest, context: EncodeContext): WireRequest;
  /** The parsed body of an answer → ours. Throws as {@link ChatCodec.decode} does. */
  decode(body: unknown, context: DecodeContext): TokenCount;
  /** As {@link ChatCodec.decodeError}, and most often the same function. */
  decodeError(failure: WireFailure): ProviderErrorDetails;
}

/** Lists the models of a provider, page by page. Pure, as {@link ChatCodec}. */
export interface ModelListCodec {
  /** The request for a page: the first, or the one that the page before named. A GET has its query in the path. */
  encode(page: string | undefined): WireRequest;
  /** The parsed body of an answer → ours. Throws as {@link ChatCodec.decode} does. */
  decode(body: unknown): ModelPage;
  /** As {@link ChatCodec.decodeError}, and most often the same function. */
  decodeError(failure: WireFailure): ProviderErrorDetails;
}

/** Some of a provider's models. */
export interface ModelPage {
  readonly models: readonly Model[];
  /** What `encode` makes the request for the next page of. Absent: this is the last one. */
  readonly nextPage?: string | undefined;
}

/** Makes vectors of texts. Pure, as {@link ChatCodec}. */
export interface EmbeddingsCodec {
  /** How each field of the request reaches the wire. */
  readonly parameters: EmbeddingParameterTable;
  /** Keys of `provider_options.<id>` that a request for embeddings takes; `"any"` takes all. Default: none. */
  readonly options?: readonly string[] | "any" | undefined;
  /**
   * The most inputs that one call of a model takes. A request with more becomes several, each encoded and decoded by
   * itself; core puts the vectors together in their order. Absent, or `undefined`: all go in one call.
   */
  maxInputsPerCall?(model: string): number | undefined;
  encode(request: EmbeddingRequest, context: EncodeContext): WireRequest;
  /**
   * The parsed body of an answer → ours, in the order of the inputs. Vectors may be numbers or base64, whatever was
   * asked for: core gives the caller what it asked for. Throws as {@link ChatCodec.decode} does.
   */
  decode(body: unknown, context: EmbeddingDecodeContext): EmbeddingResponse<number[] | string>;
  /** As {@link ChatCodec.decodeError}, and most often the same function. */
  decodeError(failure: WireFailure): ProviderErrorDetails;
}

/** What a decoder of embeddings knows beside the answer. */
export interface EmbeddingDecodeContext {
  readonly provider: string;
  readonly model: string;
  /** With the inputs of this call. */
  readonly request: EmbeddingRequest;
  /** Of the answer, for what a wire says there only. */
  readonly headers: Headers;
}

/** Frames → chunks. */
export interface StreamDecoder {
  /**
   * The chunks that a frame brings, most often one. A frame that is an error is thrown as
   * {@link ErrorFrame}; one that cannot be read as {@link MalformedFrameError}.
   */
  push(frame: Frame): readonly ChatCompletionChunk[];
  /** The answer is whole: if the transport ends now, it ended well. */
  readonly finished: boolean;
  /** The wire said that nothing follows. Absent: only the end of the transport says so. */
  readonly closed?: boolean;
}

/** One message of a stream. */
export interface Frame {
  readonly event?: string | undefined;
  readonly data: string;
}

/** Makes a parser of bytes. It calls `emit` for each frame, in order. */
export type Framing = (emit: (frame: Frame) => void, limits: FramingLimits) => FrameParser;

/** A framing whose code is loaded when the first stream is opened. */
export interface LoadedFraming {
  load(): Promise<Framing>;
}

/** What a parser must not exceed. */
export interface FramingLimits {
  /** Largest frame, in bytes or characters. */
  readonly maxFrameBytes: number;
}

/** Bytes in, frames out. */
export interface FrameParser {
  push(bytes: Uint8Array): void;
  /** The transport ended: emits what is complete but for its terminator. */
  end(): void;
}

/** What an encoder knows beside the request. */
export interface EncodeContext {
  /** Id of the provider, which an application may have renamed. */
  readonly provider: string;
  /** The model as the wire wants it, without our prefix. */
  readonly model: string;
  readonly stream: boolean;
  /** `provider_options.<id>` of the request, its keys checked. */
  readonly options: { readonly [key: string]: unknown };
  /** Says what became of a field where the parameter table cannot: one value of many, or a message. */
  report(entry: LedgerEntry): void;
}

/** What a decoder knows beside the answer. */
export interface DecodeContext {
  readonly provider: string;
  readonly model: string;
  readonly request: ChatCompletionRequest;
  /** Unix time in seconds at which the answer began, for wires that do not say. */
  readonly created: number;
  /** The provider's id of the call, of the head of the answer, for wires whose answers have none. */
  readonly requestId?: string | undefined;
  /** The body of a whole answer before it was parsed, for what parsing loses: the digits of large numbers. */
  readonly text?: string | undefined;
}

/** An answer that says that the call failed. */
export interface WireFailure {
  readonly status: number;
  readonly headers: Headers;
  /** Parsed JSON, text where it is not JSON, `undefined` where it is empty. */
  readonly body: unknown;
}

/** What a provider's error means. */
export interface ProviderErrorDetails {
  readonly kind: LLMErrorKind;
  /** The provider's own words. Absent where it has none, or sent a page for people: core says what came. */
  readonly message?: string | undefined;
  readonly code?: string | undefined;
  readonly type?: string | undefined;
  readonly param?: string | undefined;
  readonly retryAfterMs?: number | undefined;
  /** What the answer says of limits. */
  readonly rateLimits?: RateLimits | undefined;
}

/** What became of one field that the caller set. */
export interface LedgerEntry {
  /** Name of the request field, or a path: `messages[2].provider_fields`. */
  readonly field: string;
  readonly outcome: LedgerOutcome;
  /** The wire's name, for `mapped`; the value that was sent, for `adjusted`. */
  readonly to?: unknown;
  /** The value that was asked for, for `adjusted`. */
  readonly from?: unknown;
  readonly note?: string;
}

/** `refused` raises an error, unless the caller's policy lets it pass as `ignored`. */
export type LedgerOutcome = "sent" | "mapped" | "adjusted" | "emulated" | "ignored" | "refused";

/** Request fields that a provider accounts for. */
export type ChatParameter = (typeof CHAT_PARAMETERS)[number];

/** How a parameter reaches the wire: under its own name, under another, by other means, or not at all. The text is a note for the reader of the table. */
export type ParameterSupport =
  | "native"
  | "unsupported"
  | { readonly native: string }
  | { readonly mapped: string; readonly note?: string }
  | { readonly emulated: string }
  | { readonly unsupported: string };

/** One entry for each request field. */
export type ParameterTable = { readonly [parameter in ChatParameter]: ParameterSupport };

/** Fields of a request for embeddings that a provider accounts for. */
export type EmbeddingParameter = (typeof EMBEDDING_PARAMETERS)[number];

/** One entry for each field of a request for embeddings. */
export type EmbeddingParameterTable = {
  readonly [parameter in EmbeddingParameter]: ParameterSupport;
};

/** Every field of a request for embeddings but those that core itself serves. */
export const EMBEDDING_PARAMETERS = [
  "dimensions",
  "encoding_format",
  "user",
] as const satisfies readonly (keyof EmbeddingRequest)[];

/** Every request field but those that core itself serves. */
export const CHAT_PARAMETERS = [
  "audio",
  "frequency_penalty",
  "function_call",
  "functions",
  "logit_bias",
  "logprobs",
  "max_completion_tokens",
  "max_tokens",
  "metadata",
  "modalities",
  "moderation",
  "n",
  "parallel_tool_calls",
  "prediction",
  "presence_penalty",
  "prompt_cache_key",
  "prompt_cache_options",
  "prompt_cache_retention",
  "reasoning_effort",
  "response_format",
  "safety_identifier",
  "seed",
  "service_tier",
  "stop",
  "store",
  "stream_options",
  "temperature",
  "thinking",
  "tool_choice",
  "tools",
  "top_k",
  "top_logprobs",
  "top_p",
  "user",
  "verbosity",
  "web_search_options",
] as const satisfies readonly (keyof ChatCompletionRequest)[];

const ERROR_FRAME = Symbol.for("vllora.error-frame.v1");
const MALFORMED_FRAME = Symbol.for("vllora.malformed-frame.v1");

/** Thrown by a codec: this frame or body is the provider's report of an error. Core asks `decodeError`. */
export class ErrorFrame extends Error {
  readonly body: unknown;
  /** HTTP status that the error stands for, where the wire says it. */
  readonly status: number | undefined;
  readonly [ERROR_FRAME] = true;

  constructor(body: unknown, status?: number) {
    super("The provider reported an error");
    this.name = "ErrorFrame";
    this.body = body;
    this.status = status;
  }

  /** Also for one that another copy of this package made. */
  static is(value: unknown): value is ErrorFrame {
    return value instanceof Error && ERROR_FRAME in value;
  }
}

/** Thrown by a codec: this frame or body cannot be read. The message says what was expected. */
export class MalformedFrameError extends Error {
  readonly [MALFORMED_FRAME] = true;

  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "MalformedFrameError";
  }

  /** Also for one that another copy of this package made. */
  static is(value: unknown): value is MalformedFrameError {
    return value instanceof Error && MALFORMED_FRAME in value;
  }
}
