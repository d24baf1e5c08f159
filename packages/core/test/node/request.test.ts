import { nodeHttp } from "@vllora/core/node";
import { describe, expect, test } from "vitest";
import { type Seen, serveMirror } from "./server.ts";

const send = nodeHttp();

/** What a browser's page says of itself, which is for nobody here; packing is asked for by each in its own way. */
const FETCH_ONLY = ["accept", "accept-language", "sec-fetch-mode", "accept-encoding", "connection"];

function comparable({ method, url, headers, body }: Seen) {
  const named = Object.entries(headers).filter(([name]) => !FETCH_ONLY.includes(name));
  return { method, url, headers: Object.fromEntries(named), body: body.toString("latin1") };
}

const form = () => {
  const data = new FormData();
  data.append("model", "m");
  data.append("image", new Blob(["png"], { type: "image/png" }), "a.png");
  return data;
};

const json = { "content-type": "application/json" };

describe("a request is what fetch would send", () => {
  test.each<[string, RequestInit | undefined]>([
    ["without options", undefined],
    ["without a body", { method: "POST" }],
    ["with an empty text", { method: "POST", body: "", headers: json }],
    ["with text beyond ASCII", { method: "POST", body: '{"a":"Ωé🦙"}', headers: json }],
    ["with bytes", { method: "POST", body: new Uint8Array([0, 255, 10, 13]), headers: json }],
    ["with a part of some bytes", { method: "POST", body: Buffer.from("abcdef").subarray(2, 4) }],
    ["with a query in its body", { method: "POST", body: new URLSearchParams({ a: "b c" }) }],
    ["with a blob", { method: "POST", body: new Blob(["hi"], { type: "text/css" }) }],
    ["with Headers", { headers: new Headers({ "X-One": "1", "user-agent": "mine/1" }) }],
    [
      "with pairs",
      {
        headers: [
          ["x-one", "1"],
          ["X-Two", "2"],
        ],
      },
    ],
    [
      "with a header beyond ASCII, and a text",
      { method: "POST", body: "Ω", headers: { "x-a": "é" } },
    ],
    [
      "with a header beyond ASCII, and bytes",
      { method: "POST", body: Buffer.from("Ω"), headers: { "x-a": "é" } },
    ],
    ["with spaces around a value", { headers: { "x-a": "  b\n" } }],
    ["with a name twice", { headers: { "X-A": "1", "x-a": "2" } }],
    [
      "with headers of no prototype",
      { headers: Object.assign(Object.create(null), { "x-a": "1" }) },
    ],
    ["with another host than its own", { headers: { Host: "evil.test" } }],
    ["with a connection that ends", { headers: { connection: " close" } }],
    ["with another method", { method: "DELETE", headers: { "x-api-key": "k" } }],
  ])("%s", async (_name, init) => {
    const { url, seen } = await serveMirror();
    const address = `${url}/v1/a%20b?key=%2F&x=1`;
    await (await fetch(address, init)).text();
    await (await send(address, init as RequestInit)).text();
    const [theirs, ours] = seen.map(comparable);
    expect(ours).toEqual(theirs);
  });

  test("of a URL, and of a Request, whose fields can be said anew", async () => {
    const { url, seen } = await serveMirror();
    const request = () => new Request(`${url}/a`, { method: "PUT", body: "b", headers: json });
    for (const send of [fetch, nodeHttp()]) {
      await (await send(new URL(`${url}/u?x=1`))).text();
      await (await send(request())).text();
      await (await send(request(), { method: "POST", headers: { "x-a": "1" } })).text();
      const nothing = { method: undefined, headers: undefined, signal: undefined } as object;
      await (await send(request(), nothing)).text();
    }
    const all = seen.map(comparable);
    expect(all.slice(4)).toEqual(all.slice(0, 4));
    const stopped = new Request(url, { signal: AbortSignal.abort("no") });
    await expect(nodeHttp()(stopped)).rejects.toThrow("no");
  });

  test("with its own length, whatever the caller says", async () => {
    const { url, seen } = await serveMirror();
    const headers = { "Content-Length": "1" };
    await (await send(url, { method: "POST", body: "ab", headers })).text();
    await (await send(url, { method: "POST", headers })).text();
    expect(seen.map((one) => [one.headers["content-length"], String(one.body)])).toEqual([
      ["2", "ab"],
      ["0", ""],
    ]);
  });

  test("with a form", async () => {
    const { url, seen } = await serveMirror();
    await (await send(url, { method: "POST", body: form() })).text();
    const [{ headers, body }] = seen as [Seen];
    const sent = new Response(new Uint8Array(body), {
      headers: { "content-type": headers["content-type"] ?? "" },
    });
    const data = await sent.formData();
    expect(data.get("model")).toBe("m");
    expect(await (data.get("image") as File).text()).toBe("png");
  });

  test("with a stream, which is read first", async () => {
    const { url, seen } = await serveMirror();
    const body = new Blob(["a", "b"]).stream();
    await (await send(url, { method: "POST", body })).text();
    expect(seen[0]?.body.toString()).toBe("ab");
    expect(seen[0]?.headers["content-length"]).toBe("2");
  });
});

test("a header that cannot be sent is refused, and its value is not repeated", async () => {
  const error = await failure(send("http://127.0.0.1:9", { headers: { "x-key": "secret\n1" } }));
  expect(error).toMatchObject({ code: "ERR_INVALID_CHAR" });
  expect(String(error)).not.toContain("secret");
});

test.each([
  { "transfer-encoding": "chunked" },
  { Expect: "100-continue" },
  { upgrade: "websocket" },
  { trailer: "x-sum" },
  { Connection: "upgrade" },
])("a header that would make another message of it is refused: %j", async (headers) => {
  const { url, seen } = await serveMirror();
  await expect(send(url, { method: "POST", body: "a", headers } as RequestInit)).rejects.toThrow(
    TypeError,
  );
  expect(seen).toEqual([]);
});

test("an address with credentials is refused, and does not repeat them", async () => {
  const error = await failure(send("http://user:hunter2@127.0.0.1:9/"));
  expect(error).toBeInstanceOf(TypeError);
  expect(String(error)).not.toContain("hunter2");
});

async function failure(promise: Promise<unknown>): Promise<unknown> {
  return await promise.then(
    () => undefined,
    (error: unknown) => error,
  );
}

test.each(["ftp://127.0.0.1", "no address"])("the address %s is refused", async (address) => {
  await expect(send(address, {})).rejects.toThrow(TypeError);
});
