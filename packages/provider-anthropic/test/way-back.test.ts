import { VlloraLLMClient } from "@vllora/core";
import type { ChatMessage } from "@vllora/core/provider";
import { describe, expect, test } from "vitest";
import {
  askStreamed,
  recordedCases,
} from "../../provider-openai-compatible/test/recorded-cases.ts";
import { sentFor } from "../../provider-openai-compatible/test/recorded-requests.ts";
import { semanticDiff } from "../../provider-openai-compatible/test/semantic-diff.ts";
import { toChatRequest } from "../src/inbound.ts";
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

test("a turn that the API paused goes on with the request that was recorded after it", async () => {
  const cases = await recordedCases(import.meta.url);
  const [first, second] = ["s1", "s2"].map((step) =>
    cases.find(({ name }) => name === `anthropic/pause-turn-web-search-streaming-vcr.${step}`),
  );
  if (first === undefined || second === undefined) throw new Error("The recordings are missing");
  const { completion } = await askStreamed(first, (_found, fetch) =>
    anthropic({ apiKey: "k", fetch }),
  );
  const choice = completion?.choices[0];
  expect(choice?.finish_reason).toBe("other");
  expect(choice?.native_finish_reason).toBe("pause_turn");
  const asked = toChatRequest(first.request?.body as MessagesRequest);
  const { body } = await sentFor(
    { ...asked, messages: [...asked.messages, choice?.message as ChatMessage] },
    (fetch) => anthropic({ apiKey: "k", fetch }),
  );
  // The recorded client sends no callers, and its recorder wrote typographic marks in ASCII.
  const plain = JSON.stringify(body).replaceAll("–", "-").replaceAll("’", "'");
  const lines = semanticDiff(JSON.parse(plain), second.request?.body);
  expect(lines.filter((line) => !line.endsWith('.caller: {"type":"direct"} vs absent'))).toEqual(
    [],
  );
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

describe("a block that came with pieces of an unknown kind", () => {
  const signed = {
    type: "reasoning.text",
    text: "Hm",
    signature: "s",
    format: "anthropic-claude-v1",
    index: 0,
  } as const;
  const unknown_deltas = [{ type: "future_delta", z: 1 }];
  const server = { type: "server_tool_use", id: "srv_1", name: "web_search", input: {} };

  test("goes back as far as it is known, which is reported", async () => {
    const turn: ChatMessage = {
      role: "assistant",
      content: "one",
      reasoning_details: [signed],
      provider_fields: {
        anthropic: {
          blocks: [
            { type: "thinking", unknown_deltas },
            { type: "text", length: 3 },
            { ...server, unknown_deltas },
            { type: "text", text: "", unknown_deltas },
          ],
        },
      },
    };
    const { body, warnings } = await encode({
      messages: [{ role: "user", content: "Hello" }, turn],
    });
    expect((body["messages"] as { content: unknown }[])[1]?.content).toEqual([
      { type: "thinking", thinking: "Hm", signature: "s" },
      { type: "text", text: "one" },
      server,
    ]);
    const path = "messages[1].provider_fields.anthropic.blocks";
    expect(warnings).toEqual([0, 2, 3].map((index) => `${path}[${index}].unknown_deltas`));
  });

  test("is told from one that came whole, from the stream to the next request", async () => {
    const events = [
      {
        type: "message_start",
        message: { type: "message", id: "msg", role: "assistant", model: "claude", content: [] },
      },
      {
        type: "content_block_start",
        index: 0,
        content_block: { type: "thinking", thinking: "", signature: "" },
      },
      {
        type: "content_block_delta",
        index: 0,
        delta: { type: "thinking_delta", thinking: "Hm" },
      },
      { type: "content_block_delta", index: 0, delta: unknown_deltas[0] },
      { type: "content_block_delta", index: 0, delta: { type: "signature_delta", signature: "s" } },
      { type: "content_block_stop", index: 0 },
      { type: "message_delta", delta: { stop_reason: "end_turn" } },
      { type: "message_stop" },
    ];
    const bytes = events.map((event) => `data: ${JSON.stringify(event)}\n\n`).join("");
    const fetch = async () =>
      new Response(bytes, { headers: { "content-type": "text/event-stream" } });
    const client = new VlloraLLMClient({ provider: anthropic({ apiKey: "k", fetch }) });
    const request = { model: "claude", messages: [{ role: "user" as const, content: "Hello" }] };
    const { message } = await (await client.completions.createStream(request)).finalResponse();
    const { body, warnings } = await encode({ messages: [...request.messages, message] });
    expect((body["messages"] as { content: unknown }[])[1]?.content).toEqual([
      { type: "thinking", thinking: "Hm", signature: "s" },
    ]);
    expect(warnings).toEqual(["messages[1].provider_fields.anthropic.blocks[0].unknown_deltas"]);
  });
});

test("thinking that the token limit cut stays behind, and the blocks around it keep their order", async () => {
  const server = { type: "server_tool_use", id: "srv_1", name: "web_search", input: {} };
  const turn: ChatMessage = {
    role: "assistant",
    content: "one",
    reasoning_details: [
      { type: "reasoning.text", text: "Hm", signature: "", format: "anthropic-claude-v1" },
    ],
    provider_fields: {
      anthropic: { blocks: [{ type: "text", length: 3 }, server, { type: "thinking" }] },
    },
  };
  const { body, warnings } = await encode({
    messages: [{ role: "user", content: "Hello" }, turn],
  });
  expect((body["messages"] as { content: unknown }[])[1]?.content).toEqual([
    { type: "text", text: "one" },
    server,
  ]);
  expect(warnings).toEqual(["messages[1].reasoning_details[0]"]);
});
