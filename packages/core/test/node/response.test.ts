import { randomBytes } from "node:crypto";
import { once } from "node:events";
import type { AddressInfo } from "node:net";
import { createServer as createTCPServer } from "node:net";
import { brotliCompressSync, createGzip, gzipSync } from "node:zlib";
import { nodeHttp } from "@vllora/core/node";
import { describe, expect, onTestFinished, test } from "vitest";
import { alarms } from "../wire/left-over.ts";
import { serve } from "./server.ts";

const send = nodeHttp();
const transports = [
  ["fetch", fetch],
  ["nodeHttp", send],
] as const;

/** A server of answers that are written by hand, each on a connection of its own. */
async function serveBytes(bytes: string, end: "end" | "resetAndDestroy" = "end"): Promise<string> {
  const server = createTCPServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => socket.write(bytes, "latin1", () => socket[end]()));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function all<T>(pieces: AsyncIterable<T> | null | undefined): Promise<T[]> {
  const list: T[] = [];
  for await (const piece of pieces ?? []) list.push(piece);
  return list;
}

async function failure(promise: Promise<unknown>): Promise<string> {
  return await promise.then(
    () => "none",
    ({ name }: Error) => name,
  );
}

/** What reading fails with while a reader is there; and, after it has gone, with or without having read. */
async function whyNot(response: Response, read: boolean): Promise<unknown> {
  const reader = response.body?.getReader();
  if (read) await reader?.read();
  const held = await failure(response.text());
  reader?.releaseLock();
  return [held, read ? await failure(response.text()) : await response.text(), response.bodyUsed];
}

describe("an answer is what fetch would give", () => {
  const head = "HTTP/1.1 200 Fine\r\n";
  const text = "content-type: text/plain\r\ncontent-length: 2\r\n";
  test.each<[string, string]>([
    ["a status without a name", "HTTP/1.1 200 \r\ncontent-length: 2\r\n\r\nhi"],
    ["headers that come twice", `${head}${text}x-a: 1\r\nX-A: 2\r\ncontent-type: a/b\r\n\r\nhi`],
    ["cookies", `${head}${text}set-cookie: a=1; b\r\nset-cookie: c=2\r\n\r\nhi`],
    ["a header beyond ASCII", `${head}${text}x-a: \xe9\xff\r\n\r\nhi`],
    [
      "a header with the name of a prototype",
      `${head}${text}__proto__: x\r\nconstructor: y\r\n\r\nhi`,
    ],
    ["no length", `${head}connection: close\r\n\r\nhi`],
    ["an error", `HTTP/1.1 529 Overloaded\r\n${text}\r\nhi`],
    ["no content", "HTTP/1.1 204 No Content\r\n\r\n"],
    ["what was not modified", "HTTP/1.1 304 Not Modified\r\n\r\n"],
    ["a status beyond all", `HTTP/1.1 599 Odd\r\n${text}\r\nhi`],
  ])("%s", async (_name, bytes) => {
    const url = await serveBytes(bytes);
    const [theirs, ours] = await Promise.all(
      transports.map(async ([, get]) => {
        const response = await get(`${url}/a`, {});
        const { status, statusText, ok, type, redirected, headers } = response;
        const names = [
          "x-a",
          "X-A",
          "content-type",
          "__proto__",
          "constructor",
          "toString",
          "none",
        ];
        const one = names.map((name) => [headers.get(name), headers.has(name)]);
        const all = [...headers].filter(([name]) => name !== "__proto__");
        const lists = { keys: [...headers.keys()].length, values: [...headers.values()].length };
        const seen: string[] = [];
        headers.forEach((value, name) => {
          seen.push(`${name}: ${value}`);
        });
        const cookies = headers.getSetCookie();
        const empty = response.body === null;
        const rest = {
          empty,
          url: response.url,
          one,
          all,
          lists,
          seen,
          cookies,
          body: await response.text(),
        };
        return { status, statusText, ok, type, redirected, ...rest, used: response.bodyUsed };
      }),
    );
    expect(ours).toEqual(theirs);
  });

  test.each(["HTTP/1.1 999 Odd", "HTTP/1.1 200 \x01"])("%j can be read", async (line) => {
    const response = await send(await serveBytes(`${line}\r\ncontent-length: 2\r\n\r\nhi`));
    expect(await response.text()).toBe("hi");
  });

  test("an upgrade that nobody asked for is a failed request", async () => {
    const switching = "HTTP/1.1 101 Go\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n";
    await expect(send(await serveBytes(switching))).rejects.toMatchObject({ code: "ECONNRESET" });
  });

  test.each<[string, (response: Response) => Promise<unknown>]>([
    ["text", (response) => response.text()],
    ["JSON", (response) => response.json()],
    ["an ArrayBuffer", async (response) => Buffer.from(await response.arrayBuffer()).toString()],
    ["a blob", async (response) => [await (await response.blob()).text(), "application/json"]],
    [
      "a copy, and itself",
      async (response) => {
        const copy = response.clone();
        return [await copy.text(), copy.status, copy.headers.get("x-a"), await response.text()];
      },
    ],
    ["a loop", async ({ body }) => Buffer.concat(await all(body)).toString()],
    ["the body of another", ({ body }) => new Response(body).text()],
    [
      "two halves",
      async ({ body }) => {
        const halves = body?.tee() ?? [];
        return await Promise.all(halves.map((half) => new Response(half).text()));
      },
    ],
    [
      "a pipe",
      async ({ body }) => (await all(body?.pipeThrough(new TextDecoderStream() as never))).join(""),
    ],
    ["nothing after a reader was there", async (response) => await whyNot(response, false)],
    ["nothing after a part was read", async (response) => await whyNot(response, true)],
    [
      "nothing after it was cancelled",
      async (response) => {
        await response.body?.cancel();
        return await failure(response.text());
      },
    ],
    [
      "an error after its use",
      async (response) => {
        await response.text();
        return await response.text().catch(({ name }: Error) => [name, response.bodyUsed]);
      },
    ],
  ])("as %s", async (_name, read) => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { "content-type": "application/json", "x-a": "1" });
      response.end('{"a":"é"}');
    });
    const [theirs, ours] = await Promise.all(
      transports.map(async ([, get]) => await read(await get(url, {}))),
    );
    expect(ours).toEqual(theirs);
  });
});

