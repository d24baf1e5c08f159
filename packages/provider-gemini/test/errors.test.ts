import { describe, expect, test } from "vitest";
import { decodeError } from "../src/errors.ts";

const decode = (body: unknown, status = 400) =>
  decodeError({ status, headers: new Headers(), body });
const error = (status: string, message = "Words", details: object[] = []) => ({
  error: { code: 1, status, message, details },
});
const detail = (name: string, fields: object) => ({
  "@type": `type.googleapis.com/google.rpc.${name}`,
  ...fields,
});

describe("an error", () => {
  test.each([
    ["INVALID_ARGUMENT", "invalid_request"],
    ["FAILED_PRECONDITION", "invalid_request"],
    ["UNAUTHENTICATED", "authentication"],
    ["PERMISSION_DENIED", "permission"],
    ["NOT_FOUND", "not_found"],
    ["RESOURCE_EXHAUSTED", "rate_limit"],
    ["INTERNAL", "server"],
    ["UNAVAILABLE", "overloaded"],
    ["DEADLINE_EXCEEDED", "timeout"],
    ["__proto__", "invalid_request"],
  ])("with status %s is %s", (status, kind) => {
    expect(decode(error(status))).toMatchObject({ kind, message: "Words", type: status });
  });

  test("that no status names is what the HTTP status says", () => {
    expect(decode({ error: { message: "m" } }, 503).kind).toBe("overloaded");
    expect(decode("<html>", 502)).toMatchObject({ kind: "server", message: undefined });
    expect(decode("No upstream", 502).message).toBe("No upstream");
    expect(decode(undefined, 500).message).toBeUndefined();
  });

  test("of a list is its first", () => {
    expect(decode([error("NOT_FOUND")], 404).kind).toBe("not_found");
  });

  test("about a key is one of authentication, though its status is another", () => {
    const details = [detail("ErrorInfo", { reason: "API_KEY_INVALID" })];
    expect(decode(error("INVALID_ARGUMENT", "Bad", details))).toMatchObject({
      kind: "authentication",
      code: "API_KEY_INVALID",
    });
  });

  test("about too many tokens is one of the context", () => {
    const message = "The input token count (9) exceeds the maximum number of tokens allowed (8).";
    expect(decode(error("INVALID_ARGUMENT", message)).kind).toBe("context_length");
  });

  test("names the field", () => {
    const details = [detail("BadRequest", { fieldViolations: [{ field: "contents[0]" }] })];
    expect(decode(error("INVALID_ARGUMENT", "m", details)).param).toBe("contents[0]");
  });

  test.each([
    ["34.4s", 34_400],
    ["48.939935699s", 48_940],
    ["0s", 0],
    ["soon", undefined],
    [5, undefined],
  ])("with the delay %s waits %s ms", (retryDelay, ms) => {
    const details = [detail("RetryInfo", { retryDelay })];
    expect(decode(error("RESOURCE_EXHAUSTED", "m", details), 429).retryAfterMs).toBe(ms);
  });

  test.each([
    [{ quotaId: "GenerateRequestsPerDayPerProject" }, "quota"],
    [{ quotaId: "PerMinute", quotaValue: "0" }, "quota"],
    [{ quotaId: "PerMinute", quotaValue: "10" }, "rate_limit"],
  ])("with the quota %j is %s", (violation, kind) => {
    const details = [detail("QuotaFailure", { violations: [violation] })];
    expect(decode(error("RESOURCE_EXHAUSTED", "m", details), 429).kind).toBe(kind);
  });

  test.each([null, 1, [], [1], { error: null }, { error: { details: [null, 1] } }])(
    "of the shape %j is read without failing",
    (body) => {
      expect(decode(body, 500).kind).toBe("server");
    },
  );
});
