import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";
import { replayable, type Transcript, type TranscriptRequest } from "./transcript.ts";

/** The file that makes a folder a case; only what is read of it. */
interface Meta {
  readonly id: string;
  readonly stream?: boolean;
  readonly model?: string | null;
  readonly status: number;
  readonly responseHeaders?: { readonly [name: string]: string };
  readonly responseFile?: string;
  readonly networkChunks?: readonly number[];
}

/**
 * Reads a recorded case that is a folder: `meta.json`, the response file that it names, and where they are there
 * `request.json` and `expected.json`. {@link writeTranscript} makes one file of it.
 */
export async function readCase(directory: string): Promise<Transcript> {
  const meta = (await readJSON(join(directory, "meta.json"))) as Meta | undefined;
  if (meta === undefined) throw new Error(`No meta.json in ${directory}: this is no recorded case`);
  const { id, responseFile: file, networkChunks } = meta;
  const [request, expected, body] = await Promise.all([
    readJSON(join(directory, "request.json")),
    readJSON(join(directory, "expected.json")),
    file === undefined ? new Uint8Array() : readFile(join(directory, file)),
  ]);
  const length = networkChunks?.reduce((sum, bytes) => sum + bytes, 0);
  return {
    name: id,
    stream: meta.stream === true,
    ...(meta.model == null ? {} : { model: meta.model }),
    ...(request === undefined ? {} : { request: toRequest(request) }),
    response: { status: meta.status, headers: responseHeaders(meta) },
    body,
    // Of a body that was compressed, the recorder counted other bytes.
    ...(length === body.length ? { chunks: networkChunks?.map((bytes) => ({ bytes })) ?? [] } : {}),
    end: "eof",
    ...(expected === undefined ? {} : { expected }),
  };
}

/** Reads every case below a folder, ordered by path. */
export async function readCases(directory: string): Promise<Transcript[]> {
  const files = await readdir(directory, { recursive: true });
  const folders = files
    .filter((file) => /(^|[\\/])meta\.json$/.test(file))
    .map((file) => join(directory, file, ".."))
    .sort();
  return await Promise.all(folders.map(readCase));
}

function responseHeaders({ responseHeaders: recorded = {}, responseFile }: Meta) {
  const type = responseFile?.endsWith(".sse") ? "text/event-stream" : "application/json";
  return { "content-type": type, ...replayable(Object.entries(recorded)) };
}

function toRequest(recorded: unknown): TranscriptRequest {
  const { method, url, headers, body, bodyText, bodyBase64 } = recorded as TranscriptRequest & {
    readonly bodyText?: string;
    readonly bodyBase64?: string;
  };
  const sent = body ?? bodyText ?? bodyBase64;
  return {
    method,
    url,
    ...(headers === undefined ? {} : { headers }),
    ...(sent === undefined ? {} : { body: sent }),
  };
}

/** `undefined` when there is no such file. */
async function readJSON(file: string): Promise<unknown> {
  let text: string;
  try {
    text = await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
  return JSON.parse(text);
}
