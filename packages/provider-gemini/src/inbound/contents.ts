import {
  type ChatCompletionMessage,
  type ChatMessage,
  type ContentPart,
  LLMError,
  MalformedFrameError,
} from "@vllora/core/provider";
import { takesMediaPerPart } from "../models.ts";
import { toMessage } from "../response.ts";
import { addParts, type GeminiDelta, Turn } from "../turn.ts";
import type { WirePart } from "../wire.ts";
import { camelCased, type Loose, listOf, without } from "./loose.ts";
import { fromUserPart, toCamelPart } from "./parts.ts";

/** Instructions, as one message. */
export function fromSystemInstruction(instruction: unknown, provider: string): ChatMessage[] {
  const content =
    typeof instruction === "string" ? { parts: [{ text: instruction }] } : instruction;
  const parts = listOf(camelCased(content)["parts"]).map((part) => fromUserPart(part, provider));
  if (parts.length === 0) return [];
  return [
    {
      role: "system",
      content: contentOf(parts) as Extract<ChatMessage, { role: "system" }>["content"],
    },
  ];
}

/** Turns, as messages; the result of each function as one of its own. */
export function fromContents(contents: unknown, provider: string, model: string): ChatMessage[] {
  const reader = new ContentReader(provider, model);
  return listOf(contents).flatMap((content, index) => reader.read(camelCased(content), index));
}

class ContentReader {
  readonly #provider: string;
  readonly #model: string;
  /** Calls without a result yet, oldest first. */
  #open: { readonly id: string; readonly name: string }[] = [];

  constructor(provider: string, model: string) {
    this.#provider = provider;
    this.#model = model;
  }

  read({ role, parts }: Loose, index: number): ChatMessage[] {
    const list = listOf(parts).map(toCamelPart);
    return role === "model" ? [this.#assistant(list, index)] : this.#user(list, index);
  }

  #assistant(parts: readonly WirePart[], index: number): ChatMessage {
    const turn = new Turn({ seed: `in_${index}`, exact: true });
    const delta: GeminiDelta = {};
    let message: Omit<ChatCompletionMessage, "refusal">;
    try {
      addParts(turn, parts, delta);
      const { refusal: _, ...rest } = toMessage(turn, delta, this.#provider);
      message = rest;
    } catch (error) {
      if (!MalformedFrameError.is(error)) throw error;
      const param = `contents[${index}]`;
      const problem = "has a function call without a name, or one that is not whole";
      throw new LLMError("invalid_request", `${param} ${problem}`, { param });
    }
    for (const call of message.tool_calls ?? []) {
      if (call.type === "function") this.#open.push({ id: call.id, name: call.function.name });
    }
    return message as Omit<ChatCompletionMessage, "refusal" | "audio">;
  }

  #user(parts: readonly WirePart[], index: number): ChatMessage[] {
    const results = parts.filter((part) => part.functionResponse !== undefined);
    const others = parts.filter((part) => part.functionResponse === undefined);
    const messages: ChatMessage[] = results.map((part) =>
      this.#result(part.functionResponse as Loose, index),
    );
    if (others.length === 0 && results.length > 0) return messages;
    const content = contentOf(others.map((part) => fromUserPart(part, this.#provider)));
    return [...messages, { role: "user", content }];
  }

  #result(result: Loose, index: number): ChatMessage {
    const { id, name, response, parts } = result;
    const text = JSON.stringify(response ?? {});
    const media = takesMediaPerPart(this.#model) ? imagesOf(parts, this.#provider) : undefined;
    const kept = {
      ...without(result, ["id", "name", "response", ...(media === undefined ? [] : ["parts"])]),
      // What text cannot carry there and back.
      ...(isObject(response) ? {} : { response }),
    };
    return {
      role: "tool",
      tool_call_id: this.#answered(id, name, index),
      content: media === undefined ? text : [{ type: "text", text }, ...media],
      ...(Object.keys(kept).length === 0 ? {} : { provider_fields: { [this.#provider]: kept } }),
    };
  }

  /** Id of the call that a result answers: the one that it names, else the oldest of its function. */
  #answered(id: unknown, name: unknown, index: number): string {
    const position = this.#open.findIndex((call) =>
      typeof id === "string" ? call.id === id : call.name === name,
    );
    const [call] = position < 0 ? [] : this.#open.splice(position, 1);
    if (call !== undefined) return call.id;
    const param = `contents[${index}]`;
    throw new LLMError("invalid_request", `${param} has a result that answers no function call`, {
      param,
    });
  }
}

/** Images alone have a place in the result of a tool. */
function imagesOf(parts: unknown, provider: string) {
  const list = listOf(parts).map((part) => fromUserPart(toCamelPart(part), provider));
  const images = list.filter((part) => part.type === "image_url");
  return images.length > 0 && images.length === list.length ? images : undefined;
}

/** Text that stands alone is plain. */
function contentOf(parts: readonly Exclude<ContentPart, { type: "refusal" }>[]) {
  const [first] = parts;
  const isPlain =
    parts.length === 1 && first?.type === "text" && first.provider_fields === undefined;
  return isPlain ? first.text : parts;
}

function isObject(value: unknown): boolean {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
