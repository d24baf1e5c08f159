import type { ChatCompletionRequest } from "@vllora/core/provider";
import type { Transcript } from "@vllora/testing";
import { describe, expect, test } from "vitest";
import { openaiCompatible } from "../src/index.ts";
import { named, providerOf, recordedCases } from "./recorded-cases.ts";
import { checkRequest, REQUEST_DIFFERENCES, type RequestDifference } from "./recorded-requests.ts";

const cases = (await recordedCases(import.meta.url)).filter(
  ({ request, response }) => request !== undefined && response?.status === 200,
);

const MEANT: readonly RequestDifference[] = [
  ...REQUEST_DIFFERENCES,
  {
    reason: "reasoning that was sent under two names goes back under the server's own",
    line: /^messages\[\d+\]\.reasoning_content: absent vs /,
  },
];

/** Azure names the deployment in the path; our request needs a model all the same. */
function withModel(found: Transcript): Transcript {
  const body = found.request?.body as Partial<ChatCompletionRequest>;
  if (body.model !== undefined || found.request === undefined) return found;
  return { ...found, request: { ...found.request, body: { model: "deployment", ...body } } };
}

describe("a recorded request that a server accepted", () => {
  const used = new Set<string>();

  test.each(named(cases))("%s leaves as it came", async (_name, found) => {
    const { differences, reasons } = await checkRequest(
      withModel(found),
      (fetch) =>
        openaiCompatible({
          name: providerOf(found),
          baseURL: "https://example.com/v1",
          apiKey: "k",
          fetch,
        }),
      MEANT,
    );
    expect(differences).toEqual([]);
    for (const reason of reasons) used.add(reason);
  });

  test("is there for every case that has one, and every meant difference occurs", () => {
    expect(cases).toHaveLength(164);
    expect([...used].sort()).toEqual(MEANT.map(({ reason }) => reason).sort());
  });

  test("names no model only on Azure", () => {
    const without = cases.filter((found) => withModel(found) !== found);
    expect(new Set(without.map(providerOf))).toEqual(new Set(["azure-chat"]));
  });
});
