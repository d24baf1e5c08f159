import {
  type ChatCompletionDelta,
  MalformedFrameError,
  type ReasoningDetail,
  type ToolCallDelta,
} from "@vllora/core/provider";
import { AudioJoiner } from "./audio.ts";
import { PartialArguments } from "./partial-arguments.ts";
import { isPlain, type PartPlace } from "./places.ts";
import type { ArgumentsOf } from "./raw-arguments.ts";
import type { WireFunctionCall, WirePart } from "./wire.ts";

/** Names the wire that a signature in `reasoning_details` belongs to, as OpenRouter does. */
export const REASONING_FORMAT = "google-gemini-v1";

/** An image that the model made, as OpenRouter's answers have it. */
export interface ImageOutput {
  type: "image_url";
  image_url: { url: string };
}

/** Sound that the model made: base64, with its media type, which has the rate of raw samples. */
export interface AudioOutput {
  id: string;
  data: string;
  format: string;
}

/** What parts add to a message, beyond OpenAI's fields. */
export interface GeminiDelta extends ChatCompletionDelta {
  images?: ImageOutput[];
  audio?: AudioOutput;
}

/** How a turn is read. */
export interface TurnOptions {
  /** Begins the ids of tool calls that came without one. */
  readonly seed: string;
  /** Each part stands for itself. Else neighbours of text are pieces of one part, as streams have them. */
  readonly exact: boolean;
}

/**
 * One turn of the model, part by part. Text, thoughts, calls and media go to where OpenAI's clients look for them;
 * where they stood is remembered, so that the turn can go back exactly as it came.
 */
export class Turn {
  readonly #seed: string;
  readonly #exact: boolean;
  readonly #places: PartPlace[] = [];
  readonly #audio = new AudioJoiner();
  /** The text so far. */
  text = "";
  /** How many calls began. */
  calls = 0;
  #told = 0;
  #images = 0;
  #blocks = 0;
  #textRun: { text: number } | undefined;
  #thinking = false;
  #open: PartialArguments | undefined;

  constructor({ seed, exact }: TurnOptions) {
    this.#seed = seed;
    this.#exact = exact;
  }

  /** A call began whose arguments are not whole. */
  get hasOpenCall(): boolean {
    return this.#open !== undefined;
  }

