import { describe, expect, expectTypeOf, it } from "vitest";
import type { ChatCompletionRequest, ChatMessage, FinishReason } from "../src/index.ts";
import {
  chatCompletionChunkSchema,
  chatCompletionRequestSchema,
  chatCompletionSchema,
  finishReasonSchema,
  toolChoiceSchema,
} from "../src/schemas/index.ts";

const completion = {
  id: "chatcmpl-1",
  object: "chat.completion",
  created: 1741569952,
  model: "gpt-4.1-2025-04-14",
  choices: [
    {
      index: 0,
      message: { role: "assistant", content: "Hello!", refusal: null, annotations: [] },
      logprobs: null,
      finish_reason: "stop",
    },
  ],
  usage: {
    prompt_tokens: 19,
    completion_tokens: 10,
    total_tokens: 29,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
  },
  service_tier: "default",
};

describe("chat requests", () => {
  it("accept our extensions beside OpenAI's fields", () => {
    const request: ChatCompletionRequest = {
      model: "anthropic/claude-sonnet-4-5",
      messages: [
        { role: "developer", content: [{ type: "text", text: "Be brief." }] },
        {
          role: "user",
          content: [
            {
              type: "text",
              text: "What is this?",
              cache_control: { type: "ephemeral", ttl: "1h" },
            },
            { type: "image_url", image_url: { url: "https://example.com/a.png", detail: "low" } },
            {
              type: "file",
              file: { filename: "a.pdf", file_data: "data:application/pdf;base64,AA" },
            },
          ],
        },
        {
          role: "assistant",
          content: null,
          reasoning_details: [{ type: "reasoning.text", text: "…", signature: "s", index: 0 }],
          tool_calls: [
            {
              id: "call_1",
              type: "function",
              function: { name: "look", arguments: "{}" },
              extra_content: { google: { thought_signature: "t" } },
            },
            { id: "call_2", type: "custom", custom: { name: "run", input: "x" } },
          ],
        },
        { role: "tool", tool_call_id: "call_1", content: "failed", is_error: true },
      ],
      tools: [{ type: "function", function: { name: "look" } }],
      tool_choice: { type: "function", function: { name: "look" } },
      thinking: { type: "enabled", budget_tokens: 1024 },
      top_k: 40,
      stop: null,
      temperature: 0,
      provider_options: { acme: { beta: ["x"] } },
      extra_body: { anything: [1] },
    };
    expect(chatCompletionRequestSchema.parse(request)).toEqual(request);
  });

  it.each([
    [
      "a role that chat has not",
      { messages: [{ role: "robot", content: "" }] },
      ["messages", 0, "role"],
    ],
    [
      "a content part that chat has not",
      { messages: [{ role: "user", content: [{ type: "smell" }] }] },
      ["messages", 0, "content"],
    ],
    ["a field of another kind", { messages: [], temperature: "0" }, ["temperature"]],
    ["no messages", {}, ["messages"]],
  ])("refuse %s, and say where", (_, fields, path) => {
    const result = chatCompletionRequestSchema.safeParse({ model: "m", ...fields });
    expect(result.error?.issues[0]?.path).toEqual(path);
  });

  it("take null where OpenAI's API takes null, and undefined nowhere", () => {
    const base = { model: "m", messages: [] };
    expect(chatCompletionRequestSchema.safeParse({ ...base, seed: null }).success).toBe(true);
    expect(chatCompletionRequestSchema.safeParse({ ...base, seed: undefined }).success).toBe(false);
    // @ts-expect-error: absent is absent.
    const request: ChatCompletionRequest = { ...base, seed: undefined };
    expect(request).toBeDefined();
  });

  it("take every form of a tool choice", () => {
    for (const choice of [
      "none",
      "required",
      { type: "custom", custom: { name: "run" } },
      { type: "allowed_tools", allowed_tools: { mode: "auto", tools: [{ type: "function" }] } },
    ]) {
      expect(toolChoiceSchema.parse(choice)).toEqual(choice);
    }
    expect(toolChoiceSchema.safeParse({ type: "function" }).success).toBe(false);
  });

  it("reach no prototype", () => {
    const body =
      '{"model":"m","messages":[],"metadata":{"__proto__":"x"},"__proto__":{"user":"x"}}';
    const request = chatCompletionRequestSchema.parse(JSON.parse(body));
    expect(request.user).toBeUndefined();
    expect(Object.getPrototypeOf(request.metadata)).toBe(Object.prototype);
  });
});

describe("chat answers", () => {
  it("are accepted as OpenAI documents them, with fields that are new", () => {
    const answer = { ...completion, obfuscation: "x" };
    expect(chatCompletionSchema.parse(answer)).toEqual(answer);
  });

  it("may lack what OpenAI's own servers leave out", () => {
    const answer = {
      ...completion,
      system_fingerprint: null,
      choices: [{ index: 0, message: { role: "assistant", content: "Hi" }, finish_reason: "stop" }],
    };
    expect(chatCompletionSchema.parse(answer)).toEqual(answer);
  });

  it("may end for a reason that no codec knows, which the type leaves out", () => {
    expect(finishReasonSchema.parse("other")).toBe("other");
    expect(finishReasonSchema.safeParse("end_turn").success).toBe(false);
    expectTypeOf<FinishReason>().toEqualTypeOf<
      "stop" | "length" | "tool_calls" | "content_filter" | "function_call"
    >();
  });

  it("come in pieces, the last with usage and without choices", () => {
    const head = { id: "1", object: "chat.completion.chunk", created: 1, model: "m" };
    for (const chunk of [
      {
        ...head,
        choices: [{ index: 0, delta: { role: "assistant", content: "" }, finish_reason: null }],
      },
      {
        ...head,
        choices: [{ index: 0, delta: {}, finish_reason: "other", native_finish_reason: "new" }],
      },
      { ...head, choices: [], usage: completion.usage },
    ]) {
      expect(chatCompletionChunkSchema.parse(chunk)).toEqual(chunk);
    }
  });

  it("go into the next request as they came", () => {
    const [choice] = chatCompletionSchema.parse(completion).choices;
    const messages: ChatMessage[] = choice ? [choice.message] : [];
    expect(chatCompletionRequestSchema.parse({ model: "m", messages }).messages).toEqual([
      completion.choices[0]?.message,
    ]);
  });
});
