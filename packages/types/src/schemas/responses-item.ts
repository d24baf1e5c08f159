import { boolean, exactOptional, literal, nullable, number, string, union, unknown } from "zod";
import type {
  ResponseAdditionalTools,
  ResponseAdditionalToolsInput,
  ResponseAdditionalToolsRole,
  ResponseApplyPatchCall,
  ResponseApplyPatchCallInput,
  ResponseApplyPatchCallOutput,
  ResponseApplyPatchCallOutputInput,
  ResponseCodeInterpreterCall,
  ResponseCompaction,
  ResponseCompactionInput,
  ResponseCompactionTrigger,
  ResponseComputerAction,
  ResponseComputerCall,
  ResponseComputerCallOutput,
  ResponseComputerCallOutputInput,
  ResponseComputerScreenshot,
  ResponseCustomToolCall,
  ResponseCustomToolCallOutput,
  ResponseCustomToolCallOutputInput,
  ResponseEchoedMessage,
  ResponseFileSearchCall,
  ResponseFunctionCall,
  ResponseFunctionCallOutput,
  ResponseFunctionCallOutputInput,
  ResponseImageGenerationCall,
  ResponseInputItem,
  ResponseInputMessage,
  ResponseItemReference,
  ResponseItemStatus,
  ResponseLocalShellCall,
  ResponseLocalShellCallOutput,
  ResponseMcpApprovalRequest,
  ResponseMcpApprovalResponse,
  ResponseMcpApprovalResponseInput,
  ResponseMcpCall,
  ResponseMcpListTools,
  ResponseOutputItem,
  ResponseOutputMessage,
  ResponsePatchOperation,
  ResponsePhase,
  ResponseProgram,
  ResponseProgramOutput,
  ResponseReasoningItem,
  ResponseSafetyCheck,
  ResponseShellCall,
  ResponseShellCallInput,
  ResponseShellCallOutput,
  ResponseShellCallOutputInput,
  ResponseShellOutput,
  ResponseToolCaller,
  ResponseToolSearchCall,
  ResponseToolSearchCallInput,
  ResponseToolSearchOutput,
  ResponseToolSearchOutputInput,
  ResponseWebSearchAction,
  ResponseWebSearchCall,
} from "../responses-item.ts";
import {
  responseEchoedContentSchema,
  responseInputContentSchema,
  responseInputFileSchema,
  responseInputImageSchema,
  responseInputOutputTextSchema,
  responseInputTextSchema,
  responseOutputRefusalSchema,
  responseOutputTextSchema,
  responseReasoningSummarySchema,
  responseReasoningTextSchema,
} from "./responses-content.ts";
import {
  responseContainerReferenceSchema,
  responseEchoedToolSchema,
  responseLocalEnvironmentSchema,
  responseToolSchema,
} from "./responses-tool.ts";
import {
  exactly,
  mutable,
  openString,
  openTaggedUnion,
  readonlyArray,
  readonlyObject,
  readonlyRecord,
} from "./schema.ts";

/** Schema of `ResponseItemStatus`. */
export const responseItemStatusSchema = exactly<ResponseItemStatus>()(
  openString<"in_progress" | "completed" | "incomplete">(),
);

/** Schema of `ResponsePhase`. */
export const responsePhaseSchema = exactly<ResponsePhase>()(
  openString<"commentary" | "final_answer">(),
);

/** Schema of `ResponseToolCaller`. */
export const responseToolCallerSchema = exactly<ResponseToolCaller>()(
  openTaggedUnion("type", [
    readonlyObject({ type: literal("direct") }),
    readonlyObject({ type: literal("program"), caller_id: string() }),
  ]),
);

/** Schema of `ResponseInputMessage`. */
export const responseInputMessageSchema = exactly<ResponseInputMessage>()(
  readonlyObject({
    type: exactOptional(literal("message")),
    role: literal(["user", "assistant", "system", "developer"]),
    content: union([
      string(),
      readonlyArray(
        openTaggedUnion("type", [
          responseInputTextSchema,
          responseInputImageSchema,
          responseInputFileSchema,
          responseInputOutputTextSchema,
          responseOutputRefusalSchema,
        ]),
      ),
    ]),
    id: exactOptional(string()),
    status: exactOptional(openString<ResponseItemStatus>()),
    phase: exactOptional(nullable(openString<ResponsePhase>())),
  }),
);

