import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, realpath, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { ToolProgress, ToolResult } from "@vllora/core";
import type { McpDefinition } from "@vllora/types";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type McpCallResult, type McpTools, mcpTools } from "../src/index.ts";
import { published, toolContext } from "./servers.ts";

async function call(mcp: McpTools, name: string, args: unknown = {}): Promise<ToolResult> {
  const tool = mcp.tools.find((offered) => offered.name === name);
  return (await tool?.run?.(args, toolContext())) as ToolResult;
}

const dataOf = (result: ToolResult) => result.data as McpCallResult;

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => {
    server.listen(0, "127.0.0.1", resolve);
  });
  const { port } = server.address() as { readonly port: number };
  await new Promise((resolve) => {
    server.close(resolve);
  });
  return port;
}

/** server-everything, serving over HTTP in a process of its own. */
async function serveEverything(mode: "streamableHttp" | "sse") {
  const port = await freePort();
  const { command, args = [] } = published("everything", [mode]);
  const child: ChildProcess = spawn(command, args, {
    env: { ...process.env, PORT: String(port) },
    stdio: ["ignore", "ignore", "pipe"],
  });
  await new Promise<void>((resolve, reject) => {
    child.stderr?.on("data", (text) => {
      if (String(text).includes(`port ${port}`)) resolve();
    });
    child.once("exit", () => reject(new Error(`server-everything ended`)));
  });
  return {
    port,
    [Symbol.asyncDispose]: () =>
      new Promise<void>((resolve) => {
        child.once("exit", () => resolve());
        child.kill("SIGKILL");
      }),
  };
}

interface Place {
  readonly definition: McpDefinition;
  [Symbol.asyncDispose](): Promise<void>;
}

const PLACES: readonly [string, () => Promise<Place>][] = [
  [
    "stdio",
    async () => ({
      definition: published("everything"),
      [Symbol.asyncDispose]: async () => undefined,
    }),
  ],
  [
    "streamable HTTP",
    async () => {
      const server = await serveEverything("streamableHttp");
      const server_url = `http://127.0.0.1:${server.port}/mcp`;
      return { ...server, definition: { type: "http", name: "everything", server_url } };
    },
  ],
  [
    "SSE",
    async () => {
      const server = await serveEverything("sse");
      const server_url = `http://127.0.0.1:${server.port}/sse`;
      return { ...server, definition: { type: "sse", name: "everything", server_url } };
    },
  ],
];

