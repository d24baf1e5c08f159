import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Server, type ServerOptions } from "@modelcontextprotocol/sdk/server/index.js";
import type { Transport } from "@modelcontextprotocol/sdk/shared/transport.js";
import {
  CallToolRequestSchema,
  type CallToolResult,
  ListToolsRequestSchema,
} from "@modelcontextprotocol/sdk/types.js";
import type { ToolContext } from "@vllora/core";
import type { McpStdioDefinition } from "@vllora/types";

/** What a server of these tests says of a tool. */
export type ListedTool = { readonly name: string; readonly [field: string]: unknown };

type Extra = Parameters<Parameters<Server["setRequestHandler"]>[1]>[1];

export interface ScriptedServer {
  /** The tools, or the page of a cursor. */
  tools?:
    | readonly ListedTool[]
    | ((cursor: string | undefined) => { tools: readonly unknown[]; nextCursor?: string });
  call?: (
    params: {
      name: string;
      arguments?: Record<string, unknown> | undefined;
      _meta?: Record<string, unknown> | undefined;
    },
    extra: Extra,
  ) => unknown;
  capabilities?: ServerOptions["capabilities"];
}

export const NO_ARGUMENTS = { type: "object", properties: {} } as const;

export function listed(...names: readonly string[]): ListedTool[] {
  return names.map((name) => ({ name, inputSchema: NO_ARGUMENTS }));
}

/** A server of the SDK of 2025 that says what the script says. It can be connected once. */
export function scriptedServer(script: ScriptedServer = {}): Server {
  const server = new Server(
    { name: "scripted", version: "1.0.0" },
    { capabilities: { tools: { listChanged: true }, ...script.capabilities } },
  );
  server.setRequestHandler(ListToolsRequestSchema, ({ params }) => {
    const { tools = [] } = script;
    return (typeof tools === "function" ? tools(params?.cursor) : { tools: [...tools] }) as never;
  });
  server.setRequestHandler(CallToolRequestSchema, async ({ params }, extra) => {
    const result = await script.call?.(params, extra);
    return (result ?? said("ok")) as CallToolResult;
  });
  return server;
}

export function said(text: string): CallToolResult {
  return { content: [{ type: "text", text }] };
}

/** A server for each connection, with all that were made so far. */
export function factory(script: ScriptedServer): (() => Server) & { made: Server[] } {
  const made: Server[] = [];
  const make = () => {
    const server = scriptedServer(script);
    made.push(server);
    return server;
  };
  return Object.assign(make, { made });
}

/** A transport to a server that says whatever it is told to: what the SDK's own would not send. */
export function rawTransport(answers: {
  readonly [method: string]: (params: unknown) => unknown;
}): Transport & { readonly heard: unknown[] } {
  const heard: unknown[] = [];
  const transport: Transport & { readonly heard: unknown[] } = {
    heard,
    start: async () => undefined,
    close: async () => transport.onclose?.(),
    async send(message) {
      heard.push(message);
      if (!("method" in message) || !("id" in message)) return;
      const { id, method, params } = message;
      const handshake = {
        protocolVersion: "2025-11-25",
        capabilities: { tools: {} },
        serverInfo: { name: "raw", version: "1" },
      };
      const result = method === "initialize" ? handshake : answers[method]?.(params);
      queueMicrotask(() => transport.onmessage?.({ jsonrpc: "2.0", id, result } as never));
    },
  };
  return transport;
}

/** The types of the two SDKs differ in `exactOptionalPropertyTypes` alone. */
export async function connect(server: Server, transport: unknown): Promise<void> {
  await server.connect(transport as Transport);
}

/** What a loop tells a tool. */
export function toolContext(context: Partial<ToolContext> = {}): ToolContext {
  return {
    signal: new AbortController().signal,
    call: { id: "call_1", type: "function", function: { name: "tool", arguments: "{}" } },
    step: 0,
    tags: {},
    meta: {},
    progress: () => undefined,
    ...context,
  };
}

const require = createRequire(import.meta.url);

const PUBLISHED = {
  everything: require.resolve("@modelcontextprotocol/server-everything/package.json"),
  filesystem: require.resolve("@modelcontextprotocol/server-filesystem/package.json"),
  memory: require.resolve("@modelcontextprotocol/server-memory/package.json"),
};

/** A published server, started by its file: no package manager, no network. */
export function published(
  name: keyof typeof PUBLISHED,
  args: readonly string[] = [],
  rest: Partial<McpStdioDefinition> = {},
): McpStdioDefinition {
  const manifest = PUBLISHED[name];
  const { bin } = require(manifest) as { readonly bin: { readonly [name: string]: string } };
  const script = join(dirname(manifest), Object.values(bin)[0] as string);
  return { type: "stdio", name, command: process.execPath, args: [script, ...args], ...rest };
}

/** The server in `stdio-server.mjs`. */
export function ownStdio(rest: Partial<McpStdioDefinition> = {}): McpStdioDefinition {
  const script = fileURLToPath(new URL("stdio-server.mjs", import.meta.url));
  return { type: "stdio", name: "own", command: process.execPath, args: [script], ...rest };
}

/** A promise, and what settles it. */
export function deferred<T = void>(): {
  readonly promise: Promise<T>;
  readonly resolve: (value: T) => void;
} {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}
