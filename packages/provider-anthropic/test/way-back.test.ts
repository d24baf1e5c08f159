import { VlloraLLMClient } from "@vllora/core";
import type { ChatMessage } from "@vllora/core/provider";
import { describe, expect, test } from "vitest";
import { anthropic } from "../src/index.ts";
import type { MessagesRequest } from "../src/wire.ts";
import { TURNS, wireAnswer } from "./answers.ts";
import { encode } from "./encode.ts";

describe.each([
  ["whole", false],
  ["streamed", true],
] as const)("a conversation with %s answers", (_name, streamed) => {
  test("over three turns goes back byte for byte", async () => {
    const requests: MessagesRequest[] = [];
    const left = TURNS.values();
    const fetch = async (_url: string, { body }: RequestInit) => {
      requests.push(JSON.parse(String(body)) as MessagesRequest);
      const { body: bytes, contentType } = wireAnswer(left.next().value ?? [], streamed);
      return new Response(bytes, { headers: { "content-type": contentType } });
    };
    const provider = anthropic({ apiKey: "k", fetch });
    const client = new VlloraLLMClient({ provider });
    const messages: ChatMessage[] = [{ role: "user", content: "How is the weather?" }];
    const ask = async () => {
      const request = {
        model: "claude-opus-4-6",
        messages,
        thinking: { type: "adaptive" as const },
        tools: [{ type: "function" as const, function: { name: "weather" } }],
      };
      return streamed
        ? await (await client.completions.createStream(request)).finalResponse()
        : await client.completions.create(request);
    };
    for (const _turn of TURNS) {
      const reply = await ask();
      expect(reply.warnings).toEqual([]);
      // As an application would store it.
      messages.push(JSON.parse(JSON.stringify(reply.message)) as ChatMessage);
      const results = reply.toolCalls.map(
        ({ id }): ChatMessage => ({ role: "tool", tool_call_id: id, content: "sunny" }),
      );
      messages.push(
        ...(results.length > 0 ? results : [{ role: "user" as const, content: "So?" }]),
      );
    }
    await ask();
    const sent = requests.at(-1)?.messages.filter(({ role }) => role === "assistant") ?? [];
    expect(sent.map(({ content }) => JSON.stringify(sorted(content)))).toEqual(
      TURNS.map((blocks) => JSON.stringify(sorted(blocks))),
    );
  });
});

/** The order of fields says nothing. */
function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== "object" || value === null) return value;
  const entries = Object.entries(value).map(([key, item]): [string, unknown] => [
    key,
    sorted(item),
  ]);
  return Object.fromEntries(entries.sort(([first], [second]) => (first < second ? -1 : 1)));
}

describe("a message that the caller changed", () => {
  const blocks = [
    { type: "text", length: 3 },
    { type: "server_tool_use", id: "srv_1", name: "web_search", input: {} },
    { type: "web_search_tool_result", tool_use_id: "srv_1", content: [] },
    { type: "text", text: "two", citations: [] },
  ];
  const details = [
    { type: "reasoning.text", text: "t", signature: "s", format: "anthropic-claude-v1", index: 0 },
  ] as const;

  async function sent(message: Partial<ChatMessage>) {
    const turn = {
      role: "assistant",
      content: "onetwo",
      provider_fields: { anthropic: { blocks } },
      ...message,
    } as ChatMessage;
    const { body, warnings } = await encode({
      messages: [{ role: "user", content: "Hello" }, turn],
    });
    return { content: (body["messages"] as { content: unknown }[])[1]?.content, warnings };
  }
  const STALE = "messages[1].provider_fields.anthropic.blocks";

  test("goes as it came while it is the same", async () => {
    const { content, warnings } = await sent({});
    expect(content).toEqual([{ type: "text", text: "one" }, ...blocks.slice(1)]);
    expect(warnings).toEqual([]);
  });

  test.each<[name: string, message: Partial<ChatMessage>, content: unknown]>([
    ["in length", { content: "onetwo!" }, "onetwo!"],
    ["in cited words", { content: "oneTWO" }, "oneTWO"],
    [
      "by a call",
      {
        tool_calls: [{ id: "a", type: "function", function: { name: "f", arguments: "{}" } }],
      } as Partial<ChatMessage>,
      [
        { type: "text", text: "onetwo" },
        { type: "tool_use", id: "a", name: "f", input: {} },
      ],
    ],
    [
      "by thinking",
      { reasoning_details: details } as Partial<ChatMessage>,
      [
        { type: "thinking", thinking: "t", signature: "s" },
        { type: "text", text: "onetwo" },
      ],
    ],
    [
      "by a mark on its text",
      {
        content: [{ type: "text", text: "onetwo", cache_control: { type: "ephemeral" } }],
      } as Partial<ChatMessage>,
      [{ type: "text", text: "onetwo", cache_control: { type: "ephemeral" } }],
    ],
  ])("%s goes without the other blocks, which is reported", async (_name, message, expected) => {
    const { content, warnings } = await sent(message);
    expect(content).toEqual(expected);
    expect(warnings).toEqual([STALE]);
  });
});
