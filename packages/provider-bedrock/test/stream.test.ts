import { MalformedFrameError } from "@vllora/core/provider";
import { describe, expect, test } from "vitest";
import { createDecoder } from "../src/stream.ts";

const CONTEXT = {
  provider: "bedrock",
  model: "amazon.nova-lite-v1:0",
  request: { model: "amazon.nova-lite-v1:0", messages: [] },
  created: 1,
  requestId: "r",
};

type Event = readonly [type: string, payload: object];

/** What a stream of events brings. */
function decoded(...events: readonly Event[]) {
  const decoder = createDecoder(CONTEXT);
  const chunks = events.flatMap(([event, payload]) =>
    decoder.push({ event, data: JSON.stringify(payload) }),
  );
  return { chunks, decoder, deltas: chunks.map(({ choices }) => choices[0]?.delta) };
}

function start(index: number, begun: object): Event {
  return ["contentBlockStart", { contentBlockIndex: index, start: begun }];
}
function delta(index: number, piece: object): Event {
  return ["contentBlockDelta", { contentBlockIndex: index, delta: piece, p: "abc" }];
}
function stop(index: number): Event {
  return ["contentBlockStop", { contentBlockIndex: index }];
}
const END: Event = ["messageStop", { stopReason: "end_turn" }];
const METADATA: Event = [
  "metadata",
  { usage: { inputTokens: 1, outputTokens: 2, totalTokens: 3 }, metrics: { latencyMs: 4 } },
];

describe("the end", () => {
  test("is messageStop and metadata, in any order", () => {
    for (const events of [
      [END, METADATA],
      [METADATA, END],
    ]) {
      const { decoder, chunks } = decoded(delta(0, { text: "a" }), stop(0), ...events);
      expect([decoder.finished, decoder.closed]).toEqual([true, true]);
      expect(chunks.slice(-2)).toEqual([
        {
          id: "r",
          object: "chat.completion.chunk",
          created: 1,
          model: CONTEXT.model,
          choices: [
            {
              index: 0,
              delta: { provider_fields: { bedrock: { metrics: { latencyMs: 4 } } } },
              finish_reason: "stop",
              native_finish_reason: "end_turn",
            },
          ],
        },
        {
          id: "r",
          object: "chat.completion.chunk",
          created: 1,
          model: CONTEXT.model,
          choices: [],
          usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
        },
      ]);
    }
  });

  test.each<[name: string, events: readonly Event[]]>([
    ["messageStop", [END]],
    ["metadata", [METADATA]],
  ])("is not %s alone, and nothing is told of it", (_name, events) => {
    const { decoder, chunks } = decoded(delta(0, { text: "a" }), stop(0), ...events);
    expect(decoder.finished).toBe(false);
    expect(
      chunks.every(
        ({ choices, usage }) => usage === undefined && choices[0]?.finish_reason === null,
      ),
    ).toBe(true);
  });

  test.each([
    ["end_turn", "stop"],
    ["stop_sequence", "stop"],
    ["tool_use", "tool_calls"],
    ["max_tokens", "length"],
    ["model_context_window_exceeded", "length"],
    ["guardrail_intervened", "content_filter"],
    ["content_filtered", "content_filter"],
    ["malformed_model_output", "other"],
    ["malformed_tool_use", "other"],
    ["constructor", "other"],
  ])("for %s is %s", (stopReason, reason) => {
    const { chunks } = decoded(
      delta(0, { text: "a" }),
      stop(0),
      ["messageStop", { stopReason }],
      METADATA,
    );
    const choice = chunks.at(-2)?.choices[0];
    expect([choice?.finish_reason, choice?.native_finish_reason]).toEqual([reason, stopReason]);
  });

  test("has the fields of both events, and usage with the cache", () => {
    const { chunks } = decoded(
      delta(0, { text: "a" }),
      stop(0),
      ["messageStop", { stopReason: "end_turn", additionalModelResponseFields: { a: 1 } }],
      [
        "metadata",
        {
          usage: {
            inputTokens: 1,
            outputTokens: 2,
            totalTokens: 10,
            cacheReadInputTokens: 3,
            cacheWriteInputTokens: 4,
            cacheDetails: [],
          },
          trace: { guardrail: {} },
          serviceTier: { type: "flex" },
        },
      ],
    );
    expect(chunks.at(-2)?.choices[0]?.delta).toEqual({
      provider_fields: {
        bedrock: {
          additionalModelResponseFields: { a: 1 },
          trace: { guardrail: {} },
          serviceTier: { type: "flex" },
        },
      },
    });
    expect(chunks.at(-1)).toMatchObject({
      service_tier: "flex",
      usage: {
        prompt_tokens: 8,
        completion_tokens: 2,
        total_tokens: 10,
        prompt_tokens_details: { cached_tokens: 3, cache_creation_tokens: 4 },
        cacheDetails: [],
      },
    });
  });
});

test("what nobody knows changes nothing, and is kept", () => {
  const end: Event = ["messageStop", { stopReason: "vllora_unheard_of", later: "kept-1" }];
  const [type, payload] = METADATA;
  const { chunks, decoder } = decoded(
    ["vlloraUnknown", { contentBlockIndex: 0, delta: { text: "no" } }],
    delta(0, { text: "a" }),
    stop(0),
    end,
    [type, { ...payload, later_too: "kept-2" }],
  );
  expect(decoder.finished).toBe(true);
  expect(chunks.map(({ choices }) => choices[0]?.delta.content ?? "").join("")).toBe("a");
  expect(chunks.flatMap(({ choices }) => choices).at(-1)).toMatchObject({
    finish_reason: "other",
    native_finish_reason: "vllora_unheard_of",
    delta: { provider_fields: { bedrock: { later: "kept-1", later_too: "kept-2" } } },
  });
});

