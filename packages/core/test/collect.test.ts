import type { ChatCompletionChunk, ChatCompletionDelta, ReasoningDetail } from "@vllora/types";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ChunkCollector } from "../src/index.ts";
import { deepFreeze } from "./deep-freeze.ts";

class Violation extends Error {}

function collector(): ChunkCollector {
  return new ChunkCollector((problem) => new Violation(problem));
}

function collect(chunks: readonly object[]): ChunkCollector {
  const collected = collector();
  for (const chunk of chunks) collected.add(chunk as ChatCompletionChunk);
  return collected;
}

function piece(
  delta: object,
  finish: string | null = null,
  choice: object = {},
  fields: object = {},
): object {
  return {
    id: "c1",
    object: "chat.completion.chunk",
    created: 1_700_000_000,
    model: "m",
    choices: [{ index: 0, delta, finish_reason: finish, ...choice }],
    ...fields,
  };
}

/** The message of the deltas, with its end. */
function message(deltas: readonly object[]) {
  const chunks = [...deltas.map((delta) => piece(delta)), piece({}, "stop")];
  return collect(chunks).complete().choices[0]?.message;
}

describe("a message put together again", () => {
  it("is whole, with head and usage", () => {
    const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
    const chunks = [
      piece({ role: "assistant", content: "" }, null, {}, { system_fingerprint: "fp" }),
      piece({ content: "Hi" }, null, {}, { obfuscation: "xxx" }),
      piece({ content: " there" }),
      piece({}, "stop", { native_finish_reason: "end_turn" }),
      { ...piece({}), choices: [], usage },
    ];
    expect(collect(chunks).complete()).toEqual({
      id: "c1",
      object: "chat.completion",
      created: 1_700_000_000,
      model: "m",
      choices: [
        {
          index: 0,
          message: { role: "assistant", content: "Hi there", refusal: null },
          finish_reason: "stop",
          logprobs: null,
          native_finish_reason: "end_turn",
        },
      ],
      usage,
      system_fingerprint: "fp",
    });
  });

  it.each<[string, readonly object[], object]>([
    ["nothing said is null", [{ role: "assistant" }], { content: null }],
    ["an empty text is an empty text", [{ content: "" }], { content: "" }],
    ["null adds nothing", [{ content: "a" }, { content: null }], { content: "a" }],
    [
      "a refusal",
      [{ refusal: "I can" }, { refusal: "not" }],
      { content: null, refusal: "I cannot" },
    ],
    [
      "reasoning",
      [{ reasoning_content: "h" }, { reasoning_content: "m" }, { content: "x" }],
      { content: "x", reasoning_content: "hm" },
    ],
    [
      "the superseded function call",
      [{ function_call: { name: "f", arguments: "{" } }, { function_call: { arguments: "}" } }],
      { content: null, function_call: { name: "f", arguments: "{}" } },
    ],
    [
      "citations add up",
      [{ annotations: [{ a: 1 }] }, { annotations: [{ b: 2 }] }],
      { content: null, annotations: [{ a: 1 }, { b: 2 }] },
    ],
    [
      "audio grows, its id does not",
      [
        { audio: { id: "a", data: "AA" } },
        { audio: { id: "a", data: "BB", transcript: "hi" } },
        { audio: { expires_at: 5 } },
      ],
      { content: null, audio: { id: "a", data: "AABB", transcript: "hi", expires_at: 5 } },
    ],
    [
      "fields of the provider merge",
      [
        { provider_fields: { x: { a: "1", n: 1 } } },
        { provider_fields: { x: { a: "2" }, y: { b: [1] } } },
      ],
      { content: null, provider_fields: { x: { a: "12", n: 1 }, y: { b: [1] } } },
    ],
    [
      "a field that nobody knows",
      [{ mood: "so" }, { mood: "so" }],
      { content: null, mood: "soso" },
    ],
  ])("%s", (_, deltas, expected) => {
    expect(message(deltas)).toEqual({ role: "assistant", refusal: null, ...expected });
  });

  it("keeps several answers apart, in the order of their index", () => {
    const chunks = [
      piece({ content: "b" }, null, { index: 1 }),
      piece({ content: "a" }, null, { index: 0 }),
      piece({ content: "B" }, "length", { index: 1 }),
      piece({ content: "A" }, "stop", { index: 0 }),
    ];
    const { choices } = collect(chunks).complete();
    expect(
      choices.map(({ index, message, finish_reason }) => [index, message.content, finish_reason]),
    ).toEqual([
      [0, "aA", "stop"],
      [1, "bB", "length"],
    ]);
  });

  it("adds up likelihoods of text and refusal", () => {
    const token = (text: string) => ({ token: text, bytes: null, logprob: -1, top_logprobs: [] });
    const chunks = [
      piece({ content: "a" }, null, { logprobs: { content: [token("a")], refusal: null } }),
      piece({ content: "b" }, null, { logprobs: { content: [token("b")], refusal: [token("r")] } }),
      piece({}, "stop", { logprobs: null }),
    ];
    expect(collect(chunks).complete().choices[0]?.logprobs).toEqual({
      content: [token("a"), token("b")],
      refusal: [token("r")],
    });
  });
});

