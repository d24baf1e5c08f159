import {
  type ChatCompletionChunk,
  type ChatCompletionDelta,
  type DecodeContext,
  ErrorFrame,
  type FinishReason,
  type Frame,
  RawValues,
  type StreamDecoder,
} from "@vllora/core/provider";
import { textOf, toAnnotations, toReasoningDetail } from "./blocks.ts";
import { isIndex, malformed, parseEvent } from "./event.ts";
import { toFinishReason } from "./finish-reason.ts";
import { LayoutWriter } from "./layout.ts";
import {
  closedBlock,
  grow,
  keepPiece,
  type OpenBlock,
  openBlock,
  servedBy,
  takesInput,
} from "./open-block.ts";
import { extrasOfPiece } from "./piece.ts";
import { messageFields, toBlock, toRefusal } from "./response.ts";
import { readPlainDelta } from "./text-delta.ts";
import { mergeUsage, toServiceTier, toUsage } from "./usage.ts";
import type { WireBlock, WireDelta, WireEvent, WireMessage, WireUsage } from "./wire.ts";

/** Events without a chunk. */
const NONE: readonly ChatCompletionChunk[] = [];

/** Where frames have the input of a block that is whole from the start. */
const BLOCK_INPUT = ["content_block", "input"];
const MESSAGE_INPUTS = ["message", "content", "*", "input"];

/**
 * Events of a message → chunks. Text, thinking and arguments are passed on as they come; what has to go back
 * exactly (a thinking block with its signature, a server's block, citations) comes whole when its block is closed.
 * Only `message_stop` ends the answer: before it, neither a finish reason nor usage is told.
 * @see https://platform.claude.com/docs/en/build-with-claude/streaming
 */
export function createDecoder(context: DecodeContext): StreamDecoder {
  return new MessageDecoder(context);
}

class MessageDecoder implements StreamDecoder {
  readonly #provider: string;
  readonly #created: number;
  readonly #open: (OpenBlock | undefined)[] = [];
  readonly #layout = new LayoutWriter();
  #id: string | undefined;
  #model: string;
  #begun = false;
  #length = 0;
  #details = 0;
  #calls = 0;
  #reason: string | undefined;
  #usage: WireUsage | undefined;
  #fields: { readonly [field: string]: unknown } | undefined;
  closed = false;

  constructor(context: DecodeContext) {
    this.#provider = context.provider;
    this.#created = context.created;
    this.#model = context.model;
  }

  get finished(): boolean {
    return this.closed && this.#reason !== undefined && this.#open.every((block) => !block);
  }

  push(frame: Frame): readonly ChatCompletionChunk[] {
    const plain = readPlainDelta(frame.data);
    if (plain !== undefined) {
      const block = this.#openAt(plain.index);
      return plain.thinking ? this.#thinking(block, plain.text) : this.#text(block, plain.text);
    }
    const event = parseEvent(frame);
    if (event.type === "content_block_delta") return this.#delta(event);
    switch (event.type) {
      case "message_start":
        return this.#start(event, frame.data);
      case "content_block_start":
        return this.#openBlock(event, new RawValues(frame.data, BLOCK_INPUT));
      case "content_block_stop":
        return this.#closeBlock(event);
      case "message_delta":
        return this.#messageDelta(event);
      case "message_stop":
        return this.#stop();
      case "error":
        throw new ErrorFrame(event);
      default:
        // `ping`, and events of the future.
        return NONE;
    }
  }

