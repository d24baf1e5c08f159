import { execFileSync } from "node:child_process";
import type { Server } from "@modelcontextprotocol/sdk/server/index.js";
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

function children(): number {
  // ps itself is one.
  const ids = execFileSync("ps", ["-o", "ppid=", "-A"], { encoding: "utf8" }).split(/\s+/);
  return ids.filter((id) => id === String(process.pid)).length - 1;
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
] as const)("20 sources over %s leave no connection", async (type, serve) => {
  await using server = await serve(factory({ tools: listed("t") }));
  const { signal, count } = countedSignal();
  const connections = () =>
    new Promise<number>((resolve) => {
      server.http.getConnections((_, number) => resolve(number));
    });
  for (let index = 0; index < 20; index += 1) {
    const definition = { type, name: "s", server_url: server.url } as const;
    await use([definition], {}, 5, signal);
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

it("5 sources over stdio leave no process", async () => {
  const { signal, count } = countedSignal();
  const before = [children(), process.listenerCount("exit"), process.listenerCount("SIGTERM")];
  for (let index = 0; index < 5; index += 1) await use([ownStdio()], {}, 5, signal);
  const after = [children(), process.listenerCount("exit"), process.listenerCount("SIGTERM")];
  expect(after).toEqual(before);
  expect(count()).toBe(0);
  await expect.poll(() => resources()["ProcessWrap"] ?? 0).toBe(0);
});
