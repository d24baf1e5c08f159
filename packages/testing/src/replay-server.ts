import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate as nextTurn, setTimeout as pause } from "node:timers/promises";
import type { ReplayCase } from "./case.ts";
import { createPicker, type Picker } from "./pick.ts";
import { piecesOf, type Split } from "./pieces.ts";

/** How answers are sent. */
export interface ReplayOptions {
  /** Bytes of each write; every write has a turn of the event loop to itself. Default: streams by event, else whole. */
  readonly split?: Split;
  /** Pause between writes. Default 0. */
  readonly delayMs?: number;
  /** How an answer ends: as HTTP wants it, or by breaking off the connection. Default `"eof"`. */
  readonly end?: "eof" | "reset";
  /** Ends each answer after so many bytes of its body. Default: after all. */
  readonly cutAfterBytes?: number;
}

/** A request that the server got. `body` is parsed where it is JSON. */
export interface ReceivedRequest {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  /** As they came, keys included: a test may want to see them. */
  readonly headers: IncomingMessage["headers"];
  readonly body: unknown;
}

/** A server on this machine that answers with recorded cases. `await using` closes it. */
export interface ReplayServer extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`, without a path: any path is answered. */
  readonly url: string;
  /** What it was asked, in order. */
  readonly requests: readonly ReceivedRequest[];
  /** Answers that are being sent right now. */
  readonly openStreams: number;
  /** Resolves when no answer is being sent: at its end, or when the client hung up. */
  idle(): Promise<void>;
  /** Hangs up on everyone. */
  close(): Promise<void>;
}

/**
 * Starts a server that answers requests with recorded cases. A `POST` gets the first case that was streamed if
 * and only if the request asks for a stream; among several, one of the request's model. Cases that fit equally
 * well are used in turn. When none fits, the answer is a 404 that says so.
 */
export async function startReplayServer(
  cases: readonly ReplayCase[],
  options: ReplayOptions = {},
): Promise<ReplayServer> {
  const running = new RunningServer(createPicker(cases), options);
  await running.listen();
  return running;
}

class RunningServer implements ReplayServer {
  url = "";
  readonly requests: ReceivedRequest[] = [];
  readonly #pick: Picker;
  readonly #options: ReplayOptions;
  readonly #server: Server;
  readonly #open = new Set<ServerResponse>();
  #waiting: (() => void)[] = [];

  constructor(pick: Picker, options: ReplayOptions) {
    this.#pick = pick;
    this.#options = options;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch(() => response.destroy());
    });
  }

  async listen(): Promise<void> {
    this.#server.listen(0, "127.0.0.1");
    await once(this.#server, "listening");
    this.url = `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  get openStreams(): number {
    return this.#open.size;
  }

  idle(): Promise<void> {
    if (this.#open.size === 0) return Promise.resolve();
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  async close(): Promise<void> {
    if (!this.#server.listening) return;
    const closed = once(this.#server, "close");
    this.#server.close();
    this.#server.closeAllConnections();
    await closed;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.close();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const received = await receive(request);
    this.requests.push(received);
    const found = this.#pick(received);
    if (found === undefined) {
      refuse(response, received);
      return;
    }
    this.#open.add(response);
    response.once("close", () => this.#closed(response));
    response.writeHead(found.status, found.headers);
    await this.#send(found, response);
  }

  async #send(found: ReplayCase, response: ServerResponse): Promise<void> {
    const { split = found.stream ? "events" : "whole", delayMs = 0, end = "eof" } = this.#options;
    let left = this.#options.cutAfterBytes ?? Number.POSITIVE_INFINITY;
    // The head goes out even where nothing follows.
    response.flushHeaders();
    for (const whole of piecesOf(found, split)) {
      const piece = whole.subarray(0, left);
      left -= piece.length;
      if (piece.length > 0) await write(response, piece);
      if (response.destroyed) return;
      if (left === 0) break;
      await (delayMs > 0 ? pause(delayMs) : nextTurn());
    }
    if (end === "eof") response.end();
    // What was written is sent first: a reset of TCP would take it back.
    else response.socket?.destroySoon();
  }

  #closed(response: ServerResponse): void {
    this.#open.delete(response);
    if (this.#open.size > 0) return;
    const waiting = this.#waiting;
    this.#waiting = [];
    for (const resolve of waiting) resolve();
  }
}

/** Resolves when the client is ready for more, or gone. */
async function write(response: ServerResponse, piece: Uint8Array): Promise<void> {
  if (response.write(piece)) return;
  const given = new AbortController();
  const { signal } = given;
  await Promise.race([
    once(response, "drain", { signal }),
    once(response, "close", { signal }),
  ]).finally(() => given.abort());
}

async function receive(request: IncomingMessage): Promise<ReceivedRequest> {
  const pieces: Uint8Array[] = [];
  for await (const piece of request) pieces.push(piece as Uint8Array);
  const { method = "GET", url: path = "/", headers } = request;
  return { method, path, headers, body: parsed(Buffer.concat(pieces).toString("utf8")) };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return text;
  }
}

function refuse(response: ServerResponse, { method, path, body }: ReceivedRequest): void {
  const { model, stream } = (body ?? {}) as { readonly model?: unknown; readonly stream?: unknown };
  const kind = stream === true ? "streamed" : "whole";
  const message = `No recorded case fits ${method} ${path}: a ${kind} answer of model ${JSON.stringify(model)}`;
  const error = { message, type: "invalid_request_error", param: null, code: "no_recorded_case" };
  response.writeHead(404, { "content-type": "application/json" });
  response.end(JSON.stringify({ error }));
}
