import type { ResponseItemStatus, ResponseToolCaller } from "./responses-call.ts";
import type { ResponseContainerReference, ResponseLocalEnvironment } from "./responses-tool.ts";

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
