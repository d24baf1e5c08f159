import { type ContentPart, type EncodeContext, parseDataURI } from "@vllora/core/provider";
import { toDocument } from "./documents.ts";
import { cacheControlOf, ownFields, reportEmpty } from "./fields.ts";
import type { WireBlock } from "./wire.ts";

/**
 * Parts of a message → blocks. What the part has in `provider_fields.anthropic` is put over its block: citations,
 * a document's context. A part of a type that is not ours is a block already.
 */
export function toBlocks(
  parts: readonly ContentPart[],
  path: string,
  context: EncodeContext,
): readonly WireBlock[] {
  return parts.flatMap((part, index) => {
    const block = toBlock(part, `${path}[${index}]`, context);
    return block === undefined ? [] : [block];
  });
}

function toBlock(part: ContentPart, path: string, context: EncodeContext): WireBlock | undefined {
  const refuse = (note: string) => {
    context.report({ field: path, outcome: "refused", note });
    return undefined;
  };
  switch (part.type) {
    case "text":
      if (part.text === "") {
        reportEmpty(path, context);
        return undefined;
      }
      return withOwn({ type: "text", text: part.text }, part, path, context);
    case "refusal":
      return withOwn({ type: "text", text: part.refusal }, part, path, context);
    case "image_url": {
      const source = toImageSource(part.image_url.url);
      if (source === undefined)
        return refuse("images are JPEG, PNG, GIF or WebP, by URL or base64");
      const { detail } = part.image_url;
      if (detail != null && detail !== "auto") {
        const note = "the API has no such setting";
        context.report({ field: `${path}.image_url.detail`, outcome: "ignored", note });
      }
      return withOwn({ type: "image", source }, part, path, context);
    }
    case "file": {
      const block = toDocument(part.file);
      if (block === undefined) {
        return refuse("a file is a PDF or text as data URI, a URL, or the id of an uploaded file");
      }
      return withOwn(block, part, path, context);
    }
    case "input_audio":
      return refuse("the API takes no audio");
    default:
      // A wire's block by type, which our types do not name.
      return part as WireBlock;
  }
}

function withOwn(
  block: WireBlock,
  part: ContentPart,
  path: string,
  context: EncodeContext,
): WireBlock {
  if (part.prompt_cache_breakpoint !== undefined) {
    const field = `${path}.prompt_cache_breakpoint`;
    context.report({ field, outcome: "ignored", note: "use cache_control" });
  }
  const own = ownFields(part, path, context);
  // An uploaded file may be more than a document.
  if (own?.["type"] === "container_upload") {
    const { file_id: id } = (block["source"] ?? {}) as { file_id?: unknown };
    return { ...own, type: "container_upload", file_id: id, ...cacheControlOf(part) };
  }
  if (own?.["type"] === "image") {
    // The name of a file is a document's title; an image has none.
    const { title: _, ...image } = block;
    return { ...image, ...cacheControlOf(part), ...own };
  }
  return { ...block, ...cacheControlOf(part), ...own };
}

const IMAGES: ReadonlySet<string> = new Set(["image/jpeg", "image/png", "image/gif", "image/webp"]);

function toImageSource(url: string): WireBlock | undefined {
  if (/^https?:/i.test(url)) return { type: "url", url };
  const data = parseDataURI(url);
  if (data === undefined || !data.base64) return undefined;
  // A common slip.
  const type = data.type === "image/jpg" ? "image/jpeg" : data.type;
  return IMAGES.has(type) ? { type: "base64", media_type: type, data: data.text } : undefined;
}
