import type { ChatCompletionRequest } from "@vllora/core/provider";
import { describe, expect, test } from "vitest";
import { named } from "../../provider-openai-compatible/test/recorded-cases.ts";
import { sentFor } from "../../provider-openai-compatible/test/recorded-requests.ts";
import { semanticDiff } from "../../provider-openai-compatible/test/semantic-diff.ts";
import { type ConverseRequest, toChatRequest } from "../src/inbound.ts";
import { bedrock } from "../src/index.ts";
import { bedrockCases } from "./cases.ts";
import { violations } from "./schema.ts";

const cases = (await bedrockCases()).filter(({ request }) => request !== undefined);

async function sent(request: ChatCompletionRequest) {
  const credentials = { api_key: "k", region: "us-east-1" };
  return await sentFor(request, (fetch) => bedrock({ credentials, fetch }));
}

/** What comes out another way than it went in, and why that is the same. */
const NORMALISATIONS: readonly { readonly reason: string; readonly line: RegExp }[] = [
  {
    reason: "an empty system or inferenceConfig is left out",
    line: /^(system: absent vs \[\]|inferenceConfig: absent vs \{\})$/,
  },
];

describe("a recorded request, made ours and sent", () => {
  const used = new Set<string>();

  test.each(named(cases))("%s leaves as it came", async (_name, { request, model, stream }) => {
    const body = request?.body as Omit<ConverseRequest, "modelId">;
    const recorded = deepFrozen({ ...body, modelId: model ?? "" }) as ConverseRequest;
    const ours = deepFrozen(toChatRequest(recorded));
    const whole = await sent({ ...ours, ...(stream ? { stream } : {}) });
    const lines = semanticDiff(whole.body, body);
    const isNormal = (text: string) => NORMALISATIONS.some(({ line }) => line.test(text));
    expect(lines.filter((text) => !isNormal(text))).toEqual([]);
    for (const { reason, line } of NORMALISATIONS) {
      if (lines.some((text) => line.test(text))) used.add(reason);
    }
    const end = (url: string | undefined) =>
      decodeURIComponent(url ?? "").replace(/^.*\/model\//, "");
    expect(end(whole.url)).toBe(end(request?.url));
    expect(violations(whole.body, stream)).toEqual([]);
  });

  test("is there for every case that has one, and every normalisation occurs", () => {
    expect(cases).toHaveLength(53);
    expect([...used].sort()).toEqual(NORMALISATIONS.map(({ reason }) => reason).sort());
  });
});

describe("parameters", () => {
  test("of a streamed request are those of a whole one", async () => {
    for (const { request, model } of cases) {
      const body = request?.body as Omit<ConverseRequest, "modelId">;
      const ours = toChatRequest({ ...body, modelId: model ?? "" } as ConverseRequest);
      const [whole, streamed] = [await sent(ours), await sent({ ...ours, stream: true })];
      expect(streamed.body).toEqual(whole.body);
      expect(streamed.url).toBe(`${whole.url}-stream`);
    }
  });
});

function deepFrozen<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    for (const item of Object.values(value)) deepFrozen(item);
    Object.freeze(value);
  }
  return value;
}
