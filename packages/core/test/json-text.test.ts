import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compactJSON, endOfJSONString, RawValues } from "../src/json-text.ts";

const PATH = ["content", "*", "call", "input"];

describe("RawValues", () => {
  it("gives a value as its text has it, but for spaces and needless escapes", () => {
    const text =
      ' {"x": [1, "]}\\\\"], "content" : [ {}, { "call": {"input": { "id": 12345678901234567890,\n"n" : 1.0,"2":-0, "1":"\\u00e9\\"\\u003c" } } } ]}';
    const raw = new RawValues(text, PATH);
    expect(raw.at(1)).toBe('{"id":12345678901234567890,"n":1.0,"2":-0,"1":"é\\"<"}');
    expect([raw.at(0), raw.at(2), raw.at(-1), raw.at(), raw.at(1, 0)]).toEqual(
      Array(5).fill(undefined),
    );
  });

  it("finds every value on the path, however the text is written", () => {
    const json = fc.jsonValue({ maxDepth: 3 });
    const item = fc.oneof(
      fc.record({ a: json, call: fc.oneof(fc.record({ input: json, z: json }), json) }),
      json,
    );
    const body = fc.record({ before: json, content: fc.oneof(fc.array(item), json), after: json });
    const spaces = fc.constantFrom(undefined, 1, "\t", " \n");
    fc.assert(
      fc.property(body, spaces, (value, space) => {
        const text = JSON.stringify(value, undefined, space);
        const raw = new RawValues(text, PATH);
        // Parsed, since fast-check makes objects whose order and numbers JSON does not keep.
        const { content } = JSON.parse(text) as { content: unknown };
        for (const [index, each] of Array.isArray(content) ? content.entries() : []) {
          const { input } = ((each as { call?: unknown } | null)?.call ?? {}) as {
            input?: unknown;
          };
          expect(raw.at(index)).toBe(input === undefined ? undefined : JSON.stringify(input));
        }
      }),
      { numRuns: 2000 },
    );
  });

  it("finds values by names that are escaped, and by paths without a list or with several", () => {
    expect(new RawValues('{"\\u0061": {"b": 1.0}}', ["a", "b"]).at()).toBe("1.0");
    expect(new RawValues("[[1, 2.0], [3.0]]", ["*", "*"]).at(0, 1)).toBe("2.0");
    expect(new RawValues("1e2", []).at()).toBe("1e2");
    expect(new RawValues('{"*": 1}', ["*"]).at(0)).toBeUndefined();
    expect(new RawValues("[1]", ["0"]).at()).toBeUndefined();
  });

  it("takes the last of several of a name, as the parser does, and nothing of those before", () => {
    const call = (input: string) => `{"call":{"input":1.0,"input":${input}}}`;
    expect(new RawValues(`{"content":[${call("2.0")}]}`, PATH).at(0)).toBe("2.0");
    const again = `{"content":[${call("2.0")}],"content":[{}]}`;
    expect(new RawValues(again, PATH).at(0)).toBeUndefined();
  });

  it("comes to an end on a text that was cut", () => {
    const text = '{"content":[{"call":{"input":{"a":[1,"x"]}}}]}';
    for (let end = 0; end < text.length; end++) {
      try {
        new RawValues(text.slice(0, end), PATH).at(0);
      } catch (error) {
        // Of a name that was cut.
        expect(error).toBeInstanceOf(SyntaxError);
      }
    }
  });

  it("takes one pass, however many values, levels and backslashes there are", () => {
    const nested = `${"[".repeat(50_000)}${"]".repeat(50_000)}`;
    const item = `{"call":{"input":{"a":"${"\\\\".repeat(50)}"}}}`;
    const text = `{"x":${nested},"content":[${Array(20_000).fill(item).join(",")}]}`;
    const raw = new RawValues(text, PATH);
    const before = performance.now();
    for (let index = 0; index < 20_000; index++) raw.at(index);
    expect(performance.now() - before).toBeLessThan(5_000);
  });
});

describe("compactJSON", () => {
  it("is what JSON.stringify writes, but for what parsing changes", () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(undefined, 1, "\t"), (json, space) => {
        const value: unknown = JSON.parse(json);
        expect(compactJSON(JSON.stringify(value, undefined, space))).toBe(JSON.stringify(value));
      }),
    );
    expect(compactJSON('{ "2" : 1.0, "1": [ 1E5, "\\/ " ], "1": 0 }')).toBe(
      '{"2":1.0,"1":[1E5,"/ "],"1":0}',
    );
  });
});

describe("endOfJSONString", () => {
  it("is behind the first quote that is not escaped", () => {
    const text = '"a\\"\\\\" "b"';
    expect(endOfJSONString(text, 0)).toBe(7);
    expect(endOfJSONString(text, 8)).toBe(text.length);
    expect(endOfJSONString('"a\\"', 0)).toBe(4);
  });
});
