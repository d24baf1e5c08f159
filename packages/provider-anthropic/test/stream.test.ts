import { MalformedFrameError } from "@vllora/core/provider";
import { describe, expect, test } from "vitest";
import { createDecoder } from "../src/stream.ts";

const START = {
  type: "message_start",
  message: {
    id: "msg",
    model: "claude",
    content: [],
    usage: { input_tokens: 3, output_tokens: 1 },
  },
};
const STOP = [
  { type: "message_delta", delta: { stop_reason: "end_turn" }, usage: { output_tokens: 5 } },
  { type: "message_stop" },
];
const begin = (block: object, index = 0) => ({
  type: "content_block_start",
  index,
  content_block: block,
});
const piece = (delta: object, index = 0) => ({ type: "content_block_delta", index, delta });
const end = (index = 0) => ({ type: "content_block_stop", index });
const text = (words: string) => piece({ type: "text_delta", text: words });

function decoder() {
  const context = { provider: "anthropic", model: "m", created: 7 };
  return createDecoder({ ...context, request: { model: "m", messages: [] } });
}

/** Deltas of the chunks that events bring, and how the decoder stands after them. */
function decode(events: readonly object[]) {
  const stream = decoder();
  const chunks = events.flatMap((event) => [...stream.push({ data: JSON.stringify(event) })]);
  return {
    chunks,
    deltas: chunks.flatMap(({ choices }) => choices.map(({ delta }) => delta)),
    finished: stream.finished,
    closed: stream.closed,
  };
}

describe("a stream of text", () => {
  const { chunks, finished, closed } = decode([
    START,
    { type: "ping" },
    begin({ type: "text", text: "" }),
    text("Hel"),
    text("lo"),
    end(),
    ...STOP,
  ]);

  test("is a role, its pieces, its end and its usage", () => {
    const head = { id: "msg", object: "chat.completion.chunk", created: 7, model: "claude" };
    const choice = { index: 0, finish_reason: null, native_finish_reason: null };
    expect(chunks).toEqual([
      { ...head, choices: [{ ...choice, delta: { role: "assistant" } }] },
      { ...head, choices: [{ ...choice, delta: { content: "Hel" } }] },
      { ...head, choices: [{ ...choice, delta: { content: "lo" } }] },
      {
        ...head,
        choices: [{ index: 0, delta: {}, finish_reason: "stop", native_finish_reason: "end_turn" }],
      },
      { ...head, choices: [], usage: { prompt_tokens: 3, completion_tokens: 5, total_tokens: 8 } },
    ]);
    expect({ finished, closed }).toEqual({ finished: true, closed: true });
  });

  test("has chunks of one shape", () => {
    const shapes = chunks
      .slice(0, 4)
      .map((chunk) => [Object.keys(chunk), Object.keys(chunk.choices[0] ?? {})]);
    expect(new Set(shapes.map((shape) => JSON.stringify(shape))).size).toBe(1);
  });
});

describe("a stream is not finished", () => {
  const block = [begin({ type: "text", text: "" }), text("x")];
  test.each<[name: string, events: readonly object[]]>([
    ["before message_stop", [START, ...block, end(), ...STOP.slice(0, 1)]],
    ["without a stop reason", [START, ...block, end(), ...STOP.slice(1)]],
    ["with a block that is open", [START, ...block, ...STOP]],
  ])("%s", (_name, events) => {
    const { chunks, finished } = decode(events);
    expect(finished).toBe(false);
    expect(chunks.every(({ choices }) => choices[0]?.finish_reason === null)).toBe(true);
  });
});

describe("tool calls", () => {
  test("have ordinals, ids with their first piece, and arguments as they come", () => {
    const { deltas } = decode([
      START,
      begin({ type: "text", text: "" }, 0),
      end(0),
      begin({ type: "tool_use", id: "a", name: "f", input: {} }, 1),
      piece({ type: "input_json_delta", partial_json: "" }, 1),
      piece({ type: "input_json_delta", partial_json: '{"x": 1' }, 1),
      piece({ type: "input_json_delta", partial_json: ".0}" }, 1),
      end(1),
      begin({ type: "tool_use", id: "b", name: "g", input: {} }, 2),
      end(2),
      begin({ type: "tool_use", id: "c", name: "h", input: { y: 2 } }, 3),
      end(3),
      ...STOP,
    ]);
    const first = (index: number, id: string, name: string) => ({
      tool_calls: [{ index, id, type: "function", function: { name, arguments: "" } }],
    });
    const rest = (index: number, words: string) => ({
      tool_calls: [{ index, function: { arguments: words } }],
    });
    expect(deltas.slice(1, -1)).toEqual([
      first(0, "a", "f"),
      rest(0, '{"x": 1'),
      rest(0, ".0}"),
      first(1, "b", "g"),
      rest(1, "{}"),
      first(2, "c", "h"),
      rest(2, '{"y":2}'),
    ]);
  });

  test("without an id or a name cannot be read", () => {
    expect(() => decode([START, begin({ type: "tool_use", id: "a" })])).toThrow(
      "name of a tool_use",
    );
    expect(() => decode([START, begin({ type: "tool_use", name: "f" })])).toThrow(
      "id of a tool_use",
    );
  });
});

