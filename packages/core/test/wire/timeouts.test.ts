import { once } from "node:events";
import { setTimeout as pause } from "node:timers/promises";
import type { LLMError, TimeoutPhase } from "@vllora/core";
import { beforeAll, describe, expect, test } from "vitest";
import {
  type Answer,
  begin,
  COMPLETION,
  clientFor,
  deadURL,
  HELLO,
  json,
  REQUEST,
  ROLE,
  rejectionOf,
  STOP,
  STREAM,
  serve,
  WORLD,
} from "./server.ts";

const LIMIT_MS = 60;

// Node loads its fetch on first use, which on a busy machine takes longer than the limit.
beforeAll(async () => {
  await rejectionOf(fetch(await deadURL()));
});

/** Sends something every few milliseconds until the client hangs up. */
function drip(text: string): Answer {
  return async (response) => {
    begin(response);
    const timer = setInterval(() => response.write(text), LIMIT_MS / 6);
    await once(response, "close");
    clearInterval(timer);
  };
}

/** A whole answer of which only the beginning comes. */
const hang: Answer = (response) => {
  response.writeHead(200, { "content-type": "application/json" });
  response.write("{");
};

describe("a limit that runs out", () => {
  test.each<[TimeoutPhase, object, Answer]>([
    ["connect", { connectMs: LIMIT_MS }, () => undefined],
    ["first_chunk", { firstChunkMs: LIMIT_MS }, (response) => begin(response)],
    ["total", { totalMs: LIMIT_MS }, () => undefined],
  ])(
    "before the first output of a stream is an error of the call: %s",
    async (phase, timeouts, answer) => {
      const server = await serve(answer);
      const hungUp = server.hungUp();
      const call = clientFor(server, { maxRetries: 0, timeouts }).completions.createStream(REQUEST);
      expect(await rejectionOf(call)).toMatchObject({ kind: "timeout", phase, retryable: true });
      await hungUp;
    },
  );

  test.each<[TimeoutPhase, object, Answer]>([
    ["response", { responseMs: LIMIT_MS }, () => undefined],
    ["idle", { idleMs: LIMIT_MS }, hang],
    ["total", { totalMs: LIMIT_MS }, hang],
  ])("of a whole answer is an error of the call: %s", async (phase, timeouts, answer) => {
    const server = await serve(answer);
    const hungUp = server.hungUp();
    const call = clientFor(server, { maxRetries: 0, timeouts }).completions.create(REQUEST);
    expect(await rejectionOf(call)).toMatchObject({ kind: "timeout", phase, retryable: true });
    await hungUp;
  });

  test.each<[TimeoutPhase, object]>([
    ["idle", { idleMs: LIMIT_MS * 4 }],
    ["total", { totalMs: LIMIT_MS * 8 }],
  ])("after output is thrown by the loop, with what had come: %s", async (phase, timeouts) => {
    const server = await serve((response) => begin(response, ROLE, HELLO));
    const hungUp = server.hungUp();
    const chunks = await clientFor(server, { timeouts }).completions.createStream(REQUEST);
    const error = (await rejectionOf(chunks.finalResponse())) as LLMError;
    expect(error).toMatchObject({ kind: "timeout", phase });
    expect(error.partial?.choices[0]?.message.content).toBe("Hello");
    await hungUp;
    expect(server.calls).toBe(1);
  });

  test("is retried before the first output", async () => {
    const server = await serve((response, call) =>
      call === 1 ? undefined : json(response, COMPLETION),
    );
    const result = await clientFor(server, {
      timeouts: { responseMs: LIMIT_MS },
    }).completions.create(REQUEST);
    expect(result.attempts).toBe(2);
  });

  test("is on the first chunk: comments do not put it off", async () => {
    const server = await serve(drip(": processing\n\n"));
    const timeouts = { firstChunkMs: LIMIT_MS };
    const call = clientFor(server, { maxRetries: 0, timeouts }).completions.createStream(REQUEST);
    expect(await rejectionOf(call)).toMatchObject({ kind: "timeout", phase: "first_chunk" });
  }, 5_000);

  test("is on one attempt as a whole: chunks do not put it off", async () => {
    const server = await serve(drip(HELLO));
    const timeouts = { totalMs: LIMIT_MS * 8 };
    const chunks = await clientFor(server, { timeouts }).completions.createStream(REQUEST);
    expect(await rejectionOf(chunks.finalResponse())).toMatchObject({
      kind: "timeout",
      phase: "total",
    });
  });

  test("is on silence: what comes in time puts it off", async () => {
    const server = await serve(async (response) => {
      begin(response, ROLE, HELLO);
      let left = 12;
      const timer = setInterval(() => {
        if (left-- > 0) response.write(": alive\n\n");
        else response.end(STREAM.join(""));
      }, LIMIT_MS);
      await once(response, "close");
      clearInterval(timer);
    });
    const timeouts = { idleMs: LIMIT_MS * 10 };
    const chunks = await clientFor(server, { timeouts }).completions.createStream(REQUEST);
    expect((await chunks.finalResponse()).finishReason).toBe("stop");
  });
});

test("the time that the consumer takes is not the server's", async () => {
  let goOn = () => {};
  const server = await serve((response) => {
    begin(response, ROLE, HELLO);
    goOn = () => response.end(WORLD + STOP);
  });
  const timeouts = { idleMs: LIMIT_MS * 4 };
  const chunks = await clientFor(server, { timeouts }).completions.createStream(REQUEST);
  // The consumer is busy for longer than the limit, and nothing comes meanwhile.
  await pause(LIMIT_MS * 6);
  goOn();
  expect((await chunks.finalResponse()).text).toBe("Hello world");
});

test("timeout is short for timeouts.totalMs", async () => {
  const server = await serve(() => undefined);
  const call = clientFor(server).completions.create(REQUEST, { timeout: LIMIT_MS, maxRetries: 0 });
  expect(await rejectionOf(call)).toMatchObject({ kind: "timeout", phase: "total" });
});
