import type {
  ChatCompletionRequest,
  ChatMessage,
  EncodeContext,
  Tool,
  WireRequest,
} from "@vllora/core/provider";
import { moveToolMedia } from "./tool-media.ts";

/** Where servers that speak OpenAI's wire differ in what they want. */
export interface ChatDialect {
  /** The limit's name for a model. Default: as the caller named it. */
  readonly maxTokens?: (model: string) => "max_tokens" | "max_completion_tokens" | undefined;
  /** The role of instructions for a model. Default: as the caller named it. */
  readonly instructions?: (model: string) => "system" | "developer" | undefined;
  /** Whether `cache_control` and reasoning in the history mean something there. Default `true`. */
  readonly extensions?: boolean;
  /** Where images and files of tool results go: `"user"`, into a user message behind the results. Default: they stay. */
  readonly toolMedia?: "user";
  /** Whether every stream ends with `[DONE]`, so that one without it was cut. Default `false`. */
  readonly endsWithDone?: boolean;
  /** Whether `stream_options.include_usage` is asked for when the caller says nothing. Default `true`. */
  readonly streamUsage?: boolean;
}

/** Fields that core serves itself. */
const NOT_SENT: ReadonlySet<string> = new Set([
  "model",
  "messages",
  "provider_options",
  "extra_body",
  "extra_headers",
  "max_tokens",
  "max_completion_tokens",
  "stream_options",
  "tools",
]);

/** The request is the wire's already: it is sent field by field, apart from what the dialect says. */
export function encodeRequest(
  request: ChatCompletionRequest,
  context: EncodeContext,
  dialect: ChatDialect,
): WireRequest {
  const body: Record<string, unknown> = {
    model: context.model,
    messages: encodeMessages(request.messages, context, dialect),
  };
  for (const [field, value] of Object.entries(request)) {
    if (!NOT_SENT.has(field)) body[field] = value;
  }
  if (request.tools != null) body["tools"] = encodeTools(request.tools, context, dialect);
  encodeLimit(request, context, dialect, body);
  encodeStream(request, context, dialect, body);
  for (const field of Object.keys(context.options)) {
    if (!Object.hasOwn(body, field)) continue;
    const note = `provider_options.${context.provider} replaces it`;
    context.report({ field, outcome: "adjusted", note });
  }
  return { path: "/chat/completions", body: { ...body, ...context.options } };
}

function encodeLimit(
  request: ChatCompletionRequest,
  { model, report }: EncodeContext,
  dialect: ChatDialect,
  body: Record<string, unknown>,
): void {
  const wanted = dialect.maxTokens?.(model);
  for (const field of ["max_tokens", "max_completion_tokens"] as const) {
    const value = request[field];
    if (value == null) continue;
    const name = wanted ?? field;
    if (name !== field) {
      const taken = request[name] != null;
      report(
        taken
          ? { field, outcome: "ignored", note: `${name} is given, too` }
          : { field, outcome: "mapped", to: name },
      );
      if (taken) continue;
    }
    body[name] = value;
  }
}

function encodeStream(
  request: ChatCompletionRequest,
  { stream, report }: EncodeContext,
  dialect: ChatDialect,
  body: Record<string, unknown>,
): void {
  const options = request.stream_options;
  if (!stream) {
    if (options != null) {
      report({ field: "stream_options", outcome: "ignored", note: "the answer is not streamed" });
    }
    return;
  }
  body["stream"] = true;
  const wanted = dialect.streamUsage === false ? {} : { include_usage: true };
  const sent = { ...wanted, ...options };
  if (Object.keys(sent).length > 0) body["stream_options"] = sent;
}

function encodeTools(
  tools: readonly Tool[],
  { report }: EncodeContext,
  dialect: ChatDialect,
): readonly unknown[] {
  if (dialect.extensions !== false) return tools;
  return tools.map((tool, index) => {
    if (tool.cache_control === undefined) return tool;
    report({ field: `tools[${index}].cache_control`, outcome: "ignored", note: CACHED_ANYWAY });
    const { cache_control: _, ...rest } = tool;
    return rest;
  });
}

const CACHED_ANYWAY = "prefixes are cached without being asked for";

function encodeMessages(
  messages: readonly ChatMessage[],
  context: EncodeContext,
  dialect: ChatDialect,
): readonly unknown[] {
  const role = dialect.instructions?.(context.model);
  let renamed = false;
  const encoded = messages.map((message, index) => {
    const wire = encodeMessage(message, `messages[${index}]`, context, dialect);
    if (role === undefined || (message.role !== "system" && message.role !== "developer"))
      return wire;
    if (message.role === role) return wire;
    renamed = true;
    return { ...wire, role };
  });
  if (renamed) {
    context.report({
      field: "messages[].role",
      outcome: "mapped",
      to: role,
      note: "as this model wants it",
    });
  }
  return dialect.toolMedia === "user" ? moveToolMedia(encoded, context) : encoded;
}

/** Most messages go as they are; a copy is made only where there is something of ours in them. */
function encodeMessage(
  message: ChatMessage,
  path: string,
  context: EncodeContext,
  dialect: ChatDialect,
): object {
  let wire: { [field: string]: unknown } = message as object as { [field: string]: unknown };
  const without = (field: string) => {
    const { [field]: _, ...rest } = wire;
    wire = rest;
  };
  if (message.provider_fields !== undefined) {
    without("provider_fields");
    for (const [id, fields] of Object.entries(message.provider_fields ?? {})) {
      if (fields == null) continue;
      if (id === context.provider) wire = { ...wire, ...restored(fields, message, path, context) };
      else {
        const note = `it belongs to ${id}`;
        context.report({ field: `${path}.provider_fields.${id}`, outcome: "ignored", note });
      }
    }
  }
  if (message.role === "tool" && message.is_error !== undefined) {
    without("is_error");
    if (message.is_error) {
      const note = "the wire has no such mark; the content says it";
      context.report({ field: `${path}.is_error`, outcome: "ignored", note });
    }
  }
  if (dialect.extensions === false) {
    return withoutCacheControl(onlyOwnFields(wire, path, context), path, context);
  }
  if (isRepeatedReasoning(wire)) without("reasoning_content");
  if (message.cache_control === undefined) return wire;
  without("cache_control");
  return withCachedPart(wire, message.cache_control, path, context);
}

