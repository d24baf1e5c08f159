import type { Mutable } from "./mutable.ts";
import type {
  ResponseAdditionalTools,
  ResponseAdditionalToolsInput,
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
  ResponseToolSearchCall,
  ResponseToolSearchCallInput,
  ResponseToolSearchOutput,
  ResponseToolSearchOutputInput,
} from "./responses-call.ts";
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
  ResponseApplyPatchCall,
  ResponseApplyPatchCallInput,
  ResponseApplyPatchCallOutput,
  ResponseApplyPatchCallOutputInput,
  ResponseCodeInterpreterCall,
  ResponseComputerCall,
  ResponseComputerCallOutput,
  ResponseComputerCallOutputInput,
  ResponseFileSearchCall,
  ResponseImageGenerationCall,
  ResponseLocalShellCall,
  ResponseLocalShellCallOutput,
  ResponseShellCall,
  ResponseShellCallInput,
  ResponseShellCallOutput,
  ResponseShellCallOutputInput,
  ResponseWebSearchCall,
} from "./responses-hosted-call.ts";

/** Whether a message of the model comes before its work is done or is the answer. */
export type ResponsePhase = "commentary" | "final_answer";

/** What a request may hold, told apart by `type`; without one it is a message or a reference. */
export type ResponseInputItem =
  | ResponseInputMessage
  | ResponseItemReference
  | ResponseReasoningInput
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

/** Earlier reasoning on its way back, as it came. The id may be left out with `encrypted_content`. */
export interface ResponseReasoningInput {
  readonly type: "reasoning";
  readonly id?: string;
  readonly summary: readonly ResponseReasoningSummary[];
  readonly content?: readonly ResponseReasoningText[];
  readonly encrypted_content?: string | null;
  readonly status?: ResponseItemStatus;
}

/** Reasoning. `encrypted_content` comes when `include` asks for it. */
export interface ResponseReasoningItem extends ResponseReasoningInput {
  readonly id: string;
}

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
