import { exactOptional, literal, string, union, unknown } from "zod";
import type {
  AguiActivityMessage,
  AguiAssistantMessage,
  AguiContentPart,
  AguiDeveloperMessage,
  AguiMediaPart,
  AguiMessage,
  AguiMetadata,
  AguiPartSource,
  AguiReasoningMessage,
  AguiSystemMessage,
  AguiTextPart,
  AguiToolCall,
  AguiToolMessage,
  AguiUserMessage,
} from "../agui-message.ts";
import { exactly, readonlyArray, readonlyObject, readonlyRecord, taggedUnion } from "./schema.ts";

/** Schema of `AguiMetadata`. */
export const aguiMetadataSchema = exactly<AguiMetadata>()(readonlyRecord(unknown()));

const aguiMessageBaseShape = {
  id: string(),
  subagentRunId: exactOptional(string()),
  metadata: exactOptional(aguiMetadataSchema),
  encryptedValue: exactOptional(string()),
};

/** Schema of `AguiDeveloperMessage`. */
export const aguiDeveloperMessageSchema = exactly<AguiDeveloperMessage>()(
  readonlyObject({
    ...aguiMessageBaseShape,
    role: literal("developer"),
    name: exactOptional(string()),
    content: string(),
  }),
);

/** Schema of `AguiSystemMessage`. */
export const aguiSystemMessageSchema = exactly<AguiSystemMessage>()(
  readonlyObject({
    ...aguiMessageBaseShape,
    role: literal("system"),
    name: exactOptional(string()),
    content: string(),
  }),
);

/** Schema of `AguiToolCall`. */
export const aguiToolCallSchema = exactly<AguiToolCall>()(
  readonlyObject({
    id: string(),
    type: literal("function"),
    function: readonlyObject({ name: string(), arguments: string() }),
    encryptedValue: exactOptional(string()),
    metadata: exactOptional(aguiMetadataSchema),
  }),
);

/** Schema of `AguiAssistantMessage`. */
export const aguiAssistantMessageSchema = exactly<AguiAssistantMessage>()(
  readonlyObject({
    ...aguiMessageBaseShape,
    role: literal("assistant"),
    name: exactOptional(string()),
    content: exactOptional(string()),
    toolCalls: exactOptional(readonlyArray(aguiToolCallSchema)),
  }),
);

/** Schema of `AguiTextPart`. */
export const aguiTextPartSchema = exactly<AguiTextPart>()(
  readonlyObject({
    type: literal("text"),
    text: string(),
    id: exactOptional(string()),
    metadata: exactOptional(unknown()),
  }),
);

/** Schema of `AguiPartSource`. */
export const aguiPartSourceSchema = exactly<AguiPartSource>()(
  taggedUnion("type", [
    readonlyObject({ type: literal("data"), value: string(), mimeType: string() }),
    readonlyObject({ type: literal("url"), value: string(), mimeType: exactOptional(string()) }),
    readonlyObject({
      type: literal("file"),
      value: string(),
      provider: exactOptional(string()),
      mimeType: exactOptional(string()),
    }),
  ]),
);

/** Schema of `AguiMediaPart`. */
export const aguiMediaPartSchema = exactly<AguiMediaPart>()(
  readonlyObject({
    type: literal(["image", "audio", "video", "document"]),
    source: aguiPartSourceSchema,
    id: exactOptional(string()),
    metadata: exactOptional(unknown()),
  }),
);

/** Schema of `AguiContentPart`. */
export const aguiContentPartSchema = exactly<AguiContentPart>()(
  taggedUnion("type", [aguiTextPartSchema, aguiMediaPartSchema]),
);

/** Schema of `AguiUserMessage`. */
export const aguiUserMessageSchema = exactly<AguiUserMessage>()(
  readonlyObject({
    ...aguiMessageBaseShape,
    role: literal("user"),
    name: exactOptional(string()),
    content: union([string(), readonlyArray(aguiContentPartSchema)]),
  }),
);

/** Schema of `AguiToolMessage`. */
export const aguiToolMessageSchema = exactly<AguiToolMessage>()(
  readonlyObject({
    ...aguiMessageBaseShape,
    role: literal("tool"),
    toolCallId: string(),
    content: union([string(), readonlyArray(aguiContentPartSchema)]),
    error: exactOptional(string()),
  }),
);

/** Schema of `AguiActivityMessage`. */
export const aguiActivityMessageSchema = exactly<AguiActivityMessage>()(
  readonlyObject({
    id: string(),
    role: literal("activity"),
    activityType: string(),
    content: readonlyRecord(unknown()),
    subagentRunId: exactOptional(string()),
    metadata: exactOptional(aguiMetadataSchema),
  }),
);

/** Schema of `AguiReasoningMessage`. */
export const aguiReasoningMessageSchema = exactly<AguiReasoningMessage>()(
  readonlyObject({ ...aguiMessageBaseShape, role: literal("reasoning"), content: string() }),
);

/** Schema of `AguiMessage`. */
export const aguiMessageSchema = exactly<AguiMessage>()(
  taggedUnion("role", [
    aguiDeveloperMessageSchema,
    aguiSystemMessageSchema,
    aguiAssistantMessageSchema,
    aguiUserMessageSchema,
    aguiToolMessageSchema,
    aguiActivityMessageSchema,
    aguiReasoningMessageSchema,
  ]),
);
