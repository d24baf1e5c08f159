import type { EncodeContext, JsonSchema } from "@vllora/core/provider";
import { takesJsonSchema } from "./models.ts";
import type { GeminiRequestOptions } from "./options.ts";
import { toJsonSchema } from "./schema/json-schema.ts";
import { toOpenApiSchema } from "./schema/openapi-schema.ts";

/** Whether schemas of this request go out as JSON Schema; else as the API's own kind. */
export function usesJsonSchema({ model, options }: EncodeContext): boolean {
  const { schema_format: format } = options as GeminiRequestOptions;
  return format === undefined ? takesJsonSchema(model) : format === "json_schema";
}

/** A schema as this request sends it. Keywords that the model is not held to are reported, each with its path. */
export function toSchema(schema: JsonSchema, path: string, context: EncodeContext): object {
  return usesJsonSchema(context)
    ? toJsonSchema(schema, path, context)
    : toOpenApiSchema(schema, path, context);
}

/** Whether a schema is that of an object of which nothing is said. */
export function hasNoProperties({
  type,
  properties,
  $ref,
  anyOf,
  oneOf,
  allOf,
}: JsonSchema): boolean {
  if ([$ref, anyOf, oneOf, allOf].some((keyword) => keyword !== undefined)) return false;
  return (type ?? "object") === "object" && Object.keys(properties ?? {}).length === 0;
}
