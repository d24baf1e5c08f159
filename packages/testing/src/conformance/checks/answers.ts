import { describe, digestOf, fold } from "../outcome.ts";
import { isSuccess } from "../subject.ts";
import type { Check } from "./check.ts";
import { needs } from "./check.ts";

/** Kinds that say that the provider, not the answer, is at fault, or that nobody understood the answer. */
const NO_VERDICT: ReadonlySet<string> = new Set(["contract", "protocol", "interrupted"]);

/** Every recorded exchange gives an answer or the error that it is. */
export const answers: Check = {
  law: "each recorded exchange gives its answer, or a typed error of its kind",
  mode: "codec",
  async run(subject, findings) {
    const ended = subject.transcripts.filter(({ end, response }) => end === "eof" && response);
    if (!needs(findings, ended.some(isSuccess), "answer")) return;
    for (const found of ended) {
      const { error, completion, ...rest } = await subject.ask(found);
      const expected = subject.options.errors?.[found.name];
      const problem = () =>
        describe({ ...rest, ...(error && { error }), ...(completion && { completion }) });
      if (expected !== undefined) {
        findings.expect(
          error?.kind === expected,
          found.name,
          () => `expected ${expected}: ${problem()}`,
        );
      } else if (isSuccess(found)) {
        findings.expect(completion !== undefined, found.name, problem);
      } else {
        findings.expect(error !== undefined && !NO_VERDICT.has(error.kind), found.name, problem);
        findings.expect(
          error?.status === found.response?.status && error?.message !== "",
          found.name,
          "the error has no message, or another status",
        );
      }
      findings.count(error === undefined ? "answers" : "errors");
    }
  },
};

/** Chunks and whole answers say the same. */
export const agreement: Check = {
  law: "the chunks of a stream add up to its whole answer, and a whole answer is what the stream would be",
  mode: "codec",
  async run(subject, findings) {
    const { completeStreams, options } = subject;
    if (needs(findings, completeStreams.length > 0, "stream")) {
      for (const found of completeStreams) {
        const { chunks, completion } = await subject.ask(found);
        const same =
          completion !== undefined &&
          JSON.stringify(fold(chunks)) === JSON.stringify(digestOf(completion));
        findings.expect(same, found.name, "the chunks add up to something else");
      }
    }
    const { pairs = [] } = options;
    if (pairs.length === 0) {
      findings.problem("pairs", "no pair of transcripts holds the same answer whole and streamed");
    }
    for (const [whole, streamed] of pairs) {
      const digests = [];
      for (const name of [whole, streamed]) {
        const found = subject.transcripts.find((other) => other.name === name);
        const completion = found && (await subject.ask(found)).completion;
        digests.push(JSON.stringify(completion && digestOf(completion)));
      }
      const same = digests[0] !== undefined && digests[0] === digests[1];
      findings.expect(
        same,
        `${whole} and ${streamed}`,
        "the two answers differ, or one is missing",
      );
    }
  },
};
