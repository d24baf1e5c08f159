import type { ChatMessage, ContentPart } from "@vllora/core/provider";
import { describe, expect, test } from "vitest";
import { encode } from "./encode.ts";

const MARK = { type: "ephemeral" } as const;
const HOUR = { type: "ephemeral", ttl: "1h" } as const;
const hello: ChatMessage = { role: "user", content: "Hello" };
const call = (id: string, text = "{}") => ({
  id,
  type: "function" as const,
  function: { name: "f", arguments: text },
});

async function messagesOf(messages: ChatMessage[], model?: string) {
  const { body, warnings } = await encode({ messages, ...(model === undefined ? {} : { model }) });
  return { system: body["system"], messages: body["messages"], warnings };
}

describe("instructions", () => {
  test("at the head become system blocks, in order, with their marks", async () => {
    const { system, messages } = await messagesOf([
      { role: "system", content: "One", cache_control: HOUR },
      { role: "developer", content: [{ type: "text", text: "Two", cache_control: MARK }] },
      { role: "system", content: "Three" },
      hello,
    ]);
    expect(system).toEqual([
      { type: "text", text: "One", cache_control: HOUR },
      { type: "text", text: "Two", cache_control: MARK },
      { type: "text", text: "Three" },
    ]);
    expect(messages).toEqual([hello]);
  });

  test("that are one text stay text", async () => {
    expect((await messagesOf([{ role: "developer", content: "Be" }, hello])).system).toBe("Be");
  });

  const later: ChatMessage = { role: "system", content: "Now be brief." };

  test("between the others stay where they are, if the model takes them there", async () => {
    const { messages, warnings } = await messagesOf([hello, later], "claude-opus-5");
    expect(messages).toEqual([hello, { role: "system", content: "Now be brief." }]);
    expect(warnings).toEqual([]);
  });

  test("go to the head otherwise, which is reported", async () => {
    const { system, messages, warnings } = await messagesOf([hello, later, hello]);
    expect(system).toBe("Now be brief.");
    expect(messages).toEqual([
      {
        role: "user",
        content: [
          { type: "text", text: "Hello" },
          { type: "text", text: "Hello" },
        ],
      },
    ]);
    expect(warnings).toEqual(["messages[1]"]);
  });
});

describe("later instructions, for a model that takes them in their place,", () => {
  const one: ChatMessage = { role: "system", content: "One" };
  const two: ChatMessage = { role: "developer", content: [{ type: "text", text: "Two" }] };
  const brief = (content: unknown) => ({ role: "system", content });
  const answer: ChatMessage = { role: "assistant", content: "Hi" };
  const server = { type: "server_tool_use", id: "s", name: "web_search", input: {} };
  const paused: ChatMessage = {
    role: "assistant",
    content: null,
    provider_fields: { anthropic: { blocks: [server] } },
  };
  const texts = (...words: string[]) => words.map((text) => ({ type: "text", text }));

  test.each<
    [name: string, given: ChatMessage[], sent: object[], system: unknown, warnings: string[]]
  >([
    [
      "that follow the user stay",
      [hello, one, answer],
      [hello, brief("One"), answer],
      undefined,
      [],
    ],
    [
      "side by side are one message",
      [hello, one, two],
      [hello, brief(texts("One", "Two"))],
      undefined,
      [],
    ],
    [
      "between what the user says come after it",
      [hello, one, hello, hello],
      [{ role: "user", content: texts("Hello", "Hello", "Hello") }, brief("One")],
      undefined,
      ["messages[1]"],
    ],
    [
      "after an answer come after the user's reply",
      [hello, answer, one, hello, answer, hello],
      [hello, answer, hello, brief("One"), answer, hello],
      undefined,
      ["messages[2]"],
    ],
    [
      "after an answer without a reply go to the head",
      [hello, answer, one],
      [hello, answer],
      "One",
      ["messages[2]"],
    ],
    [
      "stay after a call of the API's own tool",
      [hello, paused, one],
      [hello, { role: "assistant", content: [server] }, brief("One")],
      undefined,
      [],
    ],
    [
      "with settings of their own stay apart",
      [
        hello,
        one,
        { role: "system", content: "", provider_fields: { anthropic: { clear_at: "never" } } },
      ],
      [hello, brief("One"), { role: "system", clear_at: "never" }],
      undefined,
      [],
    ],
    [
      "that say nothing are left out",
      [{ role: "system", content: "" }, hello, { role: "system", content: "" }, answer],
      [hello, answer],
      undefined,
      ["messages[2]", "messages[0]"],
    ],
  ])("%s", async (_name, given, sent, system, warnings) => {
    expect(await messagesOf(given, "claude-opus-5")).toEqual({ system, messages: sent, warnings });
  });
});

