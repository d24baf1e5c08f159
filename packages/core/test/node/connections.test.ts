import http, { Agent, createServer } from "node:http";
import { createServer as createSecureServer, Agent as SecureAgent } from "node:https";
import { connect, Socket } from "node:net";
import { setImmediate as turn } from "node:timers/promises";
import { nodeHttp } from "@vllora/core/node";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { settled } from "../wire/left-over.ts";
import { clientFor, deadURL, REQUEST, rejectionOf } from "../wire/server.ts";
import { listen, serve } from "./server.ts";

/** As one that goes through a proxy: whatever the address says, it dials this one. */
function tunnelTo(port: string): Agent {
  const agent = new Agent();
  return Object.assign(agent, { createConnection: () => connect(Number(port), "127.0.0.1") });
}

/** As one whose connections never come to be. */
function waiting(): Agent & { asked: number } {
  const agent = Object.assign(new Agent(), { asked: 0 });
  const createConnection = () => {
    agent.asked++;
    return Object.assign(new Socket(), { connecting: true });
  };
  return Object.assign(agent, { createConnection });
}

describe("an agent", () => {
  test("opens the connection", async () => {
    const url = await serve((request, response) => response.end(request.headers.host));
    const fetch = nodeHttp({ agent: tunnelTo(new URL(url).port) });
    const response = await fetch("http://models.invalid/v1", {});
    expect(await response.text()).toBe("models.invalid");
  });

  test("can be chosen for each address; without one it is Node's own", async () => {
    const url = await serve((request, response) => response.end(request.headers.host));
    const asked: string[] = [];
    const fetch = nodeHttp({
      agent: ({ hostname }) => {
        asked.push(hostname);
        return hostname === "127.0.0.1" ? undefined : tunnelTo(new URL(url).port);
      },
    });
    expect(await (await fetch("http://a.invalid/", {})).text()).toBe("a.invalid");
    expect(await (await fetch(url, {})).text()).toBe(new URL(url).host);
    expect(asked).toEqual(["a.invalid", "127.0.0.1"]);
  });

  test("for the other protocol is refused with both named", async () => {
    const fetch = nodeHttp({ agent: new Agent() });
    await expect(fetch("https://127.0.0.1:9", {})).rejects.toThrow(/https:.*http:/);
  });

  test("of https brings what the handshake needs", async () => {
    // A key that both sides know, so that no certificate lies about.
    const psk = Buffer.alloc(16, 7);
    const shared = { ciphers: "PSK", maxVersion: "TLSv1.2" } as const;
    const server = createSecureServer(
      { ...shared, pskCallback: () => psk, pskIdentityHint: "test" },
      (_request, response) => response.end("in secret"),
    );
    const url = `https://${await listen(server)}`;
    const agent = new SecureAgent({
      ...shared,
      pskCallback: () => ({ psk, identity: "test" }),
      checkServerIdentity: () => undefined,
    });
    expect(await (await nodeHttp({ agent })(url, {})).text()).toBe("in secret");
    await expect(nodeHttp()(url, {})).rejects.toThrow();
    agent.destroy();
  });
});

describe("a connection", () => {
  test("is used again", async () => {
    const server = createServer((_request, response) => response.end("{}"));
    let connections = 0;
    server.on("connection", () => connections++);
    const url = `http://${await listen(server)}`;
    const fetch = nodeHttp();
    for (let call = 0; call < 5; call++) await (await fetch(url, {})).text();
    expect(connections).toBe(1);
  });

  test("that nobody takes is refused with the code of the system", async () => {
    await expect(nodeHttp()(await deadURL(), {})).rejects.toMatchObject({ code: "ECONNREFUSED" });
  });

  test("that breaks before the head is an error", async () => {
    const url = await serve((request) => request.socket.destroy());
    await expect(nodeHttp()(url, {})).rejects.toMatchObject({ code: "ECONNRESET" });
  });
});

