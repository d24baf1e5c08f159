import {
  acceptedContent,
  createMcpHandler,
  inputRequired,
  McpServer,
} from "@modelcontextprotocol/server";
import type { ToolResult } from "@vllora/core";
import { describe, expect, it } from "vitest";
import { object, string } from "zod";
import { type McpOptions, mcpTools } from "../src/index.ts";
import { bodyOf, listen, streamable } from "./http-servers.ts";
import { factory, listed, ownStdio, toolContext } from "./servers.ts";

function greeter(): McpServer {
  const server = new McpServer({ name: "modern", version: "2.0.0" });
  server.registerTool(
    "greet",
    { description: "Greets", inputSchema: object({ name: string() }) },
    async ({ name }) => ({ content: [{ type: "text", text: `Hello, ${name}` }] }),
  );
  server.registerTool("ask", { description: "Asks who is there" }, async (ctx) => {
    const answer = acceptedContent<{ name: string }>(ctx.mcpReq.inputResponses, "who");
    if (answer !== undefined) return { content: [{ type: "text", text: `It is ${answer.name}` }] };
    const requestedSchema = { type: "object", properties: { name: { type: "string" } } } as const;
    return inputRequired({
      inputRequests: { who: inputRequired.elicit({ message: "Who?", requestedSchema }) },
    });
  });
  return server;
}

/** A server of the SDK of 2026, which speaks both generations of the protocol. */
async function serve() {
  const handler = createMcpHandler(greeter);
  return listen(async (request, response) => {
    const url = `http://127.0.0.1${request.url}`;
    const answer = await handler.fetch(
      new Request(url, {
        method: request.method as string,
        headers: request.headers as Record<string, string>,
        ...(request.method === "POST" ? { body: await bodyOf(request) } : {}),
      }),
    );
    response.writeHead(answer.status, Object.fromEntries(answer.headers));
    for await (const chunk of answer.body ?? []) response.write(chunk);
    response.end();
  });
}

describe("a server of the protocol of 2026-07-28", () => {
  it.each<[McpOptions["versionNegotiation"], string]>([
    [undefined, "2025-11-25"],
    ["auto", "2026-07-28"],
    [{ pin: "2026-07-28" }, "2026-07-28"],
  ])(
    "with versionNegotiation %j is spoken to in its words",
    async (versionNegotiation, version) => {
      await using server = await serve();
      const options = versionNegotiation === undefined ? {} : { versionNegotiation };
      await using mcp = await mcpTools(
        [{ type: "http", name: "s", server_url: server.url }],
        options,
      );
      expect(mcp.failures).toEqual([]);
      expect(mcp.server("s").protocolVersion).toBe(version);
      const result = (await mcp.tools[0]?.run?.({ name: "Ada" }, toolContext())) as ToolResult;
      expect(result).toMatchObject({ content: "Hello, Ada", isError: false });
    },
  );

  it("asks in its answers, which the hooks answer", async () => {
    await using server = await serve();
    await using mcp = await mcpTools([{ type: "http", name: "s", server_url: server.url }], {
      versionNegotiation: "auto",
      onElicit: ({ message }) => ({ action: "accept", content: { name: `Ada (${message})` } }),
    });
    const ask = mcp.tools.find(({ name }) => name === "ask");
    expect(await ask?.run?.({}, toolContext())).toMatchObject({ content: "It is Ada (Who?)" });
  });

  it("is taken in memory as well", async () => {
    await using mcp = await mcpTools([{ type: "memory" }], { servers: { vllora: greeter } });
    expect(mcp.failures).toEqual([]);
    expect(await mcp.tools[0]?.run?.({ name: "Ada" }, toolContext())).toMatchObject({
      content: "Hello, Ada",
    });
  });
});

describe("versionNegotiation auto", () => {
  it("falls back where servers know the older protocol alone", async () => {
    await using server = await streamable(factory({ tools: listed("t") }));
    await using mcp = await mcpTools(
      [{ type: "http", name: "remote", server_url: server.url }, ownStdio(), { type: "memory" }],
      { versionNegotiation: "auto", servers: { vllora: factory({ tools: listed("u") }) } },
    );
    expect(mcp.failures).toEqual([]);
    expect(mcp.servers.map(({ protocolVersion }) => protocolVersion)).toEqual([
      "2025-11-25",
      "2025-11-25",
      "2025-11-25",
    ]);
  });
});
