import type { ReplayCase } from "./case.ts";

/**
 * How a body is cut into writes: not at all, after each server-sent event, as the network had cut it when the
 * case was recorded (where that is known; else after each event), every so many bytes, or into pieces of these
 * lengths, the last of which is what is left.
 */
export type Split = "whole" | "events" | "recorded" | number | readonly number[];

/** The pieces of a case's body, in order; together they are the body. */
export function piecesOf({ body, chunks }: ReplayCase, split: Split): Uint8Array[] {
  if (typeof split === "number") return everyBytes(body, split);
  if (split === "whole") return [body];
  if (typeof split === "object") return cutAt(body, [...cumulated(split), body.length]);
  const sum = chunks?.reduce((total, length) => total + length, 0);
  if (split === "recorded" && chunks !== undefined && sum === body.length) {
    return cutAt(body, cumulated(chunks));
  }
  return cutAt(body, eventEnds(body));
}

/** Where each server-sent event ends: after its blank line, whatever its line endings are. */
export function eventEnds(body: Uint8Array): number[] {
  // One character a byte, so that positions are positions of bytes.
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString("latin1");
  const ends = [...text.matchAll(/\r\n\r\n|\n\n|\r\r/g)].map(
    (match) => match.index + match[0].length,
  );
  return ends.at(-1) === body.length ? ends : [...ends, body.length];
}

function everyBytes(body: Uint8Array, length: number): Uint8Array[] {
  if (!(Number.isInteger(length) && length > 0)) {
    throw new RangeError(`split must be a whole number of bytes above 0, got ${length}`);
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
