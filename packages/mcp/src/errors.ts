import { LLMError } from "@vllora/core";
import type { McpDefinition } from "@vllora/types";

/** What an error is told of where it happened. */
export interface ErrorPlace {
  /** The server, as the definition calls it. */
  readonly server: string;
  readonly type: McpDefinition["type"];
  /** What was asked of it: `tools/call`. */
  readonly doing: string;
  readonly redact: (text: string) => string;
  /** The limit in milliseconds, where time ran out. */
  readonly timeoutMs?: number;
  /** The caller's own; an abort carries its reason. */
  readonly signal?: AbortSignal | undefined;
  /** Whether it was us who ended the connection. */
  readonly isClosed?: boolean;
}

/** What would act on the terminal that an error is shown on. */
const CONTROL = /\p{Cc}+/gu;

/** A failure of a server; `code` is JSON-RPC's, the SDK's or the system's. */
export function mcpError(
  server: string,
  problem: string,
  details: { readonly code?: string | undefined; readonly status?: number | undefined } = {},
): LLMError {
  return new LLMError("mcp", `MCP server "${server}" ${problem.replace(CONTROL, " ")}`, details);
}

/** Definitions and options that cannot be used. */
export function invalid(param: string, problem: string): LLMError {
  return new LLMError("invalid_request", `mcpTools(): ${param} ${problem}`, { param });
}

/**
 * What was thrown by the SDK, a transport or the system as an error of ours. It has no `cause`: those hold URLs,
 * arguments of processes and bodies.
 */
export function toMcpError(thrown: unknown, place: ErrorPlace): LLMError {
  const { server, type, doing, redact, signal } = place;
  if (signal?.aborted === true) {
    const message = `${doing} of MCP server "${server}" was cancelled`;
    return new LLMError("aborted", message, { cause: signal.reason });
  }
  if (LLMError.is(thrown)) return thrown;
  const { code, status, name, message, data } = readError(thrown);
  // The SDK's errors are told by their codes: there may be several copies of it.
  if (name === "UnauthorizedError" || status === 401) {
    return mcpError(
      server,
      "needs authorization: give headers or an authProvider; where one has sent the user to log in, finishAuth() takes the code",
      { code: "unauthorized", status: 401 },
    );
  }
  if (code === "REQUEST_TIMEOUT") {
    const limit = place.timeoutMs === undefined ? "in time" : `within ${place.timeoutMs} ms`;
    return mcpError(server, `did not answer ${doing} ${limit}`, { code: "timeout" });
  }
  const system = systemCode(thrown, 0);
  if (isLost(code, message) || (system !== undefined && LOST.has(system))) {
    if (doing === "connect") {
      const hint = type === "stdio" ? "; onStderr hears what its process says" : "";
      return mcpError(server, `ended before it had answered${hint}`, { code: "connection_closed" });
    }
    const unknown = `during ${doing}; whether it was carried out is not known`;
    return place.isClosed === true
      ? mcpError(server, `was closed ${unknown}`, { code: "closed" })
      : mcpError(server, `was lost ${unknown}, and the next call connects again`, {
          code: "connection_closed",
        });
  }
  const known = { code: code === undefined ? undefined : String(code), status };
  const text = shortened(redact(message));
  const hint =
    doing === "connect" && isElsewhere(code, status)
      ? `. Look at the URL, and at the type: here it is "${type}"`
      : "";
  if (status !== undefined) {
    const body = data === undefined || data === "" ? "" : `: ${shortened(redact(data))}`;
    return mcpError(server, `answered ${doing} with HTTP ${status}${body}${hint}`, known);
  }
  if (typeof code === "number") {
    return mcpError(server, `answered ${doing} with error ${code}: ${text}`, known);
  }
  if (system === "ENOENT" || system === "EACCES") {
    return mcpError(
      server,
      `could not be started: its command cannot be run, or its cwd is not there (${system})`,
      {
        code: system,
      },
    );
  }
  if (system !== undefined) {
    return mcpError(server, `cannot be reached (${system})`, { code: system });
  }
  if (code === "ERA_NEGOTIATION_FAILED" || /protocol version/i.test(message)) {
    return mcpError(
      server,
      `speaks another version of MCP: ${text}; see versionNegotiation`,
      known,
    );
  }
  return mcpError(server, `failed at ${doing}: ${text}${hint}`, known);
}

