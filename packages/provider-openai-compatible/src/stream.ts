import {
  type ChatCompletionChunk,
  type DecodeContext,
  ErrorFrame,
  type Frame,
  MalformedFrameError,
  type StreamDecoder,
} from "@vllora/core/provider";
import { flattenContent, nameReasoning } from "./content.ts";
import { nameFinishReason, toFinishReason } from "./finish-reason.ts";
import { argumentsText, toolCallId } from "./response.ts";
import { expectedOfCall, expectedOfLogprobs, expectedOfTexts, isOrdinal } from "./shapes.ts";
import { toUsage } from "./usage.ts";
import type { WireAnswer, WireChoice, WireMessage, WireToolCall } from "./wire.ts";

/** Frames without a chunk: the end, and keep-alives. */
const NONE: readonly ChatCompletionChunk[] = [];

/**
 * A frame is a chunk already: it is parsed, checked where servers differ, and handed on as it is. The answer is
 * whole when every choice that began has its finish reason. `[DONE]` closes the stream; some servers leave it
 * out, so it is needed only where `needsDone` says that the server always sends it.
 */
export function createDecoder(context: DecodeContext, needsDone = false): StreamDecoder {
  return new CompatibleDecoder(context, needsDone);
}

interface ChoiceProgress {
  finished: boolean;
  /** The content came as a list of parts. */
  listed: boolean;
  readonly calls: CallProgress[];
}

interface CallProgress {
  readonly id: string;
  named: boolean;
}

class CompatibleDecoder implements StreamDecoder {
  // Not the context: it has the request in it, which need not live as long as the stream.
  readonly #provider: string;
  readonly #model: string;
  readonly #created: number;
  readonly #expected: number;
  readonly #choices: ChoiceProgress[] = [];
  #begun = 0;
  #unfinished = 0;
  #id: string | undefined;
  #called = false;
  #counted = false;
  closed = false;
  readonly #needsDone: boolean;

  constructor(context: DecodeContext, needsDone: boolean) {
    this.#provider = context.provider;
    this.#model = context.model;
    this.#created = context.created;
    this.#needsDone = needsDone;
    this.#expected = context.request.n ?? 1;
  }

  get finished(): boolean {
    if (this.#begun === 0 || this.#unfinished > 0) return false;
    if (this.closed) return true;
    // Without `[DONE]`, another tool call may have been on its way; usage comes after everything else.
    return !this.#needsDone && this.#begun >= this.#expected && (!this.#called || this.#counted);
  }

  push(frame: Frame): readonly ChatCompletionChunk[] {
    const { data } = frame;
    if (data.charCodeAt(0) === 91 && data.startsWith("[DONE]")) {
      this.closed = true;
      return NONE;
    }
    if (frame.event === "error") throw new ErrorFrame(readable(data));
    const answer = parse(data);
    if (answer.error != null) throw new ErrorFrame(answer);
    this.#complete(answer);
    const choices = answer.choices as WireChoice[];
    for (let index = 0; index < choices.length; index++) {
      this.#choice(choices[index] as WireChoice, index);
    }
    return [answer as unknown as ChatCompletionChunk];
  }

  /** Fills in what servers leave out of the head of a chunk. */
  #complete(answer: WireAnswer): void {
    if (answer.object !== "chat.completion.chunk") answer.object = "chat.completion.chunk";
    if (!Array.isArray(answer.choices)) answer.choices = [];
    if (typeof answer.id !== "string") answer.id = this.#id ?? "";
    this.#id ??= answer.id as string;
    if (typeof answer.created !== "number") answer.created = this.#created;
    if (typeof answer.model !== "string") answer.model = this.#model;
    const usage = answer.usage ?? answer.x_groq?.usage;
    if (usage == null) return;
    answer.usage = toUsage(usage) ?? null;
    this.#counted = this.#begun > 0 && this.#unfinished === 0;
  }

