import { describe, expect, expectTypeOf, it } from "vitest";
import type { output, ZodType } from "zod";
import type {
  AguiActivityDeltaEvent,
  AguiActivityMessage,
  AguiActivitySnapshotEvent,
  AguiAssistantMessage,
  AguiContentPart,
  AguiCustomEvent,
  AguiDeveloperMessage,
  AguiEvent,
  AguiInterrupt,
  AguiMediaPart,
  AguiMessage,
  AguiMessagesSnapshotEvent,
  AguiMetadata,
  AguiPartSource,
  AguiRawEvent,
  AguiReasoningEncryptedValueEvent,
  AguiReasoningEndEvent,
  AguiReasoningMessage,
  AguiReasoningMessageChunkEvent,
  AguiReasoningMessageContentEvent,
  AguiReasoningMessageEndEvent,
  AguiReasoningMessageStartEvent,
  AguiReasoningStartEvent,
  AguiResumeEntry,
  AguiRunErrorEvent,
  AguiRunFinishedEvent,
  AguiRunInput,
  AguiRunOutcome,
  AguiRunStartedEvent,
  AguiStateDeltaEvent,
  AguiStateSnapshotEvent,
  AguiStepFinishedEvent,
  AguiStepStartedEvent,
  AguiSubagentErrorEvent,
  AguiSubagentFinishedEvent,
  AguiSubagentStartedEvent,
  AguiSystemMessage,
  AguiTextMessageChunkEvent,
  AguiTextMessageContentEvent,
  AguiTextMessageEndEvent,
  AguiTextMessageRole,
  AguiTextMessageStartEvent,
  AguiTextPart,
  AguiTokenUsage,
  AguiTool,
  AguiToolCall,
  AguiToolCallArgsEvent,
  AguiToolCallChunkEvent,
  AguiToolCallEndEvent,
  AguiToolCallResultEvent,
  AguiToolCallStartEvent,
  AguiToolMessage,
  AguiUserMessage,
  ApiKeyCredentials,
  ApiKeyWithEndpointCredentials,
  AssistantMessage,
  AwsApiKeyCredentials,
  AwsIamCredentials,
  CacheControl,
  ChatAudioOptions,
  ChatCompletion,
  ChatCompletionChoice,
  ChatCompletionChunk,
  ChatCompletionChunkChoice,
  ChatCompletionDelta,
  ChatCompletionMessage,
  ChatCompletionRequest,
  ChatLogprobs,
  ChatMessage,
  ChatModeration,
  CompletionPrice,
  CompletionTokensDetails,
  ConditionalRouter,
  ConditionExpression,
  ConditionOperators,
  ContentPart,
  Credentials,
  CredentialsIdent,
  CustomEventData,
  CustomTool,
  CustomToolCall,
  CustomToolFormat,
  DatasetGuard,
  DeveloperMessage,
  Embedding,
  EmbeddingEncoding,
  EmbeddingPrice,
  EmbeddingRequest,
  EmbeddingResponse,
  EmbeddingUsage,
  FallbackRouter,
  FilePart,
  FinishReason,
  FunctionDefinition,
  FunctionMessage,
  FunctionTool,
  FunctionToolCall,
  GeneratedImage,
  Guard,
  GuardAction,
  GuardDataset,
  GuardExample,
  GuardInterceptor,
  GuardModel,
  GuardReference,
  GuardResult,
  GuardStage,
  ImageBackground,
  ImageBlob,
  ImageDetail,
  ImageEditCompletedEvent,
  ImageEditPartialEvent,
  ImageEditQuality,
  ImageEditRequest,
  ImageEditStreamEvent,
  ImageGenerationCompletedEvent,
  ImageGenerationFinishData,
  ImageGenerationPartialEvent,
  ImageGenerationPrice,
  ImageGenerationRequest,
  ImageGenerationStreamEvent,
  ImageOutputFormat,
  ImagePart,
  ImageQuality,
  ImageReference,
  ImageResponse,
  ImageSize,
  ImageTokensDetails,
  ImageUpload,
  ImageUsage,
  InferenceApiType,
  InferenceProvider,
  InputAudioPart,
  JsonPatchOperation,
  JsonSchema,
  JsonValue,
  LlmContentData,
  LlmErrorData,
  LlmFirstTokenData,
  LlmJudgeGuard,
  LlmStartData,
  LlmStopData,
  McpConfig,
  McpDefinition,
  McpHttpDefinition,
  McpInMemoryDefinition,
  McpRemoteServerConfig,
  McpServerConfig,
  McpSseDefinition,
  McpStdioDefinition,
  McpStdioServerConfig,
  McpToolFilter,
  McpToolSelector,
  McpWebSocketDefinition,
  MessageMapper,
  MessageRole,
  MetricsDuration,
  Model,
  ModelCapability,
  ModelEndpoint,
  ModelEvent,
  ModelEventType,
  ModelLimits,
  ModelMetadata,
  ModelMetadataWithEndpoints,
  ModelModality,
  ModelPrice,
  ModelToolCall,
  ModelType,
  OptimizedRouter,
  PartnerGuard,
  PercentageRouter,
  PromptCacheBreakpoint,
  PromptTokensDetails,
  ProviderFields,
  ProviderName,
  ProviderOptions,
  RandomRouter,
  RateLimiterInterceptor,
  ReasoningDetail,
  ReasoningEffort,
  ReasoningEncrypted,
  ReasoningSummary,
  ReasoningText,
  RefusalPart,
  RegexGuard,
  ResponseAdditionalTools,
  ResponseAdditionalToolsInput,
  ResponseAdditionalToolsRole,
  ResponseAllowedCallers,
  ResponseAnnotation,
  ResponseAnnotationAddedEvent,
  ResponseApplyPatchCall,
  ResponseApplyPatchCallInput,
  ResponseApplyPatchCallOutput,
  ResponseApplyPatchCallOutputInput,
  ResponseApplyPatchTool,
  ResponseApproximateLocation,
  ResponseAudioDeltaEvent,
  ResponseAudioDoneEvent,
  ResponseAutoContainer,
  ResponseCacheOptions,
  ResponseCodeDeltaEvent,
  ResponseCodeDoneEvent,
  ResponseCodeInterpreterCall,
  ResponseCodeInterpreterTool,
  ResponseCompaction,
  ResponseCompactionInput,
  ResponseCompactionTrigger,
  ResponseComparisonFilter,
  ResponseCompoundFilter,
  ResponseComputerAction,
  ResponseComputerCall,
  ResponseComputerCallOutput,
  ResponseComputerCallOutputInput,
  ResponseComputerPreviewTool,
  ResponseComputerScreenshot,
  ResponseComputerTool,
  ResponseContainerReference,
  ResponseContentPartEvent,
  ResponseCustomTool,
  ResponseCustomToolCall,
  ResponseCustomToolCallInputDeltaEvent,
  ResponseCustomToolCallInputDoneEvent,
  ResponseCustomToolCallOutput,
  ResponseCustomToolCallOutputInput,
  ResponseEchoedContent,
  ResponseEchoedFile,
  ResponseEchoedFunctionTool,
  ResponseEchoedImage,
  ResponseEchoedMessage,
  ResponseEchoedText,
  ResponseEchoedTool,
  ResponseErrorEvent,
  ResponseFailure,
  ResponseFailureCode,
  ResponseFileSearchCall,
  ResponseFileSearchTool,
  ResponseFormat,
  ResponseFunctionCall,
  ResponseFunctionCallArgumentsDeltaEvent,
  ResponseFunctionCallArgumentsDoneEvent,
  ResponseFunctionCallOutput,
  ResponseFunctionCallOutputInput,
  ResponseFunctionTool,
  ResponseImageGenerationCall,
  ResponseImageGenerationTool,
  ResponseInclude,
  ResponseInputContent,
  ResponseInputFile,
  ResponseInputImage,
  ResponseInputItem,
  ResponseInputMessage,
  ResponseInputOutputText,
  ResponseInputText,
  ResponseItemReference,
  ResponseItemStatus,
  ResponseLifecycleEvent,
  ResponseLocalEnvironment,
  ResponseLocalShellCall,
  ResponseLocalShellCallOutput,
  ResponseLogprob,
  ResponseMcpApprovalRequest,
  ResponseMcpApprovalResponse,
  ResponseMcpApprovalResponseInput,
  ResponseMcpCall,
  ResponseMcpCallArgumentsDeltaEvent,
  ResponseMcpCallArgumentsDoneEvent,
  ResponseMcpListTools,
  ResponseMcpTool,
  ResponseMcpToolFilter,
  ResponseMemoryLimit,
  ResponseModeration,
  ResponseNamespaceFunction,
  ResponseNamespaceTool,
  ResponseNetworkPolicy,
  ResponseObject,
  ResponseOutputItem,
  ResponseOutputItemEvent,
  ResponseOutputMessage,
  ResponseOutputRefusal,
  ResponseOutputText,
  ResponsePartialImageEvent,
  ResponsePatchOperation,
  ResponsePhase,
  ResponsePlainTool,
  ResponseProgram,
  ResponseProgramOutput,
  ResponsePrompt,
  ResponseReasoning,
  ResponseReasoningInput,
  ResponseReasoningItem,
  ResponseReasoningSummary,
  ResponseReasoningSummaryPartAddedEvent,
  ResponseReasoningSummaryPartDoneEvent,
  ResponseReasoningSummaryTextDeltaEvent,
  ResponseReasoningSummaryTextDoneEvent,
  ResponseReasoningText,
  ResponseReasoningTextDeltaEvent,
  ResponseReasoningTextDoneEvent,
  ResponseRefusalDeltaEvent,
  ResponseRefusalDoneEvent,
  ResponseRequest,
  ResponseSafetyCheck,
  ResponseSearchContextSize,
  ResponseShellCall,
  ResponseShellCallInput,
  ResponseShellCallOutput,
  ResponseShellCallOutputInput,
  ResponseShellOutput,
  ResponseShellTool,
  ResponseSkill,
  ResponseStatus,
  ResponseStreamEvent,
  ResponseStreamLogprob,
  ResponseSummary,
  ResponseTextDeltaEvent,
  ResponseTextDoneEvent,
  ResponseTextFormat,
  ResponseTextOptions,
  ResponseTool,
  ResponseToolCaller,
  ResponseToolChoice,
  ResponseToolChoiceType,
  ResponseToolProgressEvent,
  ResponseToolSearchCall,
  ResponseToolSearchCallInput,
  ResponseToolSearchOutput,
  ResponseToolSearchOutputInput,
  ResponseToolSearchTool,
  ResponseUsage,
  ResponseUserLocation,
  ResponseWebSearchAction,
  ResponseWebSearchCall,
  ResponseWebSearchPreviewTool,
  ResponseWebSearchTool,
  Route,
  RouteChoice,
  RouteCondition,
  Router,
  RouterInterceptor,
  RouterMetric,
  RouterTarget,
  RouteSortKey,
  RouteTargets,
  RunEndData,
  RunErrorData,
  RunStartData,
  SchemaGuard,
  ServiceTier,
  SystemMessage,
  TextPart,
  ThinkingOptions,
  TokenCount,
  TokenLogprob,
  Tool,
  ToolCall,
  ToolCallDelta,
  ToolCallExtraContent,
  ToolChoice,
  ToolMessage,
  ToolProgressData,
  ToolResultData,
  ToolStartData,
  UrlCitation,
  Usage,
  UserContentPart,
  UserMessage,
  VertexCredentials,
  WebSearchOptions,
  WordCountGuard,
} from "../src/index.ts";
import * as schemas from "../src/schemas/index.ts";

