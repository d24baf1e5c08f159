import { readFileSync } from "node:fs";
import { type Fetch, type TokenCountOptions, VlloraLLMClient } from "@vllora/core";
import type { ChatCompletionRequest, ProviderDefinition } from "@vllora/core/provider";
import { Ajv2020 } from "ajv/dist/2020.js";
import { describe, expect, test } from "vitest";
import { gemini, vertex } from "../src/index.ts";
import { CASES, named, providerOf, requestOf, sentFor, statusOf } from "./recorded-cases.ts";

const schema = JSON.parse(
  readFileSync(new URL("./fixtures/schema/generate-content-request.json", import.meta.url), "utf8"),
) as object;
const ajv = new Ajv2020({ strict: false }).addSchema(schema, "gemini");

/** CountTokensRequest of the Gemini API. The request inside has to name the model, too. */
const validateCount = ajv.compile({
  type: "object",
  properties: {
    model: { type: "string" },
    contents: { type: "array", items: { $ref: "gemini#/$defs/Content" } },
    generateContentRequest: { $ref: "gemini#/$defs/GenerateContentRequest", required: ["model"] },
  },
  additionalProperties: false,
});

/** That of Vertex AI. @see https://cloud.google.com/vertex-ai/generative-ai/docs/model-reference/count-tokens */
const validateVertexCount = ajv.compile({
  type: "object",
  required: ["contents"],
  properties: Object.fromEntries(
    ["contents", "systemInstruction", "tools", "generationConfig"].map((field) => [
      field,
      { $ref: `gemini#/$defs/GenerateContentRequest/properties/${field}` },
    ]),
  ),
  additionalProperties: false,
});

type Make = (fetch: Fetch) => ProviderDefinition;
const onGemini: Make = (fetch) => gemini({ apiKey: "k", fetch });
const onVertex: Make = (fetch) => vertex({ accessToken: () => "t", project: "p", fetch });

const HELLO: ChatCompletionRequest = {
  model: "gemini-2.5-flash",
  messages: [{ role: "user", content: "Hello" }],
};
const CONTENTS = [{ role: "user", parts: [{ text: "Hello" }] }];

/** Counts the tokens of a request, and says what left and what was said of it. */
async function count(
  request: ChatCompletionRequest,
  make: Make = onGemini,
  answer: unknown = { totalTokens: 14 },
  options: TokenCountOptions = {},
) {
  const sent: { url: string; body: Record<string, unknown> }[] = [];
  const fetch: Fetch = async (url, { body }) => {
    sent.push({ url, body: JSON.parse(String(body)) });
    return Response.json(answer);
  };
  const client = new VlloraLLMClient({ provider: make(fetch), maxRetries: 0 });
  const result = await client.tokens.count(request, options);
  return { ...sent[0]!, result };
}

const FULL: ChatCompletionRequest = {
  ...HELLO,
  messages: [{ role: "system", content: "Be brief" }, ...HELLO.messages],
  max_tokens: 5,
  service_tier: "flex",
  tools: [{ type: "function", function: { name: "f" } }],
  tool_choice: "required",
};
const COUNTED = {
  contents: CONTENTS,
  systemInstruction: { parts: [{ text: "Be brief" }] },
  tools: [{ functionDeclarations: [{ name: "f" }] }],
  generationConfig: { maxOutputTokens: 5 },
};
const NOTE = "it does not change the count";

describe("a count of the Gemini API", () => {
  test("has instructions, tools and settings in the request that it counts", async () => {
    const { url, body, result } = await count(FULL);
    expect(url).toBe(
      "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:countTokens",
    );
    expect(body).toEqual({
      generateContentRequest: {
        model: "models/gemini-2.5-flash",
        ...COUNTED,
        toolConfig: { functionCallingConfig: { mode: "ANY" } },
      },
    });
    expect(validateCount(body)).toBe(true);
    expect(result.toJSON()).toEqual({ prompt_tokens: 14 });
    expect(result.warnings).toEqual([{ field: "service_tier", outcome: "ignored", note: NOTE }]);
  });

  test("counts a cache, too", async () => {
    const own = { cached_content: "cachedContents/c" };
    const { body, result } = await count({ ...HELLO, provider_options: { gemini: own } });
    expect(body["generateContentRequest"]).toHaveProperty("cachedContent", "cachedContents/c");
    expect(result.warnings).toEqual([]);
  });
});

