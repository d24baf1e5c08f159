import { describe, expect, test } from "vitest";
import { makeCompatible, named, recordedCases } from "./recorded-cases.ts";
import { checkPrefixes, type PrefixCount } from "./stream-laws.ts";

const streams = (await recordedCases(import.meta.url)).filter(({ stream }) => stream);

describe("a recorded stream", () => {
  const total: PrefixCount = { interrupted: 0, failed: 0, complete: 0 };

  test.each(named(streams))("%s is an interrupted answer wherever it is cut", async (_, found) => {
    const count = await checkPrefixes(found, makeCompatible);
    for (const key of ["interrupted", "failed", "complete"] as const) total[key] += count[key];
  });

  test("was cut at thousands of places, before and after its end", () => {
    expect(streams).toHaveLength(58);
    expect(total.interrupted).toBeGreaterThan(40_000);
    expect(total.failed).toBeGreaterThan(0);
    expect(total.complete).toBeGreaterThan(200);
  });
});
