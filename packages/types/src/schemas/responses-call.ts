import { boolean, exactOptional, literal, nullable, string, union, unknown } from "zod";
import type {
  ResponseAdditionalTools,
  ResponseAdditionalToolsInput,
  ResponseAdditionalToolsRole,
  ResponseCustomToolCall,
  ResponseCustomToolCallOutput,
  ResponseCustomToolCallOutputInput,
  ResponseFunctionCall,
  ResponseFunctionCallOutput,
  ResponseFunctionCallOutputInput,
  ResponseItemStatus,
  ResponseMcpApprovalRequest,
  ResponseMcpApprovalResponse,
  ResponseMcpApprovalResponseInput,
  ResponseMcpCall,
  ResponseMcpListTools,
  ResponseProgram,
  ResponseProgramOutput,
  ResponseToolCaller,
  ResponseToolSearchCall,
  ResponseToolSearchCallInput,
  ResponseToolSearchOutput,
  ResponseToolSearchOutputInput,
} from "../responses-call.ts";
import { responseEchoedContentSchema, responseInputContentSchema } from "./responses-content.ts";
import { responseEchoedToolSchema, responseToolSchema } from "./responses-tool.ts";
import {
  anything,
  exactly,
  openString,
  openTaggedUnion,
  readonlyArray,
  readonlyObject,
} from "./schema.ts";

/** Schema of `ResponseItemStatus`. */
export const responseItemStatusSchema = exactly<ResponseItemStatus>()(
  openString<ResponseItemStatus>(),
);

/** Schema of `ResponseToolCaller`. */
export const responseToolCallerSchema = exactly<ResponseToolCaller>()(
  openTaggedUnion("type", [
    readonlyObject({ type: literal("direct") }),
    readonlyObject({ type: literal("program"), caller_id: string() }),
  ]),
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
    error: exactOptional(anything<string | null>()),
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
    error: exactOptional(anything<string | null>()),
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

/** Schema of `ResponseMcpApprovalResponse`. */
export const responseMcpApprovalResponseSchema = exactly<ResponseMcpApprovalResponse>()(
  readonlyObject({ ...responseMcpApprovalResponseInputShape, id: string() }),
);

/** Schema of `ResponseAdditionalToolsRole`. */
export const responseAdditionalToolsRoleSchema = exactly<ResponseAdditionalToolsRole>()(
  openString<ResponseAdditionalToolsRole>(),
);
