import { once } from "node:events";
import { type ClientOptions, LLMError, type LLMErrorKind } from "@vllora/core";
import { describe, expect, test } from "vitest";
import { type Answer, clientFor, json, KEY, REQUEST, rejectionOf, serve } from "./server.ts";
import { everythingOf } from "./shown.ts";

const METHODS = ["create", "createStream"] as const;

/** As often as by default, without a pause to speak of. */
const TRIES = 3;

async function failed(
  answer: Answer,
  method: (typeof METHODS)[number],
  options: ClientOptions = {},
): Promise<{ readonly error: LLMError; readonly calls: number }> {
  const server = await serve(answer);
  const error = await rejectionOf(clientFor(server, options).completions[method](REQUEST));
  return { error: error as LLMError, calls: server.calls };
}

const said = `Not with ${KEY}, as in authorization: Bearer ${KEY}`;
const say = (fields: object = {}) => ({ error: { message: said, ...fields } });
const PAGE = `<!doctype html><title>${said}</title>`;

interface Body {
  readonly type?: string;
  readonly text: string;
}

function body(value: unknown, type = "application/json"): Body {
  return { type, text: typeof value === "string" ? value : JSON.stringify(value) };
}

const NONE: Body = { text: "" };

/** Status, what comes with it, what it is, and what the message says beside provider and status. */
const TABLE: readonly (readonly [
  status: number,
  what: string,
  body: Body,
  kind: LLMErrorKind,
  hint: RegExp,
])[] = [
  [400, "a message", body(say()), "invalid_request", /Not with/],
  [400, "nothing", NONE, "invalid_request", /empty body.*Check the request/],
  [
    400,
    "an overflow by code",
    body(say({ code: "context_length_exceeded" })),
    "context_length",
    /N/,
  ],
  [
    400,
    "an overflow by its words",
    body({ error: { message: "This model's maximum context length is 10 tokens" } }),
    "context_length",
    /maximum context length/,
  ],
  [
    400,
    "an overflow without words",
    body({ error: { code: "context_length_exceeded" } }),
    "context_length",
    /Shorten the messages/,
  ],
  [400, "a filter", body({ error: { code: "content_filter" } }), "content_filter", /Change the/],
  [401, "a message", body(say({ code: "invalid_api_key" })), "authentication", /Not with/],
  [401, "nothing", NONE, "authentication", /empty body.*Check the API key/],
  [401, "a page", body(PAGE, "text/html"), "authentication", /HTML page.*Check the API key/],
  [402, "nothing", NONE, "quota", /plan and billing/],
  [403, "nothing", NONE, "permission", /key may not use/],
  [403, "a page", body(PAGE, "text/html"), "permission", /HTML page.*key may not use/],
  [404, "nothing", NONE, "not_found", /name of the model and baseURL/],
  [404, "a message", body(say({ code: "model_not_found" })), "not_found", /Not with/],
  [405, "nothing", NONE, "invalid_request", /Check the request/],
  [408, "nothing", NONE, "timeout", /later/],
  [409, "nothing", NONE, "server", /later/],
  [410, "nothing", NONE, "not_found", /name of the model/],
  [413, "nothing", NONE, "invalid_request", /too large/],
  [413, "an overflow", body({ message: "prompt is too long" }), "context_length", /too long/],
  [415, "nothing", NONE, "invalid_request", /Check the request/],
  [418, "a text", body("I'm a teapot", "text/plain"), "invalid_request", /I'm a teapot/],
  [422, "a list", body({ detail: [{ loc: ["body"], msg: said }] }), "invalid_request", /body: Not/],
  [422, "an empty object", body({}), "invalid_request", /without a message.*Check the request/],
  [429, "nothing", NONE, "rate_limit", /fewer requests/],
  [429, "a message", body(say({ code: "rate_limit_exceeded" })), "rate_limit", /Not with/],
  [429, "a quota by code", body(say({ code: "insufficient_quota" })), "quota", /Not with/],
  [429, "a quota by type", body({ error: { type: "insufficient_quota" } }), "quota", /billing/],
  [451, "nothing", NONE, "invalid_request", /Check the request/],
  [499, "nothing", NONE, "invalid_request", /Check the request/],
  [500, "nothing", NONE, "server", /later/],
  [500, "null", body(null), "server", /later/],
  [500, "a number", body(5), "server", /later/],
  [500, "an empty list", body([]), "server", /later/],
  [500, "a text", body('"x"'), "server", /x/],
  [500, "cut JSON", body(`{"error":{"message":"${KEY}`), "server", /error/],
  [500, "JSON by another name", body(JSON.stringify(say()), "text/html"), "server", /Not with/],
  [500, "a list of Google's", body([say()]), "server", /Not with/],
  [500, "an error as text", body({ error: said }), "server", /Not with/],
  [501, "nothing", NONE, "server", /later/],
  [502, "a page", body(PAGE, "text/html"), "server", /HTML page.*later/],
  [503, "nothing", NONE, "overloaded", /later/],
  [503, "a text", body(`upstream connect error ${KEY}`, "text/plain"), "overloaded", /upstream/],
  [504, "a page", body(PAGE, "text/html"), "timeout", /HTML page.*later/],
  [529, "nothing", NONE, "overloaded", /later/],
  ...[520, 521, 522, 523, 524, 525, 526, 527, 599].map(
    (status) => [status, "a page", body(PAGE, "text/html"), "server", /HTML page.*later/] as const,
  ),
  ...[300, 304, 305].map(
    (status) => [status, "nothing", NONE, "protocol", /without an answer/] as const,
  ),
];

describe.each(METHODS)("%s", (method) => {
  test.each(TABLE)("%i with %s", async (status, _what, { type, text }, kind, hint) => {
    const { error, calls } = await failed((response) => {
      const headers = {
        "x-request-id": "r1",
        ...(type === undefined ? {} : { "content-type": type }),
      };
      response.writeHead(status, headers).end(text);
    }, method);
    // The one table of what is sent again.
    const { retryable } = new LLMError(kind, "");
    expect(calls).toBe(retryable ? TRIES : 1);
    expect(error).toMatchObject({
      kind,
      status,
      retryable,
      attempts: calls,
      provider: "openai-compatible",
      model: "m",
      requestId: "r1",
    });
    expect(error.message).toMatch(hint);
    expect(error.message).toContain("openai-compatible");
    expect(error.message).toContain(String(status));
    expect(error.message.length).toBeLessThan(600);
    const shown = everythingOf(error);
    expect(shown).not.toContain(KEY);
    expect(shown).not.toContain("Bearer");
  });
});

describe("how long the server asks to wait", () => {
  const inAnHour = () => new Date(Date.now() + 3_600_000).toUTCString();

  test.each<[string, () => { readonly [name: string]: string }, number | undefined, boolean]>([
    ["seconds", () => ({ "retry-after": "0" }), 0, true],
    ["a fraction", () => ({ "retry-after": "0.002" }), 2, true],
    ["milliseconds", () => ({ "retry-after-ms": "1" }), 1, true],
    ["a fraction of one", () => ({ "retry-after-ms": "0.5" }), 0.5, true],
    ["both", () => ({ "retry-after-ms": "1", "retry-after": "3600" }), 1, true],
    ["both, one of them nonsense", () => ({ "retry-after-ms": "x", "retry-after": "0" }), 0, true],
    ["a date gone by", () => ({ "retry-after": "Wed, 21 Oct 2015 07:28:00 GMT" }), 0, true],
    ["a date to come", () => ({ "retry-after": inAnHour() }), 3_600_000, false],
    ["an hour", () => ({ "retry-after": "3600" }), 3_600_000, false],
    ["for ever", () => ({ "retry-after": "9".repeat(400) }), Number.POSITIVE_INFINITY, false],
    ["nonsense", () => ({ "retry-after": "soon" }), undefined, false],
    ["a number below 0", () => ({ "retry-after": "-1" }), undefined, false],
    ["a number with an exponent", () => ({ "retry-after": "1e3" }), undefined, false],
    ["nothing", () => ({ "retry-after": "" }), undefined, false],
  ])("is heard: %s", async (_name, headers, waitMs, again) => {
    const answer: Answer = (response) => json(response, {}, 429, headers());
    // A pause of ours would exceed the budget, and so is not begun.
    const retry = { baseDelayMs: 1_000_000, maxDelayMs: 1_000_000, random: () => 1 };
    for (const method of METHODS) {
      const { error, calls } = await failed(answer, method, { retry });
      expect(calls).toBe(again ? TRIES : 1);
      const { retryAfterMs } = error;
      if (waitMs === undefined || waitMs < 3_600_000 || waitMs === Number.POSITIVE_INFINITY) {
        expect(retryAfterMs).toBe(waitMs);
      } else {
        // Dates are whole seconds.
        expect(Math.abs((retryAfterMs ?? 0) - waitMs)).toBeLessThan(10_000);
      }
    }
  });

  test.each(["soon", "-1", ""])("is up to us when it says %j", async (value) => {
    const answer: Answer = (response) => json(response, {}, 429, { "retry-after": value });
    const draws: number[] = [];
    const random = () => {
      draws.push(0.5);
      return 0.5;
    };
    const { calls } = await failed(answer, "create", { retry: { baseDelayMs: 1, random } });
    expect(calls).toBe(TRIES);
    expect(draws).toHaveLength(TRIES - 1);
  });

  test("is not cut to what a timer can hold", async () => {
    const answer: Answer = (response) => json(response, {}, 429, { "retry-after": "99999999" });
    const retry = { budgetMs: Number.POSITIVE_INFINITY };
    const { error, calls } = await failed(answer, "create", { retry });
    expect(calls).toBe(1);
    expect(error.retryAfterMs).toBe(99_999_999_000);
  });
});

describe.each(METHODS)("an error whose body does not end: %s", (method) => {
  const timeouts = { idleMs: 60, firstChunkMs: 60 };
  const options: ClientOptions = { timeouts, maxRetries: 0 };

  test.each<[number, LLMErrorKind]>([
    [401, "authentication"],
    [429, "rate_limit"],
  ])("is the error of its status, when nothing more comes: %i", async (status, kind) => {
    const { error } = await failed(
      (response) => {
        response.writeHead(status, { "content-type": "application/json" });
        response.write('{"error":');
      },
      method,
      options,
    );
    expect(error).toMatchObject({ kind, status });
  });

  test("is the error of its status, when it drips", async () => {
    const { error, calls } = await failed(
      async (response) => {
        response.writeHead(401);
        const timer = setInterval(() => response.write(" "), 10);
        await once(response, "close");
        clearInterval(timer);
      },
      method,
      options,
    );
    expect(error).toMatchObject({ kind: "authentication", status: 401 });
    expect(calls).toBe(1);
  }, 5_000);

  test("is the error of its status, when it is a flood, which is stopped", async () => {
    let sent = 0;
    let closed: Promise<unknown> | undefined;
    const { error } = await failed((response) => {
      response.writeHead(401, { "content-type": "text/plain" });
      closed = once(response, "close");
      const piece = "x".repeat(65_536);
      const pour = () => {
        while (!response.destroyed) {
          sent += piece.length;
          if (!response.write(piece)) return;
        }
      };
      response.on("drain", pour);
      pour();
    }, method);
    expect(error).toMatchObject({ kind: "authentication", status: 401 });
    await closed;
    // The megabyte that is looked at, and what sockets and their streams hold.
    expect(sent).toBeLessThan(16_000_000);
  });

  test("is ended by the caller all the same", async () => {
    const controller = new AbortController();
    const server = await serve((response) => {
      response.writeHead(401);
      response.write("{", () => controller.abort("gone"));
    });
    const call = clientFor(server).completions[method](REQUEST, { signal: controller.signal });
    expect(await rejectionOf(call)).toMatchObject({ kind: "aborted", cause: "gone" });
  });
});
