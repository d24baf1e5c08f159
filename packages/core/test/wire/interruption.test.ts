import { LLMError, StreamInterruptedError } from "@vllora/core";
import type { ChatCompletionChunk } from "@vllora/core/provider";
import { startReplayServer, type Transcript } from "@vllora/testing";
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
  WORLD,
} from "./server.ts";

const CASE: Transcript = {
  name: "acme/stream",
  stream: true,
  response: {
    status: 200,
    headers: { "content-type": "text/event-stream", "x-request-id": "r1" },
  },
  body: Buffer.from(STREAM.join("")),
  end: "eof",
};

const ERROR = `data: ${JSON.stringify({ error: { message: "Overloaded", type: "overloaded_error" } })}\n\n`;

/** What a loop over the stream got, and what it threw. */
async function readAll(
  chunks: AsyncIterable<ChatCompletionChunk>,
): Promise<{ text: string; error: unknown }> {
  let text = "";
  try {
    for await (const { choices } of chunks) text += choices[0]?.delta.content ?? "";
    return { text, error: undefined };
  } catch (error) {
    return { text, error };
  }
}

describe("a stream that breaks after output", () => {
  test.each(["cut", "reset"] as const)(
    "by a %s gives what had come, and then throws what is missing",
    async (type) => {
      const server = await startReplayServer([CASE], { faults: { type, afterFrames: 2 } });
      onTestFinished(() => server.close());
      const chunks = await clientFor(server).completions.createStream(REQUEST);
      const { text, error } = await readAll(chunks);
      expect(text).toBe("Hello");
      expect(error).toBeInstanceOf(LLMError);
      expect(error).toMatchObject({
        kind: "interrupted",
        retryable: true,
        provider: "openai-compatible",
        model: "m",
        requestId: "r1",
        attempts: 1,
        partial: {
          id: "c1",
          choices: [
            { message: { content: "Hello" }, finish_reason: null, incomplete_tool_calls: [] },
          ],
        },
      });
      expect(server.requests).toHaveLength(1);
    },
  );

  test("in the middle of a frame says so", async () => {
    const server = await serve((response) => stream(response, ROLE, HELLO, WORLD.slice(0, -20)));
    const { text, error } = await readAll(
      await clientFor(server).completions.createStream(REQUEST),
    );
    expect(text).toBe("Hello");
    expect(error).toBeInstanceOf(StreamInterruptedError);
    expect((error as Error).message).toContain("in the middle of a frame");
  });

  test("has no tool call that could be run", async () => {
    const call = { index: 0, id: "a", function: { name: "rm", arguments: '{"path":"/' } };
    const server = await serve((response) => stream(response, frame({ tool_calls: [call] })));
    const chunks = await clientFor(server).completions.createStream(REQUEST);
    const error = (await rejectionOf(chunks.finalResponse())) as LLMError;
    expect(error.kind).toBe("interrupted");
    expect(error.partial?.choices[0]).toMatchObject({
      finish_reason: null,
      incomplete_tool_calls: [{ index: 0, id: "a", name: "rm", arguments: '{"path":"/' }],
    });
    expect(error.partial?.choices[0]?.message).not.toHaveProperty("tool_calls");
  });

  test("by [DONE] without a finish reason is interrupted all the same", async () => {
    const server = await serve((response) => stream(response, ROLE, HELLO, DONE));
    const { text, error } = await readAll(
      await clientFor(server).completions.createStream(REQUEST),
    );
    expect(text).toBe("Hello");
    expect(error).toMatchObject({ kind: "interrupted" });
  });

  test("throws from every read, and every time from finalResponse", async () => {
    const server = await serve((response) => stream(response, ROLE, HELLO));
    const chunks = await clientFor(server).completions.createStream(REQUEST);
    const { error } = await readAll(chunks);
    expect(error).toMatchObject({ kind: "interrupted" });
    expect(await rejectionOf(chunks.next())).toBe(error);
    expect(await rejectionOf(chunks.finalResponse())).toBe(error);
    expect(await rejectionOf(chunks.finalResponse())).toBe(error);
  });
});

describe("a stream without [DONE]", () => {
  test("ends well when its finish reason came", async () => {
    const server = await serve((response) => stream(response, ROLE, HELLO, STOP));
    const { text, error } = await readAll(
      await clientFor(server).completions.createStream(REQUEST),
    );
    expect({ text, error }).toEqual({ text: "Hello", error: undefined });
  });

  test("ends well when its last frame lacks the blank line", async () => {
    const server = await serve((response) => stream(response, ROLE, HELLO, STOP.trimEnd()));
    const { text, error } = await readAll(
      await clientFor(server).completions.createStream(REQUEST),
    );
    expect({ text, error }).toEqual({ text: "Hello", error: undefined });
  });
});

