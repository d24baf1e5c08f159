export type {
  ChatCompletion,
  ChatCompletionChoice,
  ChatCompletionChunk,
  ChatCompletionChunkChoice,
  ChatCompletionDelta,
  ChatCompletionMessage,
  ChatCompletionRequest,
  ChatMessage,
  ContentPart,
  Credentials,
  Embedding,
  EmbeddingRequest,
  EmbeddingResponse,
  EmbeddingUsage,
  FinishReason,
  JsonSchema,
  Model,
  ReasoningDetail,
  TokenCount,
  Tool,
  ToolCall,
  ToolCallDelta,
  ToolChoice,
  Usage,
} from "@vllora/types";
export {
  CHAT_PARAMETERS,
  type ChatCodec,
  type ChatParameter,
  type CredentialKind,
  type CredentialRule,
  type CredentialsInput,
  type DecodeContext,
  EMBEDDING_PARAMETERS,
  type EmbeddingDecodeContext,
  type EmbeddingParameter,
  type EmbeddingParameterTable,
  type EmbeddingsCodec,
  type EncodeContext,
  ErrorFrame,
  type Fetch,
  type FindBaseURL,
  type Frame,
  type FrameParser,
  type Framing,
  type FramingLimits,
  type HttpRequest,
  type LedgerEntry,
  type LedgerOutcome,
  type LoadedFraming,
  MalformedFrameError,
  type ModelListCodec,
  type ModelPage,
  type ParameterSupport,
  type ParameterTable,
  type ProviderDefinition,
  type ProviderErrorDetails,
  type ProviderSettings,
  type StreamDecoder,
  type TokenCountCodec,
  type WireFailure,
  type WireRequest,
} from "./contract.ts";
export {
  type DataURI,
  parseDataURI,
  textOfBase64,
  textOfPercents,
  textToBase64,
} from "./data-uri.ts";
export { CONTRACT, defineProvider, parameterTable } from "./define-provider.ts";
export {
  LLMError,
  type LLMErrorDetails,
  type LLMErrorKind,
  type PartialCompletion,
  type RateLimit,
  type RateLimits,
} from "./errors.ts";
export { kindOfStatus } from "./failure.ts";
export { compactJSON, endOfJSONString, RawValues } from "./json-text.ts";
export type { UnsupportedPolicy } from "./ledger.ts";
export { callProvider, encodeOwn, type OwnCallOptions, type OwnEncoder } from "./own-call.ts";
export { withInputJSON, withRawInput } from "./raw-input.ts";
export { RawJSON, toArgumentsObject } from "./raw-json.ts";
export { type RegisterOptions, registerProvider } from "./registry.ts";
export { offAbort, onAbort, untilAborted } from "./transport/abort.ts";
