import type { JsonSchema } from "@vllora/core/provider";
import { describe, expect, test } from "vitest";
import { encode } from "./encode.ts";

function converted(parameters: JsonSchema, model: string) {
  const tools = [{ type: "function", function: { name: "f", parameters } }] as const;
  const { body, reports } = encode({ tools }, { model });
  const [tool] = body.tools as { functionDeclarations: { [field: string]: unknown }[] }[];
  const { name: _, ...declared } = tool?.functionDeclarations[0] ?? {};
  const lost = reports.map(({ field, outcome }) => {
    expect(outcome).toBe("ignored");
    return field.replace("tools[0].function.parameters.", "");
  });
  const schemas: { parameters?: unknown; parametersJsonSchema?: unknown } = declared;
  return { ...schemas, lost };
}

const NODE = { type: "object", properties: { next: { $ref: "#/$defs/Node" } } };
const RECURSIVE = { ...NODE, $defs: { Node: NODE } };
const AWKWARD = {
  type: "object",
  properties: {
    additionalProperties: { type: "string" },
    $ref: { type: "string" },
    type: { type: "string" },
    ["__proto__"]: { type: "integer" },
  },
  required: ["additionalProperties", "$ref"],
};

describe("a schema for models that take JSON Schema", () => {
  const json = (schema: JsonSchema) => converted(schema, "gemini-2.5-flash");

  test.each<[string, JsonSchema]>([
    ["with nothing but what the API knows", { type: ["string", "null"], title: "T", enum: ["a"] }],
    ["that is recursive", RECURSIVE],
    ["with properties of any name", JSON.parse(JSON.stringify(AWKWARD)) as JsonSchema],
    ["without properties", { type: "object", properties: {}, additionalProperties: false }],
  ])("%s goes out as it is", (_, schema) => {
    expect(json(schema)).toEqual({ parametersJsonSchema: schema, lost: [] });
    expect(Object.keys(json(schema).parametersJsonSchema as object)).toEqual(Object.keys(schema));
  });

  test("keeps a property called __proto__ as a property", () => {
    const schema = JSON.parse(
      '{"type":"object","properties":{"__proto__":{"type":"string"}}}',
    ) as JsonSchema;
    const { parametersJsonSchema } = json(schema);
    expect(JSON.stringify(parametersJsonSchema)).toBe(JSON.stringify(schema));
  });

  test("has constants as enumerations, definitions under one name, and no name of a dialect", () => {
    expect(
      json({
        $schema: "https://json-schema.org/draft/2020-12/schema",
        type: "object",
        properties: { kind: { const: "a" }, item: { $ref: "#/definitions/Item" } },
        definitions: { Item: { type: "number" } },
      }),
    ).toEqual({
      parametersJsonSchema: {
        type: "object",
        properties: { kind: { enum: ["a"] }, item: { $ref: "#/$defs/Item" } },
        $defs: { Item: { type: "number" } },
      },
      lost: [],
    });
  });

  test("puts what stands beside a reference together with what it points at", () => {
    expect(
      json({
        type: "object",
        properties: { home: { $ref: "#/$defs/Address", description: "Where" } },
        $defs: { Address: { type: "string", title: "A" } },
      }).parametersJsonSchema,
    ).toMatchObject({
      properties: { home: { type: "string", title: "A", description: "Where" } },
    });
  });

  test("says of what stands beside a recursive reference that it is lost", () => {
    const properties = { next: { $ref: "#/$defs/Node", description: "The next" } };
    const { parametersJsonSchema, lost } = json({ ...RECURSIVE, properties });
    expect(parametersJsonSchema).toMatchObject({ properties: { next: { $ref: "#/$defs/Node" } } });
    expect(lost).toEqual(["properties.next.description"]);
  });

  test("says which keywords the model is not held to, wherever they stand", () => {
    const { lost } = json({
      type: "object",
      properties: {
        a: { type: "string", pattern: "x", minLength: 1 },
        b: { anyOf: [{ type: "array", items: { const: true }, uniqueItems: true }] },
      },
      patternProperties: {},
      additionalProperties: { type: "number", multipleOf: 2 },
    });
    expect(lost.sort()).toEqual([
      "additionalProperties.multipleOf",
      "patternProperties",
      "properties.a.minLength",
      "properties.a.pattern",
      "properties.b.anyOf[0].items.const",
      "properties.b.anyOf[0].uniqueItems",
    ]);
  });

  test("that is a reference to one of its definitions keeps them, each as a schema", () => {
    const Node = {
      type: "object",
      properties: { kind: { const: "n" }, next: { $ref: "#/$defs/Node" } },
    };
    const { parametersJsonSchema, lost } = json({
      $ref: "#/$defs/Node",
      $defs: { Node: { ...Node, minProperties: 1 } },
    });
    expect(parametersJsonSchema).toEqual({
      $ref: "#/$defs/Node",
      $defs: {
        Node: {
          type: "object",
          properties: { kind: { enum: ["n"] }, next: { $ref: "#/$defs/Node" } },
          minProperties: 1,
        },
      },
    });
    expect(lost).toEqual(["$defs.Node.minProperties"]);
  });

  test.each(["#/$defs/Missing", "https://h.test/s.json", "#/$defs/__proto__"])(
    "that points at %s is refused",
    ($ref) => {
      expect(() => json({ type: "object", properties: { a: { $ref } }, $defs: {} })).toThrow(
        /tools\[0\]\.function\.parameters\.properties\.a\.\$ref/,
      );
    },
  );
});