/** What each schema must infer. */
interface Expected {
  aguiActivityDeltaEventSchema: AguiActivityDeltaEvent;
  aguiActivityMessageSchema: AguiActivityMessage;
  aguiActivitySnapshotEventSchema: AguiActivitySnapshotEvent;
  aguiAssistantMessageSchema: AguiAssistantMessage;
  aguiContentPartSchema: AguiContentPart;
  aguiCustomEventSchema: AguiCustomEvent;
  aguiDeveloperMessageSchema: AguiDeveloperMessage;
  aguiEventSchema: AguiEvent;
  aguiInterruptSchema: AguiInterrupt;
  aguiMediaPartSchema: AguiMediaPart;
  aguiMessageSchema: AguiMessage;
  aguiMessagesSnapshotEventSchema: AguiMessagesSnapshotEvent;
  aguiMetadataSchema: AguiMetadata;
  aguiPartSourceSchema: AguiPartSource;
  aguiRawEventSchema: AguiRawEvent;
  aguiReasoningEncryptedValueEventSchema: AguiReasoningEncryptedValueEvent;
  aguiReasoningEndEventSchema: AguiReasoningEndEvent;
  aguiReasoningMessageChunkEventSchema: AguiReasoningMessageChunkEvent;
  aguiReasoningMessageContentEventSchema: AguiReasoningMessageContentEvent;
  aguiReasoningMessageEndEventSchema: AguiReasoningMessageEndEvent;
  aguiReasoningMessageSchema: AguiReasoningMessage;
  aguiReasoningMessageStartEventSchema: AguiReasoningMessageStartEvent;
  aguiReasoningStartEventSchema: AguiReasoningStartEvent;
  aguiResumeEntrySchema: AguiResumeEntry;
  aguiRunErrorEventSchema: AguiRunErrorEvent;
  aguiRunFinishedEventSchema: AguiRunFinishedEvent;
  aguiRunInputSchema: AguiRunInput;
  aguiRunOutcomeSchema: AguiRunOutcome;
  aguiRunStartedEventSchema: AguiRunStartedEvent;
  aguiStateDeltaEventSchema: AguiStateDeltaEvent;
  aguiStateSnapshotEventSchema: AguiStateSnapshotEvent;
  aguiStepFinishedEventSchema: AguiStepFinishedEvent;
  aguiStepStartedEventSchema: AguiStepStartedEvent;
  aguiSubagentErrorEventSchema: AguiSubagentErrorEvent;
  aguiSubagentFinishedEventSchema: AguiSubagentFinishedEvent;
  aguiSubagentStartedEventSchema: AguiSubagentStartedEvent;
  aguiSystemMessageSchema: AguiSystemMessage;
  aguiTextMessageChunkEventSchema: AguiTextMessageChunkEvent;
  aguiTextMessageContentEventSchema: AguiTextMessageContentEvent;
  aguiTextMessageEndEventSchema: AguiTextMessageEndEvent;
  aguiTextMessageRoleSchema: AguiTextMessageRole;
  aguiTextMessageStartEventSchema: AguiTextMessageStartEvent;
  aguiTextPartSchema: AguiTextPart;
  aguiTokenUsageSchema: AguiTokenUsage;
  aguiToolCallArgsEventSchema: AguiToolCallArgsEvent;
  aguiToolCallChunkEventSchema: AguiToolCallChunkEvent;
  aguiToolCallEndEventSchema: AguiToolCallEndEvent;
  aguiToolCallResultEventSchema: AguiToolCallResultEvent;
  aguiToolCallSchema: AguiToolCall;
  aguiToolCallStartEventSchema: AguiToolCallStartEvent;
  aguiToolMessageSchema: AguiToolMessage;
  aguiToolSchema: AguiTool;
  aguiUserMessageSchema: AguiUserMessage;
  apiKeyCredentialsSchema: ApiKeyCredentials;
  apiKeyWithEndpointCredentialsSchema: ApiKeyWithEndpointCredentials;
  assistantMessageSchema: AssistantMessage;
  awsApiKeyCredentialsSchema: AwsApiKeyCredentials;
  awsIamCredentialsSchema: AwsIamCredentials;
  base64EmbeddingResponseSchema: EmbeddingResponse<string>;
  base64EmbeddingSchema: Embedding<string>;
  cacheControlSchema: CacheControl;
  chatAudioOptionsSchema: ChatAudioOptions;
  chatCompletionChoiceSchema: ChatCompletionChoice;
  chatCompletionChunkChoiceSchema: ChatCompletionChunkChoice;
  chatCompletionChunkSchema: ChatCompletionChunk;
  chatCompletionDeltaSchema: ChatCompletionDelta;
  chatCompletionMessageSchema: ChatCompletionMessage;
  chatCompletionRequestSchema: ChatCompletionRequest;
  chatCompletionSchema: ChatCompletion;
  chatLogprobsSchema: ChatLogprobs;
  chatMessageSchema: ChatMessage;
  chatModerationSchema: ChatModeration;
  completionPriceSchema: CompletionPrice;
  completionTokensDetailsSchema: CompletionTokensDetails;
  conditionExpressionSchema: ConditionExpression;
  conditionOperatorsSchema: ConditionOperators;
  conditionalRouterSchema: ConditionalRouter;
  contentPartSchema: ContentPart;
  credentialsIdentSchema: CredentialsIdent;
  credentialsSchema: Credentials;
  customEventDataSchema: CustomEventData;
  customToolCallSchema: CustomToolCall;
  customToolFormatSchema: CustomToolFormat;
  customToolSchema: CustomTool;
  datasetGuardSchema: DatasetGuard;
  developerMessageSchema: DeveloperMessage;
  embeddingEncodingSchema: EmbeddingEncoding;
  embeddingPriceSchema: EmbeddingPrice;
  embeddingRequestSchema: EmbeddingRequest;
  embeddingResponseSchema: EmbeddingResponse;
  embeddingSchema: Embedding;
  embeddingUsageSchema: EmbeddingUsage;
  fallbackRouterSchema: FallbackRouter;
  filePartSchema: FilePart;
  finishReasonSchema: FinishReason;
  functionDefinitionSchema: FunctionDefinition;
  functionMessageSchema: FunctionMessage;
  functionToolCallSchema: FunctionToolCall;
  functionToolSchema: FunctionTool;
  generatedImageSchema: GeneratedImage;
  guardActionSchema: GuardAction;
  guardDatasetSchema: GuardDataset;
  guardExampleSchema: GuardExample;
  guardInterceptorSchema: GuardInterceptor;
  guardModelSchema: GuardModel;
  guardReferenceSchema: GuardReference;
  guardResultSchema: GuardResult;
  guardSchema: Guard;
  guardStageSchema: GuardStage;
  imageBackgroundSchema: ImageBackground;
  imageBlobSchema: ImageBlob;
  imageDetailSchema: ImageDetail;
  imageEditCompletedEventSchema: ImageEditCompletedEvent;
  imageEditPartialEventSchema: ImageEditPartialEvent;
  imageEditQualitySchema: ImageEditQuality;
  imageEditRequestSchema: ImageEditRequest;
  imageEditStreamEventSchema: ImageEditStreamEvent;
  imageGenerationCompletedEventSchema: ImageGenerationCompletedEvent;
  imageGenerationFinishDataSchema: ImageGenerationFinishData;
  imageGenerationPartialEventSchema: ImageGenerationPartialEvent;
  imageGenerationPriceSchema: ImageGenerationPrice;
  imageGenerationRequestSchema: ImageGenerationRequest;
  imageGenerationStreamEventSchema: ImageGenerationStreamEvent;
  imageOutputFormatSchema: ImageOutputFormat;
  imagePartSchema: ImagePart;
  imageQualitySchema: ImageQuality;
  imageReferenceSchema: ImageReference;
  imageResponseSchema: ImageResponse;
  imageSizeSchema: ImageSize;
  imageTokensDetailsSchema: ImageTokensDetails;
  imageUploadSchema: ImageUpload;
  imageUsageSchema: ImageUsage;
  inferenceApiTypeSchema: InferenceApiType;
  inferenceProviderSchema: InferenceProvider;
  inputAudioPartSchema: InputAudioPart;
  jsonPatchOperationSchema: JsonPatchOperation;
  jsonSchemaSchema: JsonSchema;
  jsonValueSchema: JsonValue;
  llmContentDataSchema: LlmContentData;
  llmErrorDataSchema: LlmErrorData;
  llmFirstTokenDataSchema: LlmFirstTokenData;
  llmJudgeGuardSchema: LlmJudgeGuard;
  llmStartDataSchema: LlmStartData;
  llmStopDataSchema: LlmStopData;
  mcpConfigSchema: McpConfig;
  mcpDefinitionSchema: McpDefinition;
  mcpHttpDefinitionSchema: McpHttpDefinition;
  mcpInMemoryDefinitionSchema: McpInMemoryDefinition;
  mcpRemoteServerConfigSchema: McpRemoteServerConfig;
  mcpServerConfigSchema: McpServerConfig;
  mcpSseDefinitionSchema: McpSseDefinition;
  mcpStdioDefinitionSchema: McpStdioDefinition;
  mcpStdioServerConfigSchema: McpStdioServerConfig;
  mcpToolFilterSchema: McpToolFilter;
  mcpToolSelectorSchema: McpToolSelector;
  mcpWebSocketDefinitionSchema: McpWebSocketDefinition;
  messageMapperSchema: MessageMapper;
  messageRoleSchema: MessageRole;
  metricsDurationSchema: MetricsDuration;
  modelCapabilitySchema: ModelCapability;
  modelEndpointSchema: ModelEndpoint;
  modelEventSchema: ModelEvent;
  modelEventTypeSchema: ModelEventType;
  modelLimitsSchema: ModelLimits;
  modelMetadataSchema: ModelMetadata;
  modelMetadataWithEndpointsSchema: ModelMetadataWithEndpoints;
  modelModalitySchema: ModelModality;
  modelPriceSchema: ModelPrice;
  modelSchema: Model;
  modelToolCallSchema: ModelToolCall;
  modelTypeSchema: ModelType;
  optimizedRouterSchema: OptimizedRouter;
  partnerGuardSchema: PartnerGuard;
  percentageRouterSchema: PercentageRouter;
  promptCacheBreakpointSchema: PromptCacheBreakpoint;
  promptTokensDetailsSchema: PromptTokensDetails;
  providerFieldsSchema: ProviderFields;
  providerNameSchema: ProviderName;
  providerOptionsSchema: ProviderOptions;
  randomRouterSchema: RandomRouter;
  rateLimiterInterceptorSchema: RateLimiterInterceptor;
  reasoningDetailSchema: ReasoningDetail;
  reasoningEffortSchema: ReasoningEffort;
  reasoningEncryptedSchema: ReasoningEncrypted;
  reasoningSummarySchema: ReasoningSummary;
  reasoningTextSchema: ReasoningText;
  refusalPartSchema: RefusalPart;
  regexGuardSchema: RegexGuard;
  responseAdditionalToolsInputSchema: ResponseAdditionalToolsInput;
  responseAdditionalToolsRoleSchema: ResponseAdditionalToolsRole;
  responseAdditionalToolsSchema: ResponseAdditionalTools;
  responseAllowedCallersSchema: ResponseAllowedCallers;
  responseAnnotationAddedEventSchema: ResponseAnnotationAddedEvent;
  responseAnnotationSchema: ResponseAnnotation;
  responseApplyPatchCallInputSchema: ResponseApplyPatchCallInput;
  responseApplyPatchCallOutputInputSchema: ResponseApplyPatchCallOutputInput;
  responseApplyPatchCallOutputSchema: ResponseApplyPatchCallOutput;
  responseApplyPatchCallSchema: ResponseApplyPatchCall;
  responseApplyPatchToolSchema: ResponseApplyPatchTool;
  responseApproximateLocationSchema: ResponseApproximateLocation;
  responseAudioDeltaEventSchema: ResponseAudioDeltaEvent;
  responseAudioDoneEventSchema: ResponseAudioDoneEvent;
  responseAutoContainerSchema: ResponseAutoContainer;
  responseCacheOptionsSchema: ResponseCacheOptions;
  responseCodeDeltaEventSchema: ResponseCodeDeltaEvent;
  responseCodeDoneEventSchema: ResponseCodeDoneEvent;
  responseCodeInterpreterCallSchema: ResponseCodeInterpreterCall;
  responseCodeInterpreterToolSchema: ResponseCodeInterpreterTool;
  responseCompactionInputSchema: ResponseCompactionInput;
  responseCompactionSchema: ResponseCompaction;
  responseCompactionTriggerSchema: ResponseCompactionTrigger;
  responseComparisonFilterSchema: ResponseComparisonFilter;
  responseCompoundFilterSchema: ResponseCompoundFilter;
  responseComputerActionSchema: ResponseComputerAction;
  responseComputerCallOutputInputSchema: ResponseComputerCallOutputInput;
  responseComputerCallOutputSchema: ResponseComputerCallOutput;
  responseComputerCallSchema: ResponseComputerCall;
  responseComputerPreviewToolSchema: ResponseComputerPreviewTool;
  responseComputerScreenshotSchema: ResponseComputerScreenshot;
  responseComputerToolSchema: ResponseComputerTool;
  responseContainerReferenceSchema: ResponseContainerReference;
  responseContentPartEventSchema: ResponseContentPartEvent;
  responseCustomToolCallInputDeltaEventSchema: ResponseCustomToolCallInputDeltaEvent;
  responseCustomToolCallInputDoneEventSchema: ResponseCustomToolCallInputDoneEvent;
  responseCustomToolCallOutputInputSchema: ResponseCustomToolCallOutputInput;
  responseCustomToolCallOutputSchema: ResponseCustomToolCallOutput;
  responseCustomToolCallSchema: ResponseCustomToolCall;
  responseCustomToolSchema: ResponseCustomTool;
  responseEchoedContentSchema: ResponseEchoedContent;
  responseEchoedFileSchema: ResponseEchoedFile;
  responseEchoedFunctionToolSchema: ResponseEchoedFunctionTool;
  responseEchoedImageSchema: ResponseEchoedImage;
  responseEchoedMessageSchema: ResponseEchoedMessage;
  responseEchoedTextSchema: ResponseEchoedText;
  responseEchoedToolSchema: ResponseEchoedTool;
  responseErrorEventSchema: ResponseErrorEvent;
  responseFailureCodeSchema: ResponseFailureCode;
  responseFailureSchema: ResponseFailure;
  responseFileSearchCallSchema: ResponseFileSearchCall;
  responseFileSearchToolSchema: ResponseFileSearchTool;
  responseFormatSchema: ResponseFormat;
  responseFunctionCallArgumentsDeltaEventSchema: ResponseFunctionCallArgumentsDeltaEvent;
  responseFunctionCallArgumentsDoneEventSchema: ResponseFunctionCallArgumentsDoneEvent;
  responseFunctionCallOutputInputSchema: ResponseFunctionCallOutputInput;
  responseFunctionCallOutputSchema: ResponseFunctionCallOutput;
  responseFunctionCallSchema: ResponseFunctionCall;
  responseFunctionToolSchema: ResponseFunctionTool;
  responseImageGenerationCallSchema: ResponseImageGenerationCall;
  responseImageGenerationToolSchema: ResponseImageGenerationTool;
  responseIncludeSchema: ResponseInclude;
  responseInputContentSchema: ResponseInputContent;
  responseInputFileSchema: ResponseInputFile;
  responseInputImageSchema: ResponseInputImage;
  responseInputItemSchema: ResponseInputItem;
  responseInputMessageSchema: ResponseInputMessage;
  responseInputOutputTextSchema: ResponseInputOutputText;
  responseInputTextSchema: ResponseInputText;
  responseItemReferenceSchema: ResponseItemReference;
  responseItemStatusSchema: ResponseItemStatus;
  responseLifecycleEventSchema: ResponseLifecycleEvent;
  responseLocalEnvironmentSchema: ResponseLocalEnvironment;
  responseLocalShellCallOutputSchema: ResponseLocalShellCallOutput;
  responseLocalShellCallSchema: ResponseLocalShellCall;
  responseLogprobSchema: ResponseLogprob;
  responseMcpApprovalRequestSchema: ResponseMcpApprovalRequest;
  responseMcpApprovalResponseInputSchema: ResponseMcpApprovalResponseInput;
  responseMcpApprovalResponseSchema: ResponseMcpApprovalResponse;
  responseMcpCallArgumentsDeltaEventSchema: ResponseMcpCallArgumentsDeltaEvent;
  responseMcpCallArgumentsDoneEventSchema: ResponseMcpCallArgumentsDoneEvent;
  responseMcpCallSchema: ResponseMcpCall;
  responseMcpListToolsSchema: ResponseMcpListTools;
  responseMcpToolFilterSchema: ResponseMcpToolFilter;
  responseMcpToolSchema: ResponseMcpTool;
  responseMemoryLimitSchema: ResponseMemoryLimit;
  responseModerationSchema: ResponseModeration;
  responseNamespaceFunctionSchema: ResponseNamespaceFunction;
  responseNamespaceToolSchema: ResponseNamespaceTool;
  responseNetworkPolicySchema: ResponseNetworkPolicy;
  responseObjectSchema: ResponseObject;
  responseOutputItemEventSchema: ResponseOutputItemEvent;
  responseOutputItemSchema: ResponseOutputItem;
  responseOutputMessageSchema: ResponseOutputMessage;
  responseOutputRefusalSchema: ResponseOutputRefusal;
  responseOutputTextSchema: ResponseOutputText;
  responsePartialImageEventSchema: ResponsePartialImageEvent;
  responsePatchOperationSchema: ResponsePatchOperation;
  responsePhaseSchema: ResponsePhase;
  responsePlainToolSchema: ResponsePlainTool;
  responseProgramOutputSchema: ResponseProgramOutput;
  responseProgramSchema: ResponseProgram;
  responsePromptSchema: ResponsePrompt;
  responseReasoningInputSchema: ResponseReasoningInput;
  responseReasoningItemSchema: ResponseReasoningItem;
  responseReasoningSchema: ResponseReasoning;
  responseReasoningSummaryPartAddedEventSchema: ResponseReasoningSummaryPartAddedEvent;
  responseReasoningSummaryPartDoneEventSchema: ResponseReasoningSummaryPartDoneEvent;
  responseReasoningSummarySchema: ResponseReasoningSummary;
  responseReasoningSummaryTextDeltaEventSchema: ResponseReasoningSummaryTextDeltaEvent;
  responseReasoningSummaryTextDoneEventSchema: ResponseReasoningSummaryTextDoneEvent;
  responseReasoningTextDeltaEventSchema: ResponseReasoningTextDeltaEvent;
  responseReasoningTextDoneEventSchema: ResponseReasoningTextDoneEvent;
  responseReasoningTextSchema: ResponseReasoningText;
  responseRefusalDeltaEventSchema: ResponseRefusalDeltaEvent;
  responseRefusalDoneEventSchema: ResponseRefusalDoneEvent;
  responseRequestSchema: ResponseRequest;
  responseSafetyCheckSchema: ResponseSafetyCheck;
  responseSearchContextSizeSchema: ResponseSearchContextSize;
  responseShellCallInputSchema: ResponseShellCallInput;
  responseShellCallOutputInputSchema: ResponseShellCallOutputInput;
  responseShellCallOutputSchema: ResponseShellCallOutput;
  responseShellCallSchema: ResponseShellCall;
  responseShellOutputSchema: ResponseShellOutput;
  responseShellToolSchema: ResponseShellTool;
  responseSkillSchema: ResponseSkill;
  responseStatusSchema: ResponseStatus;
  responseStreamEventSchema: ResponseStreamEvent;
  responseStreamLogprobSchema: ResponseStreamLogprob;
  responseSummarySchema: ResponseSummary;
  responseTextDeltaEventSchema: ResponseTextDeltaEvent;
  responseTextDoneEventSchema: ResponseTextDoneEvent;
  responseTextFormatSchema: ResponseTextFormat;
  responseTextOptionsSchema: ResponseTextOptions;
  responseToolCallerSchema: ResponseToolCaller;
  responseToolChoiceSchema: ResponseToolChoice;
  responseToolChoiceTypeSchema: ResponseToolChoiceType;
  responseToolProgressEventSchema: ResponseToolProgressEvent;
  responseToolSchema: ResponseTool;
  responseToolSearchCallInputSchema: ResponseToolSearchCallInput;
  responseToolSearchCallSchema: ResponseToolSearchCall;
  responseToolSearchOutputInputSchema: ResponseToolSearchOutputInput;
  responseToolSearchOutputSchema: ResponseToolSearchOutput;
  responseToolSearchToolSchema: ResponseToolSearchTool;
  responseUsageSchema: ResponseUsage;
  responseUserLocationSchema: ResponseUserLocation;
  responseWebSearchActionSchema: ResponseWebSearchAction;
  responseWebSearchCallSchema: ResponseWebSearchCall;
  responseWebSearchPreviewToolSchema: ResponseWebSearchPreviewTool;
  responseWebSearchToolSchema: ResponseWebSearchTool;
  routeChoiceSchema: RouteChoice;
  routeConditionSchema: RouteCondition;
  routeSchema: Route;
  routeSortKeySchema: RouteSortKey;
  routeTargetsSchema: RouteTargets;
  routerInterceptorSchema: RouterInterceptor;
  routerMetricSchema: RouterMetric;
  routerSchema: Router;
  routerTargetSchema: RouterTarget;
  runEndDataSchema: RunEndData;
  runErrorDataSchema: RunErrorData;
  runStartDataSchema: RunStartData;
  schemaGuardSchema: SchemaGuard;
  serviceTierSchema: ServiceTier;
  systemMessageSchema: SystemMessage;
  textPartSchema: TextPart;
  thinkingOptionsSchema: ThinkingOptions;
  tokenCountSchema: TokenCount;
  tokenLogprobSchema: TokenLogprob;
  toolCallDeltaSchema: ToolCallDelta;
  toolCallExtraContentSchema: ToolCallExtraContent;
  toolCallSchema: ToolCall;
  toolChoiceSchema: ToolChoice;
  toolMessageSchema: ToolMessage;
  toolProgressDataSchema: ToolProgressData;
  toolResultDataSchema: ToolResultData;
  toolSchema: Tool;
  toolStartDataSchema: ToolStartData;
  urlCitationSchema: UrlCitation;
  usageSchema: Usage;
  userContentPartSchema: UserContentPart;
  userMessageSchema: UserMessage;
  vertexCredentialsSchema: VertexCredentials;
  webSearchOptionsSchema: WebSearchOptions;
  wordCountGuardSchema: WordCountGuard;
}

type Inferred = { [Name in keyof typeof schemas]: output<(typeof schemas)[Name]> };

describe("every exported schema", () => {
  it("infers exactly its type, and no schema is left out", () => {
    expectTypeOf<Inferred>().toEqualTypeOf<Expected>();
  });

  it("refuses what is not even of its kind", () => {
    const accepting = Object.entries<ZodType>(schemas).filter(
      ([, schema]) => schema.safeParse(Symbol("nothing that JSON has")).success,
    );
    expect(accepting.map(([name]) => name)).toEqual([]);
  });
});
