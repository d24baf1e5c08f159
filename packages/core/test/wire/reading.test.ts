import { once } from "node:events";
import { setImmediate as turn } from "node:timers/promises";
import type { ChatCompletionChunk } from "@vllora/core/provider";
import { describe, expect, onTestFinished, test } from "vitest";
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

async function open() {
  const server = await serve((response) => stream(response, ...STREAM));
  return await clientFor(server).completions.createStream(REQUEST);
}

function textOf(chunks: readonly ChatCompletionChunk[]): string {
  return chunks.map(({ choices }) => choices[0]?.delta.content ?? "").join("");
}

describe("the whole answer of a stream", () => {
  test("is there without a loop, and is the same each time", async () => {
    const chunks = await open();
    const result = await chunks.finalResponse();
    expect(result.text).toBe("Hello world");
    expect(await chunks.finalResponse()).toBe(result);
  });

  test("is there after a loop", async () => {
    const chunks = await open();
    for await (const _chunk of chunks);
    expect((await chunks.finalResponse()).text).toBe("Hello world");
  });

  test("can be waited for beside a loop, which misses nothing", async () => {
    const chunks = await open();
    const read: ChatCompletionChunk[] = [];
    const loop = async () => {
      for await (const chunk of chunks) {
        read.push(chunk);
        await turn();
      }
    };
    const [result] = await Promise.all([chunks.finalResponse(), loop()]);
    expect(result.text).toBe("Hello world");
    expect(textOf(read)).toBe("Hello world");
    expect(read).toHaveLength(4);
  });

  test("is asked for twice at once, and is one", async () => {
    const chunks = await open();
    const [first, second] = await Promise.all([chunks.finalResponse(), chunks.finalResponse()]);
    expect(first).toBe(second);
  });
});

describe("reads at once", () => {
  test("get the chunks in order, and the rest the end", async () => {
    const chunks = await open();
    const results = await Promise.all(Array.from({ length: 7 }, () => chunks.next()));
    const values = results.flatMap(({ value }) => (value === undefined ? [] : [value]));
    expect(results.map(({ done }) => done)).toEqual([false, false, false, false, true, true, true]);
    expect(textOf(values)).toBe("Hello world");
  });

  test("get a failure, all that come after the chunks before it", async () => {
    const server = await serve((response) => stream(response, ROLE, HELLO));
    const chunks = await clientFor(server).completions.createStream(REQUEST);
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => chunks.next()));
    expect(results.map(({ status }) => status)).toEqual([
      "fulfilled",
      "fulfilled",
      "rejected",
      "rejected",
      "rejected",
    ]);
  });
});

test("a slow consumer holds the server back", async () => {
  const FRAMES = 512;
  const big = frame({ content: "x".repeat(65_000) });
  let sent = 0;
  const server = await serve(async (response) => {
    begin(response, ROLE);
    for (; sent < FRAMES; sent++) {
      if (!response.write(big)) await once(response, "drain");
    }
    response.end(STOP + DONE);
  });
  let read = 0;
  let ahead = 0;
  for await (const { choices } of await clientFor(server).completions.createStream(REQUEST)) {
    if (choices[0]?.delta.content) read++;
    // Turns in which the server could send all there is.
    for (let turns = 0; turns < 20; turns++) await turn();
    ahead = Math.max(ahead, sent - read);
  }
  expect(read).toBe(FRAMES);
  // What the sockets and their streams hold: some megabytes of the 32.
  expect(ahead).toBeLessThan(FRAMES / 2);
});

describe("a connection", () => {
  test("is used again after whole answers, streams and errors", async () => {
    const server = await serve((response, call) => {
      if (call % 3 === 0) json(response, { error: { message: "no" } }, 400);
      else if (call % 3 === 1) stream(response, ...STREAM);
      else json(response, COMPLETION);
    });
    const { completions } = clientFor(server);
    for (let round = 0; round < 5; round++) {
      await (await completions.createStream(REQUEST)).finalResponse();
      // fetch gives a connection back a turn after the body's end.
      await turn();
      await completions.create(REQUEST);
      await turn();
      await rejectionOf(completions.create(REQUEST));
      await turn();
    }
    expect(server.calls).toBe(15);
    expect(server.connections).toBe(1);
  });
});

test("nothing is rejected unheard", async () => {
  const unheard: unknown[] = [];
  const listener = (error: unknown) => unheard.push(error);
  process.on("unhandledRejection", listener);
  onTestFinished(() => void process.off("unhandledRejection", listener));
  const server = await serve((response, call) => {
    if (call % 2 === 0) begin(response, ROLE, HELLO);
    else stream(response, ROLE, HELLO);
  });
  const { completions } = clientFor(server);
  for (let round = 0; round < 10; round++) {
    const cut = await completions.createStream(REQUEST);
    // Reads one chunk and forgets about the rest, which fails.
    await cut.next();
    const controller = new AbortController();
    const hanging = await completions.createStream(REQUEST, { signal: controller.signal });
    if (round % 3 === 0) controller.abort();
    else if (round % 3 === 1) hanging.abort();
    else await hanging.return();
  }
  await rejectionOf(completions.create(REQUEST, { timeout: 1, maxRetries: 0 }));
  for (let turns = 0; turns < 20; turns++) await turn();
  expect(unheard).toEqual([]);
});
