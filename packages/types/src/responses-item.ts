import type { Mutable } from "./mutable.ts";
import type {
  ResponseEchoedContent,
  ResponseInputContent,
  ResponseInputOutputText,
  ResponseOutputRefusal,
  ResponseOutputText,
  ResponseReasoningSummary,
  ResponseReasoningText,
} from "./responses-content.ts";
import type {
  ResponseContainerReference,
  ResponseEchoedTool,
  ResponseLocalEnvironment,
  ResponseTool,
} from "./responses-tool.ts";

/** How far an item is. */
export type ResponseItemStatus = "in_progress" | "completed" | "incomplete";

/** Whether a message of the model comes before its work is done or is the answer. */
export type ResponsePhase = "commentary" | "final_answer";

/** Who called a tool: the model itself, or code that it wrote. */
export type ResponseToolCaller =
  | { readonly type: "direct" }
  | { readonly type: "program"; readonly caller_id: string };

/** What a request may hold, told apart by `type`; without one it is a message or a reference. */
export type ResponseInputItem =
  | ResponseInputMessage
  | ResponseItemReference
  | ResponseReasoningItem
  | ResponseFunctionCall
  | ResponseFunctionCallOutputInput
  | ResponseCustomToolCall
  | ResponseCustomToolCallOutputInput
  | ResponseFileSearchCall
  | ResponseWebSearchCall
  | ResponseComputerCall
  | ResponseComputerCallOutputInput
  | ResponseToolSearchCallInput
  | ResponseToolSearchOutputInput
  | ResponseAdditionalToolsInput
  | ResponseCompactionInput
  | ResponseCompactionTrigger
  | ResponseImageGenerationCall
  | ResponseCodeInterpreterCall
  | ResponseLocalShellCall
  | ResponseLocalShellCallOutput
  | ResponseShellCallInput
  | ResponseShellCallOutputInput
  | ResponseApplyPatchCallInput
  | ResponseApplyPatchCallOutputInput
  | ResponseMcpListTools
  | ResponseMcpCall
  | ResponseMcpApprovalRequest
  | ResponseMcpApprovalResponseInput
  | ResponseProgram
  | ResponseProgramOutput;

/** What an answer may hold, told apart by `type`. Put it into the next request's `input` as it is. */
export type ResponseOutputItem = Mutable<
  | ResponseOutputMessage
  | ResponseReasoningItem
  | ResponseFunctionCall
  | ResponseFunctionCallOutput
  | ResponseCustomToolCall
  | ResponseCustomToolCallOutput
  | ResponseFileSearchCall
  | ResponseWebSearchCall
  | ResponseComputerCall
  | ResponseComputerCallOutput
  | ResponseToolSearchCall
  | ResponseToolSearchOutput
  | ResponseAdditionalTools
  | ResponseCompaction
  | ResponseImageGenerationCall
  | ResponseCodeInterpreterCall
  | ResponseLocalShellCall
  | ResponseLocalShellCallOutput
  | ResponseShellCall
  | ResponseShellCallOutput
  | ResponseApplyPatchCall
  | ResponseApplyPatchCallOutput
  | ResponseMcpListTools
  | ResponseMcpCall
  | ResponseMcpApprovalRequest
  | ResponseMcpApprovalResponse
  | ResponseProgram
  | ResponseProgramOutput
>;

/** A message of a request; an earlier answer of the model is one with its id and status. */
export interface ResponseInputMessage {
  readonly type?: "message";
  readonly role: "user" | "assistant" | "system" | "developer";
  readonly content:
    | string
    | readonly (ResponseInputContent | ResponseInputOutputText | ResponseOutputRefusal)[];
  readonly id?: string;
  readonly status?: ResponseItemStatus;
  readonly phase?: ResponsePhase | null;
}

/** A message as an answer repeats it. */
export interface ResponseEchoedMessage {
  readonly type?: "message";
  readonly role: "user" | "assistant" | "system" | "developer";
  readonly content: string | readonly ResponseEchoedContent[];
  readonly phase?: ResponsePhase | null;
}

/** A message of the model. */
export interface ResponseOutputMessage {
  readonly type: "message";
  readonly id: string;
  readonly role: "assistant";
  readonly content: readonly (ResponseOutputText | ResponseOutputRefusal)[];
  readonly status: ResponseItemStatus;
  readonly phase?: ResponsePhase | null;
}

/** An item that the provider has, by its id. */
export interface ResponseItemReference {
  readonly type?: "item_reference" | null;
  readonly id: string;
}

