import { frameEnds } from "../frames.ts";
import type { Transcript } from "../transcript.ts";

/** Streams below this size are cut at every byte. */
const SMALL = 1024;
const SAMPLED = 40;

/** Whether a body is small enough for everything. */
export function isSmall({ body }: Transcript): boolean {
  return body.length < SMALL;
}

/** The pieces between the places where a body is cut. */
export function cutInto(body: Uint8Array, cuts: readonly number[]): Uint8Array[] {
  return [...cuts, body.length].map((end, index) => body.subarray(cuts[index - 1] ?? 0, end));
}

/** Every length of a prefix that is tried: each frame's end, and each byte or a sample of them. */
export function prefixLengths(found: Transcript, thorough: boolean): number[] {
  const { length } = found.body;
  const cuts = new Set(frameEnds(found));
  const step = thorough || isSmall(found) ? 1 : Math.ceil(length / SAMPLED);
  for (let cut = 0; cut < length; cut += step) cuts.add(cut);
  cuts.delete(length);
  return [...cuts].sort((first, second) => first - second);
}

/** At most so many of a list, evenly chosen, the first and the last among them. */
export function sample<T>(items: readonly T[], count: number): T[] {
  if (items.length <= count) return [...items];
  const step = (items.length - 1) / (count - 1);
  return Array.from({ length: count }, (_, index) => items[Math.round(index * step)] as T);
}

/** Where to cut for pieces of 1 byte to a few hundred; the same seed gives the same cuts. */
export function randomCuts(length: number, seed: number): number[] {
  const cuts: number[] = [];
  let state = seed * 2_654_435_761;
  for (let cut = 0; cut < length; ) {
    if (cut > 0) cuts.push(cut);
    // A linear congruential generator: good enough to cut.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    cut += 1 + ((state >>> 8) % (seed * 97));
  }
  return cuts;
}
