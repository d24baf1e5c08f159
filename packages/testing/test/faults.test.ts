import { getEventListeners } from "node:events";
import type { Fetch } from "@vllora/core";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import {
  type Fault,
  type FaultPlan,
  faultyFetch,
  replayFetch,
  startReplayServer,
  type Transcript,
} from "../src/index.ts";
import { EVENTS, FRAMES, message, readsOf, stream, whole } from "./transcripts.ts";

type Plan = FaultPlan<{ readonly path: string; readonly body: unknown }>;

/** The three ways to a fault; all are to look alike from outside. */
const PLAYERS: readonly [
  string,
  (found: Transcript, faults: Plan) => Promise<{ url: string; fetch: Fetch }>,
][] = [
  [
    "the server",
    async (found, faults) => {
      const server = await startReplayServer([found], { faults });
      onTestFinished(() => server.close());
      return { url: server.url, fetch };
    },
  ],
  [
    "replayFetch",
    async (found, faults) => ({ url: "https://h", fetch: replayFetch(found, { faults }) }),
  ],
  [
    "faultyFetch",
    async (found, faults) => ({
      url: "https://h",
      fetch: faultyFetch(replayFetch(found), faults),
    }),
  ],
];

/** What came of a request. */
interface Outcome {
  /** `undefined`: no head came. */
  readonly status?: number;
  readonly type?: string | null;
  readonly text: string;
  readonly broke: boolean;
}

const ASK = { method: "POST", body: '{"stream":true}' };

async function outcomeOf(answer: Promise<Response>): Promise<Outcome> {
  let response: Response;
  try {
    response = await answer;
  } catch (error) {
    expect(error).toMatchObject({ name: "TypeError", message: "fetch failed" });
    return { text: "", broke: true };
  }
  const { pieces, error } = await readsOf(response);
  if (error !== undefined)
    expect(error).toMatchObject({ name: "TypeError", message: "terminated" });
  return {
    status: response.status,
    type: response.headers.get("content-type"),
    text: pieces.join(""),
    broke: error !== undefined,
  };
}

const [ONE = "", TWO = "", THREE = ""] = FRAMES;
const GOOD = { status: 200, type: "text/event-stream", text: EVENTS, broke: false };
const NO_HEAD = { text: "", broke: true };
const MALFORMED = 'data: {"malformed": \n\n';

const OUTCOMES: readonly [string, Fault, Outcome][] = [
  ["cut at the start", { type: "cut", afterBytes: 0 }, { ...GOOD, text: "" }],
  ["cut by bytes", { type: "cut", afterBytes: 14 }, { ...GOOD, text: EVENTS.slice(0, 14) }],
  [
    "cut by bytes from the end",
    { type: "cut", afterBytes: -3 },
    { ...GOOD, text: EVENTS.slice(0, -3) },
  ],
  ["cut beyond the end, which cuts nothing", { type: "cut", afterBytes: 1e6 }, GOOD],
  ["cut beyond the start", { type: "cut", afterBytes: -1e6 }, { ...GOOD, text: "" }],
  ["cut by frames", { type: "cut", afterFrames: 1 }, { ...GOOD, text: ONE }],
  ["cut before the first frame", { type: "cut", afterFrames: 0 }, { ...GOOD, text: "" }],
  ["cut before the last frame", { type: "cut", afterFrames: -1 }, { ...GOOD, text: ONE + TWO }],
  ["cut by more frames than there are", { type: "cut", afterFrames: 9 }, GOOD],
  [
    "cut before more frames than there are",
    { type: "cut", afterFrames: -9 },
    { ...GOOD, text: "" },
  ],
  ["a reset before the head", { type: "reset" }, NO_HEAD],
  ["a reset after the head", { type: "reset", afterBytes: 0 }, { ...GOOD, text: "", broke: true }],
  ["a reset after a frame", { type: "reset", afterFrames: 1 }, { ...GOOD, text: ONE, broke: true }],
  [
    "a reset in the middle of a frame",
    { type: "reset", afterBytes: 14 },
    { ...GOOD, text: EVENTS.slice(0, 14), broke: true },
  ],
  ["a reset after everything", { type: "reset", afterBytes: 1e6 }, { ...GOOD, broke: true }],
  ["a drip of single bytes", { type: "drip", everyMs: 0 }, GOOD],
  ["a drip of several bytes", { type: "drip", everyMs: 1, bytes: 7 }, GOOD],
  [
    "a frame between two others",
    { type: "insert", afterFrames: 1, data: "event: error\ndata: ä\n\n" },
    { ...GOOD, text: `${ONE}event: error\ndata: ä\n\n${TWO}${THREE}` },
  ],
  [
    "bytes in the middle of a frame",
    { type: "insert", afterBytes: 4, data: Uint8Array.of(65) },
    { ...GOOD, text: `dataA${EVENTS.slice(4)}` },
  ],
  [
    "a malformed frame before the last",
    { type: "malformed_frame", afterFrames: -1 },
    { ...GOOD, text: ONE + TWO + MALFORMED + THREE },
  ],
  [
    "another content type",
    { type: "content_type", value: "application/json" },
    { ...GOOD, type: "application/json" },
  ],
  [
    "a status",
    { type: "status", status: 529 },
    {
      status: 529,
      type: "application/json",
      text: '{"error":{"message":"Injected fault: status 529"}}',
      broke: false,
    },
  ],
  [
    "a status with an empty body",
    { type: "status", status: 500, body: "" },
    { status: 500, type: "application/json", text: "", broke: false },
  ],
  [
    "a status with a body and a type of its own",
    { type: "status", status: 413, body: "too large", headers: { "content-type": "text/plain" } },
    { status: 413, type: "text/plain", text: "too large", broke: false },
  ],
  [
    "a page",
    { type: "html" },
    {
      status: 502,
      type: "text/html",
      text: expect.stringContaining("<!doctype html>") as string,
      broke: false,
    },
  ],
  [
    "a page with a status that looks well",
    { type: "html", status: 200 },
    {
      status: 200,
      type: "text/html",
      text: expect.stringContaining("</html>") as string,
      broke: false,
    },
  ],
];

