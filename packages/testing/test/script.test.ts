import { describe, expect, test } from "vitest";
import type { Fault, PlayOptions } from "../src/index.ts";
import { scriptOf } from "../src/script.ts";
import { EVENTS, FRAMES, stream, whole } from "./transcripts.ts";

const HEAD = { status: 200, headers: { "content-type": "text/event-stream" }, atMs: 100 };
/** The first frame came in two reads, the others in one. */
const TIMED = stream("a", {
  response: HEAD,
  chunks: [
    { bytes: 4, atMs: 130 },
    { bytes: 7, atMs: 150 },
    { bytes: EVENTS.length - 11, atMs: 250 },
  ],
});

function playedOf(found = TIMED, options: PlayOptions = {}, fault?: Fault) {
  const { steps, ...rest } = scriptOf(found, options, fault);
  return {
    ...rest,
    steps: steps.map(({ bytes, waitMs }) => [Buffer.from(bytes).toString(), waitMs] as const),
  };
}

describe("how pieces are cut and timed", () => {
  const [one = "", two = "", three = ""] = FRAMES;

  test.each<[string, PlayOptions, number, (readonly [string, number])[]]>([
    ["by frame, at once", {}, 0, FRAMES.map((frame) => [frame, 0])],
    ["whole", { split: "whole" }, 0, [[EVENTS, 0]]],
    ["by bytes", { split: 40 }, 0, [[EVENTS, 0]]],
    ["with a pause before each", { delayMs: 5 }, 0, FRAMES.map((frame) => [frame, 5])],
    [
      "as recorded",
      { split: "recorded", delayMs: "recorded" },
      100,
      [
        ["data", 30],
        [": one\n\n", 20],
        [two + three, 100],
      ],
    ],
    [
      "by frame, each when its last byte came",
      { delayMs: "recorded" },
      100,
      [
        [one, 50],
        [two, 100],
        [three, 0],
      ],
    ],
    [
      "by lengths, those that are too long included",
      { split: [4, 0, 1000], delayMs: "recorded" },
      100,
      [
        ["data", 30],
        [EVENTS.slice(4), 120],
      ],
    ],
  ])("%s", (_name, options, waitMs, steps) => {
    expect(playedOf(TIMED, options)).toEqual({ response: HEAD, waitMs, steps, end: "eof" });
  });

  test("whole answers come whole, and without a record of time at once", () => {
    const { steps, waitMs } = playedOf(whole("a"), { delayMs: "recorded" });
    expect({ steps, waitMs }).toEqual({ steps: [['{"name":"a"}', 0]], waitMs: 0 });
  });

  test("an empty body has no piece", () => {
    expect(playedOf(stream("a", { body: Buffer.alloc(0) })).steps).toEqual([]);
  });
});

describe("a fault keeps the recorded pieces and times of what is left", () => {
  const [one = "", two = "", three = ""] = FRAMES;
  const options = { split: "recorded", delayMs: "recorded" } as const;

  test.each<[string, Fault, (readonly [string, number])[]]>([
    [
      "cut",
      { type: "cut", afterBytes: 6 },
      [
        ["data", 30],
        [": ", 20],
      ],
    ],
    ["cut at a piece's end", { type: "cut", afterBytes: 4 }, [["data", 30]]],
    [
      "reset",
      { type: "reset", afterFrames: 1 },
      [
        ["data", 30],
        [": one\n\n", 20],
      ],
    ],
    [
      "insert",
      { type: "insert", afterBytes: 6, data: "X" },
      [
        ["data", 30],
        [": ", 20],
        ["X", 0],
        ["one\n\n", 0],
        [two + three, 100],
      ],
    ],
    [
      "insert at the end",
      { type: "insert", afterFrames: 3, data: "X" },
      [
        ["data", 30],
        [": one\n\n", 20],
        [two + three, 100],
        ["X", 0],
      ],
    ],
  ])("%s", (_name, fault, steps) => {
    expect(playedOf(TIMED, options, fault).steps).toEqual(steps);
  });

  test("a drip has a pause before each of its own pieces", () => {
    const fault: Fault = { type: "drip", everyMs: 7, bytes: 20 };
    expect(playedOf(TIMED, options, fault).steps).toEqual([
      [EVENTS.slice(0, 20), 7],
      [EVENTS.slice(20), 7],
    ]);
    const { steps } = playedOf(TIMED, options, { type: "drip", everyMs: 0 });
    expect(steps).toEqual([...EVENTS].map((byte) => [byte, 0]));
  });

  test("a content type changes the head, not the pieces", () => {
    const played = playedOf(TIMED, {}, { type: "content_type", value: "application/json" });
    expect(played.steps).toEqual([one, two, three].map((frame) => [frame, 0]));
    expect(played.response?.headers).toEqual({ "content-type": "application/json" });
  });
});

test.each([
  ["drip", { type: "drip", everyMs: 1, bytes: 0 }, {}],
  ["split", undefined, { split: 1.5 }],
] as const)("%s refuses pieces without a length", (_name, fault, options) => {
  expect(() => scriptOf(TIMED, options, fault)).toThrow(
    /^A piece must be a whole number of bytes above 0, got/,
  );
});

describe("a fault that is none", () => {
  test.each([
    [{ type: "reste" }, 'There is no fault of type "reste"'],
    [{ type: "cut" }, "A fault needs afterBytes or afterFrames"],
  ])("is refused: %j", (fault, message) => {
    expect(() => playedOf(TIMED, {}, fault as Fault)).toThrow(message);
  });
});
