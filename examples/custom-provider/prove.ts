// #region readme
import { runConformance, type Scorecard, type Transcript } from "@vllora/testing";
import { acme } from "./acme.ts";

/** In a test: `expect((await prove(transcripts)).failed).toBe(0)`. */
export function prove(transcripts: readonly Transcript[]): Promise<Scorecard> {
  return runConformance(acme(), transcripts, {
    pairs: [["hello", "hello.stream"]],
    errorFrame: 'data: {"oops":"All robots are busy"}\n\n',
    finishReasonField: "why",
    declaredGaps: [
      { check: "unknown-fields", subject: "end", reason: "Acme's end is closed, its docs say" },
    ],
  });
}
// #endregion
