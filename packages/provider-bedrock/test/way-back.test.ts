import { VlloraLLMClient } from "@vllora/core";
import type { ChatMessage } from "@vllora/core/provider";
import { describe, expect, test } from "vitest";
import {
  askStreamed,
  askWhole,
  named,
} from "../../provider-openai-compatible/test/recorded-cases.ts";
import { bedrock } from "../src/index.ts";
import type { ConverseRequest, ConverseResponse, WireBlock } from "../src/wire.ts";
import { TURNS, wireAnswer } from "./answers.ts";
import { bedrockCases } from "./cases.ts";
import { encode } from "./encode.ts";
import { payloadsOf } from "./event-stream.ts";
import { ERRORS } from "./recorded-errors.ts";

const credentials = { api_key: "k", region: "us-east-1" };
const MODEL = "anthropic.claude-opus-4-5-20251101-v1:0";

describe.each([
  ["whole", false],
  ["streamed", true],
] as const)("a conversation with %s answers", (_name, streamed) => {
  test("over three turns goes back as it came", async () => {
    const requests: ConverseRequest[] = [];
    const left = TURNS.values();
    const fetch = async (_url: string, { body }: RequestInit) => {
      requests.push(JSON.parse(String(body)) as ConverseRequest);
      const { body: bytes, contentType } = wireAnswer(left.next().value ?? [], streamed);
      return new Response(bytes, { headers: { "content-type": contentType } });
    };
    const client = new VlloraLLMClient({ provider: bedrock({ credentials, fetch }) });
    const messages: ChatMessage[] = [{ role: "user", content: "How is the weather?" }];
    const ask = async () => {
      const request = {
        model: MODEL,
        messages,
        thinking: { type: "enabled" as const, budget_tokens: 1024 },
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
    const last = requests.at(-1)?.messages ?? [];
    const said = last.filter(({ role }) => role === "assistant");
    expect(said.map(({ content }) => content)).toEqual(TURNS);
    // Results of one turn stand in one message.
    expect(last.map(({ content }) => content.length)).toEqual([1, 5, 2, 5, 1, 5, 1]);
    for (const { additionalModelRequestFields: fields } of requests) {
      expect(fields).toEqual({ thinking: { type: "enabled", budget_tokens: 1024 } });
    }
  });
});

describe("a recorded answer", () => {
  test("goes back block by block", async () => {
    const cases = (await bedrockCases()).filter(
      ({ name, stream }) => !stream && ERRORS[name] === undefined,
    );
    expect(cases).toHaveLength(48);
    for (const [name, found] of named(cases)) {
      const { completion } = await askWhole(found, (_case, fetch) =>
        bedrock({ credentials, fetch }),
      );
      const body = JSON.parse(Buffer.from(found.body).toString("utf8")) as ConverseResponse;
      const blocks = (body.output?.message?.content ?? []) as readonly WireBlock[];
      const message = completion?.choices[0]?.message as ChatMessage;
      expect([name, await sentBack(message, found.model)]).toEqual([name, blocks.map(asSent)]);
    }
  });

  test("that was streamed goes back as well, in the same kinds of blocks", async () => {
    const cases = (await bedrockCases()).filter(
      ({ name, stream }) => stream && ERRORS[name] === undefined,
    );
    expect(cases).toHaveLength(20);
    for (const [name, found] of named(cases)) {
      const { completion } = await askStreamed(found, (_case, fetch) =>
        bedrock({ credentials, fetch }),
      );
      const message = completion?.choices[0]?.message as ChatMessage;
      const blocks = await sentBack(message, found.model);
      expect([name, blocks.map((block) => Object.keys(block)[0])]).toEqual([
        name,
        kindsIn(found.body),
      ]);
    }
  });
});

/** The kinds of the blocks of a stream; a text that stays empty is none. */
function kindsIn(body: Uint8Array): string[] {
  const kinds: (string | undefined)[] = [];
  for (const { contentBlockIndex, start, delta } of payloadsOf(body)) {
    const index = contentBlockIndex as number;
    const { text, ...piece } = (start ?? delta ?? {}) as WireBlock;
    const [kind] = text ? ["text"] : Object.keys(piece);
    if (kind === "citation") kinds[index] = "citationsContent";
    else if (kind !== undefined) kinds[index] ??= kind;
  }
  return kinds.filter((kind) => kind !== undefined);
}

/** Answers say of every call that it is one, and of the calls that the caller runs, requests must not. */
function asSent(block: WireBlock): WireBlock {
  const call = block["toolUse"] as { readonly type?: unknown } | undefined;
  if (call?.type !== "tool_use") return block;
  const { type: _, ...kept } = call;
  return { ...block, toolUse: kept };
}

async function sentBack(message: ChatMessage, model = "m"): Promise<readonly WireBlock[]> {
  let body: ConverseRequest | undefined;
  const fetch = async (_url: string, init: RequestInit) => {
    body = JSON.parse(String(init.body)) as ConverseRequest;
    const { body: bytes } = wireAnswer([{ text: "ok" }], false);
    return new Response(bytes);
  };
  const client = new VlloraLLMClient({ provider: bedrock({ credentials, fetch }) });
  const calls = "tool_calls" in message ? (message.tool_calls ?? []) : [];
  const results = calls.map(
    ({ id }): ChatMessage => ({ role: "tool", tool_call_id: id, content: "done" }),
  );
  await client.completions.create({
    model,
    messages: [{ role: "user", content: "Hello" }, message, ...results],
  });
  return body?.messages?.find(({ role }) => role === "assistant")?.content ?? [];
}

describe("a message that the caller changed", () => {
  const cited = {
    citationsContent: { content: [{ text: "two" }], citations: [{ title: "t" }] },
  };
  const blocks = [
    { type: "text", length: 3 },
    { type: "other", block: { guardContent: { text: { text: "g" } } } },
    { type: "text", block: cited },
  ];
  const STALE = "messages[1].provider_fields.bedrock.blocks";

  async function sent(message: Partial<ChatMessage>) {
    const turn = {
      role: "assistant",
      content: "onetwo",
      provider_fields: { bedrock: { blocks } },
      ...message,
    } as ChatMessage;
    const { body, warnings } = await encode({
      tools: [{ type: "function", function: { name: "f" } }],
      messages: [{ role: "user", content: "Hello" }, turn],
    });
    return { content: (body["messages"] as { content: unknown }[])[1]?.content, warnings };
  }

  test("goes as it came while it is the same", async () => {
    const { content, warnings } = await sent({});
    expect(content).toEqual([{ text: "one" }, { guardContent: { text: { text: "g" } } }, cited]);
    expect(warnings).toEqual([]);
  });

  test.each<[name: string, message: object, content: unknown]>([
    ["in length", { content: "onetwo!" }, [{ text: "onetwo!" }]],
    ["in cited words", { content: "oneTWO" }, [{ text: "oneTWO" }]],
    [
      "by a call",
      { tool_calls: [{ id: "a", type: "function", function: { name: "f", arguments: "" } }] },
      [{ text: "onetwo" }, { toolUse: { toolUseId: "a", name: "f", input: {} } }],
    ],
    [
      "by reasoning",
      { reasoning_details: [{ type: "reasoning.text", text: "t", signature: "s" }] },
      [{ reasoningContent: { reasoningText: { text: "t", signature: "s" } } }, { text: "onetwo" }],
    ],
  ])("%s goes without the other blocks, which is reported", async (_name, message, expected) => {
    const { content, warnings } = await sent(message as Partial<ChatMessage>);
    expect(content).toEqual(expected);
    expect(warnings).toEqual([STALE]);
  });

  test.each<[name: string, message: object, fields: readonly string[]]>([
    [
      "another vendor's signature",
      {
        reasoning_details: [
          { type: "reasoning.text", text: "t", signature: "s", format: "google-gemini-v1" },
        ],
      },
      ["messages[1].reasoning_details[0]"],
    ],
    ["reasoning without its blocks", { reasoning_content: "t" }, ["messages[1].reasoning_content"]],
    [
      "another provider's fields",
      { provider_fields: { anthropic: { x: 1 } } },
      ["messages[1].provider_fields.anthropic"],
    ],
  ])("%s stays behind, which is reported", async (_name, message, fields) => {
    const { warnings } = await sent({ provider_fields: {}, ...message } as Partial<ChatMessage>);
    expect(warnings).toEqual(fields);
  });
});
