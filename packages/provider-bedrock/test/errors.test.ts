import { VlloraLLMClient } from "@vllora/core";
import type { LLMErrorKind } from "@vllora/core/provider";
import { describe, expect, test } from "vitest";
import { decodeError } from "../src/errors.ts";
import { bedrock } from "../src/index.ts";
import { HELLO, stream, streaming } from "./ask.ts";
import { event, exception, message } from "./event-stream.ts";

const TEXT = event("contentBlockDelta", { contentBlockIndex: 0, delta: { text: "Hel" } });

/** Every exception of the stream, as the API's description has them. */
const EXCEPTIONS: readonly (readonly [type: string, kind: LLMErrorKind, status: number])[] = [
  ["internalServerException", "server", 500],
  ["modelStreamErrorException", "server", 424],
  ["modelTimeoutException", "timeout", 408],
  ["serviceUnavailableException", "overloaded", 503],
  ["throttlingException", "rate_limit", 429],
  ["validationException", "invalid_request", 400],
];

describe.each(EXCEPTIONS)("%s inside of a stream", (type, kind, status) => {
  const frame = exception(type, { message: "It says why" });
  const name = type.charAt(0).toUpperCase() + type.slice(1);

  test("before the first output is an error of the call", async () => {
    for (const before of [[], [event("messageStart", { role: "assistant" })]]) {
      const { error, early, chunks } = await stream(streaming(...before, frame));
      expect(error).toMatchObject({ kind, status, type: name, requestId: "request-1" });
      expect(error?.message).toBe(`bedrock (${status}): It says why`);
      expect([early, chunks]).toEqual([true, []]);
    }
  });

  test("after it is thrown by the loop, with what had come", async () => {
    const { error, early, chunks } = await stream(streaming(TEXT, frame));
    expect(error).toMatchObject({ kind, status, type: name });
    expect(error?.partial?.choices[0]?.message.content).toBe("Hel");
    expect([early, chunks.length]).toEqual([false, 2]);
  });

  test("after the reason for the end is an error all the same", async () => {
    const stop = event("contentBlockStop", { contentBlockIndex: 0 });
    const end = event("messageStop", { stopReason: "end_turn" });
    const { error } = await stream(streaming(TEXT, stop, end, frame));
    expect(error?.kind).toBe(kind);
  });
});

describe("an error inside of a stream", () => {
  test("that the API does not describe is one by its code", async () => {
    const headers = {
      ":message-type": "error",
      ":error-code": "InternalFailure",
      ":error-message": "Oops",
    };
    const { error } = await stream(streaming(TEXT, message(headers, "")));
    expect(error).toMatchObject({ kind: "server", type: "InternalFailure" });
    expect(error?.message).toContain("Oops");
  });

  test("of a new type is one of the server; text as its body is its message", async () => {
    const headers = { ":message-type": "exception", ":exception-type": "newException" };
    const { error } = await stream(streaming(message(headers, "plain words")));
    expect(error).toMatchObject({ kind: "server", type: "NewException" });
    expect(error?.message).toContain("plain words");
  });

  test("keeps the original status of the model", async () => {
    const body = { message: "m", originalStatusCode: 529, originalMessage: "o" };
    const { error } = await stream(streaming(exception("modelStreamErrorException", body)));
    expect(error).toMatchObject({ code: "529", body: { originalMessage: "o" } });
  });
});

describe("an answer that is an error", () => {
  test.each<
    [name: string, status: number, header: string | undefined, body: unknown, kind: LLMErrorKind]
  >([
    [
      "by its header",
      400,
      "ValidationException:http://internal.amazon.com/coral/",
      { message: "m" },
      "invalid_request",
    ],
    [
      "by its body",
      403,
      undefined,
      { __type: "com.amazon.coral.service#ExpiredTokenException", message: "m" },
      "authentication",
    ],
    [
      "too long for the model",
      400,
      "ValidationException",
      { message: "Input is too long for requested model." },
      "context_length",
    ],
    ["beyond a quota", 400, "ServiceQuotaExceededException", { message: "m" }, "quota"],
    ["of a model that is not ready", 429, "ModelNotReadyException", { message: "m" }, "overloaded"],
    [
      "with a signature that is wrong",
      403,
      "InvalidSignatureException",
      { Message: "m" },
      "authentication",
    ],
    ["by its status alone", 404, undefined, undefined, "not_found"],
    ["a page", 502, undefined, "<html>", "server"],
    ["with a name of any object", 400, "constructor", {}, "invalid_request"],
  ])("%s", (_name, status, header, body, kind) => {
    const headers = new Headers(header === undefined ? {} : { "x-amzn-errortype": header });
    expect(decodeError({ status, headers, body }).kind).toBe(kind);
  });

  test("is tried again where that can help", async () => {
    const answers = [429, 503, 200];
    const fetch = async () => {
      const status = answers.shift() ?? 0;
      const whole = {
        output: { message: { role: "assistant", content: [{ text: "Hi" }] } },
        stopReason: "end_turn",
      };
      return Response.json(status === 200 ? whole : { message: "m" }, { status });
    };
    const credentials = { api_key: "k", region: "us-east-1" };
    const client = new VlloraLLMClient({
      provider: bedrock({ credentials, fetch }),
      retry: { baseDelayMs: 1 },
    });
    const { attempts, text } = await client.completions.create(HELLO);
    expect([attempts, text]).toEqual([3, "Hi"]);
  });
});
