import { agreement, answers } from "./answers.ts";
import { errorFrames, malformedFrames } from "./broken-frames.ts";
import { framing, splits } from "./bytes.ts";
import { aborts, stalls } from "./cancellation.ts";
import type { Check } from "./check.ts";
import { prefixes, resets } from "./cut-short.ts";
import { secrets, statuses } from "./failures.ts";
import { drops, http } from "./over-http.ts";
import { parameters } from "./parameters.ts";
import { inputs, purity } from "./purity.ts";
import { unknownEvents, unknownFields, unknownReasons } from "./unknown.ts";
import { wayBack } from "./way-back.ts";

/** Every check, in the order in which they run. */
export const CHECKS = {
  answers,
  agreement,
  splits,
  framing,
  prefixes,
  resets,
  "malformed-frames": malformedFrames,
  "error-frames": errorFrames,
  parameters,
  inputs,
  purity,
  "unknown-events": unknownEvents,
  "unknown-fields": unknownFields,
  "unknown-reasons": unknownReasons,
  "way-back": wayBack,
  secrets,
  http,
  drops,
  aborts,
  stalls,
  statuses,
} as const satisfies { readonly [name: string]: Check };

/** Names of the checks. */
export type CheckName = keyof typeof CHECKS;
