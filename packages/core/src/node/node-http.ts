// By their default, so that what replaces a function of theirs, as telemetry does, is seen.
import http from "node:http";
import https from "node:https";
import type { Socket } from "node:net";
import type { Readable } from "node:stream";
import { offAbort, onAbort } from "../transport/abort.ts";
import { LONGEST_TIMER_MS } from "../transport/watchdog.ts";
import { limitIdling } from "./agents.ts";
import { toRequestBody } from "./request-body.ts";
import { toRequestHeaders } from "./request-headers.ts";
import { NodeResponse } from "./response.ts";
import { ACCEPT_ENCODING, unpacked } from "./unpack.ts";

/** Options of {@link nodeHttp}. */
export interface NodeHttpOptions {
  /**
   * Opens the connections: through a proxy, with certificates, not more than so many. An `https.Agent` where addresses
   * begin with `https:`, or a function that gives the agent of each. Default: Node's own, which keep connections alive.
   */
  readonly agent?: http.Agent | ((url: URL) => http.Agent | undefined) | undefined;
  /**
   * How long a connection may take to be there, in milliseconds; 0 or `Infinity`: as long as the system lets it. The time
   * in which an agent reaches a proxy, or waits for a free connection, is not in it. Default 10,000, as for Node's own
   * `fetch`.
   */
  readonly connectMs?: number | undefined;
}

/**
 * A `fetch` on `node:http` and `node:https`: the same answers for less time and memory than Node's own costs, without
 * the 300 s that it waits for a head, and through the agents that proxies and certificates come as. Redirects are not
 * followed. What stands in for the global `fetch`, as in tests, and undici's dispatchers do not hear of its requests.
 * Each answer has to be read or cancelled, or its connection stays open; the client does that. A body that is a stream
 * is read whole before it is sent.
 *
 * @throws {TypeError} for an address, a method or headers that cannot be sent. What the network says is thrown as it is,
 * with its `code`; an abort throws the signal's reason.
 * @example
 * import { nodeHttp } from "@vllora/core/node";
 *
 * const client = new VlloraLLMClient({ fetch: nodeHttp() });
 */
export function nodeHttp(options: NodeHttpOptions = {}): typeof globalThis.fetch {
  const { agent, connectMs = 10_000 } = options;
  return async (input, given) => {
    const isAddress = typeof input === "string" || input instanceof URL;
    const init = isAddress ? (given ?? {}) : { ...fieldsOf(input), ...said(given) };
    init.signal?.throwIfAborted();
    const url = toURL(isAddress ? input : input.url);
    const headers = toRequestHeaders(init.headers);
    headers["user-agent"] ??= "node";
    headers["accept-encoding"] ??= ACCEPT_ENCODING;
    const body = toRequestBody(init.body);
    const { bytes, type } = body instanceof Promise ? await body : body;
    init.signal?.throwIfAborted();
    if (type != null) headers["content-type"] ??= type;
    if (bytes !== undefined) headers["content-length"] = String(Buffer.byteLength(bytes));
    const chosen = typeof agent === "function" ? agent(url) : agent;
    const request = { method: init.method ?? "GET", headers, agent: chosen };
    const outgoing = (url.protocol === "http:" ? http : https).request(url, request);
    limitConnecting(outgoing, url, connectMs);
    if (chosen === undefined) limitIdling(outgoing);
    const answer = answerTo(outgoing, url, init);
    try {
      // Node writes the head as it writes a text behind it, in UTF-8; headers are Latin-1.
      outgoing.end(typeof bytes === "string" && hasLatin(headers) ? Buffer.from(bytes) : bytes);
    } catch (cause) {
      // What it does not send has begun all the same.
      outgoing.destroy(cause as Error);
    }
    return await answer;
  };
}

/** @see https://fetch.spec.whatwg.org/#null-body-status */
const WITHOUT_BODY: ReadonlySet<number> = new Set([204, 205, 304]);

/** Resolves with the head. The signal ends the wait for it, and the body after it. */
function answerTo(
  outgoing: http.ClientRequest,
  url: URL,
  { signal, redirect }: RequestInit,
): Promise<Response> {
  const watched = signal ?? undefined;
  return new Promise((resolve, reject) => {
    let running: http.ClientRequest | Readable = outgoing;
    const abort = () => {
      reject(watched?.reason);
      running.destroy(toError(watched?.reason));
    };
    const done = () => offAbort(watched, abort);
    onAbort(watched, abort);
    outgoing.on("error", reject);
    outgoing.once("close", () => {
      if (running !== outgoing) return;
      done();
      // Neither an answer nor an error: so ends an upgrade that nobody asked for.
      reject(failure("ECONNRESET", `${url.host} closed the connection without an answer`));
    });
    outgoing.once("response", (message) => {
      const { statusCode: status = 0, statusMessage: statusText = "", rawHeaders } = message;
      const isRedirect = status >= 300 && status < 400 && message.headers.location !== undefined;
      if (isRedirect && redirect !== "manual") {
        message.destroy();
        reject(new TypeError(`${url.host} answered with a redirect, which is not followed`));
        return;
      }
      // Nothing else would end a connection on which the rest of the request is not taken.
      message.once("end", () => {
        if (!outgoing.writableFinished) outgoing.destroy();
      });
      const hasBody = outgoing.method !== "HEAD" && !WITHOUT_BODY.has(status);
      const source = hasBody ? unpacked(message) : message.on("error", () => undefined).resume();
      running = source;
      source.once("close", done);
      const head = { url: url.href, status, statusText, rawHeaders };
      resolve(new NodeResponse(head, hasBody ? source : undefined));
    });
  });
}

/** Looks once whether the connection is there, so that one which an agent brings may say so in its own way. */
function limitConnecting(outgoing: http.ClientRequest, { host, protocol }: URL, ms: number): void {
  if (!(ms > 0 && ms <= LONGEST_TIMER_MS)) return;
  outgoing.once("socket", (socket: Socket & { readonly secureConnecting?: boolean }) => {
    const isConnecting = () => socket.connecting || socket.secureConnecting === true;
    if (!isConnecting()) return;
    const timer = setTimeout(() => {
      const problem = `No connection to ${host} within ${ms} ms (connectMs)`;
      if (isConnecting()) outgoing.destroy(failure("ETIMEDOUT", problem));
    }, ms);
    const stop = () => clearTimeout(timer);
    socket.once(protocol === "https:" ? "secureConnect" : "connect", stop);
    outgoing.once("close", stop);
  });
}

function toURL(address: string | URL): URL {
  const url = new URL(address);
  if (url.username !== "" || url.password !== "") {
    throw new TypeError("An address with a user or a password is refused: they belong in a header");
  }
  if (url.hash !== "") url.hash = "";
  return url;
}

function fieldsOf({ method, headers, body, redirect, signal }: Request): RequestInit {
  return { method, headers, body, redirect, signal };
}

/** What is `undefined` is not said. */
function said(init: RequestInit = {}): RequestInit {
  return Object.fromEntries(Object.entries(init).filter(([, value]) => value !== undefined));
}

function hasLatin(headers: { readonly [name: string]: string }): boolean {
  return Object.values(headers).some((value) => /[\x80-\xff]/.test(value));
}

function failure(code: string, problem: string): Error {
  return Object.assign(new Error(problem), { code });
}

/** What a stream is destroyed with is an error, or it would seem to have ended. */
function toError(reason: unknown): Error {
  return reason instanceof Error ? reason : new Error("The request was aborted", { cause: reason });
}
