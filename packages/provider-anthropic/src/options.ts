import type { JsonSchema } from "@vllora/core/provider";
import type { Effort } from "./models.ts";
import type { AnthropicContextEdit, AnthropicTool } from "./own-tools.ts";

/**
 * What only Anthropic knows: `provider_options.anthropic`. Fields go out under their own names; the beta headers
 * that they need go with them.
 * @see https://platform.claude.com/docs/en/api/messages/create
 */
export interface AnthropicChatOptions {
  /** Beta features beside those that the request needs anyway: `interleaved-thinking-2025-05-14`. */
  readonly betas?: readonly string[];
  /** Anthropic's own tools, after the request's `tools`. */
  readonly tools?: readonly AnthropicTool[];
  /** What the API knows of a tool beside OpenAI's fields, by the tool's name. */
  readonly tool_options?: { readonly [tool: string]: AnthropicToolOptions };
  /** Replaces the request's `thinking`, as it is. */
  readonly thinking?: AnthropicThinking;
  /** Effort without thinking, task budgets, a format as it is. */
  readonly output_config?: AnthropicOutputConfig;
  /** Superseded by `output_config.format`. */
  readonly output_format?: { readonly type: "json_schema"; readonly schema: JsonSchema } | null;
  /** Caches up to the last block that can be cached. */
  readonly cache_control?: { readonly type: "ephemeral"; readonly ttl?: "5m" | "1h" };
  /** Id of a container of an earlier answer (`provider_fields.anthropic.container.id`), or its skills. */
  readonly container?:
    | string
    | {
        readonly id?: string | null;
        readonly skills?:
          | readonly {
              readonly type: "anthropic" | "custom";
              readonly skill_id: string;
              readonly version?: string;
            }[]
          | null;
      }
    | null;
  /** Edits of long conversations: clearing of tool uses and thinking, compaction. */
  readonly context_management?: {
    readonly edits?: readonly AnthropicContextEdit[];
  } | null;
  readonly compaction?: {
    readonly type: "summarize";
    readonly instructions?: string | null;
  } | null;
  /** MCP servers that the API calls itself. */
  readonly mcp_servers?: readonly AnthropicMCPServer[];
  readonly inference_geo?: string | null;
  readonly speed?: "standard" | "fast" | null;
  /** Models that take over when this one refuses. */
  readonly fallbacks?:
    | "default"
    | readonly { readonly model: string; readonly [field: string]: unknown }[]
    | null;
  readonly fallback_credit_token?: string | object | null;
  readonly diagnostics?: { readonly previous_message_id?: string | null } | null;
  readonly thread?: object | null;
  readonly billing_policy?: object | null;
  /** On whose behalf the call is made; a header. */
  readonly user_profile_id?: string;
  /** For credentials of more than one workspace; a header. */
  readonly workspace_id?: string;
}

/** Fields of a function tool that OpenAI has not. */
export interface AnthropicToolOptions {
  readonly defer_loading?: boolean;
  readonly allowed_callers?: readonly string[];
  readonly input_examples?: readonly { readonly [field: string]: unknown }[];
  readonly eager_input_streaming?: boolean | null;
  readonly [field: string]: unknown;
}

/** Thinking with everything that the API knows of it. */
export type AnthropicThinking =
  | { readonly type: "enabled"; readonly budget_tokens: number; readonly display?: string | null }
  | { readonly type: "adaptive"; readonly display?: string | null }
  | { readonly type: "disabled" }
  | { readonly type: "between_tools" }
  | { readonly type: string; readonly [field: string]: unknown };

/** `output_config` of the wire. */
export interface AnthropicOutputConfig {
  readonly effort?: Effort | null;
  readonly format?: { readonly type: "json_schema"; readonly schema: JsonSchema } | null;
  readonly task_budget?: {
    readonly type: "tokens";
    readonly total: number;
    readonly remaining?: number | null;
  } | null;
}

/** A remote MCP server. */
export interface AnthropicMCPServer {
  readonly type: "url";
  readonly name: string;
  readonly url: string;
  readonly authorization_token?: string | null;
  readonly tool_configuration?: {
    readonly enabled?: boolean | null;
    readonly allowed_tools?: readonly string[] | null;
  } | null;
}

declare module "@vllora/types" {
  interface ProviderOptions {
    readonly anthropic?: AnthropicChatOptions;
  }
}

/** Keys that are fields of the body, and go into it as they are. */
export const BODY_OPTIONS = [
  "billing_policy",
  "cache_control",
  "compaction",
  "container",
  "context_management",
  "diagnostics",
  "fallback_credit_token",
  "fallbacks",
  "inference_geo",
  "mcp_servers",
  "output_format",
  "speed",
  "thread",
] as const satisfies readonly (keyof AnthropicChatOptions)[];

/** Every key of `provider_options.anthropic`. */
export const OPTIONS = [
  ...BODY_OPTIONS,
  "betas",
  "output_config",
  "thinking",
  "tool_options",
  "tools",
  "user_profile_id",
  "workspace_id",
] as const satisfies readonly (keyof AnthropicChatOptions)[];
