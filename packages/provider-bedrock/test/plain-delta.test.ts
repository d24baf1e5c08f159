import { describe, expect, test } from "vitest";
import { readPlainDelta } from "../src/plain-delta.ts";
import { bedrockCases } from "./cases.ts";
import { payloadsOf } from "./event-stream.ts";

describe("a piece of text that is read without parsing", () => {
  test.each([
    '{"contentBlockIndex":0,"delta":{"text":"Hello"},"p":"abcDEF012"}',
    '{"contentBlockIndex":12,"delta":{"text":""},"p":""}',
    '{"contentBlockIndex":0,"delta":{"text":"ünï – 🚀 {}[],:"},"p":"a"}',
    '{"contentBlockIndex":0,"delta":{"text":"a\\nb"},"p":"a"}',
    '{"contentBlockIndex":1,"delta":{"text":"\\"},\\"p\\":\\"\\u00fc\\ud83d"},"p":"a"}',
  ])("%s", (data) => {
    const { contentBlockIndex: index, delta } = JSON.parse(data) as {
      contentBlockIndex: number;
      delta: { text: string };
    };
    expect(readPlainDelta(data)).toEqual({ index, text: delta.text, isInput: false });
  });

  test.each([
    '{"contentBlockIndex":1,"delta":{"toolUse":{"input":"{\\"a\\": \\"b\\\\n}},\\"}"}},"p":"abc"}',
    '{"contentBlockIndex":1,"delta":{"toolUse":{"input":""}},"p":"a"}',
  ])("or of input: %s", (data) => {
    const { delta } = JSON.parse(data) as { delta: { toolUse: { input: string } } };
    expect(readPlainDelta(data)).toEqual({ index: 1, text: delta.toolUse.input, isInput: true });
  });

  test.each([
    '{"contentBlockIndex":0,"delta":{"text":"a\\"},"p":"a"}',
    '{"contentBlockIndex":0,"delta":{"text":"a\\x"},"p":"a"}',
    '{"contentBlockIndex":0,"delta":{"text":"a","x":"b"},"p":"a"}',
    '{"contentBlockIndex":0,"delta":{"text":"a"},"p":"a"},"p":"a"}',
    '{"contentBlockIndex":0,"delta":{"text":"a"},"p":"\\u0061"}',
    '{"contentBlockIndex":0,"delta":{"text":"a\nb"},"p":"a"}',
    '{"contentBlockIndex":01,"delta":{"text":"a"},"p":"a"}',
    '{"contentBlockIndex":-1,"delta":{"text":"a"},"p":"a"}',
    '{"contentBlockIndex":99999,"delta":{"text":"a"},"p":"a"}',
    '{"contentBlockIndex":,"delta":{"text":"a"},"p":"a"}',
    '{"contentBlockIndex":0,"delta":{"text":"a"},"p":"a","x":"1"}',
    '{"contentBlockIndex":0,"delta":{"text":"a"},"p":"a"} ',
    '{"contentBlockIndex":0,"delta":{"text":"a"},"p":"a"',
    '{"contentBlockIndex":0,"delta":{"text":"a"},"p":"}',
    '{"contentBlockIndex":0,"delta":{"text":"a"}}',
    '{"contentBlockIndex":0,"delta":{"text":"a","x":1},"p":"a"}',
    '{"delta":{"text":"a"},"contentBlockIndex":0,"p":"a"}',
    '{"contentBlockIndex":0,"delta":{"text":"a"}},"p":"a"}',
    '{"contentBlockIndex":0,"delta":{"toolUse":{"input":"a"},"p":"a"}',
    '{"contentBlockIndex":0,"delta":{"toolUse":{"input":"a","x":"b"}},"p":"a"}',
    '{"contentBlockIndex":0,"delta":{"toolUse":{"input":"a\\"}},"p":"a"}',
    "",
  ])("is not %s", (data) => {
    expect(readPlainDelta(data)).toBeUndefined();
  });

  test("is what the parser reads, in every recorded event", async () => {
    let plain = 0;
    for (const { stream, body, name } of await bedrockCases()) {
      if (!stream || name.includes("unmodeled")) continue;
      for (const payload of payloadsOf(body)) {
        const read = readPlainDelta(JSON.stringify(payload));
        if (read === undefined) continue;
        plain++;
        expect(payload).toMatchObject({
          contentBlockIndex: read.index,
          delta: read.isInput ? { toolUse: { input: read.text } } : { text: read.text },
        });
      }
    }
    expect(plain).toBeGreaterThan(50);
  });
});
