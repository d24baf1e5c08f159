import type { ChatCompletionRequest, EncodeContext, JsonSchema } from "@vllora/core/provider";
import type { ModelTraits } from "./models.ts";
import { fitSchema } from "./schema.ts";
import type { WireBlock } from "./wire.ts";

/** A wanted form of the answer: by constrained decoding, or by asking for it. */
export interface WireFormat {
  readonly format?: { readonly type: "json_schema"; readonly schema: JsonSchema };
  /** For the end of the system prompt. */
  readonly instruction?: string;
}

/** @see https://platform.claude.com/docs/en/build-with-claude/structured-outputs */
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
  if (schema === undefined || !structuredOutput) {
    const note = "the system prompt asks for it: the answer may still be another";
    report({ field, outcome: "emulated", note });
    return { instruction: instructionFor(schema) };
  }
  const fitted = fitSchema(schema);
  if (fitted.changes.length > 0) {
    const note = `the API knows no such limits: ${fitted.changes.join(", ")}`;
    report({ field: `${field}.json_schema.schema`, outcome: "adjusted", note });
  }
  return { format: { type: "json_schema", schema: fitted.schema } };
}

function instructionFor(schema: JsonSchema | undefined): string {
  return schema === undefined
    ? "Answer with one JSON object and nothing else: no Markdown, no words before or after it."
    : `Answer with one JSON value that matches this JSON Schema, and nothing else: no Markdown, no words before or after it.\n${JSON.stringify(schema)}`;
}

/** The system prompt with one more instruction. */
export function withInstruction(
  system: string | readonly WireBlock[] | undefined,
  instruction: string | undefined,
): string | readonly WireBlock[] | undefined {
  if (instruction === undefined || system === undefined) return system ?? instruction;
  const blocks = typeof system === "string" ? [{ type: "text", text: system }] : system;
  return [...blocks, { type: "text", text: instruction }];
}