describe("a schema for older models", () => {
  const openapi = (schema: JsonSchema) => {
    const { parameters, lost } = converted(
      { type: "object", properties: { p: schema } },
      "gemini-2.0-flash",
    ) as { parameters?: { properties: { p: unknown } }; lost: string[] };
    return {
      schema: parameters?.properties.p,
      lost: lost.map((path) => path.replace("properties.p.", "")),
    };
  };

  test.each<[JsonSchema, object, string[]]>([
    [{ type: "string" }, { type: "STRING" }, []],
    [{ type: ["integer", "null"] }, { type: "INTEGER", nullable: true }, []],
    [
      { type: ["string", "number"], title: "T" },
      { anyOf: [{ type: "STRING" }, { type: "NUMBER" }], title: "T" },
      [],
    ],
    [
      { anyOf: [{ type: "string", description: "inner" }, { type: "null" }], description: "outer" },
      { type: "STRING", description: "outer", nullable: true },
      [],
    ],
    [
      { oneOf: [{ type: "string" }, { type: "number" }, { type: "null" }] },
      { anyOf: [{ type: "STRING" }, { type: "NUMBER" }], nullable: true },
      [],
    ],
    [{ const: "a" }, { type: "STRING", enum: ["a"] }, []],
    [{ const: 1 }, { type: "INTEGER", enum: ["1"] }, []],
    [{ enum: [1, 2.5, null] }, { type: "NUMBER", enum: ["1", "2.5"], nullable: true }, []],
    [{ enum: ["a", 1] }, { type: "STRING", enum: ["a", "1"] }, []],
    [{ items: { type: "string" } }, { type: "ARRAY", items: { type: "STRING" } }, []],
    [
      { properties: { a: { type: "string" } } },
      { type: "OBJECT", properties: { a: { type: "STRING" } } },
      [],
    ],
    [
      { type: "integer", enum: [1, 2, null] },
      { type: "INTEGER", enum: ["1", "2"], nullable: true },
      [],
    ],
    [{ enum: [true] }, {}, ["enum"]],
    [{ type: "string", format: "date-time" }, { type: "STRING", format: "date-time" }, []],
    [{ type: "string", format: "email" }, { type: "STRING" }, ["format"]],
    [
      { type: "array", items: { type: "string" }, maxItems: 3 },
      { type: "ARRAY", items: { type: "STRING" }, maxItems: 3 },
      [],
    ],
    [
      { type: "number", exclusiveMinimum: 0, minimum: 0 },
      { type: "NUMBER", minimum: 0 },
      ["exclusiveMinimum"],
    ],
    [
      { type: "object", properties: { a: { type: "string" } }, additionalProperties: false },
      { type: "OBJECT", properties: { a: { type: "STRING" } } },
      [],
    ],
    [
      {
        allOf: [
          { type: "object", properties: { a: { type: "string" } }, required: ["a"] },
          { properties: { b: { type: "number" } }, required: ["b"] },
        ],
        description: "both",
      },
      {
        type: "OBJECT",
        description: "both",
        properties: { a: { type: "STRING" }, b: { type: "NUMBER" } },
        required: ["a", "b"],
      },
      [],
    ],
  ])("%j becomes %j", (schema, expected, lost) => {
    expect(openapi(schema)).toEqual({ schema: expected, lost });
  });

  test("has references replaced, wherever their definitions lie", () => {
    const schema = {
      type: "object",
      properties: {
        a: { $ref: "#/$defs/A", description: "mine" },
        b: { $ref: "#/definitions/x~1y" },
        c: { $ref: "#/properties/a" },
      },
      $defs: { A: { type: "string", description: "theirs" } },
      definitions: { "x/y": { type: "number" } },
    };
    expect(converted(schema, "gemini-2.0-flash")).toEqual({
      parameters: {
        type: "OBJECT",
        properties: {
          a: { type: "STRING", description: "mine" },
          b: { type: "NUMBER" },
          c: { type: "STRING", description: "mine" },
        },
      },
      lost: [],
    });
  });

  test("that is recursive is refused with its place", () => {
    expect(() => converted(RECURSIVE, "gemini-2.0-flash")).toThrow(
      /parameters\.properties\.next\.properties\.next refers to itself through #\/\$defs\/Node, which gemini-2.0-flash cannot take/,
    );
  });

  test("keeps properties of any name", () => {
    const { parameters } = converted(AWKWARD, "gemini-2.0-flash") as {
      parameters?: { properties: object };
    };
    expect(Object.keys(parameters?.properties ?? {})).toEqual(Object.keys(AWKWARD.properties));
  });

  test("without properties is left out", () => {
    expect(converted({ type: "object", properties: {} }, "gemini-2.0-flash")).toEqual({ lost: [] });
  });
});

