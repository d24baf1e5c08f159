import { boolean, exactOptional, literal, nullable, number, string, union } from "zod";
import type { ResponseItemStatus } from "../responses-call.ts";
import type {
  ResponseApplyPatchCall,
  ResponseApplyPatchCallInput,
  ResponseApplyPatchCallOutput,
  ResponseApplyPatchCallOutputInput,
  ResponseCodeInterpreterCall,
  ResponseComputerAction,
  ResponseComputerCall,
  ResponseComputerCallOutput,
  ResponseComputerCallOutputInput,
  ResponseComputerScreenshot,
  ResponseFileSearchCall,
  ResponseImageGenerationCall,
  ResponseLocalShellCall,
  ResponseLocalShellCallOutput,
  ResponsePatchOperation,
  ResponseSafetyCheck,
  ResponseShellCall,
  ResponseShellCallInput,
  ResponseShellCallOutput,
  ResponseShellCallOutputInput,
  ResponseShellOutput,
  ResponseWebSearchAction,
  ResponseWebSearchCall,
} from "../responses-hosted-call.ts";
import { responseToolCallerSchema } from "./responses-call.ts";
import {
  responseContainerReferenceSchema,
  responseLocalEnvironmentSchema,
} from "./responses-tool.ts";
import {
  exactly,
  openString,
  openTaggedUnion,
  readonlyArray,
  readonlyObject,
  readonlyRecord,
  tolerant,
} from "./schema.ts";

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
        readonlyArray(readonlyObject({ type: openString<"url">(), url: tolerant(string()) })),
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
    action: tolerant(responseWebSearchActionSchema),
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

/** Schema of `ResponseImageGenerationCall`. */
export const responseImageGenerationCallSchema = exactly<ResponseImageGenerationCall>()(
  readonlyObject({
    type: literal("image_generation_call"),
    id: string(),
    result: tolerant(nullable(string())),
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
    environment: tolerant(
      nullable(
        openTaggedUnion("type", [
          readonlyObject({ type: literal("local") }),
          responseContainerReferenceSchema,
        ]),
      ),
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
