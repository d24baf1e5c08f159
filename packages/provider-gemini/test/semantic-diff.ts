/**
 * Where two JSON values differ in meaning, as `path: first vs second`. `null` is as good as absent; text that
 * holds a JSON object or array is compared by its value.
 */
export function semanticDiff(first: unknown, second: unknown, path = ""): string[] {
  if (first == null && second == null) return [];
  if (Array.isArray(first) && Array.isArray(second)) {
    const length = Math.max(first.length, second.length);
    return Array.from({ length }, (_, index) =>
      semanticDiff(first[index], second[index], `${path}[${index}]`),
    ).flat();
  }
  if (isObject(first) && isObject(second)) {
    const keys = new Set([...Object.keys(first), ...Object.keys(second)]);
    return [...keys].flatMap((key) =>
      semanticDiff(first[key], second[key], path === "" ? key : `${path}.${key}`),
    );
  }
  if (Object.is(first, second)) return [];
  const [left, right] = [jsonIn(first), jsonIn(second)];
  if (left !== undefined && right !== undefined) return semanticDiff(left, right, `${path}(json)`);
  return [`${path}: ${brief(first)} vs ${brief(second)}`];
}

function isObject(value: unknown): value is { readonly [key: string]: unknown } {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function jsonIn(value: unknown): object | undefined {
  if (typeof value !== "string" || !/^\s*[[{]/.test(value)) return undefined;
  try {
    return JSON.parse(value) as object;
  } catch {
    return undefined;
  }
}

function brief(value: unknown): string {
  return (JSON.stringify(value) ?? "absent").slice(0, 120);
}
