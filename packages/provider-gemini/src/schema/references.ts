import { LLMError } from "@vllora/core/provider";

/** A schema, or a keyword's value, of which nothing is known. */
export type Loose = { readonly [keyword: string]: unknown };

/**
 * What a reference within the document points at.
 * @throws {LLMError} `invalid_request` where there is nothing, or it lies elsewhere.
 */
export function resolve(root: Loose, reference: unknown, path: string): Loose {
  const fail = (problem: string) =>
    new LLMError("invalid_request", `${path}.$ref ${problem}`, { param: `${path}.$ref` });
  if (typeof reference !== "string" || !reference.startsWith("#")) {
    throw fail("must point into the same schema: #/$defs/<name>");
  }
  let target: unknown = root;
  for (const step of reference.slice(1).split("/").slice(1)) {
    const key = decodeURIComponent(step).replaceAll("~1", "/").replaceAll("~0", "~");
    target = isObject(target) && Object.hasOwn(target, key) ? target[key] : undefined;
  }
  if (!isObject(target)) throw fail(`points at nothing: "${reference}"`);
  return target;
}

/** Whether following references from a schema comes back to one of them. */
export function isRecursive(root: Loose, schema: unknown, open: readonly string[] = []): boolean {
  if (Array.isArray(schema)) return schema.some((item) => isRecursive(root, item, open));
  if (!isObject(schema)) return false;
  const { $ref: reference } = schema;
  if (typeof reference === "string") {
    if (open.includes(reference)) return true;
    if (isRecursive(root, resolve(root, reference, "schema"), [...open, reference])) return true;
  }
  return Object.entries(schema).some(
    ([key, value]) => !DEFINITIONS.has(key) && isRecursive(root, value, open),
  );
}

/** Where definitions lie: they count only where they are referred to. */
export const DEFINITIONS: ReadonlySet<string> = new Set(["$defs", "definitions"]);

/** A schema as an object; `true` and `false` are none. */
export function isObject(value: unknown): value is Loose {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
