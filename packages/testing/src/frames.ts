import type { Transcript } from "./transcript.ts";

/**
 * Where each frame of a body ends. Server-sent events end after their blank line, whatever their line endings;
 * messages of an AWS event stream say their length; of anything else the whole body is one frame. What is left
 * after the last whole frame is one, too.
 */
export function frameEnds({ body, response }: Pick<Transcript, "body" | "response">): number[] {
  const type = response?.headers["content-type"] ?? "";
  if (type.includes("vnd.amazon.eventstream")) return messageEnds(body);
  return type.includes("json") ? [body.length] : eventEnds(body);
}

const LF = 10;
const CR = 13;

/** Looks at each byte once: bodies may be large. */
function eventEnds(body: Uint8Array): number[] {
  const ends: number[] = [];
  let frame = 0;
  let line = 0;
  for (let at = 0; at < body.length; at++) {
    if (body[at] !== LF && body[at] !== CR) continue;
    const isBlank = at === line;
    const isFirst = line === frame;
    if (body[at] === CR && body[at + 1] === LF) at++;
    line = at + 1;
    if (!isBlank) continue;
    frame = line;
    if (!isFirst) ends.push(line);
    // A blank line more belongs to the frame in front of it.
    else if (ends.length > 0) ends[ends.length - 1] = line;
  }
  return ends.at(-1) === body.length ? ends : [...ends, body.length];
}

/** Prelude, checksum of it, and checksum of the message: no message is shorter. */
const SHORTEST_MESSAGE = 16;

/** @see https://docs.aws.amazon.com/transcribe/latest/dg/event-stream.html (read 2026-11-22) */
function messageEnds(body: Uint8Array): number[] {
  const view = new DataView(body.buffer, body.byteOffset, body.byteLength);
  const ends: number[] = [];
  for (let end = 0; end < body.length; ends.push(end)) {
    const length = body.length - end < 4 ? 0 : view.getUint32(end);
    const whole = length >= SHORTEST_MESSAGE && end + length <= body.length;
    end = whole ? end + length : body.length;
  }
  return ends;
}