describe("a connection that is not there in time", () => {
  const agent = waiting();

  test("is given up", async () => {
    const error = await nodeHttp({ agent, connectMs: 5 })("http://127.0.0.1:9", {}).catch(
      (cause: unknown) => cause,
    );
    expect(error).toMatchObject({ code: "ETIMEDOUT" });
    expect(String(error)).toContain("127.0.0.1:9 within 5 ms (connectMs)");
  });

  test("is a timeout of the client's call", async () => {
    const client = clientFor(
      { url: "http://127.0.0.1:9" },
      { fetch: nodeHttp({ agent, connectMs: 5 }), maxRetries: 0 },
    );
    const error = await rejectionOf(client.completions.create(REQUEST));
    expect(error).toMatchObject({ kind: "timeout", phase: "connect", retryable: true });
  });

  test.each([0, Number.POSITIVE_INFINITY])("is waited for with %d", async (connectMs) => {
    const limits = vi.spyOn(globalThis, "setTimeout");
    onTestFinished(() => limits.mockRestore());
    const controller = new AbortController();
    const given = { agent: waiting(), connectMs };
    const call = nodeHttp(given)("http://127.0.0.1:9", { signal: controller.signal });
    // The socket is told of in the turn after.
    await settled(() => given.agent.asked > 0);
    await turn();
    expect(limits).not.toHaveBeenCalled();
    controller.abort("enough");
    await expect(call).rejects.toBe("enough");
  });

  test.each(["there", "given up"])("leaves no timer when it is %s", async (how) => {
    const set = vi.spyOn(globalThis, "setTimeout");
    const cleared = vi.spyOn(globalThis, "clearTimeout");
    onTestFinished(() => {
      set.mockRestore();
      cleared.mockRestore();
    });
    const url = await serve((_request, response) => response.end("{}"));
    const controller = new AbortController();
    const given = { agent: how === "there" ? new Agent() : waiting() };
    const call = nodeHttp(given)(url, { signal: controller.signal });
    await settled(() => set.mock.results.length > 0);
    const [timer] = set.mock.results;
    if (how === "there") await (await call).text();
    else {
      controller.abort("enough");
      await expect(call).rejects.toBe("enough");
    }
    await settled(() => cleared.mock.calls.some(([one]) => one === timer?.value));
    expect(set).toHaveBeenCalledTimes(1);
  });
});

test("an answer that comes before all was sent ends the connection, and is read", async () => {
  let closed: Promise<unknown> | undefined;
  const url = await serve((request, response) => {
    closed = new Promise((resolve) => request.socket.once("close", resolve));
    request.pause();
    response.writeHead(413).end("too large");
  });
  const body = Buffer.alloc(20_000_000);
  const response = await nodeHttp()(url, { method: "POST", body });
  expect([response.status, await response.text()]).toEqual([413, "too large"]);
  await closed;
});

describe("Node's own agent", () => {
  test("is the one that the application sets up, whenever it does", async () => {
    const before = http.globalAgent;
    onTestFinished(() => {
      http.globalAgent.destroy();
      http.globalAgent = before;
    });
    const url = await serve((_request, response) => response.end("{}"));
    await (await nodeHttp()(url)).text();
    http.globalAgent = tunnelTo(new URL(url).port);
    expect((await nodeHttp()("http://models.invalid/")).status).toBe(200);
  });

  test("lets go of an idle connection before a server that waits for 5 s does", async () => {
    const agent = http.globalAgent;
    const url = await serve((_request, response) => response.end("{}"));
    await (await nodeHttp()(url)).text();
    const free = () => Object.entries(agent.freeSockets).find(([key]) => key.includes(portOf(url)));
    await settled(() => free() !== undefined);
    const [socket] = free()?.[1] ?? [];
    expect(socket?.timeout).toBeLessThanOrEqual(
      process.versions.node.startsWith("20.") ? 4_000 : 5_000,
    );
  });
});

test("an answer without a body gives its connection back", async () => {
  let connections = 0;
  const server = createServer((_request, response) => response.writeHead(204).end());
  server.on("connection", () => connections++);
  const url = `http://${await listen(server)}`;
  for (let call = 0; call < 4; call++) {
    expect((await nodeHttp()(url)).status).toBe(204);
    const isFree = () => Object.keys(http.globalAgent.freeSockets).some(has(portOf(url)));
    await settled(isFree);
  }
  expect(connections).toBe(1);
});

const portOf = (url: string) => new URL(url).port;
const has = (part: string) => (text: string) => text.includes(part);

describe("a redirect", () => {
  const away = () =>
    serve((_request, response) => {
      response.writeHead(307, { location: "http://127.0.0.1:9/" });
      response.end("away");
    });

  test.each([{}, { redirect: "follow" }, { redirect: "error" }] as const)(
    "is not followed: %j",
    async (init) => {
      await expect(nodeHttp()(await away(), init)).rejects.toThrow("redirect");
    },
  );

  test("is an answer where it was asked for", async () => {
    const response = await nodeHttp()(await away(), { redirect: "manual" });
    expect([response.status, await response.text()]).toEqual([307, "away"]);
  });
});
