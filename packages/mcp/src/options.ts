import type {
  AuthProvider,
  ElicitRequestFormParams,
  ElicitRequestURLParams,
  ElicitResult,
  LoggingMessageNotificationParams,
  OAuthClientProvider,
  Root,
  Transport,
  VersionNegotiationMode,
} from "@modelcontextprotocol/client";
import type { LLMError } from "@vllora/core";
import type { ToolDifference } from "./fingerprint.ts";
import type { PrefixPolicy } from "./names.ts";
import type { SamplingOptions } from "./sampling.ts";
import type { WebSocketFactory } from "./web-socket.ts";

/** A server in this process: one of the official SDK, of either generation. */
export interface InProcessServer {
  // Each copy of the SDK has a type of its own for transports.
  connect(transport: never): Promise<void>;
}

/**
 * What an in-memory definition finds by its name: a server, or what makes one, or a transport of one, for each
 * connection. Where connections are opened again, it has to be the latter.
 */
export type InProcessServerInput =
  | InProcessServer
  | (() => InProcessServer | Transport | Promise<InProcessServer | Transport>);

/** A server that failed, and how. The others go on. */
export interface McpFailure {
  readonly server: string;
  readonly error: LLMError;
}

/** The tools of a server are not what they were. */
export interface McpToolsChange extends ToolDifference {
  readonly server: string;
  /** Of the tools as they are now. */
  readonly fingerprint: string;
}

/** How long to wait, in milliseconds. 0 or `Infinity`: no limit. */
export interface McpTimeouts {
  /** For a connection, from its beginning until its tools are listed. Default 60,000. */
  readonly connectMs?: number | undefined;
  /** For an answer, anew with each progress notification. Default 60,000. */
  readonly callMs?: number | undefined;
  /** For a run of a tool in all, however much progress it reports: the tool's `timeoutMs`. Default: no limit. */
  readonly runMs?: number | undefined;
}

/** How much of a server is taken. */
export interface McpLimits {
  /** Tools of a server, likewise prompts and resources of a list. More: the server fails. Default 2,000. */
  readonly items?: number | undefined;
  /** Pages of a list. More: the server fails. Default 200. */
  readonly pages?: number | undefined;
  /** Characters of a tool's definition as JSON. A longer one is left out, and listed in `skipped`. Default 131,072. */
  readonly definitionChars?: number | undefined;
  /**
   * Bytes of one message of a server, or characters over WebSocket, whose messages come whole. A longer one ends the
   * connection. Default 67,108,864 (64 MiB).
   */
  readonly messageBytes?: number | undefined;
  /** Requests of a server that are answered at once: elicitation and sampling. More are refused. Default 8. */
  readonly requests?: number | undefined;
}

/** What a hook is told beside the request. */
export interface HookContext {
  readonly server: string;
  /** Fires when the server takes its request back, or the connection ends. */
  readonly signal: AbortSignal;
}

/** Options of {@link mcpTools}. */
export interface McpOptions {
  /** Servers in this process, by the names of in-memory definitions. */
  readonly servers?: { readonly [name: string]: InProcessServerInput } | undefined;
  /**
   * Servers without which nothing works: all (`true`), those of these names, or none (`false`). Where one fails,
   * `mcpTools` throws. Default: one of them, whichever; a server where the user has to log in first is not counted.
   */
  readonly required?: boolean | readonly string[] | undefined;
  /** Whether tools are called `<server>__<tool>`: where two servers have one of the same name (`auto`, the default), always, or never. */
  readonly prefix?: PrefixPolicy | undefined;
  /**
   * Refuses tools whose definitions are not what they were: the fingerprint that a server's tools must have, by its
   * name; or `first`, for what they were when they were first listed.
   */
  readonly pin?: "first" | { readonly [server: string]: string } | undefined;
  readonly timeouts?: McpTimeouts | undefined;
  readonly limits?: McpLimits | undefined;
  /** Authorization, by the names of servers: a source of tokens, or an OAuth client. */
  readonly authProviders?:
    | { readonly [server: string]: AuthProvider | OAuthClientProvider }
    | undefined;
  /** Answers a server that asks the user for data. Absent: servers are told that nobody can be asked. */
  readonly onElicit?:
    | ((
        request: ElicitRequestFormParams,
        context: HookContext,
      ) => ElicitResult | Promise<ElicitResult>)
    | undefined;
  /** Answers a server that wants the user to visit a URL. Absent: servers are told that this is not possible. */
  readonly onElicitUrl?:
    | ((
        request: ElicitRequestURLParams,
        context: HookContext,
      ) => ElicitResult | Promise<ElicitResult>)
    | undefined;
  /** Serves the model calls of servers with a client. Absent: they are refused. */
  readonly sampling?: SamplingOptions | undefined;
  /** Folders that servers may work in. Absent: servers are told of none. */
  readonly roots?: readonly Root[] | undefined;
  /** A server failed, at the start or later. What it throws is ignored. */
  readonly onServerError?: ((failure: McpFailure) => void) | undefined;
  /** The tools of a server changed after the start. What it throws is ignored. */
  readonly onToolsChanged?: ((change: McpToolsChange) => void) | undefined;
  /** What a server logs. What it throws is ignored. */
  readonly onLog?:
    | ((message: LoggingMessageNotificationParams, server: string) => void)
    | undefined;
  /** What a process writes to its standard error, as it comes. Absent: it is read by nobody. */
  readonly onStderr?: ((text: string, server: string) => void) | undefined;
  /** For HTTP and SSE. Default: the runtime's. */
  readonly fetch?: typeof fetch | undefined;
  /** Opens WebSockets, for runtimes that have none or none with headers. */
  readonly webSocket?: WebSocketFactory | undefined;
  /**
   * Which generation of the protocol is spoken: `legacy` shakes hands as servers before 2026-07-28 do, which newer
   * ones understand, too; `auto` asks first; `{ pin }` insists on a version. Default `legacy`.
   */
  readonly versionNegotiation?: VersionNegotiationMode | undefined;
  /** How this application introduces itself to servers. Default: this package. */
  readonly clientInfo?: { readonly name: string; readonly version: string } | undefined;
  /** Ends the start. To end more, use `close()`. */
  readonly signal?: AbortSignal | undefined;
}

/** The limits with their defaults. */
export function limitsOf(options: McpOptions): Required<{
  readonly [name in keyof McpLimits]-?: number;
}> {
  const { items = 2_000, pages = 200, requests = 8 } = options.limits ?? {};
  const { definitionChars = 131_072, messageBytes = 67_108_864 } = options.limits ?? {};
  return { items, pages, definitionChars, messageBytes, requests };
}

/** Longer delays would fire at once. */
export const LONGEST_DELAY = 2_147_483_647;

/** The timeouts with their defaults. */
export function timeoutsOf(options: McpOptions): {
  readonly connectMs: number;
  readonly callMs: number;
} {
  const { connectMs = 60_000, callMs = 60_000 } = options.timeouts ?? {};
  return { connectMs: delayOf(connectMs), callMs: delayOf(callMs) };
}

/** What a timer can wait for. */
function delayOf(ms: number): number {
  return ms > 0 ? Math.min(ms, LONGEST_DELAY) : LONGEST_DELAY;
}
