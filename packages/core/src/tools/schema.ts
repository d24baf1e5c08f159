import type { JsonSchema } from "@vllora/types";
import { LLMError } from "../errors.ts";
import { describeIssues, isStandardSchema, type StandardSchema } from "./standard-schema.ts";
import type { CheckedArguments } from "./tool.ts";

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
export function checkerOf(
  schema: JsonSchema | StandardSchema,
): (value: unknown) => Promise<CheckedArguments> {
  if (isStandardSchema(schema)) {
    return async (value) => {
      const result = await schema["~standard"].validate(value);
      return result.issues === undefined
        ? { args: result.value }
        : { problem: describeIssues(result.issues) };
    };
  }
  let loading: Promise<(value: unknown) => string | undefined> | undefined;
  return async (value) => {
    loading ??= loadValidator(schema);
    const problem = (await loading)(value);
    return problem === undefined ? { args: value } : { problem };
  };
}

async function loadValidator(schema: JsonSchema): Promise<(value: unknown) => string | undefined> {
  const { Validator } = await import("@cfworker/json-schema");
  const draft = /draft-0?([47])\b/.exec(String(schema["$schema"]))?.[1] as "4" | "7" | undefined;
  // A copy: the library writes into the schema.
  const validator = new Validator(structuredClone(schema), draft ?? "2020-12", false);
  return (value) => {
    const { valid, errors } = validator.validate(value);
    if (valid) return undefined;
    // A place inside is said by the errors of what holds it, too; the innermost ones say most.
    const own = errors.filter(({ keyword }) => keyword !== "properties" && keyword !== "items");
    return describeIssues(
      (own.length === 0 ? errors : own).map(({ error, instanceLocation }) => ({
        message: error,
        path: instanceLocation.split("/").slice(1),
      })),
    );
  };
}
