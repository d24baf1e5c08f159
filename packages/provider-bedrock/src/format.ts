import type { ChatCompletionRequest, EncodeContext, JsonSchema } from "@vllora/core/provider";
import type { ModelTraits } from "./models.ts";
import type { BedrockOutputConfig } from "./options.ts";

/** A wanted form of the answer: by constrained decoding, or by asking for it. */
export interface WireFormat {
  readonly textFormat?: BedrockOutputConfig["textFormat"];
  /** For the end of the system prompt. */
  readonly instruction?: string;
}

/** @see https://docs.aws.amazon.com/bedrock/latest/userguide/structured-output.html */
export function toFormat(
  { response_format: asked }: ChatCompletionRequest,
  { structuredOutput }: ModelTraits,
  { report }: EncodeContext,
): WireFormat {
  const field = "response_format";
  if (asked === undefined) return {};
  if (asked.type === "text") {
    report({ field, outcome: "emulated", note: "it is what the API does" });
    return {};
  }
  const schema = asked.type === "json_schema" ? asked.json_schema.schema : undefined;
  if (asked.type !== "json_schema" || schema === undefined || !structuredOutput) {
    const note = "the system prompt asks for it: the answer may still be another";
    report({ field, outcome: "emulated", note });
    return { instruction: instructionFor(schema) };
  }
  const { name, description } = asked.json_schema;
  const jsonSchema = {
    name,
    schema: JSON.stringify(schema),
    ...(description === undefined ? {} : { description }),
  };
  return { textFormat: { type: "json_schema", structure: { jsonSchema } } };
}

function instructionFor(schema: JsonSchema | undefined): string {
  return schema === undefined
    ? "Answer with one JSON object and nothing else: no Markdown, no words before or after it."
    : `Answer with one JSON value that matches this JSON Schema, and nothing else: no Markdown, no words before or after it.\n${JSON.stringify(schema)}`;
}