  #start({ type: _, message, ...others }: WireEvent, data: string): readonly ChatCompletionChunk[] {
    if (typeof message !== "object" || message === null) throw malformed("a message");
    if (this.#id !== undefined) {
      // Said twice it is the same answer; another one in the middle would be mixed into the first.
      if (message.id === this.#id && !this.#begun) return NONE;
      throw malformed("one message");
    }
    this.#id = textOf(message.id);
    if (typeof message.model === "string") this.#model = message.model;
    this.#take({ ...message, ...others }, message.usage);
    // Code that runs at the provider calls tools with messages that are whole from the start.
    const chunks: ChatCompletionChunk[] = [];
    const blocks = Array.isArray(message.content) ? message.content : [];
    const inputs = new RawValues(data, MESSAGE_INPUTS);
    for (const [index, block] of blocks.entries()) {
      chunks.push(...this.#openBlock({ index, content_block: block as WireBlock }, inputs, index));
      chunks.push(...this.#closeBlock({ index }));
    }
    return chunks;
  }

  /** Begins a block, whose input is at a place of those that are known of its frame. */
  #openBlock(
    { index, content_block: value }: WireEvent,
    inputs: RawValues,
    ...place: readonly number[]
  ): readonly ChatCompletionChunk[] {
    if (this.#id === undefined) throw malformed("message_start first");
    if (!isIndex(index)) throw malformed("the index of a block");
    if (this.#open[index] !== undefined) throw malformed("a block to begin once");
    const wire = toBlock(value);
    const { type } = wire;
    const call = type === "tool_use" ? this.#calls++ : -1;
    // Most begin with an empty one, and have theirs in pieces.
    const input = isEmpty(wire["input"]) ? undefined : inputs.at(...place);
    const block = openBlock(wire, this.#length, call, input);
    this.#open[index] = block;
    if (type === "text") return this.#text(block, textOf(wire["text"]));
    if (type === "thinking") return this.#thinking(block, textOf(wire["thinking"]));
    // The final answer is that of the model which took over.
    if (type === "fallback") this.#model = servedBy(wire) ?? this.#model;
    if (type !== "tool_use") return NONE;
    const named = { name: textOf(wire["name"]), arguments: "" };
    const id = textOf(wire["id"]);
    return this.#chunk({ tool_calls: [{ index: call, id, type: "function", function: named }] });
  }

  #delta({ index, delta }: WireEvent): readonly ChatCompletionChunk[] {
    if (!isIndex(index)) throw malformed("the index of a block");
    const block = this.#openAt(index);
    if (typeof delta !== "object" || delta === null) throw malformed("a delta");
    const chunks = this.#piece(block, delta);
    if (chunks === undefined) {
      keepPiece(block, delta);
      return NONE;
    }
    const extras = extrasOfPiece(delta);
    if (extras === undefined) return chunks;
    const fields = { deltas: [{ index, type: delta.type, ...extras }] };
    return [...chunks, ...this.#chunk({ provider_fields: { [this.#provider]: fields } })];
  }

  /** What a piece adds; `undefined` where nobody knows. */
  #piece(block: OpenBlock, delta: WireDelta): readonly ChatCompletionChunk[] | undefined {
    switch (delta.type) {
      case "text_delta":
        return this.#text(block, textOf(delta.text));
      case "input_json_delta":
        if (!takesInput(block)) return undefined;
        return this.#arguments(block, textOf(delta.partial_json));
      case "thinking_delta":
        return this.#thinking(block, textOf(delta.thinking));
      case "signature_delta":
        block.signature = delta.signature;
        return NONE;
      case "citations_delta":
        block.citations ??= [];
        block.citations.push(delta.citation);
        return NONE;
      case "compaction_delta":
        block.wire = { ...block.wire, ...delta, type: block.type };
        return NONE;
      default:
        return undefined;
    }
  }

  #openAt(index: number | undefined): OpenBlock {
    const block = this.#open[index as number];
    if (block === undefined) throw malformed("pieces of a block that has begun");
    return block;
  }

  #text(block: OpenBlock, text: string): readonly ChatCompletionChunk[] {
    if (text === "") return NONE;
    if (block.type !== "text") {
      grow(block, "text", text);
      return NONE;
    }
    block.length += text.length;
    this.#length += text.length;
    if (block.citations !== undefined) block.text += text;
    return this.#chunk({ content: text });
  }

  #thinking(block: OpenBlock, text: string): readonly ChatCompletionChunk[] {
    if (text === "") return NONE;
    if (block.type !== "thinking") {
      grow(block, "thinking", text);
      return NONE;
    }
    block.text += text;
    return this.#chunk({ reasoning_content: text });
  }

