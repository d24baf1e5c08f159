import { parseDataURI, textOfPercents, textToBase64 } from "@vllora/core/provider";
import type { WireBlock } from "./wire.ts";

/** Blocks that hold bytes. */
export type FileKind = "image" | "document" | "video" | "audio";

/** Converse's formats, with the media type of each. */
const FORMATS: { readonly [kind in FileKind]: { readonly [format: string]: string } } = {
  image: { png: "image/png", jpeg: "image/jpeg", gif: "image/gif", webp: "image/webp" },
  document: {
    pdf: "application/pdf",
    csv: "text/csv",
    doc: "application/msword",
    docx: "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    xls: "application/vnd.ms-excel",
    xlsx: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    html: "text/html",
    txt: "text/plain",
    md: "text/markdown",
  },
  video: {
    mkv: "video/x-matroska",
    mov: "video/quicktime",
    mp4: "video/mp4",
    webm: "video/webm",
    flv: "video/x-flv",
    mpeg: "video/mpeg",
    wmv: "video/x-ms-wmv",
    three_gp: "video/3gpp",
  },
  audio: {
    mp3: "audio/mpeg",
    wav: "audio/wav",
    aac: "audio/aac",
    flac: "audio/flac",
    ogg: "audio/ogg",
    opus: "audio/opus",
    m4a: "audio/mp4",
    webm: "audio/webm",
  },
};

const KINDS = Object.keys(FORMATS) as FileKind[];

/** Other names of the same. */
const ALIASES: { readonly [name: string]: string } = {
  "image/jpg": "image/jpeg",
  "audio/mp3": "audio/mpeg",
  "audio/x-wav": "audio/wav",
  "application/csv": "text/csv",
  "text/x-markdown": "text/markdown",
  jpg: "jpeg",
  htm: "html",
  mpg: "mpeg",
  "3gp": "three_gp",
  "3gpp": "three_gp",
};

/** What a file is. */
export interface FileType {
  readonly kind: FileKind;
  readonly format: string;
}

/** By media type: `application/pdf`. */
function typeOfMedia(media: string): FileType | undefined {
  const name = Object.hasOwn(ALIASES, media) ? ALIASES[media] : media;
  for (const kind of KINDS) {
    for (const [format, known] of Object.entries(FORMATS[kind])) {
      if (known === name) return { kind, format };
    }
  }
  return undefined;
}

/** By the end of a name: `report.pdf`, `s3://bucket/film.mp4`. */
export function typeOfName(name: string): FileType | undefined {
  const ending = /\.(\w+)$/.exec(name)?.[1]?.toLowerCase() ?? "";
  const format = Object.hasOwn(ALIASES, ending) ? (ALIASES[ending] as string) : ending;
  const kind = KINDS.find((candidate) => Object.hasOwn(FORMATS[candidate], format));
  return kind && { kind, format };
}

/** `undefined` for a format that is not known. */
export function mediaOf({ kind, format }: FileType): string | undefined {
  return Object.hasOwn(FORMATS[kind], format) ? FORMATS[kind][format] : undefined;
}

/** Bytes or a place in S3, with what they are. */
export interface FileSource {
  readonly type: FileType;
  readonly source: WireBlock;
}

/**
 * A data URI or an address in S3. What it is, the media type says, else the name of the file. `undefined` for other
 * addresses, which the API does not fetch, and for types that it does not know.
 */
export function toFileSource(url: string, filename?: string): FileSource | undefined {
  if (/^s3:\/\//i.test(url)) {
    const type = typeOfName(url) ?? (filename === undefined ? undefined : typeOfName(filename));
    return type && { type, source: { s3Location: { uri: url } } };
  }
  const data = parseDataURI(url);
  if (data === undefined) return undefined;
  const type =
    typeOfMedia(data.type) ?? (filename === undefined ? undefined : typeOfName(filename));
  if (type === undefined) return undefined;
  const bytes = data.base64 ? data.text.replace(/\s+/g, "") : encoded(data.text);
  return bytes === undefined ? undefined : { type, source: { bytes } };
}

function encoded(text: string): string | undefined {
  const plain = textOfPercents(text);
  return plain === undefined ? undefined : textToBase64(plain);
}

/** What the API takes as the name of a document. */
const NAME = /^[A-Za-z0-9 \-()[\]]{1,200}$/;

/** Whether a document can have this name. */
export function isDocumentName(name: string): boolean {
  return NAME.test(name) && !/ {2}/.test(name);
}

/** The name of a file as that of a document: without its ending, and without what the API refuses. */
export function toDocumentName(filename: string, format: string): string {
  const type = typeOfName(filename);
  const bare = type?.format === format ? filename.replace(/\.\w+$/, "") : filename;
  const plain = bare
    .replace(/[^A-Za-z0-9 \-()[\]]+/g, "-")
    .replace(/ {2,}/g, " ")
    .slice(0, 200);
  return plain === "" ? "document" : plain;
}