/** Reasoning. `encrypted_content` comes when `include` asks for it, and goes back as it is. */
export interface ResponseReasoningItem {
  readonly type: "reasoning";
  readonly id: string;
  readonly summary: readonly ResponseReasoningSummary[];
  readonly content?: readonly ResponseReasoningText[];
  readonly encrypted_content?: string | null;
  readonly status?: ResponseItemStatus;
}

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

/** A search of uploaded files; `results` come when `include` asks for them. */
export interface ResponseFileSearchCall {
  readonly type: "file_search_call";
  readonly id: string;
  readonly queries: readonly string[];
  readonly status: ResponseItemStatus | "searching" | "failed";
  readonly results?:
    | readonly {
        readonly attributes?: { readonly [name: string]: string | number | boolean } | null;
        readonly file_id?: string;
        readonly filename?: string;
        /** 0 to 1. */
        readonly score?: number;
        readonly text?: string;
      }[]
    | null;
}

/** A search of the web. */
export interface ResponseWebSearchCall {
  readonly type: "web_search_call";
  readonly id: string;
  readonly action: ResponseWebSearchAction;
  readonly status: "in_progress" | "searching" | "completed" | "failed";
}

/** What a web search does. `query` is superseded by `queries`. */
export type ResponseWebSearchAction =
  | {
      readonly type: "search";
      readonly queries?: readonly string[];
      readonly query?: string;
      readonly sources?: readonly { readonly type: "url"; readonly url: string }[];
    }
  | { readonly type: "open_page"; readonly url?: string | null }
  | { readonly type: "find_in_page"; readonly pattern: string; readonly url: string };

/** A wish of the model to work a computer: one `action`, or several `actions`. */
export interface ResponseComputerCall {
  readonly type: "computer_call";
  readonly id: string;
  readonly call_id: string;
  readonly pending_safety_checks: readonly ResponseSafetyCheck[];
  readonly status: ResponseItemStatus;
  readonly action?: ResponseComputerAction;
  readonly actions?: readonly ResponseComputerAction[];
}

/** What is to be done. Coordinates are pixels from the upper left corner; `keys` are held down. */
export type ResponseComputerAction =
  | {
      readonly type: "click";
      readonly button: "left" | "right" | "wheel" | "back" | "forward";
      readonly x: number;
      readonly y: number;
      readonly keys?: readonly string[] | null;
    }
  | {
      readonly type: "double_click";
      readonly x: number;
      readonly y: number;
      readonly keys: readonly string[] | null;
    }
  | {
      readonly type: "drag";
      readonly path: readonly { readonly x: number; readonly y: number }[];
      readonly keys?: readonly string[] | null;
    }
  | { readonly type: "keypress"; readonly keys: readonly string[] }
  | {
      readonly type: "move";
      readonly x: number;
      readonly y: number;
      readonly keys?: readonly string[] | null;
    }
  | { readonly type: "screenshot" }
  | {
      readonly type: "scroll";
      readonly x: number;
      readonly y: number;
      readonly scroll_x: number;
      readonly scroll_y: number;
      readonly keys?: readonly string[] | null;
    }
  | { readonly type: "type"; readonly text: string }
  | { readonly type: "wait" };

/** A doubt that the caller must answer before going on. */
export interface ResponseSafetyCheck {
  readonly id: string;
  readonly code?: string | null;
  readonly message?: string | null;
}

/** What the screen shows. */
export interface ResponseComputerScreenshot {
  readonly type: "computer_screenshot";
  readonly file_id?: string;
  readonly image_url?: string;
}

/** What the screen shows after a computer call, on its way to the model. */
export interface ResponseComputerCallOutputInput {
  readonly type: "computer_call_output";
  readonly call_id: string;
  readonly output: ResponseComputerScreenshot;
  readonly id?: string | null;
  readonly acknowledged_safety_checks?: readonly ResponseSafetyCheck[] | null;
  readonly status?: ResponseItemStatus | "failed" | null;
}