/** Schema of `ResponseItemReference`. */
export const responseItemReferenceSchema = exactly<ResponseItemReference>()(
  readonlyObject({ type: exactOptional(nullable(literal("item_reference"))), id: string() }),
);

/** Schema of `ResponseReasoningItem`. */
export const responseReasoningItemSchema = exactly<ResponseReasoningItem>()(
  readonlyObject({
    type: literal("reasoning"),
    id: string(),
    summary: readonlyArray(responseReasoningSummarySchema),
    content: exactOptional(readonlyArray(responseReasoningTextSchema)),
    encrypted_content: exactOptional(nullable(string())),
    status: exactOptional(openString<ResponseItemStatus>()),
  }),
);

/** Schema of `ResponseFunctionCall`. */
export const responseFunctionCallSchema = exactly<ResponseFunctionCall>()(
  readonlyObject({
    type: literal("function_call"),
    call_id: string(),
    name: string(),
    arguments: string(),
    id: exactOptional(string()),
    namespace: exactOptional(string()),
    status: exactOptional(openString<ResponseItemStatus>()),
    caller: exactOptional(nullable(responseToolCallerSchema)),
  }),
);

const responseFunctionCallOutputInputShape = {
  type: literal("function_call_output"),
  call_id: string(),
  output: union([string(), readonlyArray(responseInputContentSchema)]),
  id: exactOptional(nullable(string())),
  status: exactOptional(nullable(openString<ResponseItemStatus>())),
  caller: exactOptional(nullable(responseToolCallerSchema)),
};
/** Schema of `ResponseFunctionCallOutputInput`. */
export const responseFunctionCallOutputInputSchema = exactly<ResponseFunctionCallOutputInput>()(
  readonlyObject(responseFunctionCallOutputInputShape),
);

/** Schema of `ResponseCustomToolCall`. */
export const responseCustomToolCallSchema = exactly<ResponseCustomToolCall>()(
  readonlyObject({
    type: literal("custom_tool_call"),
    call_id: string(),
    name: string(),
    input: string(),
    id: exactOptional(string()),
    namespace: exactOptional(string()),
    caller: exactOptional(nullable(responseToolCallerSchema)),
  }),
);

const responseCustomToolCallOutputInputShape = {
  type: literal("custom_tool_call_output"),
  call_id: string(),
  output: union([string(), readonlyArray(responseInputContentSchema)]),
  id: exactOptional(string()),
  caller: exactOptional(nullable(responseToolCallerSchema)),
};
/** Schema of `ResponseCustomToolCallOutputInput`. */
export const responseCustomToolCallOutputInputSchema = exactly<ResponseCustomToolCallOutputInput>()(
  readonlyObject(responseCustomToolCallOutputInputShape),
);

/** Schema of `ResponseFileSearchCall`. */
export const responseFileSearchCallSchema = exactly<ResponseFileSearchCall>()(
  readonlyObject({
    type: literal("file_search_call"),
    id: string(),
    queries: readonlyArray(string()),
    status: openString<ResponseItemStatus | "searching" | "failed">(),
    results: exactOptional(
      nullable(
        readonlyArray(
          readonlyObject({
            attributes: exactOptional(
              nullable(readonlyRecord(union([string(), number(), boolean()]))),
            ),
            file_id: exactOptional(string()),
            filename: exactOptional(string()),
            score: exactOptional(number()),
            text: exactOptional(string()),
          }),
        ),
      ),
    ),
  }),
);

/** Schema of `ResponseWebSearchAction`. */
export const responseWebSearchActionSchema = exactly<ResponseWebSearchAction>()(
  openTaggedUnion("type", [
    readonlyObject({
      type: literal("search"),
      queries: exactOptional(readonlyArray(string())),
      query: exactOptional(string()),
      sources: exactOptional(
        readonlyArray(readonlyObject({ type: literal("url"), url: string() })),
      ),
    }),
    readonlyObject({ type: literal("open_page"), url: exactOptional(nullable(string())) }),
    readonlyObject({ type: literal("find_in_page"), pattern: string(), url: string() }),
  ]),
);

/** Schema of `ResponseWebSearchCall`. */
export const responseWebSearchCallSchema = exactly<ResponseWebSearchCall>()(
  readonlyObject({
    type: literal("web_search_call"),
    id: string(),
    action: responseWebSearchActionSchema,
    status: openString<"in_progress" | "searching" | "completed" | "failed">(),
  }),
);

