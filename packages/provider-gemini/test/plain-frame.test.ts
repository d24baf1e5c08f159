import type { ChatCompletionChunk } from "@vllora/core/provider";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { PlainFrame } from "../src/plain-frame.ts";
import { createDecoder } from "../src/stream.ts";

const CONTEXT = {
  provider: "gemini",
  model: "m",
  request: { model: "m", messages: [], n: 2 },
  created: 1,
};

interface Said {
  readonly text: string;
  readonly index?: number | undefined;
  readonly more?: object | undefined;
  readonly candidate?: object | undefined;
  readonly counts?: object | undefined;
  readonly answer?: object | undefined;
}

/** A frame as the API writes it. */
const frame = ({ text, index, more, candidate, counts, answer }: Said): object => ({
  candidates: [
    {
      content: { parts: [{ text, ...more }], role: "model" },
      ...(index === undefined ? {} : { index }),
      ...candidate,
    },
  ],
  ...(counts === undefined ? {} : { usageMetadata: counts }),
  modelVersion: "v",
  responseId: "r",
  ...answer,
});

/** The same in an order that is always parsed. */
const parsed = (value: object): string => {
  const { candidates, ...rest } = value as { candidates?: unknown };
  return JSON.stringify({ ...rest, candidates });
};

/** As Google writes it: a space behind each colon. */
const written = (value: object): string => JSON.stringify(value, undefined, 1).replace(/\n */g, "");

type Outcome = readonly ChatCompletionChunk[] | string;

function outcomes(frames: readonly string[]): Outcome[] {
  const decoder = createDecoder(CONTEXT);
  return frames.map((data) => {
    try {
      return decoder.push({ data });
    } catch (error) {
      return String(error);
    }
  });
}

const counts = (n: number) => ({
  promptTokenCount: 7,
  candidatesTokenCount: n,
  totalTokenCount: 7 + n,
  promptTokensDetails: [{ modality: "TEXT", tokenCount: 7 }],
});

describe("a frame that is like the one before", () => {
  const first = written(frame({ text: "a", index: 0, counts: counts(1) }));

  test.each(["b", "", "\n", '"', "\\", '\\"', "\u2028 🙂", "\u0007", "}],{", "x".repeat(1000)])(
    "is read without parsing it: %j",
    (text) => {
      const data = written(frame({ text, index: 0, counts: counts(123) }));
      expect(PlainFrame.like(first)?.textOf(data)).toBe(text);
    },
  );

  test.each<[string, Said]>([
    ["another candidate", { text: "b", index: 1, counts: counts(2) }],
    ["a finish reason", { text: "b", index: 0, candidate: { finishReason: "STOP" } }],
    ["a thought", { text: "b", index: 0, more: { thought: true }, counts: counts(2) }],
    ["a signature", { text: "b", index: 0, more: { thoughtSignature: "S" }, counts: counts(2) }],
    ["another field of the candidate", { text: "b", index: 0, candidate: { avgLogprobs: 1 } }],
    ["other counts", { text: "b", index: 0, counts: { ...counts(2), thoughtsTokenCount: 1 } }],
    ["another field", { text: "b", index: 0, counts: counts(2), answer: { error: {} } }],
    ["no counts", { text: "b", index: 0 }],
  ])("is not one with %s", (_, said) => {
    expect(PlainFrame.like(first)?.textOf(written(frame(said)))).toBeUndefined();
  });

  test("is nothing that is not JSON", () => {
    const data = (count: string, text = '"b"') =>
      first
        .replace('"a"', text)
        .replace('"candidatesTokenCount": 1', `"candidatesTokenCount": ${count}`);
    const like = PlainFrame.like(first);
    expect(like?.textOf(data("10"))).toBe("b");
    for (const count of ["", "01", "1 1", "-", "x"])
      expect(like?.textOf(data(count))).toBeUndefined();
    for (const text of ['"\\x"', '"\u0007"', '"', '"b""', "b"]) {
      expect(like?.textOf(data("1", text))).toBeUndefined();
    }
    expect(like?.textOf(first.slice(0, -1))).toBeUndefined();
    expect(like?.textOf(`${first}x`)).toBeUndefined();
    expect(like?.textOf("")).toBeUndefined();
  });

  test("is learned of what is plain only", () => {
    const doubled = first.replace(/\}$/, ',"candidates": []}');
    for (const data of [doubled, parsed(frame({ text: "a" })), "{}", "", "[1]"]) {
      expect(PlainFrame.like(data)).toBeUndefined();
    }
  });
});

describe("a stream", () => {
  const said: fc.Arbitrary<Said> = fc.record({
    text: fc.string(),
    index: fc.constantFrom(0, 0, 0, 0, 1, undefined),
    more: fc.constantFrom(undefined, undefined, undefined, { thought: true }, { odd: 1 }),
    candidate: fc.constantFrom<object | undefined>(
      undefined,
      undefined,
      undefined,
      { finishReason: "STOP" },
      { avgLogprobs: -1 },
    ),
    counts: fc.oneof(
      fc.nat(2000).map(counts),
      fc.constantFrom(undefined, {}, { trafficType: "ON_DEMAND" }),
    ),
    answer: fc.constantFrom(undefined, undefined, undefined, { odd: 1 }, { odd: 2 }),
  });

  test("is what it would be if every frame were parsed", () => {
    fc.assert(
      fc.property(fc.array(said, { maxLength: 30 }), fc.boolean(), (all, spaced) => {
        const frames = all.map(frame);
        const wire = frames.map(spaced ? written : (value) => JSON.stringify(value));
        expect(outcomes(wire)).toEqual(outcomes(frames.map(parsed)));
      }),
      { numRuns: 1000 },
    );
  });

  test("of damaged frames fails as it would if every frame were parsed", () => {
    const start = frame({ text: "a", index: 0, counts: counts(9) });
    const next = written(frame({ text: "b\\n", index: 0, counts: counts(10) }));
    const damage = fc.record({
      at: fc.nat(next.length),
      cut: fc.nat(3),
      put: fc.oneof(fc.constantFrom("", "0", "9", '"', "\\", "}", "]", ",", " ", "{"), fc.string()),
    });
    fc.assert(
      fc.property(damage, ({ at, cut, put }) => {
        const data = next.slice(0, at) + put + next.slice(at + cut);
        expect(outcomes([written(start), data])).toEqual(outcomes([parsed(start), data]));
      }),
      { numRuns: 3000 },
    );
  });
});
