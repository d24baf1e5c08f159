import type { WireBlock } from "./wire.ts";

/** The body of a request, as far as betas depend on it. */
export interface BetaBody {
  readonly [field: string]: unknown;
}

/**
 * Tools that are not generally available, and code execution of the first versions.
 * @see https://platform.claude.com/docs/en/agents-and-tools/tool-use/tool-reference (read 2026-11-22)
 */
const TOOLS: { readonly [type: string]: string } = {
  bash_20241022: "computer-use-2024-10-22",
  computer_20241022: "computer-use-2024-10-22",
  text_editor_20241022: "computer-use-2024-10-22",
  computer_20250124: "computer-use-2025-01-24",
  computer_20251124: "computer-use-2025-11-24",
  code_execution_20250522: "code-execution-2025-05-22",
  code_execution_20250825: "code-execution-2025-08-25",
  advisor_20260301: "advisor-tool-2026-03-01",
  mcp_toolset: "mcp-client-2025-11-20",
};

/** Blocks of messages that are not generally available. */
const BLOCKS: { readonly [type: string]: string } = {
  container_upload: "files-api-2025-04-14",
  tool_addition: "mid-conversation-tool-changes-2026-07-01",
  tool_removal: "mid-conversation-tool-changes-2026-07-01",
};

const FIELDS: { readonly [field: string]: string } = {
  compaction: "compact-2026-09-04",
  fallbacks: "server-side-fallback-2026-07-01",
  fallback_credit_token: "fallback-credit-2026-07-01",
  output_format: "structured-outputs-2025-11-13",
  thread: "message-threads-2026-08-12",
  billing_policy: "user-profiles-billing-2026-10-01",
};

/**
 * The betas that a request needs, from what is in it. Cached prefixes of one hour, PDF, structured outputs and
 * effort need none any more.
 * @see https://platform.claude.com/docs/en/api/beta-headers (read 2026-11-22)
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
  if (body["mcp_servers"] != null && !betas.has("mcp-client-2025-11-20")) {
    betas.add("mcp-client-2025-04-04");
  }
  if (body["speed"] === "fast") betas.add("fast-mode-2026-02-01");
  addConfigured(body, betas);
  for (const message of (body["messages"] ?? []) as readonly WireBlock[]) {
    if (message["clear_at"] != null) betas.add("mid-conversation-system-clear-at-2026-08-21");
    if (message["output_config"] != null) betas.add("mid-conversation-output-config-2026-07-01");
    for (const block of blocksIn(message["content"])) {
      add(BLOCKS, block.type);
      if ((block["source"] as WireBlock | undefined)?.type === "file") {
        betas.add("files-api-2025-04-14");
      }
    }
  }
  return [...betas];
}

function addConfigured(body: BetaBody, betas: Set<string>): void {
  const { edits } = (body["context_management"] ?? {}) as { edits?: readonly WireBlock[] };
  for (const { type } of edits ?? []) {
    betas.add(type.startsWith("compact_") ? "compact-2026-01-12" : "context-management-2025-06-27");
  }
  const { skills } = (body["container"] ?? {}) as { skills?: unknown };
  if (skills != null) {
    betas.add("skills-2025-10-02");
    betas.add("code-execution-2025-08-25");
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
