import { describe, expect, test } from "vitest";
import { parseArguments } from "../../src/tools/arguments.ts";
import { call } from "./conversation.ts";

describe("arguments of a call", () => {
  test.each(["", " ", "\n"])("are none for the text %j", (text) => {
    expect(parseArguments(call("1", "f", text))).toEqual({ args: {} });
  });

  test("are the object that the text holds", () => {
    const text = '{"a": [1, null], "é": "\\u00e9", "b": {"c": true}}';
    expect(parseArguments(call("1", "f", text))).toEqual({
      args: { a: [1, null], é: "é", b: { c: true } },
    });
  });

  test.each(["null", "1", '"text"', "[]", "true"])("are refused for %s", (text) => {
    expect(parseArguments(call("1", "f", text))).toEqual({ problem: "must be a JSON object" });
  });

  test.each(['{"a": ', "{a: 1}", '{"a": 1}}', "{'a': 1}", "no"])("are never mended: %s", (text) => {
    const { problem = "" } = parseArguments(call("1", "f", text));
    expect(problem).toMatch(
      /^are not valid JSON( at position \d+|: Unexpected end of JSON input)?$/,
    );
  });

  test("say nothing of their text when they are wrong", () => {
    const { problem } = parseArguments(call("1", "f", '{"key": secret}'));
    expect(problem).not.toContain("secret");
  });

  test("reach no prototype", () => {
    const parsed = parseArguments(
      call("1", "f", '{"__proto__": {"x": 1}, "a": {"__proto__": {"y": 1}, "constructor": 2}}'),
    );
    expect(parsed).toEqual({ args: { a: { constructor: 2 } } });
    expect(JSON.stringify(parsed)).not.toContain("__proto__");
  });

  test("of a custom tool are text, which none of ours takes", () => {
    const custom = { id: "1", type: "custom", custom: { name: "f", input: "{}" } } as const;
    expect(parseArguments(custom)).toEqual({ problem: "are free text, which it does not take" });
  });
});