describe("blocks", () => {
  test("pieces of a call come as they are; one without arguments has none", () => {
    const { deltas } = decoded(
      start(0, { toolUse: { toolUseId: "a", name: "f" } }),
      delta(0, { toolUse: { input: '{"x"' } }),
      delta(0, { toolUse: { input: ": 1}" } }),
      stop(0),
      start(1, { toolUse: { toolUseId: "b", name: "g", type: "tool_use" } }),
      delta(1, { toolUse: { input: "" } }),
      stop(1),
    );
    expect(deltas).toEqual([
      { role: "assistant" },
      {
        tool_calls: [
          { index: 0, id: "a", type: "function", function: { name: "f", arguments: "" } },
        ],
      },
      { tool_calls: [{ index: 0, function: { arguments: '{"x"' } }] },
      { tool_calls: [{ index: 0, function: { arguments: ": 1}" } }] },
      {
        tool_calls: [
          { index: 1, id: "b", type: "function", function: { name: "g", arguments: "" } },
        ],
      },
      { tool_calls: [{ index: 1, function: { arguments: "{}" } }] },
    ]);
  });

  test("reasoning is passed on, and told whole with its signature at its end", () => {
    const { deltas } = decoded(
      delta(0, { reasoningContent: { text: "a" } }),
      delta(0, { reasoningContent: { text: "b" } }),
      delta(0, { reasoningContent: { signature: "s" } }),
      stop(0),
      delta(1, { reasoningContent: { redactedContent: "ZA==" } }),
      stop(1),
    );
    const format = "bedrock-converse-v1";
    expect(deltas.slice(1)).toEqual([
      { reasoning_content: "a" },
      { reasoning_content: "b" },
      {
        reasoning_details: [
          { type: "reasoning.text", text: "ab", signature: "s", format, index: 0 },
        ],
      },
      { reasoning_details: [{ type: "reasoning.encrypted", data: "ZA==", format, index: 1 }] },
    ]);
  });

  test("a call of Bedrock's own tool that the limit cut is for reading only", () => {
    const { deltas } = decoded(
      start(0, { toolUse: { toolUseId: "a", name: "f", type: "server_tool_use" } }),
      delta(0, { toolUse: { input: '{"x' } }),
      stop(0),
    );
    const cut = { toolUse: { toolUseId: "a", name: "f", type: "server_tool_use", input: '{"x' } };
    expect(deltas.at(-1)).toEqual({ provider_fields: { bedrock: { cut_blocks: [cut] } } });
  });

  test("an image in pieces is put together, and what nobody knows is kept", () => {
    const { deltas } = decoded(
      start(0, { image: { format: "png" } }),
      delta(0, { image: { source: { bytes: "AAE=" } } }),
      delta(0, { image: { source: { bytes: "AgM=" } } }),
      stop(0),
      delta(1, { future: { x: 1 } }),
      stop(1),
    );
    expect(deltas.slice(1)).toEqual([
      {
        provider_fields: {
          bedrock: {
            blocks: [
              { type: "other", block: { image: { format: "png", source: { bytes: "AAECAw==" } } } },
            ],
          },
        },
      },
      {
        provider_fields: {
          bedrock: { blocks: [{ type: "other", block: { future: [{ x: 1 }] } }] },
        },
      },
    ]);
  });

  test("two streams do not mix", () => {
    const [first, second] = [createDecoder(CONTEXT), createDecoder(CONTEXT)];
    const frame = ([event, payload]: Event) => ({ event, data: JSON.stringify(payload) });
    first.push(frame(delta(0, { text: "a" })));
    expect(second.push(frame(delta(0, { reasoningContent: { text: "b" } })))).toHaveLength(2);
  });
});

describe("an event cannot be read", () => {
  test.each<[name: string, events: readonly Event[]]>([
    ["a delta without an index", [["contentBlockDelta", { delta: { text: "a" } }]]],
    [
      "a delta of a huge index",
      [["contentBlockDelta", { contentBlockIndex: 1e9, delta: { text: "a" } }]],
    ],
    ["a delta without one", [["contentBlockDelta", { contentBlockIndex: 0 }]]],
    ["arguments of no call", [delta(0, { toolUse: { input: "{}" } })]],
    ["arguments in a text", [delta(0, { text: "a" }), delta(0, { toolUse: { input: "{}" } })]],
    ["text in reasoning", [delta(0, { reasoningContent: { text: "a" } }), delta(0, { text: "a" })]],
    ["a call without an id", [start(0, { toolUse: { name: "f" } })]],
    ["a call without a name", [start(0, { toolUse: { toolUseId: "a" } })]],
    ["a block that begins twice", [start(0, {}), start(0, {})]],
    ["an end with a block open", [start(0, { toolUse: { toolUseId: "a", name: "f" } }), END]],
    ["an end without a reason", [["messageStop", {}]]],
  ])("%s", (_name, events) => {
    expect(() => decoded(...events)).toThrow(MalformedFrameError);
  });

  test("text that is no JSON, and the error has nothing of it", () => {
    const decoder = createDecoder(CONTEXT);
    const push = () => decoder.push({ event: "messageStop", data: "secret{" });
    expect(push).toThrow("expected JSON");
    expect(push).not.toThrow("secret");
  });
});
