import type { McpConfig } from "@vllora/types";
import { invalid } from "./errors.ts";

/**
 * Reads a configuration file of MCP clients, such as `.mcp.json` or `claude_desktop_config.json`. Beside `mcpServers`
 * it may hold anything. `${NAME}`, `${env:NAME}` and `${NAME:-default}` in its texts stand for environment variables,
 * so that secrets need not be in the file.
 * @throws {LLMError} `invalid_request` for a file that is not there or no such configuration, and for a variable
 *   without value and default. What the file holds is not repeated.
 */
export async function readMcpConfig(
  path: string | URL,
  options: {
    /** Default: that of the process. */
    readonly env?: { readonly [variable: string]: string | undefined };
  } = {},
): Promise<McpConfig> {
  const { readFile } = await import("node:fs/promises");
  const env = options.env ?? process.env;
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (error) {
    const { code = "unknown" } = error as { readonly code?: string };
    throw invalid("config file", `cannot be read: ${code}`);
  }
  let config: unknown;
  try {
    config = JSON.parse(text);
  } catch {
    // The parser's own message repeats what it could not read.
    throw invalid("config file", "is no JSON");
  }
  const { mcpServers } = (config ?? {}) as { readonly mcpServers?: unknown };
  if (typeof mcpServers !== "object" || mcpServers === null || Array.isArray(mcpServers)) {
    throw invalid("config file", "has no object mcpServers");
  }
  return { mcpServers: filledIn(mcpServers, "mcpServers", env) as McpConfig["mcpServers"] };
}

function filledIn(
  value: unknown,
  where: string,
  env: { readonly [variable: string]: string | undefined },
): unknown {
  if (Array.isArray(value)) {
    return value.map((item, index) => filledIn(item, `${where}[${index}]`, env));
  }
  if (typeof value === "object" && value !== null) {
    return Object.fromEntries(
      Object.entries(value).map(([key, item]) => [key, filledIn(item, `${where}.${key}`, env)]),
    );
  }
  if (typeof value !== "string") return value;
  return value.replace(
    /\$\{(?:env:)?([A-Za-z_]\w*)(?::-([^}]*))?\}/g,
    (_, name: string, fallback: string | undefined) => {
      const value = env[name];
      const found = value === "" ? (fallback ?? value) : (value ?? fallback);
      if (found === undefined) {
        throw invalid(where, `needs the environment variable ${name}, which is not set`);
      }
      return found;
    },
  );
}
