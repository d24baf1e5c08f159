import {
  type ChatMessage,
  type ContentPart,
  type EncodeContext,
  type ReasoningDetail,
  type ToolCall,
  toArgumentsObject,
} from "@vllora/core/provider";
import { thinkingStyle } from "../models.ts";
import { reportForeign } from "../own-fields.ts";
import type { PartPlace } from "../places.ts";
import { type ImageOutput, isMadeId, REASONING_FORMAT } from "../turn.ts";
import type { WirePart } from "../wire.ts";
import { toMedia } from "./media.ts";

type AssistantMessage = Extract<ChatMessage, { role: "assistant" }>;

/** What answers of ours have beyond the type of a message. */
type OwnMessage = AssistantMessage & { readonly images?: readonly ImageOutput[] | null };

/**
 * The parts of an earlier turn of the model: in the places that were kept of them, where the message still fits
 * these; else thoughts, text and calls, in this order.
 */
export function toModelParts(
  message: AssistantMessage,
  path: string,
  context: EncodeContext,
): WirePart[] {
  const own = reportForeign(message.provider_fields, path, context);
  const { parts: places, ...about } = own ?? {};
  for (const name of Object.keys(about)) {
    const field = `${path}.provider_fields.${context.provider}.${name}`;
    const note = "it tells of the answer; the API takes its turns back without it";
    context.report({ field, outcome: "emulated", note });
  }
  const turn = new MessageParts(message, path, context);
  const parts = Array.isArray(places) ? turn.inPlaces(places as readonly PartPlace[]) : undefined;
  if (Array.isArray(places) && parts === undefined) {
    const field = `${path}.provider_fields.${context.provider}.parts`;
    const note = "the message is another than the one that they came with";
    context.report({ field, outcome: "ignored", note });
  }
  return withSignature(parts ?? turn.inOrder(), path, context);
}

/** The parts of a message, by the place that they have in it. */
class MessageParts {
  readonly #message: OwnMessage;
  readonly #path: string;
  readonly #context: EncodeContext;
  readonly #calls: readonly ToolCall[];
  readonly #thoughts: readonly (ReasoningDetail & { type: "reasoning.text" })[];

  constructor(message: OwnMessage, path: string, context: EncodeContext) {
    this.#message = message;
    this.#path = path;
    this.#context = context;
    const { tool_calls, function_call: called } = message;
    const legacy = called == null ? [] : [{ id: "", type: "function", function: called } as const];
    this.#calls = tool_calls ?? legacy;
    this.#thoughts = (message.reasoning_details ?? []).filter(isOwnThought);
    if (this.#thoughts.length > 0) {
      context.report({
        field: `${path}.reasoning_details`,
        outcome: "mapped",
        to: "parts[].thought",
      });
    }
  }

