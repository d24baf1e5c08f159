import type { JsonSchema, JsonValue } from "./json.ts";

interface GuardBase {
  readonly id: string;
  readonly name: string;
  /** The template that the guard was made from. */
  readonly template_id: string;
  readonly description?: string;
  readonly stage: GuardStage;
  readonly action: GuardAction;
  /** Values of the template's parameters. */
  readonly user_defined_parameters?: JsonValue;
}

/** When a guard looks: at the messages before the call, or at the answer after it. */
export type GuardStage = "input" | "output";

/** What a failed guard does: `observe` only reports, `validate` stops the request. */
export type GuardAction = "observe" | "validate";

/** A check of messages or answers, told apart by `type`. */
export type Guard =
  | SchemaGuard
  | LlmJudgeGuard
  | DatasetGuard
  | RegexGuard
  | WordCountGuard
  | PartnerGuard;

/** The text is JSON that matches a schema. */
export interface SchemaGuard extends GuardBase {
  readonly type: "schema";
  readonly user_defined_schema: JsonSchema;
}

/** A model judges the text. */
export interface LlmJudgeGuard extends GuardBase {
  readonly type: "llm_judge";
  readonly model: GuardModel;
}

/** The model that judges, and what it is asked. */
export interface GuardModel {
  readonly model: string;
  readonly system_prompt?: string | null;
  /** Template with `{{ … }}`. */
  readonly user_prompt_template: string;
}

/** The text is like, or unlike, examples. */
export interface DatasetGuard extends GuardBase {
  readonly type: "dataset";
  readonly embedding_model: string;
  /** Similarity from which an example counts, 0 to 1. */
  readonly threshold: number;
  readonly dataset: GuardDataset;
  readonly schema: JsonSchema;
}

/** Examples as they stand, or the name of a source that has them. */
export type GuardDataset =
  | { readonly type: "examples"; readonly examples: readonly GuardExample[] }
  | { readonly type: "source"; readonly source: string };

/** A text and whether it passes. */
export interface GuardExample {
  readonly text: string;
  readonly label: boolean;
  readonly embedding?: readonly number[] | null;
}

/** Patterns match the text. */
export interface RegexGuard extends GuardBase {
  readonly type: "regex";
  readonly parameters: {
    readonly patterns: readonly string[];
    /** Absent means `all`. */
    readonly match_type?: "all" | "any" | "none";
  };
}

/** The text has so many words. */
export interface WordCountGuard extends GuardBase {
  readonly type: "word_count";
  readonly parameters: {
    /** Absent means 10. */
    readonly min_words?: number;
    /** Absent means 500. */
    readonly max_words?: number;
    /** How words are counted; absent means `split`, at white space. */
    readonly count_method?: "split" | "regex";
  };
}

/** A service judges the text, such as OpenAI's moderation. */
export interface PartnerGuard extends GuardBase {
  readonly type: "partner";
  readonly partner: "openai" | (string & {});
  readonly parameters?: JsonValue;
}

/** A guard of a request: its id, or its id with parameters. */
export type GuardReference = string | { readonly id: string; readonly parameters: JsonValue };

/** What a guard found. `confidence` goes from 0 to 1. */
export type GuardResult =
  | { readonly type: "boolean"; readonly passed: boolean; readonly confidence?: number }
  | {
      readonly type: "text";
      readonly text: string;
      readonly passed: boolean;
      readonly confidence?: number;
    }
  | { readonly type: "json"; readonly schema: JsonValue; readonly passed: boolean };