test("thinking comes as it is thought, and whole with its signature", () => {
  const { deltas } = decode([
    START,
    begin({ type: "thinking", thinking: "", signature: "" }),
    piece({ type: "thinking_delta", thinking: "Hm" }),
    piece({ type: "thinking_delta", thinking: "m." }),
    piece({ type: "signature_delta", signature: "s" }),
    end(),
    begin({ type: "redacted_thinking", data: "d" }, 1),
    end(1),
    ...STOP,
  ]);
  const format = "anthropic-claude-v1";
  expect(deltas.slice(1, -1)).toEqual([
    { reasoning_content: "Hm" },
    { reasoning_content: "m." },
    {
      reasoning_details: [
        { type: "reasoning.text", text: "Hmm.", signature: "s", format, index: 0 },
      ],
    },
    { reasoning_details: [{ type: "reasoning.encrypted", data: "d", format, index: 1 }] },
  ]);
});

test("blocks of the server come whole, with the place of the text before them", () => {
  const result = { type: "web_search_tool_result", tool_use_id: "s", content: [] };
  const { deltas } = decode([
    START,
    begin({ type: "text", text: "" }),
    text("One"),
    end(),
    begin({ type: "server_tool_use", id: "s", name: "web_search", input: {} }, 1),
    piece({ type: "input_json_delta", partial_json: '{"query":"q"}' }, 1),
    end(1),
    begin(result, 2),
    end(2),
    ...STOP,
  ]);
  const own = deltas.flatMap(
    ({ provider_fields: fields }) => fields?.["anthropic"]?.["blocks"] ?? [],
  );
  expect(own).toEqual([
    { type: "text", length: 3 },
    { type: "server_tool_use", id: "s", name: "web_search", input: { query: "q" } },
    result,
  ]);
});

test("citations of web pages are annotations of their block", () => {
  const citation = { type: "web_search_result_location", url: "https://e.com", title: "E" };
  const { deltas } = decode([
    START,
    begin({ type: "text", text: "" }),
    text("Say "),
    end(),
    begin({ type: "text", text: "", citations: [] }, 1),
    piece({ type: "citations_delta", citation }, 1),
    piece({ type: "text_delta", text: "this" }, 1),
    end(1),
    ...STOP,
  ]);
  expect(deltas.at(-2)).toEqual({
    annotations: [
      {
        type: "url_citation",
        url_citation: { start_index: 4, end_index: 8, title: "E", url: "https://e.com" },
      },
    ],
    provider_fields: {
      anthropic: {
        blocks: [
          { type: "text", length: 4 },
          { type: "text", text: "this", citations: [citation] },
        ],
      },
    },
  });
});

test("a refusal, what stopped the answer and its container come with its end", () => {
  const details = { type: "refusal", category: "cyber", explanation: "No." };
  const delta = {
    stop_reason: "refusal",
    stop_sequence: null,
    stop_details: details,
    container: { id: "c" },
  };
  const { chunks } = decode([START, { type: "message_delta", delta }, { type: "message_stop" }]);
  expect(chunks[1]?.choices).toEqual([
    {
      index: 0,
      delta: {
        refusal: "No.",
        provider_fields: { anthropic: { stop_details: details, container: { id: "c" } } },
      },
      finish_reason: "content_filter",
      native_finish_reason: "refusal",
    },
  ]);
});

test("a server's call that the limit cut is kept apart: it would not be taken back", () => {
  const { deltas } = decode([
    START,
    begin({ type: "server_tool_use", id: "s", name: "web_search", input: {} }),
    piece({ type: "input_json_delta", partial_json: '{"que' }),
    end(),
    ...STOP,
  ]);
  expect(deltas[1]).toEqual({
    provider_fields: {
      anthropic: {
        cut_blocks: [{ type: "server_tool_use", id: "s", name: "web_search", input: '{"que' }],
      },
    },
  });
});

test("pieces of unknown blocks are theirs, and unknown events are skipped", () => {
  const citation = { type: "char_location" };
  const { deltas } = decode([
    START,
    begin({ type: "future", a: 1 }),
    text("x"),
    piece({ type: "thinking_delta", thinking: "y" }),
    piece({ type: "citations_delta", citation }),
    piece({ type: "signature_delta", signature: "s" }),
    end(),
    { type: "future_event" },
    ...STOP,
  ]);
  const block = { type: "future", a: 1, text: "x", thinking: "y" };
  expect(deltas[1]).toEqual({
    provider_fields: {
      anthropic: { blocks: [{ ...block, citations: [citation], signature: "s" }] },
    },
  });
});