describe("a part", () => {
  const pdf = { type: "base64", media_type: "application/pdf", data: "UERG" };
  test.each<[name: string, part: ContentPart, block: object]>([
    [
      "image as data URI",
      { type: "image_url", image_url: { url: "data:image/webp;base64,AAAA" } },
      { type: "image", source: { type: "base64", media_type: "image/webp", data: "AAAA" } },
    ],
    [
      "image of the wrong name",
      { type: "image_url", image_url: { url: "data:image/jpg;base64,AAAA", detail: "auto" } },
      { type: "image", source: { type: "base64", media_type: "image/jpeg", data: "AAAA" } },
    ],
    [
      "image by URL, marked",
      { type: "image_url", image_url: { url: "https://example.com/a.png" }, cache_control: MARK },
      {
        type: "image",
        source: { type: "url", url: "https://example.com/a.png" },
        cache_control: MARK,
      },
    ],
    [
      "image by id",
      { type: "file", file: { file_id: "f" }, provider_fields: { anthropic: { type: "image" } } },
      { type: "image", source: { type: "file", file_id: "f" } },
    ],
    [
      "PDF with a name and citations",
      {
        type: "file",
        file: { file_data: "data:application/pdf;base64,UERG", filename: "a.pdf" },
        provider_fields: { anthropic: { citations: { enabled: true }, context: "c" } },
      },
      { type: "document", source: pdf, title: "a.pdf", citations: { enabled: true }, context: "c" },
    ],
    [
      "PDF by URL",
      { type: "file", file: { file_data: "https://example.com/a.pdf" } },
      { type: "document", source: { type: "url", url: "https://example.com/a.pdf" } },
    ],
    [
      "text in base64",
      { type: "file", file: { file_data: "data:text/markdown;base64,w6Q=" } },
      { type: "document", source: { type: "text", media_type: "text/plain", data: "ä" } },
    ],
    [
      "text in percents",
      { type: "file", file: { file_data: "data:text/plain,a%20b" } },
      { type: "document", source: { type: "text", media_type: "text/plain", data: "a b" } },
    ],
    [
      "file by id",
      { type: "file", file: { file_id: "f" } },
      { type: "document", source: { type: "file", file_id: "f" } },
    ],
    [
      "file for a container",
      {
        type: "file",
        file: { file_id: "f" },
        provider_fields: { anthropic: { type: "container_upload" } },
      },
      { type: "container_upload", file_id: "f" },
    ],
    [
      "block of the wire",
      {
        type: "search_result",
        source: "s",
        title: "t",
        content: [{ type: "text", text: "x" }],
      } as unknown as ContentPart,
      { type: "search_result", source: "s", title: "t", content: [{ type: "text", text: "x" }] },
    ],
  ])("%s", async (_name, part, block) => {
    const { messages } = await messagesOf([{ role: "user", content: [part] } as ChatMessage]);
    expect(messages).toEqual([{ role: "user", content: [block] }]);
  });

  test.each<[name: string, part: ContentPart]>([
    ["sound", { type: "input_audio", input_audio: { data: "AAAA", format: "wav" } }],
    [
      "image of another type",
      { type: "image_url", image_url: { url: "data:image/bmp;base64,AAAA" } },
    ],
    ["image that is no base64", { type: "image_url", image_url: { url: "data:image/png,AAAA" } }],
    ["office file", { type: "file", file: { file_data: "data:application/msword;base64,AAAA" } }],
    ["text that is no UTF-8", { type: "file", file: { file_data: "data:text/plain;base64,/w==" } }],
  ])("%s is refused", async (_name, part) => {
    await expect(
      messagesOf([{ role: "user", content: [part] } as ChatMessage]),
    ).rejects.toMatchObject({ fields: [{ field: "messages[0].content[0]" }] });
  });

  test("loses detail and what belongs to another provider, and both are reported", async () => {
    const { warnings } = await messagesOf([
      {
        role: "user",
        name: "Ada",
        content: [
          {
            type: "image_url",
            image_url: { url: "https://example.com/a.png", detail: "high" },
            provider_fields: { other: { x: 1 } },
          },
        ],
      },
    ]);
    expect(warnings).toEqual([
      "messages[0].name",
      "messages[0].content[0].image_url.detail",
      "messages[0].content[0].provider_fields.other",
    ]);
  });
});

