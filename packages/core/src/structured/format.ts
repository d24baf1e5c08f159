import type { FunctionTool, JsonSchema, ResponseFormat } from "@vllora/types";
import { LLMError } from "../errors.ts";
import { jsonSchemaOf } from "../tools/json-schema-of.ts";
import { isName } from "../tools/name.ts";
import type { StandardSchema } from "../tools/standard-schema.ts";
import { closed, inPlainWords } from "./plain-schema.ts";
import { mapSchemas } from "./schema-walk.ts";
import { fitsStrictMode } from "./strict-mode.ts";

/** How the answer is asked for. */
export interface FormatOptions {
  /** Name of the schema, for the model. Letters, digits, `_` and `-`, 64 at most. Default `"answer"`. */
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
  if (!isName(name)) {
    const problem = "schemaName must be 1 to 64 letters, digits, _ or -";
    throw new LLMError("invalid_request", problem, { param: "schemaName" });
  }
  const { $schema: _, ...given } = jsonSchema ?? jsonSchemaOf(schema, "the schema of the answer");
  const isObject = given["type"] === "object";
  const wanted = closed(inPlainWords(isObject ? given : wrapped(given)));
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
    ...($defs === undefined ? {} : moved({ $defs })),
    ...(definitions === undefined ? {} : moved({ definitions })),
  };
}

/** References to places inside of the schema, which has moved one level down; its definitions have not. */
function moved(schema: JsonSchema): JsonSchema {
  const copy = mapSchemas(schema, moved);
  const { $ref } = copy;
  return typeof $ref === "string" && /^#(\/(?!\$defs\/|definitions\/)|$)/.test($ref)
    ? { ...copy, $ref: `#/properties/${KEY}${$ref.slice(1)}` }
    : copy;
}