/** Whether something else than a server of this type seems to have answered. */
function isElsewhere(code: string | number | undefined, status: number | undefined): boolean {
  if (code === "CLIENT_HTTP_UNEXPECTED_CONTENT") return true;
  return status !== undefined && [200, 400, 404, 405].includes(status);
}

function isLost(code: string | number | undefined, message: string): boolean {
  if (code === "CONNECTION_CLOSED" || code === "NOT_CONNECTED") return true;
  // What the SDK says without a code, and what the transport says of a stream that ended.
  return message === "Not connected" || (code === -32_000 && message === CONNECTION_CLOSED);
}

/** In the SDK's words. */
export const CONNECTION_CLOSED = "Connection closed";

/** Codes of connections that broke when the request was under way. */
const LOST: ReadonlySet<string> = new Set(["ECONNRESET", "EPIPE", "UND_ERR_SOCKET"]);

interface ThrownError {
  /** A number is JSON-RPC's. */
  readonly code: string | number | undefined;
  /** Of HTTP. */
  readonly status: number | undefined;
  readonly name: string;
  readonly message: string;
  /** The body of an HTTP answer. */
  readonly data: string | undefined;
}

function readError(thrown: unknown): ThrownError {
  if (typeof thrown !== "object" || thrown === null) {
    const message = String(thrown);
    return { code: undefined, status: undefined, name: "", message, data: undefined };
  }
  const { code, status, name, message, data, cause } = thrown as {
    readonly [key: string]: unknown;
  };
  // The SDK leaves the name of most of its errors at "Error".
  const kind = name === "Error" ? thrown.constructor?.name : String(name);
  const text = (data as { readonly text?: unknown } | undefined)?.text;
  const number = typeof code === "number" ? code : undefined;
  // What is wrong with a stream of events has the status as its code; an error of the SDK over HTTP has both.
  const http = typeof status === "number" ? status : kind === "SseError" ? number : undefined;
  return {
    code: http === undefined ? (number ?? textOf(code)) : "http",
    status: http,
    name: kind,
    message: messageOf(textOf(message) ?? "", cause),
    data: textOf(text),
  };
}

/** What fetch says of itself says nothing; its cause does. */
function messageOf(message: string, cause: unknown): string {
  if (message !== "fetch failed") return message;
  const said = textOf((cause as { readonly message?: unknown } | undefined)?.message);
  return said === undefined ? message : `${message}: ${said}`;
}

function textOf(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

/** The code of the socket or process underneath: of what was thrown, of its cause, or at the end of what it says. */
function systemCode(thrown: unknown, depth: number): string | undefined {
  if (typeof thrown !== "object" || thrown === null || depth > 3) return undefined;
  const { code, cause, message } = thrown as { readonly [key: string]: unknown };
  if (typeof code === "string" && /^(?:E[A-Z]+|UND_ERR_\w+)$/.test(code)) return code;
  const said = /\bfetch failed\b.*?\b(E[A-Z]{4,}|UND_ERR_\w+)\b/.exec(textOf(message) ?? "")?.[1];
  return systemCode(cause, depth + 1) ?? said;
}

const LONGEST_TEXT = 2_000;

function shortened(text: string): string {
  return text.length <= LONGEST_TEXT ? text : `${text.slice(0, LONGEST_TEXT)}…`;
}

/** Whether the server says that it does not know the session. Some say it as 400. */
export function isSessionGone(error: unknown): boolean {
  const { status, data } = readError(error);
  return status === 404 || (status === 400 && /session/i.test(data ?? ""));
}
