import type {
  ChatCompletion,
  ChatCompletionChoice,
  ChatCompletionChunk,
  ChatCompletionChunkChoice,
  ChatCompletionDelta,
  ChatLogprobs,
  FinishReason,
  ReasoningDetail,
  ToolCall,
  ToolCallDelta,
  Usage,
} from "@vllora/types";
import type { PartialChoice, PartialCompletion } from "./errors.ts";

/**
 * Puts the chunks of a stream together again. It also checks what the chunk's maker promised, for it has to
 * look at these fields anyway.
 */
export class ChunkCollector {
  readonly #violation: (problem: string) => Error;
  readonly #choices: ChoiceState[] = [];
  readonly #extra = new Map<string, unknown>();
  #id = "";
  #created: number | undefined;
  #model = "";
  #usage: Usage | undefined;
  #hasOutput = false;

  /** @param violation makes the error for a chunk that breaks the contract. */
  constructor(violation: (problem: string) => Error) {
    this.#violation = violation;
  }

  /** Something of the answer came: text, reasoning, a tool call, or its end. A role is not output. */
  get hasOutput(): boolean {
    return this.#hasOutput;
  }

  get usage(): Usage | undefined {
    return this.#usage;
  }

  add(chunk: ChatCompletionChunk): void {
    for (const key in chunk) {
      switch (key) {
        case "choices":
          for (const choice of chunk.choices) this.#addChoice(choice);
          break;
        case "id":
          if (this.#id === "") this.#id = chunk.id;
          break;
        case "model":
          if (this.#model === "") this.#model = chunk.model;
          break;
        case "created":
          this.#created ??= chunk.created;
          break;
        case "usage":
          if (chunk.usage != null) this.#usage = this.#checkUsage(chunk.usage);
          break;
        case "object":
        // Ours, in runs with tools.
        case "step":
        // Padding against traffic analysis, not part of the answer.
        case "obfuscation":
          break;
        default: {
          const value = (chunk as unknown as Record<string, unknown>)[key];
          if (value != null) this.#extra.set(key, value);
        }
      }
    }
  }

  /** What is missing of a whole answer; `undefined` when nothing is. */
  get missing(): string | undefined {
    const choices = this.#present();
    if (choices.length === 0) return "a stream that is whole without a choice";
    const open = choices.find(({ finished }) => !finished);
    return open && `a stream that is whole without the finish_reason of choice ${open.index}`;
  }

  /** The whole answer; call it only when the stream reached its end and nothing is {@link missing}. */
  complete(): ChatCompletion {
    return withExtra(this.#extra, {
      id: this.#id,
      object: "chat.completion",
      created: this.#created ?? 0,
      model: this.#model,
      choices: this.#present().map((choice) => choice.complete()),
      ...(this.#usage === undefined ? {} : { usage: this.#usage }),
    });
  }

  /** What has arrived so far. */
  partial(): PartialCompletion {
    return {
      ...(this.#id === "" ? {} : { id: this.#id }),
      ...(this.#model === "" ? {} : { model: this.#model }),
      ...(this.#created === undefined ? {} : { created: this.#created }),
      choices: this.#present().map((choice) => choice.partial()),
      ...(this.#usage === undefined ? {} : { usage: this.#usage }),
    };
  }

  #present(): ChoiceState[] {
    return this.#choices.filter((choice) => choice !== undefined);
  }

  #addChoice(choice: ChatCompletionChunkChoice): void {
    const { index } = choice;
    if (!isOrdinal(index)) throw this.#violation(`choice index ${String(index)}`);
    let state = this.#choices[index];
    if (state === undefined) {
      state = new ChoiceState(index, this.#violation);
      this.#choices[index] = state;
    }
    if (state.add(choice)) this.#hasOutput = true;
  }

  #checkUsage(usage: Usage): Usage {
    if (!isUsage(usage)) throw this.#violation(USAGE_SHAPE);
    return usage;
  }
}

/** More choices or tool calls than any model gives; the wire could else make us allocate without end. */
const LARGEST_INDEX = 4096;

function isOrdinal(index: unknown): boolean {
  return Number.isInteger(index) && (index as number) >= 0 && (index as number) < LARGEST_INDEX;
}

const FINISH_REASONS: ReadonlySet<string> = new Set<FinishReason | "other">([
  "stop",
  "length",
  "tool_calls",
  "content_filter",
  "function_call",
  "other",
]);

const USAGE_SHAPE = "usage without prompt_tokens, completion_tokens and total_tokens";

function isUsage(usage: Usage): boolean {
  return (
    typeof usage.prompt_tokens === "number" &&
    typeof usage.completion_tokens === "number" &&
    typeof usage.total_tokens === "number"
  );
}

/** What is wrong with a whole answer that a codec made; `undefined` when nothing is. */
export function completionProblem(completion: ChatCompletion): string | undefined {
  if (!Array.isArray(completion?.choices) || completion.choices.length === 0) {
    return "a completion without choices";
  }
  for (const choice of completion.choices) {
    if (typeof choice?.message !== "object" || choice.message === null)
      return "a choice without a message";
    if (!isFinishReason(choice.finish_reason)) {
      return `finish_reason ${JSON.stringify(choice.finish_reason)}`;
    }
  }
  return completion.usage == null || isUsage(completion.usage) ? undefined : USAGE_SHAPE;
}

/** Whether a word is one that codecs may use as `finish_reason`. */
function isFinishReason(word: unknown): boolean {
  return typeof word === "string" && FINISH_REASONS.has(word);
}

const CALL_FIELDS: ReadonlySet<string> = new Set(["index", "id", "type", "function", "custom"]);

interface ToolCallState {
  id: string | undefined;
  type: "function" | "custom";
  name: string | undefined;
  text: string;
  /** Fields that are not modelled; made when there is one. */
  extra: Map<string, unknown> | undefined;
}

class ChoiceState {
  readonly #violation: (problem: string) => Error;
  readonly index: number;
  readonly #calls: ToolCallState[] = [];
  /** Fields that are not modelled; made when there is one. */
  #message: Map<string, unknown> | undefined;
  #extra: Map<string, unknown> | undefined;
  #content: string | null = null;
  #reasoning: string | undefined;
  #finish: FinishReason | null = null;
  #logprobs: ChatLogprobs | null = null;

  constructor(index: number, violation: (problem: string) => Error) {
    this.index = index;
    this.#violation = violation;
  }

  /** Whether the piece brought output. */
  add(choice: ChatCompletionChunkChoice): boolean {
    let output = this.#addDelta(choice.delta);
    for (const key in choice) {
      switch (key) {
        case "index":
        case "delta":
        // Some servers repeat the whole message beside each delta.
        case "message":
          break;
        case "finish_reason":
          if (choice.finish_reason == null) break;
          if (!isFinishReason(choice.finish_reason)) {
            throw this.#violation(`finish_reason ${JSON.stringify(choice.finish_reason)}`);
          }
          this.#finish = choice.finish_reason;
          output = true;
          break;
        case "logprobs":
          if (choice.logprobs != null) this.#addLogprobs(choice.logprobs);
          break;
        default: {
          const value = (choice as unknown as Record<string, unknown>)[key];
          if (value == null) break;
          this.#extra ??= new Map();
          this.#extra.set(key, value);
        }
      }
    }
    return output;
  }

  #addDelta(delta: ChatCompletionDelta): boolean {
    let output = false;
    for (const key in delta) {
      switch (key) {
        case "role":
          break;
        case "content":
          if (delta.content == null) break;
          this.#content = this.#content === null ? delta.content : this.#content + delta.content;
          if (delta.content !== "") output = true;
          break;
        case "reasoning_content":
          if (delta.reasoning_content == null) break;
          this.#reasoning =
            this.#reasoning === undefined
              ? delta.reasoning_content
              : this.#reasoning + delta.reasoning_content;
          if (delta.reasoning_content !== "") output = true;
          break;
        case "tool_calls":
          if (delta.tool_calls == null || delta.tool_calls.length === 0) break;
          for (const call of delta.tool_calls) this.#addCall(call);
          output = true;
          break;
        default: {
          const value = (delta as Record<string, unknown>)[key];
          if (value == null || value === "") break;
          this.#message ??= new Map();
          this.#message.set(key, joined(key, this.#message.get(key), value));
          output = true;
        }
      }
    }
    return output;
  }

  #addCall(delta: ToolCallDelta): void {
    if (!isOrdinal(delta.index)) {
      throw this.#violation(`tool call index ${String(delta.index)}`);
    }
    let call = this.#calls[delta.index];
    if (call === undefined) {
      call = { id: undefined, type: "function", name: undefined, text: "", extra: undefined };
      this.#calls[delta.index] = call;
    }
    const custom = (delta as { custom?: { name?: string; input?: string } | null }).custom;
    if (custom != null) call.type = "custom";
    // Some servers begin with empty words.
    call.id ||= delta.id;
    call.name ||= delta.function?.name ?? custom?.name;
    const piece = delta.function?.arguments ?? custom?.input;
    if (piece !== undefined) call.text += piece;
    for (const key in delta) {
      if (CALL_FIELDS.has(key)) continue;
      const value = (delta as unknown as Record<string, unknown>)[key];
      if (value == null) continue;
      call.extra ??= new Map();
      call.extra.set(key, joined(key, call.extra.get(key), value));
    }
  }

  #addLogprobs(logprobs: ChatLogprobs): void {
    this.#logprobs ??= { content: null, refusal: null };
    for (const key of ["content", "refusal"] as const) {
      const tokens = logprobs[key];
      if (tokens == null) continue;
      const known = this.#logprobs[key];
      if (known === null) this.#logprobs[key] = [...tokens];
      else known.push(...tokens);
    }
  }

  complete(): ChatCompletionChoice {
    const calls = this.#calls.filter((call) => call !== undefined);
    const message = {
      role: "assistant" as const,
      content: this.#content,
      refusal: null,
      ...this.#reasoningField(),
      ...(calls.length === 0 ? {} : { tool_calls: calls.map(toToolCall) }),
    };
    return withExtra(this.#extra, {
      index: this.index,
      message: withExtra(this.#message, message),
      // A stream whose choice has no reason never gets here.
      finish_reason: this.#finish as FinishReason,
      logprobs: this.#logprobs,
    });
  }

  get finished(): boolean {
    return this.#finish !== null;
  }

  partial(): PartialChoice {
    return {
      index: this.index,
      message: withExtra(this.#message, {
        role: "assistant" as const,
        content: this.#content,
        refusal: null,
        ...this.#reasoningField(),
      }),
      finish_reason: this.#finish,
      incomplete_tool_calls: this.#calls.flatMap((call, index) =>
        call === undefined ? [] : [{ index, id: call.id, name: call.name, arguments: call.text }],
      ),
    };
  }

  #reasoningField(): { reasoning_content?: string } {
    return this.#reasoning === undefined ? {} : { reasoning_content: this.#reasoning };
  }
}

