import { describe, expect, onTestFinished, test, vi } from "vitest";
import {
  type ReplayOptions,
  type ReplayServer,
  startReplayServer,
  type Transcript,
} from "../src/index.ts";
import { watchTimers } from "./timers.ts";
import { EVENTS, readsOf, stream, whole } from "./transcripts.ts";

async function start(cases: readonly Transcript[], options?: ReplayOptions): Promise<ReplayServer> {
  const server = await startReplayServer(cases, options);
  onTestFinished(() => server.close());
  return server;
}

function post(server: ReplayServer, body: object, init: RequestInit = {}): Promise<Response> {
  return fetch(`${server.url}/v1/chat/completions?x=1`, {
    method: "POST",
    headers: { authorization: "Bearer k" },
    body: JSON.stringify(body),
    ...init,
  });
}

describe("which case answers", () => {
  test("is the one that was streamed, if and only if a stream is asked for", async () => {
    const server = await start([whole("whole"), stream("stream")]);
    expect((await post(server, {})).headers.get("x-case")).toBe("whole");
    expect((await post(server, { stream: false })).headers.get("x-case")).toBe("whole");
    expect((await post(server, { stream: true })).headers.get("x-case")).toBe("stream");
  });

  test("is the only one there is, whatever the model", async () => {
    const server = await start([whole("a", { model: "m" })]);
    expect((await post(server, { model: "other" })).status).toBe(200);
  });

  test("is one of the request's model where there are several, with or without a provider before it", async () => {
    const server = await start([whole("a", { model: "m-1" }), whole("b", { model: "acme/m-2" })]);
    for (const [model, name] of [
      ["m-1", "a"],
      ["openai/m-1", "a"],
      ["acme/m-2", "b"],
      ["m-2", "b"],
    ]) {
      expect((await post(server, { model })).headers.get("x-case"), model).toBe(name);
    }
  });

  test("is each that fits in turn, and then the first again", async () => {
    const server = await start([
      whole("a", { model: "m" }),
      whole("other", { model: "n" }),
      whole("b"),
    ]);
    const names: (string | null)[] = [];
    for (let call = 0; call < 5; call++) {
      names.push((await post(server, { model: "m" })).headers.get("x-case"));
    }
    expect(names).toEqual(["a", "b", "a", "b", "a"]);
  });

  test.each<[string, object, string]>([
    ["another model", { model: "x" }, 'POST /v1/chat/completions?x=1: a whole answer of model "x"'],
    ["a stream", { model: "m", stream: true }, 'a streamed answer of model "m"'],
  ])("is a 404 that says why for %s", async (_name, body, why) => {
    const server = await start([whole("a", { model: "m" }), whole("b", { model: "n" })]);
    const response = await post(server, body);
    expect(response.status).toBe(404);
    expect(await response.json()).toEqual({
      error: {
        message: expect.stringContaining(why) as string,
        type: "invalid_request_error",
        param: null,
        code: "no_recorded_case",
      },
    });
  });
});

