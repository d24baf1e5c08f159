import type {
  ChatCompletionChunk,
  ChatCompletionDelta,
  DecodeContext,
  FinishReason,
  Frame,
  StreamDecoder,
} from "@vllora/core/provider";
import { extrasOf, isObject, textOf, toAnnotations, toReasoningDetail } from "./blocks.ts";
import { indexOf, malformed, parseEvent } from "./event.ts";
import { toFinishReason } from "./finish-reason.ts";
import { LayoutWriter } from "./layout.ts";
import { traitsOf } from "./models.ts";
import { keep, type OpenBlock, openBlock, wholeBlock } from "./open-block.ts";
import { readPlainDelta } from "./plain-delta.ts";
import { checkCall } from "./response.ts";
import { toServiceTier, toUsage } from "./usage.ts";
import type { WireBlock, WireDelta, WireEvent } from "./wire.ts";

/** Events without a chunk. */
const NONE: readonly ChatCompletionChunk[] = [];

/**
 * Events of ConverseStream → chunks. Text, reasoning and arguments are passed on as they come; what has to go back
 * exactly (reasoning with its signature, citations, results of Bedrock's own tools) comes whole when its block is
 * closed. `messageStop` and `metadata` together end the answer: the API always sends both, so without either it was
 * cut. Before that, neither a finish reason nor usage is told.
 * @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html
 */
export function createDecoder(context: DecodeContext): StreamDecoder {
  return new ConverseDecoder(context);
}

class ConverseDecoder implements StreamDecoder {
  readonly #provider: string;
  readonly #created: number;
  readonly #id: string;
  readonly #model: string;
  readonly #reasoningFormat: string;
  readonly #open: (OpenBlock | undefined)[] = [];
  readonly #layout = new LayoutWriter();
  #begun = false;
  #length = 0;
  #details = 0;
  #calls = 0;
  #reason: string | undefined;
  #metadata: WireEvent | undefined;
  #fields: { readonly [field: string]: unknown } | undefined;
  closed = false;

  constructor(context: DecodeContext) {
    this.#provider = context.provider;
    this.#created = context.created;
    this.#id = context.requestId ?? "";
    this.#model = context.model;
    this.#reasoningFormat = traitsOf(context.model).reasoningFormat;
  }

  get finished(): boolean {
    return this.closed;
  }

  push(frame: Frame): readonly ChatCompletionChunk[] {
    switch (frame.event) {
      case "contentBlockDelta": {
        const plain = readPlainDelta(frame.data);
        if (plain === undefined) return this.#delta(parseEvent(frame));
        const block = this.#blockAt(plain.index);
        return plain.isInput ? this.#input(block, plain.text) : this.#text(block, plain.text);
      }
      case "contentBlockStart":
        return this.#start(parseEvent(frame));
      case "contentBlockStop":
        return this.#close(parseEvent(frame));
      case "messageStop":
        return this.#stop(parseEvent(frame));
      case "metadata":
        return this.#metadataOf(parseEvent(frame));
      default:
        // `messageStart`, which says nothing new, and events of the future.
        return NONE;
    }
  }

