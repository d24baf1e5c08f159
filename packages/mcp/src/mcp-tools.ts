import { LLMError, type RunnableTool, type ToolSource } from "@vllora/core";
import { checkNames, checkOptions } from "./check-options.ts";
import { McpConnection } from "./connection.ts";
import { toToolResult } from "./content.ts";
import { type McpServersInput, readServers } from "./definitions.ts";
import { invalid } from "./errors.ts";
import type { McpToolDefinition } from "./fingerprint.ts";
import { harmless } from "./harmless.ts";
import { nameTools } from "./names.ts";
import type { McpFailure, McpOptions } from "./options.ts";

/** The tools of MCP servers: for `withTools` or the `tools` of a call. Close it when done. */
export interface McpTools extends ToolSource, AsyncDisposable {
  /** What is offered now, in the order of the servers. Another list when something has changed. */
  readonly tools: readonly RunnableTool[];
  /** In the order of the definitions; for their resources and prompts, and for what is known of them. */
  readonly servers: readonly McpConnection[];
  /** The servers that failed last time, with the reasons. The next call of one of their tools tries again. */
  readonly failures: readonly McpFailure[];
  /**
   * The server of this name.
   * @throws {LLMError} `invalid_request` where there is none.
   */
  server(name: string): McpConnection;
  /** Asks all servers for their tools again, and connects those that failed. What goes wrong is in `failures`. */
  refresh(): Promise<void>;
  /** Ends all connections and processes. What is under way fails. More than once is the same. */
  close(): Promise<void>;
}

/**
 * Connects to MCP servers, all at once, and gives their tools. A server that fails is told of by `failures` and
 * `onServerError`, and takes no other along; with `required`, or where none is left, it is an error.
 * @throws {LLMError} `invalid_request` for definitions or options that cannot be used, `mcp` for a required server
 *   that failed, `aborted` when the signal fires. Nothing is left open then.
 * @example
 * await using mcp = await mcpTools([
 *   { type: "stdio", command: "npx", args: ["-y", "@modelcontextprotocol/server-everything"] },
 *   { type: "http", server_url: "https://mcp.example.com/mcp", filter: [{ name: "search.*" }] },
 * ]);
 * const reply = await client.completions.withTools(mcp).create(request);
 */
export async function mcpTools(
  servers: McpServersInput,
  options: McpOptions = {},
): Promise<McpTools> {
  checkOptions(options);
  const named = readServers(servers);
  checkNames(options, new Set(named.map(({ name }) => name)));
  let tools: readonly RunnableTool[] | undefined;
  const connections = named.map(
    (server) =>
      new McpConnection(server, options, {
        changed(change) {
          tools = undefined;
          if (change !== undefined) harmless(() => options.onToolsChanged?.(change));
        },
        failed: (error) => harmless(() => options.onServerError?.({ server: server.name, error })),
      }),
  );
  const close = async () => {
    await Promise.all(connections.map((connection) => connection.close()));
  };
  await start(connections, options, close);
  return {
    get tools() {
      tools ??= toolsOf(connections, options);
      return tools;
    },
    servers: connections,
    get failures() {
      return connections.flatMap(({ name: server, failure: error }) =>
        error === undefined ? [] : [{ server, error }],
      );
    },
    server(name) {
      const found = connections.find((connection) => connection.name === name);
      if (found !== undefined) return found;
      const known = connections.map((connection) => connection.name).join(", ") || "none";
      throw invalid("server", `${JSON.stringify(name)} is not among the servers: ${known}`);
    },
    async refresh() {
      await Promise.allSettled(connections.map((connection) => connection.refresh()));
    },
    close,
    [Symbol.asyncDispose]: close,
  };
}

async function start(
  connections: readonly McpConnection[],
  { required, signal, authProviders }: McpOptions,
  close: () => Promise<void>,
): Promise<void> {
  const settled = await Promise.allSettled(
    connections.map((connection) => connection.connect({ signal })),
  );
  const failed = settled.flatMap((result, index) =>
    result.status === "fulfilled"
      ? []
      : [{ reason: result.reason as unknown, name: (connections[index] as McpConnection).name }],
  );
  const fatal = failed.find(
    ({ name }) =>
      signal?.aborted === true ||
      required === true ||
      (typeof required === "object" && required.includes(name)) ||
      // Nothing at all is no success, unless the caller says that it may be, or the user has to log in first.
      (required === undefined &&
        failed.length === connections.length &&
        !(authProviders !== undefined && failed.some(isUnauthorized))),
  );
  if (fatal === undefined) return;
  await close();
  throw fatal.reason;
}

function isUnauthorized({ reason }: { readonly reason: unknown }): boolean {
  return LLMError.is(reason) && reason.code === "unauthorized";
}

function toolsOf(
  connections: readonly McpConnection[],
  { prefix = "auto", timeouts }: McpOptions,
): readonly RunnableTool[] {
  const offered = connections.flatMap((connection) =>
    connection.definitions.map((definition) => ({ connection, definition })),
  );
  const owned = offered.map(({ connection, definition }) => ({
    server: connection.name,
    tool: definition.name,
  }));
  const names = nameTools(owned, prefix);
  return Object.freeze(
    offered.map(({ connection, definition }, index) =>
      toTool(names[index] as string, connection, definition, timeouts?.runMs),
    ),
  );
}

function toTool(
  name: string,
  connection: McpConnection,
  definition: McpToolDefinition,
  timeoutMs: number | undefined,
): RunnableTool {
  const { name: tool, title, inputSchema, outputSchema, annotations } = definition;
  const description = connection.descriptionOf(definition);
  return {
    name,
    ...(description === undefined ? {} : { description }),
    parameters: inputSchema,
    ...(timeoutMs === undefined ? {} : { timeoutMs }),
    annotations: {
      ...annotations,
      ...(title === undefined ? {} : { title }),
      ...(outputSchema === undefined ? {} : { outputSchema }),
      mcp: { server: connection.name, tool },
    },
    async run(args, { signal, tags, meta, progress }) {
      const result = await connection.callTool(tool, toArguments(args), {
        signal,
        tags,
        meta,
        onProgress: progress,
      });
      return toToolResult(result);
    },
  };
}

/** Arguments are the server's to judge, but MCP can carry an object only. */
function toArguments(args: unknown): { readonly [name: string]: unknown } | undefined {
  if (args === undefined || args === null) return undefined;
  if (typeof args === "object" && !Array.isArray(args)) return { ...args };
  throw new LLMError("tool_arguments", "The arguments must be a JSON object");
}
