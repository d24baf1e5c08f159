import { Agent, createServer } from "node:http";
import { createServer as createSecureServer, Agent as SecureAgent } from "node:https";
import { connect } from "node:net";
import { nodeHttp } from "@vllora/core/node";
import { describe, expect, test } from "vitest";
import { deadURL } from "../wire/server.ts";
import { listen, serve } from "./server.ts";

/** As one that goes through a proxy: whatever the address says, it dials this one. */
function tunnelTo(port: string): Agent {
  const agent = new Agent();
  return Object.assign(agent, { createConnection: () => connect(Number(port), "127.0.0.1") });
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
