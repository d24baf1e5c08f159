import type { Anthropic } from "@anthropic-ai/sdk";
import { VlloraLLMClient } from "@vllora/core";
import { describe, expect, test } from "vitest";
import { type AnthropicOptions, anthropic } from "../src/index.ts";

async function list(bodies: readonly unknown[], options: AnthropicOptions = {}) {
  const sent: { readonly url: string; readonly headers: unknown }[] = [];
  const fetch = async (url: string, { method, headers, body }: RequestInit) => {
    expect([method, body]).toEqual(["GET", undefined]);
    sent.push({ url, headers });
    return Response.json(bodies[sent.length - 1] ?? bodies.at(-1));
  };
  const provider = anthropic({ apiKey: "k", fetch, ...options });
  return { models: await new VlloraLLMClient({ provider }).models.list(), sent };
}

/** As the types of the official SDK have it. */
const OPUS = {
  id: "claude-opus-5",
  type: "model",
  display_name: "Claude Opus 5",
  created_at: "2026-02-04T00:00:00Z",
  capabilities: null,
  deprecated_at: null,
  lifecycle: "active",
  line: "opus",
  max_input_tokens: 1_000_000,
  max_tokens: 128_000,
  retires_at: null,
} satisfies Anthropic.ModelInfo;

describe("the models", () => {
  test("are OpenAI's in shape, with all that the API says beside it", async () => {
    const { models, sent } = await list([{ data: [OPUS], has_more: false, last_id: OPUS.id }]);
    const { type: _, ...fields } = OPUS;
    expect(models).toEqual([{ ...fields, object: "model", created: 1_770_163_200 }]);
    expect(sent).toEqual([
      {
        url: "https://api.anthropic.com/v1/models?limit=1000",
        headers: {
          accept: "application/json",
          "anthropic-version": "2023-06-01",
          "x-api-key": "k",
        },
      },
    ]);
  });

  test.each(["1970-01-01T00:00:00Z", "soon", null])(
    "have no day that the API does not know: %j",
    async (created_at) => {
      const { models } = await list([{ data: [{ ...OPUS, created_at }], has_more: false }]);
      expect(models[0]).not.toHaveProperty("created");
      expect(models[0]).toHaveProperty("created_at", created_at);
    },
  );

  test("come page by page, after the last of the page before", async () => {
    const { models, sent } = await list([
      { data: [OPUS], has_more: true, first_id: "claude-opus-5", last_id: "claude-opus-5" },
      { data: [{ ...OPUS, id: "claude-3" }], has_more: false, last_id: "claude-3" },
    ]);
    expect(models.map(({ id }) => id)).toEqual(["claude-opus-5", "claude-3"]);
    expect(sent[1]?.url).toBe(
      "https://api.anthropic.com/v1/models?limit=1000&after_id=claude-opus-5",
    );
  });

  test("without an end are an error", async () => {
    const endless = list([{ data: [OPUS], has_more: true, last_id: "x" }]);
    await expect(endless).rejects.toMatchObject({ kind: "protocol", provider: "anthropic" });
  });

  test("are asked for with the betas of the provider, and a bearer token", async () => {
    const options = { authToken: "t", apiKey: undefined, betas: ["a", "b"] };
    const { sent } = await list([{ data: [], has_more: false }], options);
    expect(sent[0]?.headers).toMatchObject({
      authorization: "Bearer t",
      "anthropic-beta": "a,b",
    });
  });

  test.each([
    "https://proxy.example/anthropic",
    "https://proxy.example/anthropic/v1",
    "https://proxy.example/anthropic/v1/messages",
  ])("are found however the address is named: %s", async (baseURL) => {
    const { sent } = await list([{ data: [], has_more: false }], { baseURL });
    expect(sent[0]?.url).toBe("https://proxy.example/anthropic/v1/models?limit=1000");
  });

  test.each<[unknown, string]>([
    [{}, "a list of models"],
    [null, "a list of models"],
    [{ data: [{}] }, "models with ids"],
    [{ data: [null] }, "models with ids"],
    [{ data: [OPUS], has_more: true }, "last_id beside has_more"],
  ])("are not %j", async (body, expected) => {
    await expect(list([body])).rejects.toMatchObject({
      kind: "protocol",
      message: `anthropic: expected ${expected}`,
    });
  });
});
