import type { Fault, Position } from "./fault.ts";
import { frameEnds } from "./frames.ts";
import { piecesOf, type Split } from "./pieces.ts";
import type { Transcript, TranscriptChunk, TranscriptResponse } from "./transcript.ts";

/** How an answer is played. */
export interface PlayOptions {
  /** How the body is cut into reads. Default: streams by frame, whole answers not at all. */
  readonly split?: Split;
  /**
   * Milliseconds before each piece, or `"recorded"`: each comes when its last byte came as it was recorded, and so
   * does the head. Default 0.
   */
  readonly delayMs?: number | "recorded";
}

/** What a player does. */
export interface Script {
  /** `undefined`: no head comes. */
  readonly response: TranscriptResponse | undefined;
  /** Milliseconds before the head. */
  readonly waitMs: number;
  readonly steps: readonly Step[];
  /** `stall`: the connection stays open until the client hangs up. */
  readonly end: "eof" | "reset" | "stall";
}

interface Step {
  readonly bytes: Uint8Array;
  /** Milliseconds before it. */
  readonly waitMs: number;
}

/** An answer as it was, or with what goes wrong. */
export function scriptOf(transcript: Transcript, options: PlayOptions, fault?: Fault): Script {
  const { split = transcript.stream ? "frames" : "whole", delayMs = 0 } = options;
  const { response } = transcript;
  const play = (changed: Transcript, end: Script["end"] = endOf(changed)): Script => ({
    response,
    waitMs: delayMs === "recorded" ? (response?.atMs ?? 0) : 0,
    steps: stepsOf(changed, split, delayMs),
    end: response === undefined && end === "eof" ? "reset" : end,
  });
  switch (fault?.type) {
    case undefined:
      return play(transcript);
    case "cut":
      return play(cut(transcript, fault), "eof");
    case "reset":
    case "stall":
      return hasPosition(fault) ? play(cut(transcript, fault), fault.type) : nothing(fault.type);
    case "drip":
      return { ...play(transcript), steps: stepsOf(transcript, fault.bytes ?? 1, fault.everyMs) };
    case "insert":
      return play(insert(transcript, fault, Buffer.from(fault.data)));
    case "malformed_frame":
      return play(insert(transcript, fault, malformedFrame(response)));
    case "content_type": {
      const { status = 200, headers = {} } = response ?? {};
      const changed = { ...headers, "content-type": fault.value };
      return { ...play(transcript), response: { status, headers: changed } };
    }
    case "status": {
      const { status, headers = {}, body = messageOf(status) } = fault;
      return page(status, { "content-type": "application/json", ...headers }, body);
    }
    case "html": {
      const { status = 502 } = fault;
      return page(status, { "content-type": "text/html" }, HTML);
    }
    default: {
      // Plans come from JavaScript and files, too.
      const { type } = fault satisfies never as { readonly type?: unknown };
      throw new TypeError(`There is no fault of type ${JSON.stringify(type)}`);
    }
  }
}

/** Whether a fault changes an answer; others take its place, and need none. */
export function needsAnswer(fault: Fault): boolean {
  if (fault.type === "status" || fault.type === "html") return false;
  return (fault.type !== "reset" && fault.type !== "stall") || hasPosition(fault);
}

const HTML =
  "<!doctype html><html><head><title>Bad gateway</title></head><body>nginx</body></html>\n";

function messageOf(status: number): string {
  return JSON.stringify({ error: { message: `Injected fault: status ${status}` } });
}

function page(status: number, headers: TranscriptResponse["headers"], body: string): Script {
  const bytes = Buffer.from(body);
  const steps = bytes.length === 0 ? [] : [{ bytes, waitMs: 0 }];
  return { response: { status, headers }, waitMs: 0, steps, end: "eof" };
}

function nothing(end: "reset" | "stall"): Script {
  return { response: undefined, waitMs: 0, steps: [], end };
}

