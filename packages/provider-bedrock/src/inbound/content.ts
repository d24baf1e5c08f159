import { textToBase64 } from "@vllora/core/provider";
import type { CacheControl, ChatMessage, ContentPart } from "@vllora/types";
import { extrasOf, isObject } from "../blocks.ts";
import { BLOCK_PART } from "../fields.ts";
import { type FileKind, type FileType, isDocumentName, mediaOf, typeOfName } from "../files.ts";
import type { WireBlock } from "../wire.ts";

type UserPart = Extract<
  Extract<ChatMessage, { role: "user" }>["content"],
  readonly unknown[]
>[number];
type TextPart = Extract<ContentPart, { type: "text" }>;
type ToolPart = TextPart | Extract<ContentPart, { type: "image_url" }>;

/** Blocks of a user message: one text is text. */
export function toUserContent(blocks: readonly WireBlock[]): string | readonly UserPart[] {
  return plainText(blocks) ?? toParts(blocks, (block) => toTextPart(block) ?? toFilePart(block));
}

/** Blocks of `system`, and of turns of the model that have text only. */
export function toTextParts(blocks: readonly WireBlock[]): string | readonly TextPart[] {
  return plainText(blocks) ?? toParts(blocks, toTextPart);
}

/** Blocks of a tool result; JSON, documents and videos in it have no part of ours. */
export function toToolContent(blocks: readonly WireBlock[]): string | readonly ToolPart[] {
  if (blocks.length === 0) return "";
  return plainText(blocks) ?? toParts(blocks, (block) => toTextPart(block) ?? toImagePart(block));
}

function plainText(blocks: readonly WireBlock[]): string | undefined {
  const [first] = blocks;
  if (blocks.length !== 1 || first === undefined) return undefined;
  const { text, ...others } = first;
  return typeof text === "string" && text !== "" && Object.keys(others).length === 0
    ? text
    : undefined;
}

/** A mark belongs to the part in front of it. */
function toParts<Part extends ContentPart>(
  blocks: readonly WireBlock[],
  toPart: (block: WireBlock) => Part | undefined,
): Part[] {
  const parts: Part[] = [];
  for (const block of blocks) {
    const mark = markOf(block);
    const last = parts.at(-1);
    if (mark !== undefined && last !== undefined && last.cache_control === undefined) {
      parts[parts.length - 1] = { ...last, cache_control: mark };
    } else {
      // A part that the encoder takes for the block that it is; our types do not name it.
      parts.push(toPart(block) ?? ({ type: BLOCK_PART, block } as never as Part));
    }
  }
  return parts;
}

/** A cache point, where ours says all of it. */
export function markOf(block: WireBlock): CacheControl | undefined {
  const { cachePoint: point, ...others } = block;
  if (!isObject(point) || Object.keys(others).length > 0) return undefined;
  const { type, ttl, ...unknown } = point;
  if (type !== "default" || Object.keys(unknown).length > 0) return undefined;
  if (ttl === undefined) return { type: "ephemeral" };
  return ttl === "5m" || ttl === "1h" ? { type: "ephemeral", ttl } : undefined;
}

function toTextPart(block: WireBlock): TextPart | undefined {
  const { text } = block;
  if (typeof text !== "string") return undefined;
  return { type: "text", text, ...ownOf(extrasOf(block, ["text"])) };
}

function toImagePart(block: WireBlock): Extract<ContentPart, { type: "image_url" }> | undefined {
  const found = fileIn(block, "image");
  if (found === undefined) return undefined;
  return { type: "image_url", image_url: { url: found.url }, ...ownOf(found.own) };
}

function toFilePart(block: WireBlock): UserPart | undefined {
  const image = toImagePart(block);
  if (image !== undefined) return image;
  const video = fileIn(block, "video") ?? fileIn(block, "audio");
  if (video !== undefined) {
    return { type: "file", file: { file_data: video.url }, ...ownOf(video.own) };
  }
  const document = fileIn(block, "document");
  const name = document?.inner["name"];
  if (document === undefined || typeof name !== "string" || !isDocumentName(name)) return undefined;
  const filename = `${name}.${document.type.format}`;
  return { type: "file", file: { file_data: document.url, filename }, ...ownOf(document.own) };
}

interface FoundFile {
  readonly type: FileType;
  readonly url: string;
  readonly inner: { readonly [field: string]: unknown };
  /** What a part has no field for. */
  readonly own: { readonly [field: string]: unknown } | undefined;
}

/** A file, where a URL and a name say what it is. */
function fileIn(block: WireBlock, kind: FileKind): FoundFile | undefined {
  const { [kind]: inner, ...others } = block;
  if (!isObject(inner) || Object.keys(others).length > 0) return undefined;
  const { format, source } = inner;
  if (typeof format !== "string" || !isObject(source)) return undefined;
  const type = { kind, format };
  const url = urlOf(source, type);
  if (url === undefined) return undefined;
  const whole = Object.keys(source).length === 1 && !("text" in source) && !hasOwner(source);
  const own = {
    ...extrasOf(inner, ["format", "source", ...(kind === "document" ? ["name"] : [])]),
    ...(whole ? {} : { source }),
  };
  return { type, url, inner, own: Object.keys(own).length === 0 ? undefined : own };
}

function hasOwner({ s3Location: place }: WireBlock): boolean {
  return isObject(place) && Object.keys(place).length > 1;
}

function urlOf(source: WireBlock, type: FileType): string | undefined {
  const { bytes, text, s3Location: place } = source;
  const media = mediaOf(type);
  if (typeof bytes === "string" && bytes !== "" && media !== undefined) {
    return `data:${media};base64,${bytes}`;
  }
  if (
    typeof text === "string" &&
    text !== "" &&
    media !== undefined &&
    !/[\ud800-\udfff]/u.test(text)
  ) {
    return `data:${media};base64,${textToBase64(text)}`;
  }
  const uri = isObject(place) ? place["uri"] : undefined;
  if (typeof uri !== "string") return undefined;
  const named = typeOfName(uri);
  return named?.kind === type.kind && named.format === type.format ? uri : undefined;
}

function ownOf(own: { readonly [field: string]: unknown } | undefined): object {
  return own === undefined ? {} : { provider_fields: { bedrock: own } };
}
