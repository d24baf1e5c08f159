import { LLMError, VlloraLLMClient } from "@vllora/core";
import type { ChatCompletionChunk, ChatCompletionRequest, ToolCall } from "@vllora/core/provider";
import { describe, expect, test } from "vitest";
import { type MockAnswer, type MockModelOptions, type MockReply, mockModel } from "../src/index.ts";

const REQUEST: ChatCompletionRequest = {
  model: "m",
  messages: [{ role: "user", content: "Hello" }],
};
const CALL: ToolCall = { id: "a", type: "function", function: { name: "f", arguments: '{"x":1}' } };
const CUSTOM: ToolCall = { id: "b", type: "custom", custom: { name: "g", input: "SELECT" } };
const USAGE = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };

function completionsOf(reply: MockReply | readonly MockReply[], options?: MockModelOptions) {
  return new VlloraLLMClient({ instance: mockModel(reply, options) }).completions;
}

async function chunksOf(
  reply: MockReply,
  options?: MockModelOptions,
  request = REQUEST,
): Promise<ChatCompletionChunk[]> {
  const chunks: ChatCompletionChunk[] = [];
  for await (const chunk of await completionsOf(reply, options).createStream(request)) {
    chunks.push(chunk);
  }
  return chunks;
}

describe("a whole answer", () => {
  test("is text", async () => {
    const result = await completionsOf("Hi").create(REQUEST);
    expect(JSON.parse(JSON.stringify(result))).toEqual({
      id: "mock-1",
      object: "chat.completion",
      created: 0,
      model: "m",
      choices: [
        {
          index: 0,
          message: { role: "assistant", content: "Hi", refusal: null },
          finish_reason: "stop",
          logprobs: null,
        },
      ],
    });
  });

  test("is tool calls, reasoning and usage", async () => {
    const result = await completionsOf({
      tool_calls: [CALL, CUSTOM],
      reasoning_content: "Hm.",
      usage: USAGE,
    }).create(REQUEST);
    expect(result.toolCalls).toEqual([CALL, CUSTOM]);
    expect(result.message.content).toBeNull();
    expect(result.reasoning).toBe("Hm.");
    expect(result.usage).toEqual(USAGE);
  });

  test("ends as the reply says", async () => {
    const result = await completionsOf({ content: "Hi", finish_reason: "length" }).create(REQUEST);
    expect(result.finishReason).toBe("length");
  });
});

describe("a streamed answer", () => {
  const head = { id: "mock-1", object: "chat.completion.chunk", created: 0, model: "m" };
  const piece = (delta: object, finish_reason: string | null = null) => ({
    ...head,
    choices: [{ index: 0, delta, finish_reason }],
  });

  test("comes in OpenAI's order: role, reasoning, text, tool calls, finish reason, usage", async () => {
    const reply = {
      content: "Hello",
      reasoning_content: "Hm.",
      tool_calls: [CALL],
      usage: USAGE,
    };
    expect(await chunksOf(reply, { pieceLength: 4 })).toEqual([
      piece({ role: "assistant", content: "" }),
      piece({ reasoning_content: "Hm." }),
      piece({ content: "Hell" }),
      piece({ content: "o" }),
      piece({
        tool_calls: [
          { index: 0, id: "a", type: "function", function: { name: "f", arguments: "" } },
        ],
      }),
      piece({ tool_calls: [{ index: 0, function: { arguments: '{"x"' } }] }),
      piece({ tool_calls: [{ index: 0, function: { arguments: ":1}" } }] }),
      piece({}, "tool_calls"),
      { ...head, choices: [], usage: USAGE },
    ]);
  });

  test("leaves usage out when the request does", async () => {
    const request = { ...REQUEST, stream_options: { include_usage: false } };
    const chunks = await chunksOf({ content: "Hi", usage: USAGE }, {}, request);
    expect(chunks.some(({ usage }) => usage !== undefined)).toBe(false);
  });

  test("tears no character", async () => {
    const chunks = await chunksOf("a👍b", { pieceLength: 1 });
    const pieces = chunks.map(({ choices }) => choices[0]?.delta.content);
    expect(pieces).toEqual(["", "a", "👍", "b", undefined]);
  });

  test.each<[string, MockAnswer]>([
    ["text", { content: "Hello, world!" }],
    ["tool calls", { tool_calls: [CALL, CUSTOM], usage: USAGE }],
    ["everything", { content: "Hi", reasoning_content: "Hm.", tool_calls: [CALL], usage: USAGE }],
    ["nothing", {}],
    ["a length stop", { content: "Hi", finish_reason: "length" }],
  ])("adds up to the whole one: %s", async (_name, reply) => {
    const completions = completionsOf(reply);
    const streamed = await (await completions.createStream(REQUEST)).finalResponse();
    const whole = await completions.create(REQUEST);
    expect({ ...JSON.parse(JSON.stringify(streamed)), id: "" }).toEqual({
      ...JSON.parse(JSON.stringify(whole)),
      id: "",
    });
  });

  test("refuses pieces without a length", async () => {
    await expect(chunksOf("Hi", { pieceLength: 0 })).rejects.toThrow(RangeError);
  });
});

describe("replies", () => {
  test("are the same again and again when there is one", async () => {
    const completions = completionsOf("Hi");
    expect((await completions.create(REQUEST)).text).toBe("Hi");
    expect((await completions.create(REQUEST)).text).toBe("Hi");
  });

  test("come in turn when there are several, and then no more", async () => {
    const completions = completionsOf(["a", { content: "b" }]);
    expect((await completions.create(REQUEST)).text).toBe("a");
    expect((await (await completions.createStream(REQUEST)).finalResponse()).text).toBe("b");
    await expect(completions.create(REQUEST)).rejects.toThrow(
      "mockModel was given 2 replies and was called 3 times",
    );
  });

  test.each(["create", "createStream"] as const)(
    "can be an error that %s throws",
    async (method) => {
      const error = new LLMError("rate_limit", "Slow down");
      await expect(completionsOf(error)[method](REQUEST)).rejects.toBe(error);
    },
  );

  test("can be reckoned from the request", async () => {
    const completions = completionsOf(async ({ messages }) => `${messages.length} messages`);
    expect((await completions.create(REQUEST)).text).toBe("1 messages");
  });
});

test("a mock model lists the requests that it got", async () => {
  const model = mockModel("Hi");
  const { completions } = new VlloraLLMClient({ instance: model });
  await completions.create(REQUEST);
  await completions.createStream({ ...REQUEST, temperature: 0 });
  expect(model.calls).toEqual([REQUEST, { ...REQUEST, temperature: 0 }]);
});

test("a mock model does not answer a call that was aborted before", async () => {
  const model = mockModel("Hi");
  const { completions } = new VlloraLLMClient({ instance: model });
  const signal = AbortSignal.abort("enough");
  await expect(completions.create(REQUEST, { signal })).rejects.toMatchObject({
    kind: "aborted",
    cause: "enough",
  });
});
