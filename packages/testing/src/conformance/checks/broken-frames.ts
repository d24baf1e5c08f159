import { frameEnds } from "../../frames.ts";
import { malformedFrame } from "../../script.ts";
import type { Transcript } from "../../transcript.ts";
import { sample } from "../cuts.ts";
import type { Findings } from "../findings.ts";
import { describe, type Outcome } from "../outcome.ts";
import type { Subject } from "../subject.ts";
import { type Check, needs } from "./check.ts";

const PLACES = 12;

/** A frame that cannot be read is an error, not a gap. */
export const malformedFrames: Check = {
  law: "a frame that cannot be read is an error, never a gap in the answer",
  mode: "codec",
  async run(subject, findings) {
    const isRight = ({ error }: Outcome) => error?.kind === "protocol";
    await insertEverywhere(subject, findings, ({ response }) => malformedFrame(response), isRight);
    await insertEverywhere(subject, findings, tornFrame, isRight);
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
      () => Buffer.from(errorFrame),
      ({ error }) =>
        error !== undefined && !["interrupted", "contract", "protocol"].includes(error.kind),
    );
  },
};

/** The stream's longest event with half of its JSON, under its own name; none where there are no events. */
function tornFrame(found: Transcript): Uint8Array | undefined {
  const events = Buffer.from(found.body).toString("latin1").replace(/\r\n?/g, "\n").split("\n\n");
  const longest = events.reduce((most, event) => (event.length > most.length ? event : most), "");
  const data = /^data: ?\{/m.exec(longest);
  if (data === null) return undefined;
  const half = Math.floor((data.index + data[0].length + longest.length) / 2);
  return Buffer.from(`${longest.slice(0, half)}\n\n`, "latin1");
}

async function insertEverywhere(
  subject: Subject,
  findings: Findings,
  frameFor: (found: Transcript) => Uint8Array | undefined,
  isRight: (outcome: Outcome) => boolean,
): Promise<void> {
  const { completeStreams } = subject;
  if (!needs(findings, completeStreams.length > 0, "stream")) return;
  for (const found of completeStreams) {
    const { body } = found;
    const frame = frameFor(found);
    if (frame === undefined) continue;
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
