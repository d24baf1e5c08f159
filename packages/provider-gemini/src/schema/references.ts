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
export function isRecursive(root: Loose, schema: unknown): boolean {
  // Looked at once each, however often they are referred to.
  const harmless = new Set<string>();
  const visit = (value: unknown, open: readonly string[]): boolean => {
    if (Array.isArray(value)) return value.some((item) => visit(item, open));
    if (!isObject(value)) return false;
    const { $ref: reference } = value;
    if (typeof reference === "string" && !harmless.has(reference)) {
      if (open.includes(reference)) return true;
      if (visit(resolve(root, reference, "schema"), [...open, reference])) return true;
      harmless.add(reference);
    }
    return Object.entries(value).some(([key, item]) => !DEFINITIONS.has(key) && visit(item, open));
  };
  return visit(schema, []);
}

/** Where definitions lie: they count only where they are referred to. */
export const DEFINITIONS: ReadonlySet<string> = new Set(["$defs", "definitions"]);

/** A schema as an object; `true` and `false` are none. */
export function isObject(value: unknown): value is Loose {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
