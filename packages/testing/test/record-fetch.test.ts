import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setImmediate as nextTurn } from "node:timers/promises";
import type { Fetch } from "@vllora/core";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import {
  type Fault,
  faultyFetch,
  type RecordOptions,
  readTranscripts,
  recordFetch,
  replayFetch,
  startReplayServer,
  type Transcript,
} from "../src/index.ts";
import { EVENTS, FRAMES, readsOf, stream, whole } from "./transcripts.ts";

const URL_ = "https://h/v1/chat/completions";
const ASK = { method: "POST", headers: { "X-API-Key": "correct-horse" }, body: '{"model":"m"}' };

/** A recorder, and what it saved in memory. */
function record(options: Partial<RecordOptions> = {}) {
  const saved: Transcript[] = [];
  const recorder = recordFetch({ save: (found) => void saved.push(found), ...options });
  return { ...recorder, all: async () => recorder.saved().then(() => saved) };
}

/** Answers with a body that a test feeds; tells what was asked of it. */
function fed() {
  const seen = { pulls: 0, cancelled: undefined as unknown };
  let control!: ReadableStreamDefaultController<Uint8Array<ArrayBuffer>>;
  const body = new ReadableStream<Uint8Array<ArrayBuffer>>(
    {
      start(controller) {
        control = controller;
      },
      pull() {
        seen.pulls++;
      },
      cancel(reason) {
        seen.cancelled = reason;
      },
    },
    { highWaterMark: 0 },
  );
  const fetch: Fetch = async () =>
    new Response(body, {
      status: 201,
      statusText: "Made",
      headers: { "content-type": "text/event-stream", "set-cookie": "a=b", "x-request-id": "r1" },
    });
  return {
    fetch,
    seen,
    control,
    send: (text: string) => control.enqueue(new Uint8Array(Buffer.from(text))),
  };
}

async function temporary(): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "vllora-record-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  return folder;
}

describe("a recorded exchange", () => {
  test("has the request, the head, and each read with its time", async () => {
    const { fetch, send, control } = fed();
    const recorder = record({ fetch });
    const response = await recorder.fetch(URL_, ASK);
    const reads = readsOf(response);
    for (const frame of FRAMES) send(frame);
    control.close();
    expect(await reads).toEqual({ pieces: FRAMES });
    const [found] = await recorder.all();
    const atMs = expect.any(Number) as number;
    expect(found).toEqual({
      name: "0001",
      stream: false,
      model: "m",
      request: {
        method: "POST",
        url: URL_,
        headers: { "x-api-key": "***" },
        body: { model: "m" },
      },
      response: {
        status: 201,
        headers: { "content-type": "text/event-stream", "x-request-id": "***" },
        atMs,
      },
      body: Buffer.from(EVENTS),
      chunks: FRAMES.map((frame) => ({ bytes: frame.length, atMs })),
      end: "eof",
    });
    const times = [found?.response?.atMs, ...(found?.chunks ?? []).map((chunk) => chunk.atMs)];
    expect(times.toSorted((first = 0, second = 0) => first - second)).toEqual(times);
  });

  test("tells how long things took", async () => {
    vi.useFakeTimers({ toFake: ["performance"] });
    onTestFinished(() => void vi.useRealTimers());
    const { fetch, send, control } = fed();
    const recorder = record({
      fetch: async (...call) => {
        vi.advanceTimersByTime(100);
        return await fetch(...call);
      },
    });
    const response = await recorder.fetch(URL_, ASK);
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    for (const [at, frame] of ["a", "b"].entries()) {
      vi.advanceTimersByTime(20 * (at + 1));
      send(frame);
      await reader.read();
    }
    control.close();
    await reader.read();
    const [found] = await recorder.all();
    expect(found?.response?.atMs).toBe(100);
    expect(found?.chunks).toEqual([
      { bytes: 1, atMs: 120 },
      { bytes: 1, atMs: 160 },
    ]);
  });

  test.each<[string, string, RequestInit, Partial<Transcript>]>([
    [
      "a stream in the body",
      URL_,
      { body: '{"model":"m","stream":true}' },
      { stream: true, model: "m" },
    ],
    [
      "a body of bytes",
      URL_,
      { body: Buffer.from('{"model":"m"}') },
      { stream: false, model: "m" },
    ],
    ["a body that is no text", URL_, { body: Uint8Array.of(0xff) }, { stream: false }],
    ["a form", URL_, { body: new FormData() }, { stream: false }],
    ["a list of headers", URL_, { headers: [["X-A", "1"]] }, { stream: false }],
    ["Headers", URL_, { headers: new Headers({ "X-A": "1" }) }, { stream: false }],
    [
      "Gemini's path",
      "https://h/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse",
      { body: "{}" },
      { stream: true, model: "gemini-2.5-flash" },
    ],
    [
      "Bedrock's path",
      "https://h/model/us.claude-v1%3A0/converse-stream",
      { body: "{}" },
      { stream: true, model: "us.claude-v1:0" },
    ],
  ])("knows model and stream of %s, and replays for the same", async (_name, url, init, known) => {
    const recorder = record({ fetch: replayFetch(whole("a")) });
    const asked = { method: "POST", ...init };
    await (await recorder.fetch(url, asked)).text();
    const [found] = await recorder.all();
    expect(found).toMatchObject(known);
    expect("model" in (found ?? {})).toBe("model" in known);
    const replay = replayFetch([found as Transcript]);
    expect(await (await replay(url, asked)).json()).toEqual({ name: "a" });
  });

  test("has text in place of a body that is none", async () => {
    const recorder = record({ fetch: replayFetch(whole("a")) });
    for (const body of [
      Uint8Array.of(0xff),
      new FormData(),
      "text",
      new URLSearchParams({ a: "1" }),
    ]) {
      await (await recorder.fetch(URL_, { method: "POST", body })).text();
    }
    const bodies = (await recorder.all()).map(({ request }) => request?.body);
    expect(bodies).toEqual(["[not text]", "[not text]", "text", "a=1"]);
  });

  test("has no body with a status that has none", async () => {
    const recorder = record({ fetch: async () => new Response(null, { status: 204 }) });
    expect((await recorder.fetch(URL_, ASK)).status).toBe(204);
    expect(await recorder.all()).toMatchObject([
      { response: { status: 204 }, body: Buffer.alloc(0), chunks: [], end: "eof" },
    ]);
  });
});

