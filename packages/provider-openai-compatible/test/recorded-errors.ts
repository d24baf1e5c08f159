import type { ErrorKinds } from "./recorded-expectation.ts";

/** The recorded cases that end in an error, with its kind. */
export const ERRORS: ErrorKinds = {
  "azure-chat/chat-error-handling-with-azure-grok-4-1-fast-non-reasoning-raises-approp":
    "authentication",
  "azure-chat/chat-real-error-scenarios-azure-grok-4-1-fast-non-reasoning-handles-cont":
    "rate_limit",
  "azure-chat/hw-400-content-filter": "content_filter",
  "azure-chat/hw-408-timeout": "timeout",
  "azure-chat/hw-429-retry-after": "rate_limit",
  "azure-chat/openai-is-default-provider-without-explicit-llm-set-on-agent": "not_found",
  "azure-chat/test-azure-chat-reasoning.s2": "not_found",
  "compat-deepseek/chat-error-handling-with-deepseek-deepseek-chat-raises-appropriate-auth":
    "authentication",
  "compat-groq/test-groq-tool-regular-error": "not_found",
  "compat-groq/test-groq-tool-use-failed-error.s1": "invalid_request",
  "compat-groq/tool-use-failed-error-streaming-with-text.s1": "invalid_request",
  "compat-groq/tool-use-failed-error-streaming.s1": "invalid_request",
  "compat-mistral/chat-error-handling-with-mistral-mistral-small-latest-raises-appropriate":
    "authentication",
  "compat-ollama/chat-error-handling-with-ollama-cloud-gpt-oss-120b-raises-appropriate-au":
    "authentication",
  "compat-ollama/chat-real-error-scenarios-ollama-cloud-gpt-oss-120b-handles-context-leng":
    "context_length",
  "compat-openrouter/agent-knowledege-with-crewai-knowledge": "authentication",
  "compat-openrouter/chat-real-error-scenarios-openrouter-claude-haiku-4-5-handles-context-le":
    "context_length",
  "compat-openrouter/test-openrouter-openrouter-errors-raised": "rate_limit",
  "compat-openrouter/test-openrouter-openrouter-stream-error": "invalid_request",
  "compat-perplexity/chat-error-handling-with-perplexity-sonar-raises-appropriate-auth-error":
    "authentication",
  "compat-perplexity/chat-real-error-scenarios-perplexity-sonar-handles-context-length-exceed":
    "context_length",
  "compat-together/openai-compatibility-makes-successful-api-call": "authentication",
};
