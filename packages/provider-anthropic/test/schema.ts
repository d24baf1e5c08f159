import { readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";

const schema = JSON.parse(
  readFileSync(new URL("./fixtures/schema/message-create-params.json", import.meta.url), "utf8"),
) as object;

const validate: ValidateFunction = new Ajv({ strict: false }).compile(schema);

/** Version 1 of the SDK has no sampling any more, which the API still takes for the models that know it. */
const SAMPLING = ["temperature", "top_p", "top_k"];

/** Where a body is none that Anthropic's types allow: they allow no field that they do not name. */
export function violations(body: { readonly [field: string]: unknown }): string[] {
  const entries = Object.entries(body).filter(([field]) => !SAMPLING.includes(field));
  validate(Object.fromEntries(entries));
  const wrong = SAMPLING.filter((field) => body[field] !== undefined && !isNumber(body[field]));
  return [
    ...(validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${instancePath} ${message ?? ""} ${JSON.stringify(params)}`,
    ),
    ...wrong,
  ];
}

function isNumber(value: unknown): boolean {
  return typeof value === "number" && value >= 0;
}
