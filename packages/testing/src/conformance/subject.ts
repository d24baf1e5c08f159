import {
  type CallOptions,
  type CredentialsInput,
  type Fetch,
  type LLMErrorKind,
  type ProviderDefinition,
  VlloraLLMClient,
} from "@vllora/core";
import type {
  ChatCompletionChunk,
  ChatCompletionRequest,
  ChatParameter,
} from "@vllora/core/provider";
import type { Transcript } from "../transcript.ts";
import { type Outcome, plain, toLLMError } from "./outcome.ts";
import type { ParameterSamples } from "./samples.ts";

/** What a conformance run has to know beside the provider and its transcripts. */
export interface SubjectOptions {
  /** Sent with each request, and looked for in errors. Default: made up, of the first kind that needs no network. */
  readonly credentials?: CredentialsInput;
  /** Model of requests where no transcript names one. Default `"model"`. */
  readonly model?: string;
  /** What a decoder looks at of the request whose answer a transcript is. Default: `n` of the recorded one. */
  readonly requestFor?: (transcript: Transcript) => Partial<ChatCompletionRequest>;
  /** Transcripts of status 2xx that end in an error, and its kind. */
  readonly errors?: { readonly [transcript: string]: LLMErrorKind };
  /** Names of transcripts that hold the same answer, whole and streamed. */
  readonly pairs?: readonly (readonly [whole: string, streamed: string])[];
  /** Values of parameters, where the kit's own do not suit the provider. */
  readonly samples?: ParameterSamples;
  /** A frame by which the provider says inside of a stream that the answer failed, as it stands on the wire. */
  readonly errorFrame?: string | Uint8Array;
  /** Name of the field that says on the wire why an answer ended. Default: those of the APIs that we know. */
  readonly finishReasonField?: string;
  /** Cuts every stream at each of its bytes; by default long ones at each frame and a sample of bytes. */
  readonly thorough?: boolean;
  /** How long the upstream may stay open after whoever asked has gone. Default 5,000. */
  readonly inTimeMs?: number;
}

/** Found nowhere but in what is sent, and no key by its looks: only who knows it can hide it. */
const SECRET = "conformance/0123456789abcdefghijklmnopqrstuvwxyz";

const HOST = "https://conformance.test";

/** How one recorded answer is varied before it is asked for. */
export interface Variation {
  /** The reads of the body; default: one. */
  readonly pieces?: readonly Uint8Array[];
  /** Whether the transport ends or breaks after them. Default: it ends. */
  readonly end?: "eof" | "reset";
  readonly request?: Partial<ChatCompletionRequest>;
  readonly options?: CallOptions;
  /** Asks for it whole or streamed, whatever it is. */
  readonly stream?: boolean;
}

/** The provider under test, asked through the client that applications use. */
export class Subject {
  readonly provider: ProviderDefinition;
  readonly transcripts: readonly Transcript[];
  readonly options: SubjectOptions;
  readonly #client: VlloraLLMClient;
  #answer: Fetch = () => Promise.reject(new Error("Nothing was asked"));

  constructor(
    provider: ProviderDefinition,
    transcripts: readonly Transcript[],
    options: SubjectOptions,
  ) {
    this.provider = provider;
    this.transcripts = transcripts;
    this.options = options;
    this.#client = this.clientFor(HOST, { fetch: (url, init) => this.#answer(url, init) });
  }