describe("tool calls", () => {
  it("are put together by index, interleaved, with what the provider wants back", () => {
    const google = { google: { thought_signature: "s" } };
    const result = message([
      {
        tool_calls: [
          { index: 1, id: "b", type: "function", function: { name: "g", arguments: "" } },
        ],
      },
      {
        tool_calls: [
          {
            index: 0,
            id: "a",
            type: "function",
            function: { name: "f", arguments: '{"x"' },
            extra_content: google,
          },
        ],
      },
      {
        tool_calls: [
          { index: 1, function: { arguments: "[1," } },
          { index: 0, function: { arguments: ":1}" } },
        ],
      },
      { tool_calls: [{ index: 1, function: { arguments: "2]" } }] },
    ]);
    expect(result?.tool_calls).toEqual([
      {
        id: "a",
        type: "function",
        function: { name: "f", arguments: '{"x":1}' },
        extra_content: google,
      },
      { id: "b", type: "function", function: { name: "g", arguments: "[1,2]" } },
    ]);
  });

  it("of custom tools have text for input", () => {
    const result = message([
      { tool_calls: [{ index: 0, id: "a", type: "custom", custom: { name: "g", input: "SEL" } }] },
      { tool_calls: [{ index: 0, custom: { input: "ECT" } }] },
    ]);
    expect(result?.tool_calls).toEqual([
      { id: "a", type: "custom", custom: { name: "g", input: "SELECT" } },
    ]);
  });

  it("are whole when they came in 8,000 pieces", () => {
    const text = JSON.stringify({ data: "x".repeat(32_000) });
    const size = Math.ceil(text.length / 8000);
    const pieces = Array.from({ length: 8000 }, (_, index) =>
      text.slice(index * size, (index + 1) * size),
    );
    const result = message([
      {
        tool_calls: [
          { index: 0, id: "a", type: "function", function: { name: "f", arguments: "" } },
        ],
      },
      ...pieces.map((part) => ({ tool_calls: [{ index: 0, function: { arguments: part } }] })),
    ]);
    expect(result?.tool_calls?.[0]).toMatchObject({ function: { arguments: text } });
  });

  it("that are incomplete stand apart from the partial message", () => {
    const partial = collect([
      piece({ content: "let me see" }),
      piece({ tool_calls: [{ index: 1, id: "b", function: { name: "g", arguments: '{"x":' } }] }),
    ]).partial();
    expect(partial).toEqual({
      id: "c1",
      model: "m",
      created: 1_700_000_000,
      choices: [
        {
          index: 0,
          message: { role: "assistant", content: "let me see", refusal: null },
          finish_reason: null,
          incomplete_tool_calls: [{ index: 1, id: "b", name: "g", arguments: '{"x":' }],
        },
      ],
    });
  });
});

describe("reasoning blocks", () => {
  it.each<[string, readonly (readonly object[])[], readonly object[]]>([
    [
      "pieces of one block grow, and its signature comes last",
      [
        [{ type: "reasoning.text", index: 0, text: "I ", format: "x-v1" }],
        [{ type: "reasoning.text", index: 0, text: "think" }],
        [{ type: "reasoning.text", index: 0, signature: "sig" }],
      ],
      [{ type: "reasoning.text", index: 0, text: "I think", format: "x-v1", signature: "sig" }],
    ],
    [
      "another index is another block",
      [
        [{ type: "reasoning.text", index: 0, text: "a" }],
        [{ type: "reasoning.text", index: 1, text: "b" }],
      ],
      [
        { type: "reasoning.text", index: 0, text: "a" },
        { type: "reasoning.text", index: 1, text: "b" },
      ],
    ],
    [
      "another type is another block",
      [
        [{ type: "reasoning.summary", index: 0, summary: "s" }],
        [{ type: "reasoning.encrypted", index: 0, data: "d" }],
      ],
      [
        { type: "reasoning.summary", index: 0, summary: "s" },
        { type: "reasoning.encrypted", index: 0, data: "d" },
      ],
    ],
    [
      "blocks without index stay as they are",
      [[{ type: "reasoning.text", text: "a" }], [{ type: "reasoning.text", text: "b" }]],
      [
        { type: "reasoning.text", text: "a" },
        { type: "reasoning.text", text: "b" },
      ],
    ],
    [
      "null adds nothing",
      [
        [{ type: "reasoning.text", index: 0, text: "a", signature: "s" }],
        [{ type: "reasoning.text", index: 0, text: null, signature: null }],
      ],
      [{ type: "reasoning.text", index: 0, text: "a", signature: "s" }],
    ],
  ])("%s", (_, pieces, expected) => {
    const deltas = pieces.map((reasoning_details) => ({ reasoning_details }));
    expect(message(deltas)?.reasoning_details).toEqual(expected);
  });
});