/** Schema of `ResponseSafetyCheck`. */
export const responseSafetyCheckSchema = exactly<ResponseSafetyCheck>()(
  readonlyObject({
    id: string(),
    code: exactOptional(nullable(string())),
    message: exactOptional(nullable(string())),
  }),
);

/** Schema of `ResponseComputerAction`. */
export const responseComputerActionSchema = exactly<ResponseComputerAction>()(
  openTaggedUnion("type", [
    readonlyObject({
      type: literal("click"),
      button: openString<"left" | "right" | "wheel" | "back" | "forward">(),
      x: number(),
      y: number(),
      keys: exactOptional(nullable(readonlyArray(string()))),
    }),
    readonlyObject({
      type: literal("double_click"),
      x: number(),
      y: number(),
      keys: nullable(readonlyArray(string())),
    }),
    readonlyObject({
      type: literal("drag"),
      path: readonlyArray(readonlyObject({ x: number(), y: number() })),
      keys: exactOptional(nullable(readonlyArray(string()))),
    }),
    readonlyObject({ type: literal("keypress"), keys: readonlyArray(string()) }),
    readonlyObject({
      type: literal("move"),
      x: number(),
      y: number(),
      keys: exactOptional(nullable(readonlyArray(string()))),
    }),
    readonlyObject({ type: literal("screenshot") }),
    readonlyObject({
      type: literal("scroll"),
      x: number(),
      y: number(),
      scroll_x: number(),
      scroll_y: number(),
      keys: exactOptional(nullable(readonlyArray(string()))),
    }),
    readonlyObject({ type: literal("type"), text: string() }),
    readonlyObject({ type: literal("wait") }),
  ]),
);

/** Schema of `ResponseComputerCall`. */
export const responseComputerCallSchema = exactly<ResponseComputerCall>()(
  readonlyObject({
    type: literal("computer_call"),
    id: string(),
    call_id: string(),
    pending_safety_checks: readonlyArray(responseSafetyCheckSchema),
    status: openString<ResponseItemStatus>(),
    action: exactOptional(responseComputerActionSchema),
    actions: exactOptional(readonlyArray(responseComputerActionSchema)),
  }),
);

/** Schema of `ResponseComputerScreenshot`. */
export const responseComputerScreenshotSchema = exactly<ResponseComputerScreenshot>()(
  readonlyObject({
    type: literal("computer_screenshot"),
    file_id: exactOptional(string()),
    image_url: exactOptional(string()),
  }),
);

const responseComputerCallOutputInputShape = {
  type: literal("computer_call_output"),
  call_id: string(),
  output: responseComputerScreenshotSchema,
  id: exactOptional(nullable(string())),
  acknowledged_safety_checks: exactOptional(nullable(readonlyArray(responseSafetyCheckSchema))),
  status: exactOptional(nullable(openString<ResponseItemStatus | "failed">())),
};
/** Schema of `ResponseComputerCallOutputInput`. */
export const responseComputerCallOutputInputSchema = exactly<ResponseComputerCallOutputInput>()(
  readonlyObject(responseComputerCallOutputInputShape),
);

const responseToolSearchCallInputShape = {
  type: literal("tool_search_call"),
  arguments: unknown(),
  id: exactOptional(nullable(string())),
  call_id: exactOptional(nullable(string())),
  execution: exactOptional(openString<"server" | "client">()),
  status: exactOptional(nullable(openString<ResponseItemStatus>())),
};
/** Schema of `ResponseToolSearchCallInput`. */
export const responseToolSearchCallInputSchema = exactly<ResponseToolSearchCallInput>()(
  readonlyObject(responseToolSearchCallInputShape),
);

const responseToolSearchOutputInputShape = {
  type: literal("tool_search_output"),
  tools: readonlyArray(responseToolSchema),
  id: exactOptional(nullable(string())),
  call_id: exactOptional(nullable(string())),
  execution: exactOptional(openString<"server" | "client">()),
  status: exactOptional(nullable(openString<ResponseItemStatus>())),
};
/** Schema of `ResponseToolSearchOutputInput`. */
export const responseToolSearchOutputInputSchema = exactly<ResponseToolSearchOutputInput>()(
  readonlyObject(responseToolSearchOutputInputShape),
);

