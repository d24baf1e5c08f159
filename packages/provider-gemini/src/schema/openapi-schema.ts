import { type EncodeContext, type JsonSchema, LLMError } from "@vllora/core/provider";
import { DEFINITIONS, isObject, type Loose, resolve } from "./references.ts";

/**
 * JSON Schema → the API's own schema, a part of OpenAPI 3.0 without references.
 * @see https://ai.google.dev/api/caching#Schema
 * @throws {LLMError} `invalid_request` for a schema that refers to itself.
 */
export function toOpenApiSchema(schema: JsonSchema, path: string, context: EncodeContext): object {
  return new OpenApiWriter(schema, context).schema(schema, path, []);
}

/** Keywords that are the same on both sides. */
const SAME: ReadonlySet<string> = new Set([
  "title",
  "description",
  "nullable",
  "required",
  "propertyOrdering",
  "minimum",
  "maximum",
  "minItems",
  "maxItems",
  "minLength",
  "maxLength",
  "minProperties",
  "maxProperties",
  "pattern",
  "default",
  "example",
]);

/** Names and remarks, which constrain nothing. */
const UNNEEDED: ReadonlySet<string> = new Set([
  "$schema",
  "$id",
  "$comment",
  "$anchor",
  ...DEFINITIONS,
]);

/** Formats that the API does not refuse. */
const FORMATS: ReadonlySet<string> = new Set([
  "date-time",
  "enum",
  "float",
  "double",
  "int32",
  "int64",
]);

class OpenApiWriter {
  readonly #root: Loose;
  readonly #context: EncodeContext;

  constructor(root: Loose, context: EncodeContext) {
    this.#root = root;
    this.#context = context;
  }

  /** @param open references that are being followed. */
  schema(schema: unknown, path: string, open: readonly string[]): Loose {
    if (!isObject(schema)) {
      if (schema === false) this.#lost(path);
      return {};
    }
    if ("$ref" in schema) return this.#reference(schema, path, open);
    const own = Object.fromEntries(
      Object.entries(schema).flatMap(([key, value]) => this.#keyword(key, value, path, open)),
    );
    return typed(this.#union(this.#all(own, schema, path, open), schema, path, open), schema);
  }

  #reference(schema: Loose, path: string, open: readonly string[]): Loose {
    const { $ref, ...beside } = schema;
    const target = resolve(this.#root, $ref, path);
    const reference = String($ref);
    if (!open.includes(reference)) {
      return this.schema({ ...target, ...beside }, path, [...open, reference]);
    }
    throw new LLMError(
      "invalid_request",
      `${path} refers to itself through ${reference}, which ${this.#context.model} cannot take. Use a model since Gemini 2.5, or a schema that ends.`,
      { param: path },
    );
  }

  #keyword(
    key: string,
    value: unknown,
    path: string,
    open: readonly string[],
  ): readonly (readonly [string, unknown])[] {
    const at = `${path}.${key}`;
    if (SAME.has(key)) return [[key, value]];
    if (UNNEEDED.has(key)) return [];
    switch (key) {
      case "type":
        return this.#type(value);
      case "properties":
        return isObject(value) ? [[key, this.#properties(value, at, open)]] : [];
      case "items":
        if (!isObject(value)) break;
        return [[key, this.schema(value, at, open)]];
      case "enum":
        return this.#enumeration(Array.isArray(value) ? value : [], at);
      case "const":
        return this.#enumeration([value], at);
      case "format":
        if (!FORMATS.has(String(value))) break;
        return [[key, value]];
      case "additionalProperties":
        // Without it the API adds none.
        if (value !== false) break;
        return [];
      case "anyOf":
      case "oneOf":
      case "allOf":
        return [];
    }
    this.#lost(at);
    return [];
  }

  #type(value: unknown): readonly (readonly [string, unknown])[] {
    const types = Array.isArray(value) ? (value as readonly unknown[]) : [value];
    const others = types
      .filter((type) => type !== "null")
      .map((type) => String(type).toUpperCase());
    if (others.length === 0) return [["type", "NULL"]];
    const nullable = types.length > others.length ? [["nullable", true] as const] : [];
    if (others.length === 1) return [["type", others[0]], ...nullable];
    return [["anyOf", others.map((type) => ({ type }))], ...nullable];
  }

  #properties(value: Loose, path: string, open: readonly string[]): Loose {
    return Object.fromEntries(
      Object.entries(value).map(([name, schema]) => [
        name,
        this.schema(schema, `${path}.${name}`, open),
      ]),
    );
  }

  /** The API enumerates texts; numbers stand there as text beside their type. */
  #enumeration(values: readonly unknown[], path: string): readonly (readonly [string, unknown])[] {
    const others = values.filter((value) => value !== null);
    const nullable = others.length < values.length ? [["nullable", true] as const] : [];
    const plain = others.every((value) => typeof value === "string" || typeof value === "number");
    if (!plain || others.length === 0) {
      this.#lost(path);
      return nullable;
    }
    return [["enum", others.map(String)], ...nullable];
  }

  /** The schema's own words go before those of what it combines. */
  #all(own: Loose, { allOf }: Loose, path: string, open: readonly string[]): Loose {
    if (!Array.isArray(allOf)) return own;
    let merged = own;
    for (const [index, schema] of allOf.entries()) {
      const next = this.schema(schema, `${path}.allOf[${index}]`, open);
      const properties = { ...(next["properties"] as Loose), ...(merged["properties"] as Loose) };
      const required = [...lines(merged["required"]), ...lines(next["required"])];
      merged = {
        ...next,
        ...merged,
        ...(Object.keys(properties).length === 0 ? {} : { properties }),
        ...(required.length === 0 ? {} : { required: [...new Set(required)] }),
      };
    }
    return merged;
  }

  /** `null` among the alternatives makes it nullable; a single one that is left is the schema itself. */
  #union(own: Loose, { anyOf, oneOf }: Loose, path: string, open: readonly string[]): Loose {
    const [key, list] = Array.isArray(anyOf) ? ["anyOf", anyOf] : ["oneOf", oneOf];
    if (!Array.isArray(list)) return own;
    const schemas = list.filter((schema) => !isNull(schema)) as readonly unknown[];
    const nullable = schemas.length < list.length ? { nullable: true } : {};
    const variants = schemas.map((schema, index) =>
      this.schema(schema, `${path}.${key}[${index}]`, open),
    );
    if (variants.length === 1) return { ...variants[0], ...own, ...nullable };
    return { ...own, anyOf: variants, ...nullable };
  }

  #lost(field: string): void {
    const note = `schemas for ${this.#context.model} have no such keyword`;
    this.#context.report({ field, outcome: "ignored", note });
  }
}

/** The API wants the type said, also where the rest of a schema says it. */
function typed(schema: Loose, { enum: values, const: constant }: Loose): Loose {
  if (schema["type"] !== undefined || schema["anyOf"] !== undefined) return schema;
  if (schema["properties"] !== undefined) return { type: "OBJECT", ...schema };
  if (schema["items"] !== undefined) return { type: "ARRAY", ...schema };
  if (schema["enum"] === undefined) return schema;
  const said = [...lines(values), constant].filter((value) => value != null);
  if (said.every(Number.isInteger)) return { type: "INTEGER", ...schema };
  const isNumber = said.every((value) => typeof value === "number");
  return { type: isNumber ? "NUMBER" : "STRING", ...schema };
}

function isNull(schema: unknown): boolean {
  return isObject(schema) && schema["type"] === "null";
}

function lines(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}
