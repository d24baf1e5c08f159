import type { AddressInfo } from "node:net";
import type { ToolResult } from "@vllora/core";
import { describe, expect, it } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import type { McpOptions, McpTools } from "../src/index.ts";
import { bodyOf, listen, sse, streamable } from "./http-servers.ts";
import { lenientTools as mcpTools } from "./lenient.ts";
import {
  connect,
  deferred,
  factory,
  listed,
  said,
  scriptedServer,
  toolContext,
} from "./servers.ts";

async function call(mcp: McpTools, name = "t"): Promise<unknown> {
  const result = await mcp.tools.find((tool) => tool.name === name)?.run?.({}, toolContext());
  return (result as ToolResult).content;
}

const http = (server_url: string, rest: object = {}) =>
  ({ type: "http", name: "s", server_url, ...rest }) as const;
const overSse = (server_url: string, rest: object = {}) =>
  ({ type: "sse", name: "s", server_url, ...rest }) as const;

describe.each([
  ["streamable HTTP", streamable, http],
  ["SSE", sse, overSse],
] as const)("over %s", (_, serve, definition) => {
  it("tools are listed and called, with the headers on every request", async () => {
    await using server = await serve(factory({ tools: listed("t") }));
    await using mcp = await mcpTools([definition(server.url, { headers: { "x-key": "k" } })]);
    expect(mcp.failures).toEqual([]);
    expect(await call(mcp)).toBe("ok");
    expect(server.requests.length).toBeGreaterThan(2);
    for (const { headers } of server.requests) expect(headers["x-key"]).toBe("k");
  });

  it("user and password of the URL become the header that they stand for", async () => {
    await using server = await serve(factory({ tools: listed("t") }));
    const url = new URL(server.url);
    url.username = "me";
    url.password = "p@ss";
    await using mcp = await mcpTools([definition(url.href)]);
    expect(await call(mcp)).toBe("ok");
    const expected = `Basic ${Buffer.from("me:p@ss").toString("base64")}`;
    for (const { headers } of server.requests) expect(headers.authorization).toBe(expected);
  });

  it("tools that change are seen by the next step", async () => {
    const tools = listed("t");
    const script = {
      tools: () => ({ tools }),
      async call(_: unknown, extra: { sendNotification(of: never): Promise<void> }) {
        tools.push(...listed("u"));
        await extra.sendNotification({ method: "notifications/tools/list_changed" } as never);
        return said("done");
      },
    };
    await using server = await serve(factory(script));
    await using mcp = await mcpTools([definition(server.url)]);
    await call(mcp);
    expect(mcp.tools.map(({ name }) => name)).toEqual(["t", "u"]);
  });

  it("a connection that is cut fails the call, and the next one connects again", async () => {
    let calls = 0;
    const cut: (() => void)[] = [];
    const script = {
      tools: listed("t"),
      call: () => {
        calls += 1;
        if (calls > 1) return said("again");
        for (const each of cut) each();
        return new Promise(() => undefined);
      },
    };
    await using server = await serve(factory(script));
    cut.push(() => server.http.closeAllConnections());
    await using mcp = await mcpTools([definition(server.url)]);
    await expect(call(mcp)).rejects.toMatchObject({ kind: "mcp", code: "connection_closed" });
    expect(calls).toBe(1);
    expect(await call(mcp)).toBe("again");
  });

  it("a server that is not there, or refuses, is a failure", async () => {
    const gone = await listen(() => undefined);
    await gone[Symbol.asyncDispose]();
    await using refusing = await listen((_, response) => response.writeHead(401).end("SECRET"));
    await using broken = await listen((_, response) => response.writeHead(500).end("oops"));
    await using mcp = await mcpTools([
      definition(gone.url, { name: "gone" }),
      definition(refusing.url, { name: "refusing" }),
      definition(broken.url, { name: "broken" }),
    ]);
    expect(mcp.failures.map(({ server, error }) => [server, error.code, error.status])).toEqual([
      ["gone", "ECONNREFUSED", undefined],
      ["refusing", "unauthorized", 401],
      ["broken", expect.anything(), 500],
    ]);
    expect(mcp.failures[0]?.error.message).toBe(
      'MCP server "gone" cannot be reached (ECONNREFUSED)',
    );
    expect(mcp.failures[1]?.error.message).toContain("needs authorization");
    expect(mcp.failures[2]?.error.message).toContain("500");
  });

  it("a URL of something else is a failure that says what to look at", async () => {
    await using page = await listen((_, response) =>
      response.writeHead(200, { "content-type": "text/html" }).end("<html></html>"),
    );
    await using nothing = await listen((_, response) => response.writeHead(404).end());
    await using mcp = await mcpTools([
      definition(page.url, { name: "page" }),
      definition(nothing.url, { name: "nothing" }),
      definition("http://127.0.0.1:1/mcp", { name: "port" }),
    ]);
    const messages = mcp.failures.map(({ error }) => error.message);
    const { type } = definition(page.url);
    const hint = `Look at the URL, and at the type: here it is "${type}"`;
    expect(messages[0]).toContain(hint);
    expect(messages[1]).toContain(`answered connect with HTTP 404. ${hint}`);
    expect(messages[2]).toContain("bad port");
  });

  it("no control character of an answer is in an error", async () => {
    await using server = await listen((_, response) =>
      response.writeHead(500).end("\u001b[2J\u0007one\ntwo\u009b"),
    );
    await using mcp = await mcpTools([definition(server.url)]);
    expect(mcp.failures).toHaveLength(1);
    expect(mcp.failures[0]?.error.message).not.toMatch(/\p{Cc}/u);
  });

  it("tokens come from the provider, which is told of a 401", async () => {
    const make = factory({ tools: listed("t") });
    await using backend = await serve(make);
    let refused = 0;
    await using server = await listen(async (request, response) => {
      if (request.headers.authorization !== "Bearer fresh") {
        refused += 1;
        response.writeHead(401).end();
        return;
      }
      const { pathname, search } = new URL(request.url ?? "", backend.url);
      const answer = await fetch(new URL(`${pathname}${search}`, backend.url), {
        method: request.method as string,
        headers: request.headers as Record<string, string>,
        ...(request.method === "POST" ? { body: await bodyOf(request) } : {}),
      });
      const type = answer.headers.get("content-type");
      const session = answer.headers.get("mcp-session-id");
      response.writeHead(answer.status, {
        ...(type === null ? {} : { "content-type": type }),
        ...(session === null ? {} : { "mcp-session-id": session }),
      });
      response.flushHeaders();
      for await (const chunk of answer.body ?? []) response.write(chunk);
      response.end();
    }, new URL(backend.url).pathname);
    let token = "stale";
    const provider = {
      token: async () => token,
      onUnauthorized: async () => {
        token = "fresh";
      },
    };
    await using mcp = await mcpTools([definition(server.url)], { authProviders: { s: provider } });
    expect(mcp.failures).toEqual([]);
    expect(await call(mcp)).toBe("ok");
    expect(refused).toBe(1);
  });

  it("no redirect is followed to another host", async () => {
    await using elsewhere = await listen((_, response) => response.writeHead(500).end());
    await using server = await listen((_, response) => {
      response.writeHead(307, { location: elsewhere.url.replace("127.0.0.1", "localhost") }).end();
    });
    await using mcp = await mcpTools([definition(server.url, { headers: { "x-key": "k" } })]);
    expect(mcp.failures).toHaveLength(1);
    expect(elsewhere.requests).toEqual([]);
  });

  it("a message that is too long ends in an error", async () => {
    const script = { tools: listed("t"), call: () => said("x".repeat(20_000)) };
    await using server = await serve(factory(script));
    await using mcp = await mcpTools([definition(server.url)], {
      limits: { messageBytes: 10_000 },
      timeouts: { callMs: 2_000 },
    });
    await expect(call(mcp)).rejects.toMatchObject({ kind: "mcp", code: "connection_closed" });
  });

  it("fetch is the caller's where one is given", async () => {
    await using server = await serve(factory({ tools: listed("t") }));
    let fetched = 0;
    const counting: McpOptions["fetch"] = (input, init) => {
      fetched += 1;
      return fetch(input, init);
    };
    await using mcp = await mcpTools([definition(server.url)], { fetch: counting });
    expect(await call(mcp)).toBe("ok");
    expect(fetched).toBe(server.requests.length);
  });
});

