import { toStandardJsonSchema } from "@valibot/to-json-schema";
import { type } from "arktype";
import * as v from "valibot";
import { describe, expect, it } from "vitest";
import { z } from "zod";
import { type FormatOptions, formatOf } from "../../src/structured/format.ts";

type Schema = Parameters<typeof formatOf>[0];

/** What the provider is asked for. */
function asked(schema: Schema, options: FormatOptions = {}) {
  const { responseFormat } = formatOf(schema, options);
  if (responseFormat.type !== "json_schema") throw new Error("not a JSON Schema");
  return responseFormat.json_schema;
}

const objectOf = (properties: object) => ({
  type: "object",
  properties,
  required: Object.keys(properties),
});

describe("the schema that a provider is asked for", () => {
  it("closes objects that say nothing of other properties", () => {
    const { schema } = asked({
      ...objectOf({ open: { ...objectOf({}), additionalProperties: true }, list: {} }),
      $defs: { leaf: objectOf({ a: { type: "string" } }) },
    });
    expect(schema).toMatchObject({
      additionalProperties: false,
      properties: { open: { additionalProperties: true } },
      $defs: { leaf: { additionalProperties: false } },
    });
  });

  it.each([
    [
      "an intersection",
      { allOf: [objectOf({ a: { type: "string" } }), objectOf({ b: { type: "string" } })] },
    ],
    [
      "an intersection of definitions",
      {
        $defs: { a: objectOf({ a: { type: "string" } }) },
        allOf: [{ $ref: "#/$defs/a" }, objectOf({ b: { type: "string" } })],
      },
    ],
    [
      "properties beside alternatives",
      {
        ...objectOf({ kind: { type: "string" } }),
        anyOf: [objectOf({ a: { type: "string" } }), objectOf({ b: { type: "string" } })],
      },
    ],
    [
      "properties beside a reference",
      {
        $defs: { a: objectOf({ a: { type: "string" } }) },
        ...objectOf({ b: { type: "string" } }),
        $ref: "#/$defs/a",
      },
    ],
  ])("closes nothing of %s, where no object would match any more", (_, inner) => {
    const { schema, strict } = asked({ ...objectOf({ inner: inner as object }) });
    expect(JSON.stringify(schema)).not.toContain("additionalProperties");
    expect(strict).toBe(false);
  });

  it("says alternatives in the one word that all providers know", () => {
    const member = z.discriminatedUnion("kind", [
      z.object({ kind: z.literal("a"), n: z.number() }),
      z.object({ kind: z.literal("b") }),
    ]);
    const { schema, strict } = asked(z.object({ member }));
    expect(schema?.["properties"]).toMatchObject({
      member: { anyOf: [{ properties: { n: {} } }, {}] },
    });
    expect(JSON.stringify(schema)).not.toContain("oneOf");
    expect(strict).toBe(true);
  });

  it("leaves data alone that looks like a schema", () => {
    const data = { type: "object", properties: { $ref: "#/x" }, oneOf: [] };
    const value = { const: data, default: data, enum: [data], examples: [data] };
    expect(asked(objectOf({ value })).schema?.["properties"]).toEqual({ value });
    expect(asked(value).schema?.["properties"]).toEqual({ value });
  });

  it("names no dialect", () => {
    const jsonSchema = { $schema: "https://json-schema.org/draft/2020-12/schema", ...objectOf({}) };
    expect(asked(jsonSchema).schema).not.toHaveProperty("$schema");
    expect(asked(z.object({}), { jsonSchema }).schema).not.toHaveProperty("$schema");
  });
});

describe("strict mode, where nothing is said", () => {
  it.each<[string, Schema]>([
    ["plain properties", objectOf({ a: { type: "string" }, b: { type: ["integer", "null"] } })],
    [
      "properties named like keywords",
      objectOf({
        not: { type: "string" },
        default: { type: "string" },
        properties: { type: "string" },
        if: { type: "boolean" },
      }),
    ],
    [
      "limits",
      z.object({
        a: z.int().min(1).max(9),
        b: z.string().min(1).regex(/x/),
        c: z.array(z.string()).max(3),
      }),
    ],
    [
      "formats that OpenAI knows",
      z.object({ a: z.email(), b: z.iso.datetime(), c: z.uuid(), d: z.ipv4() }),
    ],
    ["alternatives at the root", z.union([z.string(), z.object({ a: z.number() })])],
    [
      "a recursive schema",
      objectOf({ a: { type: "string" }, kids: { type: "array", items: { $ref: "#" } } }),
    ],
    [
      "definitions",
      { $defs: { a: { type: "string" } }, ...objectOf({ a: { $ref: "#/$defs/a" } }) },
    ],
    [
      "literals of valibot",
      toStandardJsonSchema(
        v.object({ a: v.literal("x"), b: v.picklist(["x", "y"]), c: v.nullable(v.string()) }),
      ),
    ],
    ["literals of arktype", type({ a: "'x'", b: "'x'|'y'", c: "string|null", d: "boolean" })],
  ])("is asked for with %s", (_, schema) => {
    expect(asked(schema).strict).toBe(true);
  });

  it.each<[string, Schema]>([
    ["optional properties", z.object({ a: z.string().optional() })],
    ["open objects", z.looseObject({ a: z.string() })],
    ["objects of which nothing is said", objectOf({ a: { type: "object" } })],
    ["a format that OpenAI does not know", z.object({ a: z.url() })],
    ["a pattern that looks ahead", objectOf({ a: { type: "string", pattern: "^(?!x)" } })],
    ["a tuple", z.object({ a: z.tuple([z.string(), z.number()]) })],
    ["a value of any kind", z.object({ a: z.unknown() })],
    ["a list of anything", objectOf({ a: { type: "array" } })],
    ["a default", objectOf({ a: { type: "string", default: "x" } })],
    [
      "words beside a reference",
      {
        $defs: { a: { type: "string" } },
        ...objectOf({ a: { $ref: "#/$defs/a", description: "x" } }),
      },
    ],
    [
      "a keyword that nobody knows",
      objectOf({ a: { type: "array", items: { type: "string" }, uniqueItems: true } }),
    ],
    [
      "alternatives beside properties at the root",
      {
        ...objectOf({ a: { type: "string" } }),
        additionalProperties: false,
        anyOf: [{ required: ["a"] }],
      },
    ],
  ])("is not asked for with %s", (_, schema) => {
    expect(asked(schema).strict).toBe(false);
  });
});
