import {
  type ChatCompletion,
  type ChatCompletionMessage,
  type DecodeContext,
  ErrorFrame,
  MalformedFrameError,
  RawValues,
  withInputJSON,
} from "@vllora/core/provider";
import { extrasOf, textOf, toAnnotations, toReasoningDetail, toToolCall } from "./blocks.ts";
import { toFinishReason } from "./finish-reason.ts";
import { type LayoutEntry, LayoutWriter } from "./layout.ts";
import { toServiceTier, toUsage } from "./usage.ts";
import type { WireBlock, WireMessage } from "./wire.ts";

/**
 * A whole answer.
 * @throws {ErrorFrame} for an error inside a 200.
 * @throws {MalformedFrameError} for a body that is no message.
 */
export function decodeMessage(body: unknown, context: DecodeContext): ChatCompletion {
  if (typeof body !== "object" || body === null) throw malformed("an object");
  const message = body as WireMessage;
  if (message.type === "error" || message["error"] != null) throw new ErrorFrame(body);
  const { content, stop_reason: reason } = message;
  if (!Array.isArray(content)) throw malformed("content blocks");
  // An answer that does not say why it ended may not be whole.
  if (typeof reason !== "string" || reason === "") throw malformed("a stop_reason");
  const usage = toUsage(message.usage);
  return {
    id: textOf(message.id),
    object: "chat.completion",
    created: context.created,
    model: typeof message.model === "string" ? message.model : context.model,
    choices: [
      {
        index: 0,
        message: toMessage(content, messageFields(message), context),
        finish_reason: toFinishReason(reason),
        native_finish_reason: reason,
        logprobs: null,
      },
    ],
    ...(usage === undefined ? {} : { usage }),
    ...toServiceTier(message.usage),
  };
}

/** Fields of the message that ours has no place for: `stop_sequence`, `stop_details`, `container`, …. */
export function messageFields(message: {
  readonly [field: string]: unknown;
}): { readonly [field: string]: unknown } | undefined {
  return extrasOf(message, MODELLED);
}

const MODELLED = ["type", "id", "role", "model", "content", "stop_reason", "usage"];

/** The API's words on why it refused, where it says some. */
export function toRefusal(
  fields: { readonly [field: string]: unknown } | undefined,
): string | null {
  const details = fields?.["stop_details"] as { type?: unknown; explanation?: unknown } | undefined;
  return details?.type === "refusal" && typeof details.explanation === "string"
    ? details.explanation
    : null;
}

function toMessage(
  blocks: readonly unknown[],
  fields: { readonly [field: string]: unknown } | undefined,
  { provider, text: json }: DecodeContext,
): ChatCompletionMessage {
  const inputs = json === undefined ? undefined : new RawValues(json, ["content", "*", "input"]);
  const layout = new LayoutWriter();
  const entries: LayoutEntry[] = [];
  const details: NonNullable<ChatCompletionMessage["reasoning_details"]> = [];
  const calls: NonNullable<ChatCompletionMessage["tool_calls"]> = [];
  const annotations: NonNullable<ChatCompletionMessage["annotations"]> = [];
  let content: string | null = null;
  let reasoning: string | undefined;
  for (const [index, value] of blocks.entries()) {
    const block = toBlock(value);
    const input = block["input"] == null ? undefined : inputs?.at(index);
    let length = 0;
    if (block.type === "text") {
      const text = textOf(block["text"]);
      const start: number = content?.length ?? 0;
      length = text.length;
      content = (content ?? "") + text;
      annotations.push(...toAnnotations(block["citations"], start, start + length));
    } else if (block.type === "thinking" || block.type === "redacted_thinking") {
      details.push(toReasoningDetail(block, details.length));
      const text = textOf(block["thinking"]);
      if (text !== "") reasoning = (reasoning ?? "") + text;
    } else if (block.type === "tool_use") {
      calls.push(toToolCall(block, input));
    }
    const kept = block.type === "tool_use" ? block : withInputJSON(block, input);
    entries.push(...layout.add(kept, length));
  }
  const own = { ...(entries.length === 0 ? {} : { blocks: entries }), ...fields };
  return {
    role: "assistant",
    content: content === "" ? null : content,
    refusal: toRefusal(fields),
    ...(reasoning === undefined ? {} : { reasoning_content: reasoning }),
    ...(details.length === 0 ? {} : { reasoning_details: details }),
    ...(calls.length === 0 ? {} : { tool_calls: calls }),
    ...(annotations.length === 0 ? {} : { annotations }),
    ...(Object.keys(own).length === 0 ? {} : { provider_fields: { [provider]: own } }),
  };
}

/** @throws {MalformedFrameError} for what is no block, and for a call that nobody could answer. */
export function toBlock(value: unknown): WireBlock {
  const block = value as WireBlock | null | undefined;
  if (typeof block !== "object" || typeof block?.type !== "string") throw malformed("typed blocks");
  if (block.type === "tool_use") {
    if (typeof block["id"] !== "string") throw malformed("the id of a tool_use");
    if (typeof block["name"] !== "string") throw malformed("the name of a tool_use");
  }
  return block;
}

function malformed(expected: string): MalformedFrameError {
  return new MalformedFrameError(`expected ${expected} in a message`);
}
