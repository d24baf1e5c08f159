import type { ChatCompletion } from "@vllora/core/provider";
import { eventEnds, type ReplayCase } from "@vllora/testing";
import { expect } from "vitest";
import { framesOf, parsed, type RecordedBody, type RecordedMessage } from "./recorded-answer.ts";
import { askStreamed, type MakeProvider, type Outcome, streamReader } from "./recorded-cases.ts";

/** Streams below this size are cut at every byte. */
const SMALL = 4096;
const RANDOM_SPLITS = 4;
const SAMPLED_PREFIXES = 40;

/**
 * However the bytes arrive, the chunks are the same: one by one, in random pieces, and for small streams in any
 * two pieces. Gives the number of splits that were tried.
 */
export async function checkSplits(found: ReplayCase, make: MakeProvider): Promise<number> {
  const { body } = found;
  const whole = fingerprint(await askStreamed(found, make));
  const splits = [Array.from({ length: body.length - 1 }, (_, index) => index + 1)];
  for (let seed = 1; seed <= RANDOM_SPLITS; seed++) splits.push(randomCuts(body.length, seed));
  if (body.length < SMALL) for (let cut = 1; cut < body.length; cut++) splits.push([cut]);
  const read = streamReader(found, make);
  for (const [number, cuts] of splits.entries()) {
    const pieces = [...cuts, body.length].map((end, index) =>
      body.subarray(cuts[index - 1] ?? 0, end),
    );
    const outcome = fingerprint(await read(pieces));
    if (outcome !== whole) expect(outcome, `${found.name}, split ${number}`).toBe(whole);
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
  const read = streamReader(found, make);
  const count: PrefixCount = { interrupted: 0, failed: 0, complete: 0 };
  for (const cutAfterBytes of prefixes(found.body.length, boundaries)) {
    const outcome = await read([found.body.subarray(0, cutAfterBytes)]);
    const at = `${found.name}, cut after ${cutAfterBytes} bytes`;
    expectPrefix(outcome, whole, at);
    const { error, completion } = outcome;
    const { finished, last } = progressAt(cutAfterBytes);
    if (completion !== undefined) {
      check(finished, `${at}: ended well without its finish reason`);
      if (last) expect(completion.choices, at).toEqual(whole.completion?.choices);
      else expectWholeCalls(completion, whole, at);
      count.complete++;
    } else if (error?.kind === "interrupted") {
      check(!(finished && boundaries.has(cutAfterBytes)), `${at}: was interrupted at its end`);
      count.interrupted++;
    } else {
      check(error?.message === whole.error?.message, `${at}: ${error?.message}`);
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
  check((error.partial === undefined) === (chunks.length === 0), `${at}: partial answer`);
  for (const { message } of error.partial?.choices ?? []) {
    check(!("tool_calls" in message), `${at}: runnable tool calls`);
  }
}

/** Runs a hundred thousand times, where `expect` would cost more than what it looks at. */
function check(condition: boolean, problem: string): void {
  if (!condition) throw new Error(problem);
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

/** Where to cut for pieces of 1 byte to a few hundred; the same seed gives the same cuts. */
function randomCuts(length: number, seed: number): number[] {
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

function fingerprint({ chunks, completion, error }: Outcome): string {
  return JSON.stringify([chunks, completion, error?.kind, error?.message, error?.partial]);
}
