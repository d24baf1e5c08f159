import { LLMError, type LLMErrorKind, VlloraLLMClient } from "@vllora/core";
import type { ChatCompletionRequest } from "@vllora/core/provider";
import { openai } from "@vllora/provider-openai";
import { openaiCompatible } from "@vllora/provider-openai-compatible";
import fc from "fast-check";
import { test } from "vitest";
import { answering, completion, json } from "../fake-fetch.ts";
import { check, holds, KEY, secretIn, timeOf } from "./harness.ts";
import { mutated, mutation } from "./nasty.ts";

/** A request with a value for everything. */
const FULL = {
  model: "gpt-4.1",
  messages: [
    { role: "system", content: "Be brief", cache_control: { type: "ephemeral" } },
    {
      role: "user",
      content: [
        { type: "text", text: "Hello", cache_control: { type: "ephemeral" } },
        { type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } },
        { type: "file", file: { file_data: "data:application/pdf;base64,AAAA" } },
        { type: "input_audio", input_audio: { data: "AAAA", format: "wav" } },
      ],
    },
    {
      role: "assistant",
      content: "ab",
      reasoning_content: "r",
      tool_calls: [{ id: "c1", type: "function", function: { name: "f", arguments: "{}" } }],
      provider_fields: {
        openai: {
          content: [
            { type: "text", text: "a" },
            { type: "text", text: "b" },
          ],
        },
        other: { x: 1 },
      },
    },
    { role: "tool", tool_call_id: "c1", content: "42", is_error: true },
  ],
  max_tokens: 5,
  temperature: 1,
  seed: 1,
  stop: ["x"],
  stream: true,
  stream_options: { include_usage: true },
  response_format: { type: "json_object" },
  tools: [{ type: "function", function: { name: "f" }, cache_control: { type: "ephemeral" } }],
  tool_choice: "auto",
  logit_bias: { "1": 1 },
  provider_options: { openai: { store: true }, other: { x: 1 } },
  provider_specific: { top_k: 1 },
  extra_body: { seed: 2 },
  extra_headers: { "x-a": "1" },
};

/** What can be wrong with a request. Never `contract`: the provider package did nothing wrong. */
const OF_THE_REQUEST: ReadonlySet<LLMErrorKind> = new Set([
  "invalid_request",
  "unsupported_parameter",
  "template",
]);

const fetch = answering(json(completion()));
const options = { apiKey: KEY, fetch };
const clients = [
  openai(options),
  openaiCompatible({ ...options, name: "openai", baseURL: "https://a.test" }),
].map((provider) => new VlloraLLMClient({ provider, maxRetries: 0, variables: { a: 1 } }));

const input = fc.record({
  mutations: fc.array(mutation, { minLength: 1, maxLength: 5 }),
  client: fc.nat(clients.length - 1),
});

test(
  "a request of any JSON is sent or refused, and stays what it was",
  async () => {
    await holds(0.15, input, async ({ mutations, client }) => {
      const text = mutated(FULL, mutations);
      const request = JSON.parse(text) as ChatCompletionRequest;
      fetch.sent.length = 0;
      try {
        await clients[client]?.completions.create(request);
        check(fetch.sent.length === 1, "was answered without being sent");
      } catch (error) {
        if (!LLMError.is(error)) throw new Error("Expected an LLMError", { cause: error });
        check(OF_THE_REQUEST.has(error.kind), `of kind ${error.kind}: ${error.message}`);
        check(!secretIn(error), "shows the key");
        check(fetch.sent.length === 0, "was refused after it was sent");
      }
      check(unchanged(request, text), "was changed");
    });
  },
  timeOf(0.15),
);

/** Compares with the text that the request was read from; what is too deep for that was not looked at. */
function unchanged(request: ChatCompletionRequest, text: string): boolean {
  if (text.length > 50_000) return true;
  return JSON.stringify(request) === JSON.stringify(JSON.parse(text));
}
