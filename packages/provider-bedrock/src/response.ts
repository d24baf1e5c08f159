import {
  type ChatCompletion,
  type ChatCompletionMessage,
  type DecodeContext,
  MalformedFrameError,
  RawValues,
  withInputJSON,
} from "@vllora/core/provider";
import {
  extrasOf,
  isObject,
  kindOf,
  toAnnotations,
  toReasoningDetail,
  toToolCall,
  wordsOf,
} from "./blocks.ts";
import { toFinishReason } from "./finish-reason.ts";
import { type LayoutEntry, LayoutWriter } from "./layout.ts";
import { traitsOf } from "./models.ts";
import { toServiceTier, toUsage } from "./usage.ts";
import type { ConverseResponse, WireBlock } from "./wire.ts";

/**
 * A whole answer. Its id is that of the call: the API gives answers none.
 * @throws {MalformedFrameError} for a body that is no answer.
 */
export function decodeResponse(body: unknown, context: DecodeContext): ChatCompletion {
  if (!isObject(body)) throw malformed("an object");
  const response = body as ConverseResponse;
  const message = response.output?.message;
  const { stopReason: reason } = response;
  if (!isObject(message) || !Array.isArray(message["content"])) throw malformed("content blocks");
  // An answer that does not say why it ended may not be whole.
  if (typeof reason !== "string" || reason === "") throw malformed("a stopReason");
  const usage = toUsage(response.usage);
  return {
    id: context.requestId ?? "",
    object: "chat.completion",
    created: context.created,
    model: context.model,
    choices: [
      {
        index: 0,
        message: toMessage(message["content"], fieldsOf(response), context),
        finish_reason: toFinishReason(reason),
        native_finish_reason: reason,
        logprobs: null,
      },
    ],
    ...(usage === undefined ? {} : { usage }),
    ...toServiceTier(response["serviceTier"]),
  };
}

/** Fields that ours have no place for: `metrics`, `trace`, `additionalModelResponseFields`, …. */
function fieldsOf(response: ConverseResponse): { readonly [field: string]: unknown } {
  const output = extrasOf(response.output ?? {}, ["message"]);
  const message = extrasOf(response.output?.message ?? {}, ["role", "content"]);
  return {
    ...extrasOf(response, ["output", "stopReason", "usage"]),
    ...(output === undefined ? {} : { output }),
    ...(message === undefined ? {} : { message }),
  };
}

/** Where an answer has the inputs of calls. */
const INPUTS = ["output", "message", "content", "*", "toolUse", "input"];

function toMessage(
  blocks: readonly unknown[],
  fields: { readonly [field: string]: unknown },
  { provider, model, text: json }: DecodeContext,
): ChatCompletionMessage {
  const inputs = json === undefined ? undefined : new RawValues(json, INPUTS);
  const layout = new LayoutWriter();
  const format = traitsOf(model).reasoningFormat;
  const entries: LayoutEntry[] = [];
  const details: NonNullable<ChatCompletionMessage["reasoning_details"]> = [];
  const calls: NonNullable<ChatCompletionMessage["tool_calls"]> = [];
  const annotations: NonNullable<ChatCompletionMessage["annotations"]> = [];
  let content = "";
  let reasoning = "";
  for (const [index, value] of blocks.entries()) {
    let block = toBlock(value);
    const call = block["toolUse"] as { readonly [field: string]: unknown } | undefined;
    const input = call?.["input"] == null ? undefined : inputs?.at(index);
    switch (kindOf(block)) {
      case "text": {
        const start = content.length;
        content += wordsOf(block);
        const cited = block["citationsContent"] as { readonly citations?: unknown } | undefined;
        annotations.push(...toAnnotations(cited?.citations, start, content.length));
        break;
      }
      case "reasoning": {
        const detail = toReasoningDetail(block, details.length, format);
        details.push(detail);
        if (detail.type === "reasoning.text") reasoning += detail.text ?? "";
        break;
      }
      case "tool_use":
        calls.push(toToolCall(block, input));
        break;
      case "other":
        if (call !== undefined) block = { ...block, toolUse: withInputJSON(call, input) };
        break;
    }
    entries.push(...layout.add(block));
  }
  const own = { ...(entries.length === 0 ? {} : { blocks: entries }), ...fields };
  return {
    role: "assistant",
    content: content === "" ? null : content,
    refusal: null,
    ...(reasoning === "" ? {} : { reasoning_content: reasoning }),
    ...(details.length === 0 ? {} : { reasoning_details: details }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
    ...(annotations.length === 0 ? {} : { annotations }),
    ...(Object.keys(own).length === 0 ? {} : { provider_fields: { [provider]: own } }),
  };
}

/** @throws {MalformedFrameError} for what is no block, and for a call that nobody could answer. */
function toBlock(value: unknown): WireBlock {
  if (!isObject(value)) throw malformed("objects as blocks");
  const call = value["toolUse"];
  if (call !== undefined) checkCall(call);
  return value;
}

/** @throws {MalformedFrameError} for a call without id or name. */
export function checkCall(call: unknown): asserts call is { readonly [field: string]: unknown } {
  if (!isObject(call) || typeof call["toolUseId"] !== "string") {
    throw malformed("the toolUseId of a toolUse");
  }
  if (typeof call["name"] !== "string") throw malformed("the name of a toolUse");
}

function malformed(expected: string): MalformedFrameError {
  return new MalformedFrameError(`expected ${expected} in an answer of Converse`);
}
