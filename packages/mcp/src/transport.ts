import type {
  JSONRPCMessage,
  StreamableHTTPClientTransport,
  Transport,
} from "@modelcontextprotocol/client";
import type {
  McpHttpDefinition,
  McpSseDefinition,
  McpStdioDefinition,
  McpWebSocketDefinition,
} from "@vllora/types";
import { addressOf, fetchWithHeaders } from "./address.ts";
import type { NamedServer } from "./definitions.ts";
import { CONNECTION_CLOSED, mcpError } from "./errors.ts";
import { harmless } from "./harmless.ts";
import { limitedFetch } from "./limited-fetch.ts";
import { type InProcessServer, LONGEST_DELAY, limitsOf, type McpOptions } from "./options.ts";
import { runtimeWebSocket, webSocketTransport } from "./web-socket.ts";

/** A new transport to a server. The SDK is loaded here, and of it only what the definition needs. */
export async function openTransport(server: NamedServer, options: McpOptions): Promise<Transport> {
  const { name, definition } = server;
  switch (definition.type) {
    case "stdio":
      return stdio(name, definition, options);
    case "http":
    case "sse":
      return remote(name, definition, options);
    case "ws":
      return webSocket(name, definition, options);
    case "in-memory":
    case "memory":
      return inMemory(name, options);
  }
}

async function stdio(
  name: string,
  definition: McpStdioDefinition,
  options: McpOptions,
): Promise<Transport> {
  const { StdioClientTransport } = await import("@modelcontextprotocol/client/stdio");
  const { command, args = [], env = {}, cwd } = definition;
  const { onStderr } = options;
  const transport = new StdioClientTransport({
    command,
    args: [...args],
    env: { ...env },
    ...(cwd === undefined ? {} : { cwd }),
    stderr: onStderr === undefined ? "ignore" : "pipe",
    maxBufferSize: limitsOf(options).messageBytes,
  });
  if (onStderr !== undefined) {
    const decoder = new TextDecoder();
    transport.stderr?.on("data", (bytes: Uint8Array) => {
      harmless(() => onStderr(decoder.decode(bytes, { stream: true }), name));
    });
  }
  return transport;
}

async function remote(
  name: string,
  definition: McpHttpDefinition | McpSseDefinition,
  options: McpOptions,
): Promise<Transport> {
  const { SSEClientTransport, StreamableHTTPClientTransport } = await import(
    "@modelcontextprotocol/client"
  );
  const address = addressOf(definition);
  const { url } = address;
  const authProvider = options.authProviders?.[name];
  const send = limitedFetch(options.fetch ?? fetch, limitsOf(options).messageBytes);
  const init = {
    fetch: fetchWithHeaders(send, address),
    ...(authProvider === undefined ? {} : { authProvider }),
  };
  if (definition.type === "sse") return new SSEClientTransport(url, init);
  const reconnectionScheduler = reconnectLater;
  return endedByStreams(new StreamableHTTPClientTransport(url, { ...init, reconnectionScheduler }));
}

/** A server may say that its stream is to be opened again at once, and end it at once, again and again. */
const SHORTEST_PAUSE_MS = 100;

/** Opens a stream again, no sooner than is good for both ends. Gives what takes it back. */
export function reconnectLater(reconnect: () => void, delayMs: number): () => void {
  const pause = Math.min(Math.max(delayMs, SHORTEST_PAUSE_MS), LONGEST_DELAY);
  const timer = setTimeout(reconnect, pause);
  return () => clearTimeout(timer);
}

async function webSocket(
  name: string,
  definition: McpWebSocketDefinition,
  options: McpOptions,
): Promise<Transport> {
  const open = options.webSocket ?? runtimeWebSocket();
  if (open === undefined) {
    throw mcpError(
      name,
      "needs a WebSocket, which this runtime does not have (Node has it since 22): pass the option webSocket, such as one made with the package ws",
    );
  }
  const { url, headers } = addressOf(definition);
  return webSocketTransport(open, url.href, headers, limitsOf(options).messageBytes);
}

async function inMemory(name: string, options: McpOptions): Promise<Transport> {
  const servers = options.servers ?? {};
  const input = Object.hasOwn(servers, name) ? servers[name] : undefined;
  if (input === undefined) {
    const known = Object.keys(servers).join(", ") || "none";
    throw mcpError(name, `is in memory, but not among the option servers, which has: ${known}`);
  }
  const made = typeof input === "function" ? await input() : input;
  if (!isServer(made)) return made;
  const { InMemoryTransport } = await import("@modelcontextprotocol/client");
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  // The types differ between copies of the SDK; what they stand for is the same.
  await made.connect(theirs as never);
  return ours;
}

function isServer(made: InProcessServer | Transport): made is InProcessServer {
  return "connect" in made;
}

/**
 * Answers a request whose stream ended without an answer: the SDK would go on waiting for it. An answer that came
 * before stays, since the second one of a request is ignored.
 */
function endedByStreams(transport: StreamableHTTPClientTransport): Transport {
  const send = transport.send.bind(transport);
  transport.send = (message, options) => {
    const { id, method } = message as { readonly id?: string | number; readonly method?: string };
    if (id === undefined || method === undefined) return send(message, options);
    return send(message, {
      ...options,
      onRequestStreamEnd: () => {
        options?.onRequestStreamEnd?.();
        const error = { code: -32_000, message: CONNECTION_CLOSED };
        transport.onmessage?.({ jsonrpc: "2.0", id, error } as JSONRPCMessage);
      },
    });
  };
  return transport;
}
