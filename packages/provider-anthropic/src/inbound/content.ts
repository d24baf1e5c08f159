import { type ChatMessage, type ContentPart, textToBase64 } from "@vllora/core/provider";
import { extrasOf } from "../blocks.ts";
import type { WireBlock } from "../wire.ts";

/** Parts of a user message. */
export type UserPart = Exclude<Extract<ChatMessage, { role: "user" }>["content"], string>[number];
type TextPart = Extract<ContentPart, { type: "text" }>;
type ToolPart = Exclude<Extract<ChatMessage, { role: "tool" }>["content"], string>[number];

/** Blocks of a user message. One that our parts have no room for stays a block. */
export function toUserParts(blocks: readonly WireBlock[]): UserPart[] {
  return blocks.map((block) => {
    // The encoder takes a part of another type for the wire's block that it is.
    return (
      toFilePart(block) ?? toImagePart(block) ?? toTextPart(block) ?? (block as never as UserPart)
    );
  });
}

/** Blocks of instructions and of the model's texts. */
export function toTextParts(blocks: readonly WireBlock[]): TextPart[] {
  return blocks.map((block) => toTextPart(block) ?? (block as never as TextPart));
}

/** Blocks of a tool result; documents in it have no part of ours. */
export function toToolParts(blocks: readonly WireBlock[]): ToolPart[] {
  return blocks.map(
    (block) => toImagePart(block) ?? toTextPart(block) ?? (block as never as ToolPart),
  );
}

function toTextPart(block: WireBlock): TextPart | undefined {
  const { type, text } = block;
  if (type !== "text" || typeof text !== "string") return undefined;
  return { type: "text", text, ...sharedOf(block, ["text"]) };
}

function toImagePart(block: WireBlock): Extract<ContentPart, { type: "image_url" }> | undefined {
  const { type } = block;
  if (type !== "image") return undefined;
  const url = urlOf(block["source"] as WireBlock);
  if (url === undefined) return undefined;
  return { type: "image_url", image_url: { url }, ...sharedOf(block, ["source"]) };
}

function toFilePart(block: WireBlock): Extract<ContentPart, { type: "file" }> | undefined {
  const { type } = block;
  if (type === "container_upload") {
    return {
      type: "file",
      file: { file_id: String(block["file_id"]) },
      ...typed(block, ["file_id"]),
    };
  }
  const source = block["source"] as WireBlock | undefined;
  const id = source?.type === "file" ? source["file_id"] : undefined;
  if (type === "image" && typeof id === "string") {
    return { type: "file", file: { file_id: id }, ...typed(block, ["source"]) };
  }
  if (type !== "document" || source === undefined) return undefined;
  const url = urlOf(source);
  const file = typeof id === "string" ? { file_id: id } : url && { file_data: url };
  if (!file) return undefined;
  const { title } = block;
  const named = typeof title === "string" ? { filename: title } : {};
  return { type: "file", file: { ...file, ...named }, ...sharedOf(block, ["source", "title"]) };
}

/** A source as URL, where a data URI says all of it. */
function urlOf(source: WireBlock): string | undefined {
  const { type, url, media_type: media, data } = source;
  if (type === "url" && typeof url === "string" && /^https?:/i.test(url)) return url;
  if (typeof data !== "string" || data === "" || typeof media !== "string") return undefined;
  if (type === "base64") return `data:${media};base64,${data}`;
  return type === "text" && isWellFormed(data)
    ? `data:text/plain;base64,${textToBase64(data)}`
    : undefined;
}

/** UTF-8 has no place for half a surrogate pair. */
function isWellFormed(text: string): boolean {
  return !/[\ud800-\udfff]/u.test(text);
}

/** The mark of the block, and what else it has that a part has no field for. */
function sharedOf(block: WireBlock, known: readonly string[]): object {
  const { cache_control: mark } = block;
  const extras = extrasOf(block, ["type", "cache_control", ...known]);
  return {
    ...(mark == null ? {} : { cache_control: mark }),
    ...(extras === undefined ? {} : { provider_fields: { anthropic: extras } }),
  };
}

/** For a file that is no document: its type goes along. */
function typed(block: WireBlock, known: readonly string[]): object {
  const { type, cache_control: mark } = block;
  const extras = extrasOf(block, ["type", "cache_control", ...known]);
  return {
    ...(mark == null ? {} : { cache_control: mark }),
    provider_fields: { anthropic: { type, ...extras } },
  };
}
