import type { ErrorKinds } from "../../provider-openai-compatible/test/recorded-expectation.ts";

/** The recorded cases that end in an error, with its kind. */
export const ERRORS: ErrorKinds = {
  "openai-chat/agents-llm-call-with-error": "not_found",
  "openai-chat/hw-403-region": "permission",
  "openai-chat/hw-408-timeout": "timeout",
  "openai-chat/hw-413-too-large": "invalid_request",
  "openai-chat/hw-429-insufficient-quota": "quota",
  "openai-chat/hw-429-rate-limit-retry-after": "rate_limit",
  "openai-chat/hw-500-server-error": "server",
  "openai-chat/hw-502-html": "server",
  "openai-chat/hw-midstream-error": "server",
  "openai-chat/hw-stream-cut-before-finish": "interrupted",
  // OpenAI ends every stream with [DONE]: without it, this one was cut, and its usage is lost.
  "openai-chat/hw-stream-no-done": "interrupted",
  "openai-chat/model-name-suggestion-openai-chat": "not_found",
  "openai-chat/openai-gpt-5-mini-completions.s1": "invalid_request",
  "openai-chat/openai-o1-mini-system-role-developer": "invalid_request",
  "openai-chat/reasoning-model-legacy-parameter-error": "invalid_request",
  "openai-chat/test-authentication-error-openai-gpt-4o-completions": "authentication",
  // A gateway before a model that never sends a finish reason: none is invented.
  "openai-chat/test-tools-streaming-tools-streaming-variant-a": "interrupted",
  "openai-chat/test-tools-streaming-tools-streaming-variant-b.s1": "interrupted",
  "openai-chat/vision-with-events-with-content.s3": "invalid_request",
};