describe("a stream that breaks before its first output", () => {
  test.each<[string, readonly string[]]>([
    ["at once", []],
    ["after the role", [ROLE]],
    ["after a comment", [": processing\n\n"]],
  ])("%s is asked for again", async (_name, frames) => {
    const server = await serve((response, call) =>
      call === 1 ? stream(response, ...frames) : stream(response, ...STREAM),
    );
    const chunks = await clientFor(server).completions.createStream(REQUEST);
    const result = await chunks.finalResponse();
    expect(result.text).toBe("Hello world");
    expect(result.attempts).toBe(2);
    expect(server.calls).toBe(2);
  });

  test("is an error of the call when no try is left", async () => {
    const server = await serve((response) => stream(response, ROLE));
    const call = clientFor(server, { maxRetries: 1 }).completions.createStream(REQUEST);
    const error = (await rejectionOf(call)) as LLMError;
    expect(error).toMatchObject({ kind: "interrupted", attempts: 2 });
    expect(error.partial).toBeUndefined();
    expect(server.calls).toBe(2);
  });
});

describe("an error frame", () => {
  test("before the first output is an error of the call, and is retried", async () => {
    const server = await serve((response, call) =>
      call === 1 ? stream(response, ROLE, ERROR) : stream(response, ...STREAM),
    );
    const result = await (
      await clientFor(server).completions.createStream(REQUEST)
    ).finalResponse();
    expect(result.text).toBe("Hello world");
    expect(server.calls).toBe(2);
  });

  test("before the first output is thrown by the call when no try is left", async () => {
    const server = await serve((response) => stream(response, ERROR));
    const call = clientFor(server, { maxRetries: 0 }).completions.createStream(REQUEST);
    expect(await rejectionOf(call)).toMatchObject({
      kind: "overloaded",
      type: "overloaded_error",
      message: "openai-compatible: Overloaded",
      attempts: 1,
    });
  });

  test("after output is thrown by the loop, with what had come, and is not retried", async () => {
    const server = await serve((response) => stream(response, ROLE, HELLO, ERROR, DONE));
    const { text, error } = await readAll(
      await clientFor(server).completions.createStream(REQUEST),
    );
    expect(text).toBe("Hello");
    expect(error).toMatchObject({
      kind: "overloaded",
      partial: { choices: [{ message: { content: "Hello" } }] },
    });
    expect(server.calls).toBe(1);
  });

  test("stops the upstream", async () => {
    const server = await serve((response) => begin(response, ROLE, HELLO, ERROR));
    const hungUp = server.hungUp();
    await readAll(await clientFor(server).completions.createStream(REQUEST));
    await hungUp;
  });
});

describe("a frame that cannot be read", () => {
  test("after output is thrown by the loop as a protocol error, with what had come", async () => {
    const server = await serve((response) => begin(response, ROLE, HELLO, "data: {nonsense\n\n"));
    const hungUp = server.hungUp();
    const { text, error } = await readAll(
      await clientFor(server).completions.createStream(REQUEST),
    );
    expect(text).toBe("Hello");
    expect(error).toMatchObject({
      kind: "protocol",
      retryable: false,
      partial: { choices: [{ message: { content: "Hello" } }] },
    });
    expect((error as Error).message).not.toContain("nonsense");
    await hungUp;
  });

  test("before output is an error of the call", async () => {
    const server = await serve((response) => stream(response, "data: {nonsense\n\n", ...STREAM));
    const call = clientFor(server).completions.createStream(REQUEST);
    expect(await rejectionOf(call)).toMatchObject({ kind: "protocol", attempts: 1 });
  });
});

describe("a whole answer that breaks", () => {
  test("is asked for again", async () => {
    const server = await serve((response, call) => {
      if (call > 1) return json(response, COMPLETION);
      response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
      response.write('{"id":"c1",', () => response.socket?.resetAndDestroy());
    });
    const result = await clientFor(server).completions.create(REQUEST);
    expect(result.text).toBe("Hello world");
    expect(result.attempts).toBe(2);
  });

  test("is interrupted when no try is left", async () => {
    const server = await serve((response) => {
      response.writeHead(200, { "content-type": "application/json", "content-length": "1000" });
      response.write('{"id":"c1",', () => response.destroy());
    });
    const call = clientFor(server, { maxRetries: 0 }).completions.create(REQUEST);
    expect(await rejectionOf(call)).toMatchObject({ kind: "interrupted", retryable: true });
  });

  test("without any answer is a connection error", async () => {
    const server = await serve((response) => void response.socket?.resetAndDestroy());
    const call = clientFor(server, { maxRetries: 1 }).completions.create(REQUEST);
    expect(await rejectionOf(call)).toMatchObject({
      kind: "connection",
      retryable: true,
      attempts: 2,
    });
    expect(server.calls).toBe(2);
  });
});
