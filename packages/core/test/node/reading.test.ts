import { getEventListeners, once } from "node:events";
import type { ServerResponse } from "node:http";
import { gzipSync } from "node:zlib";
import { nodeHttp } from "@vllora/core/node";
import { describe, expect, test } from "vitest";
import { alarms, settled } from "../wire/left-over.ts";
import { serve } from "./server.ts";

const send = nodeHttp();

/** An answer that is written piece by piece by the test. */
async function open(init: RequestInit = {}) {
  let begun!: (response: ServerResponse) => void;
  const response = new Promise<ServerResponse>((resolve) => {
    begun = resolve;
  });
  const url = await serve((_request, outgoing) => {
    outgoing.flushHeaders();
    begun(outgoing);
  });
  const answer = await send(url, init);
  const server = await response;
  const { body } = answer;
  if (body === null) throw new Error("Expected a body");
  return { answer, body, server, gone: once(server, "close") };
}

const text = (result: { readonly value?: Uint8Array | undefined } | undefined) =>
  result?.value && Buffer.from(result.value).toString();

describe("a reader", () => {
  test("gets what came as one piece, and then waits", async () => {
    const { body, server } = await open();
    const reader = body.getReader();
    const first = reader.read();
    server.write("a");
    expect(text(await first)).toBe("a");
    await new Promise<void>((resolve) => server.write("b", () => resolve()));
    server.end("c");
    let rest = "";
    for (let part = await reader.read(); !part.done; part = await reader.read()) rest += text(part);
    expect(rest).toBe("bc");
    expect(await reader.read()).toEqual({ done: true, value: undefined });
    await reader.closed;
  });

  test("serves reads in their order", async () => {
    const { body, server } = await open();
    const reader = body.getReader();
    const reads = [reader.read(), reader.read(), reader.read()];
    server.write("a");
    expect(text(await reads[0])).toBe("a");
    server.write("b");
    expect(text(await reads[1])).toBe("b");
    server.end();
    expect(await reads[2]).toEqual({ done: true, value: undefined });
  });

  test("is the only one until it is released", async () => {
    const { body, server } = await open();
    const reader = body.getReader();
    expect(body.locked).toBe(true);
    expect(() => body.getReader()).toThrow(TypeError);
    expect(() => body.tee()).toThrow(TypeError);
    await expect(body.cancel()).rejects.toThrow(TypeError);
    const waiting = reader.read();
    reader.releaseLock();
    await expect(waiting).rejects.toThrow(TypeError);
    await expect(reader.read()).rejects.toThrow(TypeError);
    expect(body.locked).toBe(false);
    server.end("rest");
    expect(text(await body.getReader().read())).toBe("rest");
  });

  test("that was released has no say over the next one", async () => {
    const heard = alarms();
    const { body, server } = await open();
    const first = body.getReader();
    const over = first.closed;
    expect(first.closed).toBe(over);
    first.releaseLock();
    first.releaseLock();
    await expect(over).rejects.toThrow(TypeError);
    const second = body.getReader();
    await expect(first.cancel()).rejects.toThrow(TypeError);
    server.end("a");
    expect(text(await second.read())).toBe("a");
    expect(await second.read()).toEqual({ done: true, value: undefined });
    expect(heard).toEqual([]);
  });

  test("gives nothing more when it was cancelled", async () => {
    for (const by of ["reader", "body"]) {
      const { body, server, gone } = await open();
      await new Promise<void>((resolve) => server.write("a".repeat(1000), () => resolve()));
      const first = body.getReader();
      if (by === "reader") await first.cancel();
      first.releaseLock();
      if (by === "body") await body.cancel();
      await gone;
      expect(await body.getReader().read()).toEqual({ done: true, value: undefined });
    }
  });

  test("of bytes that are put where the caller says is the web stream's", async () => {
    const { body, server } = await open();
    server.end("abc");
    const reader = body.getReader({ mode: "byob" });
    expect(text(await reader.read(new Uint8Array(8)))).toBe("abc");
    expect(body.locked).toBe(true);
  });

  test("gets what had come before the connection broke, and then the error", async () => {
    const heard = alarms();
    const { body, server } = await open();
    await new Promise<void>((resolve) => server.write("a", () => resolve()));
    const gone = once(server, "close");
    server.destroy();
    await gone;
    const reader = body.getReader();
    // Looked at by nobody else.
    void reader.closed;
    const pieces: string[] = [];
    const read = async () => {
      for (;;) pieces.push(text(await reader.read()) ?? "");
    };
    await expect(read()).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(pieces).toEqual(["a"]);
    await expect(reader.closed).rejects.toMatchObject({ code: "ECONNRESET" });
    await expect(reader.read()).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(heard).toEqual([]);
  });

  test.each(["reader", "body", "web stream"])(
    "hangs up when the %s is cancelled",
    async (which) => {
      const { body, server, gone } = await open();
      server.write("a");
      if (which === "body") await body.cancel();
      else if (which === "reader") {
        const reader = body.getReader();
        await reader.read();
        const waiting = reader.read();
        await reader.cancel();
        expect(await waiting).toEqual({ done: true, value: undefined });
      } else for await (const _piece of body) break;
      await gone;
    },
  );
});

