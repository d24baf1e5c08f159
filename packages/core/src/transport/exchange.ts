import type { Fetch, HttpRequest } from "../contract.ts";
import { LLMError, StreamInterruptedError, type TimeoutPhase } from "../errors.ts";
import { abortedError, offAbort, onAbort } from "./abort.ts";
import { type Limits, type Timeouts, Watchdog } from "./watchdog.ts";

/** What one exchange needs to know. */
export interface ExchangeOptions {
  readonly fetch: Fetch;
  readonly signal: AbortSignal | undefined;
  readonly timeouts: Limits;
  readonly streamed: boolean;
  /** Largest whole body. */
  readonly maxBytes: number;
}

/**
 * One request and its answer, from the first byte to the last. It ends the same way whoever ends it: the
 * socket is released, the timers are gone, and no listener is left on the caller's signal.
 */
export class Exchange {
  readonly #options: ExchangeOptions;
  readonly #controller = new AbortController();
  readonly #watchdog: Watchdog;
  #rejectWait: ((error: LLMError) => void) | undefined;
  #failure: LLMError | undefined;
  #reader: ReadableStreamDefaultReader<Uint8Array> | undefined;
  #sent = false;
  #started = false;
  #hurried = false;
  #openedAt = 0;
  #closed = false;
  #onClosed: (() => void) | undefined;
  readonly #onAbort = () => this.fail(abortedError(this.#options.signal?.reason));

