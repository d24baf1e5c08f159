import {
  type ContentPart,
  type EncodeContext,
  LLMError,
  textOfPercents,
  textToBase64,
} from "@vllora/core/provider";
import { takesMediaPerPart } from "../models.ts";
import type { WirePart } from "../wire.ts";

/** The part of a user's message, as the wire wants it. */
export function toUserPart(part: ContentPart, path: string, context: EncodeContext): WirePart {
  switch (part.type) {
    case "text":
      return { text: part.text };
    case "refusal":
      return { text: part.refusal };
    case "image_url":
      return {
        ...toMedia(part.image_url.url, undefined, `${path}.image_url.url`),
        ...resolution(part.image_url.detail, path, context),
      };
    case "input_audio":
      return {
        inlineData: {
          mimeType: part.input_audio.format === "mp3" ? "audio/mpeg" : "audio/wav",
          data: part.input_audio.data,
        },
      };
    case "file": {
      const { file_data, file_id, filename } = part.file;
      const field = file_data === undefined ? "file_id" : "file_data";
      const address = file_data ?? file_id;
      if (address === undefined) throw invalid(`${path}.file`, "needs file_data or file_id");
      return toMedia(address, filename, `${path}.file.${field}`);
    }
    default: {
      const { type } = part as { type: string };
      context.report({ field: path, outcome: "refused", note: `Gemini has no part "${type}"` });
      return { text: "" };
    }
  }
}

/**
 * A data URI becomes data; an address of the Files API, of a bucket, of YouTube or of any server is handed on, for
 * Google to fetch.
 * @see https://ai.google.dev/gemini-api/docs/file-input-methods
 */
export function toMedia(address: string, filename: string | undefined, path: string): WirePart {
  if (/^data:/i.test(address)) return { inlineData: fromDataURI(address, path) };
  const fileUri = address.startsWith("files/")
    ? `https://generativelanguage.googleapis.com/v1beta/${address}`
    : address;
  if (!/^(?:https?|gs):\/\//i.test(fileUri)) {
    throw invalid(path, "must be a data URI, an https or gs:// address, or files/<id>");
  }
  const mimeType = typeOfName(filename) ?? typeOfName(fileUri);
  return { fileData: mimeType === undefined ? { fileUri } : { mimeType, fileUri } };
}

function fromDataURI(uri: string, path: string): { mimeType: string; data: string } {
  const comma = uri.indexOf(",");
  const head = uri.slice(5, comma);
  const isBase64 = /;base64$/i.test(head);
  const mimeType = isBase64 ? head.slice(0, -7) : head;
  if (comma < 0 || !mimeType.includes("/")) throw invalid(path, "is no data URI with a media type");
  const data = uri.slice(comma + 1);
  if (isBase64) return { mimeType, data };
  const text = textOfPercents(data);
  if (text === undefined) {
    throw invalid(path, "has an escape that is none: %25 is a percent sign");
  }
  return { mimeType, data: textToBase64(text) };
}

/** @see https://ai.google.dev/gemini-api/docs/file-input-methods#supported-content-types */
const TYPES: { readonly [extension: string]: string } = {
  png: "image/png",
  jpg: "image/jpeg",
  jpeg: "image/jpeg",
  webp: "image/webp",
  gif: "image/gif",
  bmp: "image/bmp",
  heic: "image/heic",
  heif: "image/heif",
  mp4: "video/mp4",
  mpeg: "video/mpeg",
  mpg: "video/mpeg",
  mov: "video/quicktime",
  avi: "video/x-msvideo",
  webm: "video/webm",
  wmv: "video/x-ms-wmv",
  "3gp": "video/3gpp",
  mp3: "audio/mpeg",
  wav: "audio/wav",
  aac: "audio/aac",
  aiff: "audio/aiff",
  flac: "audio/flac",
  ogg: "audio/ogg",
  opus: "audio/opus",
  m4a: "audio/mp4",
  pdf: "application/pdf",
  json: "application/json",
  txt: "text/plain",
  md: "text/markdown",
  csv: "text/csv",
  html: "text/html",
  xml: "text/xml",
  rtf: "text/rtf",
};

/** By the extension; absent where it says nothing, and the API finds out. */
function typeOfName(name: string | undefined): string | undefined {
  const extension = /\.(\w+)(?:[?#].*)?$/.exec(name ?? "")?.[1]?.toLowerCase() ?? "";
  return Object.hasOwn(TYPES, extension) ? TYPES[extension] : undefined;
}

const LEVELS: { readonly [detail: string]: string } = {
  low: "MEDIA_RESOLUTION_LOW",
  high: "MEDIA_RESOLUTION_HIGH",
  original: "MEDIA_RESOLUTION_ULTRA_HIGH",
};

/** @see https://ai.google.dev/gemini-api/docs/media-resolution */
function resolution(
  detail: string | undefined,
  path: string,
  { model, report }: EncodeContext,
): WirePart {
  if (detail === undefined || detail === "auto") return {};
  const field = `${path}.image_url.detail`;
  const level = Object.hasOwn(LEVELS, detail) ? LEVELS[detail] : undefined;
  if (level === undefined || !takesMediaPerPart(model)) {
    const note = "only Gemini 3 and later look at one part closer; media_resolution is for all";
    report({ field, outcome: "ignored", note });
    return {};
  }
  report({ field, outcome: "mapped", to: "mediaResolution" });
  return { mediaResolution: { level } };
}

function invalid(path: string, problem: string): LLMError {
  return new LLMError("invalid_request", `${path} ${problem}`, { param: path });
}
