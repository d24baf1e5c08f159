/**
 * A schema of any library that implements Standard Schema: zod, valibot, arktype and others.
 * @see https://standardschema.dev (types of @standard-schema/spec 1.1)
 */
export interface StandardSchema<Input = unknown, Output = Input> {
  readonly "~standard": {
    readonly version: 1;
    readonly vendor: string;
    readonly validate: (value: unknown) => StandardResult<Output> | Promise<StandardResult<Output>>;
    readonly types?: { readonly input: Input; readonly output: Output } | undefined;
    /** Of libraries that also implement Standard JSON Schema. */
    readonly jsonSchema?:
      | { readonly input: (options: { readonly target: "draft-2020-12" | "draft-07" }) => object }
      | undefined;
  };
}

/** What a schema says of a value. */
export type StandardResult<Output> =
  | { readonly value: Output; readonly issues?: undefined }
  | { readonly issues: readonly SchemaIssue[] };

/** Why a value does not match, and where. */
export interface SchemaIssue {
  readonly message: string;
  readonly path?: readonly (PropertyKey | { readonly key: PropertyKey })[] | undefined;
}

/** What a schema takes. */
export type InputOf<Schema extends StandardSchema> = NonNullable<
  Schema["~standard"]["types"]
>["input"];

/** What a schema gives. */
export type OutputOf<Schema extends StandardSchema> = NonNullable<
  Schema["~standard"]["types"]
>["output"];

/** Whether a value is a schema of such a library; arktype's are functions. */
export function isStandardSchema(value: unknown): value is StandardSchema {
  const standard = (value as { readonly "~standard"?: unknown } | null | undefined)?.["~standard"];
  return typeof (standard as { readonly validate?: unknown } | undefined)?.validate === "function";
}

/** The issues in one line, for a model or a person: `city: expected string; 2 more`. */
export function describeIssues(issues: readonly SchemaIssue[]): string {
  const shown = issues.slice(0, MOST_SHOWN).map(({ message, path = [] }) => {
    const keys = path.map((part) => String(typeof part === "object" ? part.key : part));
    return keys.length === 0 ? message : `${keys.join(".")}: ${message}`;
  });
  const more = issues.length - shown.length;
  return [...shown, ...(more > 0 ? [`${more} more`] : [])].join("; ");
}

const MOST_SHOWN = 10;