describe.each(PLAYERS)("%s", (_player, start) => {
  test.each(OUTCOMES)("does %s", async (_name, fault, outcome) => {
    const { url, fetch } = await start(stream("a"), fault);
    expect(await outcomeOf(fetch(url, ASK))).toEqual(outcome);
  });

  test("malforms a frame of an AWS event stream by its checksums", async () => {
    const type = "application/vnd.amazon.eventstream";
    const found = stream("a", {
      response: { status: 200, headers: { "content-type": type } },
      body: Buffer.concat([message("{}"), message("{}")]),
    });
    const { url, fetch } = await start(found, { type: "malformed_frame", afterFrames: 1 });
    const body = Buffer.from(await (await fetch(url, ASK)).arrayBuffer());
    const malformed = Buffer.alloc(16);
    malformed.writeUInt32BE(16);
    expect(body).toEqual(Buffer.concat([message("{}"), malformed, message("{}")]));
  });

  test.each<[string, { readonly [name: string]: string }]>([
    ["in seconds", { "retry-after": "1" }],
    ["as a date", { "retry-after": "Sun, 22 Nov 2026 20:00:00 GMT" }],
    ["in milliseconds", { "retry-after-ms": "50" }],
    ["as a yes or no", { "x-should-retry": "false" }],
    ["in parts of seconds", { "retry-after": "0.5" }],
    ["as nonsense", { "retry-after": "soon" }],
  ])("says when to retry %s", async (_name, headers) => {
    const { url, fetch } = await start(stream("a"), { type: "status", status: 429, headers });
    const response = await fetch(url, ASK);
    expect(response.status).toBe(429);
    expect(Object.fromEntries(response.headers)).toMatchObject(headers);
  });

  test("stalls before the head until the client leaves", async () => {
    const { url, fetch } = await start(stream("a"), { type: "stall" });
    const leave = new AbortController();
    const answer = fetch(url, { ...ASK, signal: leave.signal });
    leave.abort(new Error("enough"));
    await expect(answer).rejects.toThrow("enough");
  });

  test.each<[string, Fault, string]>([
    ["after the head", { type: "stall", afterBytes: 0 }, ""],
    ["in the middle of a frame", { type: "stall", afterBytes: 14 }, EVENTS.slice(0, 14)],
    ["before the last frame", { type: "stall", afterFrames: -1 }, ONE + TWO],
  ])("stalls %s until the client leaves", async (_name, fault, before) => {
    const { url, fetch } = await start(stream("a"), fault);
    const leave = new AbortController();
    const { body } = await fetch(url, { ...ASK, signal: leave.signal });
    const reader = (body as ReadableStream<Uint8Array>).getReader();
    let text = "";
    while (text.length < before.length) {
      text += Buffer.from((await reader.read()).value ?? []).toString();
    }
    expect(text).toBe(before);
    const next = reader.read();
    leave.abort(new Error("enough"));
    await expect(next).rejects.toThrow("enough");
  });

  test("does it to every request when the plan is one fault", async () => {
    const { url, fetch } = await start(stream("a"), { type: "status", status: 503 });
    const statuses = [];
    for (let call = 0; call < 3; call++) statuses.push((await fetch(url, ASK)).status);
    expect(statuses).toEqual([503, 503, 503]);
  });

  test("does it to the n-th request by the n-th of a list, and to none after it", async () => {
    const plan: Plan = [
      { type: "status", status: 503 },
      undefined,
      { type: "status", status: 429 },
    ];
    const { url, fetch } = await start(stream("a"), plan);
    const statuses = [];
    for (let call = 0; call < 4; call++) statuses.push((await fetch(url, ASK)).status);
    expect(statuses).toEqual([503, 200, 429, 200]);
  });

  test("asks a function of the request and its number", async () => {
    const plan = vi.fn<Extract<Plan, (...args: never) => unknown>>(({ path }, number) =>
      path === "/b" && number > 1 ? { type: "status", status: 503 } : undefined,
    );
    const { url, fetch } = await start(stream("a"), plan);
    const statuses = [];
    for (const path of ["/b", "/a", "/b"]) {
      statuses.push((await fetch(`${url}${path}`, ASK)).status);
    }
    expect(statuses).toEqual([200, 200, 503]);
    expect(plan).toHaveBeenLastCalledWith(
      expect.objectContaining({ method: "POST", path: "/b", body: { stream: true } }),
      3,
    );
  });
});

