import { compactJSON, withInputJSON } from "@vllora/core/provider";
import { isObject } from "./blocks.ts";
import type { WireBlock, WireDelta } from "./wire.ts";

/** A block of a stream that has not been closed yet. */
export interface OpenBlock {
  kind: "unknown" | "text" | "reasoning" | "tool_use" | "server_tool_use" | "other";
  /** As it began: `{ toolUse: { toolUseId, name } }`. Text and reasoning begin with their first piece. */
  readonly start: WireBlock;
  /** Where its text begins in the content. */
  readonly offset: number;
  /** Ordinal among the tool calls. */
  call: number;
  /** What its pieces add up to. */
  text: string;
  /** Characters of arguments that were passed on. */
  length: number;
  signature: unknown;
  redacted: unknown;
  citations: unknown[] | undefined;
  /** Pieces of other kinds, by the name that they have in the delta. */
  others: { [kind: string]: unknown[] } | undefined;
}

/** A block as it begins. */
export function openBlock(start: WireBlock, offset: number): OpenBlock {
  const call = start["toolUse"];
  const kind = isObject(call)
    ? call["type"] === "server_tool_use"
      ? "server_tool_use"
      : "tool_use"
    : Object.keys(start).length > 0
      ? "other"
      : "unknown";
  return {
    kind,
    start,
    offset,
    call: -1,
    text: "",
    length: 0,
    signature: undefined,
    redacted: undefined,
    citations: undefined,
    others: undefined,
  };
}

/** Keeps a piece that has no meaning here. */
export function keep(block: OpenBlock, delta: WireDelta): void {
  for (const [kind, piece] of Object.entries(delta)) {
    block.others ??= Object.create(null) as { [kind: string]: unknown[] };
    block.others[kind] ??= [];
    block.others[kind].push(piece);
  }
}

/** The block as a whole answer would have it; `undefined` for an empty text, or arguments that were cut. */
export function wholeBlock(block: OpenBlock): WireBlock | undefined {
  const { kind, start, text, signature, redacted, citations } = block;
  switch (kind) {
    case "unknown":
    case "text":
      if (citations !== undefined) {
        return { citationsContent: { ...(text === "" ? {} : { content: [{ text }] }), citations } };
      }
      return text === "" ? undefined : { text };
    case "reasoning":
      if (redacted !== undefined) return { reasoningContent: { redactedContent: redacted } };
      return {
        reasoningContent: {
          reasoningText: { text, ...(typeof signature === "string" ? { signature } : {}) },
        },
      };
    // Arguments were handed on as they came.
    case "tool_use":
      return start;
    case "server_tool_use": {
      const input = inputOf(text);
      if (input === undefined) return undefined;
      const call = { ...(start["toolUse"] as WireBlock), input };
      return { toolUse: text === "" ? call : withInputJSON(call, compactJSON(text)) };
    }
    case "other":
      return withPieces(start, block.others);
  }
}

function inputOf(text: string): unknown {
  if (text === "") return {};
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** Results of tools that Bedrock runs come as lists, images as bytes. */
function withPieces(start: WireBlock, others: OpenBlock["others"]): WireBlock {
  const { toolResult: result, image } = start;
  const results = others?.["toolResult"];
  if (isObject(result)) {
    return { toolResult: { ...result, content: (results ?? []).flat() } };
  }
  const images = others?.["image"];
  if (isObject(image) && images !== undefined) {
    return { image: { ...image, ...joinedImage(images) } };
  }
  return others === undefined ? start : { ...start, ...others };
}

function joinedImage(pieces: readonly unknown[]): object {
  const sources = pieces.flatMap((piece) => (isObject(piece) ? [piece["source"]] : []));
  const bytes = sources.flatMap((source) =>
    isObject(source) && typeof source["bytes"] === "string" ? [source["bytes"]] : [],
  );
  if (bytes.length < 2) return Object.assign({}, ...pieces.filter(isObject)) as object;
  return { source: { bytes: btoa(bytes.map((piece) => atob(piece)).join("")) } };
}