test("an image by file id has no title", async () => {
  const file = { file_id: "file_1", filename: "a.png" };
  const part: ContentPart = {
    type: "file",
    file,
    provider_fields: { anthropic: { type: "image" } },
  };
  const { messages } = await messagesOf([{ role: "user", content: [part] }]);
  const image = { type: "image", source: { type: "file", file_id: "file_1" } };
  expect(messages).toEqual([{ role: "user", content: [image] }]);
});

test("fields of a message that the wire has no place for are reported", async () => {
  const provider_fields = { anthropic: { x: 1 }, other: { y: 2 } };
  const { warnings } = await messagesOf([
    { role: "system", content: "Be brief", provider_fields },
    { ...hello, provider_fields },
  ]);
  expect(warnings).toEqual([
    "messages[1].provider_fields.other",
    "messages[1].provider_fields.anthropic",
    "messages[0].provider_fields.other",
    "messages[0].provider_fields.anthropic",
  ]);
});

test("empty texts of the model and flags that are null are left out", async () => {
  const result = { role: "tool", tool_call_id: "a", content: "r", is_error: null };
  const { messages } = await messagesOf([
    hello,
    { role: "assistant", content: [{ type: "text", text: "" }], tool_calls: [call("a")] },
    result as never,
  ]);
  expect(messages).toEqual([
    hello,
    { role: "assistant", content: [{ type: "tool_use", id: "a", name: "f", input: {} }] },
    { role: "user", content: [{ type: "tool_result", tool_use_id: "a", content: "r" }] },
  ]);
});

describe("marks of the cache", () => {
  test("land on messages and on tool results, as blocks", async () => {
    const { messages } = await messagesOf([
      { role: "user", content: "One", cache_control: HOUR },
      { role: "assistant", content: "Two", cache_control: MARK },
      { role: "user", content: [{ type: "text", text: "Three" }], cache_control: MARK },
      { role: "assistant", content: null, tool_calls: [call("a"), call("b")], cache_control: MARK },
      { role: "tool", tool_call_id: "a", content: "1", cache_control: MARK },
      {
        role: "tool",
        tool_call_id: "b",
        content: [{ type: "text", text: "2", cache_control: HOUR }],
      },
    ]);
    expect(messages).toEqual([
      { role: "user", content: [{ type: "text", text: "One", cache_control: HOUR }] },
      { role: "assistant", content: [{ type: "text", text: "Two", cache_control: MARK }] },
      { role: "user", content: [{ type: "text", text: "Three", cache_control: MARK }] },
      {
        role: "assistant",
        content: [
          { type: "tool_use", id: "a", name: "f", input: {} },
          { type: "tool_use", id: "b", name: "f", input: {}, cache_control: MARK },
        ],
      },
      {
        role: "user",
        content: [
          { type: "tool_result", tool_use_id: "a", content: "1", cache_control: MARK },
          {
            type: "tool_result",
            tool_use_id: "b",
            content: [{ type: "text", text: "2", cache_control: HOUR }],
          },
        ],
      },
    ]);
  });
});

