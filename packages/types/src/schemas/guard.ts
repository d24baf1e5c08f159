import { boolean, exactOptional, literal, nullable, number, string, union } from "zod";
import type {
  DatasetGuard,
  Guard,
  GuardAction,
  GuardDataset,
  GuardExample,
  GuardModel,
  GuardReference,
  GuardResult,
  GuardStage,
  LlmJudgeGuard,
  PartnerGuard,
  RegexGuard,
  SchemaGuard,
  WordCountGuard,
} from "../guard.ts";
import { jsonSchemaSchema, jsonValueSchema } from "./json.ts";
import { exactly, openString, readonlyArray, readonlyObject, taggedUnion } from "./schema.ts";

/** Schema of `GuardStage`. */
export const guardStageSchema = exactly<GuardStage>()(literal(["input", "output"]));

/** Schema of `GuardAction`. */
export const guardActionSchema = exactly<GuardAction>()(literal(["observe", "validate"]));

const guardBaseShape = {
  id: string(),
  name: string(),
  template_id: string(),
  description: exactOptional(string()),
  stage: guardStageSchema,
  action: guardActionSchema,
  user_defined_parameters: exactOptional(jsonValueSchema),
};

/** Schema of `SchemaGuard`. */
export const schemaGuardSchema = exactly<SchemaGuard>()(
  readonlyObject({
    ...guardBaseShape,
    type: literal("schema"),
    user_defined_schema: jsonSchemaSchema,
  }),
);

/** Schema of `GuardModel`. */
export const guardModelSchema = exactly<GuardModel>()(
  readonlyObject({
    model: string(),
    system_prompt: exactOptional(nullable(string())),
    user_prompt_template: string(),
  }),
);

/** Schema of `LlmJudgeGuard`. */
export const llmJudgeGuardSchema = exactly<LlmJudgeGuard>()(
  readonlyObject({ ...guardBaseShape, type: literal("llm_judge"), model: guardModelSchema }),
);

/** Schema of `GuardExample`. */
export const guardExampleSchema = exactly<GuardExample>()(
  readonlyObject({
    text: string(),
    label: boolean(),
    embedding: exactOptional(nullable(readonlyArray(number()))),
  }),
);

/** Schema of `GuardDataset`. */
export const guardDatasetSchema = exactly<GuardDataset>()(
  taggedUnion("type", [
    readonlyObject({ type: literal("examples"), examples: readonlyArray(guardExampleSchema) }),
    readonlyObject({ type: literal("source"), source: string() }),
  ]),
);

/** Schema of `DatasetGuard`. */
export const datasetGuardSchema = exactly<DatasetGuard>()(
  readonlyObject({
    ...guardBaseShape,
    type: literal("dataset"),
    embedding_model: string(),
    threshold: number(),
    dataset: guardDatasetSchema,
    schema: jsonSchemaSchema,
  }),
);

/** Schema of `RegexGuard`. */
export const regexGuardSchema = exactly<RegexGuard>()(
  readonlyObject({
    ...guardBaseShape,
    type: literal("regex"),
    parameters: readonlyObject({
      patterns: readonlyArray(string()),
      match_type: exactOptional(literal(["all", "any", "none"])),
    }),
  }),
);

/** Schema of `WordCountGuard`. */
export const wordCountGuardSchema = exactly<WordCountGuard>()(
  readonlyObject({
    ...guardBaseShape,
    type: literal("word_count"),
    parameters: readonlyObject({
      min_words: exactOptional(number()),
      max_words: exactOptional(number()),
      count_method: exactOptional(literal(["split", "regex"])),
    }),
  }),
);

/** Schema of `PartnerGuard`. */
export const partnerGuardSchema = exactly<PartnerGuard>()(
  readonlyObject({
    ...guardBaseShape,
    type: literal("partner"),
    partner: openString<"openai" | (string & {})>(),
    parameters: exactOptional(jsonValueSchema),
  }),
);

/** Schema of `Guard`. */
export const guardSchema = exactly<Guard>()(
  taggedUnion("type", [
    schemaGuardSchema,
    llmJudgeGuardSchema,
    datasetGuardSchema,
    regexGuardSchema,
    wordCountGuardSchema,
    partnerGuardSchema,
  ]),
);

/** Schema of `GuardReference`. */
export const guardReferenceSchema = exactly<GuardReference>()(
  union([string(), readonlyObject({ id: string(), parameters: jsonValueSchema })]),
);

/** Schema of `GuardResult`. */
export const guardResultSchema = exactly<GuardResult>()(
  taggedUnion("type", [
    readonlyObject({
      type: literal("boolean"),
      passed: boolean(),
      confidence: exactOptional(number()),
    }),
    readonlyObject({
      type: literal("text"),
      text: string(),
      passed: boolean(),
      confidence: exactOptional(number()),
    }),
    readonlyObject({ type: literal("json"), schema: jsonValueSchema, passed: boolean() }),
  ]),
);
