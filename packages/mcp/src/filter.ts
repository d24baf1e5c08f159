import type { McpToolFilter } from "@vllora/types";
import { invalid } from "./errors.ts";

/** What a filter says of a tool: not offered, or offered with another description than its own. */
export type FilterVerdict = { readonly description?: string | undefined } | undefined;

/** A filter that is ready for use. */
export interface ToolFilter {
  verdict(tool: string): FilterVerdict;
  /** The selectors that choose none of these tools. */
  unmatched(tools: readonly string[]): readonly string[];
}

/**
 * Makes a filter. A selector chooses by the exact name or by a regular expression that must match the whole of it:
 * `get` does not choose `forget_all`.
 * @throws {LLMError} `invalid_request` for what is no regular expression.
 */
export function toolFilter(filter: McpToolFilter | null | undefined, param: string): ToolFilter {
  if (filter === undefined || filter === null || filter === "all") {
    return { verdict: () => ({}), unmatched: () => [] };
  }
  const selectors = filter.map(({ name, description }, index) => ({
    name,
    pattern: toPattern(name, `${param}[${index}].name`),
    verdict: typeof description === "string" ? { description } : {},
  }));
  type Selector = (typeof selectors)[number];
  const chooses = ({ name, pattern }: Selector, tool: string) =>
    name === tool || pattern.test(tool);
  return {
    verdict: (tool) => selectors.find((selector) => chooses(selector, tool))?.verdict,
    unmatched: (tools) =>
      selectors
        .filter((selector) => !tools.some((tool) => chooses(selector, tool)))
        .map(({ name }) => name),
  };
}

function toPattern(name: string, param: string): RegExp {
  try {
    // Alone first: "a)|(b" is one only between the brackets.
    new RegExp(name);
    return new RegExp(`^(?:${name})$`);
  } catch {
    throw invalid(param, `is no regular expression: ${JSON.stringify(name)}`);
  }
}
