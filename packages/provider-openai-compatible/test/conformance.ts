import { openaiCompatible } from "../src/index.ts";
import type { Conformance } from "./conformance-run.ts";
import { ERROR_FRAME, PAIR_NAMES, PAIRS } from "./pairs.ts";
import { recordedCases } from "./recorded-cases.ts";
import { ERRORS } from "./recorded-errors.ts";

/** What the conformance kit is given; no gap is declared. */
export const conformance: Conformance = {
  provider: openaiCompatible(),
  transcripts: [...(await recordedCases(import.meta.url)), ...PAIRS],
  options: { errors: ERRORS, pairs: PAIR_NAMES, errorFrame: ERROR_FRAME },
};
