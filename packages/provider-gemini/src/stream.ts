import {
  type ChatCompletionChunk,
  type ChatCompletionChunkChoice,
  type DecodeContext,
  type Frame,
  MalformedFrameError,
  type StreamDecoder,
} from "@vllora/core/provider";
import { toAnnotations } from "./annotations.ts";
import {
  blockReasonOf,
  checkAnswer,
  fieldsOf,
  headOf,
  malformed,
  otherFields,
  seedOf,
  toLogprobs,
  toServiceTier,
  uncounted,
} from "./answer.ts";
import { toFinishReason } from "./finish-reason.ts";
import { PlainFrame } from "./plain-frame.ts";
import { rawArguments } from "./raw-arguments.ts";
import { addParts, type GeminiDelta, Turn } from "./turn.ts";
import { toUsage } from "./usage.ts";
import type { WireAnswer, WireCandidate, WirePart } from "./wire.ts";

/** Frames without a chunk: keep-alives. */
const NONE: readonly ChatCompletionChunk[] = [];

const NO_PARTS: readonly WirePart[] = [];

/** How often a stream may change what stands around its texts before nothing more is learned of it. */
const MOST_LESSONS = 16;

/**
 * Every frame is an answer with what is new of each candidate, and the usage so far. Nothing on the wire says that
 * the stream is over: it is whole when each candidate that was asked for has its finish reason, or the prompt was
 * blocked. More of a candidate after its finish reason opens it again, since old models say `STOP` in every frame.
 */
export function createDecoder(context: DecodeContext): StreamDecoder {
  return new GeminiDecoder(context);
}

type Fields = { [field: string]: unknown };

interface Progress {
  readonly turn: Turn;
  finished: boolean;
  /** What the candidate said beside its content; told with the finish reason, since frames repeat it. */
  fields: Fields | undefined;
}

class GeminiDecoder implements StreamDecoder {
  readonly #context: DecodeContext;
  readonly #expected: number;
  readonly #choices: Progress[] = [];
  #head: ReturnType<typeof headOf> | undefined;
  #begun = 0;
  #unfinished = 0;
  #blocked = false;
  /** What frames say beside their candidates; told with the end, since frames repeat it. */
  #fields: Fields | undefined;
  /** The last frame, where it brought text alone to a candidate that goes on. */
  #like: PlainFrame | undefined;
  #lessons = MOST_LESSONS;
  #current: Progress | undefined;
  #currentIndex = 0;

  constructor(context: DecodeContext) {
    this.#context = context;
    this.#expected = context.request.n ?? 1;
  }

  get finished(): boolean {
    return this.#blocked || (this.#begun >= this.#expected && this.#unfinished === 0);
  }

