import type { Client, RequestOptions } from "@modelcontextprotocol/client";
import type { NamedServer } from "./definitions.ts";
import { mcpError } from "./errors.ts";
import type { McpToolDefinition } from "./fingerprint.ts";
import type { limitsOf } from "./options.ts";
import { allPages } from "./pages.ts";

/** A tool that is not offered although it was listed or asked for. */
export interface SkippedTool {
  /** The server's name for it, or the selector of the filter. */
  readonly name: string;
  readonly reason: string;
}

/** What is offered of a server's tools. */
export interface ListedTools {
  readonly definitions: readonly McpToolDefinition[];
  readonly skipped: readonly SkippedTool[];
}

/**
 * Marks a result that is read here and not by the SDK's schema, which refuses the whole for the sake of one odd item,
 * and drops what it does not know.
 */
export const AS_IT_CAME = {
  "~standard": {
    version: 1,
    vendor: "vllora",
    validate: (value: unknown) => ({ value }),
  },
} as const;

/** Longer than any that is meant as one; it also keeps the filter's expressions fast. */
const LONGEST_NAME = 256;

/** Lists the tools of a server, and keeps those that its filter chooses. */
export async function listTools(
  client: Client,
  server: NamedServer,
  limits: ReturnType<typeof limitsOf>,
  request: RequestOptions,
): Promise<ListedTools> {
  if (client.getServerCapabilities()?.tools === undefined) return { definitions: [], skipped: [] };
  const doing = "tools/list";
  const place = { server: server.name, doing };
  const listed = await allPages(
    async (cursor) => {
      const params = cursor === undefined ? {} : { cursor };
      const page = await client.request({ method: doing, params }, AS_IT_CAME, request);
      const { tools, nextCursor } = page as { readonly [field: string]: unknown };
      if (!Array.isArray(tools)) throw mcpError(server.name, `answered ${doing} without tools`);
      return { items: tools, nextCursor: typeof nextCursor === "string" ? nextCursor : undefined };
    },
    limits,
    place,
  );
  return choose(listed, server, limits.definitionChars);
}

function choose(
  listed: readonly unknown[],
  { filter }: NamedServer,
  definitionChars: number,
): ListedTools {
  const definitions = new Map<string, McpToolDefinition>();
  const skipped: SkippedTool[] = [];
  const names: string[] = [];
  for (const item of listed) {
    const name = (item as { readonly name?: unknown } | null)?.name;
    if (typeof name !== "string" || name === "" || name.length > LONGEST_NAME) {
      skipped.push({
        name: String(name).slice(0, LONGEST_NAME),
        reason: "its name cannot be used",
      });
      continue;
    }
    names.push(name);
    if (filter.verdict(name) === undefined) continue;
    const json = toJson(item);
    const reason = definitions.has(name) ? "it is listed twice" : problem(json, definitionChars);
    if (reason !== undefined) skipped.push({ name, reason });
    else definitions.set(name, toDefinition(json as string));
  }
  for (const name of filter.unmatched(names)) {
    skipped.push({ name, reason: "the filter names it, and the server has none of this name" });
  }
  return { definitions: [...definitions.values()], skipped };
}

/** Deeper than any that is meant as one. Providers look into schemas level by level, and a stack has an end. */
const DEEPEST = 100;

/** Why a definition cannot be offered. */
function problem(json: string | undefined, definitionChars: number): string | undefined {
  if (json !== undefined && json.length > definitionChars) {
    return `its definition is longer than ${definitionChars} characters; see limits`;
  }
  const item: unknown = json === undefined ? undefined : JSON.parse(json);
  if (item === undefined || isDeeper(item, DEEPEST)) return "its definition is nested too deep";
  const { description, inputSchema, execution } = item as { readonly [field: string]: unknown };
  if (typeof inputSchema !== "object" || inputSchema === null || Array.isArray(inputSchema)) {
    return "it has no schema of its arguments";
  }
  const { type } = inputSchema as { readonly type?: unknown };
  if (type !== undefined && type !== "object") {
    return "the schema of its arguments is not of type object";
  }
  if (description !== undefined && typeof description !== "string") {
    return "its description is no text";
  }
  const { taskSupport } = (execution ?? {}) as { readonly taskSupport?: unknown };
  return taskSupport === "required" ? "it runs as a task only, which is not supported" : undefined;
}

function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null) return false;
  return levels === 0 || Object.values(value).some((item) => isDeeper(item, levels - 1));
}

/** `undefined` for what is nested deeper than the stack is. */
function toJson(item: unknown): string | undefined {
  try {
    return JSON.stringify(item);
  } catch {
    return undefined;
  }
}

/** A copy, since a server in this process may go on working with its own. Without its type, providers refuse a schema. */
function toDefinition(json: string): McpToolDefinition {
  const definition = JSON.parse(json) as McpToolDefinition;
  return { ...definition, inputSchema: { type: "object", ...definition.inputSchema } };
}