  constructor(options: ExchangeOptions) {
    this.#options = options;
    this.#watchdog = new Watchdog(options.timeouts.totalMs, (phase, ms) =>
      this.fail(timeoutError(phase, ms, this.#sent)),
    );
    // From here, for credentials may have to be fetched.
    const { timeouts, streamed } = options;
    if (streamed) this.#watchdog.wait("connect", timeouts.connectMs);
    else this.#watchdog.wait("response", timeouts.responseMs);
    onAbort(options.signal, this.#onAbort);
    if (options.signal?.aborted) this.#onAbort();
  }

  /**
   * Waits for something that does not know the signal; one wait at a time. Not by `Promise.race`, which would keep
   * what it waited for, and with it the request, alive as long as the exchange.
   */
  async guard<T>(promise: Promise<T>): Promise<T> {
    try {
      return await new Promise<T>((resolve, reject) => {
        this.#rejectWait = reject;
        promise.then(resolve, reject);
        if (this.#failure !== undefined) reject(this.#failure);
      });
    } finally {
      this.#rejectWait = undefined;
    }
  }

  /** Sends the request and waits for the head of the response, whatever its status. */
  async send(request: HttpRequest): Promise<Response> {
    if (this.#failure !== undefined) throw this.#failure;
    this.#sent = true;
    try {
      // A fetch that ignores the signal must not keep the caller waiting.
      const response = await this.guard(this.#fetch(request));
      this.#watchdog.pause();
      return response;
    } catch (cause) {
      throw this.#failure ?? connectionError(request.url, cause);
    }
  }

  async #fetch(request: HttpRequest): Promise<Response> {
    // Called as a function: some runtimes refuse it as a method of something else.
    const { fetch } = this.#options;
    const response = await fetch(request.url, {
      method: request.method,
      headers: request.headers as Record<string, string>,
      ...(request.body === undefined ? {} : { body: request.body }),
      // A redirect would carry the key to a host that nobody named.
      redirect: "manual",
      signal: this.#controller.signal,
    });
    // The fetch of an application may give anything.
    if (typeof response?.headers?.get !== "function") throw wrongFetch("gave no Response");
    if (this.#failure !== undefined) await response.body?.cancel().catch(() => undefined);
    return response;
  }

  /** Starts reading the body piece by piece with {@link read}. */
  open(response: Response): void {
    this.#openedAt = Date.now();
    try {
      this.#reader = response.body?.getReader() as
        | ReadableStreamDefaultReader<Uint8Array>
        | undefined;
    } catch (cause) {
      throw wrongFetch("gave a body that is in use already, or is no web stream", cause);
    }
  }

  /** The next bytes, or `undefined` at the end. */
  async read(): Promise<Uint8Array | undefined> {
    if (this.#failure !== undefined) throw this.#failure;
    if (this.#reader === undefined) return undefined;
    const { timeouts, streamed } = this.#options;
    if (this.#hurried) this.#watchdog.wait("idle", timeouts.idleMs, this.#openedAt);
    else if (!streamed || this.#started) this.#watchdog.wait("idle", timeouts.idleMs);
    else this.#watchdog.wait("first_chunk", timeouts.firstChunkMs, this.#openedAt);
    let result: ReadResult;
    try {
      result = await this.#reader.read();
    } catch (cause) {
      throw this.#failure ?? interruptedError(cause);
    }
    this.#watchdog.pause();
    // A cancelled reader says that it is done; it is not.
    if (this.#failure !== undefined) throw this.#failure;
    if (result.done) return undefined;
    if (!ArrayBuffer.isView(result.value))
      throw wrongFetch("gave a body that is not made of bytes");
    return result.value;
  }

  /** The first chunk came: from now on the limit is on silence. */
  started(): void {
    this.#started = true;
  }

  /** The whole body as text. @throws {LLMError} `protocol` beyond the size limit. */
  async readText(response: Response): Promise<string> {
    const { maxBytes } = this.#options;
    const text = await this.#readUpTo(response, maxBytes);
    if (text !== undefined) return text;
    const error = new LLMError("protocol", `The response is larger than ${maxBytes} bytes`);
    this.fail(error);
    throw error;
  }

  /** The body of an error, where it comes in time as a whole: what it says matters less than the status. */
  async readErrorText(response: Response): Promise<string> {
    this.#hurried = true;
    try {
      return (await this.#readUpTo(response, MAX_ERROR_BYTES)) ?? "";
    } catch (error) {
      if (this.#failure !== undefined && this.#failure.kind !== "timeout") throw error;
      return "";
    }
  }

  /** `undefined` when the body is larger. */
  async #readUpTo(response: Response, maxBytes: number): Promise<string | undefined> {
    this.#started = true;
    this.open(response);
    const pieces: Uint8Array[] = [];
    let size = 0;
    for (let bytes = await this.read(); bytes !== undefined; bytes = await this.read()) {
      size += bytes.byteLength;
      if (size > maxBytes) return undefined;
      pieces.push(bytes);
    }
    return UTF8.decode(pieces.length === 1 ? pieces[0] : joined(pieces, size));
  }

  /** Stops the upstream at once; a wait in progress ends with `error`. */
  fail(error: LLMError): void {
    if (this.#closed || this.#failure !== undefined) return;
    this.#failure = error;
    this.#rejectWait?.(error);
    this.#controller.abort(error);
    // Resolves a read that hangs in a body which does not know our signal.
    this.#reader?.cancel(error).catch(() => undefined);
    this.close();
  }

  /** The answer is complete. What is left of the body is read, so that the connection can be used again. */
  finish(): void {
    const reader = this.#reader;
    if (this.#closed) return;
    this.close();
    if (reader === undefined) return;
    const controller = this.#controller;
    const giveUp = setTimeout(() => controller.abort(), DRAIN_MS);
    void reader
      .read()
      .then(({ done }) => (done ? undefined : reader.cancel()))
      .catch(() => undefined)
      .finally(() => clearTimeout(giveUp));
  }

  /** Gives up what is left, if anything is. */
  dispose(): void {
    if (this.#closed) return;
    this.close();
    this.#controller.abort();
  }

  /** Runs when the exchange is over, whoever ends it. */
  onClosed(run: () => void): void {
    if (this.#closed) run();
    else this.#onClosed = run;
  }

  /** Takes away the timers and the listener. */
  close(): void {
    this.#closed = true;
    this.#onClosed?.();
    this.#onClosed = undefined;
    this.#watchdog.stop();
    offAbort(this.#options.signal, this.#onAbort);
  }
}

type ReadResult = Awaited<ReturnType<ReadableStreamDefaultReader<Uint8Array>["read"]>>;

/** Without `stream` it keeps nothing between calls, and is faster by far. */
const UTF8 = new TextDecoder();

function joined(pieces: readonly Uint8Array[], size: number): Uint8Array {
  const all = new Uint8Array(size);
  let offset = 0;
  for (const piece of pieces) {
    all.set(piece, offset);
    offset += piece.byteLength;
  }
  return all;
}

/** More than any API says of an error. */
const MAX_ERROR_BYTES = 1_048_576;

/** How long the end of a body is waited for after the answer's last frame. */
const DRAIN_MS = 250;

/** What came is not what `fetch` gives. Another try would bring the same. */
function wrongFetch(problem: string, cause?: unknown): LLMError {
  return new LLMError("protocol", `fetch ${problem}`, { cause });
}

function timeoutError(phase: TimeoutPhase, ms: number, sent: boolean): LLMError {
  const [what, option] = MISSED[phase];
  const missing = sent ? what : "No credentials";
  return new LLMError("timeout", `${missing} within ${ms} ms (timeouts.${option})`, { phase });
}

/** What did not come, and the option that says until when it has to. */
const MISSED: {
  readonly [phase in TimeoutPhase]: readonly [what: string, option: keyof Timeouts];
} = {
  connect: ["No response", "connectMs"],
  response: ["No response", "responseMs"],
  first_chunk: ["No first chunk", "firstChunkMs"],
  idle: ["Nothing more", "idleMs"],
  total: ["No complete answer", "totalMs"],
};

function codeOf(cause: unknown): string | undefined {
  for (let error = cause; error instanceof Error; error = error.cause) {
    const { code } = error as { code?: unknown };
    if (typeof code === "string") return code;
  }
  return undefined;
}

/** Codes of the system's and of undici's own limits. */
const TIMED_OUT: ReadonlyMap<string, TimeoutPhase> = new Map([
  ["ETIMEDOUT", "connect"],
  ["UND_ERR_CONNECT_TIMEOUT", "connect"],
  ["UND_ERR_HEADERS_TIMEOUT", "response"],
]);

function connectionError(url: string, cause: unknown): LLMError {
  if (LLMError.is(cause)) return cause;
  const code = codeOf(cause);
  const { host } = new URL(url);
  const phase = code === undefined ? undefined : TIMED_OUT.get(code);
  if (phase !== undefined) {
    return new LLMError("timeout", `${host} did not answer in time (${code})`, { cause, phase });
  }
  return new LLMError(
    "connection",
    `Cannot reach ${host}${code === undefined ? "" : ` (${code})`}`,
    {
      cause,
      ...(code === undefined ? {} : { code }),
    },
  );
}

function interruptedError(cause: unknown): LLMError {
  if (LLMError.is(cause)) return cause;
  const code = codeOf(cause);
  if (code === "UND_ERR_BODY_TIMEOUT") {
    return new LLMError("timeout", `Nothing more came in time (${code})`, { cause, phase: "idle" });
  }
  return new StreamInterruptedError(
    `The connection broke before the answer was complete${code === undefined ? "" : ` (${code})`}`,
    { cause, ...(code === undefined ? {} : { code }) },
  );
}
