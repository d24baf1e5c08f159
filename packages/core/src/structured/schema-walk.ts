import type { JsonSchema } from "@vllora/types";
import { isRecord } from "../collect.ts";

/** Whether something is true of a schema or of one inside of it. */
export function holds(schema: JsonSchema, test: (schema: JsonSchema) => boolean): boolean {
  if (test(schema)) return true;
  let found = false;
  mapSchemas(schema, (inner) => {
    found ||= holds(inner, test);
    return inner;
  });
  return found;
}

/** A copy with each schema that lies directly in it mapped. Data is left alone, though it may look like one. */
export function mapSchemas(schema: JsonSchema, map: (inner: JsonSchema) => JsonSchema): JsonSchema {
  const each = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(each);
    return isRecord(value) ? map(value) : value;
  };
  return mapValues(schema, (value, keyword) => {
    if (DATA.has(keyword)) return value;
    return NAMED.has(keyword) && isRecord(value) ? mapValues(value, each) : each(value);
  });
}

const DATA: ReadonlySet<string> = new Set(["const", "enum", "default", "examples"]);
const NAMED: ReadonlySet<string> = new Set([
  "properties",
  "patternProperties",
  "$defs",
  "definitions",
  "dependentSchemas",
]);

function mapValues(of: JsonSchema, map: (value: unknown, key: string) => unknown): JsonSchema {
  return Object.fromEntries(Object.entries(of).map(([key, value]) => [key, map(value, key)]));
}