describe("over streamable HTTP", () => {
  it("a session that the server forgot is begun anew, and the call is made", async () => {
    const make = factory({ tools: listed("t") });
    await using server = await streamable(make);
    await using mcp = await mcpTools([http(server.url)]);
    const before = mcp.server("s").sessionId;
    server.forget();
    expect(await call(mcp)).toBe("ok");
    expect(make.made).toHaveLength(2);
    expect(mcp.server("s").sessionId).not.toBe(before);
  });

  it("a connection that hears no more of changes is opened anew", async () => {
    const make = factory({ tools: listed("t") });
    await using backend = await streamable(make);
    let streams = 0;
    await using server = await listen((request, response) => {
      if (request.method !== "GET" || make.made.length > 1) {
        backend.http.emit("request", request, response);
        return;
      }
      streams += 1;
      if (streams > 1) response.writeHead(500).end();
      else response.writeHead(200, { "content-type": "text/event-stream" }).end("retry: 1\n\n");
    });
    await using mcp = await mcpTools([http(server.url)]);
    const connections = async () => {
      expect(await call(mcp)).toBe("ok");
      return make.made.length;
    };
    await expect.poll(connections).toBe(2);
    expect(streams).toBe(3);
    expect(await connections()).toBe(2);
  });

  it("the server is told that the session ends", async () => {
    await using server = await streamable(factory({ tools: listed("t") }));
    const mcp = await mcpTools([http(server.url)]);
    await mcp.close();
    expect(server.requests.at(-1)?.method).toBe("DELETE");
  });

  it("no header of a definition goes to another host, where a login may lead", async () => {
    await using elsewhere = await listen((_, response) => response.writeHead(404).end());
    await using server = await listen((_, response) => {
      const challenge = `Bearer resource_metadata="${elsewhere.url}/metadata"`;
      response.writeHead(401, { "www-authenticate": challenge }).end();
    });
    const provider = {
      redirectUrl: "http://localhost/callback",
      clientMetadata: { redirect_uris: ["http://localhost/callback"] },
      clientInformation: () => ({ client_id: "us" }),
      tokens: () => undefined,
      saveTokens: () => undefined,
      redirectToAuthorization: () => undefined,
      saveCodeVerifier: () => undefined,
      codeVerifier: () => "verifier",
    };
    const url = new URL(server.url);
    url.username = "me";
    url.password = "SECRET";
    await using mcp = await mcpTools([http(url.href, { headers: { "x-key": "SECRET" } })], {
      authProviders: { s: provider },
    });
    expect(mcp.failures).toHaveLength(1);
    expect(server.requests[0]?.headers["x-key"]).toBe("SECRET");
    expect(elsewhere.requests.length).toBeGreaterThan(0);
    for (const { headers } of elsewhere.requests) {
      expect([headers["x-key"], headers.authorization]).toEqual([undefined, undefined]);
    }
  });

  it("a login is ended by its code", async () => {
    await using server = await listen(async (request, response) => {
      const { pathname } = new URL(request.url ?? "", server.url);
      const origin = new URL(server.url).origin;
      const json = (value: unknown) =>
        response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
      if (pathname.startsWith("/.well-known/oauth-protected-resource")) {
        json({ resource: server.url, authorization_servers: [origin] });
      } else if (pathname.startsWith("/.well-known/")) {
        json({
          issuer: origin,
          authorization_endpoint: `${origin}/authorize`,
          token_endpoint: `${origin}/token`,
          response_types_supported: ["code"],
          code_challenge_methods_supported: ["S256"],
        });
      } else if (pathname === "/token") {
        const form = new URLSearchParams(await bodyOf(request));
        json({ access_token: `for-${form.get("code")}`, token_type: "Bearer" });
      } else if (request.headers.authorization !== "Bearer for-123") {
        response.writeHead(401).end();
      } else await backend.http.emit("request", request, response);
    });
    await using backend = await streamable(factory({ tools: listed("t") }));
    const discovered: { state?: unknown } = {};
    const stored: { tokens?: { access_token: string; token_type: string }; verifier?: string } = {};
    const sentTo: URL[] = [];
    const provider = {
      redirectUrl: "http://localhost/callback",
      clientMetadata: { redirect_uris: ["http://localhost/callback"] },
      clientInformation: () => ({ client_id: "us" }),
      tokens: () => stored.tokens,
      saveTokens: (tokens: { access_token: string; token_type: string }) => {
        stored.tokens = tokens;
      },
      redirectToAuthorization: (url: URL) => void sentTo.push(url),
      saveCodeVerifier: (verifier: string) => {
        stored.verifier = verifier;
      },
      codeVerifier: () => stored.verifier as string,
      saveDiscoveryState: (state: unknown) => {
        discovered.state = state;
      },
      discoveryState: () => discovered.state as undefined,
    };
    await using mcp = await mcpTools([http(server.url)], { authProviders: { s: provider } });
    expect(mcp.failures).toMatchObject([{ error: { code: "unauthorized" } }]);
    expect(sentTo[0]?.pathname).toBe("/authorize");
    await mcp.server("s").finishAuth("123");
    expect(mcp.failures).toEqual([]);
    expect(await call(mcp)).toBe("ok");
  });
});

