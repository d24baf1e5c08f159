import { randomUUID } from "node:crypto";
import {
  createServer,
  type Server as HttpServer,
  type IncomingMessage,
  type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import type { Server } from "@modelcontextprotocol/sdk/server/index.js";
import { SSEServerTransport } from "@modelcontextprotocol/sdk/server/sse.js";
import { StreamableHTTPServerTransport } from "@modelcontextprotocol/sdk/server/streamableHttp.js";
import { connect } from "./servers.ts";

/** A server on loopback. */
export interface LoopbackServer extends AsyncDisposable {
  readonly url: string;
  readonly http: HttpServer;
  /** The heads of what came. */
  readonly requests: readonly IncomingMessage[];
  /** As after a restart: no session is known any more. */
  forget(): void;
}

type Handle = (request: IncomingMessage, response: ServerResponse) => unknown;

export async function listen(handle: Handle, path = "/mcp"): Promise<LoopbackServer> {
  const requests: IncomingMessage[] = [];
  const http = createServer((request, response) => {
    requests.push(request);
    Promise.resolve(handle(request, response)).catch(() => response.destroy());
  });
  await new Promise<void>((resolve) => {
    http.listen(0, "127.0.0.1", resolve);
  });
  const { port } = http.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}${path}`,
    http,
    requests,
    forget: () => undefined,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        http.close(() => resolve());
        http.closeAllConnections();
      }),
  };
}

/** Streamable HTTP with sessions, as the SDK of 2025 serves it; one server for each session. */
export async function streamable(make: () => Server): Promise<LoopbackServer> {
  const sessions = new Map<string, StreamableHTTPServerTransport>();
  const server = await listen(async (request, response) => {
    const id = request.headers["mcp-session-id"] as string | undefined;
    let transport = id === undefined ? undefined : sessions.get(id);
    if (id !== undefined && transport === undefined) {
      response.writeHead(404).end();
      return;
    }
    if (transport === undefined) {
      const made = new StreamableHTTPServerTransport({
        sessionIdGenerator: () => randomUUID(),
        onsessioninitialized: (session) => void sessions.set(session, made),
        onsessionclosed: (session) => void sessions.delete(session),
      });
      await connect(make(), made);
      transport = made;
    }
    await transport.handleRequest(request, response);
  });
  return { ...server, forget: () => sessions.clear() };
}

/** HTTP with server-sent events, as servers before streamable HTTP have it. */
export async function sse(make: () => Server): Promise<LoopbackServer> {
  const sessions = new Map<string, SSEServerTransport>();
  return listen(async (request, response) => {
    if (request.method === "GET") {
      const transport = new SSEServerTransport("/messages", response);
      sessions.set(transport.sessionId, transport);
      await connect(make(), transport);
      return;
    }
    const { searchParams } = new URL(request.url ?? "", "http://localhost");
    const transport = sessions.get(searchParams.get("sessionId") ?? "");
    if (transport === undefined) response.writeHead(404).end();
    else await transport.handlePostMessage(request, response);
  }, "/sse");
}

export async function bodyOf(request: IncomingMessage): Promise<string> {
  let body = "";
  for await (const chunk of request) body += String(chunk);
  return body;
}
