import type { JsonSchema } from "@vllora/core/provider";
import { camelCased, type Loose } from "./loose.ts";

const COUNTS: ReadonlySet<string> = new Set([
  "minItems",
  "maxItems",
  "minLength",
  "maxLength",
  "minProperties",
  "maxProperties",
]);

/** The API's own schema → JSON Schema. */
export function fromOpenApiSchema(value: unknown): JsonSchema {
  const { type, nullable, enum: values, anyOf, ...schema } = camelCased(value);
  const word = typeof type === "string" ? type.toLowerCase() : undefined;
  const isNumber = word === "integer" || word === "number";
  const alternatives = Array.isArray(anyOf) ? anyOf.map(fromOpenApiSchema) : undefined;
  const entries = Object.entries(schema).map(([key, item]): [string, unknown] => {
    if (key === "properties") return [key, fromProperties(item)];
    if (key === "items") return [key, fromOpenApiSchema(item)];
    return [key, COUNTS.has(key) ? Number(item) : item];
  });
  const isInUnion = nullable === true && alternatives !== undefined;
  return {
    ...(word === undefined
      ? {}
      : { type: nullable === true && !isInUnion ? [word, "null"] : word }),
    ...(Array.isArray(values) ? { enum: isNumber ? values.map(Number) : values } : {}),
    ...(alternatives === undefined
      ? {}
      : { anyOf: isInUnion ? [...alternatives, { type: "null" }] : alternatives }),
    ...(nullable === true && word === undefined && !isInUnion ? { nullable } : {}),
    ...Object.fromEntries(entries),
  };
}

function fromProperties(value: unknown): Loose {
  return Object.fromEntries(
    Object.entries(value as Loose).map(([name, schema]) => [name, fromOpenApiSchema(schema)]),
  );
}
