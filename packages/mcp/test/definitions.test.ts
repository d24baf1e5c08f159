import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { LLMError } from "@vllora/core";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { readServers } from "../src/definitions.ts";
import { readMcpConfig } from "../src/node.ts";

const url = "https://mcp.example.com/mcp";

function refusal(input: unknown): unknown {
  try {
    return readServers(input as never);
  } catch (error) {
    return LLMError.is(error) ? `${error.kind} ${error.param}: ${error.message}` : error;
  }
}

describe("readServers", () => {
  it("takes every type, with a name for each", () => {
    const servers = readServers([
      { type: "http", server_url: url, headers: { a: "b" }, env: { c: "d" }, filter: "all" },
      { type: "sse", server_url: url, filter: null },
      { type: "ws", server_url: "wss://mcp.example.com" },
      { type: "memory" },
      { type: "in-memory", name: "other", env: {} },
      { type: "stdio", command: "node", args: [], cwd: "/", env: {}, filter: [{ name: "a" }] },
    ]);
    expect(servers.map(({ name }) => name)).toEqual([
      "mcp.example.com",
      "mcp.example.com-2",
      "mcp.example.com-3",
      "vllora",
      "other",
      "stdio-6",
    ]);
  });

  it("takes the configuration of MCP clients", () => {
    const servers = readServers({
      mcpServers: {
        files: { command: "npx", args: ["-y", "x"], env: { A: "b" } },
        remote: { url, headers: { a: "b" } },
        streamed: { type: "streamable-http", url },
        off: { url, disabled: true },
        old: { type: "sse", url, disabled: false, filter: [{ name: "get" }] },
      },
    });
    expect(servers.map(({ name, definition }) => [name, definition])).toEqual([
      [
        "files",
        { type: "stdio", name: "files", command: "npx", args: ["-y", "x"], env: { A: "b" } },
      ],
      ["remote", { type: "http", name: "remote", server_url: url, headers: { a: "b" } }],
      ["streamed", { type: "http", name: "streamed", server_url: url }],
      ["old", { type: "sse", name: "old", server_url: url, filter: [{ name: "get" }] }],
    ]);
  });

  it.each<[string, unknown, string]>([
    ["no list", "x", "servers must be a list"],
    ["no object", [1], "servers[0] must be an object"],
    ["an unknown type", [{ type: "pipe" }], "servers[0].type must be one of http, sse"],
    ["a type of Object's", [{ type: "toString" }], "servers[0].type must be one of"],
    ["an unknown field", [{ type: "memory", url }], "servers[0].url is not known for type memory"],
    [
      "a wrong kind",
      [{ type: "stdio", command: "a", args: "b" }],
      "servers[0].args must be a list",
    ],
    ["a command that is missing", [{ type: "stdio" }], "servers[0].command is missing"],
    ["no URL", [{ type: "http", server_url: "SECRET" }], "servers[0].server_url must be a URL"],
    ["another scheme", [{ type: "ws", server_url: url }], "begins with ws: or wss:"],
    [
      "a header that cannot be sent",
      [{ type: "http", server_url: url, headers: { "x-key": "SECRET\n\0" } }],
      'servers[0].headers has a header that cannot be sent: "x-key"',
    ],
    ["a filter that is none", [{ type: "memory", filter: ["a"] }], 'filter must be "all" or'],
    ["a name twice", [{ type: "memory" }, { type: "memory" }], "servers[1].name is there twice"],
    ["an empty name", [{ type: "memory", name: "" }], "servers[0].name must not be empty"],
    ["a config that is none", { mcpServers: { a: 1 } }, "mcpServers.a must be an object"],
    [
      "a field that configs do not have",
      { mcpServers: { a: { command: "x", timeout: 3 } } },
      "mcpServers.a.timeout is not known for type stdio",
    ],
    [
      "a config that is disabled in words",
      { mcpServers: { a: { command: "x", disabled: "yes" } } },
      "mcpServers.a.disabled must be true or false",
    ],
    [
      "a config's URL that is none",
      { mcpServers: { a: { url: "SECRET" } } },
      "mcpServers.a.url must be a URL",
    ],
    [
      "a config's process without a command",
      { mcpServers: { a: { type: "stdio" } } },
      "mcpServers.a.command is missing",
    ],
    ["a type of configs", { mcpServers: { a: { type: "ws", url } } }, "mcpServers.a.type must be"],
  ])("refuses %s", (_, input, message) => {
    const said = refusal(input);
    expect(said).toContain("invalid_request");
    expect(said).toContain(message);
    expect(said).not.toContain("SECRET");
  });
});

describe("readMcpConfig", () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "vllora-mcp-"));
  });
  afterAll(() => rm(folder, { recursive: true }));

  async function config(text: string): Promise<string> {
    const path = join(folder, `${Math.random()}.json`);
    await writeFile(path, text);
    return path;
  }

  it("reads a file, with variables from the environment", async () => {
    const path = await config(`{
      "theme": "dark",
      "mcpServers": {
        "a": {
          "command": "\${BIN:-node}",
          "args": ["--key=\${KEY}", "$KEY", "\${env:EMPTY}"],
          "env": { "K": "\${EMPTY:-x}" }
        }
      }
    }`);
    expect(await readMcpConfig(path, { env: { KEY: "k", EMPTY: "" } })).toEqual({
      mcpServers: { a: { command: "node", args: ["--key=k", "$KEY", ""], env: { K: "x" } } },
    });
  });

  it("reads a file with a mark of its byte order", async () => {
    expect(await readMcpConfig(await config('\ufeff{"mcpServers":{}}'))).toEqual({
      mcpServers: {},
    });
  });

  it.each([
    ["is no JSON", "{ SECRET", "is no JSON at position 2"],
    ["has no servers", '{"servers":"SECRET"}', "has no object mcpServers"],
    [
      "needs a variable",
      `{"mcpServers":{"a":{"url":"SECRET \${NOPE}"}}}`,
      "mcpServers.a.url needs the environment variable NOPE",
    ],
    [
      "has a variable of another kind",
      `{"mcpServers":{"a":{"url":"SECRET \${input:nope}"}}}`,
      `mcpServers.a.url has a variable that is not of the environment: write \${NAME} or \${env:NAME}`,
    ],
  ])("refuses a file that %s", async (_, text, message) => {
    const error = await readMcpConfig(await config(text), { env: {} }).catch((thrown) => thrown);
    expect(error).toMatchObject({
      kind: "invalid_request",
      message: expect.stringContaining(message),
    });
    expect(error.message).not.toContain("SECRET");
  });

  it("says that there is no file", async () => {
    const path = join(folder, "none.json");
    await expect(readMcpConfig(path)).rejects.toMatchObject({
      kind: "invalid_request",
      message: `readMcpConfig(): ${path} cannot be read: ENOENT`,
    });
  });
});
