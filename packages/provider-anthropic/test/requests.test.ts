import type { ChatCompletionRequest } from "@vllora/core/provider";
import { describe, expect, test } from "vitest";
import { named, recordedCases } from "../../provider-openai-compatible/test/recorded-cases.ts";
import { sentFor } from "../../provider-openai-compatible/test/recorded-requests.ts";
import { semanticDiff } from "../../provider-openai-compatible/test/semantic-diff.ts";
import { toChatRequest } from "../src/inbound.ts";
import { anthropic } from "../src/index.ts";
import type { MessagesRequest } from "../src/wire.ts";
import { violations } from "./schema.ts";

const cases = (await recordedCases(import.meta.url)).filter(
  ({ request }) => request !== undefined && !request.url.includes("/count_tokens"),
);

async function sent(request: ChatCompletionRequest) {
  return (await sentFor(request, (fetch) => anthropic({ apiKey: "k", fetch }))).body;
}

/** What comes out another way than it went in, and why that is the same. */
const NORMALISATIONS: readonly { readonly reason: string; readonly line: RegExp }[] = [
  {
    reason: "a stream is asked for by the method; false is not sent",
    line: /^stream: absent vs false$/,
  },
];

describe("a recorded request, made ours and sent", () => {
  const used = new Set<string>();

  test.each(named(cases))("%s leaves as it came", async (_name, { request }) => {
    const recorded = deepFrozen(request?.body) as MessagesRequest;
    const body = await sent(deepFrozen(toChatRequest(recorded)));
    const lines = semanticDiff(body, recorded);
    const isNormal = (text: string) => NORMALISATIONS.some(({ line }) => line.test(text));
    expect(lines.filter((text) => !isNormal(text))).toEqual([]);
    for (const { reason, line } of NORMALISATIONS) {
      if (lines.some((text) => line.test(text))) used.add(reason);
    }
    expect(violations(body)).toEqual([]);
  });

  test("is there for every case that has one, and every normalisation occurs", () => {
    expect(cases).toHaveLength(100);
    expect([...used].sort()).toEqual(NORMALISATIONS.map(({ reason }) => reason).sort());
  });
});

function deepFrozen<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    for (const item of Object.values(value)) deepFrozen(item);
    Object.freeze(value);
  }
  return value;
}
