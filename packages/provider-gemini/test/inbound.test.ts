import { describe, expect, test } from "vitest";
import { semanticDiff } from "../../provider-openai-compatible/test/semantic-diff.ts";
import { canonical } from "./canonical.ts";
import { CASES, type Loose, named, providerOf, requestOf, sentFor } from "./recorded-cases.ts";

const cases = CASES.filter(({ request }) => request !== undefined);

describe("a recorded request", () => {
  test.each(named(cases))("%s goes through our shape and back unchanged", async (_name, found) => {
    const recorded = found.request?.body as Loose;
    const before = JSON.stringify(recorded);
    const request = requestOf(found);
    const { body } = await sentFor(request, (fetch) => providerOf(found, fetch));
    expect(semanticDiff(body, canonical(recorded))).toEqual([]);
    expect(JSON.stringify(recorded)).toBe(before);
  });

  test.each(named(cases))(
    "%s is sent to the same method of the same model",
    async (_name, found) => {
      const request = { ...requestOf(found), stream: found.stream };
      const { url } = await sentFor(request, (fetch) => providerOf(found, fetch));
      const path = /\/models\/[^/:]+/.exec(found.request?.url ?? "")?.[0];
      expect(url).toContain(
        `${path}:${found.stream ? "streamGenerateContent?alt=sse" : "generateContent"}`,
      );
    },
  );

  test("is there for every case that has one", () => {
    expect(cases).toHaveLength(111);
  });
});
