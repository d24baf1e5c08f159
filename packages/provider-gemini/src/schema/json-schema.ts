import type { EncodeContext, JsonSchema } from "@vllora/core/provider";
import { isObject, isRecursive, type Loose, resolve } from "./references.ts";

/**
 * JSON Schema for models that take it. It goes out whole, since the API reads what it knows and lets the rest be;
 * but a reference stands alone, definitions lie in `$defs`, and a constant is an enumeration of one.
 * @see https://ai.google.dev/gemini-api/docs/structured-output#json-schema-support
 */
export function toJsonSchema(schema: JsonSchema, path: string, context: EncodeContext): object {
  return new JsonSchemaWriter(schema, context).root(path);
}

/** Keywords that the model is held to. */
const KNOWN: ReadonlySet<string> = new Set([
  "$id",
  "$anchor",
  "$defs",
  "$ref",
  "type",
  "format",
  "title",
  "description",
  "enum",
  "items",
  "prefixItems",
  "minItems",
  "maxItems",
  "minimum",
  "maximum",
  "anyOf",
  "oneOf",
  "properties",
  "additionalProperties",
  "required",
  "propertyOrdering",
]);

class JsonSchemaWriter {
  readonly #root: Loose;
  readonly #context: EncodeContext;

  constructor(root: Loose, context: EncodeContext) {
    this.#root = root;
    this.#context = context;
  }

  root(path: string): object {
    const { $schema: _, definitions, ...schema } = this.#root;
    if (!isObject(definitions)) return this.#schema(schema, path) as object;
    const $defs = { ...definitions, ...(schema["$defs"] as Loose | undefined) };
    return this.#schema({ ...schema, $defs }, path) as object;
  }

  #schema(schema: unknown, path: string): unknown {
    if (!isObject(schema)) return schema;
    if ("$ref" in schema) return this.#reference(schema, path);
    const entries = Object.entries(schema).map(([key, value]): [string, unknown] => {
      const at = `${path}.${key}`;
      switch (key) {
        case "properties":
        case "$defs":
          return [key, this.#named(value, at)];
        case "items":
        case "additionalProperties":
          return [key, this.#schema(value, at)];
        case "prefixItems":
        case "anyOf":
        case "oneOf":
          return [key, this.#list(value, at)];
        case "const":
          if (isPlain(value)) return ["enum", [value]];
          break;
        case "enum":
          if (Array.isArray(value) && value.every(isPlain)) return [key, value];
          break;
        default:
          if (KNOWN.has(key)) return [key, value];
      }
      const note = "the model is not held to it";
      this.#context.report({ field: at, outcome: "ignored", note });
      return [key, value];
    });
    return Object.fromEntries(entries);
  }

  #named(value: unknown, path: string): unknown {
    if (!isObject(value)) return value;
    return Object.fromEntries(
      Object.entries(value).map(([name, schema]) => [
        name,
        this.#schema(schema, `${path}.${name}`),
      ]),
    );
  }

  #list(value: unknown, path: string): unknown {
    if (!Array.isArray(value)) return value;
    return value.map((schema, index) => this.#schema(schema, `${path}[${index}]`));
  }

  /** Beside a reference the API allows nothing else: what stands there goes with what the reference points at. */
  #reference(schema: Loose, path: string): unknown {
    const { $ref, ...beside } = schema;
    const target = resolve(this.#root, $ref, path);
    const reference = { $ref: String($ref).replace("#/definitions/", "#/$defs/") };
    const lost = Object.keys(beside).filter((key) => !key.startsWith("$"));
    if (lost.length === 0) return { ...(this.#schema(beside, path) as Loose), ...reference };
    if (!isRecursive(this.#root, { $ref })) return this.#schema({ ...target, ...beside }, path);
    for (const key of lost) {
      const note = "nothing can stand beside a reference to a recursive schema";
      this.#context.report({ field: `${path}.${key}`, outcome: "ignored", note });
    }
    return reference;
  }
}

function isPlain(value: unknown): boolean {
  return typeof value === "string" || typeof value === "number";
}
