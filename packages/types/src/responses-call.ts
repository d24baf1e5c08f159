import type { ResponseEchoedContent, ResponseInputContent } from "./responses-content.ts";
import type { ResponseEchoedTool, ResponseTool } from "./responses-tool.ts";

/** How far an item is. */
export type ResponseItemStatus = "in_progress" | "completed" | "incomplete";

/** Who called a tool: the model itself, or code that it wrote. */
export type ResponseToolCaller =
  | { readonly type: "direct" }
  | { readonly type: "program"; readonly caller_id: string };

/** A call of a function. `arguments` is the JSON text as the model wrote it. */
export interface ResponseFunctionCall {
  readonly type: "function_call";
  /** Ties the output to the call. */
  readonly call_id: string;
  readonly name: string;
  readonly arguments: string;
  /** Id of the item, which is not `call_id`. */
  readonly id?: string;
  readonly namespace?: string;
  readonly status?: ResponseItemStatus;
  readonly caller?: ResponseToolCaller | null;
}

/** The result of a function call, on its way to the model. */
export interface ResponseFunctionCallOutputInput {
  readonly type: "function_call_output";
  readonly call_id: string;
  readonly output: string | readonly ResponseInputContent[];
  readonly id?: string | null;
  readonly status?: ResponseItemStatus | null;
  readonly caller?: ResponseToolCaller | null;
}

/** The result of a function call. */
export interface ResponseFunctionCallOutput extends ResponseFunctionCallOutputInput {
  readonly output: string | readonly ResponseEchoedContent[];
  readonly id: string;
  readonly status: ResponseItemStatus;
  readonly created_by?: string;
}

/** A call of a custom tool. */
export interface ResponseCustomToolCall {
  readonly type: "custom_tool_call";
  readonly call_id: string;
  readonly name: string;
  readonly input: string;
  readonly id?: string;
  readonly namespace?: string;
  readonly caller?: ResponseToolCaller | null;
}

/** The result of a custom tool's call, on its way to the model. */
export interface ResponseCustomToolCallOutputInput {
  readonly type: "custom_tool_call_output";
  readonly call_id: string;
  readonly output: string | readonly ResponseInputContent[];
  readonly id?: string;
  readonly caller?: ResponseToolCaller | null;
}

/** The result of a custom tool's call. */
export interface ResponseCustomToolCallOutput extends ResponseCustomToolCallOutputInput {
  readonly output: string | readonly ResponseEchoedContent[];
  readonly id: string;
  readonly status: ResponseItemStatus;
  readonly created_by?: string;
}

/** An earlier search of deferred tools. */
export interface ResponseToolSearchCallInput {
  readonly type: "tool_search_call";
  readonly arguments: unknown;
  readonly id?: string | null;
  readonly call_id?: string | null;
  readonly execution?: "server" | "client";
  readonly status?: ResponseItemStatus | null;
}

/** A search of deferred tools. */
export interface ResponseToolSearchCall extends ResponseToolSearchCallInput {
  readonly id: string;
  readonly call_id: string | null;
  readonly execution: "server" | "client";
  readonly status: ResponseItemStatus;
  readonly created_by?: string;
}

/** The tools that a search found, on their way to the model. */
export interface ResponseToolSearchOutputInput {
  readonly type: "tool_search_output";
  readonly tools: readonly ResponseTool[];
  readonly id?: string | null;
  readonly call_id?: string | null;
  readonly execution?: "server" | "client";
  readonly status?: ResponseItemStatus | null;
}

/** The tools that a search found. */
export interface ResponseToolSearchOutput extends ResponseToolSearchOutputInput {
  readonly tools: readonly ResponseEchoedTool[];
  readonly id: string;
  readonly call_id: string | null;
  readonly execution: "server" | "client";
  readonly status: ResponseItemStatus;
  readonly created_by?: string;
}

/** Further tools from this place on, on their way to the model; a caller's own have the role `developer`. */
export interface ResponseAdditionalToolsInput {
  readonly type: "additional_tools";
  readonly role: ResponseAdditionalToolsRole;
  readonly tools: readonly ResponseTool[];
  readonly id?: string | null;
}

/** Further tools from this place on. */
export interface ResponseAdditionalTools extends ResponseAdditionalToolsInput {
  readonly tools: readonly ResponseEchoedTool[];
  readonly id: string;
}

/** Who gave further tools. */
export type ResponseAdditionalToolsRole =
  | "unknown"
  | "user"
  | "assistant"
  | "system"
  | "critic"
  | "discriminator"
  | "developer"
  | "tool";

/** The tools of an MCP server. */
export interface ResponseMcpListTools {
  readonly type: "mcp_list_tools";
  readonly id: string;
  readonly server_label: string;
  readonly tools: readonly {
    readonly name: string;
    readonly input_schema: unknown;
    readonly annotations?: unknown;
    readonly description?: string | null;
  }[];
  readonly error?: string | null;
}

/** A call of an MCP server's tool, with its output. */
export interface ResponseMcpCall {
  readonly type: "mcp_call";
  readonly id: string;
  readonly server_label: string;
  readonly name: string;
  readonly arguments: string;
  readonly approval_request_id?: string | null;
  readonly error?: string | null;
  readonly output?: string | null;
  readonly status?: ResponseItemStatus | "calling" | "failed";
}

/** A question whether an MCP server's tool may be called. */
export interface ResponseMcpApprovalRequest {
  readonly type: "mcp_approval_request";
  readonly id: string;
  readonly server_label: string;
  readonly name: string;
  readonly arguments: string;
}

/** The caller's answer to the question. */
export interface ResponseMcpApprovalResponseInput {
  readonly type: "mcp_approval_response";
  readonly approval_request_id: string;
  readonly approve: boolean;
  readonly id?: string | null;
  readonly reason?: string | null;
}

/** The caller's answer to the question, as an answer repeats it. */
export interface ResponseMcpApprovalResponse extends ResponseMcpApprovalResponseInput {
  readonly id: string;
}

/** Code of the model that calls tools. */
export interface ResponseProgram {
  readonly type: "program";
  readonly id: string;
  readonly call_id: string;
  readonly code: string;
  readonly fingerprint: string;
}

/** What the code of the model gave. */
export interface ResponseProgramOutput {
  readonly type: "program_output";
  readonly id: string;
  readonly call_id: string;
  readonly result: string;
  readonly status: "completed" | "incomplete";
}
