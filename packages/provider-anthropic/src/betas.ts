import type { WireBlock } from "./wire.ts";

const MCP_SERVERS = "mcp-client-2025-04-04";
const MCP_TOOLSET = "mcp-client-2025-11-20";

/** The body of a request, as far as betas depend on it. */
export interface BetaBody {
  readonly [field: string]: unknown;
}

/** Tools that only the beta types have. */
const TOOLS: { readonly [type: string]: string } = {
  bash_20241022: "computer-use-2024-10-22",
  computer_20241022: "computer-use-2024-10-22",
  text_editor_20241022: "computer-use-2024-10-22",
  computer_20250124: "computer-use-2025-01-24",
  computer_20251124: "computer-use-2025-11-24",
  advisor_20260301: "advisor-tool-2026-03-01",
  mcp_toolset: MCP_TOOLSET,
};

/** Blocks of messages that only the beta types have. */
const BLOCKS: { readonly [type: string]: string } = {
  advisor_tool_result: "advisor-tool-2026-03-01",
  fallback: "server-side-fallback-2026-07-01",
  tool_addition: "mid-conversation-tool-changes-2026-07-01",
  tool_removal: "mid-conversation-tool-changes-2026-07-01",
};

/** Blocks of the MCP connector, of whichever version. */
const MCP_BLOCKS: ReadonlySet<string> = new Set([
  "mcp_tool_use",
  "mcp_tool_result",
  "mcp_tool_listing",
]);

const FIELDS: { readonly [field: string]: string } = {
  compaction: "compact-2026-09-04",
  fallbacks: "server-side-fallback-2026-07-01",
  fallback_credit_token: "fallback-credit-2026-07-01",
  output_format: "structured-outputs-2025-11-13",
  thread: "message-threads-2026-08-12",
  billing_policy: "user-profiles-billing-2026-10-01",
};

/**
 * The betas that a request needs, from what is in it: those of the beta types of `@anthropic-ai/sdk` 1.14.0. Cached
 * prefixes of one hour, PDF, files by id, skills, code execution, structured outputs and effort are in its types
 * without betas, and need none any more.
 * @see https://platform.claude.com/docs/en/api/beta-headers
 */
export function betasOf(body: BetaBody): readonly string[] {
  const betas = new Set<string>();
  const add = (table: { readonly [key: string]: string }, key: unknown) => {
    if (typeof key !== "string" || !Object.hasOwn(table, key)) return;
    betas.add(table[key] as string);
  };
  for (const [field, value] of Object.entries(body)) if (value != null) add(FIELDS, field);
  const tools = (body["tools"] ?? []) as readonly WireBlock[];
  for (const { type } of tools) add(TOOLS, type);
  if (body["speed"] === "fast") betas.add("fast-mode-2026-02-01");
  addConfigured(body, betas);
  let mcp = body["mcp_servers"] != null;
  for (const message of (body["messages"] ?? []) as readonly WireBlock[]) {
    if (message["clear_at"] != null) betas.add("mid-conversation-system-clear-at-2026-08-21");
    if (message["output_config"] != null) betas.add("mid-conversation-output-config-2026-07-01");
    for (const block of blocksIn(message["content"])) {
      const { type } = block;
      if (type === "compaction") betas.add(compactionOf(block));
      else if (type === "tool_addition" && isDefinition(block))
        betas.add("inline-tools-2026-09-15");
      else add(BLOCKS, type);
      mcp ||= MCP_BLOCKS.has(type);
    }
  }
  if (mcp && !betas.has(MCP_TOOLSET)) betas.add(MCP_SERVERS);
  return [...betas];
}

/** A summary that was asked for by `compaction` is signed; one that an edit made is not. */
function compactionOf({ signature }: WireBlock): string {
  return signature == null ? "compact-2026-01-12" : "compact-2026-09-04";
}

/** Whether a tool is defined in the middle of the conversation, not among `tools`. */
function isDefinition({ tool }: WireBlock): boolean {
  return (tool as { type?: unknown } | null | undefined)?.type === "tool_definition";
}

function addConfigured(body: BetaBody, betas: Set<string>): void {
  const { edits } = (body["context_management"] ?? {}) as { edits?: readonly WireBlock[] };
  for (const { type } of edits ?? []) {
    betas.add(type.startsWith("compact_") ? "compact-2026-01-12" : "context-management-2025-06-27");
  }
  const { task_budget: budget } = (body["output_config"] ?? {}) as { task_budget?: unknown };
  if (budget != null) betas.add("task-budgets-2026-03-13");
  const thinking = (body["thinking"] ?? {}) as { block_binding?: unknown; display?: unknown };
  if (thinking.block_binding != null) betas.add("thinking-binding-controls-2026-08-01");
  if (thinking.display === "updates") betas.add("thinking-display-updates-2026-08-18");
}

/** Blocks of a message, and of the tool results in it. */
function blocksIn(content: unknown): readonly WireBlock[] {
  if (!Array.isArray(content)) return [];
  return (content as readonly WireBlock[]).flatMap((block) =>
    block.type === "tool_result" ? [block, ...blocksIn(block["content"])] : [block],
  );
}
