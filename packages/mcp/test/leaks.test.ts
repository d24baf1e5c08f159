import type { Server } from "@modelcontextprotocol/sdk/server/index.js";
import type { ToolResult } from "@vllora/core";
import { expect, it } from "vitest";
import { type McpOptions, mcpTools } from "../src/index.ts";
import { sse, streamable } from "./http-servers.ts";
import { factory, listed, ownStdio, toolContext } from "./servers.ts";

/** What keeps the process busy, apart from what may come and go by itself. */
function resources(): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const name of process.getActiveResourcesInfo()) {
    if (/^(?:TCPSocketWrap|TCPServerWrap|ProcessWrap|PipeWrap|Timeout)$/.test(name)) {
      counts[name] = (counts[name] ?? 0) + 1;
    }
  }
  return counts;
}

/** The test runner has a timer of its own, which comes and goes. */
function expectNoMore(before: Record<string, number>): void {
  for (const [name, count] of Object.entries(resources())) {
    expect([name, count <= (before[name] ?? 0) + (name === "Timeout" ? 1 : 0)]).toEqual([
      name,
      true,
    ]);
  }
}

/** Counts the listeners of abort that are there. */
function countedSignal(): { readonly signal: AbortSignal; readonly count: () => number } {
  const { signal } = new AbortController();
  const { addEventListener, removeEventListener } = signal;
  let count = 0;
  Object.assign(signal, {
    addEventListener(...args: Parameters<typeof addEventListener>) {
      count += 1;
      addEventListener.apply(signal, args);
    },
    removeEventListener(...args: Parameters<typeof removeEventListener>) {
      count -= 1;
      removeEventListener.apply(signal, args);
    },
  });
  return { signal, count: () => count };
}

async function use(
  definition: Parameters<typeof mcpTools>[0],
  options: McpOptions,
  calls: number,
  signal: AbortSignal,
): Promise<void> {
  await using mcp = await mcpTools(definition, { ...options, required: true, signal });
  for (let index = 0; index < calls; index += 1) {
    await mcp.tools[0]?.run?.({}, toolContext({ signal }));
  }
}

it("1,000 sources, opened, used and closed, leave nothing", async () => {
  let open = 0;
  const servers = {
    s: () => {
      const server: Server = factory({ tools: listed("t") })();
      open += 1;
      server.onclose = () => {
        open -= 1;
      };
      return server;
    },
  };
  const { signal, count } = countedSignal();
  const before = resources();
  for (let index = 0; index < 1_000; index += 1) {
    await use([{ type: "memory", name: "s" }], { servers }, 1, signal);
  }
  expect([open, count()]).toEqual([0, 0]);
  expectNoMore(before);
});

it("1,000 calls over one connection leave nothing but it", async () => {
  const { signal, count } = countedSignal();
  const make = factory({ tools: listed("t") });
  await use([{ type: "memory", name: "s" }], { servers: { s: make } }, 1_000, signal);
  expect(make.made).toHaveLength(1);
  expect(count()).toBe(0);
});

it.each([
  ["http", streamable],
  ["sse", sse],
] as const)("8 sources over %s leave no connection", async (type, serve) => {
  await using server = await serve(factory({ tools: listed("t") }));
  const { signal, count } = countedSignal();
  const connections = () =>
    new Promise<number>((resolve) => {
      server.http.getConnections((_, number) => resolve(number));
    });
  for (let index = 0; index < 8; index += 1) {
    const definition = { type, name: "s", server_url: server.url } as const;
    await use([definition], {}, 2, signal);
  }
  expect(count()).toBe(0);
  // What is idle is kept by fetch for the next request to this host. After an aborted one it opens a connection ahead,
  // which counts as busy until it is used: that one may stay, but not one for each source.
  await expect
    .poll(() => {
      server.http.closeIdleConnections();
      return connections();
    })
    .toBeLessThanOrEqual(1);
});

it("3 sources over stdio leave no process", async () => {
  const { signal, count } = countedSignal();
  const listeners = () => [process.listenerCount("exit"), process.listenerCount("SIGTERM")];
  const before = listeners();
  const pids: number[] = [];
  for (let index = 0; index < 3; index += 1) {
    await using mcp = await mcpTools([ownStdio()], { required: true, signal });
    const context = toolContext({ signal });
    const result = (await mcp.tools[0]?.run?.({}, context)) as ToolResult;
    pids.push(Number(result.content));
  }
  for (const pid of pids) expect(() => process.kill(pid, 0)).toThrow("ESRCH");
  expect(new Set(pids).size).toBe(3);
  expect(listeners()).toEqual(before);
  expect(count()).toBe(0);
  await expect.poll(() => resources()["ProcessWrap"] ?? 0).toBe(0);
});

it("100 calls at once over HTTP, and 20 that a signal stops, leave nothing", async () => {
  const warned: string[] = [];
  const warn = ({ message }: Error) => void warned.push(message);
  process.on("warning", warn);
  await using server = await streamable(
    factory({
      tools: listed("t", "never"),
      call: ({ name }) => (name === "never" ? new Promise(() => undefined) : undefined),
    }),
  );
  const { signal, count } = countedSignal();
  const definition = { type: "http", name: "s", server_url: server.url } as const;
  await using mcp = await mcpTools([definition], { required: true });
  const [once, never] = mcp.tools;
  const calls = Array.from({ length: 100 }, () => once?.run?.({}, toolContext({ signal })));
  expect((await Promise.all(calls)).length).toBe(100);
  expect(count()).toBe(0);
  const stop = new AbortController();
  const stopped = Array.from({ length: 20 }, () =>
    never?.run?.({}, toolContext({ signal: stop.signal })),
  );
  stop.abort();
  for (const { status } of await Promise.allSettled(stopped)) expect(status).toBe("rejected");
  expect(await once?.run?.({}, toolContext())).toMatchObject({ content: "ok" });
  process.off("warning", warn);
  expect(warned).toEqual([]);
});
