import type { ChatCompletion } from "@vllora/core/provider";
import { eventEnds, type ReplayCase } from "@vllora/testing";
import { expect } from "vitest";
import { framesOf, parsed, type RecordedBody, type RecordedMessage } from "./recorded-answer.ts";
import { askStreamed, type MakeProvider, type Outcome } from "./recorded-cases.ts";

/** Streams below this size are cut at every byte. */
const SMALL = 4096;
const RANDOM_SPLITS = 4;
const SAMPLED_PREFIXES = 40;

/**
 * However the bytes arrive, the chunks are the same: one by one, in random pieces, and for small streams in any
 * two pieces. Gives the number of splits that were tried.
 */
export async function checkSplits(found: ReplayCase, make: MakeProvider): Promise<number> {
  const whole = fingerprint(await askStreamed(found, make));
  const { length } = found.body;
  const splits: (number | readonly number[])[] = [1];
  for (let seed = 1; seed <= RANDOM_SPLITS; seed++) splits.push(randomLengths(length, seed));
  if (length < SMALL) for (let cut = 1; cut < length; cut++) splits.push([cut]);
  for (const split of splits) {
    const outcome = fingerprint(await askStreamed(found, make, { split }));
    if (outcome !== whole) expect(outcome, `${found.name}, split ${String(split)}`).toBe(whole);
  }
  return splits.length;
}

/** How the prefixes of streams ended. */
export interface PrefixCount {
  interrupted: number;
  /** With the error that the stream itself carries. */
  failed: number;
  complete: number;
}

/**
 * A prefix of a stream is an interrupted answer, with what had arrived and nothing to run; only where every
 * choice has its finish reason may it end well. Tried at the end of every frame and at a sample of bytes, which
 * is every byte for small streams.
 */
export async function checkPrefixes(found: ReplayCase, make: MakeProvider): Promise<PrefixCount> {
  const whole = await askStreamed(found, make);
  const boundaries = new Set(eventEnds(found.body));
  const progressAt = progressOf(found);
  const count: PrefixCount = { interrupted: 0, failed: 0, complete: 0 };
  for (const cutAfterBytes of prefixes(found.body.length, boundaries)) {
    const outcome = await askStreamed(found, make, { cutAfterBytes });
    const at = `${found.name}, cut after ${cutAfterBytes} bytes`;
    expectPrefix(outcome, whole, at);
    const { error, completion } = outcome;
    const { finished, last } = progressAt(cutAfterBytes);
    if (completion !== undefined) {
      expect(finished, `${at} ended well`).toBe(true);
      if (last) expect(completion.choices, at).toEqual(whole.completion?.choices);
      else expectWholeCalls(completion, whole, at);
      count.complete++;
    } else if (error?.kind === "interrupted") {
      if (boundaries.has(cutAfterBytes)) expect(finished, at).toBe(false);
      count.interrupted++;
    } else {
      expect(error?.message, at).toBe(whole.error?.message);
      count.failed++;
    }
  }
  return count;
}

/** The stream went on after its finish reason; the calls before it are whole. */
function expectWholeCalls(completion: ChatCompletion, whole: Outcome, at: string): void {
  for (const { index, message } of completion.choices) {
    const all = whole.completion?.choices[index]?.message.tool_calls;
    for (const [position, call] of (message.tool_calls ?? []).entries()) {
      expect(call, at).toEqual(all?.[position]);
    }
  }
}

function expectPrefix({ chunks, error }: Outcome, whole: Outcome, at: string): void {
  const expected = whole.chunks.slice(0, chunks.length);
  if (JSON.stringify(chunks) !== JSON.stringify(expected)) expect(chunks, at).toEqual(expected);
  if (error === undefined) return;
  expect(error.partial === undefined, at).toBe(chunks.length === 0);
  for (const { message } of error.partial?.choices ?? []) {
    expect(message, at).not.toHaveProperty("tool_calls");
  }
}

/** What a stream is after so many bytes. */
interface Progress {
  /** Every choice that began has its finish reason. */
  readonly finished: boolean;
  /** Nothing follows but usage: a finish reason is the last of its choice, and no error comes after it. */
  readonly last: boolean;
}

/**
 * Follows the frames in the plainest way. Some servers send more after a finish reason: Together one for each
 * tool call, OpenRouter an error; then the choice is open again.
 */
function progressOf(found: ReplayCase): (bytes: number) => Progress {
  const open = new Set<number>();
  let begun = false;
  const states = framesOf(found).map(({ data, end }) => {
    const { choices = [], error } = (parsed(data) ?? {}) as RecordedBody;
    let output = error != null;
    for (const { index = 0, finish_reason: reason, delta } of choices) {
      const brought = bringsOutput(delta);
      if (reason) open.delete(index);
      else if (!begun || brought) open.add(index);
      begun = true;
      output ||= brought;
    }
    return { end, output, finished: begun && open.size === 0 };
  });
  const lastOutput = states.findLast(({ output }) => output)?.end ?? 0;
  return (bytes) => {
    const finished = states.findLast(({ end }) => end <= bytes)?.finished ?? false;
    return { finished, last: bytes >= lastOutput };
  };
}

function bringsOutput(delta: RecordedMessage | null | undefined): boolean {
  const { content, reasoning, reasoning_content, refusal, tool_calls: calls } = delta ?? {};
  return [content, reasoning, reasoning_content, refusal, calls].some(
    (value) => value != null && value.length > 0,
  );
}

function prefixes(length: number, boundaries: ReadonlySet<number>): number[] {
  const cuts = new Set(boundaries);
  const step = length < SMALL ? 1 : Math.ceil(length / SAMPLED_PREFIXES);
  for (let cut = 0; cut < length; cut += step) cuts.add(cut);
  cuts.delete(length);
  return [...cuts].sort((first, second) => first - second);
}

/** Pieces of 1 byte to a few hundred; the same seed gives the same pieces. */
function randomLengths(total: number, seed: number): number[] {
  const lengths: number[] = [];
  let state = seed * 2_654_435_761;
  for (let sum = 0; sum < total; ) {
    // A linear congruential generator: good enough to cut.
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    const length = Math.min(total - sum, 1 + ((state >>> 8) % (seed * 97)));
    lengths.push(length);
    sum += length;
  }
  return lengths;
}

function fingerprint({ chunks, completion, error }: Outcome): string {
  return JSON.stringify([chunks, completion, error?.kind, error?.message, error?.partial]);
}
