/** A tool as a server describes it. What else it says stays beside it. */
export interface McpToolDefinition {
  /** The server's own name for it. */
  readonly name: string;
  readonly title?: string | undefined;
  readonly description?: string | undefined;
  /** JSON Schema of the arguments. */
  readonly inputSchema: { readonly [keyword: string]: unknown };
  /** JSON Schema of `structuredContent`. */
  readonly outputSchema?: { readonly [keyword: string]: unknown } | undefined;
  /** `readOnlyHint`, `destructiveHint` and others: hints, for a server is not to be trusted. */
  readonly annotations?: { readonly [name: string]: unknown } | undefined;
}

/**
 * The fingerprint of tool definitions: SHA-256 over names, titles, descriptions, schemas and annotations, as
 * `sha256-…` in hex. The order of tools and of keys makes no difference.
 */
export async function fingerprintOf(tools: readonly McpToolDefinition[]): Promise<string> {
  const texts = tools.map(canonicalTool).sort();
  const bytes = new TextEncoder().encode(`[${texts.join(",")}]`);
  const digest = new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
  return `sha256-${Array.from(digest, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** How the tools of a server differ from what they were, by the server's names for them. */
export interface ToolDifference {
  readonly added: readonly string[];
  readonly removed: readonly string[];
  readonly changed: readonly string[];
}

/** What is different. `undefined` when nothing is. */
export function differenceOf(
  before: readonly McpToolDefinition[],
  after: readonly McpToolDefinition[],
): ToolDifference | undefined {
  const old = new Map(before.map((tool) => [tool.name, canonicalTool(tool)]));
  const now = new Map(after.map((tool) => [tool.name, canonicalTool(tool)]));
  const added = [...now.keys()].filter((name) => !old.has(name));
  const removed = [...old.keys()].filter((name) => !now.has(name));
  const changed = [...now.keys()].filter(
    (name) => old.has(name) && old.get(name) !== now.get(name),
  );
  return added.length + removed.length + changed.length === 0
    ? undefined
    : { added, removed, changed };
}

/** A server may have as many tools as it likes. */
const MOST_NAMED = 10;

/** The difference in words: `changed: add; added: remove`. */
export function describeDifference(difference: ToolDifference): string {
  return (["changed", "added", "removed"] as const)
    .filter((kind) => difference[kind].length > 0)
    .map((kind) => `${kind}: ${someOf(difference[kind])}`)
    .join("; ");
}

function someOf(names: readonly string[]): string {
  const more = names.length - MOST_NAMED;
  const some = names.slice(0, MOST_NAMED).join(", ");
  return more > 0 ? `${some} and ${more} more` : some;
}

function canonicalTool(tool: McpToolDefinition): string {
  const { name, title, description, inputSchema, outputSchema, annotations } = tool;
  return canonical({ name, title, description, inputSchema, outputSchema, annotations });
}

/** JSON with sorted keys. The definitions come from JSON of a limited size, so their depth is limited, too. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).join(",")}]`;
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const entries = Object.entries(value)
    .filter(([, item]) => item !== undefined)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => `${JSON.stringify(key)}:${canonical(item)}`);
  return `{${entries.join(",")}}`;
}
