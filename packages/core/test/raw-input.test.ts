import { describe, expect, it } from "vitest";
import { withInputJSON, withRawInput } from "../src/raw-input.ts";
import { RawJSON, writeJSON } from "../src/raw-json.ts";

const TEXT = '{"id":12345678901234567890,"n":1.0}';
const block = { type: "call", input: JSON.parse(TEXT) as unknown };

describe("the text of an input", () => {
  it("is kept where parsing changes it, and goes back as it is", () => {
    const kept = withInputJSON(block, TEXT);
    expect(kept).toEqual({ ...block, input_json: TEXT });
    // As an application stores it.
    const stored = JSON.parse(JSON.stringify(kept)) as typeof kept;
    expect(writeJSON(withRawInput(stored))).toBe(`{"type":"call","input":${TEXT}}`);
  });

  it("is not kept where it says the same", () => {
    const plain = { input: { b: 1, a: "x" } };
    expect(withInputJSON(plain, '{"b":1,"a":"x"}')).toBe(plain);
    expect(withInputJSON(plain, undefined)).toBe(plain);
    expect(withRawInput(plain)).toBe(plain);
  });

  it("gives way to an input that was changed since", () => {
    const changed = { ...block, input: { id: 1 }, input_json: TEXT };
    expect(withRawInput(changed)).toEqual({ type: "call", input: { id: 1 } });
  });

  it.each([1, null, "{", ""])("is not %j", (json) => {
    expect(withRawInput({ ...block, input_json: json })).toEqual(block);
    expect(withRawInput({ ...block, input_json: TEXT }).input).toBeInstanceOf(RawJSON);
  });
});
