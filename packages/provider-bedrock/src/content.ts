import type { ContentPart, EncodeContext } from "@vllora/core/provider";
import { blockIn, cachePointOf, ownFields } from "./fields.ts";
import { toDocumentName, toFileSource } from "./files.ts";
import type { WireBlock } from "./wire.ts";

/**
 * Parts of a message → blocks. What a part has in `provider_fields.bedrock` is put over its block: the `citations` of a
 * document, an image's `source` with the owner of its bucket. A part `{ type: "converse_block", block }` is a block.
 */
export function toBlocks(
  parts: readonly ContentPart[],
  path: string,
  context: EncodeContext,
): readonly WireBlock[] {
  return parts.flatMap((part, index) => toBlock(part, `${path}[${index}]`, context));
}

function toBlock(part: ContentPart, path: string, context: EncodeContext): readonly WireBlock[] {
  const refuse = (note: string): readonly WireBlock[] => {
    context.report({ field: path, outcome: "refused", note });
    return [];
  };
  switch (part.type) {
    case "text":
      return [...textBlock(part.text, part, path, context), ...marked(part, path, context)];
    case "refusal":
      return [...textBlock(part.refusal, part, path, context), ...marked(part, path, context)];
    case "image_url": {
      const file = toFileSource(part.image_url.url);
      if (file?.type.kind !== "image") {
        return refuse("images are PNG, JPEG, GIF or WebP, by data URI or s3:// address");
      }
      const { detail } = part.image_url;
      if (detail != null && detail !== "auto") {
        const note = "the API has no such setting";
        context.report({ field: `${path}.image_url.detail`, outcome: "ignored", note });
      }
      const image = { format: file.type.format, source: file.source };
      return withOwn("image", image, part, path, context);
    }
    case "input_audio": {
      const { data: bytes, format } = part.input_audio;
      return withOwn("audio", { format, source: { bytes } }, part, path, context);
    }
    case "file":
      return (
        toFile(part, path, context) ??
        refuse("a file is a data URI or an s3:// address of a type that Converse knows")
      );
    default:
      return [blockIn(part) ?? (part as WireBlock), ...marked(part, path, context)];
  }
}

/** A block of its text may have more beside it, as `guardContent` has. */
function textBlock(
  text: string,
  part: ContentPart,
  path: string,
  context: EncodeContext,
): readonly WireBlock[] {
  return [{ text, ...ownFields(part, path, context) }];
}

function toFile(
  part: Extract<ContentPart, { type: "file" }>,
  path: string,
  context: EncodeContext,
): readonly WireBlock[] | undefined {
  const { file_data: data, filename } = part.file;
  const file = data == null ? undefined : toFileSource(data, filename);
  if (file === undefined) return undefined;
  const { type, source } = file;
  const { kind, format } = type;
  if (kind !== "document") return withOwn(kind, { format, source }, part, path, context);
  // Names have to be different, and the same for the same conversation.
  const unnamed = `document ${path.match(/\d+/g)?.join("-") ?? ""}`;
  const name = filename == null ? unnamed : toDocumentName(filename, format);
  if (filename != null && name !== filename && !filename.startsWith(`${name}.`)) {
    const note = "the API takes letters, digits, spaces, hyphens, parentheses and brackets";
    const field = `${path}.file.filename`;
    context.report({ field, outcome: "adjusted", from: filename, to: name, note });
  }
  return withOwn("document", { format, name, source }, part, path, context);
}

function withOwn(
  kind: string,
  block: object,
  part: ContentPart,
  path: string,
  context: EncodeContext,
): readonly WireBlock[] {
  const own = ownFields(part, path, context);
  return [{ [kind]: { ...block, ...own } }, ...marked(part, path, context)];
}

function marked(
  part: Pick<ContentPart, "cache_control" | "prompt_cache_breakpoint">,
  path: string,
  { report }: EncodeContext,
): readonly WireBlock[] {
  if (part.prompt_cache_breakpoint !== undefined) {
    const field = `${path}.prompt_cache_breakpoint`;
    report({ field, outcome: "ignored", note: "use cache_control" });
  }
  return cachePointOf(part.cache_control);
}
