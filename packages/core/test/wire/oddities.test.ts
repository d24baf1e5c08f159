import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import {
  begin,
  COMPLETION,
  clientFor,
  DONE,
  frame,
  HELLO,
  json,
  REQUEST,
  ROLE,
  rejectionOf,
  STOP,
  STREAM,
  serve,
  stream,
} from "./server.ts";

const ONCE = { maxRetries: 0 };

/** Answers with bytes under a content encoding. */
function encoded(response: ServerResponse, type: string, bytes: Uint8Array, encoding = "gzip") {
  response.writeHead(200, { "content-type": type, "content-encoding": encoding });
  response.end(bytes);
}

describe("a compressed answer", () => {
  const whole = gzipSync(JSON.stringify(COMPLETION));
  const streamed = gzipSync(STREAM.join(""));

  test("is read, streamed and whole", async () => {
    const server = await serve((response, call) =>
      call === 1
        ? encoded(response, "application/json", whole)
        : encoded(response, "text/event-stream", streamed),
    );
    const { completions } = clientFor(server);
    expect((await completions.create(REQUEST)).text).toBe("Hello world");
    const chunks = await completions.createStream(REQUEST);
    expect((await chunks.finalResponse()).text).toBe("Hello world");
  });

  test("that is cut is never an answer, wherever it is", async () => {
    let length = 0;
    const server = await serve((response) =>
      encoded(response, "application/json", whole.subarray(0, length)),
    );
    const { completions } = clientFor(server, ONCE);
    // The last eight bytes are a checksum: without them all of the answer has come.
    for (length = 0; length < whole.length - 8; length += 7) {
      const error = await rejectionOf(completions.create(REQUEST));
      expect(["protocol", "interrupted"]).toContain((error as { kind: string }).kind);
    }
    expect(server.calls).toBeGreaterThan(15);
  });

  test("that is cut is an interrupted stream", async () => {
    const half = gzipSync([ROLE, HELLO].join("") + "x".repeat(2000)).subarray(0, 80);
    const server = await serve((response) => encoded(response, "text/event-stream", half));
    const call = async () =>
      (await clientFor(server, ONCE).completions.createStream(REQUEST)).finalResponse();
    expect(await rejectionOf(call())).toMatchObject({ kind: "interrupted" });
  });

  test.each(["create", "createStream"] as const)(
    "that is garbage is interrupted: %s",
    async (method) => {
      const garbage = Buffer.from("no gzip at all");
      const server = await serve((response) => encoded(response, "text/event-stream", garbage));
      const error = await rejectionOf(clientFor(server, ONCE).completions[method](REQUEST));
      expect(error).toMatchObject({ kind: "interrupted", retryable: true });
    },
  );

  test("under an unknown name is no answer", async () => {
    const server = await serve((response) => encoded(response, "application/json", whole, "x-foo"));
    const error = await rejectionOf(clientFor(server, ONCE).completions.create(REQUEST));
    expect(error).toMatchObject({ kind: "protocol" });
  });
});

describe("a stream", () => {
  test.each<[string, string]>([
    ["a byte-order mark", `\ufeff${STREAM.join("")}`],
    ["no space after data:", STREAM.join("").replaceAll("data: ", "data:")],
    ["CRLF", STREAM.join("").replaceAll("\n", "\r\n")],
    ["CR", STREAM.join("").replaceAll("\n", "\r")],
    ["ids, comments and unknown fields", `: hi\n\nid: 7\nretry: x\nfoo: bar\n${STREAM.join("")}`],
    ["data over several lines", STREAM.join("").replaceAll('"choices"', '\ndata: "choices"')],
    ["a NUL in a comment", `: a\0b\n\n${STREAM.join("")}`],
  ])("may have %s", async (_name, text) => {
    const server = await serve((response) => stream(response, text));
    const chunks = await clientFor(server, ONCE).completions.createStream(REQUEST);
    expect((await chunks.finalResponse()).text).toBe("Hello world");
  });

  test("with a bare NUL in its JSON cannot be read", async () => {
    const server = await serve((response) =>
      stream(response, ROLE, HELLO.replace("Hello", "a\0b")),
    );
    const error = await rejectionOf(clientFor(server, ONCE).completions.createStream(REQUEST));
    expect(error).toMatchObject({ kind: "protocol" });
  });

  test("may end with trailers", async () => {
    const server = await serve((response) => {
      response.writeHead(200, { "content-type": "text/event-stream", trailer: "x-sum" });
      response.write(STREAM.join(""));
      response.addTrailers({ "x-sum": "1" });
      response.end();
    });
    const chunks = await clientFor(server, ONCE).completions.createStream(REQUEST);
    expect((await chunks.finalResponse()).text).toBe("Hello world");
  });

  test("of which one of two answers never ends is interrupted, even by [DONE]", async () => {
    const second = frame({ content: "b" }).replace('"index":0', '"index":1');
    const server = await serve((response) => stream(response, HELLO, second, STOP, DONE));
    const chunks = await clientFor(server, ONCE).completions.createStream({ ...REQUEST, n: 2 });
    expect(await rejectionOf(chunks.finalResponse())).toMatchObject({
      kind: "interrupted",
      partial: { choices: [{ finish_reason: "stop" }, { finish_reason: null }] },
    });
  });

  test.each([204, 205])("of %i has no answer", async (status) => {
    const server = await serve((response) => void response.writeHead(status).end());
    const error = await rejectionOf(clientFor(server, ONCE).completions.createStream(REQUEST));
    expect(error).toMatchObject({ kind: "interrupted", status });
  });

  test("that two loops read fails in both", async () => {
    const server = await serve((response) => stream(response, ROLE, HELLO, HELLO));
    const chunks = await clientFor(server, ONCE).completions.createStream(REQUEST);
    const loop = async () => {
      for await (const _chunk of chunks);
    };
    const ends = await Promise.allSettled([loop(), loop()]);
    expect(ends.map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  });

  test("without output is not kept for ever", async () => {
    const server = await serve((response) => {
      begin(response);
      const piece = ROLE.repeat(500);
      const pour = () => {
        while (response.write(piece));
      };
      response.on("drain", pour);
      pour();
    });
    const hungUp = server.hungUp();
    const error = await rejectionOf(clientFor(server, ONCE).completions.createStream(REQUEST));
    expect(error).toMatchObject({ kind: "protocol", retryable: false });
    expect(String(error)).toContain("without output");
    await hungUp;
  }, 10_000);
});

describe("a whole answer", () => {
  test.each([204, 205])("of %i has no answer", async (status) => {
    const server = await serve((response) => void response.writeHead(status).end());
    const error = await rejectionOf(clientFor(server, ONCE).completions.create(REQUEST));
    expect(error).toMatchObject({ kind: "protocol", status });
    expect(String(error)).toContain("an empty body");
  });

  test.each([
    { prompt_tokens: -1, completion_tokens: 2, total_tokens: 1 },
    { prompt_tokens: "many" },
    "none",
  ])("has no usage where the counts are none: %j", async (usage) => {
    const server = await serve((response) => json(response, { ...COMPLETION, usage }));
    expect((await clientFor(server).completions.create(REQUEST)).usage).toBeUndefined();
  });
});
