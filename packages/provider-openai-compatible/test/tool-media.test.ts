import type { ChatMessage, LedgerEntry } from "@vllora/core/provider";
import { expect, test } from "vitest";
import { type ChatDialect, createChatCodec } from "../src/index.ts";

const IMAGE = { type: "image_url", image_url: { url: "data:image/png;base64,AA==" } } as const;
const MESSAGES: readonly ChatMessage[] = [
  { role: "user", content: "Look" },
  {
    role: "assistant",
    tool_calls: ["a", "b"].map((id) => ({
      id,
      type: "function",
      function: { name: "shot", arguments: "{}" },
    })),
  },
  { role: "tool", tool_call_id: "a", content: [{ type: "text", text: "left" }, IMAGE] },
  { role: "tool", tool_call_id: "b", content: [IMAGE] },
  { role: "user", content: "And?" },
];

function encode(messages: readonly ChatMessage[], dialect: ChatDialect) {
  const ledger: LedgerEntry[] = [];
  const { body } = createChatCodec(dialect).encode(
    { model: "m", messages },
    {
      provider: "acme",
      model: "m",
      stream: false,
      options: {},
      report: (entry) => ledger.push(entry),
    },
  );
  return { messages: (body as { messages: unknown[] }).messages, ledger };
}

test("images of tool results go into a message of the user behind the results", () => {
  const { messages, ledger } = encode(MESSAGES, { toolMedia: "user" });
  const pointer = { type: "text", text: "[Attachments follow in the next user message.]" };
  expect(messages.slice(2)).toEqual([
    { role: "tool", tool_call_id: "a", content: [{ type: "text", text: "left" }, pointer] },
    { role: "tool", tool_call_id: "b", content: [pointer] },
    {
      role: "user",
      content: [
        { type: "text", text: "Attachments of the tool result a:" },
        IMAGE,
        { type: "text", text: "Attachments of the tool result b:" },
        IMAGE,
      ],
    },
    { role: "user", content: "And?" },
  ]);
  expect(ledger).toMatchObject([
    { field: "messages[2].content", outcome: "emulated" },
    { field: "messages[3].content", outcome: "emulated" },
  ]);
});

test("files do so, too", () => {
  const file = {
    type: "file",
    file: { filename: "a.pdf", file_data: "data:application/pdf;base64,AA==" },
  } as const;
  const result: ChatMessage = { role: "tool", tool_call_id: "a", content: [IMAGE, file] };
  const { messages } = encode([...MESSAGES.slice(0, 2), result], { toolMedia: "user" });
  expect(messages.slice(2)).toEqual([
    {
      role: "tool",
      tool_call_id: "a",
      content: [{ type: "text", text: "[Attachments follow in the next user message.]" }],
    },
    {
      role: "user",
      content: [{ type: "text", text: "Attachments of the tool result a:" }, IMAGE, file],
    },
  ]);
});

test("they do so at the end of the request, too", () => {
  const { messages } = encode(MESSAGES.slice(0, 4), { toolMedia: "user" });
  expect(messages).toHaveLength(5);
  expect(messages.at(-1)).toMatchObject({ role: "user" });
});

test("they stay where a server says nothing of them, and results without images are left alone", () => {
  expect(encode(MESSAGES, {})).toEqual({ messages: MESSAGES, ledger: [] });
  const texts = MESSAGES.filter((_, index) => index !== 2 && index !== 3);
  expect(encode(texts, { toolMedia: "user" }).messages).toEqual(texts);
});
