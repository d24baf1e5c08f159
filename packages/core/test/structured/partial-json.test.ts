import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseSafely } from "../../src/safe-json.ts";
import { PartialJSON } from "../../src/structured/partial-json.ts";

function partial(text: string): unknown {
  const json = new PartialJSON();
  json.push(text);
  return json.value;
}

/** Whether the one can become the other by going on. */
function isBeginningOf(part: unknown, whole: unknown): boolean {
  if (typeof part === "string" && typeof whole === "string") return whole.startsWith(part);
  if (Array.isArray(part) && Array.isArray(whole)) {
    return part.every((item, index) =>
      index < part.length - 1
        ? JSON.stringify(item) === JSON.stringify(whole[index])
        : isBeginningOf(item, whole[index]),
    );
  }
  if (typeof part === "object" && part !== null && typeof whole === "object" && whole !== null) {
    return Object.entries(part).every(
      ([key, value]) =>
        Object.hasOwn(whole, key) && isBeginningOf(value, (whole as Record<string, unknown>)[key]),
    );
  }
  return JSON.stringify(part) === JSON.stringify(whole);
}

describe("PartialJSON", () => {
  it.each([
    ["", undefined],
    ["  ", undefined],
    ["{", {}],
    ['{"na', {}],
    ['{"name"', {}],
    ['{"name":', {}],
    ['{"name":"', { name: "" }],
    ['{"name":"An', { name: "An" }],
    ['{"name":"An\\', { name: "An" }],
    ['{"name":"An\\u00', { name: "An" }],
    ['{"name":"An\\u00e9', { name: "Ané" }],
    ['{"name":"Anna","age":4', { name: "Anna" }],
    ['{"name":"Anna","age":41}', { name: "Anna", age: 41 }],
    ['{"a":[1,2', { a: [1] }],
    ['{"a":[tru', { a: [] }],
    ['{"a":[true ', { a: [true] }],
    ['{"a":{"b":[{', { a: { b: [{}] } }],
    ['{"a":{"b":1},', { a: { b: 1 } }],
    ["Anna", undefined],
    ["```", undefined],
    ["``", undefined],
    ["```json", undefined],
    ['```json\n{"name":"An', { name: "An" }],
    ["\n```\n[1,2", [1]],
    ['```json\n{"a":1}\n```\n', { a: 1 }],
    ['{"a":1} and so on ', { a: 1 }],
    ['{"a":1}}', { a: 1 }],
    ['{"a":}', undefined],
  ])("shows %j as far as it came", (text, value) => {
    expect(partial(text)).toEqual(value);
  });

  it("shows of each beginning what can become the whole, however it was cut", () => {
    fc.assert(
      fc.property(fc.json(), fc.infiniteStream(fc.integer({ min: 1, max: 9 })), (text, sizes) => {
        const whole: unknown = parseSafely(text);
        const json = new PartialJSON();
        for (let at = 0; at < text.length; ) {
          const size = sizes.next().value as number;
          json.push(text.slice(at, at + size));
          at += size;
          const { value } = json;
          if (value !== undefined) expect(isBeginningOf(value, whole)).toBe(true);
        }
        if (typeof whole === "object" && whole !== null) {
          expect(JSON.stringify(json.value)).toBe(JSON.stringify(whole));
        }
      }),
    );
  });

  it("does so of an answer in a code fence", () => {
    fc.assert(
      fc.property(fc.object(), fc.nat(), (given, cut) => {
        const text = JSON.stringify(given);
        const fenced = `\`\`\`json\n${text}\n\`\`\`\n`;
        const at = cut % fenced.length;
        const json = new PartialJSON();
        json.push(fenced.slice(0, at));
        const { value } = json;
        if (value !== undefined) expect(isBeginningOf(value, parseSafely(text))).toBe(true);
        json.push(fenced.slice(at));
        expect(JSON.stringify(json.value)).toBe(JSON.stringify(parseSafely(text)));
      }),
    );
  });

  it.each([
    '{"__proto__":{"admin":true},"name":"x"',
    '{"\\u005f_proto__":{"admin":true},"name":"x"',
  ])("leaves nothing of the key __proto__: %s", (text) => {
    expect(Object.keys(partial(text) as object)).toEqual(["name"]);
  });

  it("gives the same value until more has come", () => {
    const json = new PartialJSON();
    json.push('{"a":[1,');
    expect(json.value).toBe(json.value);
    const before = json.value;
    json.push("2]");
    expect(before).toEqual({ a: [1] });
    expect(json.value).toEqual({ a: [1, 2] });
  });
});
