import {
  type ChatMessage,
  type ContentPart,
  type EncodeContext,
  LLMError,
} from "@vllora/core/provider";
import { reportCacheControl, reportForeign } from "./own-fields.ts";
import { toUserPart } from "./parts/media.ts";
import { toModelParts } from "./parts/model-turn.ts";
import { type CalledFunction, toResponse, toResultParts } from "./parts/tool-result.ts";
import type { WireContent, WirePart } from "./wire.ts";

type MessageOf<R extends ChatMessage["role"]> = Extract<ChatMessage, { role: R }>;

/** Turns of the conversation. Leading instructions are not among them: see `toSystemParts`. */
export function toContents(
  messages: readonly ChatMessage[],
  context: EncodeContext,
): WireContent[] {
  const writer = new ContentWriter(context);
  for (const [index, message] of messages.entries()) {
    if (index >= leadingInstructions(messages)) writer.add(message, `messages[${index}]`);
  }
  return writer.end();
}

/** How many messages at the beginning are instructions. */
export function leadingInstructions(messages: readonly ChatMessage[]): number {
  const first = messages.findIndex(({ role }) => role !== "system" && role !== "developer");
  return first < 0 ? messages.length : first;
}

class ContentWriter {
  readonly #context: EncodeContext;
  readonly #contents: WireContent[] = [];
  /** The newest call of an id: answers without an id may give the same to calls of different turns. */
  readonly #calls = new Map<string, CalledFunction>();
  #results: { readonly order: number; readonly parts: WirePart[] }[] = [];

  constructor(context: EncodeContext) {
    this.#context = context;
  }

  add(message: ChatMessage, path: string): void {
    reportCacheControl(message, path, this.#context);
    if (message.role === "tool") this.#result(message, path);
    else if (message.role === "function") this.#functionResult(message);
    else this.#turn(message, path);
  }

  end(): WireContent[] {
    this.#flush();
    return this.#contents;
  }

  #turn(message: MessageOf<"system" | "developer" | "user" | "assistant">, path: string): void {
    this.#flush();
    if (message.name !== undefined) {
      const note = "the API knows no names of speakers";
      this.#context.report({ field: `${path}.name`, outcome: "ignored", note });
    }
    if (message.role === "assistant") this.#model(message, path);
    else this.#user(message, path);
  }

  #user(message: MessageOf<"system" | "developer" | "user">, path: string): void {
    if (message.role !== "user") {
      const note = "instructions stand at the beginning; later ones are sent as the user's";
      const field = `${path}.role`;
      const { role: from } = message;
      this.#context.report({ field, outcome: "adjusted", from, to: "user", note });
    }
    reportForeign(message.provider_fields, path, this.#context);
    this.#contents.push({ role: "user", parts: toParts(message.content, path, this.#context) });
  }

  #model(message: MessageOf<"assistant">, path: string): void {
    for (const [order, call] of (message.tool_calls ?? []).entries()) {
      const name = call.type === "function" ? call.function.name : call.custom.name;
      this.#calls.set(call.id, { name, order });
    }
    const parts = toModelParts(message, path, this.#context);
    if (parts.length > 0) {
      this.#contents.push({ role: "model", parts });
      return;
    }
    this.#context.report({ field: path, outcome: "ignored", note: "it is empty" });
  }

  #result(message: MessageOf<"tool">, path: string): void {
    const call = this.#calls.get(message.tool_call_id);
    if (call === undefined) {
      const param = `${path}.tool_call_id`;
      const problem = "answers no tool call of an assistant message before it";
      throw new LLMError("invalid_request", `${param} ${problem}`, { param });
    }
    const parts = toResultParts(message, call, path, this.#context);
    this.#results.push({ order: call.order, parts });
  }

  #functionResult({ name, content }: MessageOf<"function">): void {
    const functionResponse = { name, response: toResponse(content ?? "", false) };
    this.#results.push({ order: 0, parts: [{ functionResponse }] });
  }

  /** All results of a turn are one content, in the order of the calls: where ids are missing, the order tells calls apart. */
  #flush(): void {
    if (this.#results.length === 0) return;
    const parts = this.#results
      .sort((first, second) => first.order - second.order)
      .flatMap((result) => result.parts);
    this.#contents.push({ role: "user", parts });
    this.#results = [];
  }
}

/** Text and media of a user, or of instructions. */
export function toParts(
  content: string | readonly ContentPart[],
  path: string,
  context: EncodeContext,
): WirePart[] {
  if (typeof content === "string") return [{ text: content }];
  return content.map((part, index) => {
    const at = `${path}.content[${index}]`;
    reportCacheControl(part, at, context);
    const own = reportForeign(part.provider_fields, at, context);
    return withOwnFields(toUserPart(part, at, context), own);
  });
}

/** `mimeType` belongs to the media, the rest to the part: `mediaResolution`, `videoMetadata`. `part` is all of it. */
function withOwnFields(
  part: WirePart,
  own: { readonly [field: string]: unknown } | undefined,
): WirePart {
  if (own === undefined) return part;
  const { mimeType, part: raw, ...rest } = own;
  if (raw !== undefined) return raw as WirePart;
  const result = { ...part, ...rest };
  if (typeof mimeType !== "string") return result;
  if (result.inlineData !== undefined) result.inlineData = { ...result.inlineData, mimeType };
  if (result.fileData !== undefined) result.fileData = { ...result.fileData, mimeType };
  return result;
}
