import type { JsonSchema } from "@vllora/types";
import { LLMError } from "../errors.ts";
import { isStandardSchema, type StandardSchema } from "./standard-schema.ts";

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
