interface McpDefinitionBase {
  /** What the server is called where several are told apart, such as in prefixes of tools and in errors. */
  readonly name?: string;
  /** Which tools are offered. Absent, `null` or `"all"`: all of them; an empty list: none. */
  readonly filter?: McpToolFilter | null;
}

interface McpRemoteDefinitionBase extends McpDefinitionBase {
  readonly server_url: string;
  /** Sent with every request to the server. */
  readonly headers?: { readonly [header: string]: string };
  /** Sent with every call, as `_meta.env_vars`. */
  readonly env?: { readonly [variable: string]: string };
}

/** A server over streamable HTTP. */
export interface McpHttpDefinition extends McpRemoteDefinitionBase {
  readonly type: "http";
}

/** A server over HTTP with server-sent events, the transport before streamable HTTP. */
export interface McpSseDefinition extends McpRemoteDefinitionBase {
  readonly type: "sse";
}

/** A server over WebSocket. */
export interface McpWebSocketDefinition extends McpRemoteDefinitionBase {
  readonly type: "ws";
}

/** A server in this process, found by its name. `memory` is the same as `in-memory`. */
export interface McpInMemoryDefinition extends McpDefinitionBase {
  readonly type: "in-memory" | "memory";
  /** Absent means `vllora`. */
  readonly name?: string;
  /** Sent with every call, as `_meta.env_vars`. */
  readonly env?: { readonly [variable: string]: string };
}

/** A server that is started as a process and spoken to over its standard streams. */
export interface McpStdioDefinition extends McpDefinitionBase {
  readonly type: "stdio";
  readonly command: string;
  readonly args?: readonly string[];
  /** Environment of the process, on top of a safe part of this one's. */
  readonly env?: { readonly [variable: string]: string };
  /** Working directory; absent means this process's. */
  readonly cwd?: string;
}

/** A server whose tools a request may use, told apart by `type`. */
export type McpDefinition =
  | McpHttpDefinition
  | McpSseDefinition
  | McpWebSocketDefinition
  | McpInMemoryDefinition
  | McpStdioDefinition;

/** A choice among a server's tools. */
export type McpToolFilter = "all" | readonly McpToolSelector[];

/**
 * Chooses tools: those of exactly this name, or those whose whole name the regular expression matches.
 * Of several selectors that match a tool, the first counts.
 */
export interface McpToolSelector {
  readonly name: string;
  /** Replaces the tool's own description. */
  readonly description?: string | null;
}

/**
 * The configuration file of MCP clients: servers by name.
 * @see https://modelcontextprotocol.io/docs/develop/connect-local-servers (read 2026-11-22)
 */
export interface McpConfig {
  readonly mcpServers: { readonly [name: string]: McpServerConfig };
}

/** One server of the configuration: a process where there is a `command`, else a URL. */
export type McpServerConfig = McpStdioServerConfig | McpRemoteServerConfig;

interface McpServerConfigBase {
  /** Which tools are offered, as in definitions; other clients do not know it. */
  readonly filter?: McpToolFilter | null;
  /** `true` leaves the server out. */
  readonly disabled?: boolean;
}

/** A server that is started as a process. */
export interface McpStdioServerConfig extends McpServerConfigBase {
  readonly type?: "stdio";
  readonly command: string;
  readonly args?: readonly string[];
  readonly env?: { readonly [variable: string]: string };
  readonly cwd?: string;
}

/** A server at a URL. `streamable-http` is the same as `http`; absent means `http`. */
export interface McpRemoteServerConfig extends McpServerConfigBase {
  readonly type?: "http" | "streamable-http" | "sse";
  readonly url: string;
  readonly headers?: { readonly [header: string]: string };
}
