import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { deliver } from "./delivery.ts";
import { type Answer, piecesOf } from "./payload.ts";
import { fromPath } from "./scenario.ts";
import type { Wire } from "./wire.ts";
import { loadWires } from "./wires.ts";

/** Headers as a provider sends them: to read them is a part of the work. */
const HEADERS = {
  "cache-control": "no-cache",
  "x-request-id": "req_0123456789abcdef0123456789abcdef",
  "openai-processing-ms": "412",
  "x-ratelimit-limit-requests": "10000",
  "x-ratelimit-remaining-requests": "9999",
  "x-ratelimit-remaining-tokens": "29999999",
  "x-ratelimit-reset-requests": "6ms",
  "strict-transport-security": "max-age=31536000; includeSubDomains; preload",
  "cf-ray": "9a1b2c3d4e5f6789-FRA",
};

/** Answers the requests of all wires on loopback. */
export async function startServer(
  wires: readonly Wire[],
): Promise<{ readonly url: string; close(): void }> {
  const encoded = new Map<string, readonly Buffer[]>();
  let open = 0;
  const server = createServer({ keepAliveTimeout: 600_000, noDelay: true }, (request, response) => {
    if (request.url === "/open") response.end(String(open));
    else answer(request, response).catch(() => response.destroy());
  });

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { scenario, rest } = fromPath(request.url ?? "");
    const body: unknown = JSON.parse(await text(request));
    const wire = wires.find(({ streams }) => streams(rest, body) !== undefined);
    if (wire === undefined) {
      response.writeHead(404).end();
      return;
    }
    const { kind } = scenario;
    const content: Answer = {
      pieces: piecesOf(scenario),
      tool: kind === "tool",
      promptTokens: promptTokens(body),
    };
    if (wire.streams(rest, body) === false) {
      const whole = Buffer.from(wire.body(content));
      response.writeHead(200, {
        ...HEADERS,
        "content-type": "application/json",
        "content-length": whole.length,
      });
      response.end(whole);
      return;
    }
    open++;
    response.on("close", () => open--);
    const { contentType: type = "text/event-stream; charset=utf-8" } = wire;
    response.writeHead(200, { ...HEADERS, "content-type": type, "transfer-encoding": "chunked" });
    response.flushHeaders();
    const key = `${wire.id} ${request.url} ${content.promptTokens}`;
    const events = encoded.get(key) ?? wire.events(content).map((event) => Buffer.from(event));
    encoded.set(key, events);
    await deliver(events, scenario.delivery, response);
    response.end();
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${port}`, close };
}

/** The length of all text in the prompt, so that a lost message shows. */
function promptTokens(value: unknown, key?: string): number {
  if (typeof value === "string") return TEXT_KEYS.has(key ?? "") ? value.length : 0;
  if (Array.isArray(value)) return value.reduce((sum, item) => sum + promptTokens(item, key), 0);
  if (typeof value !== "object" || value === null) return 0;
  return Object.entries(value)
    .filter(([name]) => name !== "tools")
    .reduce((sum, [name, item]) => sum + promptTokens(item, name), 0);
}

const TEXT_KEYS: ReadonlySet<string> = new Set(["content", "text", "system"]);

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const { url } = await startServer(await loadWires());
  process.send?.(url);
  process.on("disconnect", () => process.exit());
}
