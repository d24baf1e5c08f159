import { describe, expect, it } from "vitest";
import { failureOf, kindOfStatus } from "../src/failure.ts";
import { type LLMErrorKind, VlloraLLMClient } from "../src/index.ts";
import { answering, chunk, events, json } from "./fake-fetch.ts";
import { acme, HELLO } from "./fake-provider.ts";
import { rejection } from "./rejection.ts";

function failure(
  body: unknown,
  options: {
    status?: number;
    headers?: { [name: string]: string };
    secrets?: readonly string[];
    message?: string;
  } = {},
) {
  const { status = 400, headers = {}, secrets = [], message = "no" } = options;
  return failureOf(
    { status, headers: new Headers(headers), body },
    { kind: "invalid_request", message },
    { provider: "acme", model: "m", status },
    secrets,
  );
}

describe("what a status means", () => {
  it.each<[number, LLMErrorKind]>([
    [400, "invalid_request"],
    [401, "authentication"],
    [402, "quota"],
    [403, "permission"],
    [404, "not_found"],
    [408, "timeout"],
    [409, "server"],
    [410, "not_found"],
    [413, "invalid_request"],
    [418, "invalid_request"],
    [422, "invalid_request"],
    [429, "rate_limit"],
    [500, "server"],
    [501, "server"],
    [502, "server"],
    [503, "overloaded"],
    [504, "timeout"],
    [529, "overloaded"],
    [599, "server"],
    // An error inside an answer that claimed to be good.
    [200, "server"],
  ])("%i: %s", (status, kind) => {
    expect(kindOfStatus(status)).toBe(kind);
  });
});

describe("secrets", () => {
  const SECRET = "my-own-secret";

  it.each<[string, string]>([
    ["the key that was sent", `Incorrect key ${SECRET}`],
    ["a key by its looks", "Incorrect API key provided: sk-proj-abcdefghijkl0123"],
    ["a key with stars in it", "Incorrect API key provided: sk-abcd****************wxyz"],
    ["another vendor's key", "invalid x-api-key AIzaSyA1234567890abcdefghi"],
    ["an AWS key", "the token of AKIAABCDEFGHIJKLMNOP is expired"],
    ["a bearer token", "header was: Bearer abc.def.ghi"],
  ])("do not stay in message or body: %s", (_, text) => {
    const error = failure(
      { error: { message: text, deep: [{ list: [text] }] }, [`note`]: text },
      { message: text, secrets: [SECRET] },
    );
    const shown = `${error.message} ${JSON.stringify(error)} ${error.stack}`;
    for (const secret of [SECRET, "abcdefghijkl0123", "wxyz", "AIzaSy", "AKIAABC", "abc.def.ghi"]) {
      expect(shown).not.toContain(secret);
    }
    expect(error.message).toContain("***");
  });

  it.each(["code", "type", "param"] as const)("do not stay in %s", (field) => {
    const error = failureOf(
      { status: 401, headers: new Headers(), body: undefined },
      { kind: "authentication", message: "no", [field]: `bad ${SECRET}` },
      { provider: "acme" },
      [SECRET],
    );
    expect(JSON.stringify(error)).not.toContain(SECRET);
  });

  it("do not stay in the keys of a body", () => {
    const error = failure({ [`key ${SECRET}`]: 1 }, { secrets: [SECRET] });
    expect(JSON.stringify(error)).not.toContain(SECRET);
  });

  it("do not stay where a text is cut", () => {
    const message = `${"x".repeat(495)}${SECRET}`;
    expect(failure({}, { message, secrets: [SECRET] }).message).not.toContain("my-ow");
  });

  it("leave other words alone", () => {
    const message = "the model gpt-4.1-mini wants a task-description, skipped risk-free";
    expect(failure({ message }, { message })).toMatchObject({
      message: `acme (400): ${message}`,
      body: { message },
    });
  });

  it("of a call never come back in its error, whole or streamed", async () => {
    const key = "plain-looking-secret";
    const echo = { error: { message: `You sent ${key}`, headers: { auth: key } } };
    const client = (answer: ReturnType<typeof json>) =>
      new VlloraLLMClient({
        provider: acme(),
        apiKey: key,
        fetch: answering(answer),
        maxRetries: 0,
      });
    const errors = [
      await rejection(() => client(json(echo, 401)).completions.create(HELLO)),
      await rejection(() => client(json(echo)).completions.create(HELLO)),
      await rejection(() => client(json(echo, 500)).completions.createStream(HELLO)),
      await rejection(() => client(events([echo])).completions.createStream(HELLO)),
      await rejection(async () => {
        const frames = events([chunk({ content: "x" }), echo]);
        await (await client(frames).completions.createStream(HELLO)).finalResponse();
      }),
    ];
    for (const error of errors) {
      expect(error.message).toContain("You sent ***");
      expect(`${error.stack} ${JSON.stringify(error)} ${String(error.cause)}`).not.toContain(key);
    }
  });
});

describe("the error of a failed answer", () => {
  it("says provider, status and the provider's own words", () => {
    const error = failureOf(
      { status: 429, headers: new Headers({ "retry-after": "2" }), body: { a: 1 } },
      { kind: "quota", message: "spent", code: "c", type: "t", param: "p" },
      { provider: "acme", model: "m", status: 429, requestId: "r", attempts: 1 },
      [],
    );
    expect(error).toMatchObject({
      kind: "quota",
      message: "acme (429): spent",
      provider: "acme",
      model: "m",
      status: 429,
      requestId: "r",
      code: "c",
      type: "t",
      param: "p",
      retryAfterMs: 2000,
      retryable: false,
      body: { a: 1 },
    });
  });

  it("repeats no more than a piece of a long text", () => {
    expect(failure({}, { message: "x".repeat(10_000) }).message.length).toBeLessThan(600);
  });

  it.each([
    ["true", true],
    ["false", false],
    ["maybe", false],
  ])("x-should-retry: %s", (value, retryable) => {
    expect(failure({}, { headers: { "x-should-retry": value } }).retryable).toBe(retryable);
  });

  it("has the limits that the provider names", () => {
    const rateLimits = { requests: { limit: 50, remaining: 0, reset: "2026-10-21T07:28:12Z" } };
    const error = failureOf(
      { status: 429, headers: new Headers(), body: {} },
      { kind: "rate_limit", message: "x", rateLimits },
      { provider: "acme" },
      [],
    );
    expect(error.rateLimits).toEqual(rateLimits);
    expect(failure({}).rateLimits).toBeUndefined();
  });

  it("waits as the body says before the header", () => {
    const error = failureOf(
      { status: 429, headers: new Headers({ "retry-after": "2" }), body: {} },
      { kind: "rate_limit", message: "x", retryAfterMs: 50 },
      { provider: "acme" },
      [],
    );
    expect(error.retryAfterMs).toBe(50);
  });

  it("survives a body of any depth and shape", () => {
    let deep: unknown = "end";
    for (let level = 0; level < 100; level++) deep = { deep };
    for (const body of [undefined, null, 0, "", "text", [], [null], deep]) {
      expect(() => failure(body)).not.toThrow();
    }
    const polluted = JSON.parse('{"__proto__": {"polluted": 1}}');
    failure(polluted);
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });
});