describe("over SSE", () => {
  it("no message goes to an endpoint on another host", async () => {
    await using elsewhere = await listen((_, response) => response.writeHead(202).end());
    await using server = await listen((_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.write(`event: endpoint\ndata: ${elsewhere.url}\n\n`);
    });
    await using mcp = await mcpTools([overSse(server.url)], { timeouts: { connectMs: 2_000 } });
    expect(mcp.failures).toHaveLength(1);
    expect(elsewhere.requests).toEqual([]);
  });
});

describe("over WebSocket", () => {
  /** The SDK has no server for it; a message in each frame is all there is to it. */
  async function serve(make = factory({ tools: listed("t") })) {
    const server = new WebSocketServer({ port: 0, host: "127.0.0.1" });
    const seen = deferred<{ readonly protocol: string; readonly key: unknown }>();
    server.on("connection", async (socket, request) => {
      seen.resolve({ protocol: socket.protocol, key: request.headers["x-key"] });
      const transport = {
        start: async () => undefined,
        send: async (message: unknown) => socket.send(JSON.stringify(message)),
        close: async () => socket.close(),
        onmessage: undefined as ((message: unknown) => void) | undefined,
        onclose: undefined as (() => void) | undefined,
      };
      socket.on("message", (data) => transport.onmessage?.(JSON.parse(String(data))));
      socket.on("close", () => transport.onclose?.());
      await connect(make(), transport);
    });
    await new Promise((resolve) => {
      server.once("listening", resolve);
    });
    return {
      url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
      seen: seen.promise,
      cut: () => {
        for (const client of server.clients) client.terminate();
      },
      [Symbol.asyncDispose]: () =>
        new Promise<void>((resolve) => {
          server.close(() => resolve());
          for (const client of server.clients) client.terminate();
        }),
    };
  }

  const webSocket: McpOptions["webSocket"] = (url, { protocols, headers }) =>
    new WebSocket(url, protocols, { headers });

  it("tools are listed and called, again after it was cut", async () => {
    await using server = await serve();
    const definition = {
      type: "ws",
      name: "s",
      server_url: server.url,
      headers: { "x-key": "k" },
    } as const;
    await using mcp = await mcpTools([definition], { webSocket });
    expect(mcp.failures).toEqual([]);
    expect(await call(mcp)).toBe("ok");
    expect(await server.seen).toEqual({ protocol: "mcp", key: "k" });
    server.cut();
    await expect.poll(() => mcp.server("s").connected).toBe(false);
    expect(await call(mcp)).toBe("ok");
  });

  it("a message that is too long ends in an error", async () => {
    const script = { tools: listed("t"), call: () => said("x".repeat(20_000)) };
    await using server = await serve(factory(script));
    const definition = { type: "ws", name: "s", server_url: server.url } as const;
    const limits = { messageBytes: 10_000 };
    await using mcp = await mcpTools([definition], { webSocket, limits });
    await expect(call(mcp)).rejects.toMatchObject({ kind: "mcp", code: "connection_closed" });
  });

  it("the runtime's own is taken where there is one", async () => {
    const global = globalThis as { WebSocket?: unknown };
    const before = global.WebSocket;
    await using server = await serve();
    const definition = {
      type: "ws",
      name: "s",
      server_url: server.url,
      headers: { "x-key": "k" },
    } as const;
    try {
      global.WebSocket ??= WebSocket;
      await using mcp = await mcpTools([definition]);
      expect(await call(mcp)).toBe("ok");
      expect(await server.seen).toMatchObject({ key: "k" });
      global.WebSocket = undefined;
      await using none = await mcpTools([definition]);
      expect(none.failures[0]?.error.message).toContain("pass the option webSocket");
    } finally {
      if (before === undefined) delete global.WebSocket;
      else global.WebSocket = before;
    }
  });

  it("a server that is not there is a failure", async () => {
    const server = await serve();
    await server[Symbol.asyncDispose]();
    const definition = { type: "ws", name: "s", server_url: server.url } as const;
    await using mcp = await mcpTools([definition], { webSocket });
    expect(mcp.failures[0]?.error.message).toBe(
      'MCP server "s" failed at connect: The WebSocket failed',
    );
  });
});

it("a transport of the caller's is taken as it is", async () => {
  const { InMemoryTransport } = await import("@modelcontextprotocol/client");
  const [ours, theirs] = InMemoryTransport.createLinkedPair();
  await connect(scriptedServer({ tools: listed("t") }), theirs);
  await using mcp = await mcpTools([{ type: "memory", name: "s" }], { servers: { s: () => ours } });
  expect(await call(mcp)).toBe("ok");
});