describe("an exchange ends", () => {
  test.each<[string, Fault, string[], boolean, string]>([
    ["with eof", { type: "cut", afterFrames: 2 }, FRAMES.slice(0, 2), true, "eof"],
    [
      "with a reset after a frame",
      { type: "reset", afterFrames: 1 },
      FRAMES.slice(0, 1),
      true,
      "reset",
    ],
    ["with a reset before the head", { type: "reset" }, [], false, "reset"],
  ])("%s", async (_name, fault, frames, hasHead, end) => {
    const recorder = record({ fetch: faultyFetch(replayFetch(stream("a")), fault) });
    const failure = await recorder.fetch(URL_, ASK).then(readsOf, (error: unknown) => ({ error }));
    const found = (await recorder.all()).map(({ body, response, end: how }) => [
      Buffer.from(body).toString(),
      response !== undefined,
      how,
    ]);
    expect(found).toEqual([[frames.join(""), hasHead, end]]);
    expect("error" in failure).toBe(end === "reset");
  });

  test.each<[string, Fault, string[]]>([
    ["before the head", { type: "stall" }, []],
    ["after a frame", { type: "stall", afterFrames: 1 }, FRAMES.slice(0, 1)],
  ])("with an abort by the signal %s", async (_name, faults, frames) => {
    const recorder = record({ fetch: replayFetch(stream("a"), { faults }) });
    const leave = new AbortController();
    const reason = new Error("enough");
    const { signal } = leave;
    const failure = recorder.fetch(URL_, { ...ASK, signal }).then(async ({ body }) => {
      const reader = (body as ReadableStream<Uint8Array>).getReader();
      await reader.read();
      const next = reader.read();
      leave.abort(reason);
      await next;
    });
    if (frames.length === 0) leave.abort(reason);
    await expect(failure).rejects.toBe(reason);
    const body = Buffer.from(frames.join(""));
    expect(await recorder.all()).toMatchObject([{ end: "abort", body }]);
  });

  test("with an abort by the signal while nobody reads", async () => {
    const recorder = record({ fetch: replayFetch(stream("a")) });
    const leave = new AbortController();
    const response = await recorder.fetch(URL_, { ...ASK, signal: leave.signal });
    leave.abort(new Error("enough"));
    expect(await recorder.all()).toMatchObject([{ end: "abort", chunks: [] }]);
    await expect(response.text()).rejects.toThrow("enough");
  });

  test("with an abort when the consumer cancels, which the upstream hears of", async () => {
    const { fetch, seen, send } = fed();
    const recorder = record({ fetch });
    const response = await recorder.fetch(URL_, ASK);
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    send("a");
    await reader.read();
    const pending = reader.read();
    await reader.cancel("enough");
    expect(await pending).toEqual({ done: true, value: undefined });
    expect(seen.cancelled).toBe("enough");
    expect(await recorder.all()).toMatchObject([{ end: "abort", chunks: [{ bytes: 1 }] }]);
  });
});

