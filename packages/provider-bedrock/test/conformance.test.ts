import { runConformance } from "@vllora/testing";
import { expect, test } from "vitest";
import { conformance } from "./conformance.ts";

const { provider, transcripts, options } = conformance;
const scorecard = await runConformance(provider, transcripts, options);

/** Their frames are lines of text; those of this wire are messages with checksums, see framing.test.ts. */
const OF_EVENTS = ["framing", "unknown-events"];

test.each(scorecard.checks.map((result) => [result.law, result] as const))("%s", (_law, result) => {
  expect(result.failures).toEqual([]);
  expect(result.status).toBe(result.gaps.length > 0 ? "skipped" : "passed");
});

test("gaps are declared of three checks only", () => {
  const skipped = scorecard.checks.filter(({ status }) => status === "skipped");
  expect(skipped.map(({ check }) => check).sort()).toEqual(
    [...OF_EVENTS, "unknown-fields", "unknown-reasons", "way-back"].sort(),
  );
});

test("streams were cut in thousands of ways", () => {
  const tried = Object.fromEntries(scorecard.checks.map((result) => [result.check, result.tried]));
  expect(tried["splits"]).toBeGreaterThan(4_000);
  expect(tried["prefixes"]).toBeGreaterThan(4_000);
});
