import fc from "fast-check";
import { describe, expect, it } from "vitest";
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
    ['{"a":}', undefined],
  ])("shows %j as far as it came", (text, value) => {
    expect(partial(text)).toEqual(value);
  });

  it("shows of each beginning what can become the whole, however it was cut", () => {
    fc.assert(
      fc.property(fc.json(), fc.infiniteStream(fc.integer({ min: 1, max: 9 })), (text, sizes) => {
        const whole: unknown = JSON.parse(text);
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

  it("sets no prototype", () => {
    const value = partial('{"__proto__":{"admin":true') as { admin?: boolean };
    expect(value.admin).toBeUndefined();
  });
});