/** What the screen showed after a computer call. */
export interface ResponseComputerCallOutput extends ResponseComputerCallOutputInput {
  readonly id: string;
  readonly status: ResponseItemStatus | "failed";
  readonly acknowledged_safety_checks?: readonly ResponseSafetyCheck[];
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

/** A conversation made short, on its way back. */
export interface ResponseCompactionInput {
  readonly type: "compaction";
  readonly encrypted_content: string;
  readonly id?: string | null;
}

/** A conversation made short; only the provider can read it. */
export interface ResponseCompaction extends ResponseCompactionInput {
  readonly id: string;
  readonly created_by?: string;
}

/** Asks that the conversation be made short here. */
export interface ResponseCompactionTrigger {
  readonly type: "compaction_trigger";
}

/** An image that the model made, as base64. */
export interface ResponseImageGenerationCall {
  readonly type: "image_generation_call";
  readonly id: string;
  readonly result: string | null;
  readonly status: "in_progress" | "completed" | "generating" | "failed";
}

/** Python that the model ran; `outputs` come when `include` asks for them. */
export interface ResponseCodeInterpreterCall {
  readonly type: "code_interpreter_call";
  readonly id: string;
  readonly code: string | null;
  readonly container_id: string;
  readonly outputs:
    | readonly (
        | { readonly type: "logs"; readonly logs: string }
        | { readonly type: "image"; readonly url: string }
      )[]
    | null;
  readonly status: ResponseItemStatus | "interpreting" | "failed";
}

/** A command for the caller's machine. */
export interface ResponseLocalShellCall {
  readonly type: "local_shell_call";
  readonly id: string;
  readonly call_id: string;
  readonly action: {
    readonly type: "exec";
    readonly command: readonly string[];
    readonly env: { readonly [variable: string]: string };
    readonly timeout_ms?: number | null;
    readonly user?: string | null;
    readonly working_directory?: string | null;
  };
  readonly status: ResponseItemStatus;
}

/** What a command of the caller's machine printed. */
export interface ResponseLocalShellCallOutput {
  readonly type: "local_shell_call_output";
  readonly id: string;
  readonly output: string;
  readonly status?: ResponseItemStatus | null;
}

/** Earlier commands of the shell tool. */
export interface ResponseShellCallInput {
  readonly type: "shell_call";
  readonly call_id: string;
  readonly action: {
    readonly commands: readonly string[];
    readonly max_output_length?: number | null;
    readonly timeout_ms?: number | null;
  };
  readonly id?: string | null;
  readonly environment?: ResponseLocalEnvironment | ResponseContainerReference | null;
  readonly status?: ResponseItemStatus | null;
  readonly caller?: ResponseToolCaller | null;
}

/** Commands of the shell tool, which may run at the same time. */
export interface ResponseShellCall extends ResponseShellCallInput {
  readonly id: string;
  readonly action: {
    readonly commands: readonly string[];
    readonly max_output_length: number | null;
    readonly timeout_ms: number | null;
  };
  readonly environment: { readonly type: "local" } | ResponseContainerReference | null;
  readonly status: ResponseItemStatus;
  readonly created_by?: string;
}

/** What one command printed and how it ended. */
export interface ResponseShellOutput {
  readonly stdout: string;
  readonly stderr: string;
  readonly outcome:
    | { readonly type: "timeout" }
    | { readonly type: "exit"; readonly exit_code: number };
  readonly created_by?: string;
}

/** What commands printed, on its way to the model. */
export interface ResponseShellCallOutputInput {
  readonly type: "shell_call_output";
  readonly call_id: string;
  readonly output: readonly ResponseShellOutput[];
  readonly id?: string | null;
  readonly max_output_length?: number | null;
  readonly status?: ResponseItemStatus | null;
  readonly caller?: ResponseToolCaller | null;
}

/** What commands printed. */
export interface ResponseShellCallOutput extends ResponseShellCallOutputInput {
  readonly id: string;
  readonly max_output_length: number | null;
  readonly status: ResponseItemStatus;
  readonly created_by?: string;
}

/** A change of one file. */
export type ResponsePatchOperation =
  | { readonly type: "create_file"; readonly path: string; readonly diff: string }
  | { readonly type: "update_file"; readonly path: string; readonly diff: string }
  | { readonly type: "delete_file"; readonly path: string };

/** An earlier change of a file. */
export interface ResponseApplyPatchCallInput {
  readonly type: "apply_patch_call";
  readonly call_id: string;
  readonly operation: ResponsePatchOperation;
  readonly status: "in_progress" | "completed";
  readonly id?: string | null;
  readonly caller?: ResponseToolCaller | null;
}

/** A change of a file. */
export interface ResponseApplyPatchCall extends ResponseApplyPatchCallInput {
  readonly id: string;
  readonly created_by?: string;
}

/** How the change of a file went, on its way to the model. */
export interface ResponseApplyPatchCallOutputInput {
  readonly type: "apply_patch_call_output";
  readonly call_id: string;
  readonly status: "completed" | "failed";
  readonly output?: string | null;
  readonly id?: string | null;
  readonly caller?: ResponseToolCaller | null;
}

/** How the change of a file went. */
export interface ResponseApplyPatchCallOutput extends ResponseApplyPatchCallOutputInput {
  readonly id: string;
  readonly created_by?: string;
}

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
