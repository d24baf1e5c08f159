import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type ClientOptions, type Fetch, VlloraLLMClient } from "@vllora/core";
import { nodeHttp } from "@vllora/core/node";
import type { ChatCompletionRequest } from "@vllora/core/provider";
import { openaiCompatible } from "@vllora/provider-openai-compatible";
import { inject } from "vitest";
import { listen } from "../node/server.ts";

declare module "vitest" {
  interface ProvidedContext {
    /** What the tests of this run send requests with. */
    transport: "fetch" | "node:http";
  }
}

export const REQUEST: ChatCompletionRequest = {
  model: "m",
  messages: [{ role: "user", content: "Hello" }],
};

export const KEY = "sk-secret-0123456789abcdef";

/** Answers the n-th request, from 1. */
export type Answer = (
  response: ServerResponse,
  call: number,
  request: IncomingMessage,
) => void | Promise<void>;

export interface WireServer {
  readonly url: string;
  /** How many requests came. */
  readonly calls: number;
  /** How many connections were opened. */
  readonly connections: number;
  /** Resolves when the next answer's connection is closed before the answer was complete. */
  hungUp(): Promise<void>;
  /** Resolves when the next request is there. */
  called(): Promise<void>;
}

/** A server on loopback for the time of one test. */
export async function serve(answer: Answer): Promise<WireServer> {
  const state = { calls: 0, connections: 0 };
  const server = createServer((request, response) => {
    request.resume().once("end", () => {
      state.calls++;
      response.once("close", () => {
        if (!response.writableFinished) server.emit("hung-up");
      });
      server.emit("called");
      void answer(response, state.calls, request);
    });
  });
  server.on("connection", () => state.connections++);
  const url = `http://${await listen(server)}`;
  return {
    url,
    get calls() {
      return state.calls;
    },
    get connections() {
      return state.connections;
    },
    hungUp: () => once(server, "hung-up").then(() => undefined),
    called: () => once(server, "called").then(() => undefined),
  };
}

/** An address at which nobody listens any more. */
export async function deadURL(): Promise<string> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const { port } = server.address() as AddressInfo;
  await once(server.close(), "close");
  return `http://127.0.0.1:${port}`;
}

/** The transport of this run. */
export const TRANSPORT: Fetch = inject("transport") === "fetch" ? fetch : nodeHttp();

/** A client of a server; retries come without a pause to speak of. */
export function clientFor(
  { url }: { readonly url: string },
  options: ClientOptions = {},
): VlloraLLMClient {
  const provider = openaiCompatible({ baseURL: `${url}/v1`, apiKey: KEY });
  return new VlloraLLMClient({
    provider,
    fetch: TRANSPORT,
    retry: { baseDelayMs: 1 },
    ...options,
  });
}

/** A frame with a piece of the answer. */
export function frame(delta: object, finish_reason: string | null = null): string {
  const head = { id: "c1", object: "chat.completion.chunk", created: 1, model: "m" };
  return `data: ${JSON.stringify({ ...head, choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
}

export const ROLE = frame({ role: "assistant", content: "" });
export const HELLO = frame({ content: "Hello" });
export const WORLD = frame({ content: " world" });
export const STOP = frame({}, "stop");
export const DONE = "data: [DONE]\n\n";
/** A stream from its first frame to its last. */
export const STREAM = [ROLE, HELLO, WORLD, STOP, DONE];

/** A whole answer. */
export const COMPLETION = {
  id: "c1",
  object: "chat.completion",
  created: 1,
  model: "m",
  choices: [
    {
      index: 0,
      message: { role: "assistant", content: "Hello world", refusal: null },
      finish_reason: "stop",
      logprobs: null,
    },
  ],
};

/** Begins an event stream with these frames, and leaves it open. */
export function begin(response: ServerResponse, ...frames: readonly string[]): void {
  response.writeHead(200, { "content-type": "text/event-stream" });
  response.flushHeaders();
  for (const text of frames) response.write(text);
}

/** Answers with an event stream of these frames. */
export function stream(response: ServerResponse, ...frames: readonly string[]): void {
  begin(response, ...frames);
  response.end();
}

/** Answers with JSON. */
export function json(
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: { readonly [name: string]: string } = {},
): void {
  response.writeHead(status, { "content-type": "application/json", ...headers });
  response.end(JSON.stringify(body));
}

/** What a promise is rejected with. */
export async function rejectionOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error("Expected a rejection, and there was none");
}
