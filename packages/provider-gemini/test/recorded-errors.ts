import type { LLMErrorKind } from "@vllora/core";

/** The recorded cases that end in an error, with its kind. */
export const ERRORS: { readonly [name: string]: LLMErrorKind } = {
  "gemini/chat-error-handling-with-gemini-gemini-2-5-flash-raises-appropriate-auth":
    "authentication",
  "gemini/chat-real-error-scenarios-gemini-gemini-2-5-flash-handles-context-length": "rate_limit",
  "gemini/google-429-retry-info": "rate_limit",
  "gemini/hw-403-permission-denied": "permission",
  "gemini/hw-413-too-large": "invalid_request",
  "gemini/hw-500-internal": "server",
  "gemini/hw-503-overloaded": "overloaded",
  "gemini/hw-error-array-stream": "rate_limit",
  "gemini/hw-midstream-error": "overloaded",
  "gemini/model-name-suggestion-google": "not_found",
  "gemini/testagentmultimodalgemini-test-video-file-gemini-gemini-2-0-flash": "rate_limit",
  "gemini/wraps-api-errors-on-stream-call": "not_found",
  "vertex/chat-real-error-scenarios-vertexai-gemini-2-5-flash-handles-context-leng":
    "context_length",
};

/** Streams that were recorded without `alt=sse`, as one list of frames, which our client never asks for. */
export const LISTS: readonly string[] = [
  "gemini/nested-model-direct-reference",
  "gemini/test-gemini-nested-model-optional",
];
