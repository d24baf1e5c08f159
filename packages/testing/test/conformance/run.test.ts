import { describe, expect, test } from "vitest";
import { formatScorecard, runConformance } from "../../src/index.ts";
import { acme, OPTIONS, TRANSCRIPTS } from "./acme.ts";

describe("a provider without a fault", () => {
  test("passes every check, and its scorecard says so", async () => {
    const scorecard = await runConformance(acme(), TRANSCRIPTS, OPTIONS);
    expect(formatScorecard(scorecard)).toMatch(/\d+ passed, 0 failed, 0 skipped$/);
    expect(scorecard).toMatchObject({
      format: 1,
      provider: { id: "acme", package: "vllora-provider-acme", version: "1.2.3", contract: 1 },
      transcripts: TRANSCRIPTS.length,
      failed: 0,
    });
    expect(scorecard.checks.every(({ tried }) => tried > 0)).toBe(true);
    expect(JSON.parse(JSON.stringify(scorecard))).toEqual(scorecard);
  });

  test("is told of each check as it ends", async () => {
    const seen: string[] = [];
    const { checks } = await runConformance(acme(), TRANSCRIPTS, {
      ...OPTIONS,
      checks: ["answers", "secrets"],
      onCheck: ({ check }) => seen.push(check),
    });
    expect(seen).toEqual(["answers", "secrets"]);
    expect(checks.map(({ check }) => check)).toEqual(seen);
  });

  test("is not tried further once the run was stopped", async () => {
    const stop = new AbortController();
    const run = runConformance(acme(), TRANSCRIPTS, {
      ...OPTIONS,
      checks: ["answers", "secrets"],
      signal: stop.signal,
      onCheck: () => stop.abort(new Error("enough")),
    });
    await expect(run).rejects.toThrow("enough");
  });
});

describe("a check", () => {
  test("without a transcript to prove it fails", async () => {
    const { failed, checks } = await runConformance(acme(), []);
    expect(failed).toBe(checks.length);
  });

  const checks = ["error-frames", "agreement"] as const;

  test("that finds declared gaps only is skipped, with their reasons", async () => {
    const scorecard = await runConformance(acme(), TRANSCRIPTS, {
      checks,
      declaredGaps: [
        { check: "error-frames", reason: "Acme sends no errors inside of streams" },
        { check: "agreement", subject: "pairs", reason: "no pairs were recorded" },
      ],
    });
    expect(scorecard).toMatchObject({ passed: 0, failed: 0, skipped: 2 });
    expect(scorecard.checks[1]?.gaps).toMatchObject([
      { subject: "pairs", reason: "no pairs were recorded" },
    ]);
    expect(formatScorecard(scorecard)).toContain("pairs: declared, no pairs were recorded");
  });

  test("fails when a declared gap is not there", async () => {
    const scorecard = await runConformance(acme(), TRANSCRIPTS, {
      ...OPTIONS,
      checks,
      declaredGaps: [{ check: "agreement", subject: "pairs", reason: "no pairs were recorded" }],
    });
    expect(scorecard).toMatchObject({ passed: 1, failed: 1, skipped: 0 });
    expect(formatScorecard(scorecard)).toContain("pairs: the declared gap is not there");
  });

  test("about server-sent events is skipped where a wire has none", async () => {
    const binary = TRANSCRIPTS.map((found) => ({
      ...found,
      response: { status: 200, headers: { "content-type": "application/vnd.amazon.eventstream" } },
    }));
    const only = ["framing", "malformed-frames", "unknown-events"] as const;
    const scorecard = await runConformance(acme(), binary, { ...OPTIONS, checks: only });
    expect(scorecard).toMatchObject({ passed: 0, failed: 0, skipped: 3 });
  });
});
