import { boolean, lazy, nullable, number, string, union, unknown } from "zod";
import type { JsonSchema, JsonValue } from "../json.ts";
import { exactly, readonlyArray, readonlyRecord, type Schema } from "./schema.ts";

/** Schema of `JsonValue`. */
export const jsonValueSchema: Schema<JsonValue> = nullable(
  union([
    string(),
    number(),
    boolean(),
    readonlyArray(lazy(() => jsonValueSchema)),
    readonlyRecord(lazy(() => jsonValueSchema)),
  ]),
);

/** Schema of `JsonSchema`. */
export const jsonSchemaSchema = exactly<JsonSchema>()(readonlyRecord(unknown()));
