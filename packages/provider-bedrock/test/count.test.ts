import { VlloraLLMClient } from "@vllora/core";
import type { ChatCompletionRequest } from "@vllora/core/provider";
import { describe, expect, test } from "vitest";
import { named } from "../../provider-openai-compatible/test/recorded-cases.ts";
import { type ConverseRequest, toChatRequest } from "../src/inbound.ts";
import { bedrock } from "../src/index.ts";
import { bedrockCases } from "./cases.ts";
import { CLAUDE } from "./encode.ts";
import { violations } from "./schema.ts";

const HELLO: ChatCompletionRequest = {
  model: CLAUDE,
  messages: [{ role: "user", content: "Hello" }],
};
const WIRE = [{ role: "user", content: [{ text: "Hello" }] }];

/** Counts, and says what left. */
async function count(request: ChatCompletionRequest, answer: unknown = { inputTokens: 9 }) {
  let sent: { url: string; body: { input: { converse: object } } } | undefined;
  const fetch = async (url: string, { body }: RequestInit) => {
    sent = { url, body: JSON.parse(String(body)) };
    return Response.json(answer, { headers: { "x-amzn-requestid": "r" } });
  };
  const provider = bedrock({ credentials: { api_key: "k", region: "us-east-1" }, fetch });
  const result = await new VlloraLLMClient({ provider }).tokens.count(request);
  if (sent === undefined) throw new Error("Nothing was sent");
  const { converse } = sent.body.input;
  return { url: sent.url, converse, result, warnings: result.warnings.map(({ field }) => field) };
}

describe("a count of tokens", () => {
  test("is of what Converse would be sent, and tells of the call", async () => {
    const tool = { type: "function", function: { name: "f" } } as const;
    const { url, converse, result, warnings } = await count({
      ...HELLO,
      messages: [{ role: "system", content: "S" }, ...HELLO.messages],
      tools: [tool],
      thinking: { type: "enabled", budget_tokens: 1024 },
      provider_options: { bedrock: { additional_parameters: { a: 1 } } },
    });
    expect(new URL(url).pathname).toBe(`/model/${encodeURIComponent(CLAUDE)}/count-tokens`);
    expect(converse).toEqual({
      messages: WIRE,
      system: [{ text: "S" }],
      toolConfig: {
        tools: [{ toolSpec: { name: "f", inputSchema: { json: { type: "object" } } } }],
      },
      additionalModelRequestFields: { thinking: { type: "enabled", budget_tokens: 1024 }, a: 1 },
    });
    expect(result.toJSON()).toEqual({ prompt_tokens: 9 });
    expect(result.requestId).toBe("r");
    expect(warnings).toEqual([]);
  });

  test("leaves out what shapes the answer alone, which is reported", async () => {
    const schema = { name: "n", schema: { type: "object" } };
    const { converse, warnings } = await count({
      ...HELLO,
      max_tokens: 5,
      temperature: 0.5,
      top_p: 0.5,
      stop: "x",
      metadata: { a: "b" },
      service_tier: "flex",
      response_format: { type: "json_schema", json_schema: schema },
      provider_options: { bedrock: { performanceConfig: { latency: "optimized" } } },
    });
    expect(converse).toEqual({ messages: WIRE });
    expect(warnings.sort()).toEqual([
      "max_tokens",
      "metadata",
      "provider_options.bedrock.performanceConfig",
      "response_format",
      "service_tier",
      "stop",
      "temperature",
      "top_p",
    ]);
  });

  test("of every recorded request is what the service's model allows", async () => {
    const cases = (await bedrockCases()).filter(({ request }) => request !== undefined);
    expect(cases).toHaveLength(53);
    for (const [name, { request, model }] of named(cases)) {
      const body = request?.body as Omit<ConverseRequest, "modelId">;
      const ours = toChatRequest({ ...body, modelId: model ?? "" } as ConverseRequest);
      const { converse } = await count(ours);
      expect([name, violations(converse)]).toEqual([name, []]);
      const fields = ["messages", "system", "toolConfig", "additionalModelRequestFields"];
      expect(fields).toEqual(expect.arrayContaining(Object.keys(converse)));
    }
  });

  test.each([{}, { inputTokens: "9" }, [], null])(
    "that is none is an error: %j",
    async (answer) => {
      await expect(count(HELLO, answer)).rejects.toMatchObject({ kind: "protocol" });
    },
  );
});
