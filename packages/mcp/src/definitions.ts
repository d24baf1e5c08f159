import type { McpConfig, McpDefinition, McpServerConfig } from "@vllora/types";
import { invalid } from "./errors.ts";
import { type ToolFilter, toolFilter } from "./filter.ts";
import { redactor, secretsOf } from "./redact.ts";

/** Servers, as a list of definitions or in the shape of MCP configuration files. */
export type McpServersInput = McpConfig | readonly McpDefinition[];

/** A definition that was found to be in order, with a name that no other server has. */
export interface NamedServer {
  readonly name: string;
  readonly definition: McpDefinition;
  readonly filter: ToolFilter;
  readonly redact: (text: string) => string;
}

/**
 * Reads definitions. They may come from a file or a request, so everything is checked.
 * @throws {LLMError} `invalid_request` naming the field. No value of it is repeated.
 */
export function readServers(input: McpServersInput): NamedServer[] {
  const found = Array.isArray(input) ? input.map(fromList) : fromConfig(input as McpConfig);
  const names = new Set<string>();
  return found.map(({ where, definition, urlField }, index) => {
    check(definition, where, urlField);
    const name = definition.name ?? defaultName(definition, index);
    if (names.has(name)) throw invalid(`${where}.name`, `is there twice: ${JSON.stringify(name)}`);
    names.add(name);
    return {
      name,
      definition,
      filter: toolFilter(definition.filter, `${where}.filter`),
      redact: redactor(secretsOf(definition)),
    };
  });
}

/** A definition that may be none, and what its errors call it. */
interface FoundDefinition {
  readonly where: string;
  readonly definition: unknown;
  readonly urlField: "server_url" | "url";
}

function fromList(definition: unknown, index: number): FoundDefinition {
  return { where: `servers[${index}]`, definition, urlField: "server_url" };
}

function fromConfig(config: McpConfig): FoundDefinition[] {
  const servers: unknown = config?.mcpServers;
  if (!isRecord(servers)) {
    throw invalid("servers", "must be a list of definitions, or an object with mcpServers");
  }
  return Object.entries(servers).flatMap(([name, server]) => {
    const where = `mcpServers.${name}`;
    if (!isRecord(server)) throw invalid(where, "must be an object");
    const { disabled = false, ...enabled } = server;
    if (typeof disabled !== "boolean") throw invalid(`${where}.disabled`, "must be true or false");
    if (disabled) return [];
    const definition = toDefinition(name, enabled as unknown as McpServerConfig, where);
    return { where, definition, urlField: "url" };
  });
}

function toDefinition(name: string, server: McpServerConfig, where: string): unknown {
  const given: string | undefined = server.type;
  if ("command" in server || given === "stdio") return { ...server, type: "stdio", name };
  const { type = "http", url, ...rest } = server;
  if (type !== "http" && type !== "streamable-http" && type !== "sse") {
    throw invalid(`${where}.type`, "must be stdio, http, streamable-http or sse");
  }
  return { ...rest, type: type === "sse" ? "sse" : "http", server_url: url, name };
}

const BASE = { type: "text", name: "text", filter: "filter" } as const;
const REMOTE = { ...BASE, server_url: "text", headers: "texts", env: "texts" } as const;
const MEMORY = { ...BASE, env: "texts" } as const;

type FieldKind = "text" | "texts" | "list" | "filter";

const FIELDS: {
  readonly [type in McpDefinition["type"]]: { readonly [field: string]: FieldKind };
} = {
  http: REMOTE,
  sse: REMOTE,
  ws: REMOTE,
  "in-memory": MEMORY,
  memory: MEMORY,
  stdio: { ...BASE, command: "text", args: "list", env: "texts", cwd: "text" },
};

const KINDS: {
  readonly [kind in FieldKind]: {
    readonly what: string;
    readonly fits: (value: unknown) => boolean;
  };
} = {
  text: { what: "text", fits: isText },
  texts: {
    what: "an object of texts",
    fits: (value) => isRecord(value) && Object.values(value).every(isText),
  },
  list: {
    what: "a list of texts",
    fits: (value) => Array.isArray(value) && value.every(isText),
  },
  filter: { what: '"all" or a list of { name, description? }', fits: isFilter },
};

function check(
  definition: unknown,
  where: string,
  urlField: string,
): asserts definition is McpDefinition {
  if (!isRecord(definition)) throw invalid(where, "must be an object");
  const { type } = definition;
  if (typeof type !== "string" || !Object.hasOwn(FIELDS, type)) {
    throw invalid(`${where}.type`, `must be one of ${Object.keys(FIELDS).join(", ")}`);
  }
  const fields = FIELDS[type as McpDefinition["type"]];
  for (const [field, value] of Object.entries(definition)) {
    if (!Object.hasOwn(fields, field)) {
      const known = Object.keys(fields).join(", ").replace("server_url", urlField);
      throw invalid(`${where}.${field}`, `is not known for type ${type}; known are ${known}`);
    }
    const { what, fits } = KINDS[fields[field] as FieldKind];
    const given = field === "server_url" ? urlField : field;
    if (value !== undefined && !fits(value)) throw invalid(`${where}.${given}`, `must be ${what}`);
  }
  if (definition["name"] === "") throw invalid(`${where}.name`, "must not be empty");
  if (type === "stdio" && !definition["command"]) {
    throw invalid(`${where}.command`, "is missing");
  }
  if (fields === REMOTE) checkRemote(definition, type, where, urlField);
}

function checkRemote(
  definition: { readonly [field: string]: unknown },
  type: string,
  where: string,
  urlField: string,
): void {
  const { server_url: url, headers } = definition;
  const schemes = type === "ws" ? ["ws:", "wss:"] : ["http:", "https:"];
  if (!isText(url) || !URL.canParse(url) || !schemes.includes(new URL(url).protocol)) {
    throw invalid(`${where}.${urlField}`, `must be a URL that begins with ${schemes.join(" or ")}`);
  }
  for (const [name, value] of Object.entries(headers ?? {})) {
    try {
      new Headers([[name, value]]);
    } catch {
      throw invalid(
        `${where}.headers`,
        `has a header that cannot be sent: ${JSON.stringify(name)}`,
      );
    }
  }
}

/** Of a URL its host, which is no secret; of a command nothing, since arguments and paths may be. */
function defaultName(definition: McpDefinition, index: number): string {
  switch (definition.type) {
    case "http":
    case "sse":
    case "ws":
      return `${new URL(definition.server_url).hostname}${index === 0 ? "" : `-${index + 1}`}`;
    case "in-memory":
    case "memory":
      return "vllora";
    case "stdio":
      return `stdio-${index + 1}`;
  }
}

function isFilter(value: unknown): boolean {
  if (value === "all" || value === null) return true;
  if (!Array.isArray(value)) return false;
  return value.every((selector) => {
    if (!isRecord(selector)) return false;
    const { name, description, ...rest } = selector;
    const described = description === undefined || description === null || isText(description);
    return isText(name) && described && Object.keys(rest).length === 0;
  });
}

function isText(value: unknown): value is string {
  return typeof value === "string";
}

function isRecord(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
