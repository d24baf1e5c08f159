import { CHAT_PARAMETERS, type ChatCompletionRequest } from "@vllora/core/provider";
import { describe, expect, test } from "vitest";
import { named, recordedCases } from "../../provider-openai-compatible/test/recorded-cases.ts";
import { sentFor } from "../../provider-openai-compatible/test/recorded-requests.ts";
import { openai } from "../src/index.ts";
import { schema, violations } from "./schema.ts";

async function bodyOf(request: ChatCompletionRequest): Promise<{ [field: string]: unknown }> {
  return { ...(await sentFor(request, (fetch) => openai({ apiKey: "k", fetch }))).body };
}

const cases = (await recordedCases(import.meta.url)).filter(
  ({ request, response }) => request !== undefined && response?.status === 200,
);

describe("the body of a recorded request", () => {
  test.each(named(cases))("%s fits OpenAI's schema", async (_name, { request }) => {
    expect(violations(await bodyOf(request?.body as ChatCompletionRequest))).toEqual([]);
  });
});

/** A value for each parameter that OpenAI takes. */
const PARAMETERS = {
  audio: { format: "mp3", voice: "alloy" },
  frequency_penalty: 0.5,
  function_call: { name: "f" },
  functions: [{ name: "f", description: "d", parameters: { type: "object" } }],
  logit_bias: { "50256": -100 },
  logprobs: true,
  max_completion_tokens: 100,
  max_tokens: 100,
  metadata: { topic: "demo" },
  modalities: ["text", "audio"],
  moderation: { model: "omni-moderation-latest", policy: { input: { mode: "block" } } },
  n: 2,
  parallel_tool_calls: false,
  prediction: { type: "content", content: [{ type: "text", text: "Hello" }] },
  presence_penalty: -0.5,
  prompt_cache_key: "key",
  prompt_cache_options: { mode: "explicit", ttl: "30m" },
  prompt_cache_retention: "24h",
  reasoning_effort: "minimal",
  response_format: {
    type: "json_schema",
    json_schema: { name: "answer", strict: true, schema: { type: "object" } },
  },
  safety_identifier: "someone",
  seed: 0,
  service_tier: "flex",
  stop: ["END", "STOP"],
  store: false,
  stream_options: { include_usage: false, include_obfuscation: false },
  temperature: 0,
  tool_choice: { type: "function", function: { name: "f" } },
  tools: [
    { type: "function", function: { name: "f", parameters: { type: "object" }, strict: true } },
    {
      type: "custom",
      custom: {
        name: "g",
        format: { type: "grammar", grammar: { definition: "x", syntax: "lark" } },
      },
    },
  ],
  top_logprobs: 5,
  top_p: 0.9,
  user: "someone",
  verbosity: "low",
  web_search_options: {
    search_context_size: "low",
    user_location: { type: "approximate", approximate: { country: "DE" } },
  },
} as const satisfies Omit<
  { readonly [name in (typeof CHAT_PARAMETERS)[number]]: ChatCompletionRequest[name] },
  "thinking" | "top_k"
>;

const names = Object.keys(PARAMETERS) as (keyof typeof PARAMETERS)[];

/** Streamed, for the sake of `stream_options`. */
function requestWith(parameters: Partial<ChatCompletionRequest>): ChatCompletionRequest {
  return {
    model: "gpt-4.1",
    messages: [{ role: "user", content: "Hello" }],
    stream: true,
    ...parameters,
  };
}

describe("every parameter of OpenAI", () => {
  test("is one of ours, and the other way round but for two that other providers know", () => {
    const { properties } = schema.definitions.ChatCompletionCreateParams;
    const theirs = Object.keys(properties).filter(
      (name) => !["messages", "model", "stream"].includes(name),
    );
    expect(names.slice().sort()).toEqual(theirs.sort());
    expect([...CHAT_PARAMETERS].sort()).toEqual([...names, "thinking", "top_k"].sort());
  });

  test("reaches the wire under its name, all at once", async () => {
    const body = await bodyOf(requestWith(PARAMETERS));
    expect(body).toEqual(requestWith(PARAMETERS));
    expect(violations(body)).toEqual([]);
  });

  test.each(names)("%s reaches the wire under its name, alone", async (name) => {
    const value = PARAMETERS[name];
    const body = await bodyOf(requestWith({ [name]: value }));
    expect(body).toEqual({
      ...requestWith({}),
      stream_options: { include_usage: true },
      [name]: value,
    });
    expect(violations(body)).toEqual([]);
  });

  test.each(names)("%s set to null is as good as absent", async (name) => {
    const request = requestWith({ [name]: null });
    expect(await bodyOf(request)).toEqual(await bodyOf(requestWith({})));
  });

  test("max_tokens is max_completion_tokens for reasoning models", async () => {
    const request = { ...requestWith({ max_tokens: 7 }), model: "gpt-5-mini" };
    const body = await bodyOf(request);
    expect(body).toMatchObject({ max_completion_tokens: 7 });
    expect(body).not.toHaveProperty("max_tokens");
    expect(violations(body)).toEqual([]);
  });
});

test("a request with images in the results of tools fits it, too", async () => {
  const url = "data:image/png;base64,AA==";
  const body = await bodyOf({
    model: "gpt-5-mini",
    messages: [
      { role: "user", content: "Look" },
      {
        role: "assistant",
        tool_calls: [{ id: "a", type: "function", function: { name: "shot", arguments: "{}" } }],
      },
      { role: "tool", tool_call_id: "a", content: [{ type: "image_url", image_url: { url } }] },
    ],
  });
  expect(violations(body)).toEqual([]);
  expect(JSON.stringify(body)).toContain(url);
});