test("what a piece says beside its text comes with it", () => {
  const { deltas } = decode([
    START,
    begin({ type: "thinking", thinking: "", signature: "" }),
    piece({ type: "thinking_delta", thinking: "", estimated_tokens: 50 }),
    piece({ type: "thinking_delta", thinking: "Hm", estimated_tokens: null }),
    piece({ type: "signature_delta", signature: "s", future: { a: 1 } }),
    end(),
    ...STOP,
  ]);
  const hint = (extras: object) => ({ provider_fields: { anthropic: { deltas: [extras] } } });
  expect(deltas.slice(1, -1)).toEqual([
    hint({ index: 0, type: "thinking_delta", estimated_tokens: 50 }),
    { reasoning_content: "Hm" },
    hint({ index: 0, type: "signature_delta", future: { a: 1 } }),
    { reasoning_details: [expect.objectContaining({ text: "Hm", signature: "s" })] },
  ]);
});

describe("pieces that nobody can put together stay with their block", () => {
  const unknown = [
    { type: "future_delta", z: 1 },
    { type: "future_delta", z: 2 },
  ];
  const thinking = { type: "thinking", thinking: "", signature: "s" };
  const server = { type: "server_tool_use", id: "s", name: "web_search", input: {} };

  test.each<[name: string, block: object, entry: object]>([
    ["of thinking", thinking, { type: "thinking" }],
    ["of text", { type: "text", text: "x" }, { type: "text", length: 1 }],
    ["of an empty text", { type: "text", text: "" }, { type: "text", text: "" }],
    [
      "of a call",
      { type: "tool_use", id: "a", name: "f", input: {} },
      { type: "tool_use", id: "a" },
    ],
    ["of a server's call", server, server],
  ])("%s", (_name, block, entry) => {
    const { deltas } = decode([
      START,
      begin(block),
      ...unknown.map((delta) => piece(delta)),
      end(),
      ...STOP,
    ]);
    const own = deltas.flatMap(({ provider_fields: fields }) => fields?.["anthropic"] ?? []);
    expect(own).toEqual([{ blocks: [{ ...entry, unknown_deltas: unknown }] }]);
  });

  test("of a call that was cut", () => {
    const cut = piece({ type: "input_json_delta", partial_json: "{" });
    const { deltas } = decode([
      START,
      begin(server),
      cut,
      ...unknown.map((delta) => piece(delta)),
      end(),
      ...STOP,
    ]);
    expect(deltas[1]?.provider_fields).toEqual({
      anthropic: { cut_blocks: [{ ...server, input: "{", unknown_deltas: unknown }] },
    });
  });

  test("and arguments of a text are no text", () => {
    const strange = { type: "input_json_delta", partial_json: "{}" };
    const { deltas } = decode([
      START,
      begin({ type: "text", text: "" }),
      text("x"),
      piece(strange),
      end(),
      ...STOP,
    ]);
    expect(deltas.slice(1, -1)).toEqual([
      { content: "x" },
      {
        provider_fields: {
          anthropic: { blocks: [{ type: "text", length: 1, unknown_deltas: [strange] }] },
        },
      },
    ]);
  });
});

describe("an event that cannot be read", () => {
  test.each<[name: string, events: readonly object[]]>([
    ["pieces of no block", [START, text("x")]],
    ["the end of no block", [START, end()]],
    ["pieces of a block by name", [START, { ...text("x"), index: "push" }]],
    ["the end of a block by name", [START, { ...end(), index: "push" }]],
    ["a block before the message", [begin({ type: "text", text: "" })]],
    ["a block that begins twice", [START, begin({ type: "text" }), begin({ type: "text" })]],
    ["a block without a type", [START, begin({})]],
    [
      "a block without an index",
      [START, { type: "content_block_start", content_block: { type: "text" } }],
    ],
    ["a block of a huge index", [START, begin({ type: "text" }, 1e9)]],
    [
      "a piece without a delta",
      [START, begin({ type: "text" }), { type: "content_block_delta", index: 0 }],
    ],
    ["a message without a message", [{ type: "message_start" }]],
    ["a second message", [START, { ...START, message: { ...START.message, id: "other" } }]],
  ])("is an error: %s", (_name, events) => {
    expect(() => decode(events)).toThrow(MalformedFrameError);
  });

  test.each(["{", "[", "null", "1"])("is an error: %s", (data) => {
    expect(() => decoder().push({ data })).toThrow(MalformedFrameError);
  });

  test("does not show its text", () => {
    expect(() => decoder().push({ data: '{"secret' })).not.toThrow(/secret/);
  });
});

describe("an error event", () => {
  const body = { type: "error", error: { type: "overloaded_error", message: "Overloaded" } };
  test.each([
    ["by its type", { data: JSON.stringify(body) }, body],
    ["by its name", { event: "error", data: JSON.stringify(body.error) }, body.error],
    ["in plain words", { event: "error", data: "upstream gone" }, "upstream gone"],
  ])("is the failure of the answer, %s", (_name, frame, expected) => {
    expect(() => decoder().push(frame)).toThrow(
      expect.objectContaining({ body: expected }) as Error,
    );
  });

  test("that was cut is a cut", () => {
    expect(() => decoder().push({ event: "error", data: '{"type":"err' })).toThrow(
      MalformedFrameError,
    );
  });
});
