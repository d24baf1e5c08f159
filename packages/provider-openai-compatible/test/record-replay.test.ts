import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ClientOptions, type Fetch, LLMError, VlloraLLMClient } from "@vllora/core";
import {
  type Fault,
  type FaultPlan,
  faultyFetch,
  readTranscripts,
  recordFetch,
  replayFetch,
  startReplayServer,
  type Transcript,
} from "@vllora/testing";
import { describe, expect, onTestFinished, test } from "vitest";
import { openaiCompatible } from "../src/index.ts";
import { recordedCases } from "./recorded-cases.ts";

const KEY = "sk-secret-0123456789abcdef";
const REQUEST = { model: "m", messages: [{ role: "user", content: "Hello" }] } as const;

function clientFor(baseURL: string, fetch: Fetch, options: ClientOptions = {}): VlloraLLMClient {
  const provider = openaiCompatible({ baseURL, apiKey: KEY, fetch });
  return new VlloraLLMClient({ provider, retry: { baseDelayMs: 1 }, ...options });
}

function frame(delta: object, finish_reason: string | null = null): string {
  const head = { id: "c1", object: "chat.completion.chunk", created: 1, model: "m" };
  return `data: ${JSON.stringify({ ...head, choices: [{ index: 0, delta, finish_reason }] })}\n\n`;
}

const STREAM: Transcript = {
  name: "acme/stream",
  stream: true,
  model: "m",
  response: { status: 200, headers: { "content-type": "text/event-stream" } },
  body: Buffer.from(
    [
      frame({ role: "assistant", content: "" }),
      frame({ content: "Hello" }),
      frame({ content: " wörld" }),
      frame({}, "stop"),
      "data: [DONE]\n\n",
    ].join(""),
  ),
  end: "eof",
};

const WHOLE: Transcript = {
  name: "acme/whole",
  stream: false,
  model: "m",
  response: { status: 200, headers: { "content-type": "application/json" } },
  body: Buffer.from(
    JSON.stringify({
      id: "c1",
      object: "chat.completion",
      created: 1,
      model: "m",
      choices: [
        {
          index: 0,
          message: { role: "assistant", content: "Hello wörld" },
          finish_reason: "stop",
        },
      ],
    }),
  ),
  end: "eof",
};

/** Without what depends on the run: what its JSON has. */
function plain(completion: unknown): unknown {
  return JSON.parse(JSON.stringify(completion));
}

/** Both ways to ask. */
async function answersOf({ completions }: VlloraLLMClient, request = REQUEST): Promise<unknown[]> {
  const streamed = await (await completions.createStream(request)).finalResponse();
  return [plain(streamed), plain(await completions.create(request))];
}

describe("a recording made over HTTP", () => {
  test("replays with the same completions, and holds no key", async () => {
    const folder = await mkdtemp(join(tmpdir(), "vllora-e2e-"));
    onTestFinished(() => rm(folder, { recursive: true }));
    await using server = await startReplayServer([STREAM, WHOLE], { split: 7 });
    const recorder = recordFetch({ save: folder });

    const live = await answersOf(clientFor(server.url, recorder.fetch));
    await recorder.saved();

    const files = await readdir(folder);
    expect(files.sort()).toEqual(["0001.json", "0002.json"]);
    for (const file of files) {
      expect(await readFile(join(folder, file), "utf8")).not.toContain(KEY);
    }
    const transcripts = await readTranscripts(folder);
    expect(transcripts.map(({ stream, model, end }) => ({ stream, model, end }))).toEqual([
      { stream: true, model: "m", end: "eof" },
      { stream: false, model: "m", end: "eof" },
    ]);
    const replay = replayFetch(transcripts, { split: "recorded" });
    expect(await answersOf(clientFor("https://example.com/v1", replay))).toEqual(live);
    await using again = await startReplayServer(transcripts, { delayMs: "recorded" });
    expect(await answersOf(clientFor(again.url, fetch))).toEqual(live);
  });

  test("of recorded streams of real servers is what they were", async () => {
    const streams = (await recordedCases(import.meta.url))
      .filter(({ stream, response }) => stream && response?.status === 200)
      .slice(0, 12);
    for (const found of streams) {
      const saved: Transcript[] = [];
      const recorder = recordFetch({
        fetch: replayFetch(found, { split: 50 }),
        save: (transcript) => void saved.push(transcript),
      });
      const ask = async (fetch: Fetch) => {
        const client = clientFor("https://example.com/v1", fetch, { maxRetries: 0 });
        const stream = await client.completions.createStream(REQUEST);
        return plain(await stream.finalResponse().catch((error: LLMError) => error.partial));
      };
      const live = await ask(recorder.fetch);
      await recorder.saved();
      expect(saved).toHaveLength(1);
      expect(await ask(replayFetch(saved)), found.name).toEqual(live);
    }
  });

  test("of a stream that the client gave up ends in silence, and then in the client's own limit", async () => {
    await using server = await startReplayServer([STREAM], {
      faults: { type: "stall", afterFrames: 3 },
    });
    const saved: Transcript[] = [];
    const recorder = recordFetch({ save: (transcript) => void saved.push(transcript) });
    const ask = async (fetch: Fetch) => {
      const client = clientFor(server.url, fetch, { timeouts: { idleMs: 50 } });
      const stream = await client.completions.createStream(REQUEST);
      return await stream.finalResponse().catch((error: LLMError) => error);
    };
    const timeout = { kind: "timeout", phase: "idle", partial: { id: "c1" } };
    expect(await ask(recorder.fetch)).toMatchObject(timeout);
    await recorder.saved();
    expect(saved).toMatchObject([{ end: "abort" }]);
    expect(await ask(replayFetch(saved))).toMatchObject(timeout);
  });
});

