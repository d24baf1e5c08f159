import { runConformance } from "@vllora/testing";
import { expect, test } from "vitest";
import { conformance } from "./conformance.ts";

const { provider, transcripts, options } = conformance;
const scorecard = await runConformance(provider, transcripts, options);

test.each(scorecard.checks.map((result) => [result.law, result] as const))("%s", (_law, result) => {
  expect(result.failures).toEqual([]);
  // Two checks have declared gaps, which are there.
  expect(result.status).toBe(result.gaps.length > 0 ? "skipped" : "passed");
});

test("gaps are declared of two checks only", () => {
  const skipped = scorecard.checks.filter(({ status }) => status === "skipped");
  expect(skipped.map(({ check }) => check)).toEqual(["unknown-fields", "way-back"]);
});

test("streams were cut in thousands of ways", () => {
  const tried = Object.fromEntries(scorecard.checks.map((result) => [result.check, result.tried]));
  expect(tried["splits"]).toBeGreaterThan(10_000);
  expect(tried["prefixes"]).toBeGreaterThan(10_000);
});
