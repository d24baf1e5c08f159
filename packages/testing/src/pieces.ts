import { frameEnds } from "./frames.ts";
import type { Transcript } from "./transcript.ts";

/**
 * How a body is cut into reads: not at all, after each frame, as the network had cut it when it was recorded
 * (where that is known; else after each frame), every so many bytes, or into pieces of these lengths, the last of
 * which is what is left.
 */
export type Split = "whole" | "frames" | "recorded" | number | readonly number[];

/** The pieces of a body, in order; together they are the body. */
export function piecesOf(transcript: Transcript, split: Split): Uint8Array[] {
  const { body, chunks } = transcript;
  if (typeof split === "number") return everyBytes(body, split);
  if (split === "whole") return [body];
  if (typeof split === "object") return cutAt(body, [...cumulated(split), body.length]);
  if (split === "recorded" && chunks !== undefined) {
    return cutAt(body, cumulated(chunks.map(({ bytes }) => bytes)));
  }
  return cutAt(body, frameEnds(transcript));
}

function everyBytes(body: Uint8Array, length: number): Uint8Array[] {
  if (!(Number.isInteger(length) && length > 0)) {
    throw new RangeError(`A piece must be a whole number of bytes above 0, got ${length}`);
  }
  const ends: number[] = [];
  for (let end = length; end < body.length; end += length) ends.push(end);
  return cutAt(body, [...ends, body.length]);
}

function cumulated(lengths: readonly number[]): number[] {
  let end = 0;
  return lengths.map((length) => {
    end += length;
    return end;
  });
}

function cutAt(body: Uint8Array, ends: readonly number[]): Uint8Array[] {
  return ends.map((end, index) => body.subarray(ends[index - 1] ?? 0, end));
}