async function errorOf({ completions }: VlloraLLMClient): Promise<LLMError> {
  const asked = completions.createStream(REQUEST).then((stream) => stream.finalResponse());
  const thrown = await asked.catch((reason: unknown) => reason);
  expect(thrown).toBeInstanceOf(LLMError);
  return thrown as LLMError;
}

type Timeouts = ClientOptions["timeouts"];
type Plan = FaultPlan<{ readonly path: string }>;

describe.each<[string, (faults: Plan) => Promise<{ url: string; fetch: Fetch }>]>([
  [
    "the server",
    async (faults) => {
      const server = await startReplayServer([STREAM, WHOLE], { faults });
      onTestFinished(() => server.close());
      return { url: server.url, fetch };
    },
  ],
  [
    "replayFetch",
    async (faults) => ({
      url: "https://example.com/v1",
      fetch: replayFetch([STREAM, WHOLE], { faults }),
    }),
  ],
  [
    "faultyFetch",
    async (faults) => ({
      url: "https://example.com/v1",
      fetch: faultyFetch(replayFetch([STREAM, WHOLE]), faults),
    }),
  ],
])("a fault of %s reaches the application", (_player, start) => {
  test.each<[string, Fault, Timeouts, string]>([
    ["before the head", { type: "stall" }, { connectMs: 50 }, "connect"],
    ["after the head", { type: "stall", afterBytes: 0 }, { firstChunkMs: 50 }, "first_chunk"],
    ["in the middle of a frame", { type: "stall", afterBytes: -130 }, { idleMs: 50 }, "idle"],
    ["before the last frame", { type: "stall", afterFrames: -1 }, { idleMs: 50 }, "idle"],
  ])("as its own limit: a stall %s", async (_name, fault, timeouts, phase) => {
    const { url, fetch } = await start(fault);
    const thrown = await errorOf(clientFor(url, fetch, { maxRetries: 0, timeouts }));
    expect(thrown).toMatchObject({ kind: "timeout", phase });
  });

  test.each<[string, Fault, object]>([
    ["a cut", { type: "cut", afterFrames: 2 }, { kind: "interrupted" }],
    ["a reset", { type: "reset", afterFrames: 2 }, { kind: "interrupted" }],
    ["a reset before the head", { type: "reset" }, { kind: "connection" }],
    [
      "an error frame inside a 200",
      {
        type: "insert",
        afterFrames: 2,
        data: 'data: {"error":{"message":"Overloaded","type":"overloaded_error"}}\n\n',
      },
      { kind: "overloaded" },
    ],
    ["a malformed frame", { type: "malformed_frame", afterFrames: 2 }, { kind: "protocol" }],
    ["another content type", { type: "content_type", value: "text/html" }, { kind: "protocol" }],
    ["a page", { type: "html" }, { kind: "server", status: 502 }],
    ["a page that looks well", { type: "html", status: 200 }, { kind: "protocol" }],
    ["a status", { type: "status", status: 529 }, { kind: "overloaded", status: 529 }],
    [
      "a status with an empty body",
      { type: "status", status: 401, body: "" },
      { kind: "authentication", status: 401 },
    ],
    [
      "a status that says when to retry",
      { type: "status", status: 429, headers: { "retry-after": "7" } },
      { kind: "rate_limit", status: 429, retryAfterMs: 7000 },
    ],
  ])("as an error: %s", async (_name, fault, error) => {
    const { url, fetch } = await start(fault);
    const thrown = await errorOf(clientFor(url, fetch, { maxRetries: 0 }));
    expect(thrown).toMatchObject(error);
    expect(JSON.stringify(thrown)).not.toContain(KEY);
  });

  test("as nothing at all, when the last frame is slow only", async () => {
    const { url, fetch } = await start({ type: "drip", everyMs: 1, bytes: 100 });
    const client = clientFor(url, fetch, { maxRetries: 0 });
    const stream = await client.completions.createStream(REQUEST);
    expect((await stream.finalResponse()).text).toBe("Hello wörld");
  });

  test("as nothing at all, when the second try is good", async () => {
    const { url, fetch } = await start([
      { type: "status", status: 429, headers: { "retry-after": "0" } },
    ]);
    const { text, attempts } = await clientFor(url, fetch).completions.create(REQUEST);
    expect({ text, attempts }).toEqual({ text: "Hello wörld", attempts: 2 });
  });
});
