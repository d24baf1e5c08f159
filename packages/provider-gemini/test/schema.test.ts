import { type ChatCompletionRequest, type Fetch, VlloraLLMClient } from "@vllora/core";
import { CHAT_PARAMETERS, LLMError } from "@vllora/core/provider";
import { describe, expect, test } from "vitest";
import { gemini, geminiCaches, vertex } from "../src/index.ts";
import { CASES, named, providerOf, requestOf, sentFor, statusOf } from "./recorded-cases.ts";
import { ajv, violations } from "./schema.ts";

const cases = CASES.filter((found) => found.request !== undefined && statusOf(found) === 200);

describe("the body of a recorded request", () => {
  test.each(named(cases))("%s fits the API's definitions", async (_name, found) => {
    const { body } = await sentFor(requestOf(found), (fetch) => providerOf(found, fetch));
    expect(violations(body)).toEqual([]);
  });
});

test("what caches are made of fits the API's definitions", async () => {
  let body: unknown;
  const fetch: Fetch = async (_url, init) => {
    body = JSON.parse(String(init.body));
    return Response.json({ name: "cachedContents/a" });
  };
  await geminiCaches({ apiKey: "k", fetch }).create({
    model: "gemini-2.5-flash",
    messages: [{ role: "system", content: "S" }, ...PLAIN.messages],
    tools: [{ type: "function", function: { name: "f", parameters: { type: "object" } } }],
    tool_choice: "auto",
    ttlSeconds: 60,
    displayName: "d",
  });
  const validateCache = ajv.compile({ $ref: "gemini#/$defs/CachedContent" });
  validateCache(body);
  expect(validateCache.errors).toBeNull();
});

/** A value for each parameter that the API takes, and the fields that it becomes. */
const PARAMETERS: { readonly [name: string]: readonly [value: unknown, body: object] } = {
  audio: [
    { format: "pcm16", voice: "Kore" },
    config({ speechConfig: { voiceConfig: { prebuiltVoiceConfig: { voiceName: "Kore" } } } }),
  ],
  frequency_penalty: [0.5, config({ frequencyPenalty: 0.5 })],
  function_call: [
    { name: "f" },
    { toolConfig: { functionCallingConfig: { mode: "ANY", allowedFunctionNames: ["f"] } } },
  ],
  functions: [[{ name: "f" }], { tools: [{ functionDeclarations: [{ name: "f" }] }] }],
  logprobs: [true, config({ responseLogprobs: true })],
  max_completion_tokens: [100, config({ maxOutputTokens: 100 })],
  max_tokens: [100, config({ maxOutputTokens: 100 })],
  modalities: [["text", "audio"], config({ responseModalities: ["TEXT", "AUDIO"] })],
  n: [2, config({ candidateCount: 2 })],
  parallel_tool_calls: [true, {}],
  presence_penalty: [-0.5, config({ presencePenalty: -0.5 })],
  reasoning_effort: ["low", config({ thinkingConfig: { thinkingBudget: 1024 } })],
  response_format: [{ type: "json_object" }, config({ responseMimeType: "application/json" })],
  seed: [0, config({ seed: 0 })],
  service_tier: ["flex", { serviceTier: "flex" }],
  stop: ["END", config({ stopSequences: ["END"] })],
  store: [false, { store: false }],
  stream_options: [{ include_usage: true }, {}],
  temperature: [0, config({ temperature: 0 })],
  thinking: [
    { type: "enabled", budget_tokens: 500 },
    config({ thinkingConfig: { includeThoughts: true, thinkingBudget: 500 } }),
  ],
  tool_choice: ["required", { toolConfig: { functionCallingConfig: { mode: "ANY" } } }],
  tools: [
    [{ type: "function", function: { name: "f", description: "" } }],
    { tools: [{ functionDeclarations: [{ name: "f", description: "" }] }] },
  ],
  top_k: [40, config({ topK: 40 })],
  top_logprobs: [5, config({ logprobs: 5 })],
  top_p: [0.9, config({ topP: 0.9 })],
  web_search_options: [{}, { tools: [{ googleSearch: {} }] }],
};

const UNSUPPORTED: { readonly [name: string]: unknown } = {
  logit_bias: { "1": 2 },
  metadata: { a: "b" },
  moderation: { model: "m" },
  prediction: { type: "content", content: "x" },
  prompt_cache_key: "k",
  prompt_cache_options: { mode: "explicit" },
  prompt_cache_retention: "24h",
  safety_identifier: "s",
  user: "u",
  verbosity: "low",
};

function config(generationConfig: object): object {
  return { generationConfig };
}

const PLAIN: ChatCompletionRequest = {
  model: "gemini-2.5-flash",
  messages: [{ role: "user", content: "Hello" }],
};
const CONTENTS = { contents: [{ role: "user", parts: [{ text: "Hello" }] }] };

describe("every parameter", () => {
  test("is one that the API takes, or one that it has no place for", () => {
    const names = [...Object.keys(PARAMETERS), ...Object.keys(UNSUPPORTED)];
    expect(names.sort()).toEqual([...CHAT_PARAMETERS].sort());
  });

  test.each(Object.entries(PARAMETERS))("%s reaches the wire", async (name, [value, fields]) => {
    const { body } = await sentFor({ ...PLAIN, [name]: value });
    expect(body).toEqual({ ...CONTENTS, ...fields });
    expect(violations(body)).toEqual([]);
  });

  test.each(Object.keys(PARAMETERS))("%s set to null is as good as absent", async (name) => {
    expect((await sentFor({ ...PLAIN, [name]: null })).body).toEqual(CONTENTS);
  });

  test("store is for the Gemini API alone", async () => {
    const make = (fetch: Fetch) => vertex({ apiKey: "k", fetch });
    expect((await sentFor({ ...PLAIN, store: true }, make)).body).toEqual(CONTENTS);
  });

  test.each(Object.entries(UNSUPPORTED))("%s is left out and said", async (name, value) => {
    const fetch: Fetch = async () =>
      Response.json({ candidates: [{ content: { parts: [{ text: "" }] }, finishReason: "STOP" }] });
    for (const provider of [gemini({ apiKey: "k", fetch }), vertex({ apiKey: "k", fetch })]) {
      const client = new VlloraLLMClient({ provider });
      const request = { ...PLAIN, [name]: value } as ChatCompletionRequest;
      if (name === "prediction") {
        await expect(client.completions.create(request)).rejects.toSatisfy(
          (error) => LLMError.is(error) && error.kind === "unsupported_parameter",
        );
      } else {
        const { warnings } = await client.completions.create(request);
        expect(warnings.map(({ field, outcome }) => [field, outcome])).toEqual([[name, "ignored"]]);
      }
    }
  });
});
