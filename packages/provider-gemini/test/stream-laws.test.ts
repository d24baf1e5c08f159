import { eventEnds } from "@vllora/testing";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import {
  askPieces,
  askStreamed,
  named,
  type Outcome,
  requestOf,
  STREAMS,
} from "./recorded-cases.ts";

/** Streams below this size are cut at every byte, larger ones at a sample of them. */
const SMALL = 2600;
const SAMPLES = 40;

// Answers of Gemini do not say when they were made; the clock does.
beforeAll(() => {
  vi.useFakeTimers({ toFake: ["Date"] });
});
afterAll(() => {
  vi.useRealTimers();
});

describe("a recorded stream", () => {
  const count = { splits: 0, interrupted: 0, failed: 0, complete: 0 };

  test.each(named(STREAMS))(
    "%s gives the same chunks however its bytes arrive",
    async (_, found) => {
      const request = requestOf(found);
      const whole = fingerprint(await askStreamed(found));
      const { body } = found;
      const every = Array.from({ length: body.length }, (_, index) => index + 1);
      const single = body.length < SMALL ? every.slice(0, -1).map((cut) => [cut, body.length]) : [];
      const steps = [7, 61, 997].map((step) => [
        ...every.filter((end) => end % step === 0),
        body.length,
      ]);
      for (const ends of [every, ...steps, ...single]) {
        const pieces = ends.map((end, index) => body.subarray(ends[index - 1] ?? 0, end));
        const outcome = fingerprint(await askPieces(found, pieces, request));
        if (outcome !== whole) expect(outcome).toBe(whole);
        count.splits++;
      }
    },
  );

  test.each(named(STREAMS))("%s is an interrupted answer wherever it is cut", async (_, found) => {
    const request = requestOf(found);
    const whole = await askStreamed(found);
    const ends = eventEnds(found.body);
    for (const cut of cuts(found.body.length, ends)) {
      const outcome = await askPieces(found, [found.body.subarray(0, cut)], request);
      const at = `${found.name}, cut after ${cut} bytes`;
      expectBeginning(outcome, whole, at);
      if (outcome.completion !== undefined) {
        // All recorded streams say their finish reason in the last event; nothing but its blank line may be missing.
        check(cut > (ends.at(-2) ?? 0), `${at}: ended well before its finish reason`);
        check(
          JSON.stringify(outcome.completion.choices) === JSON.stringify(whole.completion?.choices),
          `${at}: ended well with another answer`,
        );
        count.complete++;
      } else if (outcome.error?.kind === "interrupted") count.interrupted++;
      else {
        check(outcome.error?.message === whole.error?.message, `${at}: ${outcome.error?.message}`);
        count.failed++;
      }
    }
  });

  test("was cut in thousands of ways, before and after its end", () => {
    expect(count.splits).toBeGreaterThan(10_000);
    expect(count.interrupted).toBeGreaterThan(10_000);
    expect(count.failed).toBeGreaterThan(0);
    expect(count.complete).toBeGreaterThan(0);
    expect(count.complete).toBeLessThan(STREAMS.length * 5);
  });
});

function expectBeginning({ chunks, error }: Outcome, whole: Outcome, at: string): void {
  const expected = whole.chunks.slice(0, chunks.length);
  if (JSON.stringify(chunks) !== JSON.stringify(expected)) expect(chunks, at).toEqual(expected);
  for (const { message } of error?.partial?.choices ?? []) {
    check(!("tool_calls" in message), `${at}: tool calls that can run`);
  }
}

/** Runs ten thousand times, where `expect` would cost more than what it looks at. */
function check(condition: boolean, problem: string): void {
  if (!condition) throw new Error(problem);
}

function cuts(length: number, ends: readonly number[]): number[] {
  const step = length < SMALL ? 1 : Math.ceil(length / SAMPLES);
  const all = new Set(ends);
  for (let cut = 0; cut < length; cut += step) all.add(cut);
  all.delete(length);
  return [...all];
}

function fingerprint({ chunks, completion, error }: Outcome): string {
  return JSON.stringify([chunks, completion, error?.kind, error?.message, error?.partial]);
}
