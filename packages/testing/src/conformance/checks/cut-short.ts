import { setImmediate as nextTurn } from "node:timers/promises";
import { prefixLengths } from "../cuts.ts";
import type { Findings } from "../findings.ts";
import { describe, fold, type Outcome, sameJSON } from "../outcome.ts";
import type { Subject } from "../subject.ts";
import { type Check, needs } from "./check.ts";

/** A stream that HTTP takes for ended, and is not. */
export const prefixes: Check = {
  law: "a stream that ends early is an error with the partial answer and no runnable tool call",
  mode: "codec",
  run: (subject, findings) => cutEverywhere(subject, findings, "eof"),
};

/** A stream whose connection breaks. */
export const resets: Check = {
  law: "a stream whose connection breaks is an error with the partial answer and no runnable tool call",
  mode: "codec",
  run: (subject, findings) => cutEverywhere(subject, findings, "reset"),
};

async function cutEverywhere(
  subject: Subject,
  findings: Findings,
  end: "eof" | "reset",
): Promise<void> {
  const { streams, options } = subject;
  if (!needs(findings, streams.length > 0, "stream")) return;
  let called = subject.lacks("tools");
  for (const found of streams) {
    // Thousands of cuts in memory would else leave no turn to anybody else.
    await nextTurn();
    const whole = await subject.ask(found);
    called ||= fold(whole.chunks).choices.some(({ calls }) => calls.length > 0);
    const judge = judgeOf(whole);
    for (const length of prefixLengths(found, options.thorough === true)) {
      const pieces = length === 0 ? [] : [found.body.subarray(0, length)];
      const outcome = await subject.ask(found, { pieces, end });
      const { verdict, problem } = judge(outcome);
      findings.expect(
        problem === undefined,
        found.name,
        () => `after ${length} of ${found.body.length} bytes, ${problem}: ${describe(outcome)}`,
      );
      findings.count(verdict);
    }
  }
  if (!called)
    findings.problem("tool calls", "there is no stream with tool calls to prove it with");
}

interface Verdict {
  readonly verdict: "interrupted" | "failed" | "complete";
  readonly problem?: string | undefined;
}

/**
 * Compares what a prefix gave with what the whole stream gives. A clean end is right only where nothing of the
 * answer is missing: usage may come later, and so may an error, of which nobody can know.
 */
function judgeOf(whole: Outcome): (prefix: Outcome) => Verdict {
  const expected = whole.chunks.map((chunk) => JSON.stringify(chunk));
  const choices = JSON.stringify(whole.completion?.choices);
  return (prefix) => {
    const { chunks, completion, error } = prefix;
    const last = chunks.length - 1;
    if (last >= 0 && !sameJSON(JSON.stringify(chunks[last]), expected[last])) {
      return { verdict: "failed", problem: "its last chunk is another" };
    }
    if (completion !== undefined) {
      const ended = fold(chunks).choices.every(({ finish }) => finish !== null);
      const complete =
        whole.completion === undefined || JSON.stringify(completion.choices) === choices;
      const problem =
        ended && complete ? undefined : "it ended well though the answer is not whole";
      return { verdict: "complete", problem };
    }
    const interrupted = error?.kind === "interrupted";
    const own = error?.message === whole.error?.message;
    const problem = interrupted || own ? partialProblem(prefix) : "it ended in another way";
    return { verdict: interrupted ? "interrupted" : "failed", problem };
  };
}

function partialProblem({ chunks, error }: Outcome): string | undefined {
  if ((error?.partial === undefined) !== (chunks.length === 0))
    return "its partial answer is missing";
  const runnable = error?.partial?.choices.some(({ message }) => "tool_calls" in message);
  return runnable === true ? "its partial answer has runnable tool calls" : undefined;
}