  /** Whole answers of status 2xx that do not end in an error. */
  get wholes(): Transcript[] {
    return this.transcripts.filter((found) => !found.stream && this.#succeeds(found));
  }

  /** Streams of status 2xx that reached the end of their transport; some carry an error. */
  get streams(): Transcript[] {
    return this.transcripts.filter(
      (found) => found.stream && found.end === "eof" && isSuccess(found) && found.body.length > 0,
    );
  }

  /** Streams that end with their whole answer. */
  get completeStreams(): Transcript[] {
    return this.streams.filter((found) => this.#succeeds(found));
  }

  /** Whether the provider says that it cannot honour a parameter. */
  lacks(name: ChatParameter): boolean {
    const support = this.provider.parameters[name];
    return support === "unsupported" || (typeof support === "object" && "unsupported" in support);
  }

  /** What no error may show: the values of the credentials but for those that name a place. */
  async secrets(): Promise<string[]> {
    const { credentials = madeUp(this.provider) } = this.options;
    const given = typeof credentials === "function" ? await credentials() : credentials;
    return typeof given === "string" ? [given] : secretTexts(given);
  }

  /** A client whose requests go to a host, by the path of the provider's own URL. */
  clientFor(host: string, options: CallOptions = {}): VlloraLLMClient {
    const { baseURL = `${HOST}/v1` } = this.provider;
    // One that has to be found depends on a region, and has no path.
    const { pathname } = new URL(typeof baseURL === "function" ? HOST : baseURL);
    const path = pathname === "/" ? "" : pathname;
    return new VlloraLLMClient({
      provider: this.provider,
      baseURL: host + path,
      credentials: this.options.credentials ?? madeUp(this.provider),
      maxRetries: 0,
      ...options,
    });
  }

  /** The request for a transcript, which nobody can change. */
  requestFor(found: Transcript, over: Partial<ChatCompletionRequest> = {}): ChatCompletionRequest {
    const { requestFor = recordedCount, model = "model" } = this.options;
    return deepFreeze({
      model: found.model ?? model,
      messages: [{ role: "user" as const, content: "Hello" }],
      ...requestFor(found),
      ...over,
    });
  }

  /** Asks for a recorded answer, in memory. */
  ask(found: Transcript, variation: Variation = {}): Promise<Outcome> {
    const { pieces = [found.body], end = "eof", stream = found.stream } = variation;
    this.#answer = async () => answerWith(found, pieces, end);
    const request = this.requestFor(found, variation.request);
    return callOf(this.#client, request, stream, variation.options);
  }

  /** What is sent for a request; a recorded answer is given to it. */
  async sent(
    found: Transcript,
    request: Partial<ChatCompletionRequest>,
    options: CallOptions = {},
  ): Promise<{ readonly wire: SentRequest | undefined; readonly outcome: Outcome }> {
    let wire: SentRequest | undefined;
    this.#answer = async (url, { method = "GET", headers, body }) => {
      wire = { method, url, headers: headers as SentRequest["headers"], body: String(body ?? "") };
      return answerWith(found, [found.body], "eof");
    };
    const whole = this.requestFor(found, request);
    const outcome = await callOf(this.#client, whole, found.stream, options);
    return { wire, outcome };
  }

  #succeeds(found: Transcript): boolean {
    return (
      isSuccess(found) && found.end === "eof" && this.options.errors?.[found.name] === undefined
    );
  }
}

/** A request as it went out. */
export interface SentRequest {
  readonly method: string;
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: string;
}

/** Whether the head of a response says that the answer follows. */
export function isSuccess({ response }: Transcript): boolean {
  return response !== undefined && response.status >= 200 && response.status < 300;
}

/** Makes a call and takes in all of it. */
export async function callOf(
  client: VlloraLLMClient,
  request: ChatCompletionRequest,
  stream: boolean,
  options?: CallOptions,
): Promise<Outcome> {
  const chunks: ChatCompletionChunk[] = [];
  let ledger: Outcome["ledger"] = [];
  try {
    if (!stream) {
      const completion = await client.completions.create(request, options);
      return { chunks, completion: plain(completion), ledger: completion.ledger };
    }
    const asked = await client.completions.createStream(request, options);
    ledger = asked.ledger;
    for await (const chunk of asked) chunks.push(chunk);
    const completion = await asked.finalResponse();
    return { chunks, completion: plain(completion), ledger };
  } catch (error) {
    return { chunks, error: toLLMError(error), ledger };
  }
}

/** All of a response that is looked at: real ones take longer to make than to read. */
function answerWith(
  { response }: Transcript,
  pieces: readonly Uint8Array[],
  end: "eof" | "reset",
): Response {
  const { status = 200, headers = {} } = response ?? {};
  let next = 0;
  const reader = {
    async read() {
      const value = pieces[next++];
      if (value === undefined && end === "reset") throw new TypeError("terminated");
      return { done: value === undefined, value };
    },
    async cancel() {
      next = pieces.length;
    },
  };
  const ok = status >= 200 && status < 300;
  const body = { getReader: () => reader };
  return { ok, status, headers: new Headers(headers), body } as unknown as Response;
}

function recordedCount({ request }: Transcript): Partial<ChatCompletionRequest> {
  const { n } = (request?.body ?? {}) as { readonly n?: unknown };
  return typeof n === "number" ? { n } : {};
}

function madeUp({ credentials }: ProviderDefinition): CredentialsInput {
  const region = "us-east-1";
  for (const kind of credentials.kinds) {
    if (kind === "api_key") return { api_key: SECRET };
    if (kind === "aws_api_key") return { api_key: SECRET, region };
    if (kind === "aws_iam")
      return { access_key: "AKIACONFORMANCE00000", access_secret: SECRET, region };
  }
  // Whatever else there is has to be fetched with it; the run says so when that fails.
  return { api_key: SECRET };
}

const PLACES: ReadonlySet<string> = new Set(["region", "endpoint"]);

function secretTexts(credentials: object): string[] {
  return Object.entries(credentials).flatMap(([name, value]: [string, unknown]) => {
    // Of a service account, the private key alone is secret.
    if (typeof value === "object" && value !== null) {
      const { private_key: key } = value as { readonly private_key?: unknown };
      return typeof key === "string" ? [key] : [];
    }
    return typeof value === "string" && !PLACES.has(name) ? [value] : [];
  });
}

/** So that a change of what the caller gave is an error where it happens. */
function deepFreeze<T>(value: T): T {
  if (typeof value === "object" && value !== null && !Object.isFrozen(value)) {
    Object.freeze(value);
    for (const item of Object.values(value)) deepFreeze(item);
  }
  return value;
}
