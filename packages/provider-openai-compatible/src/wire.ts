/**
 * The chat completions wire as servers really speak it: only what is read, and nothing is taken for granted.
 * @see https://platform.openai.com/docs/api-reference/chat (read 2026-11-22)
 */
export interface WireAnswer {
  id?: unknown;
  object?: unknown;
  created?: unknown;
  model?: unknown;
  choices?: unknown;
  usage?: unknown;
  error?: unknown;
  /** Groq puts the usage of a stream here. @see https://console.groq.com/docs/api-reference (read 2026-11-22) */
  x_groq?: { usage?: unknown } | null;
}

/** One answer: `message` in a whole answer, `delta` in a stream. */
export interface WireChoice {
  index?: unknown;
  message?: WireMessage | null;
  delta?: WireMessage | null;
  finish_reason?: unknown;
  native_finish_reason?: unknown;
  logprobs?: unknown;
  /** OpenRouter reports the upstream's failure here. @see https://openrouter.ai/docs/api-reference/errors (read 2026-11-22) */
  error?: unknown;
}

/** A message or a piece of one. */
export interface WireMessage {
  role?: unknown;
  content?: unknown;
  refusal?: unknown;
  /** Ollama, Groq, OpenRouter and Together call reasoning so; DeepSeek and others `reasoning_content`. */
  reasoning?: unknown;
  reasoning_content?: unknown;
  tool_calls?: unknown;
  provider_fields?: unknown;
}

/** A tool call or a piece of one. */
export interface WireToolCall {
  index?: unknown;
  id?: unknown;
  type?: unknown;
  function?: { name?: unknown; arguments?: unknown } | null;
  custom?: { name?: unknown; input?: unknown } | null;
}
