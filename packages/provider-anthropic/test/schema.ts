import { readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";

function schemaOf(file: string): ValidateFunction {
  const url = new URL(`./fixtures/schema/${file}`, import.meta.url);
  return new Ajv({ strict: false }).compile(JSON.parse(readFileSync(url, "utf8")) as object);
}

const validate = schemaOf("message-create-params.json");
const validateCount = schemaOf("message-count-tokens-params.json");

/** Version 1 of the SDK has no sampling any more, which the API still takes for the models that know it. */
const SAMPLING = ["temperature", "top_p", "top_k"];

/** Where a body is none that Anthropic's types allow: they allow no field that they do not name. */
export function violations(body: { readonly [field: string]: unknown }): string[] {
  const entries = Object.entries(body).filter(([field]) => !SAMPLING.includes(field));
  validate(Object.fromEntries(entries));
  const wrong = SAMPLING.filter((field) => body[field] !== undefined && !isNumber(body[field]));
  return [...shown(validate), ...wrong];
}

/** The same of a count's body, which needs no beta. */
export function countViolations(body: { readonly [field: string]: unknown }): string[] {
  validateCount(body);
  return shown(validateCount);
}

function shown({ errors }: ValidateFunction): string[] {
  return (errors ?? []).map(
    ({ instancePath, message, params }) =>
      `${instancePath} ${message ?? ""} ${JSON.stringify(params)}`,
  );
}

function isNumber(value: unknown): boolean {
  return typeof value === "number" && value >= 0;
}
