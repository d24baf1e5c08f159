import type { JsonSchema } from "@vllora/core/provider";

/** A schema that the API takes, and what was changed for it. */
export interface FittedSchema {
  readonly schema: JsonSchema;
  /** `minLength at properties.name`. */
  readonly changes: readonly string[];
}

/**
 * Limits that constrained decoding does not know: it answers them with an error. `transformJSONSchema` of
 * `@anthropic-ai/sdk` 1.14.0 takes them out, too, closes objects, and knows the same text formats.
 * @see https://platform.claude.com/docs/en/build-with-claude/structured-outputs#json-schema-limitations
 */
const UNKNOWN: ReadonlySet<string> = new Set([
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
  "minLength",
  "maxLength",
  "maxItems",
  "uniqueItems",
  "minProperties",
  "maxProperties",
]);

const FORMATS: ReadonlySet<unknown> = new Set([
  "date-time",
  "time",
  "date",
  "duration",
  "email",
  "hostname",
  "uri",
  "ipv4",
  "ipv6",
  "uuid",
]);

/** Keywords that hold a schema, a list of schemas, or schemas by name. */
const HOLDERS: ReadonlySet<string> = new Set([
  "items",
  "anyOf",
  "allOf",
  "oneOf",
  "properties",
  "$defs",
  "definitions",
]);
const NAMED: ReadonlySet<string> = new Set(["properties", "$defs", "definitions"]);

/** Objects are closed, `oneOf` is `anyOf`, and limits that are not known are left out. Nothing is done to a schema that fits. */
export function fitSchema(schema: JsonSchema): FittedSchema {
  const changes: string[] = [];
  const fitted = fit(schema, "", changes) as JsonSchema;
  return changes.length === 0 ? { schema, changes } : { schema: fitted, changes };
}

function fit(value: unknown, path: string, changes: string[]): unknown {
  if (Array.isArray(value))
    return value.map((item, index) => fit(item, `${path}[${index}]`, changes));
  if (typeof value !== "object" || value === null) return value;
  const schema = value as { readonly [keyword: string]: unknown };
  const at = path === "" ? "" : ` at ${path}`;
  const entries = Object.entries(schema).flatMap(([keyword, item]): [string, unknown][] => {
    if (isUnknown(keyword, item)) {
      changes.push(`${keyword}${at}`);
      return [];
    }
    if (!HOLDERS.has(keyword)) return [[keyword, item]];
    const place = path === "" ? keyword : `${path}.${keyword}`;
    const fitted = NAMED.has(keyword) ? fitEach(item, place, changes) : fit(item, place, changes);
    if (keyword !== "oneOf" || schema["anyOf"] !== undefined) return [[keyword, fitted]];
    changes.push(`${keyword}${at}`);
    return [["anyOf", fitted]];
  });
  if (isOpenObject(schema)) {
    changes.push(`additionalProperties${at}`);
    return Object.fromEntries([
      ...entries.filter(([keyword]) => keyword !== "additionalProperties"),
      ["additionalProperties", false],
    ]);
  }
  return Object.fromEntries(entries);
}

function fitEach(schemas: unknown, path: string, changes: string[]): unknown {
  if (typeof schemas !== "object" || schemas === null) return schemas;
  return Object.fromEntries(
    Object.entries(schemas).map(([name, schema]) => [
      name,
      fit(schema, `${path}.${name}`, changes),
    ]),
  );
}

function isUnknown(keyword: string, value: unknown): boolean {
  if (keyword === "minItems") return value !== 0 && value !== 1;
  if (keyword === "format") return !FORMATS.has(value);
  return UNKNOWN.has(keyword);
}

function isOpenObject({ type, properties, additionalProperties }: JsonSchema): boolean {
  return (type === "object" || properties !== undefined) && additionalProperties !== false;
}
