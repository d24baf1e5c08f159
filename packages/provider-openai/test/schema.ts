import { readFileSync } from "node:fs";
import { Ajv, type ValidateFunction } from "ajv";

export const schema = JSON.parse(
  readFileSync(
    new URL("./fixtures/schema/chat-completion-create-params.json", import.meta.url),
    "utf8",
  ),
) as { definitions: { ChatCompletionCreateParams: { properties: object } } };

const validate: ValidateFunction = new Ajv({ strict: false }).compile(schema);

/** OpenAI's schema allows no field that it does not name: a wrong name is a violation. */
export function violations(body: unknown): string[] {
  validate(body);
  return (validate.errors ?? []).map(
    ({ instancePath, message, params }) =>
      `${instancePath} ${message ?? ""} ${JSON.stringify(params)}`,
  );
}
