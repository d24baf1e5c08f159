import { anthropic } from "@vllora/provider-anthropic";
import { bedrock } from "@vllora/provider-bedrock";
import { gemini } from "@vllora/provider-gemini";
import { openai } from "@vllora/provider-openai";
import { expect, test } from "vitest";
import { type ChatMessage, runTool, tool, toolResult, VlloraLLMClient } from "../../src/index.ts";
import { answering, json } from "../fake-fetch.ts";
import { rejection } from "../rejection.ts";

const PDF = "JVBERi0=";
const FILE = {
  type: "file",
  file: { filename: "report.pdf", file_data: `data:application/pdf;base64,${PDF}` },
} as const;
const report = tool({
  name: "report",
  run: () => toolResult([{ type: "text", text: "Here" }, FILE]),
});
const call = {
  id: "call_1",
  type: "function",
  function: { name: "report", arguments: "{}" },
} as const;

test.each([
  [
    "anthropic/claude-sonnet-4-5",
    ["messages", 2, "content", 0, "content", 1],
    { type: "document", source: { type: "base64", data: PDF } },
  ],
  [
    "bedrock/us.anthropic.claude-sonnet-4-5-20250929-v1:0",
    ["messages", 2, "content", 0, "toolResult", "content", 1],
    { document: { format: "pdf", source: { bytes: PDF } } },
  ],
  [
    "gemini/gemini-3-pro-preview",
    ["contents", 2, "parts", 0, "functionResponse", "parts", 0],
    { inlineData: { mimeType: "application/pdf", data: PDF } },
  ],
  ["openai/gpt-4.1", ["messages", 3, "content", 1], FILE],
] as const)("a document that a tool gives reaches %s", async (model, place, expected) => {
  const fetch = answering(json({}, 400));
  const client = new VlloraLLMClient({
    providers: [
      anthropic({ apiKey: "k" }),
      bedrock({ apiKey: "k", region: "us-east-1" }),
      gemini({ apiKey: "k" }),
      openai({ apiKey: "k" }),
    ],
    fetch,
    maxRetries: 0,
  });
  const { message } = await runTool(report, call);
  const messages: ChatMessage[] = [
    { role: "user", content: "Read it" },
    { role: "assistant", content: null, tool_calls: [call] },
    message,
  ];
  const tools = [{ type: "function", function: { name: "report" } }] as const;
  const error = await rejection(() => client.completions.create({ model, messages, tools }));
  expect(error.kind).toBe("invalid_request");
  const found = place.reduce<unknown>(
    (at, key) => (at as { readonly [key: string]: unknown } | undefined)?.[key],
    fetch.sent[0]?.body,
  );
  expect(found).toMatchObject(expected);
});