describe.each([
  [
    "the server",
    async (faults: Plan) => {
      const server = await startReplayServer([], { faults });
      onTestFinished(() => server.close());
      return await fetch(server.url, ASK);
    },
  ],
  ["replayFetch", async (faults: Plan) => await replayFetch([], { faults })("https://h", ASK)],
])("without transcripts, %s", (_player, ask) => {
  test.each<[string, Fault, number]>([
    ["does what needs none", { type: "status", status: 503 }, 503],
    ["sends a page", { type: "html" }, 502],
    ["refuses what needs one", { type: "cut", afterBytes: 1 }, 404],
  ])("%s", async (_name, fault, status) => {
    const response = await ask(fault);
    expect(response.status).toBe(status);
    if (status === 404)
      expect(await response.json()).toHaveProperty("error.code", "no_recorded_case");
  });
});

describe("the server", () => {
  test("says when it stalls, and ends its answer when the client leaves", async () => {
    await using server = await startReplayServer([stream("a")], {
      faults: { type: "stall", afterFrames: 1 },
    });
    const stalled = server.stalled();
    const leave = new AbortController();
    const response = await fetch(server.url, { ...ASK, signal: leave.signal });
    await stalled;
    expect(server.openStreams).toBe(1);
    leave.abort();
    expect(await readsOf(response)).toMatchObject({ error: { name: "AbortError" } });
    await server.idle();
    expect(server.openStreams).toBe(0);
  });
});

describe("faultyFetch", () => {
  test("passes an answer without a fault as it is", async () => {
    const response = new Response("x");
    expect(await faultyFetch(async () => response, [])("https://h", {})).toBe(response);
  });

  test.each<[Fault]>([[{ type: "status", status: 500 }], [{ type: "html" }], [{ type: "reset" }]])(
    "does not ask for an answer that is replaced: %j",
    async (fault) => {
      const asked = vi.fn<Fetch>();
      await outcomeOf(faultyFetch(asked, fault)("https://h", ASK));
      expect(asked).not.toHaveBeenCalled();
    },
  );

  test("gives up when it was aborted before, and counts no request", async () => {
    const flaky = faultyFetch(replayFetch(stream("a")), [{ type: "status", status: 500 }]);
    const signal = AbortSignal.abort(new Error("enough"));
    await expect(flaky("https://h", { ...ASK, signal })).rejects.toThrow("enough");
    expect((await flaky("https://h", ASK)).status).toBe(500);
  });

  test("gives up when it is aborted while the answer is read", async () => {
    const leave = new AbortController();
    const upstream = replayFetch(stream("a"), { faults: { type: "stall", afterFrames: 1 } });
    const flaky = faultyFetch(upstream, { type: "cut", afterFrames: 1 });
    const answer = flaky("https://h", { ...ASK, signal: leave.signal });
    leave.abort(new Error("enough"));
    await expect(answer).rejects.toThrow("enough");
  });

  test("fails as the upstream fails", async () => {
    const upstream = replayFetch(stream("a"), { faults: { type: "reset" } });
    const flaky = faultyFetch(upstream, { type: "cut", afterFrames: 1 });
    await expect(flaky("https://h", ASK)).rejects.toThrow("fetch failed");
  });

  test("cuts whole answers as well, and keeps status and headers", async () => {
    const flaky = faultyFetch(replayFetch(whole("a")), { type: "cut", afterBytes: -1 });
    const response = await flaky("https://h", ASK);
    expect(response.headers.get("x-case")).toBe("a");
    expect(await response.text()).toBe('{"name":"a"');
  });

  test("leaves no listener on a signal that many calls share", async () => {
    const { signal } = new AbortController();
    const flaky = faultyFetch(replayFetch(stream("a")), (_request, number) =>
      number % 2 === 0 ? { type: "cut", afterFrames: 1 } : { type: "status", status: 500 },
    );
    for (let call = 0; call < 20; call++) {
      await (await flaky("https://h", { ...ASK, signal })).text();
    }
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });
});