/** JSON that ends too early; in an AWS event stream, a message whose checksums are wrong. */
export function malformedFrame(response: TranscriptResponse | undefined): Uint8Array {
  const isBinary = response?.headers["content-type"]?.includes("vnd.amazon.eventstream") === true;
  return isBinary ? Uint8Array.of(0, 0, 0, 16, ...new Array<number>(12).fill(0)) : MALFORMED_EVENT;
}

const MALFORMED_EVENT: Uint8Array = Buffer.from('data: {"malformed": \n\n');

/** Who hung up never learned how it would have ended: the same silence waits for the next one. */
function endOf({ end }: Transcript): Script["end"] {
  return end === "abort" ? "stall" : end;
}

function stepsOf(transcript: Transcript, split: Split, delayMs: number | "recorded"): Step[] {
  const pieces = piecesOf(transcript, split).filter(({ length }) => length > 0);
  const waits = delayMs === "recorded" ? recordedWaits(transcript, pieces) : [];
  const otherwise = delayMs === "recorded" ? 0 : delayMs;
  return pieces.map((bytes, at) => ({ bytes, waitMs: waits[at] ?? otherwise }));
}

/** A piece is there when the chunk with its last byte is. */
function recordedWaits(transcript: Transcript, pieces: readonly Uint8Array[]): number[] {
  const { chunks = [], response } = transcript;
  const left = chunks.values();
  let now = response?.atMs ?? 0;
  let come = 0;
  let needed = 0;
  return pieces.map(({ length }) => {
    const before = now;
    needed += length;
    while (come < needed) {
      const { value: chunk } = left.next();
      if (chunk === undefined) break;
      come += chunk.bytes;
      now = Math.max(now, chunk.atMs ?? now);
    }
    return now - before;
  });
}

function hasPosition(fault: Partial<Position>): fault is Position {
  return fault.afterBytes !== undefined || fault.afterFrames !== undefined;
}

/** The position as a number of bytes; beyond the body is its end. */
function offsetOf(transcript: Transcript, { afterBytes, afterFrames }: Position): number {
  if (afterBytes !== undefined) return within(afterBytes, transcript.body.length);
  if (afterFrames === undefined) throw new TypeError("A fault needs afterBytes or afterFrames");
  const offsets = [0, ...frameEnds(transcript)];
  return offsets[within(afterFrames, offsets.length - 1)] ?? 0;
}

/** A negative place counts from the last. */
function within(place: number, last: number): number {
  return Math.min(Math.max(0, place < 0 ? last + place : place), last);
}

function cut(transcript: Transcript, position: Position): Transcript {
  const end = offsetOf(transcript, position);
  const { chunks } = transcript;
  return {
    ...transcript,
    body: transcript.body.subarray(0, end),
    ...(chunks === undefined ? {} : { chunks: chunksBetween(chunks, 0, end) }),
  };
}

function insert(transcript: Transcript, position: Position, data: Uint8Array): Transcript {
  const { body, chunks } = transcript;
  const at = offsetOf(transcript, position);
  const around = (all: readonly TranscriptChunk[]) => [
    ...chunksBetween(all, 0, at),
    { bytes: data.length },
    ...chunksBetween(all, at, body.length),
  ];
  return {
    ...transcript,
    body: Buffer.concat([body.subarray(0, at), data, body.subarray(at)]),
    ...(chunks === undefined ? {} : { chunks: around(chunks) }),
  };
}

/** The network's pieces of a part of the body. */
function chunksBetween(
  chunks: readonly TranscriptChunk[],
  from: number,
  to: number,
): TranscriptChunk[] {
  let end = 0;
  return chunks
    .map((chunk) => {
      const start = end;
      end += chunk.bytes;
      return { ...chunk, bytes: Math.min(end, to) - Math.max(start, from) };
    })
    .filter(({ bytes }) => bytes > 0);
}
