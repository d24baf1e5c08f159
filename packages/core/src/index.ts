export type {
  ApiKeyCredentials,
  AssistantMessage,
  ChatCompletion,
  ChatCompletionChoice,
  ChatCompletionChunk,
  ChatCompletionChunkChoice,
  ChatCompletionDelta,
  ChatCompletionMessage,
  ChatCompletionRequest,
  ChatMessage,
  CompletionPrice,
  ContentPart,
  Credentials,
  Embedding,
  EmbeddingRequest,
  EmbeddingResponse,
  EmbeddingUsage,
  FinishReason,
  FunctionTool,
  JsonSchema,
  Model,
  ModelEvent,
  ModelEventType,
  ReasoningDetail,
  ResponseFormat,
  SystemMessage,
  TokenCount,
  Tool,
  ToolCall,
  ToolCallDelta,
  ToolChoice,
  ToolMessage,
  Usage,
  UserMessage,
} from "@vllora/types";
export type { AnswerReport } from "./answer.ts";
export type { CallOptions } from "./call-options.ts";
export type { ChatClient } from "./chat.ts";
export {
  type ClientOptions,
  type Explanation,
  type InferenceProviderInput,
  VlloraLLMClient,
} from "./client.ts";
export { ChunkCollector } from "./collect.ts";
export type { CallReport, ChatCompletionResult } from "./completion.ts";
export type { CompletionsClient, ParseOptions } from "./completions.ts";
export type {
  CredentialsInput,
  Fetch,
  LedgerEntry,
  LedgerOutcome,
  ProviderDefinition,
  ProviderSettings,
} from "./contract.ts";
export { type Cost, type PricedCall, type Prices, reckon } from "./cost.ts";
export { DummyModelInstance } from "./dummy-instance.ts";
export type { EmbeddingOptions, EmbeddingResult, EmbeddingsClient } from "./embeddings.ts";
export {
  AmbiguousModelError,
  type IncompleteToolCall,
  LLMError,
  type LLMErrorDetails,
  type LLMErrorKind,
  type PartialChoice,
  type PartialCompletion,
  type PartialRun,
  ProviderConflictError,
  ProviderContractError,
  type RateLimit,
  type RateLimits,
  StreamInterruptedError,
  type TimeoutPhase,
  UnknownProviderError,
  type UnsupportedField,
  UnsupportedParameterError,
} from "./errors.ts";
export type { EventListener } from "./events.ts";
export type { InvocationContext, ModelInstance } from "./instance.ts";
export type { UnsupportedPolicy } from "./ledger.ts";
export type { ModelListOptions, ModelsClient } from "./models.ts";
export type {
  CallHook,
  CallInfo,
  CallObserver,
  Hook,
  RunHook,
  RunInfo,
  RunObserver,
  ToolInfo,
  ToolObserver,
} from "./observer.ts";
export { createRegistry, type RegisterOptions, type Registry } from "./registry.ts";
export type { ResolutionRule } from "./resolve.ts";
export type { ChatCompletionStream } from "./stream.ts";
export type { StructuredOptions } from "./structured/ask.ts";
export { StructuredOutputError, type StructuredOutputReason } from "./structured/errors.ts";
export type { FormatOptions } from "./structured/format.ts";
export type { ParsedCompletion } from "./structured/parsed.ts";
export type { ParsedStream, Partially } from "./structured/parsed-stream.ts";
export type { TemplateVariables } from "./template.ts";
export type { TokenCountOptions, TokenCountResult, TokensClient } from "./tokens.ts";
export { runTool } from "./tools/run-handed-back.ts";
export type {
  Approval,
  ApprovalRequest,
  Approve,
  PrepareStep,
  StepChanges,
  StepInfo,
} from "./tools/run-options.ts";
export type { RunToolOptions } from "./tools/run-tool.ts";
export type {
  InputOf,
  OutputOf,
  SchemaIssue,
  StandardResult,
  StandardSchema,
} from "./tools/standard-schema.ts";
export {
  type CheckedArguments,
  type RunnableTool,
  type ToolContext,
  type ToolDefinition,
  type ToolProgress,
  type TypedTool,
  tool,
} from "./tools/tool.ts";
export type { ToolSource, ToolsInput } from "./tools/tool-list.ts";
export { isToolResult, type ToolResult, toolResult } from "./tools/tool-result.ts";
export type { Step, ToolRun } from "./tools/tool-run.ts";
export type { RetryOptions } from "./transport/retry.ts";
export type { Timeouts } from "./transport/watchdog.ts";
