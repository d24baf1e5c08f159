import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import type { McpFailure } from "../src/index.ts";
import { listen } from "./http-servers.ts";
import { lenientTools as mcpTools } from "./lenient.ts";
import { listed, ownStdio, rawTransport, toolContext } from "./servers.ts";

const MARK = "MARKED";

/** All that can be seen of an error: what is logged, what is sent, and what is enumerable or not. */
function seen(error: unknown): string {
  const { message, stack, cause } = error as Error;
  const json = JSON.stringify(error, (_, value) => value ?? null);
  const all = inspect(error, { depth: 10, showHidden: true });
  return [message, stack, String(cause), json, all].join("\n");
}

function expectNone(errors: readonly unknown[]): void {
  expect(errors.length).toBeGreaterThan(0);
  for (const error of errors) expect(seen(error)).not.toContain(MARK);
}

const url = (origin: string) =>
  `${origin.replace("http://", `http://${MARK}user:${MARK}pass@`)}/${MARK}path?key=${MARK}query#${MARK}hash`;
const secrets = {
  headers: { authorization: `Bearer ${MARK}header`, "x-key": `${MARK}other` },
  env: { TOKEN: `${MARK}env` },
};

describe("no error shows what a definition keeps to itself", () => {
  it("when a process cannot be started, ends, or repeats its arguments", async () => {
    const told: McpFailure[] = [];
    const { env } = secrets;
    const echo = `const all = process.argv.join() + JSON.stringify(process.env);
      process.stdin.once("data", (data) => {
        const { id } = JSON.parse(data);
        const error = { code: -32000, message: all };
        console.log(JSON.stringify({ jsonrpc: "2.0", id, error }));
      });`;
    const cwd = `/no/${MARK}folder`;
    await using mcp = await mcpTools(
      [
        { type: "stdio", command: `/no/${MARK}command`, args: [`${MARK}arg`], env },
        { type: "stdio", command: process.execPath, args: [`--${MARK}flag`], env },
        { type: "stdio", command: process.execPath, args: ["-e", "0"], cwd, env },
        ownStdio({ args: ["-e", echo, `${MARK}arg`, `--key=${MARK}value`], env }),
      ],
      { onServerError: (failure) => void told.push(failure) },
    );
    expect(mcp.failures).toHaveLength(4);
    expectNone([...mcp.failures, ...told].map(({ error }) => error));
    expect(mcp.failures[3]?.error.message).toContain("error -32000: ");
  });

  it.each(["http", "sse"] as const)(
    "when a server over %s is gone or repeats them",
    async (type) => {
      const gone = await listen(() => undefined, "");
      await gone[Symbol.asyncDispose]();
      const echoing = await listen((request, response) => {
        response.writeHead(418).end(`${request.url} ${JSON.stringify(request.headers)}`);
      }, "");
      const odd = await listen((request, response) => {
        response.writeHead(200, { "content-type": "text/html" }).end(request.url);
      }, "");
      const moved = await listen((request, response) => {
        response.writeHead(302, { location: `http://localhost:1${request.url}` }).end();
      }, "");
      try {
        const origins = [gone, echoing, odd, moved].map((server) => server.url);
        await using mcp = await mcpTools(
          origins.map((origin, index) => ({
            type,
            name: `s${index}`,
            server_url: url(origin),
            ...secrets,
          })),
          { timeouts: { connectMs: 2_000 } },
        );
        expect(mcp.failures).toHaveLength(4);
        expectNone(mcp.failures.map(({ error }) => error));
      } finally {
        await Promise.all([echoing, odd, moved].map((server) => server[Symbol.asyncDispose]()));
      }
    },
  );

  it("when a server repeats what stands for them", async () => {
    await using echoing = await listen((request, response) => {
      response.writeHead(418).end(JSON.stringify(request.headers));
    });
    const token = `${MARK}-token-of-a-provider`;
    const server_url = echoing.url.replace("http://", "http://me:password@");
    await using mcp = await mcpTools(
      [
        { type: "http", name: "basic", server_url },
        { type: "http", name: "token", server_url: echoing.url },
      ],
      { authProviders: { token: { token: async () => token } } },
    );
    const messages = mcp.failures.map(({ error }) => error.message);
    expect(messages[0]).toContain('"authorization":"***"');
    expect(messages[1]).toContain('"authorization":"Bearer ***"');
    expectNone(mcp.failures.map(({ error }) => error));
  });

  it("when a WebSocket fails", async () => {
    const server_url = `ws://127.0.0.1:9/${MARK}path?key=${MARK}query`;
    const failing = () => {
      throw new TypeError(`Cannot open ${server_url}`);
    };
    await using mcp = await mcpTools([{ type: "ws", server_url, ...secrets }], {
      webSocket: failing,
    });
    expectNone(mcp.failures.map(({ error }) => error));
  });

  it("when a call fails and the server repeats its environment", async () => {
    const transport = rawTransport({ "tools/list": () => ({ tools: listed("t") }) });
    const { send } = transport;
    transport.send = async (message) => {
      if (!("method" in message) || message.method !== "tools/call") return send(message);
      const error = { code: -32001, message: JSON.stringify(message.params) };
      const { id } = message as { readonly id: number };
      queueMicrotask(() => transport.onmessage?.({ jsonrpc: "2.0", id, error } as never));
    };
    const { env } = secrets;
    await using mcp = await mcpTools([{ type: "memory", name: "s", env }], {
      servers: { s: () => transport },
    });
    const running = mcp.tools[0]?.run?.({}, toolContext());
    const error = await Promise.resolve(running).catch((thrown: unknown) => thrown);
    expect((error as Error).message).toContain("-32001");
    expectNone([error]);
  });

  it("when a definition cannot be used", async () => {
    const bad = [
      [{ type: "http", server_url: `${MARK}: not a URL` }],
      [{ type: "http", server_url: "http://a", headers: { a: `${MARK}\n\0` } }],
      [{ type: "stdio", command: 1, args: [`${MARK}arg`] }],
      [{ type: MARK }],
      { mcpServers: { a: { command: "x", env: { A: 1, B: MARK } } } },
    ];
    for (const definitions of bad) {
      const error = await mcpTools(definitions as never).catch((thrown: unknown) => thrown);
      expectNone([error]);
    }
  });
});
