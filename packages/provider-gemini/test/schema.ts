import { readFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";

const schema = JSON.parse(
  readFileSync(new URL("./fixtures/schema/generate-content-request.json", import.meta.url), "utf8"),
) as object;

export const ajv = new Ajv2020({ strict: false });
ajv.addSchema(schema, "gemini");
const validate = ajv.compile({ $ref: "gemini#/$defs/GenerateContentRequest" }) as ValidateFunction;

/** The definitions allow no field that they do not name: a wrong name is a violation. */
export function violations(body: unknown): string[] {
  validate(body);
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) =>
      `${instancePath} ${message ?? ""} ${JSON.stringify(params)}`,
  );
}
