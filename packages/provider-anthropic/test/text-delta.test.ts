import { describe, expect, test } from "vitest";
import { readPlainDelta } from "../src/text-delta.ts";

const delta = (text: string) =>
  `{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":${text}}}`;

describe("a plain piece is read as the parser would read it", () => {
  test.each([
    [delta('" word"'), { index: 0, thinking: false, text: " word" }],
    [delta('""'), { index: 0, thinking: false, text: "" }],
    [delta('"ä 😀 }}"'), { index: 0, thinking: false, text: "ä 😀 }}" }],
    [`${delta('"padded"')}      `, { index: 0, thinking: false, text: "padded" }],
    [
      '{"type":"content_block_delta","index":120,"delta":{"type":"thinking_delta","thinking":"Hm"}}',
      { index: 120, thinking: true, text: "Hm" },
    ],
  ])("%s", (data, expected) => {
    expect(readPlainDelta(data)).toEqual(expected);
    const { index, delta: parsed } = JSON.parse(data) as {
      index: number;
      delta: { text?: string; thinking?: string };
    };
    expect(index).toBe(expected.index);
    expect(parsed.text ?? parsed.thinking).toBe(expected.text);
  });
});

describe("everything else is left to the parser", () => {
  test.each([
    delta('"a\\n"'),
    delta('"a\\"b"'),
    delta('"a\u0001"'),
    delta('"a","more":1'),
    delta("1"),
    delta('"a').slice(0, -2),
    `${delta('"a"')}x`,
    delta('"a"').slice(0, -1),
    delta('"a"').replace(":0,", ":,"),
    delta('"a"').replace(":0,", ":01,"),
    delta('"a"').replace(":0,", ":1e3,"),
    delta('"a"').replace(":0,", ":123456,"),
    delta('"a"').replace("text_delta", "input_json_delta"),
    ` ${delta('"a"')}`,
    '{"index":0,"type":"content_block_delta","delta":{"type":"text_delta","text":"a"}}',
    "",
  ])("%j", (data) => {
    expect(readPlainDelta(data)).toBeUndefined();
  });
});