describe("an answer", () => {
  test("has the recorded status, headers and bytes", async () => {
    const server = await start([
      whole("a", { response: { status: 429, headers: { "retry-after": "7" } } }),
    ]);
    const response = await post(server, {});
    expect(response.status).toBe(429);
    expect(response.headers.get("retry-after")).toBe("7");
    expect(await response.json()).toEqual({ name: "a" });
  });

  test.each<[ReplayOptions, string[]]>([
    [{}, ["data: one\n\n", "data: two\r\n\r\n", "data: [DONE]\n\n"]],
    [{ split: "whole" }, [EVENTS]],
    [{ split: "recorded" }, ["data: on", EVENTS.slice(8)]],
    [{ split: [3, 5] }, ["dat", "a: on", EVENTS.slice(8)]],
    [{ split: 20 }, [EVENTS.slice(0, 20), EVENTS.slice(20)]],
  ])("comes in pieces with %j", async (options, pieces) => {
    // The pause keeps the network from joining them.
    const delayMs = 20;
    const chunks = [{ bytes: 8 }, { bytes: EVENTS.length - 8 }];
    const server = await start([stream("a", { chunks })], { delayMs, ...options });
    expect(await readsOf(await post(server, { stream: true }))).toEqual({ pieces });
  });

  test("comes whole, byte by byte", async () => {
    const server = await start([stream("a")], { split: 1 });
    expect(await (await post(server, { stream: true })).text()).toBe(EVENTS);
  });

  test("ends well after so many bytes", async () => {
    const server = await start([stream("a")], { faults: { type: "cut", afterBytes: 14 } });
    expect(await (await post(server, { stream: true })).text()).toBe(EVENTS.slice(0, 14));
  });

  test("ends well after no byte at all", async () => {
    const server = await start([stream("a")], { faults: { type: "cut", afterBytes: 0 } });
    const response = await post(server, { stream: true });
    expect(response.status).toBe(200);
    expect(await response.text()).toBe("");
  });

  test("ends with a reset", async () => {
    const server = await start([stream("a")], { faults: { type: "reset", afterBytes: 11 } });
    await expect(
      post(server, { stream: true }).then((response) => response.text()),
    ).rejects.toThrow(TypeError);
  });

  test("waits for a slow reader, and is given up when the reader leaves", async () => {
    const body = Buffer.alloc(64 * 1024 * 1024, "data: x\n\n");
    const server = await start([stream("a", { body })], { split: 1024 * 1024 });
    const leave = new AbortController();
    const response = await post(server, { stream: true }, { signal: leave.signal });
    expect(response.status).toBe(200);
    expect(server.openStreams).toBe(1);
    leave.abort();
    await server.idle();
    expect(server.openStreams).toBe(0);
  });
});

describe("the server", () => {
  test("remembers what it was asked, keys included", async () => {
    const server = await start([whole("a")]);
    await post(server, { model: "m" });
    await post(server, {}, { body: "no JSON" });
    expect(server.requests).toMatchObject([
      {
        method: "POST",
        path: "/v1/chat/completions?x=1",
        headers: { authorization: "Bearer k" },
        body: { model: "m" },
      },
      { body: "no JSON" },
    ]);
  });

  test("hangs up on everyone when it is closed, and can be closed twice", async () => {
    const server = await startReplayServer([stream("a")], { delayMs: 60_000 });
    const response = await post(server, { stream: true });
    const text = response.text();
    const closed = Promise.all([server.close(), server.close()]);
    await expect(text).rejects.toThrow(TypeError);
    await closed;
    await server.close();
    await expect(post(server, {})).rejects.toThrow(TypeError);
  });

  test("closes at the end of its scope", async () => {
    let url: string;
    {
      await using server = await startReplayServer([whole("a")]);
      url = server.url;
      expect((await post(server, {})).status).toBe(200);
    }
    await expect(fetch(url)).rejects.toThrow(TypeError);
  });

  test.each<[string, ReplayOptions, string]>([
    ["a split that is no number of bytes", { split: 0 }, "A piece must be a whole number of bytes"],
    [
      "a plan of faults that throws",
      {
        faults: () => {
          throw new Error("no plan");
        },
      },
      "no plan",
    ],
  ])("says what is wrong with %s", async (_name, options, why) => {
    const server = await start([stream("a")], options);
    const response = await post(server, { stream: true });
    expect(response.status).toBe(400);
    expect(await response.json()).toEqual({
      error: {
        message: expect.stringContaining(`The replay server failed: ${why}`) as string,
        type: "invalid_request_error",
        param: null,
        code: "replay_failed",
      },
    });
  });

  test("gives up a pause when the client leaves", async () => {
    const timers = watchTimers(60_000);
    const server = await start([stream("a")], { delayMs: 60_000 });
    const leave = new AbortController();
    const response = await post(server, { stream: true }, { signal: leave.signal });
    expect(response.status).toBe(200);
    await vi.waitFor(() => expect(timers.running()).toBe(1));
    leave.abort();
    await server.idle();
    expect(timers.running()).toBe(0);
  });
});
