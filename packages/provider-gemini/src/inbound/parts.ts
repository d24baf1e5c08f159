import type { ContentPart } from "@vllora/core/provider";
import { toMedia } from "../parts/media.ts";
import type { WirePart } from "../wire.ts";
import { camelCased, type Loose, listOf } from "./loose.ts";

type UserPart = Exclude<ContentPart, { type: "refusal" }>;

/** Parts of which we read what lies within. */
const READ = ["inlineData", "fileData", "functionCall", "functionResponse"] as const;

/** A part with the names in camelCase that are read. */
export function toCamelPart(value: unknown): WirePart {
  const part: { [field: string]: unknown } = { ...camelCased(value) };
  for (const name of READ) {
    if (part[name] !== undefined) part[name] = camelCased(part[name]);
  }
  const { parts } = (part["functionResponse"] ?? {}) as Loose;
  if (parts !== undefined) {
    part["functionResponse"] = {
      ...(part["functionResponse"] as Loose),
      parts: listOf(parts).map(toCamelPart),
    };
  }
  return part;
}

/** The part of a user's turn as one of ours. What has no place there is kept for the way back. */
export function fromUserPart(value: unknown, provider: string): UserPart {
  const { text, inlineData, fileData, ...rest } = toCamelPart(value);
  const keep = (fields: Loose) =>
    Object.keys(fields).length === 0 ? {} : { provider_fields: { [provider]: fields } };
  if (typeof text === "string") return { type: "text", text, ...keep(rest) };
  if (typeof inlineData?.data === "string" && typeof inlineData.mimeType === "string") {
    return { ...fromData(inlineData.mimeType, inlineData.data), ...keep(rest) };
  }
  if (typeof fileData?.fileUri === "string") {
    return { ...fromFile(fileData.fileUri), ...keep({ ...typeOf(fileData), ...rest }) };
  }
  return { type: "text", text: "", provider_fields: { [provider]: { part: value } } };
}

function fromData(mimeType: string, data: string): UserPart {
  const url = `data:${mimeType};base64,${data}`;
  if (mimeType.startsWith("image/")) return { type: "image_url", image_url: { url } };
  if (mimeType === "audio/wav")
    return { type: "input_audio", input_audio: { data, format: "wav" } };
  if (mimeType === "audio/mpeg")
    return { type: "input_audio", input_audio: { data, format: "mp3" } };
  return { type: "file", file: { file_data: url } };
}

function fromFile(uri: string): UserPart {
  return { type: "file", file: { file_id: uri } };
}

/** The media type, where the address does not say it. */
function typeOf({ fileUri, mimeType }: NonNullable<WirePart["fileData"]>): Loose {
  const said = toMedia(fileUri as string, undefined, "fileUri").fileData?.mimeType;
  return mimeType === undefined || mimeType === said ? {} : { mimeType };
}
