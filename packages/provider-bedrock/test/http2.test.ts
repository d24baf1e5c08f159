import { type ClientHttp2Session, connect, createServer } from "node:http2";
import type { AddressInfo } from "node:net";
import { Readable } from "node:stream";
import type { Fetch } from "@vllora/core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { TURNS, wireAnswer } from "./answers.ts";
import { stream } from "./ask.ts";

const { body: WHOLE } = wireAnswer(TURNS[0] ?? [], true);

let body: Uint8Array = WHOLE;
const asked: string[] = [];
const server = createServer();
server.on("stream", (request, headers) => {
  asked.push(String(headers[":path"]));
  request.respond({ ":status": 200, "content-type": "application/vnd.amazon.eventstream" });
  for (let at = 0; at < body.length; at += 100) request.write(body.subarray(at, at + 100));
  request.end();
});

let session: ClientHttp2Session;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  session = connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
});

afterAll(() => {
  session.close();
  server.close();
});

/** Node's own `fetch` speaks HTTP/1.1 only. */
const fetch: Fetch = async (url, { method = "", headers, body: sent, signal }) => {
  const { pathname } = new URL(url);
  const request = session.request({
    ...(headers as { [name: string]: string }),
    ":method": method,
    ":path": pathname,
  });
  signal?.addEventListener("abort", () => request.close());
  request.end(sent);
  const head = await new Promise<{ [name: string]: unknown }>((resolve, reject) => {
    request.on("response", resolve);
    request.on("error", reject);
  });
  const type = String(head["content-type"]);
  return new Response(Readable.toWeb(request) as ReadableStream<Uint8Array>, {
    status: Number(head[":status"]),
    headers: { "content-type": type },
  });
};

test("a stream over HTTP/2 gives its answer", async () => {
  body = WHOLE;
  const { completion } = await stream(fetch);
  const [choice] = completion?.choices ?? [];
  expect(choice?.message.tool_calls).toHaveLength(2);
  expect(choice?.finish_reason).toBe("tool_calls");
  expect(asked[0]).toMatch(/^\/model\/.*\/converse-stream$/);
});

test("a stream over HTTP/2 that is cut at any message, or has a bit flipped, is an error", async () => {
  for (let end = 0; end < WHOLE.length; end += 37) {
    body = WHOLE.subarray(0, end);
    expect((await stream(fetch)).error?.kind).toBe("interrupted");
    const flipped = Buffer.from(WHOLE);
    flipped[end] = (flipped[end] ?? 0) ^ 4;
    body = flipped;
    expect(["protocol", "interrupted"]).toContain((await stream(fetch)).error?.kind);
  }
});
