import { runConformance } from "@vllora/testing";
import { expect, test } from "vitest";
import { conformance } from "./conformance.ts";

const { provider, transcripts, options } = conformance;
const scorecard = await runConformance(provider, transcripts, options);

test.each(scorecard.checks.map((result) => [result.law, result] as const))("%s", (_law, result) => {
  expect(result.failures).toEqual([]);
  // No gap is declared.
  expect(result.status).toBe("passed");
});

test("streams were cut in thousands of ways", () => {
  const tried = Object.fromEntries(scorecard.checks.map((result) => [result.check, result.tried]));
  expect(tried["splits"]).toBeGreaterThan(5_000);
  expect(tried["prefixes"]).toBeGreaterThan(10_000);
  expect(tried["resets"]).toBe(tried["prefixes"]);
});
