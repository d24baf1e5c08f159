/** Any value that JSON can carry. */
export type JsonValue =
  | string
  | number
  | boolean
  | null
  | readonly JsonValue[]
  | { readonly [key: string]: JsonValue };

/** A JSON Schema as it stands: no keyword is dropped or reordered. */
export type JsonSchema = { readonly [keyword: string]: unknown };
