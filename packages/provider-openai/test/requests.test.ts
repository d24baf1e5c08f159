import { describe, expect, test } from "vitest";
import { named, recordedCases } from "../../provider-openai-compatible/test/recorded-cases.ts";
import {
  checkRequest,
  REQUEST_DIFFERENCES,
  type RequestDifference,
} from "../../provider-openai-compatible/test/recorded-requests.ts";
import { openai } from "../src/index.ts";

const cases = (await recordedCases(import.meta.url)).filter(
  ({ request, response }) => request !== undefined && response?.status === 200,
);

const MEANT: readonly RequestDifference[] = [
  ...REQUEST_DIFFERENCES,
  {
    reason: "reasoning models call instructions developer messages",
    line: /^messages\[\d+\]\.role: "developer" vs "system"$/,
  },
];

describe("a recorded request that OpenAI accepted", () => {
  const used = new Set<string>();

  test.each(named(cases))("%s leaves as it came", async (_name, found) => {
    const { differences, reasons } = await checkRequest(
      found,
      (fetch) => openai({ apiKey: "k", fetch }),
      MEANT,
    );
    expect(differences).toEqual([]);
    for (const reason of reasons) used.add(reason);
  });

  test("is there for every case that has one, and every meant difference occurs", () => {
    expect(cases).toHaveLength(66);
    expect([...used].sort()).toEqual(MEANT.map(({ reason }) => reason).sort());
  });
});