describe.each(PLACES)("server-everything over %s", (_, open) => {
  let place: Place;
  let mcp: McpTools;
  beforeAll(async () => {
    place = await open();
    mcp = await mcpTools([place.definition], {
      onElicit: () => ({ action: "accept", content: { name: "Ada" } }),
      sampling: {
        client: {
          completions: {
            create: async ({ model }) => ({
              id: "1",
              object: "chat.completion",
              created: 0,
              model,
              choices: [
                {
                  index: 0,
                  message: { role: "assistant", content: "sampled", refusal: null },
                  finish_reason: "stop",
                  logprobs: null,
                },
              ],
            }),
          },
        },
        model: "m",
      },
      required: true,
    });
  }, 30_000);
  afterAll(async () => {
    await mcp?.close();
    await place?.[Symbol.asyncDispose]();
  });

  it("text", async () => {
    expect(await call(mcp, "echo", { message: "hello" })).toMatchObject({
      content: "Echo: hello",
      isError: false,
    });
    expect(await call(mcp, "get-sum", { a: 2, b: 3 })).toMatchObject({
      content: expect.stringContaining("5"),
    });
  });

  it("arguments that the server refuses are its to refuse", async () => {
    const refused = await call(mcp, "get-sum", { a: "two" });
    expect(refused.isError).toBe(true);
    expect(refused.content).toContain("-32602");
  });

  it("an image", async () => {
    const { content } = await call(mcp, "get-tiny-image");
    expect(content).toContainEqual({
      type: "image_url",
      image_url: { url: expect.stringMatching(/^data:image\/png;base64,iVBOR/) },
    });
  });

  it("annotated messages with an image", async () => {
    const result = await call(mcp, "get-annotated-message", {
      messageType: "error",
      includeImage: true,
    });
    expect(result.content).toMatchObject([
      { type: "text", text: "Error: Operation failed" },
      { type: "image_url" },
    ]);
    expect(dataOf(result).content?.[0]).toMatchObject({ annotations: { priority: 1 } });
  });

  it("embedded resources of text and of bytes", async () => {
    const text = await call(mcp, "get-resource-reference", { resourceType: "Text", resourceId: 1 });
    expect(text.content).toMatch(/\[resource, demo:\/\/resource\/[^\]]+, text\/plain\]\n/);
    const blob = await call(mcp, "get-resource-reference", { resourceType: "Blob", resourceId: 1 });
    expect(blob.content).toMatch(/\[resource, demo:\/\/resource\/[^\]]+, \d+ bytes\]/);
    expect(dataOf(blob).content).toContainEqual(
      expect.objectContaining({
        type: "resource",
        resource: expect.objectContaining({ blob: expect.any(String) }),
      }),
    );
  });

  it("links to resources, which can be read", async () => {
    const { content, data } = await call(mcp, "get-resource-links", { count: 2 });
    expect(content).toMatch(/\[resource link, [^\]]*demo:\/\//);
    const link = (data as McpCallResult).content?.find(({ type }) => type === "resource_link");
    const { contents } = await mcp.server("everything").readResource(String(link?.["uri"]));
    expect(contents).toHaveLength(1);
  });

  it("structured content", async () => {
    const result = await call(mcp, "get-structured-content", { location: "Chicago" });
    expect(dataOf(result).structuredContent).toMatchObject({ temperature: expect.any(Number) });
    expect(result.content).toContain("temperature");
    const tool = mcp.tools.find(({ name }) => name === "get-structured-content");
    expect(tool?.annotations?.["outputSchema"]).toMatchObject({ type: "object" });
  });

  it("progress", async () => {
    const said: ToolProgress[] = [];
    const tool = mcp.tools.find(({ name }) => name === "trigger-long-running-operation");
    const context = toolContext({ progress: (progress) => void said.push(progress) });
    const result = await tool?.run?.({ duration: 0.2, steps: 2 }, context);
    expect(result).toMatchObject({ content: expect.stringContaining("completed") });
    expect(said).toMatchObject([
      { progress: 1, total: 2 },
      { progress: 2, total: 2 },
    ]);
  });

  it("sampling and elicitation", async () => {
    const sampled = await call(mcp, "trigger-sampling-request", { prompt: "?", maxTokens: 10 });
    expect(sampled.content).toContain("sampled");
    const elicited = await call(mcp, "trigger-elicitation-request");
    expect(JSON.stringify(elicited.content)).toContain("Ada");
  });

  it("prompts and resources", async () => {
    const server = mcp.server("everything");
    expect((await server.listPrompts()).map(({ name }) => name)).toContain("args-prompt");
    const { messages } = await server.getPrompt("args-prompt", { city: "Oslo" });
    expect(JSON.stringify(messages)).toContain("Oslo");
    expect((await server.listResources()).length).toBeGreaterThan(0);
    expect((await server.listResourceTemplates()).length).toBeGreaterThan(0);
    expect(server.instructions).toContain("Everything");
  });
});

describe("server-filesystem", () => {
  it("reads and writes inside its folder, and says so of others", async () => {
    const folder = await realpath(await mkdtemp(join(tmpdir(), "vllora-mcp-")));
    try {
      await writeFile(join(folder, "a.txt"), "hello");
      await using mcp = await mcpTools([
        { ...published("filesystem", [folder]), filter: [{ name: "read_text_file|write_.*" }] },
      ]);
      expect(mcp.failures).toEqual([]);
      expect(mcp.tools.map(({ name }) => name).sort()).toEqual(["read_text_file", "write_file"]);
      const read = await call(mcp, "read_text_file", { path: join(folder, "a.txt") });
      expect(read).toMatchObject({ content: "hello", isError: false });
      const outside = await call(mcp, "read_text_file", { path: "/etc/hostname" });
      expect(outside).toMatchObject({ isError: true, content: expect.stringContaining("denied") });
      const hint = mcp.tools.find(({ name }) => name === "read_text_file")?.annotations;
      expect(hint).toMatchObject({ readOnlyHint: true });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe("server-memory", () => {
  it("keeps what it is told", async () => {
    const folder = await mkdtemp(join(tmpdir(), "vllora-mcp-"));
    try {
      const env = { MEMORY_FILE_PATH: join(folder, "memory.json") };
      await using mcp = await mcpTools({
        mcpServers: {
          memory: { command: process.execPath, args: published("memory").args ?? [], env },
        },
      });
      expect(mcp.failures).toEqual([]);
      const entity = { name: "Ada", entityType: "person", observations: ["wrote programs"] };
      expect(await call(mcp, "create_entities", { entities: [entity] })).toMatchObject({
        isError: false,
      });
      const found = await call(mcp, "search_nodes", { query: "Ada" });
      expect(dataOf(found).structuredContent).toMatchObject({ entities: [entity] });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
