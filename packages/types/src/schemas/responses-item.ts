import { exactOptional, literal, nullable, string, union } from "zod";
import type { ResponseItemStatus } from "../responses-call.ts";
import type {
  ResponseCompaction,
  ResponseCompactionInput,
  ResponseCompactionTrigger,
  ResponseEchoedMessage,
  ResponseInputItem,
  ResponseInputMessage,
  ResponseItemReference,
  ResponseOutputItem,
  ResponseOutputMessage,
  ResponsePhase,
  ResponseReasoningInput,
  ResponseReasoningItem,
} from "../responses-item.ts";
import {
  responseAdditionalToolsInputSchema,
  responseAdditionalToolsSchema,
  responseCustomToolCallOutputInputSchema,
  responseCustomToolCallOutputSchema,
  responseCustomToolCallSchema,
  responseFunctionCallOutputInputSchema,
  responseFunctionCallOutputSchema,
  responseFunctionCallSchema,
  responseMcpApprovalRequestSchema,
  responseMcpApprovalResponseInputSchema,
  responseMcpApprovalResponseSchema,
  responseMcpCallSchema,
  responseMcpListToolsSchema,
  responseProgramOutputSchema,
  responseProgramSchema,
  responseToolSearchCallInputSchema,
  responseToolSearchCallSchema,
  responseToolSearchOutputInputSchema,
  responseToolSearchOutputSchema,
} from "./responses-call.ts";
import {
  responseEchoedContentSchema,
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
  responseApplyPatchCallInputSchema,
  responseApplyPatchCallOutputInputSchema,
  responseApplyPatchCallOutputSchema,
  responseApplyPatchCallSchema,
  responseCodeInterpreterCallSchema,
  responseComputerCallOutputInputSchema,
  responseComputerCallOutputSchema,
  responseComputerCallSchema,
  responseFileSearchCallSchema,
  responseImageGenerationCallSchema,
  responseLocalShellCallOutputSchema,
  responseLocalShellCallSchema,
  responseShellCallInputSchema,
  responseShellCallOutputInputSchema,
  responseShellCallOutputSchema,
  responseShellCallSchema,
  responseWebSearchCallSchema,
} from "./responses-hosted-call.ts";
import {
  exactly,
  mutable,
  openString,
  openTaggedUnion,
  readonlyArray,
  readonlyObject,
} from "./schema.ts";

/** Schema of `ResponsePhase`. */
export const responsePhaseSchema = exactly<ResponsePhase>()(openString<ResponsePhase>());

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

const responseReasoningInputShape = {
  type: literal("reasoning"),
  id: exactOptional(string()),
  summary: readonlyArray(responseReasoningSummarySchema),
  content: exactOptional(readonlyArray(responseReasoningTextSchema)),
  encrypted_content: exactOptional(nullable(string())),
  status: exactOptional(openString<ResponseItemStatus>()),
};

/** Schema of `ResponseReasoningInput`. */
export const responseReasoningInputSchema = exactly<ResponseReasoningInput>()(
  readonlyObject(responseReasoningInputShape),
);

/** Schema of `ResponseReasoningItem`. */
export const responseReasoningItemSchema = exactly<ResponseReasoningItem>()(
  readonlyObject({ ...responseReasoningInputShape, id: string() }),
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

/** Schema of `ResponseInputItem`. */
export const responseInputItemSchema = exactly<ResponseInputItem>()(
  union([
    responseInputMessageSchema,
    responseItemReferenceSchema,
    openTaggedUnion(
      "type",
      [
        responseReasoningInputSchema,
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

/** Schema of `ResponseCompaction`. */
export const responseCompactionSchema = exactly<ResponseCompaction>()(
  readonlyObject({
    ...responseCompactionInputShape,
    id: string(),
    created_by: exactOptional(string()),
  }),
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
