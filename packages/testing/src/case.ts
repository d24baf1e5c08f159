import { readdir, readFile } from "node:fs/promises";
import { join } from "node:path";

/** One recorded call: what was sent, where it is known, and what came back. */
export interface ReplayCase {
  /** Provider and case: `openai-chat/hw-500-server-error`. */
  readonly name: string;
  /** Whether a streamed answer was asked for. */
  readonly stream: boolean;
  readonly model?: string;
  readonly status: number;
  /** Of the response, names in lower case; without what belongs to the connection or to the body's length. */
  readonly headers: { readonly [name: string]: string };
  /** The response's bytes, as they came. */
  readonly body: Uint8Array;
  readonly request?: RecordedRequest;
  /** What the provider's official SDK makes of the response. */
  readonly expected?: unknown;
  /** Byte lengths of the network's pieces, where the recorder kept them. */
  readonly chunks?: readonly number[];
}

/** The request of a recorded call. */
export interface RecordedRequest {
  readonly method: string;
  readonly url: string;
  /** Parsed JSON, or the text of another body. */
  readonly body: unknown;
}

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
 * Reads the folder of a recorded case: `meta.json`, the response file that it names, and where they are there
 * `request.json` and `expected.json`.
 */
export async function readCase(directory: string): Promise<ReplayCase> {
  const meta = (await readJSON(join(directory, "meta.json"))) as Meta | undefined;
  if (meta === undefined) throw new Error(`No meta.json in ${directory}: this is no recorded case`);
  const { id, responseFile: file, networkChunks: chunks } = meta;
  const [request, expected, body] = await Promise.all([
    readJSON(join(directory, "request.json")),
    readJSON(join(directory, "expected.json")),
    file === undefined ? new Uint8Array() : readFile(join(directory, file)),
  ]);
  return {
    name: id,
    stream: meta.stream === true,
    ...(meta.model == null ? {} : { model: meta.model }),
    status: meta.status,
    headers: responseHeaders(meta),
    body,
    ...(request === undefined ? {} : { request: toRequest(request) }),
    ...(expected === undefined ? {} : { expected }),
    ...(chunks === undefined ? {} : { chunks }),
  };
}

/** Reads every case below a folder, ordered by path. */
export async function readCases(directory: string): Promise<ReplayCase[]> {
  const files = await readdir(directory, { recursive: true });
  const folders = files
    .filter((file) => /(^|[\\/])meta\.json$/.test(file))
    .map((file) => join(directory, file, ".."))
    .sort();
  return await Promise.all(folders.map(readCase));
}

/** True of one connection or one encoding of the body, and wrong when the bytes are sent again. */
const NOT_REPLAYED: ReadonlySet<string> = new Set([
  "connection",
  "content-encoding",
  "content-length",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "set-cookie",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
]);

function responseHeaders({ responseHeaders: recorded = {}, responseFile }: Meta): {
  [name: string]: string;
} {
  const headers: { [name: string]: string } = {
    "content-type": responseFile?.endsWith(".sse") ? "text/event-stream" : "application/json",
  };
  for (const [name, value] of Object.entries(recorded)) {
    const key = name.toLowerCase();
    if (!NOT_REPLAYED.has(key)) headers[key] = value.replace(/[^\x20-\x7e]/g, "?");
  }
  return headers;
}

function toRequest(recorded: unknown): RecordedRequest {
  const { method, url, body, bodyText, bodyBase64 } = recorded as RecordedRequest & {
    readonly bodyText?: string;
    readonly bodyBase64?: string;
  };
  return { method, url, body: body ?? bodyText ?? bodyBase64 };
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
