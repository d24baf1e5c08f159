import type { JsonSchema } from "@vllora/types";
import {
  describeIssues,
  isStandardSchema,
  type StandardResult,
  type StandardSchema,
} from "./standard-schema.ts";
import type { CheckedArguments } from "./tool.ts";

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

/** The check of a tool's arguments, in the words that the model gets. */
export function argumentCheckOf(
  schema: JsonSchema | StandardSchema,
): (args: unknown) => Promise<CheckedArguments> {
  const validate = validatorOf(schema);
  return async (args) => {
    const result = await validate(args);
    return result.issues === undefined
      ? { args: result.value }
      : { problem: describeIssues(result.issues) };
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
