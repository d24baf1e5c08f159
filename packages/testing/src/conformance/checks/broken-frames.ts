import { frameEnds } from "../../frames.ts";
import type { Transcript } from "../../transcript.ts";
import { sample } from "../cuts.ts";
import type { Findings } from "../findings.ts";
import { describe, type Outcome } from "../outcome.ts";
import type { Subject } from "../subject.ts";
import { type Check, needs, withoutEvents } from "./check.ts";

const PLACES = 12;

/** A frame that cannot be read is an error, not a gap. */
export const malformedFrames: Check = {
  law: "a frame that cannot be read is an error, never a gap in the answer",
  mode: "codec",
  pointless: withoutEvents,
  async run(subject, findings) {
    const frame = Buffer.from('data: {"malformed": \n\n');
    await insertEverywhere(subject, findings, frame, ({ error }) => error?.kind === "protocol");
  },
};

/** An error inside of a stream is an error, before and after the first output. */
export const errorFrames: Check = {
  law: "an error inside of a stream is thrown: by the call before the first output, then by the loop",
  mode: "codec",
  async run(subject, findings) {
    const { errorFrame } = subject.options;
    if (errorFrame === undefined) {
      findings.problem(
        "errorFrame",
        "the run was not told what an error looks like inside of a stream",
      );
      return;
    }
    await insertEverywhere(
      subject,
      findings,
      Buffer.from(errorFrame),
      ({ error }) =>
        error !== undefined && !["interrupted", "contract", "protocol"].includes(error.kind),
    );
  },
};

async function insertEverywhere(
  subject: Subject,
  findings: Findings,
  frame: Uint8Array,
  isRight: (outcome: Outcome) => boolean,
): Promise<void> {
  const { completeStreams } = subject;
  if (!needs(findings, completeStreams.length > 0, "stream")) return;
  for (const found of completeStreams) {
    const { body } = found;
    for (const place of sample(await placesIn(subject, found), PLACES)) {
      const pieces = [body.subarray(0, place), frame, body.subarray(place)];
      const outcome = await subject.ask(found, {
        pieces: pieces.filter(({ length }) => length > 0),
      });
      findings.expect(
        isRight(outcome),
        found.name,
        () => `after ${place} bytes: ${describe(outcome)}`,
      );
      const { error, chunks } = outcome;
      const partial = error === undefined || (error.partial !== undefined) === chunks.length > 0;
      findings.expect(partial, found.name, "the partial answer is missing");
    }
  }
}

/** The ends of frames after which the answer is not over: what follows the end is not read. */
async function placesIn(subject: Subject, found: Transcript): Promise<number[]> {
  const ends = [0, ...frameEnds(found).slice(0, -1)];
  const last = [...ends];
  while (last.length > 0) {
    const place = last.at(-1) as number;
    const pieces = place === 0 ? [] : [found.body.subarray(0, place)];
    const { completion } = await subject.ask(found, { pieces, end: "reset" });
    if (completion === undefined) break;
    last.pop();
  }
  return last;
}
