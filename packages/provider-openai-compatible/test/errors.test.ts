import type { LLMErrorKind } from "@vllora/core/provider";
import { describe, expect, test } from "vitest";
import { createChatCodec } from "../src/index.ts";

function decodeError(status: number, body?: unknown) {
  return createChatCodec().decodeError({ status, headers: new Headers(), body });
}

describe("the kind of an error", () => {
  test.each<[number, object | string | undefined, LLMErrorKind]>([
    // The status alone.
    [400, undefined, "invalid_request"],
    [401, undefined, "authentication"],
    [402, undefined, "quota"],
    [403, undefined, "permission"],
    [404, undefined, "not_found"],
    [408, undefined, "timeout"],
    [409, undefined, "server"],
    [413, undefined, "invalid_request"],
    [422, undefined, "invalid_request"],
    [429, undefined, "rate_limit"],
    [500, undefined, "server"],
    [502, "<html><body>Bad gateway</body></html>", "server"],
    [503, undefined, "overloaded"],
    [504, undefined, "timeout"],
    [529, undefined, "overloaded"],
    // The code says more than the status.
    [429, { error: { code: "insufficient_quota" } }, "quota"],
    [429, { error: { type: "insufficient_quota" } }, "quota"],
    [429, { error: { code: "rate_limit_exceeded", type: "tokens" } }, "rate_limit"],
    [400, { error: { code: "context_length_exceeded" } }, "context_length"],
    [400, { error: { code: "content_filter" } }, "content_filter"],
    [400, { error: { code: "model_not_found" } }, "not_found"],
    [404, { error: { code: "DeploymentNotFound" } }, "not_found"],
    [401, { error: { code: "invalid_api_key", type: "invalid_request_error" } }, "authentication"],
    // Only the message says it.
    [
      400,
      { error: { message: "This model's maximum context length is 10 tokens" } },
      "context_length",
    ],
    [422, { error: { message: "prompt is too long" } }, "context_length"],
    [429, { error: { message: "too many tokens per minute" } }, "rate_limit"],
    [400, { error: { message: "API key not valid" } }, "authentication"],
    // Inside a stream there is no status but 200.
    [200, { error: { code: 400, message: "no" } }, "invalid_request"],
    [200, { error: { code: "429", message: "no" } }, "rate_limit"],
    [200, { error: { type: "server_error", message: "no" } }, "server"],
    [200, { error: { type: "overloaded_error", message: "no" } }, "overloaded"],
    [200, { error: { type: "invalid_request_error", code: "tool_use_failed" } }, "invalid_request"],
    [200, { error: { message: "no" } }, "server"],
    // Words that are no words of ours.
    [400, { error: { code: "__proto__" } }, "invalid_request"],
    [400, { error: { code: "constructor" } }, "invalid_request"],
  ])("%i %j is %s", (status, body, kind) => {
    expect(decodeError(status, body).kind).toBe(kind);
  });
});

describe("the message of an error", () => {
  test.each<[string, unknown, string | undefined]>([
    ["OpenAI's", { error: { message: "no" } }, "no"],
    ["a text under error", { error: "no" }, "no"],
    ["the body's own", { message: "no" }, "no"],
    ["FastAPI's text", { detail: "no" }, "no"],
    ["FastAPI's list", { detail: [{ loc: ["body"], msg: "no" }] }, "body: no"],
    ["Google's list", [{ error: { message: "no" } }], "no"],
    ["a plain text", "no", "no"],
    ["none in a page", " <!doctype html><p>no", undefined],
    ["none", undefined, undefined],
    ["none in an empty one", { error: { message: "" } }, undefined],
    ["none in an empty list", { detail: [] }, undefined],
    ["none in null", null, undefined],
  ])("is found: %s", (_name, body, message) => {
    expect(decodeError(400, body).message).toBe(message);
  });

  test("does not repeat the input that a validation error shows", () => {
    const detail = [{ loc: ["body", "messages"], msg: "too short", input: "MY PROMPT" }];
    expect(decodeError(422, { detail }).message).toBe("body.messages: too short");
  });
});

test("an error whose parts are no text is one all the same", () => {
  const poison = { toString: 1, valueOf: 1 };
  const detail = [{ loc: [poison, "a"], msg: poison }, 5, { loc: poison, msg: "no" }];
  expect(decodeError(422, { detail })).toMatchObject({ kind: "invalid_request" });
  expect(decodeError(422, { detail }).message).toContain("no");
});

test("code, type and param are the provider's own", () => {
  const error = { message: "no", code: 7, type: "t", param: "messages" };
  expect(decodeError(400, { error })).toMatchObject({ code: "7", type: "t", param: "messages" });
  expect(decodeError(400, { error: { code: null, type: "", param: {} } })).toMatchObject({
    code: undefined,
    type: undefined,
    param: undefined,
  });
});
