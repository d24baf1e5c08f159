import type {
  ChatCompletionRequest,
  ChatMessage,
  EncodeContext,
  LedgerEntry,
} from "@vllora/core/provider";
import { describe, expect, test } from "vitest";
import { type ChatDialect, createChatCodec } from "../src/index.ts";

interface Encoded {
  readonly body: { readonly [field: string]: unknown };
  readonly ledger: readonly LedgerEntry[];
}

const USER: ChatMessage = { role: "user", content: "Hello" };

function encode(
  request: Partial<ChatCompletionRequest>,
  dialect: ChatDialect = {},
  context: Partial<EncodeContext> = {},
): Encoded {
  const ledger: LedgerEntry[] = [];
  const whole: ChatCompletionRequest = { model: "acme/m", messages: [USER], ...request };
  const before = structuredClone(whole);
  const { path, body } = createChatCodec(dialect).encode(whole, {
    provider: "acme",
    model: "m",
    stream: false,
    options: {},
    report: (entry) => ledger.push(entry),
    ...context,
  });
  expect(path).toBe("/chat/completions");
  expect(whole, "the caller's request").toEqual(before);
  return { body: body as Encoded["body"], ledger };
}

/** The one message of a request, as it is sent. */
function encodeMessage(
  message: ChatMessage,
  dialect: ChatDialect = {},
): { readonly message: unknown; readonly ledger: readonly LedgerEntry[] } {
  const { body, ledger } = encode({ messages: [message] }, dialect);
  return { message: (body["messages"] as unknown[])[0], ledger };
}

describe("the body", () => {
  test("has the model without our prefix, the messages and what the caller set", () => {
    const request = { temperature: 0, seed: 0, user: "", logprobs: false, stop: [] };
    expect(encode(request).body).toEqual({ model: "m", messages: [USER], ...request });
  });

  test("has fields that we do not know, and none that core serves", () => {
    const request = { repetition_penalty: 1.1, extra_body: { a: 1 }, extra_headers: { b: "2" } };
    expect(encode(request).body).toEqual({ model: "m", messages: [USER], repetition_penalty: 1.1 });
  });

  test("has the provider's own options last", () => {
    const { body } = encode({ temperature: 1 }, {}, { options: { safe_prompt: true } });
    expect(body).toEqual({ model: "m", messages: [USER], temperature: 1, safe_prompt: true });
  });
});

describe("the output limit", () => {
  const completion: ChatDialect = { maxTokens: () => "max_completion_tokens" };
  const plain: ChatDialect = { maxTokens: () => "max_tokens" };
  const taken = (field: string, name: string): LedgerEntry => ({
    field,
    outcome: "ignored",
    note: `${name} is given, too`,
  });

  test.each<[string, ChatDialect, Partial<ChatCompletionRequest>, object, LedgerEntry[]]>([
    ["keeps max_tokens", {}, { max_tokens: 5 }, { max_tokens: 5 }, []],
    [
      "keeps max_completion_tokens",
      {},
      { max_completion_tokens: 5 },
      { max_completion_tokens: 5 },
      [],
    ],
    [
      "keeps both where the dialect does not care",
      {},
      { max_tokens: 4, max_completion_tokens: 5 },
      { max_tokens: 4, max_completion_tokens: 5 },
      [],
    ],
    [
      "is renamed to max_completion_tokens",
      completion,
      { max_tokens: 5 },
      { max_completion_tokens: 5 },
      [{ field: "max_tokens", outcome: "mapped", to: "max_completion_tokens" }],
    ],
    [
      "is renamed to max_tokens",
      plain,
      { max_completion_tokens: 5 },
      { max_tokens: 5 },
      [{ field: "max_completion_tokens", outcome: "mapped", to: "max_tokens" }],
    ],
    [
      "is what the right name says where both are given",
      completion,
      { max_tokens: 4, max_completion_tokens: 5 },
      { max_completion_tokens: 5 },
      [taken("max_tokens", "max_completion_tokens")],
    ],
    [
      "is what the right name says in the other order, too",
      plain,
      { max_tokens: 4, max_completion_tokens: 5 },
      { max_tokens: 4 },
      [taken("max_completion_tokens", "max_tokens")],
    ],
  ])("%s", (_name, dialect, request, expected, ledger) => {
    const encoded = encode(request, dialect);
    expect(encoded.body).toEqual({ model: "m", messages: [USER], ...expected });
    expect(encoded.ledger).toEqual(ledger);
  });

  test("is named by the model", () => {
    const dialect: ChatDialect = {
      maxTokens: (model) => (model === "big" ? "max_completion_tokens" : undefined),
    };
    expect(encode({ max_tokens: 5 }, dialect, { model: "big" }).body).toHaveProperty(
      "max_completion_tokens",
    );
    expect(encode({ max_tokens: 5 }, dialect, { model: "small" }).body).toHaveProperty(
      "max_tokens",
    );
  });
});