  #arguments(block: OpenBlock, text: string): readonly ChatCompletionChunk[] {
    if (text === "") return NONE;
    block.length += text.length;
    if (block.type === "tool_use") {
      return this.#chunk({ tool_calls: [{ index: block.call, function: { arguments: text } }] });
    }
    block.text += text;
    return NONE;
  }

  #closeBlock({ index }: WireEvent): readonly ChatCompletionChunk[] {
    if (!isIndex(index)) throw malformed("the index of a block");
    const block = this.#open[index];
    if (block === undefined) throw malformed("a block that has begun to end");
    this.#open[index] = undefined;
    const { wire, cut } = closedBlock(block);
    // Cut by the token limit: it is for reading, and would not be taken back.
    if (cut) return this.#chunk({ provider_fields: { [this.#provider]: { cut_blocks: [wire] } } });
    const delta = this.#ending(block, wire);
    const entries = this.#layout.add(wire, block.length);
    if (entries.length > 0) delta.provider_fields = { [this.#provider]: { blocks: [...entries] } };
    return Object.keys(delta).length === 0 ? NONE : this.#chunk(delta);
  }

  /** What a block brings at its end. */
  #ending(
    { type, start, length, call, input, citations }: OpenBlock,
    wire: WireBlock,
  ): ChatCompletionDelta {
    if (type === "text") {
      const annotations = toAnnotations(citations, start, start + length);
      return annotations.length === 0 ? {} : { annotations };
    }
    if (type === "thinking" || type === "redacted_thinking") {
      return { reasoning_details: [toReasoningDetail(wire, this.#details++)] };
    }
    if (type !== "tool_use" || length > 0) return {};
    // Arguments that did not come in pieces are those that the block began with.
    const whole = input ?? JSON.stringify(wire["input"] ?? {});
    return { tool_calls: [{ index: call, function: { arguments: whole } }] };
  }

  #messageDelta(event: WireEvent): readonly ChatCompletionChunk[] {
    const { type: _type, delta, usage, ...others } = event;
    this.#take({ ...delta, ...others }, usage);
    return NONE;
  }

  /** Remembers what is told at the end; what comes later counts. */
  #take(message: WireMessage, usage: WireUsage | null | undefined): void {
    if (typeof message.stop_reason === "string") this.#reason = message.stop_reason;
    if (usage != null) this.#usage = mergeUsage(this.#usage, usage);
    const fields = messageFields(message);
    if (fields !== undefined) this.#fields = { ...this.#fields, ...fields };
  }

  #stop(): readonly ChatCompletionChunk[] {
    this.closed = true;
    if (!this.finished) return NONE;
    const reason = this.#reason as string;
    const refusal = toRefusal(this.#fields);
    const delta: ChatCompletionDelta = {
      ...(refusal === null ? {} : { refusal }),
      ...(this.#fields === undefined
        ? {}
        : { provider_fields: { [this.#provider]: this.#fields } }),
    };
    const end = this.#chunk(delta, toFinishReason(reason), reason);
    const usage = toUsage(this.#usage);
    if (usage === undefined) return end;
    return [...end, { ...this.#head([]), usage, ...toServiceTier(this.#usage) }];
  }

  #chunk(
    delta: ChatCompletionDelta,
    finish: FinishReason | null = null,
    native: string | null = null,
  ): ChatCompletionChunk[] {
    const chunk = this.#head([
      { index: 0, delta, finish_reason: finish, native_finish_reason: native },
    ]);
    if (this.#begun) return [chunk];
    this.#begun = true;
    const role: ChatCompletionDelta = { role: "assistant" };
    const first = { index: 0, delta: role, finish_reason: null, native_finish_reason: null };
    return [this.#head([first]), chunk];
  }

  #head(choices: ChatCompletionChunk["choices"]): ChatCompletionChunk {
    return {
      id: this.#id as string,
      object: "chat.completion.chunk",
      created: this.#created,
      model: this.#model,
      choices,
    };
  }
}

function isEmpty(input: unknown): boolean {
  return typeof input !== "object" || input === null || Object.keys(input).length === 0;
}
