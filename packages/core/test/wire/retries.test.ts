import { describe, expect, test } from "vitest";
import {
  type Answer,
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

/** Fails the first calls, and then answers. */
function failing(status: number, { times = 1, body = {}, headers = {} }: Failing = {}): Answer {
  return (response, call) =>
    call <= times ? json(response, body, status, headers) : json(response, COMPLETION);
}

interface Failing {
  readonly times?: number;
  readonly body?: object;
  readonly headers?: { readonly [name: string]: string };
}

describe("a failure that another try can mend", () => {
  test("is sent again for streams, too", async () => {
    const server = await serve((response, call) =>
      call === 1 ? json(response, {}, 500) : stream(response, ...STREAM),
    );
    const chunks = await clientFor(server).completions.createStream(REQUEST);
    expect((await chunks.finalResponse()).attempts).toBe(2);
  });

  test.each<[number | undefined, number]>([
    [undefined, 3],
    [0, 1],
    [1, 2],
    [4, 5],
  ])("is sent again as often as maxRetries says: %s", async (maxRetries, calls) => {
    const server = await serve(failing(500, { times: 99 }));
    const call = clientFor(server, { maxRetries }).completions.create(REQUEST);
    expect(await rejectionOf(call)).toMatchObject({ kind: "server", attempts: calls });
    expect(server.calls).toBe(calls);
  });

  test("is sent again with the same body, and fresh credentials", async () => {
    const seen: unknown[] = [];
    const server = await serve((response, call, request) => {
      seen.push(request.headers.authorization, request.headers["content-length"]);
      json(response, COMPLETION, call === 1 ? 500 : 200);
    });
    let number = 0;
    await clientFor(server).completions.create(REQUEST, { apiKey: () => `key-${++number}` });
    expect(seen).toEqual(["Bearer key-1", seen[1], "Bearer key-2", seen[1]]);
  });
});

describe("a failure that no other try can mend", () => {
  test("is any failure after output", async () => {
    const server = await serve((response) => {
      begin(response, ROLE);
      response.write(HELLO, () => response.socket?.resetAndDestroy());
    });
    const chunks = await clientFor(server).completions.createStream(REQUEST);
    expect(await rejectionOf(chunks.finalResponse())).toMatchObject({ kind: "interrupted" });
    expect(server.calls).toBe(1);
  });
});

describe("the pause before the next try", () => {
  test("is not begun when it would exceed the budget", async () => {
    const server = await serve(failing(429, { headers: { "retry-after": "3600" } }));
    const error = await rejectionOf(clientFor(server).completions.create(REQUEST));
    expect(error).toMatchObject({ kind: "rate_limit", retryAfterMs: 3_600_000, attempts: 1 });
    expect(server.calls).toBe(1);
  });

  test("counts towards the budget of all pauses together", async () => {
    const server = await serve(failing(500, { times: 99, headers: { "retry-after-ms": "4" } }));
    const call = clientFor(server, {
      maxRetries: 99,
      retry: { budgetMs: 10 },
    }).completions.create(REQUEST);
    expect(await rejectionOf(call)).toMatchObject({ attempts: 3 });
    expect(server.calls).toBe(3);
  });

  test("is random between nothing and a limit that doubles", async () => {
    const server = await serve(failing(500, { times: 99 }));
    const seeds = [0.25, 0.5, 0.001];
    let draws = 0;
    const call = clientFor(server, {
      maxRetries: 3,
      // 0.25 × 8 + 0.5 × 16 + 0.001 × 20 = 10.02: the third pause would exceed the budget.
      retry: {
        baseDelayMs: 8,
        maxDelayMs: 20,
        budgetMs: 10,
        random: () => seeds[draws++] ?? 0,
      },
    }).completions.create(REQUEST);
    expect(await rejectionOf(call)).toMatchObject({ attempts: 3 });
    expect(draws).toBe(3);
  });
});

describe("x-should-retry", () => {
  test("keeps a failure from being sent again", async () => {
    const server = await serve(failing(500, { headers: { "x-should-retry": "false" } }));
    const error = await rejectionOf(clientFor(server).completions.create(REQUEST));
    expect(error).toMatchObject({ kind: "server", retryable: false, attempts: 1 });
    expect(server.calls).toBe(1);
  });

  test("has a failure sent again that would not be", async () => {
    const server = await serve(failing(400, { headers: { "x-should-retry": "true" } }));
    expect((await clientFor(server).completions.create(REQUEST)).attempts).toBe(2);
  });
});