describe("any split of a message", () => {
  /** Cuts a text at random places; now and then a piece is empty. */
  const split = (text: string) =>
    fc.array(fc.nat(text.length), { maxLength: 8 }).map((cuts) => {
      const places = [0, ...cuts.sort((a, b) => a - b), text.length];
      return places.slice(1).map((end, index) => text.slice(places[index], end));
    });

  const anyMessage = fc.record({
    content: fc.string({ unit: "grapheme", minLength: 1 }),
    reasoning: fc.string({ minLength: 1 }),
    signature: fc.string({ minLength: 1 }),
    calls: fc.array(fc.record({ name: fc.string({ minLength: 1 }), json: fc.json() }), {
      maxLength: 3,
    }),
  });

  it("collects to the same message, without touching the chunks", () => {
    const property = anyMessage.chain(({ content, reasoning, signature, calls }) =>
      fc
        .record({
          content: split(content),
          reasoning: split(reasoning),
          calls: fc.tuple(...calls.map(({ json }) => split(json))),
        })
        .map((pieces) => ({ content, reasoning, signature, calls, pieces })),
    );
    fc.assert(
      fc.property(property, ({ content, reasoning, signature, calls, pieces }) => {
        const detail = (part: object): ChatCompletionDelta => ({
          reasoning_details: [{ type: "reasoning.text", index: 0, ...part } as ReasoningDetail],
        });
        const deltas: object[] = [
          { role: "assistant" },
          ...pieces.reasoning.flatMap((text) => [{ reasoning_content: text }, detail({ text })]),
          detail({ signature }),
          ...pieces.content.map((text) => ({ content: text })),
          ...calls.flatMap(({ name }, index) => [
            {
              tool_calls: [
                { index, id: `call_${index}`, type: "function", function: { name, arguments: "" } },
              ],
            },
            ...(pieces.calls[index] ?? []).map((text) => ({
              tool_calls: [{ index, function: { arguments: text } }],
            })),
          ]),
        ];
        expect(message(deepFreeze(deltas))).toEqual({
          role: "assistant",
          content,
          refusal: null,
          reasoning_content: reasoning,
          reasoning_details: [{ type: "reasoning.text", index: 0, text: reasoning, signature }],
          ...(calls.length === 0
            ? {}
            : {
                tool_calls: calls.map(({ name, json }, index) => ({
                  id: `call_${index}`,
                  type: "function",
                  function: { name, arguments: json },
                })),
              }),
        });
      }),
    );
  });

  it("knows what has arrived after every piece", () => {
    fc.assert(
      fc.property(fc.array(fc.string(), { minLength: 1 }), (texts) => {
        const collected = collector();
        let known = "";
        for (const text of texts) {
          collected.add(piece({ content: text }) as ChatCompletionChunk);
          known += text;
          expect(collected.partial().choices[0]?.message.content).toBe(known);
          expect(collected.hasOutput).toBe(known !== "");
        }
      }),
    );
  });

  it("survives whatever JSON a server puts into fields that nobody knows", () => {
    const values = fc.array(fc.jsonValue({ maxDepth: 4 }), { maxLength: 4 });
    fc.assert(
      fc.property(values, (list) => {
        const deltas = deepFreeze(
          list.map((value) => ({ provider_fields: { x: value }, odd: value })),
        );
        expect(message([...deltas, { content: "x" }])?.content).toBe("x");
      }),
    );
  });
});