describe("a packed answer", () => {
  const text = "tekst ".repeat(50_000);
  test.each<[string, Buffer]>([
    ["gzip", gzipSync(text)],
    ["x-gzip", gzipSync(text)],
    [" GZIP", gzipSync(text)],
    ["br", brotliCompressSync(text)],
    ["identity", Buffer.from(text)],
    ["gzip, identity, br", brotliCompressSync(gzipSync(text))],
  ])("in %s is unpacked", async (encoding, bytes) => {
    const url = await serve((_request, response) => {
      response.writeHead(200, { "content-encoding": encoding });
      response.end(bytes);
    });
    expect((await (await send(url, {})).text()) === text).toBe(true);
  });

  test.each(["x-new", "gzip, x-new", "gzip, gzip, gzip, gzip, gzip, gzip"])(
    "in %s comes as it is",
    async (encoding) => {
      const bytes = gzipSync("hi");
      const url = await serve((_request, response) => {
        response.writeHead(200, { "content-encoding": encoding });
        response.end(bytes);
      });
      const body = await (await send(url, {})).arrayBuffer();
      expect(Buffer.from(body)).toEqual(bytes);
    },
  );

  test.each([
    ["GET", "204 No Content", ""],
    ["GET", "205 Reset Content", "content-length: 0\r\n"],
    ["GET", "304 Not Modified", ""],
    ["GET", "200 OK", "content-length: 0\r\n"],
    ["HEAD", "200 OK", "content-length: 20\r\n"],
  ])("without a body is none: %s, %s", async (method, status, length) => {
    const heard = alarms();
    const head = `HTTP/1.1 ${status}\r\ncontent-encoding: gzip\r\n${length}\r\n`;
    const url = await serveBytes(head);
    const [theirs, ours] = await Promise.all(
      transports.map(async ([, get]) => {
        const response = await get(url, { method });
        return [response.status, response.body === null, await response.text()];
      }),
    );
    expect(ours).toEqual(theirs);
    expect(heard).toEqual([]);
  });

  test("is unpacked as it comes", async () => {
    const packer = createGzip();
    const url = await serve((_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip" });
      packer.pipe(response);
      packer.write("first");
      packer.flush();
    });
    const reader = (await send(url, {})).body?.getReader();
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe("first");
    packer.end("second");
    expect(Buffer.from((await reader?.read())?.value ?? []).toString()).toBe("second");
    expect(await reader?.read()).toEqual({ done: true, value: undefined });
  });

  test.each(["reader", "stream"])("is given away piece by piece by its %s", async (way) => {
    const packer = createGzip();
    const pieces = ["first ", "second ", "third"];
    const write = (piece: string | undefined) => {
      if (piece === undefined) {
        packer.end();
        return;
      }
      packer.write(piece);
      packer.flush();
    };
    const url = await serve((_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip" });
      packer.pipe(response);
      write(pieces[0]);
    });
    const { body } = await send(url, {});
    const copies: string[] = [];
    const take = ({ buffer }: Uint8Array<ArrayBuffer>) => {
      // Whoever transfers a piece leaves nothing behind.
      copies.push(Buffer.from(structuredClone(buffer, { transfer: [buffer] })).toString());
    };
    if (way === "stream") {
      for await (const piece of body ?? []) {
        take(piece);
        write(pieces[copies.length]);
      }
    } else {
      const reader = body?.getReader();
      for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
        take(part.value);
        write(pieces[copies.length]);
      }
    }
    expect(copies).toEqual(pieces);
  });

  test("that is cut is an error", async () => {
    const bytes = gzipSync(text);
    const url = await serve((_request, response) => {
      response.writeHead(200, { "content-encoding": "gzip" });
      response.end(bytes.subarray(0, bytes.length - 9));
    });
    await expect((await send(url, {})).text()).rejects.toThrow();
  });

  test("ends its connection when it is left", async () => {
    let closed: Promise<unknown> | undefined;
    const url = await serve((_request, response) => {
      closed = once(response, "close");
      response.writeHead(200, { "content-encoding": "gzip" });
      response.write(gzipSync(randomBytes(200_000)).subarray(0, 100_000));
    });
    const reader = (await send(url, {})).body?.getReader();
    await reader?.read();
    await reader?.cancel();
    await closed;
    expect(closed).toBeDefined();
  });
});