describe("response_format", () => {
  const schema = { type: "object", properties: { a: { type: "string" } } };
  const format = {
    type: "json_schema",
    json_schema: { name: "n", description: "d", schema },
  } as const;

  test("is a JSON Schema with its description, for newer models", () => {
    expect(encode({ response_format: format }).body.generationConfig).toEqual({
      responseMimeType: "application/json",
      responseJsonSchema: { ...schema, description: "d" },
    });
  });

  test("is the API's own schema for older models, or where it is asked for", () => {
    const expected = {
      responseMimeType: "application/json",
      responseSchema: { type: "OBJECT", properties: { a: { type: "STRING" } }, description: "d" },
    };
    const older = encode({ response_format: format }, { model: "gemini-1.5-pro" });
    expect(older.body.generationConfig).toEqual(expected);
    const provider_options = { gemini: { schema_format: "openapi" } } as const;
    expect(encode({ response_format: format, provider_options }).body.generationConfig).toEqual(
      expected,
    );
  });

  test("is refused beside tools by models that take none there", () => {
    const tools = [{ type: "function", function: { name: "f" } }] as const;
    const asked = { response_format: format, tools };
    const older = encode(asked, { model: "gemini-2.5-flash" });
    expect(older.reports).toContainEqual({
      field: "response_format",
      outcome: "refused",
      note: "models before Gemini 3 take none beside tools",
    });
    expect(older.body).not.toHaveProperty("generationConfig");
    const { body, reports } = encode(asked, { model: "gemini-3-pro-preview" });
    expect(body).toHaveProperty("generationConfig.responseJsonSchema");
    expect(reports).toEqual([]);
  });

  test("without a schema is JSON", () => {
    const response_format = { type: "json_schema", json_schema: { name: "n" } } as const;
    expect(encode({ response_format }).body.generationConfig).toEqual({
      responseMimeType: "application/json",
    });
  });
});
