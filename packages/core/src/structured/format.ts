import type { FunctionTool, JsonSchema, ResponseFormat } from "@vllora/types";
import { isRecord } from "../collect.ts";
import { jsonSchemaOf } from "../tools/json-schema-of.ts";
import type { StandardSchema } from "../tools/standard-schema.ts";

/** How the answer is asked for. */
export interface FormatOptions {
  /** Name of the schema, for the model. Letters, digits, `_` and `-`. Default `"answer"`. */
  readonly schemaName?: string | undefined;
  /** What the answer is, for the model. */
  readonly schemaDescription?: string | undefined;
  /**
   * Whether the provider must hold the model to the schema. Default: where the schema is one that OpenAI's strict mode
   * takes, which knows no optional properties.
   */
  readonly strict?: boolean | undefined;
  /** What the model is shown where the schema's library does not say it. */
  readonly jsonSchema?: JsonSchema | undefined;
}

/** The wanted form of an answer. */
export interface AnswerFormat {
  readonly name: string;
  readonly responseFormat: ResponseFormat;
  /** The answer as a call of a tool, for models that know no response format. */
  readonly tool: FunctionTool;
  /** Takes a value, or a part of it, out of the object that it is wrapped in. */
  unwrap(value: unknown): unknown;
}

const KEY = "value";

/** What the model is asked for; what is no object is wrapped in one, since providers take objects alone. */
export function formatOf(
  schema: JsonSchema | StandardSchema,
  { schemaName: name = "answer", schemaDescription, strict, jsonSchema }: FormatOptions,
): AnswerFormat {
  const given = jsonSchema ?? jsonSchemaOf(schema, "the schema of the answer");
  const isObject = given["type"] === "object";
  const wanted = closed(isObject ? given : wrapped(given)) as JsonSchema;
  const description = schemaDescription === undefined ? {} : { description: schemaDescription };
  const isStrict = strict ?? fitsStrictMode(wanted);
  return {
    name,
    responseFormat: {
      type: "json_schema",
      json_schema: { name, ...description, schema: wanted, strict: isStrict },
    },
    tool: {
      type: "function",
      function: {
        name,
        description:
          schemaDescription ?? "Gives the answer. Call it once, when the answer is whole.",
        parameters: wanted,
        ...(strict === undefined ? {} : { strict }),
      },
    },
    unwrap: (value) =>
      isObject ? value : (value as { readonly [KEY]?: unknown } | undefined)?.[KEY],
  };
}

function wrapped(schema: JsonSchema): JsonSchema {
  const { $defs, definitions, ...value } = schema;
  return {
    type: "object",
    properties: { [KEY]: moved(value) },
    required: [KEY],
    ...($defs === undefined ? {} : { $defs: moved($defs) }),
    ...(definitions === undefined ? {} : { definitions: moved(definitions) }),
  };
}

/** References to places inside of the schema, which has moved one level down; its definitions have not. */
function moved(node: unknown): unknown {
  return mapped(node, moved, ([key, value]) => {
    const isMoved =
      key === "$ref" &&
      typeof value === "string" &&
      /^#(\/(?!\$defs\/|definitions\/)|$)/.test(value);
    return isMoved ? `#/properties/${KEY}${(value as string).slice(1)}` : undefined;
  });
}

/** Objects that say nothing of other properties have none: the model is not to invent some, and strict modes ask for it. */
function closed(node: unknown): unknown {
  const copy = mapped(node, closed);
  if (!isRecord(copy) || copy["type"] !== "object" || !isRecord(copy["properties"])) return copy;
  // An intersection would else refuse the properties of its other parts.
  return copy["additionalProperties"] === undefined && copy["allOf"] === undefined
    ? { ...copy, additionalProperties: false }
    : copy;
}

/**
 * Whether a schema is one that strict mode takes: each object names all of its properties, and needs each of them.
 * @see https://developers.openai.com/api/docs/guides/structured-outputs
 */
function fitsStrictMode(node: unknown): boolean {
  if (Array.isArray(node)) return node.every(fitsStrictMode);
  if (!isRecord(node)) return true;
  if (node["type"] === "object" || node["properties"] !== undefined) {
    const names = Object.keys((node["properties"] as object | undefined) ?? {});
    const required = Array.isArray(node["required"]) ? node["required"] : [];
    if (node["additionalProperties"] !== false) return false;
    if (names.some((name) => !required.includes(name))) return false;
  }
  if (Object.keys(node).some((keyword) => LOOSE.has(keyword))) return false;
  return Object.values(node).every(fitsStrictMode);
}

/** Keywords that strict mode refuses. */
const LOOSE: ReadonlySet<string> = new Set([
  "allOf",
  "oneOf",
  "not",
  "if",
  "then",
  "else",
  "dependentRequired",
  "dependentSchemas",
  "patternProperties",
  "default",
]);

/** A copy with each child mapped; `over` may say what stands for a field instead. */
function mapped(
  node: unknown,
  map: (child: unknown) => unknown,
  over: (field: [string, unknown]) => unknown = () => undefined,
): unknown {
  if (Array.isArray(node)) return node.map(map);
  if (!isRecord(node)) return node;
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [key, over([key, value]) ?? map(value)]),
  );
}
