import { eventEnds } from "@vllora/testing";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import {
  askStreamed,
  type MakeProvider,
  named,
  recordedCases,
  streamReader,
} from "../../provider-openai-compatible/test/recorded-cases.ts";
import { checkSplits } from "../../provider-openai-compatible/test/stream-laws.ts";
import { anthropic } from "../src/index.ts";

const streams = (await recordedCases(import.meta.url)).filter(({ stream }) => stream);
const make: MakeProvider = (_found, fetch) => anthropic({ apiKey: "k", fetch });

/** Streams below this size are cut at every byte. */
const SMALL = 4096;
const SAMPLES = 40;
const MOST_ENDS = 120;

// The wire has no time of creation: an answer's is the clock's.
beforeAll(() => void vi.useFakeTimers({ toFake: ["Date"], now: 0 }));
afterAll(() => void vi.useRealTimers());

describe("a recorded stream", () => {
  let splits = 0;
  const count = { interrupted: 0, failed: 0, complete: 0 };

  test.each(named(streams))(
    "%s gives the same chunks however its bytes arrive",
    async (_, found) => {
      splits += await checkSplits(found, make);
    },
  );

  test.each(named(streams))("%s is an interrupted answer wherever it is cut", async (_, found) => {
    const whole = await askStreamed(found, make);
    const expected = whole.chunks.map((chunk) => JSON.stringify(chunk));
    const read = streamReader(found, make);
    const text = Buffer.from(found.body).toString("latin1");
    const stop = text.indexOf('data: {"type":"message_stop"');
    for (const end of cuts(found.body)) {
      const { chunks, completion, error } = await read([found.body.subarray(0, end)]);
      // Thousands of times: `expect` would cost more than what it looks at.
      for (const [index, chunk] of chunks.entries()) {
        if (JSON.stringify(chunk) !== expected[index]) expect(chunk).toEqual(whole.chunks[index]);
      }
      if (completion !== undefined) {
        if (stop < 0 || end <= stop) throw new Error(`ended well after ${end} bytes`);
        expect(completion).toEqual(whole.completion);
        count.complete++;
        continue;
      }
      count[error?.kind === "interrupted" ? "interrupted" : "failed"]++;
      if (error?.kind !== "interrupted") expect(error?.message).toBe(whole.error?.message);
      if (chunks.some(({ choices }) => choices[0]?.finish_reason !== null)) {
        throw new Error(`told its finish reason after ${end} bytes`);
      }
      if (error?.partial?.choices.some(({ message }) => "tool_calls" in message)) {
        throw new Error(`tool calls to run after ${end} bytes`);
      }
    }
  });

  test("was cut in thousands of ways", () => {
    expect(splits).toBeGreaterThan(10_000);
    expect(count.interrupted).toBeGreaterThan(10_000);
    expect(count.failed).toBeGreaterThan(0);
    // Where nothing but the line ends after `message_stop` are missing.
    expect(count.complete).toBeLessThan(3 * streams.length);
  });
});

/** The ends of events, every one in all but the longest streams, and a sample of bytes. */
function cuts(body: Uint8Array): readonly number[] {
  const all = eventEnds(body);
  const each = Math.ceil(all.length / MOST_ENDS);
  const ends = new Set(all.filter((_, index) => index % each === 0 || index > all.length - 8));
  const step = body.length < SMALL ? 1 : Math.ceil(body.length / SAMPLES);
  for (let end = 0; end < body.length; end += step) ends.add(end);
  ends.delete(body.length);
  return [...ends];
}