describe("tool results", () => {
  test("of one turn are one message, with what the user says to them", async () => {
    const image = { type: "image_url", image_url: { url: "https://example.com/a.png" } } as const;
    const { messages } = await messagesOf([
      hello,
      {
        role: "assistant",
        content: "Let me look.",
        tool_calls: [call("a", '{"x":1}'), call("b", "")],
      },
      { role: "tool", tool_call_id: "a", content: [{ type: "text", text: "1" }, image] },
      { role: "tool", tool_call_id: "b", content: "broken", is_error: true },
      { role: "user", content: "And?" },
    ]);
    expect(messages).toEqual([
      hello,
      {
        role: "assistant",
        content: [
          { type: "text", text: "Let me look." },
          { type: "tool_use", id: "a", name: "f", input: { x: 1 } },
          { type: "tool_use", id: "b", name: "f", input: {} },
        ],
      },
      {
        role: "user",
        content: [
          {
            type: "tool_result",
            tool_use_id: "a",
            content: [
              { type: "text", text: "1" },
              { type: "image", source: { type: "url", url: "https://example.com/a.png" } },
            ],
          },
          { type: "tool_result", tool_use_id: "b", content: "broken", is_error: true },
          { type: "text", text: "And?" },
        ],
      },
    ]);
  });

  test.each<[name: string, said: ChatMessage, warnings: string[]]>([
    ["no text", { role: "user", content: "" }, ["messages[3]"]],
    [
      "an empty part",
      { role: "user", content: [{ type: "text", text: "" }] },
      ["messages[3].content[0]", "messages[3]"],
    ],
    ["no text to mark", { role: "user", content: "", cache_control: MARK }, ["messages[3]"]],
  ])("stand alone beside %s", async (_name, said, warned) => {
    const { messages, warnings } = await messagesOf([
      hello,
      { role: "assistant", content: null, tool_calls: [call("a")] },
      { role: "tool", tool_call_id: "a", content: "r" },
      said,
    ]);
    expect((messages as object[])[2]).toEqual({
      role: "user",
      content: [{ type: "tool_result", tool_use_id: "a", content: "r" }],
    });
    expect(warnings).toEqual(warned);
  });

  test("leave an empty message before them out, but not one that is alone: the API refuses it", async () => {
    const empty: ChatMessage = { role: "user", content: "" };
    expect(await messagesOf([empty, hello])).toMatchObject({
      messages: [{ role: "user", content: [{ type: "text", text: "Hello" }] }],
      warnings: ["messages[0]"],
    });
    expect(await messagesOf([empty])).toMatchObject({ messages: [empty], warnings: [] });
  });

  test.each(["{", "[1]", "null", '"x"'])(
    "need calls whose arguments are an object, not %s",
    async (text) => {
      await expect(
        messagesOf([hello, { role: "assistant", tool_calls: [call("a", text)] }]),
      ).rejects.toMatchObject({
        kind: "invalid_request",
        param: "messages[1].tool_calls[0].function.arguments",
      });
    },
  );

  test("keep arguments that are named like a prototype", async () => {
    const { messages } = await messagesOf([
      hello,
      { role: "assistant", tool_calls: [call("a", '{"__proto__":{"x":1}}')] },
    ]);
    expect(JSON.stringify(messages)).toContain('"input":{"__proto__":{"x":1}}');
  });
});

