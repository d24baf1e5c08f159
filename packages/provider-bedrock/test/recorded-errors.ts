import type { LLMErrorKind } from "@vllora/core/provider";

/** Recorded cases that end in an error, and its kind. */
export const ERRORS: { readonly [name: string]: LLMErrorKind } = {
  // Their source left out what the API always sends: the metadata event, and in four of them the end of a block.
  "bedrock/amazon-bedrock-json-tool-1": "interrupted",
  "bedrock/amazon-bedrock-json-tool-2": "protocol",
  "bedrock/amazon-bedrock-json-tool-3": "protocol",
  "bedrock/amazon-bedrock-json-with-tool-1": "protocol",
  "bedrock/amazon-bedrock-json-with-tools-1": "protocol",
  "bedrock/chat-error-handling-with-bedrock-amazon-nova-2-lite-v1-0-raises-appropri":
    "authentication",
  "bedrock/hw-403-access-denied": "permission",
  "bedrock/hw-403-type-in-body": "authentication",
  "bedrock/hw-404-not-found": "not_found",
  "bedrock/hw-408-model-timeout": "timeout",
  "bedrock/hw-424-model-error": "server",
  "bedrock/hw-429-throttling": "rate_limit",
  "bedrock/hw-500-internal": "server",
  "bedrock/hw-503-service-unavailable": "overloaded",
  "bedrock/hw-midstream-internal": "server",
  "bedrock/hw-midstream-throttling": "rate_limit",
  "bedrock/hw-midstream-unmodeled-error": "server",
  "bedrock/multimodal-tool-return-matrix-direct-uploaded-file-image-bedrock-claude.s2":
    "invalid_request",
  "bedrock/multimodal-tool-return-matrix-direct-uploaded-file-video-bedrock-nova.s2":
    "invalid_request",
};
