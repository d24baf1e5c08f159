import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type {
  Transcript,
  TranscriptChunk,
  TranscriptEnd,
  TranscriptRequest,
  TranscriptResponse,
} from "./transcript.ts";

/** Version of the file format. */
const FORMAT = "vllora-transcript/1";

/** A transcript as JSON: the body as text where its chunks are text, so that people can read it. */
interface TranscriptFile {
  readonly format: typeof FORMAT;
  readonly name: string;
  readonly stream: boolean;
  readonly model?: string;
  readonly request?: TranscriptRequest;
  readonly response?: TranscriptResponse;
  readonly chunks: readonly FileChunk[];
  /** Whether the chunks are the network's, or only hold the body. */
  readonly chunked: boolean;
  readonly end: TranscriptEnd;
  readonly expected?: unknown;
}

interface FileChunk {
  readonly atMs?: number;
  readonly text?: string;
  /** Bytes that are no whole text. */
  readonly base64?: string;
}

/** The JSON text of a transcript, in version 1 of the format. */
export function stringifyTranscript(transcript: Transcript): string {
  const { name, stream, model, request, response, body, chunks, end, expected } = transcript;
  let start = 0;
  const file: TranscriptFile = {
    format: FORMAT,
    name,
    stream,
    ...(model === undefined ? {} : { model }),
    ...(request === undefined ? {} : { request }),
    ...(response === undefined ? {} : { response }),
    chunked: chunks !== undefined,
    chunks: (chunks ?? [{ bytes: body.length }]).map(({ bytes, atMs }) => {
      const piece = body.subarray(start, start + bytes);
      start += bytes;
      return { ...(atMs === undefined ? {} : { atMs }), ...toText(piece) };
    }),
    end,
    ...(expected === undefined ? {} : { expected }),
  };
  if (start !== body.length) {
    throw new RangeError(`The chunks of ${name} are ${start} bytes, its body is ${body.length}`);
  }
  return `${JSON.stringify(file, undefined, 2)}\n`;
}

/**
 * Reads the JSON text of a transcript.
 * @param source named in errors.
 * @throws {Error} for text of another format or version, saying what was expected.
 */
export function parseTranscript(text: string, source = "The text"): Transcript {
  const file = readJSON(text, source);
  if (file?.format !== FORMAT) {
    const found = JSON.stringify(file?.format) ?? "no format";
    throw new Error(`${source} is no transcript: expected the format "${FORMAT}", got ${found}`);
  }
  const { name, stream, model, request, response, chunks, chunked, end, expected } = file;
  if (
    typeof name !== "string" ||
    typeof stream !== "boolean" ||
    !Array.isArray(chunks) ||
    (end !== "eof" && end !== "reset" && end !== "abort")
  ) {
    throw new Error(`${source} is no whole transcript: expected name, stream, chunks and end`);
  }
  if (response !== undefined && !isHead(response)) {
    throw new Error(`${source}: expected a response with status and headers`);
  }
  const pieces = (chunks as readonly FileChunk[]).map((chunk, at) => {
    const bytes = bytesOf(chunk);
    if (bytes === undefined) throw new Error(`${source}: chunk ${at} has neither text nor base64`);
    return bytes;
  });
  return {
    name,
    stream,
    ...(model === undefined ? {} : { model }),
    ...(request === undefined ? {} : { request }),
    ...(response === undefined ? {} : { response }),
    body: Buffer.concat(pieces),
    ...(chunked === true
      ? { chunks: pieces.map(({ length }, at) => timed(length, chunks[at])) }
      : {}),
    end,
    ...(expected === undefined ? {} : { expected }),
  };
}

/** Writes a transcript into a file of its own; makes the folders that are missing. */
export async function writeTranscript(file: string, transcript: Transcript): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  await writeFile(file, stringifyTranscript(transcript));
}

/** Reads a file that {@link writeTranscript} or a recorder wrote. */
export async function readTranscript(file: string): Promise<Transcript> {
  return parseTranscript(await readFile(file, "utf8"), file);
}

/** Reads every transcript below a folder, `*.json`, ordered by path. */
export async function readTranscripts(directory: string): Promise<Transcript[]> {
  const files = (await readdir(directory, { recursive: true })).filter((file) =>
    file.endsWith(".json"),
  );
  return await Promise.all(files.sort().map((file) => readTranscript(join(directory, file))));
}

function readJSON(text: string, source: string): Partial<TranscriptFile> | null {
  try {
    return JSON.parse(text) as Partial<TranscriptFile> | null;
  } catch (cause) {
    throw new Error(`${source} is no transcript: it is not JSON`, { cause });
  }
}

/** What a player cannot do without. */
function isHead({ status, headers }: Partial<TranscriptResponse>): boolean {
  return typeof status === "number" && typeof headers === "object" && headers !== null;
}

function bytesOf({ text, base64 }: FileChunk): Uint8Array | undefined {
  if (typeof text === "string") return Buffer.from(text, "utf8");
  return typeof base64 === "string" ? Buffer.from(base64, "base64") : undefined;
}

function timed(bytes: number, chunk: FileChunk | undefined): TranscriptChunk {
  return chunk?.atMs === undefined ? { bytes } : { bytes, atMs: chunk.atMs };
}

/** A chunk may end inside of a character: then it is no text. */
function toText(piece: Uint8Array): FileChunk {
  try {
    return { text: new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(piece) };
  } catch {
    return { base64: Buffer.from(piece).toString("base64") };
  }
}