  push(frame: Frame): readonly ChatCompletionChunk[] {
    const { data } = frame;
    const text = this.#like?.textOf(data);
    if (text !== undefined) return [this.#plain(text)];
    this.#like = undefined;
    // No server of Google's sends it, but gateways before them do.
    if (data.charCodeAt(0) === 91 && data.startsWith("[DONE]")) return NONE;
    const answer = checkAnswer(parse(data));
    const { candidates, promptFeedback, usageMetadata } = answer;
    // Not one of this API's frames.
    if (candidates == null && promptFeedback == null && usageMetadata == null) return NONE;
    this.#head ??= headOf(answer, this.#context);
    const fields = otherFields(answer, "answer");
    if (fields !== undefined) this.#fields = added(this.#fields, fields);
    const choices = this.#choicesOf(candidates, data);
    const reason = blockReasonOf(answer);
    if (reason !== undefined && choices.length === 0) this.#block(reason, answer, choices);
    return [this.#chunk(answer, choices)];
  }

  /** The chunk of a frame that brings text alone to the candidate of the frame before. */
  #plain(text: string): ChatCompletionChunk {
    const { id, created, model } = this.#head as ReturnType<typeof headOf>;
    (this.#current as Progress).turn.addText(text);
    const choice: ChatCompletionChunkChoice = {
      index: this.#currentIndex,
      delta: { role: "assistant", content: text },
      finish_reason: null,
      native_finish_reason: null,
      logprobs: null,
    };
    return { id, object: "chat.completion.chunk", created, model, choices: [choice], usage: null };
  }

  #choicesOf(candidates: WireAnswer["candidates"], data: string): ChatCompletionChunkChoice[] {
    if (candidates == null) return [];
    if (!Array.isArray(candidates)) throw malformed("candidates to be a list");
    if (candidates.length === 1) {
      const choice = this.#choice(candidates[0] as WireCandidate, 0, data);
      if (choice.finish_reason === null && this.#lessons > 0) this.#learn(choice.index, data);
      // A list that grows by `push` is given room for seventeen.
      return [choice];
    }
    return candidates.map((candidate, position) => this.#choice(candidate, position, data));
  }

  /** Counts grow from frame to frame, so only those of the end are told, with all else about the answer. */
  #chunk(answer: WireAnswer, choices: ChatCompletionChunkChoice[]): ChatCompletionChunk {
    const { id, created, model } = this.#head as ReturnType<typeof headOf>;
    const chunk: ChatCompletionChunk = {
      id,
      object: "chat.completion.chunk",
      created,
      model,
      choices,
      usage: null,
    };
    if (!this.finished) return chunk;
    chunk.usage = toUsage(answer.usageMetadata, this.#context.provider) ?? null;
    const tier = toServiceTier(answer.usageMetadata);
    if (tier !== undefined) chunk.service_tier = tier;
    if (chunk.usage === null) Object.assign(chunk, uncounted(answer));
    if (this.#fields !== undefined) Object.assign(chunk, this.#fields);
    return chunk;
  }

  #choice(candidate: WireCandidate, position: number, data: string): ChatCompletionChunkChoice {
    if (typeof candidate !== "object" || candidate === null)
      throw malformed("candidates to be objects");
    const index = Number.isInteger(candidate.index) ? (candidate.index as number) : position;
    const progress = this.#progress(index);
    const parts = candidate.content?.parts;
    const delta = this.#delta(parts ?? NO_PARTS, progress.turn, position, data);
    const fields = fieldsOf(candidate);
    if (fields !== undefined) progress.fields = added(progress.fields, fields);
    const word = candidate.finishReason;
    const ends = typeof word === "string" && word !== "";
    if (ends) this.#finish(progress, delta, word);
    else if (progress.finished) this.#reopen(progress, delta);
    return {
      index,
      delta,
      finish_reason: ends ? toFinishReason(word, progress.turn.calls > 0) : null,
      native_finish_reason: ends ? word : null,
      logprobs:
        candidate.logprobsResult === undefined ? null : toLogprobs(candidate.logprobsResult),
    };
  }

  /** What is not as the frame before is learned anew; a stream that changes all the time is parsed. */
  #learn(index: number, data: string): void {
    this.#current = this.#progress(index);
    if (this.#current.finished || this.#blocked) return;
    this.#like = PlainFrame.like(data);
    if (this.#like === undefined) return;
    this.#currentIndex = index;
    this.#lessons--;
  }

  #progress(index: number): Progress {
    let progress = this.#choices[index];
    if (progress === undefined) {
      const seed = seedOf((this.#head as ReturnType<typeof headOf>).id, index, this.#context);
      progress = { turn: new Turn({ seed, exact: false }), finished: false, fields: undefined };
      this.#choices[index] = progress;
      this.#begun++;
      this.#unfinished++;
    }
    return progress;
  }

  #delta(parts: readonly WirePart[], turn: Turn, position: number, data: string): GeminiDelta {
    if (!Array.isArray(parts)) throw malformed("parts to be a list");
    const first = parts[0] as WirePart | undefined;
    if (parts.length === 1 && isText(first)) {
      turn.addText(first.text);
      return { role: "assistant", content: first.text };
    }
    const delta: GeminiDelta = { role: "assistant", content: null };
    addParts(turn, parts, delta, position, rawArguments(data));
    return delta;
  }

  #finish(progress: Progress, delta: GeminiDelta, word: string): void {
    const { turn } = progress;
    // Only a limit or a filter may end an answer in the middle of a call.
    if (turn.hasOpenCall && word === "STOP") throw malformed("the end of a function call");
    turn.end(delta);
    this.#tell(progress, delta);
    if (!progress.finished) this.#unfinished--;
    progress.finished = true;
  }

  /** What comes after a finish reason: more of the answer, or more about it. */
  #reopen(progress: Progress, delta: GeminiDelta): void {
    if (hasOutput(delta)) {
      progress.finished = false;
      this.#unfinished++;
    } else if (progress.fields !== undefined) this.#tell(progress, delta);
  }

  /** Tells what belongs to the whole of the turn, as far as it was not told yet. */
  #tell(progress: Progress, delta: GeminiDelta): void {
    const { turn, fields } = progress;
    const places = turn.takePlaces();
    progress.fields = undefined;
    if (fields !== undefined) {
      const annotations = toAnnotations(fields, turn.text);
      if (annotations.length > 0) delta.annotations = annotations;
    }
    if (places !== undefined || fields !== undefined) {
      const all = { ...(places === undefined ? {} : { parts: places }), ...fields };
      delta.provider_fields = { [this.#context.provider]: all };
    }
  }

  /** Ends what has not ended: all that was begun, or the one choice of a prompt that brought nothing. */
  #block(
    reason: string,
    { promptFeedback }: WireAnswer,
    choices: ChatCompletionChunkChoice[],
  ): void {
    if (this.#begun === 0) this.#progress(0);
    // Not by position: an index of the wire may be a large number.
    for (const [index, progress] of Object.entries(this.#choices)) {
      if (progress.finished) continue;
      const delta: GeminiDelta = { role: "assistant", content: null };
      progress.fields = added(progress.fields, { promptFeedback });
      this.#finish(progress, delta, reason);
      choices.push({
        index: Number(index),
        delta,
        finish_reason: "content_filter",
        native_finish_reason: reason,
        logprobs: null,
      });
    }
    this.#blocked = true;
  }
}

/** Most frames say nothing here, or the same again: no object is made for that. */
function added(known: Fields | undefined, fields: Fields): Fields {
  return known === undefined ? fields : Object.assign(known, fields);
}

/** A part that is text and says nothing else. */
function isText(part: WirePart | undefined): part is { text: string } {
  if (typeof part !== "object" || part === null || typeof part.text !== "string") return false;
  for (const key in part) if (key !== "text") return false;
  return true;
}

function hasOutput(delta: GeminiDelta): boolean {
  return (
    Boolean(delta.content) ||
    Boolean(delta.reasoning_content) ||
    delta.tool_calls !== undefined ||
    delta.images !== undefined ||
    delta.audio !== undefined
  );
}

function parse(data: string): unknown {
  try {
    return JSON.parse(data);
  } catch {
    // The parser's message quotes the text.
    throw new MalformedFrameError("expected JSON in a frame of a stream of Gemini");
  }
}
