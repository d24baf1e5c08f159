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
 * A prefix of a stream is an interrupted answer, with what had arrived and nothing to run; only where the answer
 * is whole may it end well: every choice has its finish reason, and no tool call can follow, or, for a server that
 * always sends it, `[DONE]` has come. Tried at the end of every frame and at a sample of bytes, which
 * is every byte for small streams.
 */
export async function checkPrefixes(
  found: ReplayCase,
  make: MakeProvider,
  needsDone = false,
): Promise<PrefixCount> {
  const whole = await askStreamed(found, make);
  const boundaries = new Set(eventEnds(found.body));
  const progressAt = progressOf(found, needsDone);
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
      check(last, `${at}: ended well though more follows`);
      // OpenRouter reports an error after the finish reason: before it, nobody can know.
      if (whole.error === undefined) {
        expect(completion.choices, at).toEqual(whole.completion?.choices);
      }
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
  /** It may end here. */
  readonly finished: boolean;
  /** No more of the answer follows. */
  readonly last: boolean;
}

/**
 * Follows the frames in the plainest way. Some servers send more after a finish reason: Together one for each
 * tool call, OpenRouter an error; then the choice is open again.
 */
function progressOf(found: ReplayCase, needsDone: boolean): (bytes: number) => Progress {
  const open = new Set<number>();
  let begun = false;
  let called = false;
  let counted = false;
  let endedBefore = false;
  const states = framesOf(found).map(({ data, end }) => {
    if (data === "[DONE]") return { end, output: false, finished: begun && open.size === 0 };
    const { choices = [], usage, x_groq } = (parsed(data) ?? {}) as RecordedBody;
    let output = false;
    for (const { index = 0, finish_reason: reason, delta } of choices) {
      const brought = bringsOutput(delta);
      if (reason) open.delete(index);
      else if (!begun || brought) open.add(index);
      begun = true;
      called ||= (delta?.tool_calls?.length ?? 0) > 0;
      output ||= brought;
    }
    const ended = begun && open.size === 0;
    // As the decoder sees it: usage in the frame of the finish reason does not say that nothing follows.
    if (usage != null || x_groq?.usage != null) counted = endedBefore;
    endedBefore = ended;
    return { end, output, finished: ended && !needsDone && (!called || counted) };
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