describe("leaves the chunks as they were", () => {
  it("when lists deep inside them grow", () => {
    const deltas = deepFreeze([
      { provider_fields: { x: { list: [1], deep: { list: ["a"] } } } },
      { provider_fields: { x: { list: [2], deep: { list: ["b"] } } } },
      { provider_fields: { x: { list: [3], deep: { list: ["c"] } } } },
    ]);
    expect(message(deltas)?.provider_fields).toEqual({
      x: { list: [1, 2, 3], deep: { list: ["a", "b", "c"] } },
    });
  });

  it("when likelihoods, citations and reasoning grow", () => {
    const detail = { type: "reasoning.text", index: 0, text: "a" };
    const logprobs = {
      content: [{ token: "a", bytes: null, logprob: 0, top_logprobs: [] }],
      refusal: null,
    };
    const chunks = deepFreeze([
      piece({ annotations: [{ a: 1 }], reasoning_details: [detail] }, null, { logprobs }),
      piece({ annotations: [{ a: 2 }], reasoning_details: [detail] }, "stop", { logprobs }),
    ]);
    const [choice] = collect(chunks).complete().choices;
    expect(choice?.logprobs?.content).toHaveLength(2);
    expect(choice?.message.annotations).toHaveLength(2);
    expect(choice?.message.reasoning_details).toMatchObject([{ text: "aa" }]);
  });
});

describe("keys called __proto__", () => {
  it.each([
    `{"id":"c","choices":[],"__proto__":{"polluted":1}}`,
    `{"id":"c","choices":[{"index":0,"delta":{"__proto__":{"polluted":1}},"finish_reason":null,"__proto__":{"polluted":1}}]}`,
    `{"id":"c","choices":[{"index":0,"delta":{"provider_fields":{"x":{"__proto__":{"polluted":1}},"__proto__":{"polluted":1}}},"finish_reason":null}]}`,
    `{"id":"c","choices":[{"index":0,"delta":{"reasoning_details":[{"type":"reasoning.text","index":0,"__proto__":{"polluted":1}}]},"finish_reason":null}]}`,
    `{"id":"c","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"a","extra_content":{"__proto__":{"polluted":1}}}]},"finish_reason":null}]}`,
  ])("pollute nothing: %s", (text) => {
    const twice = [JSON.parse(text), JSON.parse(text), piece({}, "stop")];
    const completion = collect(twice).complete();
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
    expect(Object.getPrototypeOf(completion)).toBe(Object.prototype);
    for (const choice of completion.choices) {
      expect((choice as { polluted?: unknown }).polluted).toBeUndefined();
      expect((choice.message as { polluted?: unknown }).polluted).toBeUndefined();
      for (const value of Object.values(choice.message)) {
        expect((value as { polluted?: unknown } | null)?.polluted).toBeUndefined();
      }
    }
  });
});

describe("what breaks the contract is named", () => {
  it.each([-1, 1.5, 4096, "0", "length", "__proto__", "constructor", null, undefined, Number.NaN])(
    "a choice whose index is %s",
    (index) => {
      expect(() => collect([piece({ content: "x" }, null, { index })])).toThrow(Violation);
    },
  );

  it.each([-1, 1.5, 4096, "0", "length", "__proto__", "constructor", null, undefined, Number.NaN])(
    "a tool call whose index is %s",
    (index) => {
      expect(() => collect([piece({ tool_calls: [{ index, id: "a" }] })])).toThrow(Violation);
    },
  );

  it.each(["STOP", "end_turn", "", 5, {}, "constructor"])("a finish reason %j", (reason) => {
    expect(() => collect([piece({}, reason as string)])).toThrow(Violation);
  });

  it.each(["stop", "length", "tool_calls", "content_filter", "function_call", "other"])(
    "but not the finish reason %s",
    (reason) => {
      expect(collect([piece({}, reason)]).complete().choices[0]?.finish_reason).toBe(reason);
    },
  );

  it.each([
    {},
    { prompt_tokens: 1 },
    { prompt_tokens: "1", completion_tokens: 1, total_tokens: 2 },
    { prompt_tokens: 1, completion_tokens: 1 },
    { input_tokens: 1, output_tokens: 1, total_tokens: 2 },
  ])("a usage %j", (usage) => {
    expect(() => collect([{ ...piece({}), usage }])).toThrow(/usage/);
  });
});

describe("output", () => {
  it.each<[string, object, string | null, boolean]>([
    ["a role is none", { role: "assistant" }, null, false],
    ["an empty text is none", { content: "" }, null, false],
    ["an empty refusal is none", { refusal: "" }, null, false],
    ["an empty list of calls is none", { tool_calls: [] }, null, false],
    ["text is", { content: "x" }, null, true],
    ["reasoning is", { reasoning_content: "x" }, null, true],
    ["a tool call is", { tool_calls: [{ index: 0, id: "a" }] }, null, true],
    ["a refusal is", { refusal: "x" }, null, true],
    ["the end is", {}, "stop", true],
  ])("%s", (_, delta, finish, hasOutput) => {
    expect(collect([piece(delta, finish)]).hasOutput).toBe(hasOutput);
  });
});