  #choice(choice: WireChoice, position: number): void {
    if (typeof choice !== "object" || choice === null) throw malformed("choices to be objects");
    if (!Number.isInteger(choice.index)) choice.index = position;
    if (!isOrdinal(choice.index)) throw malformed("a number of a choice");
    if (choice.error != null) throw new ErrorFrame({ error: choice.error });
    const progress = this.#progress(choice.index as number);
    choice.delta ??= {};
    const { delta } = choice;
    if (typeof delta !== "object" || Array.isArray(delta)) throw malformed("delta to be an object");
    if (Array.isArray(delta.content)) progress.listed = true;
    // Once the server sent parts, plain text is a part of the same list.
    if (progress.listed) flattenContent(delta, this.#provider);
    if (delta.reasoning !== undefined) nameReasoning(delta);
    const expected = expectedOfTexts(delta) ?? expectedOfLogprobs(choice);
    if (expected !== undefined) throw malformed(expected);
    if (delta.tool_calls != null)
      this.#toolCalls(delta.tool_calls, progress, choice.index as number);
    const word = choice.finish_reason;
    if (word == null || word === "") {
      choice.finish_reason = null;
      // Together ends each tool call of a turn with a finish reason: more output means that it was not the last.
      if (progress.finished && hasOutput(delta)) {
        progress.finished = false;
        this.#unfinished++;
      }
      return;
    }
    if (typeof word !== "string") throw malformed("finish_reason to be a word");
    if (progress.calls.some(({ named }) => !named)) throw malformed("the name of a tool call");
    choice.finish_reason = toFinishReason(word, progress.calls.length > 0);
    nameFinishReason(choice, word);
    if (!progress.finished) this.#unfinished--;
    progress.finished = true;
  }

  #progress(index: number): ChoiceProgress {
    let progress = this.#choices[index];
    if (progress === undefined) {
      progress = { finished: false, listed: false, calls: [] };
      this.#choices[index] = progress;
      this.#begun++;
      this.#unfinished++;
    }
    return progress;
  }

  #toolCalls(value: unknown, { calls }: ChoiceProgress, choice: number): void {
    if (!Array.isArray(value)) throw malformed("tool_calls to be a list");
    if (value.length > 0) this.#called = true;
    for (const call of value as WireToolCall[]) {
      if (typeof call !== "object" || call === null) throw malformed("tool calls to be objects");
      const expected = expectedOfCall(call);
      if (expected !== undefined) throw malformed(expected);
      const index = this.#callIndex(call, calls);
      call.index = index;
      if (calls[index] === undefined) {
        const id = typeof call.id === "string" && call.id !== "" ? call.id : undefined;
        call.id = id ?? toolCallId(`${this.#id}_${choice}`, index);
        calls[index] = { id: call.id as string, named: false };
      } else if (call.id !== undefined && (typeof call.id !== "string" || call.id === "")) {
        delete call.id;
      }
      if (call.function?.name || call.custom?.name) (calls[index] as CallProgress).named = true;
      const text = call.function?.arguments;
      if (call.function != null && text !== undefined && typeof text !== "string") {
        call.function.arguments = argumentsText(text);
      }
    }
  }

  /**
   * The ordinal of a call. Servers that give none mean the call whose id they repeat, or else the last one; some
   * give 0 to every call, and only a new id with a name says that another call begins.
   */
  #callIndex(call: WireToolCall, calls: readonly CallProgress[]): number {
    const id = typeof call.id === "string" && call.id !== "" ? call.id : undefined;
    const given = Number.isInteger(call.index) ? (call.index as number) : undefined;
    if (given !== undefined && !isOrdinal(given)) throw malformed("a number of a tool call");
    const known = given === undefined ? undefined : calls[given];
    if (given !== undefined && (known === undefined || id === undefined || known.id === id)) {
      return given;
    }
    if (id !== undefined) {
      const same = calls.findIndex((other) => other?.id === id);
      if (same >= 0) return same;
    }
    const begins =
      id !== undefined && typeof call.function?.name === "string" && call.function.name !== "";
    if (begins || calls.length === 0) return calls.length;
    return given ?? calls.length - 1;
  }
}

function hasOutput({
  content,
  reasoning_content: reasoning,
  tool_calls: calls,
}: WireMessage): boolean {
  return Boolean(content) || Boolean(reasoning) || (Array.isArray(calls) && calls.length > 0);
}

/** The JSON of an error, or its text. What says nothing, or begins like JSON and is none, was cut. */
function readable(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    if (/^\s*([[{]|$)/.test(data)) throw malformed("JSON");
    return data;
  }
}

function parse(data: string): WireAnswer {
  let value: unknown;
  try {
    value = JSON.parse(data);
  } catch {
    // The parser's message quotes the text.
    throw malformed("JSON");
  }
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw malformed("an object");
  return value as WireAnswer;
}

function malformed(expected: string): MalformedFrameError {
  return new MalformedFrameError(`expected ${expected} in a frame of a chat completion stream`);
}
