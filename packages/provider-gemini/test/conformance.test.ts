import { runConformance } from "@vllora/testing";
import { describe, expect, test } from "vitest";
import { conformance, vertexConformance } from "./conformance.ts";

describe.each([conformance, vertexConformance])(
  "$provider.id",
  async ({ provider, transcripts, options }) => {
    const scorecard = await runConformance(provider, transcripts, options);

    test.each(scorecard.checks.map((result) => [result.law, result] as const))(
      "%s",
      (_law, result) => {
        expect(result.failures).toEqual([]);
        // Arguments of calls are the model's own: that gap is declared.
        expect(result.status).toBe(result.check === "unknown-fields" ? "skipped" : "passed");
      },
    );

    test("streams were cut in thousands of ways", () => {
      const tried = Object.fromEntries(
        scorecard.checks.map((result) => [result.check, result.tried]),
      );
      expect(tried["splits"]).toBeGreaterThan(2000);
      expect(tried["prefixes"]).toBeGreaterThan(2000);
    });
  },
);