  inOrder(): WirePart[] {
    const { content, refusal, images } = this.#message;
    this.#reportReasoning();
    this.#reportAudio();
    const texts: WirePart[] = typeof content === "string" ? [{ text: content }] : this.#texts();
    if (texts.length === 0 && refusal) texts.push({ text: refusal });
    return [
      ...this.#thoughts.map(toThought),
      ...texts.filter((part) => part.text !== "" || Object.keys(part).length > 1),
      ...(images ?? []).map((_, index) => this.#image(index)),
      ...this.#calls.flatMap((_, index): WirePart[] => {
        const part = this.#call(index);
        return part === undefined ? [] : [part];
      }),
    ];
  }

  #texts(): WirePart[] {
    const parts = this.#message.content as readonly ContentPart[] | null | undefined;
    return (parts ?? []).map((part, index) => {
      const at = `${this.#path}.content[${index}]`;
      const own = reportForeign(part.provider_fields, at, this.#context);
      const text = part.type === "text" ? part.text : part.type === "refusal" ? part.refusal : "";
      return { text, ...own };
    });
  }

  /** `undefined` when the message has changed since. */
  inPlaces(places: readonly PartPlace[]): WirePart[] | undefined {
    const { content } = this.#message;
    const text = typeof content === "string" ? content : content == null ? "" : undefined;
    if (text === undefined) return undefined;
    const parts: WirePart[] = [];
    let read = 0;
    let calls = 0;
    for (const place of places) {
      if ("audio" in Object(place)) continue;
      const part = this.#at(place, text, read);
      if (part === undefined) return undefined;
      if ("text" in place) read += place.text as number;
      if ("tool_call" in place) calls++;
      parts.push(part);
    }
    if (read !== text.length || calls !== this.#calls.length) return undefined;
    this.#reportAudio();
    return parts;
  }

  #at(place: PartPlace, content: string, read: number): WirePart | undefined {
    if (typeof place !== "object" || place === null) return undefined;
    if ("part" in place) return place.part as WirePart;
    const { text, reasoning, tool_call, image, ...said } = place as { [field: string]: unknown };
    if (typeof text === "number") return { text: content.slice(read, read + text), ...said };
    if (typeof reasoning === "number") {
      const thought = this.#thoughts.find(({ index }) => index === reasoning);
      return thought === undefined ? undefined : { ...toThought(thought), ...said };
    }
    if (typeof tool_call === "number") {
      const call = this.#call(tool_call);
      return call === undefined ? undefined : joined(call, said, "functionCall");
    }
    const found = typeof image === "number" && this.#message.images?.[image] !== undefined;
    return found ? joined(this.#image(image as number), said, "inlineData") : undefined;
  }

  #image(index: number): WirePart {
    const path = `${this.#path}.images[${index}]`;
    return toMedia(this.#message.images?.[index]?.image_url.url ?? "", undefined, path);
  }

  #call(index: number): WirePart | undefined {
    const call = this.#calls[index];
    if (call === undefined) return undefined;
    const path = `${this.#path}.tool_calls[${index}]`;
    if (call.type === "custom") {
      this.#context.report({ field: path, outcome: "refused", note: "Gemini has no custom tools" });
      return undefined;
    }
    const signature = call.extra_content?.google?.thought_signature;
    return {
      functionCall: {
        ...(call.id === "" || isMadeId(call.id) ? {} : { id: call.id }),
        name: call.function.name,
        args: toArgumentsObject(
          call.function.arguments,
          `${path}.function.arguments`,
          this.#context.provider,
        ),
      },
      ...(signature === undefined ? {} : { thoughtSignature: signature }),
    };
  }

  #reportReasoning(): void {
    const { reasoning_content: content, reasoning_details: details } = this.#message;
    if ((details ?? []).length > this.#thoughts.length) {
      this.#ignore("reasoning_details", "only Gemini's own thoughts can go back to it");
    } else if (content && this.#thoughts.length === 0) {
      this.#ignore("reasoning_content", "only Gemini's own thoughts can go back to it");
    }
  }

  #reportAudio(): void {
    if (this.#message.audio != null) {
      this.#ignore("audio", "the API takes no sound of the model back");
    }
  }

  #ignore(field: string, note: string): void {
    this.#context.report({ field: `${this.#path}.${field}`, outcome: "ignored", note });
  }
}

/** A part with what else it said; of its data, the fields that we do not know. */
function joined(part: WirePart, said: WirePart, data: "functionCall" | "inlineData"): WirePart {
  return said[data] === undefined
    ? { ...part, ...said }
    : { ...part, ...said, [data]: { ...part[data], ...said[data] } };
}

function isOwnThought(
  detail: ReasoningDetail,
): detail is ReasoningDetail & { type: "reasoning.text" } {
  return detail.type === "reasoning.text" && detail.format === REASONING_FORMAT;
}

function toThought({ text, signature }: ReasoningDetail & { type: "reasoning.text" }): WirePart {
  return {
    text: text ?? "",
    thought: true,
    ...(signature == null ? {} : { thoughtSignature: signature }),
  };
}

/** What Google's documentation gives for calls that another model made; base64 as every signature. */
const FOREIGN_SIGNATURE = "Y29udGV4dF9lbmdpbmVlcmluZ19pc190aGVfd2F5X3RvX2dv";

/**
 * Gemini 3 refuses a turn with calls whose first has no signature, as it is in histories of other providers.
 * @see https://ai.google.dev/gemini-api/docs/thought-signatures#faqs
 */
function withSignature(parts: WirePart[], path: string, { model, report }: EncodeContext) {
  if (thinkingStyle(model) !== "level") return parts;
  const first = parts.findIndex((part) => part.functionCall !== undefined);
  const call = parts[first];
  if (call === undefined || call.thoughtSignature !== undefined) return parts;
  const note = "calls of another model get the signature that Google gives for them";
  const field = `${path}.tool_calls[0].extra_content.google.thought_signature`;
  report({ field, outcome: "emulated", note });
  return parts.with(first, { ...call, thoughtSignature: FOREIGN_SIGNATURE });
}
