import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { LLMError, type LLMErrorKind } from "../src/index.ts";
import { type RetryOptions, retryAfterMs, withRetries } from "../src/transport/retry.ts";
import { rejection } from "./rejection.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});

afterEach(() => {
  vi.useRealTimers();
});

/** Runs attempts that fail in this way, and says when each was made. */
async function attempts(
  failures: readonly unknown[],
  options: RetryOptions = {},
  signal?: AbortSignal,
): Promise<{ times: number[]; result: unknown }> {
  const times: number[] = [];
  const running = withRetries(
    async (number) => {
      times.push(Date.now());
      expect(number).toBe(times.length);
      const failure = failures[number - 1];
      if (failure !== undefined) throw failure;
      return "done";
    },
    { random: () => 1, ...options },
    signal,
  ).catch((error: unknown) => error);
  await vi.runAllTimersAsync();
  return { times, result: await running };
}

const busy = new LLMError("overloaded", "busy");

describe("another attempt is made", () => {
  const RETRYABLE: readonly LLMErrorKind[] = [
    "rate_limit",
    "overloaded",
    "server",
    "timeout",
    "connection",
    "interrupted",
  ];
  const FINAL: readonly LLMErrorKind[] = [
    "authentication",
    "permission",
    "invalid_request",
    "unsupported_parameter",
    "not_found",
    "context_length",
    "content_filter",
    "quota",
    "protocol",
    "aborted",
    "credentials",
    "unknown_provider",
    "provider_conflict",
    "contract",
    "template",
  ];

  it.each(RETRYABLE)("after %s", async (kind) => {
    const { result, times } = await attempts([new LLMError(kind, "x")]);
    expect(result).toBe("done");
    expect(times).toHaveLength(2);
  });

  it.each(FINAL)("never after %s", async (kind) => {
    const error = new LLMError(kind, "x");
    const { result, times } = await attempts([error]);
    expect(result).toBe(error);
    expect(times).toHaveLength(1);
  });

  it("as the provider says, against the table", async () => {
    const yes = new LLMError("invalid_request", "x", { retryable: true });
    expect((await attempts([yes])).result).toBe("done");
    const no = new LLMError("server", "x", { retryable: false });
    expect((await attempts([no])).result).toBe(no);
  });

  it("never after an error that is not ours", async () => {
    const bug = new TypeError("x");
    const { result, times } = await attempts([bug]);
    expect(result).toBe(bug);
    expect(times).toHaveLength(1);
  });

  it("twice when nothing is said, and then the last error is thrown", async () => {
    const errors = [1, 2, 3].map((number) => new LLMError("server", `${number}`));
    const { result, times } = await attempts(errors);
    expect(result).toBe(errors[2]);
    expect(times).toHaveLength(3);
  });

  it.each([0, 1, 5])("at most %i times", async (maxRetries) => {
    const { times } = await attempts(Array(10).fill(busy), { maxRetries });
    expect(times).toHaveLength(maxRetries + 1);
  });
});

describe("the pause before it", () => {
  it("doubles up to its end", async () => {
    const { times } = await attempts(Array(7).fill(busy), { maxRetries: 7 });
    expect(times).toEqual([0, 500, 1500, 3500, 7500, 15_500, 23_500, 31_500]);
  });

  it("is a random part of that", async () => {
    const { times } = await attempts([busy, busy], { random: () => 0.5, baseDelayMs: 100 });
    expect(times).toEqual([0, 50, 150]);
    expect((await attempts([busy, busy], { random: () => 0 })).times.slice(1)).toEqual([150, 150]);
  });

  it("is what the provider asks for, even if it is nothing", async () => {
    const ask = (ms: number) => new LLMError("rate_limit", "x", { retryAfterMs: ms });
    const { times } = await attempts([ask(20_000), ask(0)]);
    expect(times).toEqual([0, 20_000, 20_000]);
  });

  it("is not begun beyond the budget", async () => {
    const long = new LLMError("rate_limit", "x", { retryAfterMs: 60_001 });
    const { result, times } = await attempts([long]);
    expect(result).toBe(long);
    expect(times).toEqual([0]);
  });

  it("counts with those before it", async () => {
    const ask = new LLMError("rate_limit", "x", { retryAfterMs: 400 });
    const { times } = await attempts(Array(9).fill(ask), { maxRetries: 9, budgetMs: 1000 });
    expect(times).toEqual([0, 400, 800]);
  });

  it("ends at once when the caller gives up, with the caller's reason", async () => {
    const controller = new AbortController();
    const reason = new Error("left");
    let made = 0;
    const running = rejection(() =>
      withRetries(
        () => {
          made++;
          return Promise.reject(busy);
        },
        { random: () => 1 },
        controller.signal,
      ),
    );
    await vi.advanceTimersByTimeAsync(100);
    controller.abort(reason);
    const error = await running;
    expect(error.kind).toBe("aborted");
    expect(error.cause).toBe(reason);
    expect(made).toBe(1);
    expect(vi.getTimerCount()).toBe(0);
  });

  it("is not begun when the caller gave up during the attempt", async () => {
    const controller = new AbortController();
    const running = withRetries(
      () => {
        controller.abort();
        return Promise.reject(busy);
      },
      {},
      controller.signal,
    );
    expect((await rejection(() => running)).kind).toBe("aborted");
    expect(vi.getTimerCount()).toBe(0);
  });

  it("leaves no listener on the signal", async () => {
    const { signal } = new AbortController();
    const added = vi.spyOn(signal, "addEventListener");
    const removed = vi.spyOn(signal, "removeEventListener");
    await attempts([busy, busy], {}, signal);
    expect(added).toHaveBeenCalledTimes(2);
    expect(removed).toHaveBeenCalledTimes(2);
  });
});

describe("how long the provider asks to wait", () => {
  const NOW = Date.UTC(2026, 0, 1);

  it.each<[{ [header: string]: string }, number | undefined]>([
    [{}, undefined],
    [{ "retry-after": "2" }, 2000],
    [{ "retry-after": "0" }, 0],
    [{ "retry-after": "1.5" }, 1500],
    [{ "retry-after": " 3 " }, 3000],
    [{ "retry-after-ms": "250" }, 250],
    [{ "retry-after-ms": "250", "retry-after": "9" }, 250],
    [{ "retry-after-ms": "soon", "retry-after": "9" }, 9000],
    [{ "retry-after": "Thu, 01 Jan 2026 00:00:30 GMT" }, 30_000],
    [{ "retry-after": "Wed, 31 Dec 2025 23:59:00 GMT" }, 0],
    [{ "retry-after": "" }, undefined],
    [{ "retry-after": "-5" }, undefined],
    [{ "retry-after": "soon" }, undefined],
    [{ "retry-after": "2026-13-45" }, undefined],
    [{ "retry-after": "NaN" }, undefined],
    [{ "retry-after": "Infinity" }, undefined],
  ])("%j is %s", (headers, expected) => {
    expect(retryAfterMs(new Headers(headers), NOW)).toBe(expected);
  });
});