describe("the role of instructions", () => {
  const messages: ChatMessage[] = [
    { role: "system", content: "Be brief." },
    { role: "developer", content: [{ type: "text", text: "Be kind." }], name: "app" },
    USER,
  ];

  test.each<[string, ChatDialect, string[], boolean]>([
    ["stays as it is", {}, ["system", "developer", "user"], false],
    [
      "becomes developer",
      { instructions: () => "developer" },
      ["developer", "developer", "user"],
      true,
    ],
    ["becomes system", { instructions: () => "system" }, ["system", "system", "user"], true],
  ])("%s", (_name, dialect, roles, reported) => {
    const { body, ledger } = encode({ messages }, dialect);
    expect(body["messages"]).toEqual(
      messages.map((message, index) => ({ ...message, role: roles[index] })),
    );
    expect(ledger.map(({ field, outcome }) => ({ field, outcome }))).toEqual(
      reported ? [{ field: "messages[].role", outcome: "mapped" }] : [],
    );
  });

  test("is not reported where nothing changed", () => {
    expect(encode({}, { instructions: () => "developer" }).ledger).toEqual([]);
  });
});

describe("stream_options", () => {
  test.each<[string, ChatDialect, ChatCompletionRequest["stream_options"], unknown]>([
    ["ask for usage when the caller says nothing", {}, undefined, { include_usage: true }],
    [
      "ask for usage beside what the caller says",
      {},
      { include_obfuscation: false },
      { include_usage: true, include_obfuscation: false },
    ],
    [
      "leave usage out when the caller does",
      {},
      { include_usage: false },
      { include_usage: false },
    ],
    ["are left out for servers that refuse them", { streamUsage: false }, undefined, undefined],
    [
      "are sent to them when the caller insists",
      { streamUsage: false },
      { include_usage: true },
      { include_usage: true },
    ],
  ])("%s", (_name, dialect, given, expected) => {
    const request = given === undefined ? {} : { stream_options: given };
    const { body, ledger } = encode(request, dialect, { stream: true });
    expect(body).toEqual({
      model: "m",
      messages: [USER],
      stream: true,
      ...(expected === undefined ? {} : { stream_options: expected }),
    });
    expect(ledger).toEqual([]);
  });

  test("are ignored with a warning when the answer is not streamed", () => {
    const { body, ledger } = encode({ stream_options: { include_usage: true } });
    expect(body).toEqual({ model: "m", messages: [USER] });
    expect(ledger).toEqual([
      { field: "stream_options", outcome: "ignored", note: "the answer is not streamed" },
    ]);
  });
});

describe("cache_control", () => {
  const ephemeral = { type: "ephemeral", ttl: "1h" } as const;
  const note = "prefixes are cached without being asked for";

  test.each<[string, ChatMessage, unknown]>([
    [
      "of a message with text goes to a part",
      { role: "user", content: "Hello", cache_control: ephemeral },
      [{ type: "text", text: "Hello", cache_control: ephemeral }],
    ],
    [
      "of a message with parts goes to the last one",
      {
        role: "system",
        content: [
          { type: "text", text: "a" },
          { type: "text", text: "b" },
        ],
        cache_control: ephemeral,
      },
      [
        { type: "text", text: "a" },
        { type: "text", text: "b", cache_control: ephemeral },
      ],
    ],
  ])("%s", (_name, given, content) => {
    const { message, ledger } = encodeMessage(given);
    expect(message).toEqual({ role: given.role, content });
    expect(ledger).toMatchObject([{ field: "messages[0].cache_control", outcome: "mapped" }]);
  });

  test("of a part and of a tool stays where it is", () => {
    const part = { type: "text", text: "a", cache_control: ephemeral } as const;
    const tool = { type: "function", function: { name: "f" }, cache_control: ephemeral } as const;
    const { body, ledger } = encode({
      messages: [{ role: "user", content: [part] }],
      tools: [tool],
    });
    expect(body).toEqual({
      model: "m",
      messages: [{ role: "user", content: [part] }],
      tools: [tool],
    });
    expect(ledger).toEqual([]);
  });

  test("of a message without content is ignored with a warning", () => {
    const { message, ledger } = encodeMessage({
      role: "assistant",
      content: null,
      cache_control: ephemeral,
    });
    expect(message).toEqual({ role: "assistant", content: null });
    expect(ledger).toMatchObject([{ field: "messages[0].cache_control", outcome: "ignored" }]);
  });

  test("is left out with a warning for each place where the server has no such thing", () => {
    const { body, ledger } = encode(
      {
        messages: [
          {
            role: "user",
            content: [
              { type: "text", text: "a", cache_control: ephemeral },
              { type: "text", text: "b" },
            ],
            cache_control: ephemeral,
          },
        ],
        tools: [{ type: "function", function: { name: "f" }, cache_control: ephemeral }],
      },
      { extensions: false },
    );
    expect(body["messages"]).toEqual([
      {
        role: "user",
        content: [
          { type: "text", text: "a" },
          { type: "text", text: "b" },
        ],
      },
    ]);
    expect(body["tools"]).toEqual([{ type: "function", function: { name: "f" } }]);
    expect(ledger).toEqual(
      expect.arrayContaining([
        { field: "messages[0].cache_control", outcome: "ignored", note },
        { field: "messages[0].content[0].cache_control", outcome: "ignored", note },
        { field: "tools[0].cache_control", outcome: "ignored", note },
      ]) as unknown,
    );
    expect(ledger).toHaveLength(3);
  });
});