describe("a count of Vertex AI", () => {
  test("has all that is counted in its own body, and says what is left out", async () => {
    const own = { labels: { a: "b" }, cached_content: "cachedContents/c", safety_settings: [] };
    const { url, body, result } = await count(
      { ...FULL, provider_options: { vertex: own } },
      onVertex,
    );
    expect(url).toBe(
      "https://aiplatform.googleapis.com/v1beta1/projects/p/locations/global/publishers/google/models/gemini-2.5-flash:countTokens",
    );
    expect(body).toEqual(COUNTED);
    expect(validateVertexCount(body)).toBe(true);
    const said = Object.fromEntries(result.warnings.map(({ field, note }) => [field, note]));
    expect(said).toEqual({
      service_tier: NOTE,
      tool_choice: NOTE,
      "provider_options.vertex.labels": NOTE,
      "provider_options.vertex.safety_settings": NOTE,
      "provider_options.vertex.cached_content": "the tokens of the cache are not counted",
    });
  });
});

describe.each([
  ["gemini", onGemini],
  ["vertex", onVertex],
] as const)("a count of %s", (provider, make) => {
  test("warns of nothing that was not set", async () => {
    expect((await count(HELLO, make)).result.ledger).toEqual([]);
  });

  test("keeps what else the API says", async () => {
    // As Vertex AI answered in a recording of pydantic-ai's.
    const more = {
      promptTokensDetails: [{ modality: "TEXT", tokenCount: 36 }],
      totalBillableCharacters: 123,
    };
    const { result } = await count(HELLO, make, { totalTokens: 36, ...more });
    expect(result.toJSON()).toEqual({ prompt_tokens: 36, ...more });
  });

  test("refuses what a completion refuses", async () => {
    const request: ChatCompletionRequest = {
      ...HELLO,
      prediction: { type: "content", content: "x" },
    };
    await expect(count(request, make)).rejects.toMatchObject({ kind: "unsupported_parameter" });
    const elsewhere = count({ ...HELLO, model: "../x" }, make);
    await expect(elsewhere).rejects.toMatchObject({ kind: "invalid_request" });
  });

  test.each<[unknown, object]>([
    [{}, { kind: "protocol", message: `${provider}: expected totalTokens` }],
    [null, { kind: "protocol" }],
    [{ totalTokens: "14" }, { kind: "protocol" }],
    [{ error: { status: "UNAVAILABLE", message: "busy" } }, { kind: "overloaded" }],
  ])("is not %j", async (answer, expected) => {
    await expect(count(HELLO, make, answer)).rejects.toMatchObject({ ...expected, provider });
  });
});

describe("the request of a recorded answer", () => {
  const cases = CASES.filter((found) => found.request !== undefined && statusOf(found) === 200);

  test.each(named(cases))("%s is counted as it is, and fits the definitions", async (_, found) => {
    const make: Make = (fetch) => providerOf(found, fetch);
    const request = requestOf(found);
    const whole = (await sentFor(request, make)).body as Record<string, unknown>;
    const { body } = await count(request, make);
    const { serviceTier: _tier, ...counted } = whole;
    if (found.name.startsWith("vertex/")) {
      expect(counted).toMatchObject(body);
      expect(validateVertexCount(body)).toBe(true);
    } else {
      const { model, ...inside } = body["generateContentRequest"] as Record<string, unknown>;
      expect(model).toMatch(/^models\//);
      expect(inside).toEqual(counted);
      expect(validateCount(body)).toBe(true);
    }
  });
});
