import {
  type ChatCompletion,
  type DecodeContext,
  ErrorFrame,
  MalformedFrameError,
} from "@vllora/core/provider";
import { describe, expect, test } from "vitest";
import { createChatCodec } from "../src/index.ts";

const CONTEXT: DecodeContext = {
  provider: "acme",
  model: "m",
  request: { model: "m", messages: [{ role: "user", content: "Hello" }] },
  created: 1_700_000_000,
};

function decode(body: unknown): unknown {
  return createChatCodec().decode(structuredClone(body), CONTEXT);
}

const HEAD = { id: "c1", object: "chat.completion", created: 1, model: "m-1" };

/** A whole answer with one choice. */
function answer(message: object, choice: object = {}, rest: object = {}): object {
  return {
    ...HEAD,
    choices: [{ index: 0, message, finish_reason: "stop", logprobs: null, ...choice }],
    ...rest,
  };
}

const HI = { role: "assistant", content: "Hi", refusal: null };

describe("a whole answer", () => {
  test.each<[string, object, object]>([
    [
      "is kept as it is, unknown fields included",
      answer(HI, { x: 1 }, { y: { z: 2 } }),
      answer(HI, { x: 1 }, { y: { z: 2 } }),
    ],
    [
      "gets what servers leave out of its head",
      { choices: [{ message: { content: "Hi" }, finish_reason: "stop" }] },
      { ...answer(HI), id: "", created: 1_700_000_000, model: "m" },
    ],
    [
      "has no content but null where the wire has none",
      answer({ role: "assistant" }),
      answer({ role: "assistant", content: null, refusal: null }),
    ],
    [
      "has an empty message where a filter left none",
      { ...HEAD, choices: [{ index: 0, finish_reason: "content_filter" }] },
      answer(
        { role: "assistant", content: null, refusal: null },
        { finish_reason: "content_filter" },
      ),
    ],
    ["has no tool calls for an empty list", answer({ ...HI, tool_calls: [] }), answer(HI)],
    ["has no tool calls for null", answer({ ...HI, tool_calls: null }), answer(HI)],
    [
      "has reasoning under our name beside the server's",
      answer({ ...HI, reasoning: "Hm." }),
      answer({ ...HI, reasoning: "Hm.", reasoning_content: "Hm." }),
    ],
    [
      "has Mistral's parts as text and reasoning, and keeps the list",
      answer({
        role: "assistant",
        content: [
          {
            type: "thinking",
            thinking: [
              { type: "text", text: "H" },
              { type: "text", text: "m." },
            ],
          },
          { type: "text", text: "H" },
          { type: "reference", reference_ids: [1] },
          { type: "text", text: "i" },
        ],
      }),
      answer({
        ...HI,
        reasoning_content: "Hm.",
        provider_fields: {
          acme: {
            content: [
              {
                type: "thinking",
                thinking: [
                  { type: "text", text: "H" },
                  { type: "text", text: "m." },
                ],
              },
              { type: "text", text: "H" },
              { type: "reference", reference_ids: [1] },
              { type: "text", text: "i" },
            ],
          },
        },
      }),
    ],
  ])("%s", (_name, body, expected) => {
    expect(decode(body)).toEqual(expected);
  });

  test("has every one of its choices", () => {
    const second = { index: 1, message: HI, finish_reason: "length", logprobs: null };
    const { choices, ...head } = answer(HI) as { choices: object[] };
    expect(decode({ ...head, choices: [...choices, second] })).toEqual({
      ...head,
      choices: [...choices, second],
    });
  });
});

describe("tool calls", () => {
  const call = { id: "a", type: "function", function: { name: "f", arguments: "{}" } };
  const decoded = (given: object): unknown => {
    const body = answer(
      { role: "assistant", content: null, refusal: null, tool_calls: [given] },
      { finish_reason: "tool_calls" },
    );
    const { choices } = decode(body) as { choices: { message: { tool_calls: unknown[] } }[] };
    return choices[0]?.message.tool_calls[0];
  };

  test.each<[string, object, object]>([
    [
      "keep their arguments byte for byte",
      { ...call, function: { name: "f", arguments: '{ "a" : 1.0 }' } },
      { ...call, function: { name: "f", arguments: '{ "a" : 1.0 }' } },
    ],
    [
      "become JSON text where the server sends an object",
      { ...call, function: { name: "f", arguments: { a: 1 } } },
      { ...call, function: { name: "f", arguments: '{"a":1}' } },
    ],
    [
      "have empty arguments where there are none",
      { ...call, function: { name: "f" } },
      { ...call, function: { name: "f", arguments: "" } },
    ],
    [
      "get an id where there is none",
      { function: { name: "f", arguments: "{}" } },
      { ...call, id: "call_c1_0_0" },
    ],
    ["get an id where it is empty", { ...call, id: "" }, { ...call, id: "call_c1_0_0" }],
    [
      "are custom where they are",
      { id: "a", custom: { name: "g", input: "x" } },
      { id: "a", type: "custom", custom: { name: "g", input: "x" } },
    ],
    [
      "keep a thought signature",
      { ...call, extra_content: { google: { thought_signature: "s" } } },
      { ...call, extra_content: { google: { thought_signature: "s" } } },
    ],
  ])("%s", (_name, given, expected) => {
    expect(decoded(given)).toEqual(expected);
  });
});

