/**
 * A tool of Anthropic's: one that it runs, or one that it has trained its models for. Those that are common have their
 * fields here, with any version; every other goes as it is.
 */
export type AnthropicTool =
  | AnthropicWebSearchTool
  | AnthropicWebFetchTool
  | AnthropicCodeExecutionTool
  | AnthropicMCPToolset
  | AnthropicOtherTool
  // Of an interface without an index signature, as the vendor's package has them.
  | { readonly type: string };

/** What tools that the API runs have in common. Shapes: `@anthropic-ai/sdk` 1.14.0. */
interface ServerTool {
  /** Who may call it: the model (`direct`), or its code in a container. Default: what the version of the tool says. */
  readonly allowed_callers?: readonly string[];
  readonly cache_control?: { readonly type: "ephemeral"; readonly ttl?: "5m" | "1h" } | null;
  /** Found by a tool search, not told from the start. */
  readonly defer_loading?: boolean;
}

/** Web search that the API runs. */
export interface AnthropicWebSearchTool extends ServerTool {
  readonly type: `web_search_${number}`;
  readonly name: "web_search";
  /** Searches of one request. Default: no limit. */
  readonly max_uses?: number | null;
  /** Only these, or with `blocked_domains` all but these; not both. */
  readonly allowed_domains?: readonly string[] | null;
  readonly blocked_domains?: readonly string[] | null;
  readonly user_location?: {
    readonly type: "approximate";
    readonly city?: string | null;
    readonly region?: string | null;
    /** Two letters, ISO 3166-1. */
    readonly country?: string | null;
    /** IANA name. */
    readonly timezone?: string | null;
  } | null;
  readonly [field: string]: unknown;
}

/** Reading of pages that the API does. */
export interface AnthropicWebFetchTool extends ServerTool {
  readonly type: `web_fetch_${number}`;
  readonly name: "web_fetch";
  /** Pages of one request. Default: no limit. */
  readonly max_uses?: number | null;
  readonly allowed_domains?: readonly string[] | null;
  readonly blocked_domains?: readonly string[] | null;
  readonly citations?: { readonly enabled?: boolean } | null;
  /** Tokens of one page. Default: no limit. */
  readonly max_content_tokens?: number | null;
  readonly [field: string]: unknown;
}

/** Code that the API runs in a container. */
export interface AnthropicCodeExecutionTool extends ServerTool {
  readonly type: `code_execution_${number}`;
  readonly name: "code_execution";
  readonly [field: string]: unknown;
}

/** Tools of one of `mcp_servers`. */
export interface AnthropicMCPToolset {
  readonly type: "mcp_toolset";
  readonly mcp_server_name: string;
  /** For tools that `configs` does not name. */
  readonly default_config?: AnthropicMCPToolConfig;
  /** By the tool's name. */
  readonly configs?: { readonly [tool: string]: AnthropicMCPToolConfig } | null;
  readonly cache_control?: ServerTool["cache_control"];
  readonly [field: string]: unknown;
}

/** Whether a tool of a server is offered, and when it is told. */
export interface AnthropicMCPToolConfig {
  readonly enabled?: boolean;
  readonly defer_loading?: boolean;
}

/** A tool that is not named above: `bash_20250124`, `memory_20250818`, `tool_search_tool_regex_20251119`, …. */
export interface AnthropicOtherTool {
  /** With its version. */
  readonly type: string;
  readonly name?: string;
  readonly [field: string]: unknown;
}

/** An edit of a long conversation; the API does it before the model reads. Shapes: `@anthropic-ai/sdk` 1.14.0. */
export type AnthropicContextEdit =
  | {
      /** Clears old results of tools. */
      readonly type: "clear_tool_uses_20250919";
      /** From where on it is done. */
      readonly trigger?: { readonly type: "input_tokens" | "tool_uses"; readonly value: number };
      /** The last of them, which stay. */
      readonly keep?: { readonly type: "tool_uses"; readonly value: number };
      readonly clear_at_least?: { readonly type: "input_tokens"; readonly value: number } | null;
      readonly clear_tool_inputs?: boolean | readonly string[] | null;
      readonly exclude_tools?: readonly string[] | null;
    }
  | {
      /** Clears old thinking. */
      readonly type: "clear_thinking_20251015";
      /** Turns whose thinking stays. */
      readonly keep?: "all" | { readonly type: "all" | "thinking_turns"; readonly value?: number };
    }
  | {
      /** Puts a summary in the place of what came before. */
      readonly type: "compact_20260112";
      readonly trigger?: { readonly type: "input_tokens"; readonly value: number } | null;
      readonly instructions?: string | null;
      readonly pause_after_compaction?: boolean;
    }
  | { readonly type: string; readonly [field: string]: unknown }
  | { readonly type: string };
