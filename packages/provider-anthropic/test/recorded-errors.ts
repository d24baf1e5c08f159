import type { LLMErrorKind } from "@vllora/core";

/** Recorded cases that end in an error, and its kind. */
export const ERRORS: { readonly [name: string]: LLMErrorKind } = {
  "anthropic/anthropic-beta-claude-sonnet-4-0-2": "authentication",
  "anthropic/anthropic-claude-sonnet-4-0-2": "authentication",
  "anthropic/anthropic-count-tokens-error": "not_found",
  // A count of tokens is no message.
  "anthropic/anthropic-count-tokens-keeps-memory-tool": "protocol",
  "anthropic/anthropic-explicit-effort-xhigh-unsupported-model-errors": "invalid_request",
  "anthropic/handles-empty-string-content": "invalid_request",
  "anthropic/hw-403-permission": "permission",
  "anthropic/hw-408-timeout": "timeout",
  "anthropic/hw-413-request-too-large": "invalid_request",
  "anthropic/hw-429-rate-limit": "rate_limit",
  "anthropic/hw-500-api-error": "server",
  "anthropic/hw-529-overloaded": "overloaded",
  "anthropic/hw-midstream-overloaded": "overloaded",
  "anthropic/hw-stream-cut-mid-block": "interrupted",
  // A second answer in the middle of the first.
  "anthropic/spliced-message-start": "protocol",
  "anthropic/wraps-api-errors-on-stream-call": "not_found",
};
