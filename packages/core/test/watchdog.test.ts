import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Watchdog } from "../src/transport/watchdog.ts";

beforeEach(() => {
  vi.useFakeTimers({ now: 0 });
});

afterEach(() => {
  vi.useRealTimers();
});

/** A watchdog and what it said: `phase ms @time`. */
function watch(totalMs = Number.POSITIVE_INFINITY) {
  const said: string[] = [];
  const dog = new Watchdog(totalMs, (phase, ms) => said.push(`${phase} ${ms} @${Date.now()}`));
  return { dog, said };
}

describe("a wait", () => {
  it("that takes too long is told, with its phase and limit", () => {
    const { dog, said } = watch();
    dog.wait("connect", 100);
    vi.advanceTimersByTime(99);
    expect(said).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(said).toEqual(["connect 100 @100"]);
  });

  it("that ends in time is not", () => {
    const { dog, said } = watch();
    dog.wait("connect", 100);
    vi.advanceTimersByTime(99);
    dog.pause();
    vi.advanceTimersByTime(1000);
    expect(said).toEqual([]);
  });

  it("begins anew with each answer", () => {
    const { dog, said } = watch();
    for (let read = 0; read < 10; read++) {
      dog.wait("idle", 100);
      vi.advanceTimersByTime(90);
      dog.pause();
    }
    expect(said).toEqual([]);
    dog.wait("idle", 100);
    vi.advanceTimersByTime(100);
    expect(said).toEqual(["idle 100 @1000"]);
  });

  it("does not count the time in which the consumer is busy", () => {
    const { dog, said } = watch();
    dog.wait("idle", 100);
    vi.advanceTimersByTime(10);
    dog.pause();
    vi.advanceTimersByTime(5000);
    dog.wait("idle", 100);
    vi.advanceTimersByTime(99);
    expect(said).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(said).toEqual(["idle 100 @5110"]);
  });

  it("of a shorter limit is not held up by the timer of a longer one", () => {
    const { dog, said } = watch();
    dog.wait("first_chunk", 10_000);
    vi.advanceTimersByTime(10);
    dog.wait("idle", 50);
    vi.advanceTimersByTime(50);
    expect(said).toEqual(["idle 50 @60"]);
  });

  it("of a longer limit is not cut by the timer of a shorter one", () => {
    const { dog, said } = watch();
    dog.wait("connect", 50);
    vi.advanceTimersByTime(10);
    dog.wait("first_chunk", 200);
    vi.advanceTimersByTime(199);
    expect(said).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(said).toEqual(["first_chunk 200 @210"]);
  });

  it.each([0, Number.POSITIVE_INFINITY, Number.NaN, -1])("without limit (%s) goes on", (limit) => {
    const { dog, said } = watch();
    dog.wait("connect", 100);
    dog.wait("idle", limit);
    vi.advanceTimersByTime(10_000_000);
    expect(said).toEqual([]);
  });

  it("may be longer than a timer of Node can be", () => {
    const { dog, said } = watch();
    const limit = 2 ** 31 + 1000;
    dog.wait("response", limit);
    vi.advanceTimersByTime(limit - 1);
    expect(said).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(said).toEqual([`response ${limit} @${limit}`]);
  });

  it("costs no timer of its own: 1,000 of them set a few", () => {
    const { dog } = watch();
    const set = vi.spyOn(globalThis, "setTimeout");
    for (let read = 0; read < 1000; read++) {
      dog.wait("idle", 60_000);
      dog.pause();
    }
    expect(set.mock.calls.length).toBeLessThanOrEqual(1);
    expect(vi.getTimerCount()).toBe(1);
    set.mockRestore();
    dog.stop();
  });
});

describe("the whole", () => {
  it("has a limit that no answer begins anew", () => {
    const { dog, said } = watch(250);
    for (let read = 0; read < 4; read++) {
      dog.wait("idle", 100);
      vi.advanceTimersByTime(60);
      dog.pause();
    }
    expect(said).toEqual([]);
    vi.advanceTimersByTime(10);
    expect(said).toEqual(["total 250 @250"]);
  });
});

it("leaves no timer behind when it is stopped", () => {
  const { dog, said } = watch(1000);
  dog.wait("idle", 100);
  dog.stop();
  expect(vi.getTimerCount()).toBe(0);
  vi.advanceTimersByTime(10_000);
  expect(said).toEqual([]);
});
