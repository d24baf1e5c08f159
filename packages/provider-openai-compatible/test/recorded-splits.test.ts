import { describe, expect, test } from "vitest";
import { makeCompatible, named, recordedCases } from "./recorded-cases.ts";
import { checkSplits } from "./stream-laws.ts";

const streams = (await recordedCases(import.meta.url)).filter(({ stream }) => stream);

describe("a recorded stream", () => {
  let splits = 0;

  test.each(named(streams))(
    "%s gives the same chunks however its bytes arrive",
    async (_, found) => {
      splits += await checkSplits(found, makeCompatible);
    },
  );

  test("was cut in thousands of ways", () => {
    expect(streams).toHaveLength(58);
    expect(splits).toBeGreaterThan(40_000);
  });
});
