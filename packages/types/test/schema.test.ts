import { describe, expect, expectTypeOf, it } from "vitest";
import { exactOptional, literal, number, type output, string } from "zod";
import {
  absentOrNull,
  exactly,
  mutable,
  mutableObject,
  openString,
  openTaggedUnion,
  readonlyArray,
  readonlyObject,
  readonlyRecord,
  taggedUnion,
  tolerant,
} from "../src/schemas/schema.ts";

interface Point {
  readonly x: number;
  readonly label?: string;
}

describe("exactly", () => {
  it("takes a schema that infers the type, and only such a one", () => {
    const schema = exactly<Point>()(
      readonlyObject({ x: number(), label: exactOptional(string()) }),
    );
    expectTypeOf<output<typeof schema>>().toEqualTypeOf<Point>();
    // @ts-expect-error: label is missing.
    exactly<Point>()(readonlyObject({ x: number() }));
    // @ts-expect-error: there is a field more.
    exactly<Point>()(readonlyObject({ x: number(), label: exactOptional(string()), y: number() }));
    // @ts-expect-error: label may not be undefined.
    exactly<Point>()(readonlyObject({ x: number(), label: string().optional() }));
    // @ts-expect-error: label may be absent.
    exactly<Point>()(readonlyObject({ x: number(), label: string() }));
    // @ts-expect-error: the fields are readonly.
    exactly<Point>()(mutableObject({ x: number(), label: exactOptional(string()) }));
  });
});

describe("objects, lists and records", () => {
  const schema = readonlyObject({ points: readonlyArray(readonlyObject({ x: number() })) });

  it("keep unknown fields on every level, in value but not in type", () => {
    const value = { points: [{ x: 1, y: 2 }], more: { z: null } };
    expect(schema.parse(value)).toEqual(value);
    expectTypeOf<keyof output<typeof schema>>().toEqualTypeOf<"points">();
  });

  it("freeze nothing", () => {
    const value = schema.parse({ points: [{ x: 1 }] });
    expect(Object.isFrozen(value) || Object.isFrozen(value.points)).toBe(false);
  });

  it("let no __proto__ through to a prototype", () => {
    const body = '{"points":[{"x":1,"__proto__":{"admin":true}}],"__proto__":{"admin":true}}';
    const value = schema.parse(JSON.parse(body));
    expect(value).not.toHaveProperty("admin");
    expect(value.points[0]).not.toHaveProperty("admin");
    const map = readonlyRecord(readonlyObject({})).parse(
      JSON.parse('{"__proto__":{"a":1},"b":{}}'),
    );
    expect(map).not.toHaveProperty("a");
    expect(Object.getPrototypeOf(map)).toBe(Object.prototype);
    expect({}).not.toHaveProperty("admin");
  });

  it("are writable in type once they are mutable, and the same at run time", () => {
    const writable = mutable(schema);
    expectTypeOf<output<typeof writable>>().toEqualTypeOf<{ points: { x: number }[] }>();
    expect(writable.parse({ points: [{ x: 1 }] })).toEqual({ points: [{ x: 1 }] });
  });
});

describe("unions", () => {
  const members = [
    readonlyObject({ type: literal("a"), a: number() }),
    readonlyObject({ type: literal(["b", "c"]), b: string() }),
  ] as const;

  it("are told apart by their tag", () => {
    const schema = taggedUnion("type", members);
    expect(schema.parse({ type: "c", b: "" })).toEqual({ type: "c", b: "" });
    expect(schema.safeParse({ type: "d" }).success).toBe(false);
    expect(schema.safeParse({ type: "a", a: "1" }).error?.issues[0]?.path).toEqual(["a"]);
  });

  it("let an unknown tag pass when they are open, but not a known one that does not fit", () => {
    const schema = openTaggedUnion("type", members, ["e"]);
    expect(schema.parse({ type: "d", d: { deep: 1 } })).toEqual({ type: "d", d: { deep: 1 } });
    expect(schema.safeParse({ type: "a", a: "1" }).success).toBe(false);
    expect(schema.safeParse({ type: "e" }).success).toBe(false);
    expect(schema.safeParse({ a: 1 }).success).toBe(false);
    expectTypeOf<output<typeof schema>["type"]>().toEqualTypeOf<"a" | "b" | "c">();
  });
});

describe("fields of answers", () => {
  it("take new words", () => {
    expect(openString<"low" | "high">().parse("medium")).toBe("medium");
  });

  it("may be absent or null where their type requires them, and stay so", () => {
    const schema = mutableObject({ a: tolerant(number()), b: absentOrNull(number()) });
    expectTypeOf<output<typeof schema>>().toEqualTypeOf<{ a: number; b?: number }>();
    expect(schema.parse({})).toEqual({});
    expect(schema.parse({ a: null, b: null })).toEqual({ a: null, b: null });
    expect(schema.safeParse({ a: "1" }).success).toBe(false);
  });
});
