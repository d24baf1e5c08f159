/** Whether every provider takes it as a name of a tool or a schema: 1 to 64 letters, digits, `_` or `-`. */
export function isName(value: unknown): value is string {
  return typeof value === "string" && /^[A-Za-z0-9_-]{1,64}$/.test(value);
}