  /** Plain text: by far the most frequent part of a stream. */
  addText(text: string): void {
    this.text += text;
    if (this.#textRun === undefined) {
      if (text === "" && !this.#exact) return;
      this.#begin();
      this.#textRun = { text: text.length };
      this.#places.push(this.#textRun);
    } else {
      this.#textRun.text += text.length;
    }
    if (this.#exact) this.#textRun = undefined;
  }

  /**
   * Adds a part to what a frame brings.
   * @param argsOf gives the text of a call's arguments, where it is known.
   */
  add(part: WirePart, delta: GeminiDelta, argsOf?: () => string | undefined): void {
    const { text, thought, thoughtSignature, functionCall, inlineData, ...rest } = part;
    if (functionCall != null) {
      this.#begin();
      const args = functionCall.args == null ? undefined : argsOf?.();
      this.#call(functionCall, args, thoughtSignature, rest, delta);
    } else if (typeof text === "string" && thought === true) {
      this.#thought(text, thoughtSignature, rest, delta);
    } else if (typeof text === "string") {
      delta.content = (delta.content ?? "") + text;
      if (thoughtSignature === undefined && thought === undefined && isEmpty(rest)) {
        this.addText(text);
        return;
      }
      const { text: _, ...said } = part;
      this.#begin();
      this.text += text;
      this.#places.push({ text: text.length, ...said });
    } else if (typeof inlineData?.data === "string" && isKind(inlineData.mimeType, "image")) {
      const said = besideData(part);
      this.#begin();
      delta.images ??= [];
      const url = `data:${inlineData.mimeType};base64,${inlineData.data}`;
      delta.images.push({ type: "image_url", image_url: { url } });
      this.#places.push({ image: this.#images++, ...said });
    } else if (
      typeof inlineData?.data === "string" &&
      isKind(inlineData.mimeType, "audio") &&
      this.#audio.takes(inlineData.mimeType as string)
    ) {
      const said = besideData(part);
      this.#begin();
      if (!isEmpty(said)) this.#places.push({ audio: true, ...said });
      this.#sound(this.#audio.add(inlineData.mimeType as string, inlineData.data), delta);
    } else {
      this.#begin();
      this.#places.push({ part });
    }
  }

  /** What was held back, at the end of the turn. */
  end(delta: GeminiDelta): void {
    this.#sound(this.#audio.end(), delta);
  }

  /** Where the parts stood, as far as it was not told yet; `undefined` when the message's own order says it. */
  takePlaces(): PartPlace[] | undefined {
    if (this.#told === 0 && isPlain(this.#places)) return undefined;
    const places = this.#places.slice(this.#told);
    this.#told = this.#places.length;
    this.#begin();
    return places.length === 0 ? undefined : places;
  }

  /** Another part begins: what follows is no piece of the one before. */
  #begin(): void {
    this.#textRun = undefined;
    this.#thinking = false;
  }

  #thought(text: string, signature: string | undefined, rest: object, delta: GeminiDelta): void {
    const continues = this.#thinking && !this.#exact && signature === undefined && isEmpty(rest);
    if (!continues) {
      this.#begin();
      this.#places.push({ reasoning: this.#blocks++, ...rest });
    }
    this.#thinking = signature === undefined;
    delta.reasoning_content = (delta.reasoning_content ?? "") + text;
    const detail: ReasoningDetail = {
      type: "reasoning.text",
      text,
      ...(signature === undefined ? {} : { signature }),
      format: REASONING_FORMAT,
      index: this.#blocks - 1,
    };
    const details = delta.reasoning_details ?? [];
    details.push(detail);
    delta.reasoning_details = details;
  }

  #call(
    call: WireFunctionCall,
    args: string | undefined,
    signature: string | undefined,
    rest: object,
    delta: GeminiDelta,
  ): void {
    const begins = typeof call.name === "string" && call.name !== "";
    delta.tool_calls ??= [];
    if (begins) {
      if (this.#open !== undefined) throw malformed("a function call to end before the next");
      const index = this.calls++;
      const id = typeof call.id === "string" && call.id !== "" ? call.id : this.#callId(index);
      const { id: _, name: __, args: ___, partialArgs: ____, willContinue: _____, ...more } = call;
      this.#places.push({
        tool_call: index,
        ...rest,
        ...(isEmpty(more) ? {} : { functionCall: more }),
      });
      this.#open = new PartialArguments();
      const google = signature === undefined ? undefined : { thought_signature: signature };
      delta.tool_calls.push({
        index,
        id,
        type: "function",
        function: { name: call.name as string, arguments: "" },
        ...(google === undefined ? {} : { extra_content: { google } }),
      });
    } else if (this.#open === undefined) {
      throw malformed("the name of a function call");
    }
    const open = this.#open as PartialArguments;
    open.add(call, args);
    if (call.willContinue === true) return;
    this.#open = undefined;
    this.#arguments(begins, open.toJSONText(), delta.tool_calls);
  }

  /** A call's arguments come in one piece, when they are whole: with its name, where the frame has that. */
  #arguments(begins: boolean, text: string, calls: ToolCallDelta[]): void {
    const last = calls.at(-1);
    if (begins && last?.function !== undefined) last.function.arguments = text;
    else calls.push({ index: this.calls - 1, function: { arguments: text } });
  }

  /** The same answer gives the same id. Its beginning says that it is not the API's. */
  #callId(index: number): string {
    return `${MADE_ID}${this.#seed}_${index}`.replace(/[^\w-]/g, "_");
  }

  #sound(piece: { data: string; format: string } | undefined, delta: GeminiDelta): void {
    if (piece === undefined) return;
    const data = (delta.audio?.data ?? "") + piece.data;
    delta.audio = { id: `audio_${this.#seed}`, data, format: piece.format };
  }
}

/**
 * Adds the parts of a candidate to its turn, and to what a frame brings.
 * @param candidate place of it in the answer, by which `raw` knows the arguments of its calls.
 */
export function addParts(
  turn: Turn,
  parts: readonly WirePart[],
  delta: GeminiDelta,
  candidate = 0,
  raw?: ArgumentsOf,
): void {
  for (const [index, part] of parts.entries()) {
    if (typeof part !== "object" || part === null) throw malformed("parts to be objects");
    turn.add(part, delta, raw === undefined ? undefined : () => raw(candidate, index));
  }
}

const MADE_ID = "gemini_";

/** Whether an id was made by us for a call that came without one: the API is not told it. */
export function isMadeId(id: string): boolean {
  return id.startsWith(MADE_ID);
}

/** What a part of media says beside its bytes and their type. */
function besideData({ inlineData, ...said }: WirePart): { [field: string]: unknown } {
  const { mimeType: _, data: __, ...more } = inlineData as { [field: string]: unknown };
  return isEmpty(more) ? said : { ...said, inlineData: more };
}

function isKind(mimeType: unknown, kind: string): boolean {
  return typeof mimeType === "string" && mimeType.startsWith(`${kind}/`);
}

function isEmpty(value: object): boolean {
  for (const _ in value) return false;
  return true;
}

function malformed(expected: string): MalformedFrameError {
  return new MalformedFrameError(`expected ${expected} in an answer of Gemini`);
}
