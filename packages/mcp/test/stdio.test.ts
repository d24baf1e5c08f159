import type { ToolResult } from "@vllora/core";
import { describe, expect, it } from "vitest";
import type { McpOptions } from "../src/index.ts";
import { lenientTools as mcpTools } from "./lenient.ts";
import { deferred, ownStdio, toolContext } from "./servers.ts";

type Mcp = Awaited<ReturnType<typeof mcpTools>>;

async function call(mcp: Mcp, name: string, args: unknown = {}): Promise<string> {
  const result = await mcp.tools.find((tool) => tool.name === name)?.run?.(args, toolContext());
  return (result as ToolResult).content as string;
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}

describe("a server over stdio", () => {
  it("gets a safe part of the environment, and the definition's", async () => {
    process.env["VLLORA_MCP_TEST_SECRET"] = "hidden";
    try {
      await using mcp = await mcpTools([ownStdio({ env: { OWN: "given" } })]);
      const env = JSON.parse(await call(mcp, "env")) as { readonly [name: string]: string };
      expect(env["OWN"]).toBe("given");
      expect(env["PATH"]).toBe(process.env["PATH"]);
      expect(env["VLLORA_MCP_TEST_SECRET"]).toBeUndefined();
      // It is the process's environment, and not sent once more.
      expect(JSON.parse(await call(mcp, "echo"))).toEqual({
        name: "echo",
        arguments: {},
        _meta: { progressToken: expect.any(Number) },
      });
    } finally {
      delete process.env["VLLORA_MCP_TEST_SECRET"];
    }
  });

  it("that ends fails the call, and is started again by the next", async () => {
    await using mcp = await mcpTools([ownStdio()]);
    const first = await call(mcp, "pid");
    await expect(call(mcp, "exit")).rejects.toMatchObject({
      kind: "mcp",
      code: "connection_closed",
    });
    expect(await call(mcp, "pid")).not.toBe(first);
    expect(mcp.failures).toEqual([]);
  });

  it("that says more than is taken fails the call", async () => {
    await using mcp = await mcpTools([ownStdio()], { limits: { messageBytes: 10_000 } });
    await expect(call(mcp, "echo", { text: "x".repeat(20_000) })).rejects.toMatchObject({
      kind: "mcp",
      code: "connection_closed",
    });
    expect(await call(mcp, "echo", {})).toContain("echo");
  });

  it("tells what it writes to standard error, to those who ask", async () => {
    const told = deferred<readonly string[]>();
    const onStderr: McpOptions["onStderr"] = (text, server) => told.resolve([text, server]);
    await using mcp = await mcpTools([ownStdio()], { onStderr });
    await call(mcp, "stderr");
    expect(await told.promise).toEqual(["for the log\n", "own"]);
  });

  it("is gone when it was closed", async () => {
    const mcp = await mcpTools([ownStdio()]);
    const pid = Number(await call(mcp, "pid"));
    expect(isRunning(pid)).toBe(true);
    await mcp.close();
    expect(isRunning(pid)).toBe(false);
  });

  it("is gone when it was closed while it was started", async () => {
    const started = deferred<number>();
    const stop = new AbortController();
    const { args = [] } = ownStdio();
    const opening = mcpTools([ownStdio({ args: [...args, "--silent"] })], {
      onStderr: (text) => started.resolve(Number(text)),
      signal: stop.signal,
    });
    const refused = expect(opening).rejects.toMatchObject({ kind: "aborted" });
    const pid = await started.promise;
    expect(isRunning(pid)).toBe(true);
    stop.abort();
    await refused;
    // It neither answers nor goes when it is asked to, so it was killed.
    expect(isRunning(pid)).toBe(false);
  });

  it("that is no server fails at once, and its command is not repeated", async () => {
    const command = "/no/such/SECRET-command";
    await using mcp = await mcpTools([{ type: "stdio", command, args: ["--key=SECRET-arg"] }]);
    expect(mcp.failures.map(({ error }) => [error.message, error.code])).toEqual([
      [
        'MCP server "stdio-1" could not be started: its command cannot be run, or its cwd is not there (ENOENT)',
        "ENOENT",
      ],
    ]);
  });

  it("that ends before it answers fails", async () => {
    await using mcp = await mcpTools([ownStdio({ args: ["-e", "process.exit(0)"] })]);
    expect(mcp.failures).toMatchObject([
      {
        error: {
          kind: "mcp",
          code: "connection_closed",
          message:
            'MCP server "own" ended before it had answered; onStderr hears what its process says',
        },
      },
    ]);
  });
});
