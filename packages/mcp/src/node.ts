import { LLMError } from "@vllora/core";
import type { McpConfig } from "@vllora/types";

/**
 * Reads a configuration file of MCP clients, such as `.mcp.json` or `claude_desktop_config.json`. Beside `mcpServers`
 * it may hold anything. `${NAME}`, `${env:NAME}` and `${NAME:-default}` in its texts stand for environment variables,
 * so that secrets need not be in the file.
 * @throws {LLMError} `invalid_request` for a file that is not there or no such configuration, and for a variable
 *   without value and default. Its path is named, what it holds is not
 *   repeated.
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
    throw unusable(String(path), `cannot be read: ${code}`);
  }
  let config: unknown;
  try {
    // Editors of Windows put a mark of the byte order in front.
    config = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    // The rest of the parser's message repeats what it could not read.
    const where = / at position \d+/.exec(String(error))?.[0] ?? "";
    throw unusable(String(path), `is no JSON${where}`);
  }
  const { mcpServers } = (config ?? {}) as { readonly mcpServers?: unknown };
  if (typeof mcpServers !== "object" || mcpServers === null || Array.isArray(mcpServers)) {
    throw unusable(String(path), "has no object mcpServers");
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
    /\$\{(?:(\w+):)?([A-Za-z_]\w*)(?::-([^}]*))?\}/g,
    (_, kind: string | undefined, name: string, fallback: string | undefined) => {
      if (kind !== undefined && kind !== "env") {
        throw unusable(
          where,
          `has a variable that is not of the environment: write \${NAME} or \${env:NAME}`,
        );
      }
      const value = env[name];
      const found = value === "" ? (fallback ?? value) : (value ?? fallback);
      if (found === undefined) {
        throw unusable(where, `needs the environment variable ${name}, which is not set`);
      }
      return found;
    },
  );
}

function unusable(param: string, problem: string): LLMError {
  return new LLMError("invalid_request", `readMcpConfig(): ${param} ${problem}`, { param });
}
