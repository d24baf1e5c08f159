import type { JsonSchema } from "@vllora/types";
import { isRecord } from "../collect.ts";
import { holds, mapSchemas } from "./schema-walk.ts";

/**
 * The same in words that more providers know: alternatives as `anyOf`, which may be looser, since the answer is checked
 * against the schema itself; and constants with their type.
 */
export function inPlainWords(schema: JsonSchema): JsonSchema {
  const { oneOf, ...plain } = mapSchemas(schema, inPlainWords);
  return { ...typeOfConstants(plain), ...plain, ...alternatives(oneOf, plain) };
}

function alternatives(oneOf: unknown, { anyOf }: JsonSchema): JsonSchema {
  if (oneOf === undefined) return {};
  return anyOf === undefined ? { anyOf: oneOf } : { oneOf };
}

function typeOfConstants(schema: JsonSchema): JsonSchema {
  const constants = "const" in schema ? [schema["const"]] : schema["enum"];
  if (schema["type"] !== undefined || !Array.isArray(constants)) return {};
  const types = [...new Set(constants.map(typeOf))];
  if (types.includes(undefined)) return {};
  return { type: types.length === 1 ? types[0] : types };
}

/** The type of a plain value, as JSON Schema names it. */
function typeOf(value: unknown): string | undefined {
  if (value === null) return "null";
  return ["string", "number", "boolean"].find((type) => typeof value === type);
}

/** Objects that say nothing of other properties have none: the model is not to invent some, and strict modes ask for it. */
export function closed(schema: JsonSchema): JsonSchema {
  return holds(schema, isComposed) ? schema : closeAll(schema);
}

/** Whether a schema is more than one part that has to match: closing one would refuse what the others ask for. */
function isComposed(schema: JsonSchema): boolean {
  if (schema["allOf"] !== undefined) return true;
  return (
    schema["properties"] !== undefined &&
    ["anyOf", "oneOf", "$ref", "if", "dependentSchemas"].some((keyword) => keyword in schema)
  );
}

function closeAll(schema: JsonSchema): JsonSchema {
  const copy = mapSchemas(schema, closeAll);
  const { type, properties, additionalProperties } = copy;
  return type === "object" && isRecord(properties) && additionalProperties === undefined
    ? { ...copy, additionalProperties: false }
    : copy;
}
