import fc from "fast-check";
import { describe, test } from "vitest";
import { check, checkCompletion, checkWireError, FuzzedClient, holds, timeOf } from "./harness.ts";
import { type Mutation, mutated, mutation } from "./nasty.ts";
import { STREAMS } from "./samples.ts";

const client = new FuzzedClient();
const headers = new Headers({ "content-type": "text/event-stream" });
const encoder = new TextEncoder();

/** Whatever the bytes: the loop ends with the whole answer, or throws what went wrong. */
async function checkStream(pieces: readonly Uint8Array[], text: string): Promise<void> {
  const { chunks, completion, error } = await client.stream({ status: 200, headers, pieces });
  const finished = new Map<number, boolean>();
  for (const { choices } of chunks) {
    for (const { index, finish_reason } of choices) {
      finished.set(index, finish_reason != null || finished.get(index) === true);
    }
  }
  if (error !== undefined) {
    checkWireError(error);
    check(chunks.length === 0 || error.partial !== undefined, "lost its partial answer");
    for (const { message } of error.partial?.choices ?? []) {
      check(!("tool_calls" in message), "has runnable tool calls");
    }
  }
  if (completion !== undefined) {
    check(text.includes("finish_reason"), "ended well without any finish reason");
    check(finished.size > 0, "ended well without a choice");
    for (const [index, ended] of finished) check(ended, `ended well without the end of ${index}`);
    checkCompletion(completion);
  }
}

/** Cuts bytes into pieces at these places. */
function cut(bytes: Uint8Array, places: readonly number[]): Uint8Array[] {
  const ends = [...new Set(places.map((place) => place % (bytes.length + 1)))];
  ends.sort((first, second) => first - second);
  return [...ends, bytes.length].map((end, index) => bytes.subarray(ends[index - 1] ?? 0, end));
}

const cuts = fc.array(fc.nat(4000), { maxLength: 6 });
const sample = fc.nat(STREAMS.length - 1);

/** What stands around and between the frames. */
const FRAMINGS: readonly (readonly [before: string, end: string])[] = [
  ["data: ", "\n\n"],
  ["data: ", "\r\n\r\n"],
  ["data: ", "\r\r"],
  ["data:", "\n\n"],
  [": alive\n\ndata: ", "\n\n"],
  ["\ufeffdata: ", "\n\n"],
  ["id: 1\nretry: x\nevent: message\ndata: ", "\n\n"],
  ["event: error\ndata: ", "\n\n"],
  ["data: ", "\n"],
  ["data: ", ""],
  [" data: ", "\n\n"],
  ["data\n\ndata: ", "\n\ndata\n\n"],
];

describe("a stream", () => {
  test(
    "whose frames were changed",
    async () => {
      const input = fc.record({
        sample,
        changes: fc.array(fc.tuple(fc.nat(40), mutation), { minLength: 1, maxLength: 4 }),
        framing: fc.nat(FRAMINGS.length * 4),
        cuts,
      });
      await holds(0.3, input, async ({ sample: number, changes, framing, cuts: places }) => {
        const frames: readonly unknown[] = STREAMS[number] as readonly unknown[];
        const byFrame = new Map<number, Mutation[]>();
        for (const [place, change] of changes) {
          const index = place % frames.length;
          byFrame.set(index, [...(byFrame.get(index) ?? []), change]);
        }
        const [before, end] = FRAMINGS[framing] ?? ["data: ", "\n\n"];
        const text = frames
          .map((frame, index) => {
            const changed = byFrame.get(index);
            const data = changed === undefined ? plain(frame) : mutated(frame, changed);
            return `${before}${data}${end}`;
          })
          .join("");
        await checkStream(cut(encoder.encode(text), places), text);
      });
    },
    timeOf(0.3),
  );

  test(
    "whose bytes were changed",
    async () => {
      const whole = STREAMS.map((frames) =>
        encoder.encode(frames.map((frame) => `data: ${plain(frame)}\n\n`).join("")),
      );
      const change = fc.record({
        at: fc.nat(4000),
        remove: fc.oneof(fc.nat(3), fc.nat(300), fc.constant(9000)),
        insert: fc.oneof(
          fc.uint8Array({ maxLength: 4 }),
          fc
            .constantFrom("\n", "\r", "\n\n", "\0", "\ufeff", "data: ", ":", "[DONE]")
            .map((text) => encoder.encode(text)),
        ),
      });
      const input = fc.record({ sample, changes: fc.array(change, { maxLength: 3 }), cuts });
      await holds(0.15, input, async ({ sample: number, changes, cuts: places }) => {
        let bytes = whole[number] as Uint8Array;
        for (const { at, remove, insert } of changes) {
          const from = at % (bytes.length + 1);
          bytes = Buffer.concat([bytes.subarray(0, from), insert, bytes.subarray(from + remove)]);
        }
        await checkStream(cut(bytes, places), new TextDecoder().decode(bytes));
      });
    },
    timeOf(0.15),
  );

  test(
    "of garbage",
    async () => {
      const token = fc.constantFrom(
        "data:",
        "data: ",
        "event: error",
        "id:",
        "retry: 1",
        ":",
        "\n",
        "\r",
        "\r\n",
        "\n\n",
        "{",
        "}",
        '{"choices":[{"delta":{"content":"x"}}]}',
        '{"choices":[{"delta":{},"finish_reason":"stop"}]}',
        "[DONE]",
        "\0",
        "\ufeff",
        "é😀",
      );
      const piece = fc.oneof(
        token.map((text) => encoder.encode(text)),
        fc.uint8Array({ maxLength: 6 }),
      );
      await holds(0.05, fc.array(piece, { maxLength: 12 }), async (pieces) => {
        await checkStream(pieces, new TextDecoder().decode(Buffer.concat(pieces)));
      });
    },
    timeOf(0.05),
  );
});

function plain(frame: unknown): string {
  return typeof frame === "string" ? frame : JSON.stringify(frame);
}