describe("a signal", () => {
  const reason = new Error("enough");

  test("that is aborted already keeps the request from being sent", async () => {
    let calls = 0;
    const url = await serve((_request, response) => {
      calls++;
      response.end();
    });
    await expect(send(url, { signal: AbortSignal.abort("no") })).rejects.toBe("no");
    expect(calls).toBe(0);
  });

  test.each<[string, RequestInit]>([
    ["no body", {}],
    ["a text", { method: "POST", body: "a" }],
    ["a form", { method: "POST", body: new URLSearchParams({ a: "b" }) }],
  ])("that is aborted at once keeps %s from being sent", async (_name, init) => {
    let calls = 0;
    const url = await serve((_request, response) => {
      calls++;
      response.end();
    });
    const controller = new AbortController();
    const answer = send(url, { ...init, signal: controller.signal });
    controller.abort(reason);
    await expect(answer).rejects.toBe(reason);
    expect(calls).toBe(0);
  });

  test.each(["plain", "packed"])(
    "ends a %s body whose connection has closed, but was not read",
    async (kind) => {
      const controller = new AbortController();
      const closed: Promise<unknown>[] = [];
      const packed = kind === "packed";
      const url = await serve(({ socket }, response) => {
        closed.push(once(socket, "close"));
        response.setHeader("connection", "close");
        if (packed) response.setHeader("content-encoding", "gzip");
        response.end(packed ? gzipSync("hello") : "hello");
      });
      const answer = await send(url, { signal: controller.signal });
      await closed[0];
      controller.abort(reason);
      await expect(answer.text()).rejects.toBe(reason);
      expect(getEventListeners(controller.signal, "abort")).toEqual([]);
    },
  );

  test("can be shared by many, and has one listener", async () => {
    const heard = alarms();
    const controller = new AbortController();
    const url = await serve(() => undefined);
    const calls = Array.from({ length: 20 }, () => send(url, { signal: controller.signal }));
    const all = Promise.allSettled(calls);
    await settled(() => getEventListeners(controller.signal, "abort").length > 0);
    expect(getEventListeners(controller.signal, "abort")).toHaveLength(1);
    controller.abort(reason);
    expect(new Set((await all).map(({ status }) => status))).toEqual(new Set(["rejected"]));
    expect(heard).toEqual([]);
  });

  test("has no listener left when the connection fails", async () => {
    const { signal } = new AbortController();
    const url = await serve((request) => request.socket.destroy());
    await expect(send(url, { signal })).rejects.toMatchObject({ code: "ECONNRESET" });
    await settled(() => getEventListeners(signal, "abort").length === 0);
  });

  test.each([reason, "text", null, 0])(
    "ends the wait for a head with %j, and hangs up",
    async (why) => {
      const controller = new AbortController();
      let gone: Promise<unknown> | undefined;
      const url = await serve((_request, response) => {
        gone = once(response, "close");
        controller.abort(why);
      });
      const error = await send(url, { signal: controller.signal }).catch((cause: unknown) => cause);
      expect(error).toBe(why);
      await gone;
      expect(getEventListeners(controller.signal, "abort")).toEqual([]);
    },
  );

  test.each([reason, "text", 0])("ends a body with an error for %j, and hangs up", async (why) => {
    const controller = new AbortController();
    const { body, server, gone } = await open({ signal: controller.signal });
    server.write("a");
    const reader = body.getReader();
    await reader.read();
    const waiting = reader.read();
    controller.abort(why);
    await expect(waiting).rejects.toSatisfy((error: Error) =>
      why instanceof Error ? error === why : error.cause === why,
    );
    await gone;
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
  });

  test("has no listener left when the answer is over", async () => {
    const { signal } = new AbortController();
    const { answer, server } = await open({ signal });
    server.end("a");
    expect(await answer.text()).toBe("a");
    await settled(() => getEventListeners(signal, "abort").length === 0);
  });
});