const responseAdditionalToolsInputShape = {
  type: literal("additional_tools"),
  role: openString<ResponseAdditionalToolsRole>(),
  tools: readonlyArray(responseToolSchema),
  id: exactOptional(nullable(string())),
};
/** Schema of `ResponseAdditionalToolsInput`. */
export const responseAdditionalToolsInputSchema = exactly<ResponseAdditionalToolsInput>()(
  readonlyObject(responseAdditionalToolsInputShape),
);

const responseCompactionInputShape = {
  type: literal("compaction"),
  encrypted_content: string(),
  id: exactOptional(nullable(string())),
};
/** Schema of `ResponseCompactionInput`. */
export const responseCompactionInputSchema = exactly<ResponseCompactionInput>()(
  readonlyObject(responseCompactionInputShape),
);

/** Schema of `ResponseCompactionTrigger`. */
export const responseCompactionTriggerSchema = exactly<ResponseCompactionTrigger>()(
  readonlyObject({ type: literal("compaction_trigger") }),
);

/** Schema of `ResponseImageGenerationCall`. */
export const responseImageGenerationCallSchema = exactly<ResponseImageGenerationCall>()(
  readonlyObject({
    type: literal("image_generation_call"),
    id: string(),
    result: nullable(string()),
    status: openString<"in_progress" | "completed" | "generating" | "failed">(),
  }),
);

/** Schema of `ResponseCodeInterpreterCall`. */
export const responseCodeInterpreterCallSchema = exactly<ResponseCodeInterpreterCall>()(
  readonlyObject({
    type: literal("code_interpreter_call"),
    id: string(),
    code: nullable(string()),
    container_id: string(),
    outputs: nullable(
      readonlyArray(
        openTaggedUnion("type", [
          readonlyObject({ type: literal("logs"), logs: string() }),
          readonlyObject({ type: literal("image"), url: string() }),
        ]),
      ),
    ),
    status: openString<ResponseItemStatus | "interpreting" | "failed">(),
  }),
);

/** Schema of `ResponseLocalShellCall`. */
export const responseLocalShellCallSchema = exactly<ResponseLocalShellCall>()(
  readonlyObject({
    type: literal("local_shell_call"),
    id: string(),
    call_id: string(),
    action: readonlyObject({
      type: literal("exec"),
      command: readonlyArray(string()),
      env: readonlyRecord(string()),
      timeout_ms: exactOptional(nullable(number())),
      user: exactOptional(nullable(string())),
      working_directory: exactOptional(nullable(string())),
    }),
    status: openString<ResponseItemStatus>(),
  }),
);

/** Schema of `ResponseLocalShellCallOutput`. */
export const responseLocalShellCallOutputSchema = exactly<ResponseLocalShellCallOutput>()(
  readonlyObject({
    type: literal("local_shell_call_output"),
    id: string(),
    output: string(),
    status: exactOptional(nullable(openString<ResponseItemStatus>())),
  }),
);

const responseShellCallInputShape = {
  type: literal("shell_call"),
  call_id: string(),
  action: readonlyObject({
    commands: readonlyArray(string()),
    max_output_length: exactOptional(nullable(number())),
    timeout_ms: exactOptional(nullable(number())),
  }),
  id: exactOptional(nullable(string())),
  environment: exactOptional(
    nullable(
      openTaggedUnion("type", [responseLocalEnvironmentSchema, responseContainerReferenceSchema]),
    ),
  ),
  status: exactOptional(nullable(openString<ResponseItemStatus>())),
  caller: exactOptional(nullable(responseToolCallerSchema)),
};
/** Schema of `ResponseShellCallInput`. */
export const responseShellCallInputSchema = exactly<ResponseShellCallInput>()(
  readonlyObject(responseShellCallInputShape),
);

/** Schema of `ResponseShellOutput`. */
export const responseShellOutputSchema = exactly<ResponseShellOutput>()(
  readonlyObject({
    stdout: string(),
    stderr: string(),
    outcome: openTaggedUnion("type", [
      readonlyObject({ type: literal("timeout") }),
      readonlyObject({ type: literal("exit"), exit_code: number() }),
    ]),
    created_by: exactOptional(string()),
  }),
);

