/** One exchange as it went over the wire: what was sent, what came back and when, and how it ended. */
export interface Transcript {
  /** What it is called in reports and file names: `openai-chat/tool-call`. */
  readonly name: string;
  /** Whether a streamed answer was asked for. */
  readonly stream: boolean;
  /** The model that was asked, where it is known. */
  readonly model?: string;
  readonly request?: TranscriptRequest;
  /** The head of the response. Absent: none came. */
  readonly response?: TranscriptResponse;
  /** The bytes of the response's body, as they came. */
  readonly body: Uint8Array;
  /** How the network had cut the body, in order; together the lengths are the body's. Absent: nobody looked. */
  readonly chunks?: readonly TranscriptChunk[];
  readonly end: TranscriptEnd;
  /** What somebody else's client makes of the response, for comparison. */
  readonly expected?: unknown;
}

/** The request of an exchange. */
export interface TranscriptRequest {
  readonly method: string;
  readonly url: string;
  /** Names in lower case. */
  readonly headers?: { readonly [name: string]: string };
  /** Parsed JSON, or the text of another body. Absent: the request had none, or nobody looked. */
  readonly body?: unknown;
}

/** The head of a response. */
export interface TranscriptResponse {
  readonly status: number;
  /** Names in lower case; without what belongs to the connection or to the body's length. */
  readonly headers: { readonly [name: string]: string };
  /** Milliseconds from the request to the head. */
  readonly atMs?: number;
}

/** One read of the network. */
export interface TranscriptChunk {
  readonly bytes: number;
  /** Milliseconds from the request to this read. */
  readonly atMs?: number;
}

/**
 * How an exchange ended: as HTTP wants it, by a connection that broke, or because the client hung up, after which
 * nobody knows what would have come.
 */
export type TranscriptEnd = "eof" | "reset" | "abort";

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

/** The headers of a response that can be sent again: names in lower case, values in ASCII. */
export function replayable(
  headers: Iterable<readonly [name: string, value: string]>,
): TranscriptResponse["headers"] {
  const kept: { [name: string]: string } = {};
  for (const [name, value] of headers) {
    const key = name.toLowerCase();
    if (!NOT_REPLAYED.has(key)) kept[key] = value.replace(/[^\x20-\x7e]/g, "?");
  }
  return kept;
}