  #start(event: WireEvent): readonly ChatCompletionChunk[] {
    const index = indexOf(event);
    if (this.#open[index] !== undefined) throw malformed("a block to begin once");
    const start: WireBlock = isObject(event.start) ? event.start : {};
    const { toolUse: call } = start;
    if (call !== undefined) checkCall(call);
    const block = openBlock(start, this.#length);
    this.#open[index] = block;
    if (block.kind !== "tool_use") return NONE;
    block.call = this.#calls++;
    const { toolUseId: id, name } = call as { toolUseId: string; name: string };
    const named = { name, arguments: "" };
    return this.#chunk({
      tool_calls: [{ index: block.call, id, type: "function", function: named }],
    });
  }

  #delta(event: WireEvent): readonly ChatCompletionChunk[] {
    const { delta } = event;
    if (!isObject(delta)) throw malformed("a delta");
    return this.#grow(this.#blockAt(indexOf(event)), delta as WireDelta);
  }

  /** Text and reasoning begin with their first piece. */
  #blockAt(index: number): OpenBlock {
    let block = this.#open[index];
    if (block === undefined) {
      block = openBlock({}, this.#length);
      this.#open[index] = block;
    }
    return block;
  }

  #text(block: OpenBlock, text: string): readonly ChatCompletionChunk[] {
    if (text === "") return NONE;
    this.#become(block, "text");
    this.#length += text.length;
    block.text += text;
    return this.#chunk({ content: text });
  }

  #input(block: OpenBlock, input: string): readonly ChatCompletionChunk[] {
    const { kind } = block;
    // A call without its name could not be answered.
    if (kind !== "tool_use" && kind !== "server_tool_use") {
      throw malformed("the beginning of a toolUse before its input");
    }
    if (input === "") return NONE;
    if (kind === "server_tool_use") {
      block.text += input;
      return NONE;
    }
    block.length += input.length;
    return this.#chunk({ tool_calls: [{ index: block.call, function: { arguments: input } }] });
  }

  #grow(block: OpenBlock, delta: WireDelta): readonly ChatCompletionChunk[] {
    const { text, toolUse, reasoningContent, citation } = delta;
    if (typeof text === "string") return this.#text(block, text);
    if (isObject(toolUse)) return this.#input(block, textOf(toolUse["input"]));
    if (isObject(reasoningContent)) return this.#reasoning(block, reasoningContent);
    if (citation !== undefined) {
      this.#become(block, "text");
      block.citations ??= [];
      block.citations.push(citation);
      return NONE;
    }
    if (block.kind === "unknown") block.kind = "other";
    keep(block, delta);
    return NONE;
  }

  #reasoning(
    block: OpenBlock,
    { text, signature, redactedContent }: NonNullable<WireDelta["reasoningContent"]>,
  ): readonly ChatCompletionChunk[] {
    this.#become(block, "reasoning");
    if (typeof signature === "string") block.signature = textOf(block.signature) + signature;
    if (typeof redactedContent === "string") {
      if (block.redacted !== undefined) throw malformed("redactedContent in one piece");
      block.redacted = redactedContent;
    }
    if (typeof text !== "string" || text === "") return NONE;
    block.text += text;
    return this.#chunk({ reasoning_content: text });
  }

  /** A block is of one kind, which its first piece tells. */
  #become(block: OpenBlock, kind: "text" | "reasoning"): void {
    if (block.kind === kind) return;
    if (block.kind !== "unknown") throw malformed(`pieces of one kind in a block`);
    block.kind = kind;
  }

  #close(event: WireEvent): readonly ChatCompletionChunk[] {
    const index = indexOf(event);
    const block = this.#open[index];
    // A text without a piece has no beginning either.
    if (block === undefined) return NONE;
    this.#open[index] = undefined;
    const wire = wholeBlock(block);
    const delta = this.#ending(block, wire);
    const entries = wire === undefined ? [] : this.#layout.add(wire);
    if (entries.length > 0) delta.provider_fields = { [this.#provider]: { blocks: [...entries] } };
    return Object.keys(delta).length === 0 ? NONE : this.#chunk(delta);
  }

  /** What a block brings at its end. */
  #ending(block: OpenBlock, wire: WireBlock | undefined): ChatCompletionDelta {
    switch (block.kind) {
      case "text": {
        const { citations, offset, text } = block;
        const annotations = toAnnotations(citations, offset, offset + text.length);
        return annotations.length === 0 ? {} : { annotations };
      }
      case "reasoning": {
        const format = this.#reasoningFormat;
        return {
          reasoning_details: [toReasoningDetail(wire as WireBlock, this.#details++, format)],
        };
      }
      case "tool_use":
        // Arguments that never came are none.
        if (block.length > 0) return {};
        return { tool_calls: [{ index: block.call, function: { arguments: "{}" } }] };
      case "server_tool_use": {
        if (wire !== undefined) return {};
        // Cut by the token limit: it is for reading, and would not be taken back.
        const cut = { toolUse: { ...(block.start["toolUse"] as WireBlock), input: block.text } };
        return { provider_fields: { [this.#provider]: { cut_blocks: [cut] } } };
      }
      default:
        return {};
    }
  }

  #stop(event: WireEvent): readonly ChatCompletionChunk[] {
    const { stopReason: reason } = event;
    if (typeof reason !== "string" || reason === "") throw malformed("a stopReason");
    if (this.#open.some((block) => block !== undefined)) {
      throw malformed("every block to be closed before messageStop");
    }
    this.#reason = reason;
    this.#fields = { ...this.#fields, ...extrasOf(event, ["stopReason", PADDING]) };
    return this.#end();
  }

  #metadataOf(event: WireEvent): readonly ChatCompletionChunk[] {
    this.#metadata = event;
    this.#fields = { ...this.#fields, ...extrasOf(event, ["usage", PADDING]) };
    return this.#end();
  }

  /** The last chunks, when both have come. */
  #end(): readonly ChatCompletionChunk[] {
    const reason = this.#reason;
    if (reason === undefined || this.#metadata === undefined) return NONE;
    this.closed = true;
    const own = this.#fields ?? {};
    const delta: ChatCompletionDelta =
      Object.keys(own).length === 0 ? {} : { provider_fields: { [this.#provider]: own } };
    const end = this.#chunk(delta, toFinishReason(reason), reason);
    const usage = toUsage(this.#metadata.usage);
    if (usage === undefined) return end;
    return [...end, { ...this.#head([]), usage, ...toServiceTier(this.#metadata["serviceTier"]) }];
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
      id: this.#id,
      object: "chat.completion.chunk",
      created: this.#created,
      model: this.#model,
      choices,
    };
  }
}

/** Random letters against the reading of lengths, in every event. */
const PADDING = "p";