describe("the finish reason", () => {
  test.each<[string, string, boolean]>([
    ["stop", "stop", false],
    ["length", "length", false],
    ["tool_calls", "tool_calls", true],
    ["content_filter", "content_filter", false],
    ["function_call", "function_call", false],
    ["stop", "tool_calls", true],
    ["eos", "stop", false],
    ["eos", "tool_calls", true],
    ["end_turn", "stop", false],
    ["tool_use", "tool_calls", true],
    ["max_tokens", "length", false],
    ["model_length", "length", true],
    ["sensitive", "content_filter", false],
    ["refusal", "content_filter", false],
    ["some_new_word", "other", false],
    ["__proto__", "other", false],
  ])("%s is %s (with tool calls: $2)", (word, expected, withCalls) => {
    const calls = {
      tool_calls: [{ id: "a", type: "function", function: { name: "f", arguments: "" } }],
    };
    const body = answer({ ...HI, ...(withCalls ? calls : {}) }, { finish_reason: word });
    const { choices } = decode(body) as { choices: object[] };
    expect(choices[0]).toMatchObject({ finish_reason: expected });
    if (expected === word) expect(choices[0]).not.toHaveProperty("native_finish_reason");
    else expect(choices[0]).toHaveProperty("native_finish_reason", word);
  });

  test.each(["error", "network_error", "insufficient_system_resource"])(
    "%s is an error, not an answer",
    (word) => {
      expect(() => decode(answer(HI, { finish_reason: word }))).toThrow(ErrorFrame);
    },
  );
});

describe("usage", () => {
  test.each<[string, unknown, unknown]>([
    [
      "is kept as it is",
      { prompt_tokens: 1, completion_tokens: 0, total_tokens: 1, queue_time: 0.1 },
      { prompt_tokens: 1, completion_tokens: 0, total_tokens: 1, queue_time: 0.1 },
    ],
    [
      "gets the sum where it is left out",
      { prompt_tokens: 1, completion_tokens: 2 },
      { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
    ],
    [
      "gets the output where it is left out",
      { prompt_tokens: 1, total_tokens: 1 },
      { prompt_tokens: 1, completion_tokens: 0, total_tokens: 1 },
    ],
    [
      "has no details for null",
      { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3, prompt_tokens_details: null },
      { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
    ],
    ["is absent for an empty object", {}, undefined],
    ["is absent for null", null, undefined],
  ])("%s", (_name, usage, expected) => {
    const decoded = decode(answer(HI, {}, { usage })) as { usage?: unknown };
    expect(decoded.usage).toEqual(expected);
    if (expected === undefined) expect(decoded).not.toHaveProperty("usage");
  });
});

describe("a body that is no answer", () => {
  test.each<[string, unknown]>([
    ["an error object", { error: { message: "no" } }],
    ["an error text", { error: "no" }],
    ["an error in a choice", { ...HEAD, choices: [{ error: { message: "no" } }] }],
  ])("is an error of the provider: %s", (_name, body) => {
    expect(() => decode(body)).toThrow(ErrorFrame);
  });

  test.each<[string, unknown]>([
    ["null", null],
    ["text", "Hi"],
    ["no choices", {}],
    ["empty choices", { ...HEAD, choices: [] }],
    ["a choice that is none", { ...HEAD, choices: [null] }],
    ["a choice without a message or an end", { ...HEAD, choices: [{}] }],
    ["content that is no text", answer({ content: 7 })],
    ["a tool call without a name", answer({ tool_calls: [{ id: "a", function: {} }] })],
    ["a tool call that is none", answer({ tool_calls: [null] })],
  ])("cannot be read: %s", (_name, body) => {
    expect(() => decode(body)).toThrow(MalformedFrameError);
  });
});

describe("an answer of the right outline with the wrong values", () => {
  const call = (fields: object) => answer({ ...HI, tool_calls: [{ id: "a", ...fields }] });

  test.each<[string, unknown]>([
    ["a list", [answer(HI)]],
    ["content that is an object", answer({ ...HI, content: { text: "x" } })],
    ["a refusal that is no text", answer({ ...HI, refusal: {} })],
    ["reasoning that is no text", answer({ ...HI, reasoning_content: 5 })],
    ["tool calls that are no list", answer({ ...HI, tool_calls: { name: "f" } })],
    ["a function that is text", call({ function: "f" })],
    ["a function without a name", call({ function: { name: "" } })],
    ["a custom tool without a name", call({ custom: {} })],
    ["a custom tool whose input is an object", call({ custom: { name: "f", input: {} } })],
    ["a message that is a list", answer([])],
  ])("cannot be read: %s", (_name, body) => {
    expect(() => decode(body)).toThrow(MalformedFrameError);
  });

  test("numbers choices by their place where they have no number", () => {
    const choices = [-1, 2.5, "x", 1e300].map((index) => ({
      index,
      message: HI,
      finish_reason: "stop",
    }));
    const decoded = decode({ ...HEAD, choices }) as ChatCompletion;
    expect(decoded.choices.map(({ index }) => index)).toEqual([0, 1, 2, 3]);
  });

  test("gives a custom tool without input an empty one", () => {
    const decoded = decode(call({ custom: { name: "f" } })) as ChatCompletion;
    expect(decoded.choices[0]?.message.tool_calls).toEqual([
      { id: "a", type: "custom", custom: { name: "f", input: "" } },
    ]);
  });
});
