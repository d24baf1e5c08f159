import { expect, it } from "vitest";
import { RawJSON, toArgumentsObject, writeJSON } from "../src/raw-json.ts";

it("stands in a body as it is written", () => {
  const body = {
    a: new RawJSON('{"id": 12345678901234567890, "n": 1.0}'),
    b: ["x", new RawJSON("5e3")],
  };
  expect(writeJSON(body)).toBe('{"a":{"id": 12345678901234567890, "n": 1.0},"b":["x",5e3]}');
});

it("is its value where something else writes it", () => {
  expect(JSON.stringify({ a: new RawJSON('{"n": 1.0}') })).toBe('{"a":{"n":1}}');
  writeJSON({ a: new RawJSON("1") });
  expect(JSON.stringify(new RawJSON("[]"))).toBe("[]");
});

it("is JSON", () => {
  expect(() => new RawJSON('{"a":1},"b":2')).toThrow(SyntaxError);
});

it("is not taken for a text of the body, nor the other way round", () => {
  const texts = ["raw-0", "$&", "$1", '"raw-0"'];
  const body = { texts, raw: new RawJSON('"$& $1"') };
  expect(writeJSON(body)).toBe(`{"texts":${JSON.stringify(texts)},"raw":"$& $1"}`);
});

it("leaves nothing behind when a body cannot be written", () => {
  expect(() => writeJSON({ a: new RawJSON("1"), b: 1n })).toThrow(TypeError);
  expect(JSON.stringify(new RawJSON("1"))).toBe("1");
});

it("holds arguments of calls, which must be an object", () => {
  const text = ' {"id": 12345678901234567890}';
  expect(writeJSON({ input: toArgumentsObject(text, "f", "p") })).toBe(`{"input":${text}}`);
  expect(toArgumentsObject(" \n", "f", "p")).toEqual({});
  for (const wrong of ["[]", "null", "1", '"{"', '{"a":', '{"secret"}', "{} {}"]) {
    expect(() => toArgumentsObject(wrong, "messages[1].f", "acme")).toThrow(
      expect.objectContaining({
        kind: "invalid_request",
        param: "messages[1].f",
        message:
          "messages[1].f must be the text of a JSON object: acme takes the arguments of a call as an object",
      }),
    );
  }
});
