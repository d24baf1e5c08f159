import { getEventListeners } from "node:events";
import type { ChatCompletionStream, LLMError } from "@vllora/core";
import { describe, expect, test } from "vitest";
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
  type WireServer,
} from "./server.ts";

/** A stream that says "Hello" and then nothing more. */
async function openStream(signal?: AbortSignal): Promise<{
  readonly chunks: ChatCompletionStream;
  readonly server: WireServer;
  readonly hungUp: Promise<void>;
}> {
  const server = await serve((response) => begin(response, ROLE, HELLO));
  const hungUp = server.hungUp();
  const chunks = await clientFor(server).completions.createStream(REQUEST, { signal });
  return { chunks, server, hungUp };
}

const reason = new Error("The user left");

describe("the caller's signal", () => {
  test.each(["create", "createStream"] as const)(
    "that was aborted before keeps %s from sending anything",
    async (method) => {
      const server = await serve((response) => json(response, COMPLETION));
      const signal = AbortSignal.abort(reason);
      const error = await rejectionOf(clientFor(server).completions[method](REQUEST, { signal }));
      expect(error).toMatchObject({ kind: "aborted", cause: reason, retryable: false });
      expect(server.calls).toBe(0);
    },
  );

  test.each(["create", "createStream"] as const)(
    "ends %s while the server thinks, and hangs up",
    async (method) => {
      const server = await serve(() => undefined);
      const controller = new AbortController();
      const call = clientFor(server).completions[method](REQUEST, { signal: controller.signal });
      const error = rejectionOf(call);
      await server.called();
      const hungUp = server.hungUp();
      controller.abort(reason);
      expect(await error).toMatchObject({ kind: "aborted", cause: reason });
      await hungUp;
      expect(server.calls).toBe(1);
    },
  );

  test("ends a whole answer whose body is on its way", async () => {
    const controller = new AbortController();
    const server = await serve((response) => {
      response.writeHead(200, { "content-type": "application/json" });
      response.write("{", () => controller.abort(reason));
    });
    const hungUp = server.hungUp();
    const call = clientFor(server).completions.create(REQUEST, { signal: controller.signal });
    expect(await rejectionOf(call)).toMatchObject({ kind: "aborted", cause: reason });
    await hungUp;
  });

  test("makes a stream throw what it is, with what had come, and hangs up", async () => {
    const controller = new AbortController();
    const { chunks, hungUp } = await openStream(controller.signal);
    expect((await chunks.next()).done).toBe(false);
    expect((await chunks.next()).done).toBe(false);
    const next = rejectionOf(chunks.next());
    controller.abort(reason);
    const error = (await next) as LLMError;
    expect(error).toMatchObject({ kind: "aborted", cause: reason });
    expect(error.partial?.choices[0]?.message.content).toBe("Hello");
    await hungUp;
  });

  test("that is a timeout of the caller's is an abort with that reason", async () => {
    const server = await serve(() => undefined);
    const signal = AbortSignal.timeout(20);
    const error = (await rejectionOf(
      clientFor(server).completions.create(REQUEST, { signal }),
    )) as LLMError;
    expect(error.kind).toBe("aborted");
    expect(error.cause).toMatchObject({ name: "TimeoutError" });
  });

  test("ends the pause before a retry", async () => {
    const server = await serve((response) => json(response, {}, 500, { "retry-after": "30" }));
    const controller = new AbortController();
    const call = clientFor(server).completions.create(REQUEST, { signal: controller.signal });
    const error = rejectionOf(call);
    await server.called();
    controller.abort(reason);
    expect(await error).toMatchObject({ kind: "aborted", cause: reason });
    expect(server.calls).toBe(1);
  });

  test("ends a wait for credentials", async () => {
    const server = await serve((response) => json(response, COMPLETION));
    const controller = new AbortController();
    const call = clientFor(server).completions.create(REQUEST, {
      signal: controller.signal,
      credentials: () => {
        queueMicrotask(() => controller.abort(reason));
        return new Promise(() => undefined);
      },
    });
    expect(await rejectionOf(call)).toMatchObject({ kind: "aborted", cause: reason });
    expect(server.calls).toBe(0);
  });

  test("has no listener left after 200 calls that went well or badly", async () => {
    const { signal } = new AbortController();
    const server = await serve((response, call) => {
      if (call % 4 === 0) json(response, { error: { message: "no" } }, 400);
      else if (call % 4 === 1) json(response, COMPLETION);
      else if (call % 4 === 2) stream(response, ROLE, HELLO);
      else stream(response, ...STREAM);
    });
    const { completions } = clientFor(server);
    for (let round = 0; round < 50; round++) {
      await completions.create(REQUEST, { signal });
      const cut = await completions.createStream(REQUEST, { signal });
      await rejectionOf(cut.finalResponse());
      for await (const _chunk of await completions.createStream(REQUEST, { signal })) break;
      await rejectionOf(completions.create(REQUEST, { signal }));
    }
    expect(server.calls).toBe(200);
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });
});

describe("a stream that its consumer leaves", () => {
  test("by break hangs up", async () => {
    const { chunks, hungUp } = await openStream();
    for await (const { choices } of chunks) {
      if (choices[0]?.delta.content === "Hello") break;
    }
    await hungUp;
    expect(await chunks.next()).toEqual({ done: true, value: undefined });
  });

  test("by return() hangs up", async () => {
    const { chunks, hungUp } = await openStream();
    expect(await chunks.return()).toEqual({ done: true, value: undefined });
    await hungUp;
    expect(await chunks.next()).toEqual({ done: true, value: undefined });
  });

  test("by an error in the loop hangs up, and the error stays what it is", async () => {
    const { chunks, hungUp } = await openStream();
    const failure = new Error("Mine");
    const loop = async () => {
      for await (const _chunk of chunks) throw failure;
    };
    expect(await rejectionOf(loop())).toBe(failure);
    await hungUp;
  });

  test("by abort() hangs up, and the next read throws with its reason", async () => {
    const { chunks, hungUp } = await openStream();
    chunks.abort(reason);
    expect(await rejectionOf(chunks.next())).toMatchObject({ kind: "aborted", cause: reason });
    await hungUp;
    expect(await rejectionOf(chunks.next())).toMatchObject({ kind: "aborted", cause: reason });
  });

  test("by abort() ends a read that waits", async () => {
    const { chunks, hungUp } = await openStream();
    await chunks.next();
    await chunks.next();
    const next = rejectionOf(chunks.next());
    chunks.abort();
    expect(await next).toMatchObject({ kind: "aborted" });
    await hungUp;
  });

  test("by abort() after its end is complete all the same", async () => {
    const server = await serve((response) => stream(response, ...STREAM));
    const chunks = await clientFor(server).completions.createStream(REQUEST);
    await chunks.finalResponse();
    chunks.abort(reason);
    expect((await chunks.finalResponse()).text).toBe("Hello world");
  });

  test("has no whole answer", async () => {
    const { chunks, hungUp } = await openStream();
    await chunks.return();
    await hungUp;
    expect(await rejectionOf(chunks.finalResponse())).toMatchObject({ kind: "aborted" });
  });
});
