import type { Conformance } from "../../provider-openai-compatible/test/conformance-run.ts";
import { ERROR_FRAME, PAIR_NAMES, PAIRS } from "../../provider-openai-compatible/test/pairs.ts";
import { recordedCases } from "../../provider-openai-compatible/test/recorded-cases.ts";
import { openai } from "../src/index.ts";
import { ERRORS } from "./recorded-errors.ts";

/** What the conformance kit is given; no gap is declared. */
export const conformance: Conformance = {
  provider: openai(),
  transcripts: [...(await recordedCases(import.meta.url)), ...PAIRS],
  options: { errors: ERRORS, pairs: PAIR_NAMES, errorFrame: ERROR_FRAME },
};