function toToolCall(call: ToolCallState): ToolCall {
  const id = call.id ?? "";
  const name = call.name ?? "";
  const toolCall: ToolCall =
    call.type === "custom"
      ? { id, type: "custom", custom: { name, input: call.text } }
      : { id, type: "function", function: { name, arguments: call.text } };
  return withExtra(call.extra, toolCall);
}

/** Later pieces of a field that we do not model: text and lists grow, objects merge, the rest is replaced. */
function joined(key: string, known: unknown, value: unknown): unknown {
  if (key === "reasoning_details" && Array.isArray(value)) {
    return joinDetails(Array.isArray(known) ? known : [], value as ReasoningDetail[]);
  }
  if (known === undefined) return copied(value);
  if (typeof known === "string" && typeof value === "string") {
    return isIdentifier(key) ? value : known + value;
  }
  if (Array.isArray(known) && Array.isArray(value)) {
    known.push(...value);
    return known;
  }
  if (isRecord(known) && isRecord(value)) {
    const merged = { ...known };
    for (const [name, item] of Object.entries(value)) {
      if (item == null || name === "__proto__") continue;
      merged[name] = joined(name, merged[name], item);
    }
    return merged;
  }
  return copied(value);
}

/** What grows here must not grow in the chunk that the consumer has. */
function copied(value: unknown): unknown {
  return typeof value === "object" ? structuredClone(value) : value;
}

