import { getEventListeners } from "node:events";
import { describe, expect, test, vi } from "vitest";
import { type FetchRequest, replayFetch, type Transcript } from "../src/index.ts";
import { watchTimers } from "./timers.ts";
import { EVENTS, FRAMES, readsOf, stream, whole } from "./transcripts.ts";

const CASE: Transcript = {
  name: "acme/a",
  stream: true,
  response: { status: 201, headers: { "content-type": "text/event-stream" } },
  body: Buffer.from("data: one\n\ndata: two\n\n"),
  end: "eof",
};

test("replayFetch answers with the case, one read for each piece, as often as it is asked", async () => {
  const fetch = replayFetch(CASE, { split: "frames" });
  for (let call = 0; call < 2; call++) {
    const response = await fetch("https://h", {});
    expect(response.status).toBe(201);
    expect(response.headers.get("content-type")).toBe("text/event-stream");
    expect(await readsOf(response)).toEqual({ pieces: ["data: one\n\n", "data: two\n\n"] });
  }
});

test("replayFetch ends after so many bytes", async () => {
  const fetch = replayFetch(CASE, { faults: { type: "cut", afterBytes: 4 } });
  expect(await readsOf(await fetch("https://h", {}))).toEqual({ pieces: ["data"] });
});

test("replayFetch gives up when it was aborted before", async () => {
  const signal = AbortSignal.abort(new Error("enough"));
  const fetch = replayFetch(CASE);
  await expect(fetch("https://h", { signal })).rejects.toThrow("enough");
  expect(fetch.requests).toEqual([]);
});

test("replayFetch takes a URL alone, as the global fetch does", async () => {
  const fetch = replayFetch(CASE) as unknown as (url: string) => Promise<Response>;
  expect((await fetch("https://h")).status).toBe(201);
});

test("replayFetch chooses among several as the server does", async () => {
  const fetch = replayFetch([whole("whole"), stream("stream")]);
  const ask = (body: object) =>
    fetch("https://h/v1/chat/completions", { method: "POST", body: JSON.stringify(body) });
  expect((await ask({})).headers.get("x-case")).toBe("whole");
  expect((await ask({ stream: true })).headers.get("x-case")).toBe("stream");
});

test("replayFetch says that nothing fits", async () => {
  const fetch = replayFetch([whole("a", { model: "m" }), whole("b", { model: "n" })]);
  const response = await fetch("https://h/v1/chat?x=1", {
    method: "POST",
    body: '{"model":"x"}',
  });
  expect(response.status).toBe(404);
  expect(await response.json()).toMatchObject({
    error: {
      message: 'No recorded case fits POST /v1/chat?x=1: a whole answer of model "x"',
      code: "no_recorded_case",
    },
  });
});

describe("a request is remembered in plain terms", () => {
  const json = '{"model":"m","stream":true}';

  test.each<[string, RequestInit, Partial<FetchRequest>]>([
    ["with headers of an object", { headers: { "X-A": "1" } }, { headers: { "x-a": "1" } }],
    ["with headers of a list", { headers: [["X-A", "1"]] }, { headers: { "x-a": "1" } }],
    ["with Headers", { headers: new Headers({ "X-A": "1" }) }, { headers: { "x-a": "1" } }],
    ["with a body of JSON", { body: json }, { body: { model: "m", stream: true } }],
    ["with a body of text", { body: "text" }, { body: "text" }],
    ["with a body of bytes", { body: Buffer.from(json) }, { body: { model: "m", stream: true } }],
    ["with a buffer", { body: Uint8Array.from(Buffer.from("ä")).buffer }, { body: "ä" }],
    ["with fields of a form", { body: new URLSearchParams({ a: "1" }) }, { body: "a=1" }],
    ["with null for a body", { body: null }, { body: undefined }],
  ])("%s", async (_name, init, expected) => {
    const fetch = replayFetch([whole("whole"), stream("stream")]);
    await fetch("https://h/v1?x=1", { method: "POST", ...init });
    expect(fetch.requests).toEqual([
      {
        method: "POST",
        url: "https://h/v1?x=1",
        path: "/v1?x=1",
        headers: {},
        body: undefined,
        ...expected,
      },
    ]);
  });

  test("with bytes that are no text as they are, and a form as it is", async () => {
    const fetch = replayFetch(CASE);
    const bytes = Uint8Array.of(0xff, 0xfe);
    const form = new FormData();
    await fetch("https://h", { method: "POST", body: bytes });
    await fetch("https://h", { method: "POST", body: form });
    expect(fetch.requests.map(({ body }) => body)).toEqual([bytes, form]);
    expect(fetch.requests[1]?.body).toBe(form);
  });

  test("and a stream is asked for in bytes, too", async () => {
    const fetch = replayFetch([whole("whole"), stream("stream")]);
    const response = await fetch("https://h", { method: "POST", body: Buffer.from(json) });
    expect(response.headers.get("x-case")).toBe("stream");
  });
});

