import type { JsonSchema } from "@vllora/types";
import { LLMError } from "../errors.ts";
import { isStandardSchema, type StandardResult, type StandardSchema } from "./standard-schema.ts";

/**
 * The JSON Schema of what a schema takes.
 * @param what names it in the error: "the parameters of the tool x".
 * @throws {LLMError} `invalid_request` where its library does not say it.
 */
export function jsonSchemaOf(schema: JsonSchema | StandardSchema, what: string): JsonSchema {
  if (!isStandardSchema(schema)) {
    if (typeof schema === "object" && schema !== null && !Array.isArray(schema)) return schema;
    throw noJsonSchema(what, "must be a JSON Schema or implement Standard Schema");
  }
  const { jsonSchema, vendor } = schema["~standard"];
  if (jsonSchema === undefined) {
    const help =
      vendor === "valibot"
        ? "wrap it with toStandardJsonSchema of @valibot/to-json-schema"
        : "give its JSON Schema as jsonSchema";
    throw noJsonSchema(what, `come from ${vendor}, which does not say their JSON Schema: ${help}`);
  }
  try {
    // The dialect is said by nobody: providers refuse the keyword.
    const { $schema: _, ...rest } = jsonSchema.input({ target: "draft-2020-12" }) as JsonSchema;
    return rest;
  } catch (cause) {
    throw noJsonSchema(what, "cannot be said in JSON Schema", cause);
  }
}

function noJsonSchema(what: string, problem: string, cause?: unknown): LLMError {
  return new LLMError("invalid_request", `${what} ${problem}`, { cause });
}

/** Checks values against a schema; for JSON Schema with a library that is loaded on first use. */
export type Validate = (value: unknown) => Promise<StandardResult<unknown>>;

/** Makes the check of a schema. */
export function validatorOf(schema: JsonSchema | StandardSchema): Validate {
  if (isStandardSchema(schema)) return async (value) => schema["~standard"].validate(value);
  let loading: Promise<(value: unknown) => StandardResult<unknown>> | undefined;
  return async (value) => {
    loading ??= loadValidator(schema);
    return (await loading)(value);
  };
}

async function loadValidator(
  schema: JsonSchema,
): Promise<(value: unknown) => StandardResult<unknown>> {
  const { Validator } = await import("@cfworker/json-schema");
  const draft = /draft-0?([47])\b/.exec(String(schema["$schema"]))?.[1] as "4" | "7" | undefined;
  // A copy: the library writes into the schema.
  const validator = new Validator(structuredClone(schema), draft ?? "2020-12", false);
  return (value) => {
    const { valid, errors } = validator.validate(value);
    if (valid) return { value };
    // What holds a wrong value is said to be wrong, too; the innermost errors say most.
    const own = errors.filter(({ keyword }) => keyword !== "properties" && keyword !== "items");
    const issues = (own.length === 0 ? errors : own).map(({ error, instanceLocation }) => ({
      message: error,
      path: instanceLocation.split("/").slice(1),
    }));
    return { issues };
  };
}
