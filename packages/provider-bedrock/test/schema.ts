import { readFileSync } from "node:fs";
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";

const schema = JSON.parse(
  readFileSync(new URL("./fixtures/schema/converse.json", import.meta.url), "utf8"),
) as { readonly $id: string };

const ajv = new Ajv2020({ strict: false, validateFormats: false, logger: false });
ajv.addSchema(schema);

const [whole, streamed] = ["ConverseRequest", "ConverseStreamRequest"].map((name) =>
  ajv.compile({ $ref: `${schema.$id}#/$defs/${name}` }),
) as [ValidateFunction, ValidateFunction];

/** Where a body is none that the service's own model allows: it allows no field that it does not name. */
export function violations(body: object, stream = false): string[] {
  const validate = stream ? streamed : whole;
  validate(body);
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) =>
      `${instancePath} ${message ?? ""} ${JSON.stringify(params)}`,
  );
}