/** Such words are repeated from piece to piece, not continued. */
function isIdentifier(key: string): boolean {
  return (
    key === "id" || key === "type" || key === "name" || key.endsWith("_id") || key === "channel"
  );
}

/** Pieces of one block share its type and index. */
function joinDetails(
  known: ReasoningDetail[],
  pieces: readonly ReasoningDetail[],
): ReasoningDetail[] {
  for (const piece of pieces) {
    const last = known.at(-1);
    // A wire's list may hold anything.
    if (
      last == null ||
      piece == null ||
      last.type !== piece.type ||
      piece.index === undefined ||
      last.index !== piece.index
    ) {
      known.push(piece);
      continue;
    }
    const merged: Record<string, unknown> = { ...last };
    for (const [name, value] of Object.entries(piece)) {
      if (value == null || name === "__proto__") continue;
      const before = merged[name];
      const grows = name === "text" || name === "summary" || name === "data";
      merged[name] =
        grows && typeof before === "string" && typeof value === "string" ? before + value : value;
    }
    known[known.length - 1] = merged as unknown as ReasoningDetail;
  }
  return known;
}

/** Whether a value is an object with fields, not a list. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Adds fields of the wire to an object of ours, without touching its prototype. */
function withExtra<T extends object>(
  extra: ReadonlyMap<string, unknown> | undefined,
  target: T,
): T {
  if (extra === undefined) return target;
  for (const [key, value] of extra) {
    if (key !== "__proto__") (target as Record<string, unknown>)[key] = value;
  }
  return target;
}
