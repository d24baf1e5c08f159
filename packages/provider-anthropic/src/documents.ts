import { parseDataURI, textOfBase64, textOfPercents } from "@vllora/core/provider";
import type { WireBlock } from "./wire.ts";

/** A file of a message. */
interface FileContent {
  readonly file_data?: string | undefined;
  readonly file_id?: string | undefined;
  readonly filename?: string | undefined;
}

/**
 * A document by id, URL or data URI, its name as title. `undefined` for what the API cannot read.
 * @see https://platform.claude.com/docs/en/build-with-claude/pdf-support
 */
export function toDocument(file: FileContent): WireBlock | undefined {
  const source = toSource(file);
  if (source === undefined) return undefined;
  const { filename: title } = file;
  return { type: "document", source, ...(title == null ? {} : { title }) };
}

function toSource({ file_id: id, file_data: url }: FileContent): WireBlock | undefined {
  if (id != null) return { type: "file", file_id: id };
  if (url == null) return undefined;
  if (/^https?:/i.test(url)) return { type: "url", url };
  const data = parseDataURI(url);
  if (data === undefined) return undefined;
  if (data.type === "application/pdf" && data.base64) {
    return { type: "base64", media_type: "application/pdf", data: data.text };
  }
  // The API has one kind of text.
  if (!data.type.startsWith("text/") && data.type !== "application/json") return undefined;
  const text = data.base64 ? textOfBase64(data.text) : textOfPercents(data.text);
  return text === undefined ? undefined : { type: "text", media_type: "text/plain", data: text };
}