describe("an answer that was recorded with its end", () => {
  test("breaks where it broke", async () => {
    const fetch = replayFetch(stream("a", { body: Buffer.from("data: on"), end: "reset" }));
    const { pieces, error } = await readsOf(await fetch("https://h", {}));
    expect(pieces).toEqual(["data: on"]);
    expect(error).toMatchObject({
      name: "TypeError",
      message: "terminated",
      cause: { code: "UND_ERR_SOCKET" },
    });
  });

  test("falls silent where the client had hung up, until the next one does", async () => {
    const fetch = replayFetch(stream("a", { body: Buffer.from(FRAMES[0] ?? ""), end: "abort" }));
    const leave = new AbortController();
    const response = await fetch("https://h", { signal: leave.signal });
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe(FRAMES[0]);
    const next = reader.read();
    leave.abort(new Error("enough"));
    await expect(next).rejects.toThrow("enough");
  });

  test.each(["reset", "eof"] as const)("fails without a head (%s)", async (end) => {
    const { response: _, ...headless } = stream("a", { body: new Uint8Array(), end });
    await expect(replayFetch(headless)("https://h", {})).rejects.toMatchObject({
      name: "TypeError",
      message: "fetch failed",
      cause: { code: "ECONNRESET" },
    });
  });

  test("is waited for without a head where the client had hung up", async () => {
    const { response: _, ...headless } = stream("a", { body: new Uint8Array(), end: "abort" });
    const leave = new AbortController();
    const answer = replayFetch(headless)("https://h", { signal: leave.signal });
    leave.abort(new Error("enough"));
    await expect(answer).rejects.toThrow("enough");
  });

  test.each([204, 205, 304])("has no body with status %i", async (status) => {
    const fetch = replayFetch(whole("a", { response: { status, headers: {} } }));
    const response = await fetch("https://h", {});
    expect([response.status, response.body]).toEqual([status, null]);
  });
});

describe("recorded timing", () => {
  const timed = stream("a", {
    response: { status: 200, headers: { "content-type": "text/event-stream" }, atMs: 60_000 },
    chunks: [
      { bytes: 5, atMs: 60_000 },
      { bytes: EVENTS.length - 5, atMs: 120_001 },
    ],
  });

  test("is waited for, and no longer than the caller does", async () => {
    const head = watchTimers(60_000);
    const leave = new AbortController();
    const { signal } = leave;
    const answer = replayFetch(timed, { delayMs: "recorded" })("https://h", { signal });
    expect(head.running()).toBe(1);
    leave.abort(new Error("enough"));
    await expect(answer).rejects.toThrow("enough");
    expect(head.running()).toBe(0);
  });

  test("is over when the body is cancelled", async () => {
    const quick = { ...timed, response: { status: 200, headers: {} } };
    const timers = watchTimers(60_000);
    const fetch = replayFetch(quick, { delayMs: "recorded", split: "recorded" });
    const response = await fetch("https://h", {});
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const read = reader.read();
    await vi.waitFor(() => expect(timers.running()).toBe(1));
    await reader.cancel();
    expect(await read).toEqual({ done: true, value: undefined });
    expect(timers.running()).toBe(0);
  });
});

test("no listener is left on a signal that many calls share", async () => {
  const { signal } = new AbortController();
  const fetch = replayFetch(CASE);
  const failing = replayFetch(CASE, { faults: { type: "reset", afterFrames: 1 } });
  for (let call = 0; call < 20; call++) {
    await (await fetch("https://h", { signal })).text();
    await (await fetch("https://h", { signal })).body?.cancel();
    await readsOf(await failing("https://h", { signal }));
  }
  expect(getEventListeners(signal, "abort")).toEqual([]);
});
