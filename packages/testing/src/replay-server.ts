import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { FaultPlan } from "./fault.ts";
import { createPicker } from "./pick.ts";
import { createPlayer } from "./player.ts";
import { parsed } from "./request-body.ts";
import type { PlayOptions, Script } from "./script.ts";
import type { Transcript } from "./transcript.ts";
import { wait } from "./wait.ts";

/** How answers are sent. Every piece of a body has a turn of the event loop to itself. */
export interface ReplayOptions extends PlayOptions {
  /** What goes wrong. */
  readonly faults?: FaultPlan<ReceivedRequest>;
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

/** A server on this machine that answers with recorded exchanges. `await using` closes it. */
export interface ReplayServer extends AsyncDisposable {
  /** `http://127.0.0.1:<port>`, without a path: any path is answered. */
  readonly url: string;
  /** What it was asked, in order. */
  readonly requests: readonly ReceivedRequest[];
  /** Answers that are being sent right now. */
  readonly openStreams: number;
  /** Resolves when the next answer falls silent by a `stall`. */
  stalled(): Promise<void>;
  /** Resolves when no answer is being sent: at its end, or when the client hung up. */
  idle(): Promise<void>;
  /** Hangs up on everyone. */
  close(): Promise<void>;
}

/**
 * Starts a server that answers requests with recorded exchanges. A `POST` gets one that was streamed if and only if
 * the request asks for a stream; among several, one of the request's model; among those, the one whose recorded
 * request was the same. Those that fit equally well are used in turn. When none fits, the answer is a 404 that says
 * so.
 */
export async function startReplayServer(
  transcripts: readonly Transcript[],
  options: ReplayOptions = {},
): Promise<ReplayServer> {
  const running = new RunningServer(createPlayer(createPicker(transcripts), options));
  await running.listen();
  return running;
}

class RunningServer implements ReplayServer {
  url = "";
  readonly requests: ReceivedRequest[] = [];
  readonly #player: (request: ReceivedRequest) => Script;
  readonly #server: Server;
  readonly #open = new Set<ServerResponse>();
  #waiting: (() => void)[] = [];

  constructor(player: (request: ReceivedRequest) => Script) {
    this.#player = player;
    this.#server = createServer((request, response) => {
      this.#answer(request, response).catch((error) => explain(response, error));
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

  async stalled(): Promise<void> {
    await once(this.#server, "stalled");
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
    const script = this.#player(received);
    const left = new AbortController();
    this.#open.add(response);
    response.once("close", () => {
      left.abort();
      this.#closed(response);
    });
    await this.#perform(script, response, left.signal);
  }

  /** Stops where the client hangs up, which `left` says. */
  async #perform(
    { response: head, waitMs, steps, end }: Script,
    response: ServerResponse,
    left: AbortSignal,
  ): Promise<void> {
    await wait(waitMs, left);
    if (left.aborted) return;
    if (head !== undefined) {
      response.writeHead(head.status, head.headers);
      // The head goes out even where nothing follows.
      response.flushHeaders();
    }
    for (const step of steps) {
      await wait(step.waitMs, left);
      if (left.aborted) return;
      await write(response, step.bytes, left);
      await nextTurn();
    }
    if (left.aborted) return;
    if (end === "eof") response.end();
    else if (end === "stall") this.#server.emit("stalled");
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

/** Resolves when the client is ready for more, or left. */
async function write(response: ServerResponse, piece: Uint8Array, left: AbortSignal) {
  if (response.write(piece)) return;
  await once(response, "drain", { signal: left }).catch(() => undefined);
}

/** The test made a mistake, such as a plan of faults that throws: it must not look like one of the network. */
function explain(response: ServerResponse, error: unknown): void {
  if (response.destroyed || response.headersSent) {
    response.destroy();
    return;
  }
  const message = `The replay server failed: ${error instanceof Error ? error.message : String(error)}`;
  const type = "invalid_request_error";
  response.writeHead(400, { "content-type": "application/json" });
  response.end(JSON.stringify({ error: { message, type, param: null, code: "replay_failed" } }));
}

async function receive(request: IncomingMessage): Promise<ReceivedRequest> {
  const pieces: Uint8Array[] = [];
  for await (const piece of request) pieces.push(piece as Uint8Array);
  const { method = "GET", url: path = "/", headers } = request;
  return { method, path, headers, body: parsed(Buffer.concat(pieces).toString("utf8")) };
}
