import { type ToolResult, toolResult } from "@vllora/core";
import type { ImagePart, TextPart } from "@vllora/types";

/** What a server answered to a call, as it came. */
export interface McpCallResult {
  /** Blocks of `type` `text`, `image`, `audio`, `resource`, `resource_link`, or one that came later. */
  readonly content?: readonly { readonly [field: string]: unknown }[] | undefined;
  readonly structuredContent?: unknown;
  readonly isError?: boolean | undefined;
  readonly _meta?: { readonly [key: string]: unknown } | undefined;
}

type Part = TextPart | ImagePart;

/**
 * What the model gets of a server's answer, with the answer itself as `data`. Text and images stay what they are; what
 * a tool message cannot carry is told in text. Structured content is shown where there is no other text.
 */
export function toToolResult(result: McpCallResult): ToolResult {
  const blocks = Array.isArray(result.content) ? result.content : [];
  const parts = blocks.map(toPart);
  if (result.structuredContent !== undefined && !parts.some(({ type }) => type === "text")) {
    parts.push(text(JSON.stringify(result.structuredContent)));
  }
  return toolResult(joined(parts), { isError: result.isError === true, data: result });
}

/** Text alone is text; a tool without anything to say says the empty text. */
function joined(parts: readonly Part[]): string | Part[] {
  const texts = parts.flatMap((part) => (part.type === "text" ? [part.text] : []));
  return texts.length === parts.length ? texts.join("\n") : [...parts];
}

function toPart(block: unknown): Part {
  const { type, ...fields } = asObject(block);
  switch (type) {
    case "text":
      return text(asText(fields["text"]) ?? "");
    case "image":
      return media("image", fields["data"], fields["mimeType"]);
    case "audio":
      return media("audio", fields["data"], fields["mimeType"]);
    case "resource":
      return resource(asObject(fields["resource"]));
    case "resource_link":
      return link(fields);
    default:
      return text(`[${asText(type) ?? "unknown"}] ${shortened(JSON.stringify(block) ?? "")}`);
  }
}

/** What models look at. An image of another kind, or that is none, would make the next call of the model fail. */
const BASE64 = /^[A-Za-z0-9+/]*={0,2}$/;
const IMAGE = /^image\/(png|jpe?g|gif|webp)(?:;|$)/i;

function media(kind: string, data: unknown, mimeType: unknown, uri?: string): Part {
  // Some write it in lines.
  const base64 = (asText(data) ?? "").replace(/\s+/g, "");
  const mime = asText(mimeType);
  if (!BASE64.test(base64)) return text(`[${said(kind, uri, mime, "no base64")}]`);
  const [, format] = IMAGE.exec(mime ?? "") ?? [];
  if (format !== undefined && base64 !== "") {
    const image = format.toLowerCase() === "jpg" ? "jpeg" : format.toLowerCase();
    return { type: "image_url", image_url: { url: `data:image/${image};base64,${base64}` } };
  }
  return text(`[${said(kind, uri, mime, `${sizeOf(base64)} bytes`)}]`);
}

function resource(fields: { readonly [field: string]: unknown }): Part {
  const uri = asText(fields["uri"]);
  const mime = asText(fields["mimeType"]);
  const content = asText(fields["text"]);
  if (content === undefined) return media("resource", fields["blob"], mime, uri);
  return text(`[${said("resource", uri, mime)}]\n${content}`);
}

function link(fields: { readonly [field: string]: unknown }): Part {
  const { uri, name, title, mimeType, size, description } = fields;
  const bytes = typeof size === "number" ? `${size} bytes` : undefined;
  const head = said("resource link", title ?? name, uri, mimeType, bytes);
  return text([`[${head}]`, asText(description)].filter(Boolean).join(" "));
}

/** Enough to see what it is; `data` has all of it. */
const LONGEST_UNKNOWN = 2_000;

function shortened(json: string): string {
  if (json.length <= LONGEST_UNKNOWN) return json;
  return `${json.slice(0, LONGEST_UNKNOWN)}… (${json.length} characters)`;
}

function said(...words: readonly unknown[]): string {
  return words.filter((word) => asText(word) !== undefined).join(", ");
}

/** How many bytes base64 stands for. */
function sizeOf(base64: string): number {
  return Math.floor((base64.replace(/=+$/, "").length * 3) / 4);
}

function text(value: string): TextPart {
  return { type: "text", text: value };
}

function asText(value: unknown): string | undefined {
  return typeof value === "string" ? value : undefined;
}

function asObject(value: unknown): { readonly [field: string]: unknown } {
  return typeof value === "object" && value !== null ? { ...value } : {};
}
