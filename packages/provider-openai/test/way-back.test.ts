import { type ChatCompletionRequest, type ChatMessage, VlloraLLMClient } from "@vllora/core";
import { expect, test } from "vitest";
import { openai } from "../src/index.ts";

const COMPLETION = {
  id: "1",
  choices: [{ index: 0, message: { content: "ok" }, finish_reason: "stop" }],
};

async function sent(message: ChatMessage) {
  let body: ChatCompletionRequest | undefined;
  const fetch = async (_url: string, init: RequestInit) => {
    body = JSON.parse(String(init.body)) as ChatCompletionRequest;
    return Response.json(COMPLETION);
  };
  const client = new VlloraLLMClient({ provider: openai({ apiKey: "k", fetch }) });
  const messages: ChatMessage[] = [{ role: "user", content: "Hello" }, message];
  const reply = await client.completions.create({ model: "m", messages });
  return { message: body?.messages[1], warnings: reply.warnings.map(({ field }) => field) };
}

test("fields of another server's answer are not sent to OpenAI, and each is reported", async () => {
  const message = {
    role: "assistant",
    content: "Hi",
    reasoning: "r",
    reasoning_content: "r",
    executed_tools: [{ type: "search" }],
    tool_calls: undefined,
  } as unknown as ChatMessage;
  const { message: wire, warnings } = await sent(message);
  expect(wire).toEqual({ role: "assistant", content: "Hi" });
  expect([...warnings].sort()).toEqual([
    "messages[1].executed_tools",
    "messages[1].reasoning",
    "messages[1].reasoning_content",
  ]);
});