const responseShellCallOutputInputShape = {
  type: literal("shell_call_output"),
  call_id: string(),
  output: readonlyArray(responseShellOutputSchema),
  id: exactOptional(nullable(string())),
  max_output_length: exactOptional(nullable(number())),
  status: exactOptional(nullable(openString<ResponseItemStatus>())),
  caller: exactOptional(nullable(responseToolCallerSchema)),
};
/** Schema of `ResponseShellCallOutputInput`. */
export const responseShellCallOutputInputSchema = exactly<ResponseShellCallOutputInput>()(
  readonlyObject(responseShellCallOutputInputShape),
);

/** Schema of `ResponsePatchOperation`. */
export const responsePatchOperationSchema = exactly<ResponsePatchOperation>()(
  openTaggedUnion("type", [
    readonlyObject({ type: literal("create_file"), path: string(), diff: string() }),
    readonlyObject({ type: literal("update_file"), path: string(), diff: string() }),
    readonlyObject({ type: literal("delete_file"), path: string() }),
  ]),
);

const responseApplyPatchCallInputShape = {
  type: literal("apply_patch_call"),
  call_id: string(),
  operation: responsePatchOperationSchema,
  status: openString<"in_progress" | "completed">(),
  id: exactOptional(nullable(string())),
  caller: exactOptional(nullable(responseToolCallerSchema)),
};
/** Schema of `ResponseApplyPatchCallInput`. */
export const responseApplyPatchCallInputSchema = exactly<ResponseApplyPatchCallInput>()(
  readonlyObject(responseApplyPatchCallInputShape),
);

const responseApplyPatchCallOutputInputShape = {
  type: literal("apply_patch_call_output"),
  call_id: string(),
  status: openString<"completed" | "failed">(),
  output: exactOptional(nullable(string())),
  id: exactOptional(nullable(string())),
  caller: exactOptional(nullable(responseToolCallerSchema)),
};
/** Schema of `ResponseApplyPatchCallOutputInput`. */
export const responseApplyPatchCallOutputInputSchema = exactly<ResponseApplyPatchCallOutputInput>()(
  readonlyObject(responseApplyPatchCallOutputInputShape),
);

/** Schema of `ResponseMcpListTools`. */
export const responseMcpListToolsSchema = exactly<ResponseMcpListTools>()(
  readonlyObject({
    type: literal("mcp_list_tools"),
    id: string(),
    server_label: string(),
    tools: readonlyArray(
      readonlyObject({
        name: string(),
        input_schema: unknown(),
        annotations: exactOptional(unknown()),
        description: exactOptional(nullable(string())),
      }),
    ),
    error: exactOptional(nullable(string())),
  }),
);

/** Schema of `ResponseMcpCall`. */
export const responseMcpCallSchema = exactly<ResponseMcpCall>()(
  readonlyObject({
    type: literal("mcp_call"),
    id: string(),
    server_label: string(),
    name: string(),
    arguments: string(),
    approval_request_id: exactOptional(nullable(string())),
    error: exactOptional(nullable(string())),
    output: exactOptional(nullable(string())),
    status: exactOptional(openString<ResponseItemStatus | "calling" | "failed">()),
  }),
);

/** Schema of `ResponseMcpApprovalRequest`. */
export const responseMcpApprovalRequestSchema = exactly<ResponseMcpApprovalRequest>()(
  readonlyObject({
    type: literal("mcp_approval_request"),
    id: string(),
    server_label: string(),
    name: string(),
    arguments: string(),
  }),
);

const responseMcpApprovalResponseInputShape = {
  type: literal("mcp_approval_response"),
  approval_request_id: string(),
  approve: boolean(),
  id: exactOptional(nullable(string())),
  reason: exactOptional(nullable(string())),
};
/** Schema of `ResponseMcpApprovalResponseInput`. */
export const responseMcpApprovalResponseInputSchema = exactly<ResponseMcpApprovalResponseInput>()(
  readonlyObject(responseMcpApprovalResponseInputShape),
);

/** Schema of `ResponseProgram`. */
export const responseProgramSchema = exactly<ResponseProgram>()(
  readonlyObject({
    type: literal("program"),
    id: string(),
    call_id: string(),
    code: string(),
    fingerprint: string(),
  }),
);

/** Schema of `ResponseProgramOutput`. */
export const responseProgramOutputSchema = exactly<ResponseProgramOutput>()(
  readonlyObject({
    type: literal("program_output"),
    id: string(),
    call_id: string(),
    result: string(),
    status: openString<"completed" | "incomplete">(),
  }),
);

