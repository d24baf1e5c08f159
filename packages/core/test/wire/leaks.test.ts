import { getEventListeners } from "node:events";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { LLMError } from "@vllora/core";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { alarms, settled, timers } from "./left-over.ts";
import {
  begin,
  COMPLETION,
  clientFor,
  HELLO,
  json,
  REQUEST,
  ROLE,
  rejectionOf,
  STREAM,
  serve,
  stream,
} from "./server.ts";

async function inBatches(count: number, size: number, call: () => Promise<void>): Promise<void> {
  for (let made = 0; made < count; made += size) {
    await Promise.all(Array.from({ length: size }, call));
  }
}

describe("one signal for many calls", () => {
  test("has no listener after 10,000 calls that were aborted", async () => {
    const heard = alarms();
    const before = timers();
    const shared = new AbortController();
    const { signal } = shared;
    let open = 0;
    let listeners = 0;
    const { completions } = clientFor({ url: "http://127.0.0.1:9" }, { maxRetries: 0 });
    // As fetch does: it hangs until its own signal says that it is over.
    const fetch = (_url: string, init: RequestInit) =>
      new Promise<Response>((_, reject) => {
        if (++open === 10_000) {
          listeners = getEventListeners(signal, "abort").length;
          queueMicrotask(() => shared.abort("all of them"));
        }
        init.signal?.addEventListener("abort", () => reject(init.signal?.reason), { once: true });
      });
    const call = async (number: number) => {
      const method = number % 2 === 0 ? "create" : "createStream";
      const error = await rejectionOf(completions[method](REQUEST, { signal, fetch }));
      return LLMError.is(error) ? error.kind : undefined;
    };
    const kinds = await Promise.all(Array.from({ length: 10_000 }, (_, number) => call(number)));
    expect(new Set(kinds)).toEqual(new Set(["aborted"]));
    expect(open).toBe(10_000);
    // One for all of them: more are a leak in Node's eyes, which warns.
    expect(listeners).toBe(1);
    expect(getEventListeners(signal, "abort")).toEqual([]);
    await settled(() => timers() <= before);
    expect(heard).toEqual([]);
  }, 60_000);

  test("has no listener after 10,000 calls that were aborted one by one", async () => {
    const heard = alarms();
    const before = timers();
    const { signal } = new AbortController();
    const { completions } = clientFor({ url: "http://127.0.0.1:9" }, { maxRetries: 0 });
    const unreached = () => new Promise<Response>(() => undefined);
    let most = 0;
    await inBatches(10_000, 100, async () => {
      // The call ends by its limit or its own abort, while the shared signal goes on.
      const stream = await completions.createStream(REQUEST, { signal, fetch: instantly });
      most = Math.max(most, getEventListeners(signal, "abort").length);
      stream.abort("enough");
      await rejectionOf(stream.finalResponse());
    });
    for (const method of ["create", "createStream"] as const) {
      const options = { signal, fetch: unreached, timeout: 5 };
      expect(await rejectionOf(completions[method](REQUEST, options))).toMatchObject({
        kind: "timeout",
      });
    }
    expect(most).toBe(1);
    expect(getEventListeners(signal, "abort")).toEqual([]);
    await settled(() => timers() <= before);
    expect(heard).toEqual([]);
  }, 60_000);

  test("has no listener after calls that went well, failed, were left or were retried", async () => {
    const heard = alarms();
    const before = timers();
    const { signal } = new AbortController();
    const server = await serve((response, _call, request) => {
      switch (request.headers["x-case"]) {
        case "whole":
          return json(response, COMPLETION);
        case "failed":
          return json(response, { error: { message: "no" } }, 400);
        case "retried":
          return json(response, {}, 503, { "retry-after-ms": "0" });
        case "cut":
          return stream(response, ROLE, HELLO);
        case "left":
          return begin(response, ROLE, HELLO);
        default:
          return stream(response, ...STREAM);
      }
    });
    const { completions } = clientFor(server);
    const options = (name: string) => ({ signal, headers: { "x-case": name } });
    await inBatches(400, 20, async () => {
      await completions.create(REQUEST, options("whole"));
      await rejectionOf(completions.create(REQUEST, options("failed")));
      await rejectionOf(completions.createStream(REQUEST, options("retried")));
      const cut = await completions.createStream(REQUEST, options("cut"));
      await rejectionOf(cut.finalResponse());
      for await (const _chunk of await completions.createStream(REQUEST, options("left"))) break;
      await (await completions.createStream(REQUEST, options("streamed"))).finalResponse();
    });
    expect(getEventListeners(signal, "abort")).toEqual([]);
    await settled(() => timers() <= before);
    expect(heard).toEqual([]);
  }, 60_000);
});

/** A stream without a socket that says "Hello" and then nothing more, until its signal ends it. */
async function instantly(_url: string, { signal }: RequestInit): Promise<Response> {
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      controller.enqueue(new TextEncoder().encode(ROLE + HELLO));
      signal?.addEventListener("abort", () => controller.error(signal.reason), { once: true });
    },
  });
  return new Response(body, { headers: { "content-type": "text/event-stream" } });
}

test("a stream that has ended waits for no finalizer", async () => {
  const unregister = vi.spyOn(FinalizationRegistry.prototype, "unregister");
  onTestFinished(() => unregister.mockRestore());
  // The platform's own fetch has finalizers, too.
  const ours = () =>
    unregister.mock.calls.filter(([token]) => token.constructor.name === "Exchange").length;
  let end = () => undefined as unknown;
  const server = await serve((response) => {
    begin(response, ROLE, HELLO);
    end = () => response.end(STREAM.slice(2).join(""));
  });
  const { completions } = clientFor(server);
  const stream = await completions.createStream(REQUEST);
  expect(ours()).toBe(0);
  end();
  await stream.finalResponse();
  expect(ours()).toBe(1);
});

test("a stream that is dropped unread gives its connection back when it is collected", async () => {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  const server = await serve((response) => begin(response, ROLE, HELLO));
  const { completions } = clientFor(server);
  const { signal } = new AbortController();
  let gone = false;
  const hungUp = server.hungUp().then(() => {
    gone = true;
  });
  const drop = async () => {
    await completions.createStream(REQUEST, { signal });
  };
  await drop();
  expect(getEventListeners(signal, "abort")).toHaveLength(1);
  await settled(() => {
    collect();
    return gone;
  });
  await hungUp;
  expect(getEventListeners(signal, "abort")).toEqual([]);
});
