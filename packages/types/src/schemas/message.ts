import { boolean, exactOptional, literal, nullable, number, string, union, unknown } from "zod";
import type {
  AssistantMessage,
  ChatMessage,
  ContentPart,
  DeveloperMessage,
  FilePart,
  FunctionMessage,
  ImageDetail,
  ImagePart,
  InputAudioPart,
  MessageRole,
  PromptCacheBreakpoint,
  ProviderFields,
  ReasoningDetail,
  ReasoningEncrypted,
  ReasoningSummary,
  ReasoningText,
  RefusalPart,
  SystemMessage,
  TextPart,
  ToolMessage,
  UserContentPart,
  UserMessage,
} from "../message.ts";
import { cacheControlSchema } from "./cache-control.ts";
import { exactly, readonlyArray, readonlyObject, readonlyRecord, taggedUnion } from "./schema.ts";
import { toolCallSchema } from "./tool.ts";

/** Schema of `ProviderFields`. */
export const providerFieldsSchema = exactly<ProviderFields>()(
  readonlyRecord(readonlyRecord(unknown())),
);

/** Schema of `PromptCacheBreakpoint`. */
export const promptCacheBreakpointSchema = exactly<PromptCacheBreakpoint>()(
  readonlyObject({ mode: literal("explicit") }),
);

const partExtensionsShape = {
  cache_control: exactOptional(cacheControlSchema),
  prompt_cache_breakpoint: exactOptional(promptCacheBreakpointSchema),
  provider_fields: exactOptional(providerFieldsSchema),
};

/** Schema of `TextPart`. */
export const textPartSchema = exactly<TextPart>()(
  readonlyObject({ ...partExtensionsShape, type: literal("text"), text: string() }),
);

/** Schema of `ImageDetail`. */
export const imageDetailSchema = exactly<ImageDetail>()(
  literal(["auto", "low", "high", "original"]),
);

/** Schema of `ImagePart`. */
export const imagePartSchema = exactly<ImagePart>()(
  readonlyObject({
    ...partExtensionsShape,
    type: literal("image_url"),
    image_url: readonlyObject({ url: string(), detail: exactOptional(imageDetailSchema) }),
  }),
);

/** Schema of `InputAudioPart`. */
export const inputAudioPartSchema = exactly<InputAudioPart>()(
  readonlyObject({
    ...partExtensionsShape,
    type: literal("input_audio"),
    input_audio: readonlyObject({ data: string(), format: literal(["wav", "mp3"]) }),
  }),
);

/** Schema of `FilePart`. */
export const filePartSchema = exactly<FilePart>()(
  readonlyObject({
    ...partExtensionsShape,
    type: literal("file"),
    file: readonlyObject({
      file_data: exactOptional(string()),
      file_id: exactOptional(string()),
      filename: exactOptional(string()),
    }),
  }),
);

/** Schema of `RefusalPart`. */
export const refusalPartSchema = exactly<RefusalPart>()(
  readonlyObject({ ...partExtensionsShape, type: literal("refusal"), refusal: string() }),
);

/** Schema of `UserContentPart`. */
export const userContentPartSchema = exactly<UserContentPart>()(
  taggedUnion("type", [textPartSchema, imagePartSchema, inputAudioPartSchema, filePartSchema]),
);

/** Schema of `ContentPart`. */
export const contentPartSchema = exactly<ContentPart>()(
  taggedUnion("type", [userContentPartSchema, refusalPartSchema]),
);

const messageExtensionsShape = {
  cache_control: exactOptional(cacheControlSchema),
  provider_fields: exactOptional(providerFieldsSchema),
};

/** Schema of `SystemMessage`. */
export const systemMessageSchema = exactly<SystemMessage>()(
  readonlyObject({
    ...messageExtensionsShape,
    role: literal("system"),
    content: union([string(), readonlyArray(textPartSchema)]),
    name: exactOptional(string()),
  }),
);

