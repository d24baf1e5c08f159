import type { ToolMessage } from "@vllora/types";

const BRAND = Symbol.for("vllora.tool-result.v1");

/** A result of a tool in the words of a message: for images and documents, for several parts, for a failure that is no exception. */
export interface ToolResult {
  readonly content: ToolMessage["content"];
  /** The tool failed, and `content` says how. */
  readonly isError: boolean;
  /** The result as data, for the application; the model gets `content` alone. */
  readonly data?: unknown;
}

/**
 * Says what the model gets of a tool's run.
 * @example
 * run: async () => toolResult([{ type: "image_url", image_url: { url: "data:image/png;base64,…" } }])
 */
export function toolResult(
  content: ToolMessage["content"],
  { isError = false, data }: { readonly isError?: boolean; readonly data?: unknown } = {},
): ToolResult {
  const result = { content, isError, ...(data === undefined ? {} : { data }) };
  // A brand, not a class: it works across copies of the package, and a tool's own object cannot be taken for one.
  Object.defineProperty(result, BRAND, { value: true });
  return result;
}

/** Whether a value was made by {@link toolResult}, whichever copy of the package made it. */
export function isToolResult(value: unknown): value is ToolResult {
  return typeof value === "object" && value !== null && BRAND in value;
}
