/** A JSON object of which nothing is known. */
export type Loose = { readonly [field: string]: unknown };

/** The object with the names of its own fields in camelCase; names within values stay, since they may be the user's. */
export function camelCased(value: unknown): Loose {
  if (typeof value !== "object" || value === null) return {};
  return Object.fromEntries(
    Object.entries(value)
      .filter(([, item]) => item != null)
      .map(([key, item]) => [
        key.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase()),
        item,
      ]),
  );
}

/** The object without some of its fields. */
export function without(value: Loose, names: readonly string[]): Loose {
  return Object.fromEntries(Object.entries(value).filter(([key]) => !names.includes(key)));
}

/** A list; Google's JSON takes a single item for a list of one. */
export function listOf(value: unknown): readonly unknown[] {
  if (value == null) return [];
  return Array.isArray(value) ? value : [value];
}