/** Schema of `ResponseInputItem`. */
export const responseInputItemSchema = exactly<ResponseInputItem>()(
  union([
    responseInputMessageSchema,
    responseItemReferenceSchema,
    openTaggedUnion(
      "type",
      [
        responseReasoningItemSchema,
        responseFunctionCallSchema,
        responseFunctionCallOutputInputSchema,
        responseCustomToolCallSchema,
        responseCustomToolCallOutputInputSchema,
        responseFileSearchCallSchema,
        responseWebSearchCallSchema,
        responseComputerCallSchema,
        responseComputerCallOutputInputSchema,
        responseToolSearchCallInputSchema,
        responseToolSearchOutputInputSchema,
        responseAdditionalToolsInputSchema,
        responseCompactionInputSchema,
        responseCompactionTriggerSchema,
        responseImageGenerationCallSchema,
        responseCodeInterpreterCallSchema,
        responseLocalShellCallSchema,
        responseLocalShellCallOutputSchema,
        responseShellCallInputSchema,
        responseShellCallOutputInputSchema,
        responseApplyPatchCallInputSchema,
        responseApplyPatchCallOutputInputSchema,
        responseMcpListToolsSchema,
        responseMcpCallSchema,
        responseMcpApprovalRequestSchema,
        responseMcpApprovalResponseInputSchema,
        responseProgramSchema,
        responseProgramOutputSchema,
      ],
      ["message", "item_reference"],
    ),
  ]),
);

/** Schema of `ResponseOutputMessage`. */
export const responseOutputMessageSchema = exactly<ResponseOutputMessage>()(
  readonlyObject({
    type: literal("message"),
    id: string(),
    role: literal("assistant"),
    content: readonlyArray(
      openTaggedUnion("type", [responseOutputTextSchema, responseOutputRefusalSchema]),
    ),
    status: openString<ResponseItemStatus>(),
    phase: exactOptional(nullable(openString<ResponsePhase>())),
  }),
);

/** Schema of `ResponseFunctionCallOutput`. */
export const responseFunctionCallOutputSchema = exactly<ResponseFunctionCallOutput>()(
  readonlyObject({
    ...responseFunctionCallOutputInputShape,
    output: union([string(), readonlyArray(responseEchoedContentSchema)]),
    id: string(),
    status: openString<ResponseItemStatus>(),
    created_by: exactOptional(string()),
  }),
);

/** Schema of `ResponseCustomToolCallOutput`. */
export const responseCustomToolCallOutputSchema = exactly<ResponseCustomToolCallOutput>()(
  readonlyObject({
    ...responseCustomToolCallOutputInputShape,
    output: union([string(), readonlyArray(responseEchoedContentSchema)]),
    id: string(),
    status: openString<ResponseItemStatus>(),
    created_by: exactOptional(string()),
  }),
);

/** Schema of `ResponseComputerCallOutput`. */
export const responseComputerCallOutputSchema = exactly<ResponseComputerCallOutput>()(
  readonlyObject({
    ...responseComputerCallOutputInputShape,
    id: string(),
    status: openString<ResponseItemStatus | "failed">(),
    acknowledged_safety_checks: exactOptional(readonlyArray(responseSafetyCheckSchema)),
    created_by: exactOptional(string()),
  }),
);

/** Schema of `ResponseToolSearchCall`. */
export const responseToolSearchCallSchema = exactly<ResponseToolSearchCall>()(
  readonlyObject({
    ...responseToolSearchCallInputShape,
    id: string(),
    call_id: nullable(string()),
    execution: openString<"server" | "client">(),
    status: openString<ResponseItemStatus>(),
    created_by: exactOptional(string()),
  }),
);

/** Schema of `ResponseToolSearchOutput`. */
export const responseToolSearchOutputSchema = exactly<ResponseToolSearchOutput>()(
  readonlyObject({
    ...responseToolSearchOutputInputShape,
    tools: readonlyArray(responseEchoedToolSchema),
    id: string(),
    call_id: nullable(string()),
    execution: openString<"server" | "client">(),
    status: openString<ResponseItemStatus>(),
    created_by: exactOptional(string()),
  }),
);