/** What the server sent goes back to it, unless the caller has changed the text since. */
function restored(
  fields: { readonly [field: string]: unknown },
  message: ChatMessage,
  path: string,
  { provider, report }: EncodeContext,
): { readonly [field: string]: unknown } {
  const { content, ...others } = fields;
  if (!Array.isArray(content)) return fields;
  const parts = joinParts(content.filter((part) => typeof part === "object" && part !== null));
  if (textOfParts(parts) === (message.content ?? "")) return { ...others, content: parts };
  const field = `${path}.provider_fields.${provider}.content`;
  report({ field, outcome: "ignored", note: "the message's own content is another" });
  return others;
}

type WirePart = { readonly type?: unknown; readonly text?: unknown; readonly thinking?: unknown };

/** A stream brings a part in pieces: neighbours of text, and of thinking, are one. */
function joinParts(parts: readonly WirePart[]): readonly WirePart[] {
  const joined: WirePart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (
      last?.type === "text" &&
      part.type === "text" &&
      typeof last.text === "string" &&
      typeof part.text === "string"
    ) {
      joined[joined.length - 1] = { ...last, text: `${last.text}${part.text}` };
    } else if (
      last?.type === "thinking" &&
      part.type === "thinking" &&
      Array.isArray(last.thinking) &&
      Array.isArray(part.thinking)
    ) {
      const thinking = joinParts([...last.thinking, ...part.thinking]);
      joined[joined.length - 1] = { ...last, ...part, thinking };
    } else {
      joined.push(part);
    }
  }
  return joined;
}

function textOfParts(parts: readonly WirePart[]): string {
  return parts
    .map(({ type, text }) => (type === "text" && typeof text === "string" ? text : ""))
    .join("");
}

/** What OpenAI's messages may hold; it refuses the rest, which other servers' answers bring along. */
const MESSAGE_FIELDS: ReadonlySet<string> = new Set([
  "role",
  "content",
  "name",
  "refusal",
  "annotations",
  "audio",
  "function_call",
  "tool_calls",
  "tool_call_id",
  "cache_control",
]);

function onlyOwnFields(
  wire: { [field: string]: unknown },
  path: string,
  { report }: EncodeContext,
): { [field: string]: unknown } {
  const foreign = Object.keys(wire).filter((field) => !MESSAGE_FIELDS.has(field));
  if (foreign.length === 0) return wire;
  for (const field of foreign) {
    if (wire[field] === null) continue;
    const note = field.startsWith("reasoning")
      ? "this API takes no reasoning back"
      : "this API has no such field in a message";
    report({ field: `${path}.${field}`, outcome: "ignored", note });
  }
  return Object.fromEntries(Object.entries(wire).filter(([field]) => MESSAGE_FIELDS.has(field)));
}

/** Reasoning goes back under the server's own name for it, once. */
function isRepeatedReasoning(wire: { readonly [field: string]: unknown }): boolean {
  const { reasoning_content: content, reasoning_details: details, reasoning } = wire;
  if (content === undefined) return false;
  // A list of parts that came from the server holds its thinking already.
  return content === reasoning || (details === undefined && hasThinking(wire["content"]));
}

function hasThinking(content: unknown): boolean {
  return (
    Array.isArray(content) && content.some((part: { type?: unknown }) => part?.type === "thinking")
  );
}

function withoutCacheControl(
  wire: { [field: string]: unknown },
  path: string,
  { report }: EncodeContext,
): object {
  let result = wire;
  const drop = (at: string) => {
    report({ field: `${at}.cache_control`, outcome: "ignored", note: CACHED_ANYWAY });
  };
  if (wire["cache_control"] !== undefined) {
    const { cache_control: _, ...rest } = wire;
    drop(path);
    result = rest;
  }
  const { content } = result;
  if (!Array.isArray(content) || !content.some((part: object) => "cache_control" in part))
    return result;
  const parts = (content as readonly { cache_control?: unknown }[]).map((part, index) => {
    if (part.cache_control === undefined) return part;
    drop(`${path}.content[${index}]`);
    const { cache_control: _, ...rest } = part;
    return rest;
  });
  return { ...result, content: parts };
}

/** The wire marks parts, not messages: the mark goes to the last part. */
function withCachedPart(
  wire: { [field: string]: unknown },
  cacheControl: object,
  path: string,
  { report }: EncodeContext,
): object {
  const { content } = wire;
  const field = `${path}.cache_control`;
  const parts = typeof content === "string" ? [{ type: "text", text: content }] : content;
  if (!Array.isArray(parts) || parts.length === 0) {
    report({ field, outcome: "ignored", note: "the message has no content to mark" });
    return wire;
  }
  report({ field, outcome: "mapped", to: `${path}.content[${parts.length - 1}].cache_control` });
  const marked = parts.map((part: object, index) =>
    index === parts.length - 1 ? { ...part, cache_control: cacheControl } : part,
  );
  return { ...wire, content: marked };
}
