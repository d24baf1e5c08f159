import { describe, expect, test } from "vitest";
import { decodeError } from "../src/errors.ts";

function decode(status: number, body: unknown, headers: { [name: string]: string } = {}) {
  return decodeError({ status, headers: new Headers(headers), body });
}
const error = (type: string, message = "m") => ({ type: "error", error: { type, message } });

describe("the kind", () => {
  test.each([
    [400, error("invalid_request_error"), "invalid_request"],
    [
      400,
      error("invalid_request_error", "prompt is too long: 210000 tokens > 200000 maximum"),
      "context_length",
    ],
    [
      400,
      error(
        "invalid_request_error",
        "input length and `max_tokens` exceed context limit: 190000 + 64000",
      ),
      "context_length",
    ],
    [
      400,
      error("invalid_request_error", "Your credit balance is too low to access the API"),
      "quota",
    ],
    [
      400,
      error(
        "invalid_request_error",
        "You have reached your specified API usage limits. You will regain access on 2026-04-01 at 00:00 UTC.",
      ),
      "quota",
    ],
    [401, error("authentication_error"), "authentication"],
    [402, error("billing_error"), "quota"],
    [403, error("permission_error"), "permission"],
    [404, error("not_found_error"), "not_found"],
    [408, error("timeout_error"), "timeout"],
    [413, error("request_too_large"), "invalid_request"],
    [429, error("rate_limit_error"), "rate_limit"],
    [500, error("api_error"), "server"],
    [529, error("overloaded_error"), "overloaded"],
    [200, error("overloaded_error"), "overloaded"],
    [200, error("api_error"), "server"],
    [200, error("future_error"), "server"],
    [418, error("constructor"), "invalid_request"],
    [503, "<html>", "overloaded"],
    [502, undefined, "server"],
  ])("of %i %j is %s", (status, body, kind) => {
    expect(decode(status, body).kind).toBe(kind);
  });
});

describe("the message", () => {
  test.each([
    [error("api_error", "Broken"), "Broken"],
    [{ message: "No route" }, "No route"],
    [{ error: "Bad gateway" }, "Bad gateway"],
    ["plain", "plain"],
    ["<html></html>", "HTTP status 502 with an HTML page instead of an API answer"],
    [undefined, "HTTP status 502 without a message"],
  ])("of %j", (body, message) => {
    expect(decode(502, body).message).toBe(message);
  });
});

test("type and stable code are kept", () => {
  const body = {
    type: "error",
    error: {
      type: "invalid_request_error",
      message: "m",
      details: { error_code: "image_too_large" },
    },
  };
  expect(decode(400, body)).toMatchObject({
    type: "invalid_request_error",
    code: "image_too_large",
  });
});

describe("how long to wait", () => {
  const limits = {
    date: "Wed, 21 Oct 2026 07:28:00 GMT",
    "anthropic-ratelimit-requests-remaining": "0",
    "anthropic-ratelimit-requests-reset": "2026-10-21T07:28:05Z",
    "anthropic-ratelimit-input-tokens-remaining": "0",
    "anthropic-ratelimit-input-tokens-reset": "2026-10-21T07:28:12Z",
    "anthropic-ratelimit-output-tokens-remaining": "100",
    "anthropic-ratelimit-output-tokens-reset": "2026-10-21T07:29:00Z",
  };
  test("and the limits themselves are told by their names", () => {
    expect(decode(429, error("rate_limit_error"), limits).rateLimits).toEqual({
      requests: { remaining: 0, reset: "2026-10-21T07:28:05Z" },
      "input-tokens": { remaining: 0, reset: "2026-10-21T07:28:12Z" },
      "output-tokens": { remaining: 100, reset: "2026-10-21T07:29:00Z" },
    });
    expect(decode(500, error("api_error")).rateLimits).toBeUndefined();
  });
  test("is until the last limit that is used up is filled again", () => {
    expect(decode(429, error("rate_limit_error"), limits).retryAfterMs).toBe(12_000);
  });
  test("is what retry-after says, where it says something, which core reads", () => {
    const headers = { ...limits, "retry-after": "3" };
    expect(decode(429, error("rate_limit_error"), headers).retryAfterMs).toBeUndefined();
  });
  test("is unknown without a date or a limit", () => {
    const { date: _, ...undated } = limits;
    expect(decode(429, error("rate_limit_error"), undated).retryAfterMs).toBeUndefined();
    expect(decode(529, error("overloaded_error")).retryAfterMs).toBeUndefined();
  });
});