describe("the caller's view is what it was", () => {
  test("of status, headers and address", async () => {
    await using server = await startReplayServer([whole("a")]);
    const direct = await fetch(server.url, { method: "POST" });
    const recorded = await record().fetch(server.url, { method: "POST" });
    expect([recorded.status, recorded.statusText, recorded.ok, recorded.url]).toEqual([
      direct.status,
      direct.statusText,
      direct.ok,
      direct.url,
    ]);
    const names = [...direct.headers.keys()].filter((name) => name !== "date");
    for (const name of names) expect(recorded.headers.get(name)).toBe(direct.headers.get(name));
    expect(await recorded.json()).toEqual(await direct.json());
  });

  test("of cookies, which are not recorded", async () => {
    const { fetch, control } = fed();
    const recorder = record({ fetch });
    const response = await recorder.fetch(URL_, ASK);
    expect(response.headers.getSetCookie()).toEqual(["a=b"]);
    control.close();
    await response.text();
    expect((await recorder.all())[0]?.response?.headers).not.toHaveProperty("set-cookie");
  });

  test("of backpressure: nothing is read before it is asked for", async () => {
    const { fetch, seen, send } = fed();
    const response = await record({ fetch }).fetch(URL_, ASK);
    expect(seen.pulls).toBe(0);
    const reader = (response.body as ReadableStream<Uint8Array>).getReader();
    const read = reader.read();
    expect(seen.pulls).toBe(1);
    send("a");
    await read;
    expect(seen.pulls).toBe(1);
  });

  test("of what it does with the bytes, which are copied", async () => {
    const buffer = Buffer.from("abc");
    const fetch: Fetch = async () => {
      const { body } = new Response(buffer);
      return new Response(body);
    };
    const recorder = record({ fetch });
    const response = await recorder.fetch(URL_, ASK);
    for await (const piece of response.body ?? []) (piece as Uint8Array).fill(0);
    expect((await recorder.all())[0]?.body).toEqual(Buffer.from("abc"));
  });

  test("of an error, though saving fails as well", async () => {
    const reason = new Error("no network");
    const recorder = record({
      fetch: () => Promise.reject(reason),
      redact: () => {
        throw new Error("no hook");
      },
    });
    await expect(recorder.fetch(URL_, ASK)).rejects.toBe(reason);
    await expect(recorder.saved()).rejects.toThrow("no hook");
  });

  test("of the answer, though the hook fails", async () => {
    const recorder = record({
      fetch: replayFetch(whole("a")),
      redact: () => {
        throw new Error("no hook");
      },
    });
    expect(await (await recorder.fetch(URL_, ASK)).json()).toEqual({ name: "a" });
    await expect(recorder.saved()).rejects.toThrow("no hook");
  });
});