/** Schema of `ResponseAdditionalTools`. */
export const responseAdditionalToolsSchema = exactly<ResponseAdditionalTools>()(
  readonlyObject({
    ...responseAdditionalToolsInputShape,
    tools: readonlyArray(responseEchoedToolSchema),
    id: string(),
  }),
);

/** Schema of `ResponseCompaction`. */
export const responseCompactionSchema = exactly<ResponseCompaction>()(
  readonlyObject({
    ...responseCompactionInputShape,
    id: string(),
    created_by: exactOptional(string()),
  }),
);

/** Schema of `ResponseShellCall`. */
export const responseShellCallSchema = exactly<ResponseShellCall>()(
  readonlyObject({
    ...responseShellCallInputShape,
    id: string(),
    action: readonlyObject({
      commands: readonlyArray(string()),
      max_output_length: nullable(number()),
      timeout_ms: nullable(number()),
    }),
    environment: nullable(
      openTaggedUnion("type", [
        readonlyObject({ type: literal("local") }),
        responseContainerReferenceSchema,
      ]),
    ),
    status: openString<ResponseItemStatus>(),
    created_by: exactOptional(string()),
  }),
);

/** Schema of `ResponseShellCallOutput`. */
export const responseShellCallOutputSchema = exactly<ResponseShellCallOutput>()(
  readonlyObject({
    ...responseShellCallOutputInputShape,
    id: string(),
    max_output_length: nullable(number()),
    status: openString<ResponseItemStatus>(),
    created_by: exactOptional(string()),
  }),
);

/** Schema of `ResponseApplyPatchCall`. */
export const responseApplyPatchCallSchema = exactly<ResponseApplyPatchCall>()(
  readonlyObject({
    ...responseApplyPatchCallInputShape,
    id: string(),
    created_by: exactOptional(string()),
  }),
);

/** Schema of `ResponseApplyPatchCallOutput`. */
export const responseApplyPatchCallOutputSchema = exactly<ResponseApplyPatchCallOutput>()(
  readonlyObject({
    ...responseApplyPatchCallOutputInputShape,
    id: string(),
    created_by: exactOptional(string()),
  }),
);

/** Schema of `ResponseMcpApprovalResponse`. */
export const responseMcpApprovalResponseSchema = exactly<ResponseMcpApprovalResponse>()(
  readonlyObject({ ...responseMcpApprovalResponseInputShape, id: string() }),
);

/** Schema of `ResponseOutputItem`. */
export const responseOutputItemSchema = exactly<ResponseOutputItem>()(
  mutable(
    openTaggedUnion("type", [
      responseOutputMessageSchema,
      responseReasoningItemSchema,
      responseFunctionCallSchema,
      responseFunctionCallOutputSchema,
      responseCustomToolCallSchema,
      responseCustomToolCallOutputSchema,
      responseFileSearchCallSchema,
      responseWebSearchCallSchema,
      responseComputerCallSchema,
      responseComputerCallOutputSchema,
      responseToolSearchCallSchema,
      responseToolSearchOutputSchema,
      responseAdditionalToolsSchema,
      responseCompactionSchema,
      responseImageGenerationCallSchema,
      responseCodeInterpreterCallSchema,
      responseLocalShellCallSchema,
      responseLocalShellCallOutputSchema,
      responseShellCallSchema,
      responseShellCallOutputSchema,
      responseApplyPatchCallSchema,
      responseApplyPatchCallOutputSchema,
      responseMcpListToolsSchema,
      responseMcpCallSchema,
      responseMcpApprovalRequestSchema,
      responseMcpApprovalResponseSchema,
      responseProgramSchema,
      responseProgramOutputSchema,
    ]),
  ),
);

/** Schema of `ResponseEchoedMessage`. */
export const responseEchoedMessageSchema = exactly<ResponseEchoedMessage>()(
  readonlyObject({
    type: exactOptional(literal("message")),
    role: literal(["user", "assistant", "system", "developer"]),
    content: union([string(), readonlyArray(responseEchoedContentSchema)]),
    phase: exactOptional(nullable(openString<ResponsePhase>())),
  }),
);

/** Schema of `ResponseAdditionalToolsRole`. */
export const responseAdditionalToolsRoleSchema = exactly<ResponseAdditionalToolsRole>()(
  openString<
    "unknown" | "user" | "assistant" | "system" | "critic" | "discriminator" | "developer" | "tool"
  >(),
);
