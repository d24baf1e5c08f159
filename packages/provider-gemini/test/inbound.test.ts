import { describe, expect, test } from "vitest";
import { toChatRequest } from "../src/inbound.ts";
import { canonical } from "./canonical.ts";
import {
  CASES,
  idOf,
  type Loose,
  modelOf,
  named,
  providerOf,
  requestOf,
  sentFor,
} from "./recorded-cases.ts";
import { semanticDiff } from "./semantic-diff.ts";

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

  test.each(named(cases))("%s is sent to the same method of the same model", async (_name, found) => {
    const request = { ...requestOf(found), stream: found.stream };
    const { url } = await sentFor(request, (fetch) => providerOf(found, fetch));
    const method = /[^/]+:\w+/.exec(found.request?.url ?? "")?.[0];
    expect(url).toContain(`/models/${method?.replace(/:.*/, "")}:`);
    expect(url.endsWith("?alt=sse")).toBe(found.stream);
  });

  test("is there for every case that has one", () => {
    expect(cases).toHaveLength(0);
  });
});

test("the provider that fields are kept for is the one that is asked for", () => {
  const contents = [{ role: "user", parts: [{ videoMetadata: { fps: 1 } }] }];
  const request = toChatRequest({ contents }, { model: "gemini-2.5-pro", provider: "mine" });
  expect(JSON.stringify(request)).toContain('"provider_fields":{"mine":');
  expect(modelOf(CASES[0]!)).toBeTypeOf("string");
  expect(idOf(CASES[0]!)).toBe("gemini");
});