describe("saving", () => {
  test("to a folder gives a file each, with names of one's own", async () => {
    const folder = await temporary();
    const names = ["chat/first", "a:b?c", "chat/first", ""];
    const recorder = recordFetch({
      save: folder,
      fetch: replayFetch(whole("a")),
      name: (_request, number) => names[number - 1] || `n${number}`,
    });
    for (const _ of names) await (await recorder.fetch(URL_, ASK)).text();
    await recorder.saved();
    expect((await readdir(folder, { recursive: true })).sort()).toEqual([
      "a-b-c.json",
      "chat",
      join("chat", "first-2.json"),
      join("chat", "first.json"),
      "n4.json",
    ]);
    const found = await readTranscripts(folder);
    expect(found.map(({ name }) => name)).toEqual(["a:b?c", "chat/first-2", "chat/first", "n4"]);
    expect(JSON.stringify(found)).not.toContain("horse");
  });

  test("numbers what has no name", async () => {
    const recorder = record({ fetch: replayFetch(whole("a")) });
    for (let call = 0; call < 2; call++) await (await recorder.fetch(URL_, ASK)).text();
    expect((await recorder.all()).map(({ name }) => name)).toEqual(["0001", "0002"]);
  });

  test.each(["../a", "a/../../b", "/etc/a", "..", ".", "", "a//b", "a/"])(
    "refuses %j as a name: it must not lead out of the folder",
    async (name) => {
      const folder = await temporary();
      const recorder = recordFetch({
        save: join(folder, "inner"),
        fetch: replayFetch(whole("a")),
        name: () => name,
      });
      await (await recorder.fetch(URL_, ASK)).text();
      await expect(recorder.saved()).rejects.toThrow(`"${name}" is no name for a file in`);
      expect(await readdir(folder)).toEqual([]);
    },
  );

  test("gives `name` the request without its secrets", async () => {
    const recorder = record({
      fetch: replayFetch(whole("a")),
      name: ({ url }) => new URL(url).search,
    });
    await (await recorder.fetch(`${URL_}?key=correct-horse`, ASK)).text();
    expect((await recorder.all()).map(({ name }) => name)).toEqual(["?key=***"]);
  });

  test("hides more by `redact`, and leaves out what it drops", async () => {
    const recorder = record({
      fetch: replayFetch(whole("a")),
      redact: (found) => (found.name === "0002" ? undefined : { ...found, model: "hidden" }),
    });
    for (let call = 0; call < 3; call++) await (await recorder.fetch(URL_, ASK)).text();
    expect((await recorder.all()).map(({ name, model }) => [name, model])).toEqual([
      ["0001", "hidden"],
      ["0003", "hidden"],
    ]);
  });

  test("is waited for, with exchanges that are not over yet", async () => {
    const { fetch, control, send } = fed();
    let finish!: () => void;
    const saving = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const events: string[] = [];
    const recorder = recordFetch({
      fetch,
      save: async () => {
        events.push("saving");
        await saving;
        events.push("saved");
      },
    });
    const response = await recorder.fetch(URL_, ASK);
    const done = recorder.saved().then(() => events.push("done"));
    send("a");
    control.close();
    await response.text();
    await vi.waitFor(() => expect(events).toEqual(["saving"]));
    finish();
    await done;
    expect(events).toEqual(["saving", "saved", "done"]);
  });

  test("that fails is told by `saved`, once, after the others were saved", async () => {
    const saved: string[] = [];
    const recorder = recordFetch({
      fetch: replayFetch(whole("a")),
      save: async ({ name }) => {
        if (name === "0001") throw new Error("disk full");
        await nextTurn();
        saved.push(name);
      },
    });
    for (let call = 0; call < 2; call++) await (await recorder.fetch(URL_, ASK)).text();
    await expect(recorder.saved()).rejects.toThrow("disk full");
    expect(saved).toEqual(["0002"]);
    await recorder.saved();
  });

  test("that fails and that nobody asks about is no unhandled rejection", async () => {
    const unhandled = vi.fn();
    process.on("unhandledRejection", unhandled);
    onTestFinished(() => void process.off("unhandledRejection", unhandled));
    const failed = vi.fn(() => Promise.reject(new Error("disk full")));
    const recorder = recordFetch({ fetch: replayFetch(whole("a")), save: failed });
    await (await recorder.fetch(URL_, ASK)).text();
    await vi.waitFor(() => expect(failed).toHaveBeenCalled());
    await nextTurn();
    expect(unhandled).not.toHaveBeenCalled();
  });
});

test("the global fetch is recorded where none is given, as it is when it is needed", async () => {
  const recorder = record();
  vi.stubGlobal("fetch", replayFetch(whole("a")));
  onTestFinished(() => void vi.unstubAllGlobals());
  expect(await (await recorder.fetch(URL_, ASK)).json()).toEqual({ name: "a" });
});

test("what was recorded over HTTP replays with the same reads", async () => {
  await using server = await startReplayServer([stream("a")], { delayMs: 20 });
  const recorder = record();
  const ask = { method: "POST", body: '{"stream":true}' };
  const live = await readsOf(await recorder.fetch(server.url, ask));
  const found = await recorder.all();
  const replay = replayFetch(found, { split: "recorded", delayMs: "recorded" });
  expect(await readsOf(await replay(server.url, ask))).toEqual(live);
  expect(live.pieces.join("")).toBe(EVENTS);
});

test("an answer that stalled is recorded as given up over HTTP, and one that broke as broken", async () => {
  await using server = await startReplayServer([stream("a")], {
    faults: [
      { type: "stall", afterFrames: 1 },
      { type: "reset", afterFrames: 1 },
      { type: "reset" },
    ],
  });
  const recorder = record();
  const leave = new AbortController();
  const ask = { method: "POST", body: '{"stream":true}', signal: leave.signal };
  const stalled = server.stalled();
  const reads = readsOf(await recorder.fetch(server.url, ask));
  await stalled;
  leave.abort(new Error("enough"));
  expect((await reads).error).toBe(leave.signal.reason);
  const again = { ...ask, signal: null };
  expect((await readsOf(await recorder.fetch(server.url, again))).error).toBeInstanceOf(TypeError);
  await expect(recorder.fetch(server.url, again)).rejects.toThrow(TypeError);
  expect((await recorder.all()).map(({ end, response }) => [end, response?.status])).toEqual([
    ["abort", 200],
    ["reset", 200],
    ["reset", undefined],
  ]);
});