describe("a turn of another model", () => {
  test("goes without its reasoning, which is reported", async () => {
    const { messages, warnings } = await messagesOf([
      hello,
      {
        role: "assistant",
        content: "Hi",
        reasoning_content: "r",
        reasoning_details: [{ type: "reasoning.text", text: "r", signature: "s", format: "other" }],
      },
      { role: "assistant", content: "there", reasoning_content: "r" },
    ]);
    expect(messages).toEqual([
      hello,
      {
        role: "assistant",
        content: [
          { type: "text", text: "Hi" },
          { type: "text", text: "there" },
        ],
      },
    ]);
    expect(warnings).toEqual(["messages[1].reasoning_details[0]", "messages[2].reasoning_content"]);
  });

  test("has ids of calls that the API takes, the same in call and result", async () => {
    const turn: ChatMessage[] = [
      hello,
      { role: "assistant", content: null, tool_calls: [call("functions.f:0"), call("a-1_B")] },
      { role: "tool", tool_call_id: "functions.f:0", content: "r" },
      { role: "tool", tool_call_id: "a-1_B", content: "s" },
    ];
    const { messages, warnings } = await messagesOf(turn);
    expect(messages).toMatchObject([
      hello,
      { content: [{ id: "functions_2e_f_3a_0" }, { id: "a-1_B" }] },
      { content: [{ tool_use_id: "functions_2e_f_3a_0" }, { tool_use_id: "a-1_B" }] },
    ]);
    expect(warnings).toEqual(["messages[1].tool_calls", "messages[2].tool_call_id"]);
    const own = await messagesOf(turn, "kimi-k3");
    expect(own.messages).toMatchObject([
      hello,
      { content: [{ id: "functions.f:0" }, {}] },
      { content: [{ tool_use_id: "functions.f:0" }, {}] },
    ]);
    expect(own.warnings).toEqual([]);
  });

  test("keeps its blocks in order when its ids are changed", async () => {
    const server = { type: "server_tool_use", id: "s", name: "web_search", input: {} };
    const blocks = [{ type: "tool_use", id: "f:0", caller: { type: "direct" } }, server];
    const { messages } = await messagesOf([
      hello,
      {
        role: "assistant",
        content: null,
        tool_calls: [call("f:0")],
        provider_fields: { anthropic: { blocks } },
      },
      { role: "tool", tool_call_id: "f:0", content: "r" },
    ]);
    expect((messages as { content: unknown }[])[1]?.content).toEqual([
      { type: "tool_use", id: "f_3a_0", name: "f", input: {}, caller: { type: "direct" } },
      server,
    ]);
  });

  test("goes without the signatures of its calls, which is reported", async () => {
    const signed = { ...call("a"), extra_content: { google: { thought_signature: "s" } } };
    const { messages, warnings } = await messagesOf([
      hello,
      { role: "assistant", content: null, tool_calls: [signed] },
      { role: "tool", tool_call_id: "a", content: "r" },
    ]);
    expect((messages as { content: unknown }[])[1]?.content).toEqual([
      { type: "tool_use", id: "a", name: "f", input: {} },
    ]);
    expect(warnings).toEqual(["messages[1].tool_calls[0].extra_content"]);
  });

  test("that refused says so, and one that said nothing is left out", async () => {
    const { messages, warnings } = await messagesOf([
      hello,
      { role: "assistant", content: null, refusal: "No." },
      hello,
      { role: "assistant", content: "" },
    ]);
    expect(messages).toEqual([
      hello,
      { role: "assistant", content: [{ type: "text", text: "No." }] },
      hello,
    ]);
    expect(warnings).toEqual(["messages[3]"]);
  });

  test("with a call of free text, or of functions, is refused", async () => {
    const custom = { id: "a", type: "custom" as const, custom: { name: "c", input: "x" } };
    await expect(
      messagesOf([hello, { role: "assistant", tool_calls: [custom] }]),
    ).rejects.toMatchObject({ fields: [{ field: "messages[1].tool_calls[0]" }] });
    await expect(
      messagesOf([hello, { role: "function", name: "f", content: "x" }]),
    ).rejects.toMatchObject({ fields: [{ field: "messages[1]" }] });
  });
});
