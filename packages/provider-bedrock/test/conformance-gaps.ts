import type { DeclaredGap } from "@vllora/testing";

const BINARY =
  "its streams are messages with checksums, which the kit cannot write: see stream.test.ts";
const ABOUT = "it tells of the answer, and is no part of the message";

/** What the conformance kit cannot prove here, or takes for a loss. */
export const GAPS: readonly DeclaredGap[] = [
  { check: "unknown-fields", subject: "transcripts", reason: BINARY },
  { check: "unknown-reasons", subject: "transcripts", reason: BINARY },
  { check: "way-back", subject: "provider_fields.performanceConfig", reason: ABOUT },
  { check: "way-back", subject: "provider_fields.trace", reason: ABOUT },
];
