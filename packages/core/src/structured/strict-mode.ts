import type { JsonSchema } from "@vllora/types";
import { isRecord } from "../collect.ts";
import { holds } from "./schema-walk.ts";

/**
 * Whether a schema of an object is one that OpenAI's strict mode takes: each object names all of its properties, and
 * needs each of them; each value says its type.
 * @see https://developers.openai.com/api/docs/guides/structured-outputs
 */
export function fitsStrictMode(schema: JsonSchema): boolean {
  return !holds(schema, isLoose);
}

function isLoose(schema: JsonSchema): boolean {
  const { type, format, pattern, $ref, anyOf, items, additionalProperties } = schema;
  const keywords = Object.keys(schema);
  if ($ref !== undefined) return keywords.length > 1;
  if (keywords.some((keyword) => !KEYWORDS.has(keyword))) return true;
  if (format !== undefined && !FORMATS.has(format)) return true;
  if (typeof pattern === "string" && LOOKAROUND.test(pattern)) return true;
  const types = [type].flat();
  if (types.includes("array") && !isRecord(items)) return true;
  if (!types.includes("object")) return type === undefined && anyOf === undefined;
  const { properties, required } = schema;
  const needed: readonly unknown[] = Array.isArray(required) ? required : [];
  const isOpen = additionalProperties !== false || anyOf !== undefined;
  return (
    isOpen ||
    Object.entries(properties ?? {}).some(
      ([name, value]) => !needed.includes(name) || !isRecord(value),
    )
  );
}

/** Keywords that strict mode takes. It answers others, `oneOf` and `default` among them, with an error. */
const KEYWORDS: ReadonlySet<string> = new Set([
  "type",
  "title",
  "description",
  "enum",
  "const",
  "anyOf",
  "$defs",
  "definitions",
  "properties",
  "required",
  "additionalProperties",
  "items",
  "minItems",
  "maxItems",
  "minLength",
  "maxLength",
  "pattern",
  "format",
  "minimum",
  "maximum",
  "exclusiveMinimum",
  "exclusiveMaximum",
  "multipleOf",
]);

const FORMATS: ReadonlySet<unknown> = new Set([
  "date-time",
  "time",
  "date",
  "duration",
  "email",
  "hostname",
  "ipv4",
  "ipv6",
  "uuid",
]);

const LOOKAROUND = /\(\?<?[=!]/;
