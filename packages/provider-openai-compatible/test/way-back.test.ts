import { type ChatCompletionRequest, type ChatMessage, VlloraLLMClient } from "@vllora/core";
import { describe, expect, test } from "vitest";
import { openaiCompatible } from "../src/index.ts";

const COMPLETION = {
  id: "1",
  choices: [{ index: 0, message: { content: "ok" }, finish_reason: "stop" }],
};
const CALL = { id: "c", type: "function", function: { name: "f", arguments: "{}" } } as const;

async function sent(provider: ReturnType<typeof openaiCompatible>, message: ChatMessage) {
  let body: ChatCompletionRequest | undefined;
  const fetch = async (_url: string, init: RequestInit) => {
    body = JSON.parse(String(init.body)) as ChatCompletionRequest;
    return Response.json(COMPLETION);
  };
  const client = new VlloraLLMClient({ provider, apiKey: "k", fetch });
  const messages: ChatMessage[] = [{ role: "user", content: "Hello" }, message];
  const reply = await client.completions.create({ model: "m", messages });
  return { message: body?.messages[1], warnings: reply.warnings.map(({ field }) => field) };
}

const mistral = openaiCompatible({ name: "mistral", baseURL: "https://mistral.test/v1" });
const parts = [
  { type: "thinking", thinking: [{ type: "text", text: "Hm" }] },
  { type: "thinking", thinking: [{ type: "text", text: "m." }] },
  { type: "text", text: "He" },
  { type: "text", text: "llo" },
];
const fromMistral = {
  role: "assistant",
  content: "Hello",
  reasoning_content: "Hmm.",
  provider_fields: { mistral: { content: parts } },
} as const;

describe("parts that the server sent", () => {
  test("go back to it, pieces of a stream joined", async () => {
    const { message } = await sent(mistral, fromMistral);
    expect(message?.content).toEqual([
      { type: "thinking", thinking: [{ type: "text", text: "Hmm." }] },
      { type: "text", text: "Hello" },
    ]);
    expect(message).not.toHaveProperty("reasoning_content");
  });

  test("give way to a text that the caller has changed, which is reported", async () => {
    const { message, warnings } = await sent(mistral, { ...fromMistral, content: "[redacted]" });
    expect(message?.content).toBe("[redacted]");
    expect(warnings).toEqual(["messages[1].provider_fields.mistral.content"]);
  });
});

describe("kept fields that nobody could have kept", () => {
  const poison = { toString: 1, valueOf: 1 };

  test.each<[string, unknown]>([
    ["none", null],
    ["of null", { mistral: null }],
    ["parts of null", { mistral: { content: [null] } }],
    [
      "texts that are none",
      {
        mistral: {
          content: [
            { type: "text", text: poison },
            { type: "text", text: "x" },
          ],
        },
      },
    ],
  ])("harm no request: %s", async (_name, provider_fields) => {
    const message = { role: "assistant", content: "Hello", provider_fields } as ChatMessage;
    expect((await sent(mistral, message)).message).toEqual({ role: "assistant", content: "Hello" });
  });
});

test("fields of a streamed tool call that are not known go back with it", async () => {
  const frames = [
    { choices: [{ index: 0, delta: { tool_calls: [{ index: 0, ...CALL, x_sig: { a: "S" } }] } }] },
    { choices: [{ index: 0, delta: {}, finish_reason: "tool_calls" }] },
  ];
  const text = `${frames.map((frame) => `data: ${JSON.stringify(frame)}\n\n`).join("")}data: [DONE]\n\n`;
  const headers = { "content-type": "text/event-stream" };
  const client = new VlloraLLMClient({
    provider: mistral,
    apiKey: "k",
    fetch: async () => new Response(text, { headers }),
  });
  const stream = await client.completions.createStream({
    model: "m",
    messages: [{ role: "user", content: "Hello" }],
  });
  const { message } = await stream.finalResponse();
  expect(message.tool_calls).toEqual([{ ...CALL, x_sig: { a: "S" } }]);
});