describe("reasoning in the history", () => {
  const details = [{ type: "reasoning.text", text: "Hm.", signature: "s", index: 0 }] as const;

  test.each<[string, object, object]>([
    ["goes back as it came", { reasoning_content: "Hm." }, { reasoning_content: "Hm." }],
    [
      "goes back with its details",
      { reasoning_content: "Hm.", reasoning_details: details },
      { reasoning_content: "Hm.", reasoning_details: details },
    ],
    [
      "goes back once, under the server's own name",
      { reasoning: "Hm.", reasoning_content: "Hm." },
      { reasoning: "Hm." },
    ],
    [
      "goes back once, in the list of parts that holds it",
      {
        content: "Hi",
        reasoning_content: "Hm.",
        provider_fields: {
          acme: {
            content: [
              { type: "thinking", thinking: [{ type: "text", text: "Hm." }] },
              { type: "text", text: "Hi" },
            ],
          },
        },
      },
      {
        content: [
          { type: "thinking", thinking: [{ type: "text", text: "Hm." }] },
          { type: "text", text: "Hi" },
        ],
      },
    ],
  ])("%s", (_name, given, expected) => {
    const { message, ledger } = encodeMessage({ role: "assistant", content: "Hi", ...given });
    expect(message).toEqual({ role: "assistant", content: "Hi", ...expected });
    expect(ledger).toEqual([]);
  });

  test("is left out with a warning where the API takes none back", () => {
    const { message, ledger } = encodeMessage(
      {
        role: "assistant",
        content: "Hi",
        reasoning_content: "Hm.",
        reasoning_details: details,
      },
      { extensions: false },
    );
    expect(message).toEqual({ role: "assistant", content: "Hi" });
    expect(ledger).toEqual([
      {
        field: "messages[0].reasoning_content",
        outcome: "ignored",
        note: "this API takes no reasoning back",
      },
      {
        field: "messages[0].reasoning_details",
        outcome: "ignored",
        note: "this API takes no reasoning back",
      },
    ]);
  });

  test("is left out without a word where it is null", () => {
    const { message, ledger } = encodeMessage(
      { role: "assistant", content: "Hi", reasoning_content: null },
      { extensions: false },
    );
    expect(message).toEqual({ role: "assistant", content: "Hi" });
    expect(ledger).toEqual([]);
  });
});

describe("provider_fields", () => {
  test("go back to the provider that sent them", () => {
    const { message, ledger } = encodeMessage({
      role: "assistant",
      content: "Hi",
      provider_fields: { acme: { audio_id: "a" } },
    });
    expect(message).toEqual({ role: "assistant", content: "Hi", audio_id: "a" });
    expect(ledger).toEqual([]);
  });

  test("go to no other provider, with a warning", () => {
    const { message, ledger } = encodeMessage({
      role: "assistant",
      content: "Hi",
      provider_fields: { anthropic: { block: 1 } },
    });
    expect(message).toEqual({ role: "assistant", content: "Hi" });
    expect(ledger).toEqual([
      {
        field: "messages[0].provider_fields.anthropic",
        outcome: "ignored",
        note: "it belongs to anthropic",
      },
    ]);
  });
});

describe("is_error of a tool result", () => {
  test.each<[string, boolean, boolean]>([
    ["is left out with a warning when it is true", true, true],
    ["is left out without a word when it is false", false, false],
  ])("%s", (_name, is_error, warned) => {
    const { message, ledger } = encodeMessage({
      role: "tool",
      tool_call_id: "c",
      content: "no",
      is_error,
    });
    expect(message).toEqual({ role: "tool", tool_call_id: "c", content: "no" });
    expect(ledger.map(({ field, outcome }) => `${field} ${outcome}`)).toEqual(
      warned ? ["messages[0].is_error ignored"] : [],
    );
  });
});
