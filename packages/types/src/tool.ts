import type { JsonSchema } from "./json.ts";
import type { CacheControl } from "./message.ts";

/** A function that the model may call. `parameters` is JSON Schema; absent means no parameters. */
export interface FunctionTool {
  readonly type: "function";
  readonly function: FunctionDefinition;
  readonly cache_control?: CacheControl;
}

/** Name, purpose and parameters of a function. */
export interface FunctionDefinition {
  readonly name: string;
  readonly description?: string;
  readonly parameters?: JsonSchema;
  /** Arguments must match `parameters` exactly. Absent or `null`: the provider's default. */
  readonly strict?: boolean | null;
}

/** A tool whose input is free text, or text of a grammar. */
export interface CustomTool {
  readonly type: "custom";
  readonly custom: {
    readonly name: string;
    readonly description?: string;
    readonly format?: CustomToolFormat;
  };
  readonly cache_control?: CacheControl;
}

/** What the input of a custom tool looks like. */
export type CustomToolFormat =
  | { readonly type: "text" }
  | {
      readonly type: "grammar";
      readonly grammar: { readonly definition: string; readonly syntax: "lark" | "regex" };
    };

/** What a request offers to the model. */
export type Tool = FunctionTool | CustomTool;

/** Which tool the model must, may or may not call. */
export type ToolChoice =
  | "none"
  | "auto"
  | "required"
  | { readonly type: "function"; readonly function: { readonly name: string } }
  | { readonly type: "custom"; readonly custom: { readonly name: string } }
  | {
      readonly type: "allowed_tools";
      readonly allowed_tools: {
        readonly mode: "auto" | "required";
        readonly tools: readonly { readonly [key: string]: unknown }[];
      };
    };

/** A call of a function. `arguments` is the JSON text as the model wrote it, byte for byte. */
export interface FunctionToolCall {
  readonly id: string;
  readonly type: "function";
  readonly function: { readonly name: string; readonly arguments: string };
  readonly extra_content?: ToolCallExtraContent;
}

/** A call of a custom tool. */
export interface CustomToolCall {
  readonly id: string;
  readonly type: "custom";
  readonly custom: { readonly name: string; readonly input: string };
  readonly extra_content?: ToolCallExtraContent;
}

/** What a provider wants back with the call. */
export interface ToolCallExtraContent {
  readonly google?: { readonly thought_signature?: string };
}

/** What the model wants run. */
export type ToolCall = FunctionToolCall | CustomToolCall;