/** Schema of `DeveloperMessage`. */
export const developerMessageSchema = exactly<DeveloperMessage>()(
  readonlyObject({
    ...messageExtensionsShape,
    role: literal("developer"),
    content: union([string(), readonlyArray(textPartSchema)]),
    name: exactOptional(string()),
  }),
);

/** Schema of `UserMessage`. */
export const userMessageSchema = exactly<UserMessage>()(
  readonlyObject({
    ...messageExtensionsShape,
    role: literal("user"),
    content: union([string(), readonlyArray(userContentPartSchema)]),
    name: exactOptional(string()),
  }),
);

const reasoningDetailBaseShape = {
  id: exactOptional(nullable(string())),
  format: exactOptional(nullable(string())),
  index: exactOptional(number()),
};

/** Schema of `ReasoningText`. */
export const reasoningTextSchema = exactly<ReasoningText>()(
  readonlyObject({
    ...reasoningDetailBaseShape,
    type: literal("reasoning.text"),
    text: exactOptional(nullable(string())),
    signature: exactOptional(nullable(string())),
  }),
);

/** Schema of `ReasoningSummary`. */
export const reasoningSummarySchema = exactly<ReasoningSummary>()(
  readonlyObject({
    ...reasoningDetailBaseShape,
    type: literal("reasoning.summary"),
    summary: string(),
  }),
);

/** Schema of `ReasoningEncrypted`. */
export const reasoningEncryptedSchema = exactly<ReasoningEncrypted>()(
  readonlyObject({
    ...reasoningDetailBaseShape,
    type: literal("reasoning.encrypted"),
    data: string(),
  }),
);

/** Schema of `ReasoningDetail`. */
export const reasoningDetailSchema = exactly<ReasoningDetail>()(
  taggedUnion("type", [reasoningTextSchema, reasoningSummarySchema, reasoningEncryptedSchema]),
);

/** Schema of `AssistantMessage`. */
export const assistantMessageSchema = exactly<AssistantMessage>()(
  readonlyObject({
    ...messageExtensionsShape,
    role: literal("assistant"),
    content: exactOptional(
      nullable(
        union([string(), readonlyArray(taggedUnion("type", [textPartSchema, refusalPartSchema]))]),
      ),
    ),
    refusal: exactOptional(nullable(string())),
    name: exactOptional(string()),
    audio: exactOptional(nullable(readonlyObject({ id: string() }))),
    tool_calls: exactOptional(readonlyArray(toolCallSchema)),
    function_call: exactOptional(nullable(readonlyObject({ name: string(), arguments: string() }))),
    reasoning_content: exactOptional(nullable(string())),
    reasoning_details: exactOptional(nullable(readonlyArray(reasoningDetailSchema))),
  }),
);

/** Schema of `ToolMessage`. */
export const toolMessageSchema = exactly<ToolMessage>()(
  readonlyObject({
    ...messageExtensionsShape,
    role: literal("tool"),
    tool_call_id: string(),
    content: union([
      string(),
      readonlyArray(taggedUnion("type", [textPartSchema, imagePartSchema, filePartSchema])),
    ]),
    is_error: exactOptional(boolean()),
  }),
);

/** Schema of `FunctionMessage`. */
export const functionMessageSchema = exactly<FunctionMessage>()(
  readonlyObject({
    ...messageExtensionsShape,
    role: literal("function"),
    name: string(),
    content: nullable(string()),
  }),
);

/** Schema of `ChatMessage`. */
export const chatMessageSchema = exactly<ChatMessage>()(
  taggedUnion("role", [
    systemMessageSchema,
    developerMessageSchema,
    userMessageSchema,
    assistantMessageSchema,
    toolMessageSchema,
    functionMessageSchema,
  ]),
);

/** Schema of `MessageRole`. */
export const messageRoleSchema = exactly<MessageRole>()(
  literal(["system", "developer", "user", "assistant", "tool", "function"]),
);
