import type { ServerResponse } from "node:http";
import { describe, expect, test } from "vitest";
import {
  begin,
  COMPLETION,
  clientFor,
  deadURL,
  frame,
  HELLO,
  json,
  REQUEST,
  ROLE,
  rejectionOf,
  STREAM,
  serve,
  stream,
} from "./server.ts";

function send(
  response: ServerResponse,
  type: string | undefined,
  body: string,
  status = 200,
): void {
  response.writeHead(status, type === undefined ? {} : { "content-type": type });
  response.end(body);
}

const PAGE = "<!doctype html><title>Sign in</title>";

describe("a redirect", () => {
  test.each([301, 302, 303, 307, 308])(
    "is refused, so that the key goes nowhere else: %i",
    async (status) => {
      const other = await serve((response) => json(response, COMPLETION));
      const server = await serve((response) => json(response, {}, status, { location: other.url }));
      const error = await rejectionOf(clientFor(server).completions.create(REQUEST));
      expect(error).toMatchObject({ kind: "protocol", status, retryable: false });
      expect(other.calls).toBe(0);
      expect(server.calls).toBe(1);
    },
  );

  test("is refused for a stream, too", async () => {
    const other = await serve((response) => stream(response, ...STREAM));
    const server = await serve((response) => json(response, {}, 307, { location: other.url }));
    const error = await rejectionOf(clientFor(server).completions.createStream(REQUEST));
    expect(error).toMatchObject({ kind: "protocol", status: 307 });
    expect(other.calls).toBe(0);
  });
});

describe("an answer that is too large", () => {
  test("is given up before it is read to its end", async () => {
    const server = await serve((response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.write(" ".repeat(2000));
    });
    const hungUp = server.hungUp();
    const call = clientFor(server, { maxResponseBytes: 1000 }).completions.create(REQUEST);
    const error = await rejectionOf(call);
    expect(error).toMatchObject({ kind: "protocol", retryable: false });
    expect(String(error)).toContain("1000 bytes");
    await hungUp;
  });

  test("is a frame of a stream beyond the limit", async () => {
    const server = await serve((response) =>
      begin(response, ROLE, HELLO, "data: ".padEnd(4000, "x")),
    );
    const hungUp = server.hungUp();
    const chunks = await clientFor(server, { maxResponseBytes: 1000 }).completions.createStream(
      REQUEST,
    );
    expect(await rejectionOf(chunks.finalResponse())).toMatchObject({ kind: "protocol" });
    await hungUp;
  });

  test("is not a long stream of small frames", async () => {
    const frames = Array.from({ length: 50 }, () => frame({ content: "x".repeat(50) }));
    const server = await serve((response) => stream(response, ROLE, ...frames, ...STREAM));
    const chunks = await clientFor(server, { maxResponseBytes: 1000 }).completions.createStream(
      REQUEST,
    );
    expect((await chunks.finalResponse()).text).toHaveLength(50 * 50 + 11);
  });
});

describe("a page", () => {
  test.each(["create", "createStream"] as const)(
    "instead of an answer is no answer: %s",
    async (method) => {
      const server = await serve((response) => send(response, "text/html", PAGE));
      const error = await rejectionOf(clientFor(server).completions[method](REQUEST));
      expect(error).toMatchObject({ kind: "protocol", status: 200 });
      expect(String(error)).toContain("text/html");
    },
  );
});

describe("where a stream was asked for", () => {
  test("a whole answer is no answer", async () => {
    const server = await serve((response) => json(response, COMPLETION));
    const error = await rejectionOf(clientFor(server).completions.createStream(REQUEST));
    expect(error).toMatchObject({ kind: "protocol" });
  });

  test.each([
    "application/json",
    "application/json, application/json",
    " Application/JSON ; charset=utf-8",
  ])("an error as JSON is that error: %s", async (type) => {
    const body = { error: { message: "no", code: "rate_limit_exceeded" } };
    const server = await serve((response) => json(response, body, 200, { "content-type": type }));
    const call = clientFor(server, { maxRetries: 0 }).completions.createStream(REQUEST);
    expect(await rejectionOf(call)).toMatchObject({ kind: "rate_limit" });
  });

  test.each([
    "text/event-stream",
    "text/event-stream; charset=utf-8",
    "text/plain",
    "application/octet-stream",
    undefined,
  ])("a stream is read whatever its type says otherwise: %s", async (type) => {
    const server = await serve((response) => send(response, type, STREAM.join("")));
    const chunks = await clientFor(server).completions.createStream(REQUEST);
    expect((await chunks.finalResponse()).text).toBe("Hello world");
  });
});

describe("where a whole answer was asked for", () => {
  test.each(["text/plain", "application/problem+json", undefined])(
    "JSON is read whatever its type: %s",
    async (type) => {
      const server = await serve((response) => send(response, type, JSON.stringify(COMPLETION)));
      expect((await clientFor(server).completions.create(REQUEST)).text).toBe("Hello world");
    },
  );

  test.each<[string, string, string]>([
    ["text", "text/plain", "ok"],
    ["cut JSON", "application/json", '{"id":'],
    ["a stream", "text/event-stream", STREAM.join("")],
    ["JSON that is no answer", "application/json", '"ok"'],
  ])("%s is no answer", async (_name, type, body) => {
    const server = await serve((response) => send(response, type, body));
    const error = await rejectionOf(clientFor(server).completions.create(REQUEST));
    expect(error).toMatchObject({ kind: "protocol", retryable: false });
  });

  test("JSON that would change a prototype changes none", async () => {
    const body = JSON.stringify(COMPLETION).replace("{", '{"__proto__":{"polluted":true},');
    const server = await serve((response) => send(response, "application/json", body));
    const result = await clientFor(server).completions.create(REQUEST);
    expect(result.text).toBe("Hello world");
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect((result as { polluted?: unknown }).polluted).toBeUndefined();
  });
});

describe("an empty body", () => {
  test("is no whole answer", async () => {
    const server = await serve((response) => send(response, "application/json", ""));
    const error = await rejectionOf(clientFor(server).completions.create(REQUEST));
    expect(error).toMatchObject({ kind: "protocol" });
    expect(String(error)).toContain("an empty body");
  });

  test("is an interrupted stream", async () => {
    const server = await serve((response) => stream(response));
    const call = clientFor(server, { maxRetries: 0 }).completions.createStream(REQUEST);
    expect(await rejectionOf(call)).toMatchObject({ kind: "interrupted" });
  });
});

test("a server that is not there is a connection error that names it", async () => {
  const url = await deadURL();
  const error = await rejectionOf(
    clientFor({ url }, { maxRetries: 0 }).completions.create(REQUEST),
  );
  expect(error).toMatchObject({ kind: "connection", retryable: true, code: "ECONNREFUSED" });
  expect(String(error)).toContain(new URL(url).host);
});
