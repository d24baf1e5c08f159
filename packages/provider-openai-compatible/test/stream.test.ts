import { inspect } from "node:util";
import { ChunkCollector } from "@vllora/core";
import {
  type ChatCompletion,
  type ChatCompletionChunk,
  type ChatCompletionRequest,
  ErrorFrame,
  MalformedFrameError,
} from "@vllora/core/provider";
import { describe, expect, test } from "vitest";
import { createChatCodec } from "../src/index.ts";

interface Decoded {
  readonly chunks: readonly ChatCompletionChunk[];
  readonly finished: boolean;
  readonly closed: boolean;
}

/** Pushes frames; objects stand for their JSON. */
function decode(
  frames: readonly (object | string)[],
  request: Partial<ChatCompletionRequest> = {},
): Decoded {
  const decoder = createChatCodec().createDecoder({
    provider: "acme",
    model: "m",
    request: { model: "m", messages: [{ role: "user", content: "Hello" }], ...request },
    created: 1_700_000_000,
  });
  const chunks = frames.flatMap((frame) =>
    decoder.push({ data: typeof frame === "string" ? frame : JSON.stringify(frame) }),
  );
  return { chunks, finished: decoder.finished, closed: decoder.closed ?? false };
}

/** What the chunks of the frames add up to. */
function collect(frames: readonly (object | string)[], n = 1): ChatCompletion {
  const { chunks, finished } = decode(frames, { n });
  expect(finished).toBe(true);
  const collector = new ChunkCollector((problem) => new Error(problem));
  for (const chunk of chunks) collector.add(chunk);
  return collector.complete();
}

const HEAD = { id: "c1", object: "chat.completion.chunk", created: 1, model: "m-1" };
const USAGE = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };

function frame(delta: object, finish_reason: string | null = null, index = 0): object {
  return { ...HEAD, choices: [{ index, delta, finish_reason }] };
}

function calls(...tool_calls: object[]): object {
  return frame({ tool_calls });
}

const STOP = frame({}, "stop");
const CALLED = frame({}, "tool_calls");
const DONE = "[DONE]";

describe("a frame", () => {
  test("is handed on as it came, unknown fields included", () => {
    const frames = [
      { ...frame({ role: "assistant", content: "" }), x: 1 },
      frame({ content: "Hi", annotations: [{ y: 2 }] }),
      { ...STOP, obfuscation: "zzz" },
      { ...HEAD, choices: [], usage: USAGE },
    ];
    expect(decode([...frames, DONE])).toEqual({ chunks: frames, finished: true, closed: true });
  });

  test("gets what servers leave out of its head, and the id of the first", () => {
    const bare = { choices: [{ delta: { content: "Hi" } }] };
    const { chunks } = decode([frame({ role: "assistant" }), bare]);
    expect(chunks[1]).toEqual({
      id: "c1",
      object: "chat.completion.chunk",
      created: 1_700_000_000,
      model: "m",
      choices: [{ index: 0, delta: { content: "Hi" }, finish_reason: null }],
    });
  });

  test("without choices brings none", () => {
    const { choices: _, ...headOnly } = { ...HEAD, choices: [] };
    expect(decode([headOnly, { ...HEAD, choices: null }]).chunks).toEqual([
      { ...HEAD, choices: [] },
      { ...HEAD, choices: [] },
    ]);
  });

  test("without a delta brings an empty one", () => {
    const { chunks } = decode([
      { ...HEAD, choices: [{ index: 0, delta: null, finish_reason: null }] },
    ]);
    expect(chunks[0]?.choices[0]?.delta).toEqual({});
  });

  test("with reasoning has it under our name, too", () => {
    const { chunks } = decode([frame({ reasoning: "Hm." }), frame({ reasoning_content: "So." })]);
    expect(chunks.map(({ choices }) => choices[0]?.delta)).toEqual([
      { reasoning: "Hm.", reasoning_content: "Hm." },
      { reasoning_content: "So." },
    ]);
  });

  test("with Mistral's parts has text and reasoning, and adds up to the list for the way back", () => {
    const thinking = { type: "thinking", thinking: [{ type: "text", text: "Hm." }] };
    const { message } = collect([
      frame({ role: "assistant", content: "" }),
      frame({ content: [thinking] }),
      frame({ content: [{ type: "text", text: "H" }] }),
      frame({ content: "i" }),
      STOP,
    ]).choices[0]!;
    expect(message.content).toBe("Hi");
    expect(message.reasoning_content).toBe("Hm.");
    expect(message.provider_fields?.["acme"]?.["content"]).toEqual([
      thinking,
      { type: "text", text: "H" },
      { type: "text", text: "i" },
    ]);
  });
});

describe("tool calls", () => {
  const first = { id: "a", type: "function", function: { name: "f", arguments: '{"x":' } };
  const second = { id: "b", type: "function", function: { name: "g", arguments: "{}" } };
  const F = { id: "a", type: "function", function: { name: "f", arguments: '{"x":1}' } };
  const G = { id: "b", type: "function", function: { name: "g", arguments: "{}" } };
  const rest = { function: { arguments: "1}" } };

  test.each<[string, object[], object[]]>([
    [
      "come in pieces by index",
      [calls({ index: 0, ...first }), calls({ index: 0, ...rest }), calls({ index: 1, ...second })],
      [F, G],
    ],
    [
      "come interleaved",
      [calls({ index: 0, ...first }, { index: 1, ...second }), calls({ index: 0, ...rest })],
      [F, G],
    ],
    ["come without an index, each whole", [calls({ ...F }, { ...G })], [F, G]],
    [
      "come without an index, in pieces with their id",
      [calls(first), calls({ id: "a", ...rest }), calls(second)],
      [F, G],
    ],
    [
      "come without an index, in pieces of which the later have no id",
      [calls(first), calls(rest), calls(second)],
      [F, G],
    ],
    [
      "all have the index 0",
      [calls({ index: 0, ...first }), calls({ index: 0, ...rest }), calls({ index: 0, ...second })],
      [F, G],
    ],
    ["all have the index 0, in one frame", [calls({ index: 0, ...F }, { index: 0, ...G })], [F, G]],
    [
      "repeat their id and name with each piece",
      [
        calls({ index: 0, ...first }),
        calls({ index: 0, id: "a", function: { name: "f", arguments: "1}" } }),
      ],
      [F],
    ],
    [
      "have an empty id and name in the later pieces",
      [
        calls({ index: 0, ...first }),
        calls({ index: 0, id: "", function: { name: "", arguments: "1}" } }),
      ],
      [F],
    ],
    [
      "have null for id and name in the later pieces",
      [
        calls({ index: 0, ...first }),
        calls({ index: 0, id: null, function: { name: null, arguments: "1}" } }),
      ],
      [F],
    ],
    [
      "get their name after their id",
      [
        calls({ index: 0, id: "a", type: "function", function: { arguments: "" } }),
        calls({ index: 0, function: { name: "f", arguments: '{"x":1}' } }),
      ],
      [F],
    ],
    [
      "get their name after an empty one",
      [
        calls({ index: 0, id: "a", type: "function", function: { name: "", arguments: "" } }),
        calls({ index: 0, function: { name: "f", arguments: '{"x":1}' } }),
      ],
      [F],
    ],
    [
      "have no id at all",
      [calls({ index: 0, function: { name: "f", arguments: '{"x":1}' } })],
      [{ ...F, id: "call_c1_0_0" }],
    ],
    [
      "have arguments that are an object",
      [calls({ index: 0, id: "a", function: { name: "f", arguments: { x: 1 } } })],
      [F],
    ],
    [
      "have no arguments",
      [calls({ index: 0, id: "b", function: { name: "g" } })],
      [{ ...G, function: { name: "g", arguments: "" } }],
    ],
    [
      "begin at the index 1, after a block of text",
      [frame({ content: "Hi" }), calls({ index: 1, ...second })],
      [G],
    ],
    [
      "are custom where they are",
      [
        calls({ index: 0, id: "a", type: "custom", custom: { name: "f", input: "SEL" } }),
        calls({ index: 0, custom: { input: "ECT" } }),
      ],
      [{ id: "a", type: "custom", custom: { name: "f", input: "SELECT" } }],
    ],
  ])("%s", (_name, frames, expected) => {
    const [choice] = collect([...frames, CALLED, DONE]).choices;
    expect(choice?.message.tool_calls).toEqual(expected);
    expect(choice?.finish_reason).toBe("tool_calls");
  });

  test.each<[string, object]>([
    ["an empty list", frame({ content: "Hi", tool_calls: [] })],
    ["null", frame({ content: "Hi", tool_calls: null })],
  ])("are none for %s", (_name, given) => {
    const [choice] = collect([given, STOP]).choices;
    expect(choice?.message).not.toHaveProperty("tool_calls");
    expect(choice?.finish_reason).toBe("stop");
  });

  test("are what an answer ended with that says it has stopped", () => {
    const [choice] = collect([calls({ index: 0, ...F }), STOP, DONE]).choices;
    expect(choice).toMatchObject({ finish_reason: "tool_calls", native_finish_reason: "stop" });
  });
});

describe("usage", () => {
  test.each<[string, object[]]>([
    ["in a frame without choices", [STOP, { ...HEAD, choices: [], usage: USAGE }]],
    ["beside the finish reason", [{ ...STOP, usage: USAGE }]],
    ["before the finish reason", [{ ...frame({ content: "" }), usage: USAGE }, STOP]],
    [
      "with an empty delta after the finish reason",
      [STOP, { ...frame({ content: "" }), usage: USAGE }],
    ],
    ["in a frame that has no choices at all", [STOP, { id: "c1", usage: USAGE }]],
    ["in x_groq", [{ ...STOP, x_groq: { id: "r", usage: USAGE } }]],
    [
      "growing from frame to frame",
      [
        { ...frame({ content: "H" }), usage: { ...USAGE, total_tokens: 1 } },
        { ...STOP, usage: USAGE },
      ],
    ],
    [
      "null everywhere else",
      [{ ...frame({ content: "H" }), usage: null }, STOP, { ...HEAD, choices: [], usage: USAGE }],
    ],
  ])("is found %s", (_name, frames) => {
    expect(collect([frame({ role: "assistant" }), ...frames, DONE]).usage).toEqual(USAGE);
  });

  test("is absent for an empty object", () => {
    expect(collect([frame({ content: "Hi" }), { ...STOP, usage: {} }])).not.toHaveProperty("usage");
  });
});

describe("the finish reason", () => {
  test("that is not known is kept beside ours", () => {
    const { choices } = collect([frame({ content: "Hi" }), frame({}, "some_new_word")]);
    expect(choices[0]).toMatchObject({
      finish_reason: "other",
      native_finish_reason: "some_new_word",
    });
  });

  test("that is empty text is none", () => {
    expect(decode([frame({ content: "Hi" }, "")]).finished).toBe(false);
  });

  test.each(["error", "network_error", "insufficient_system_resource"])(
    "%s is an error of the stream",
    (word) => {
      expect(() => decode([frame({ content: "Hi" }), frame({}, word)])).toThrow(ErrorFrame);
    },
  );
});

describe("the end", () => {
  test.each<[string, (object | string)[], number, boolean, boolean]>([
    ["has come with the finish reason", [frame({ content: "Hi" }), STOP], 1, true, false],
    ["has come and is closed by [DONE]", [frame({ content: "Hi" }), STOP, DONE], 1, true, true],
    ["has not come before the first frame", [], 1, false, false],
    ["has not come without the finish reason", [frame({ content: "Hi" })], 1, false, false],
    ["has not come by [DONE] alone", [frame({ content: "Hi" }), DONE], 1, false, true],
    ["has not come by [DONE] at once", [DONE], 1, false, true],
    [
      "has not come by usage alone",
      [frame({ content: "Hi" }), { ...HEAD, choices: [], usage: USAGE }],
      1,
      false,
      false,
    ],
    [
      "has not come while another choice is open",
      [frame({ content: "Hi" }), frame({ content: "Ho" }, null, 1), STOP],
      2,
      false,
      false,
    ],
    [
      "has not come before every choice has begun",
      [frame({ content: "Hi" }), STOP],
      2,
      false,
      false,
    ],
    [
      "has come when every choice has its finish reason",
      [frame({ content: "Hi" }), frame({ content: "Ho" }, null, 1), STOP, frame({}, "length", 1)],
      2,
      true,
      false,
    ],
    [
      "has come when the server made fewer choices and says [DONE]",
      [frame({ content: "Hi" }), STOP, DONE],
      2,
      true,
      true,
    ],
    [
      "has not come while more of a finished choice follows",
      [
        calls({ index: 0, id: "a", function: { name: "f", arguments: "{}" } }),
        CALLED,
        calls({ index: 1, id: "b", function: { name: "g", arguments: '{"x' } }),
      ],
      1,
      false,
      false,
    ],
    [
      "has come when more of a finished choice has its finish reason, too",
      [
        calls({ index: 0, id: "a", function: { name: "f", arguments: "{}" } }),
        CALLED,
        calls({ index: 1, id: "b", function: { name: "g", arguments: "{}" } }),
        CALLED,
        DONE,
      ],
      1,
      true,
      true,
    ],
    [
      "has not come after tool calls alone: another may be on its way",
      [calls({ index: 0, id: "a", function: { name: "f", arguments: "{}" } }), CALLED],
      1,
      false,
      false,
    ],
    [
      "has come after tool calls and usage",
      [
        calls({ index: 0, id: "a", function: { name: "f", arguments: "{}" } }),
        CALLED,
        { choices: [], usage: { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 } },
      ],
      1,
      true,
      false,
    ],
    [
      "has come though an empty piece follows",
      [frame({ content: "Hi" }), STOP, frame({ role: "assistant", content: "" })],
      1,
      true,
      false,
    ],
  ])("%s", (_name, frames, n, finished, closed) => {
    expect(decode(frames, { n })).toMatchObject({ finished, closed });
  });

  test("gives each of several choices its own text", () => {
    const { choices } = collect(
      [
        frame({ content: "H" }),
        frame({ content: "J" }, null, 1),
        frame({ content: "a" }, null, 1),
        frame({ content: "i" }),
        frame({}, "length", 1),
        STOP,
      ],
      2,
    );
    expect(
      choices.map(({ index, message, finish_reason }) => [index, message.content, finish_reason]),
    ).toEqual([
      [0, "Hi", "stop"],
      [1, "Ja", "length"],
    ]);
  });
});

describe("a frame that is no chunk", () => {
  test.each<[string, object]>([
    ["an error object", { error: { message: "no", code: 400 } }],
    ["an error text", { error: "no" }],
    ["an error beside choices", { ...frame({ content: "" }), error: { message: "no" } }],
    ["an error in a choice", { ...HEAD, choices: [{ index: 0, error: { message: "no" } }] }],
  ])("is an error of the provider: %s", (_name, given) => {
    expect(() => decode([frame({ content: "Hi" }), given])).toThrow(ErrorFrame);
  });

  test("is an error of the provider when the event says so", () => {
    const decoder = createChatCodec().createDecoder({
      provider: "acme",
      model: "m",
      request: { model: "m", messages: [] },
      created: 0,
    });
    expect(() => decoder.push({ event: "error", data: '{"message":"no"}' })).toThrow(ErrorFrame);
    expect(() => decoder.push({ event: "error", data: "no" })).toThrow(ErrorFrame);
    // The error itself was cut: what it says is not known.
    for (const data of ['{"message":"n', ""]) {
      expect(() => decoder.push({ event: "error", data })).toThrow(MalformedFrameError);
    }
  });

  test.each<[string, string]>([
    ["cut JSON", '{"id":"c1","choi'],
    ["text", "Hello"],
    ["a list", "[]"],
    ["a number", "1"],
    ["null", "null"],
    ["choices that are none", '{"choices":[null]}'],
    ["tool calls that are no list", '{"choices":[{"delta":{"tool_calls":{}}}]}'],
    ["a tool call that is none", '{"choices":[{"delta":{"tool_calls":[null]}}]}'],
  ])("cannot be read: %s", (_name, data) => {
    expect(() => decode([data])).toThrow(MalformedFrameError);
  });

  test("does not show its text in the error", () => {
    let error: unknown;
    try {
      decode(['{"secret prompt']);
    } catch (thrown) {
      error = thrown;
    }
    expect(inspect(error)).toContain("expected JSON");
    expect(inspect(error)).not.toContain("secret");
  });
});

describe("a frame of the right outline with the wrong values", () => {
  test.each<[string, object]>([
    ["a choice that is counted below 0", frame({ content: "x" }, null, -1)],
    ["a choice beyond all counts", frame({ content: "x" }, null, 4_294_967_294)],
    ["a tool call beyond all counts", calls({ index: 4_294_967_294, function: { name: "f" } })],
    ["a tool call below 0", calls({ index: -1, function: { name: "f" } })],
    ["a delta that is text", { ...HEAD, choices: [{ index: 0, delta: "x" }] }],
    ["a delta that is a list", { ...HEAD, choices: [{ index: 0, delta: [{ content: "x" }] }] }],
    ["content that is a number", frame({ content: 5 })],
    ["content that is an object", frame({ content: { text: "x" } })],
    ["a refusal that is no text", frame({ refusal: true })],
    ["reasoning that is no text", frame({ reasoning_content: 5 })],
    ["a function that is text", calls({ index: 0, function: "f" })],
    ["a function whose name is a number", calls({ index: 0, function: { name: 5 } })],
    ["a custom tool whose name is a number", calls({ index: 0, custom: { name: 5 } })],
    ["a custom tool whose input is an object", calls({ index: 0, custom: { input: {} } })],
    [
      "log probabilities that are no list",
      { ...HEAD, choices: [{ index: 0, delta: {}, logprobs: { content: 5 } }] },
    ],
    ["a finish reason that is no word", { ...HEAD, choices: [{ index: 0, finish_reason: 5 }] }],
  ])("cannot be read: %s", (_name, wrong) => {
    expect(() => decode([frame({ content: "Hi" }), wrong, STOP])).toThrow(MalformedFrameError);
  });

  test("leaves a call of a function one when its custom half is null", () => {
    const call = { index: 0, id: "a", custom: null, function: { name: "f", arguments: "{}" } };
    expect(collect([calls(call), CALLED, DONE]).choices[0]?.message.tool_calls).toEqual([
      { id: "a", type: "function", function: { name: "f", arguments: "{}" } },
    ]);
  });

  test("keeps a native finish reason a word", () => {
    const choice = { index: 0, delta: {}, finish_reason: "eos", native_finish_reason: 5 };
    const { choices } = collect([frame({ content: "x" }), { ...HEAD, choices: [choice] }, DONE]);
    expect(choices[0]?.native_finish_reason).toBe("eos");
  });

  test.each([
    { ...USAGE, prompt_tokens: -1 },
    { ...USAGE, completion_tokens: {} },
    { ...USAGE, completion_tokens: -2, total_tokens: "x" },
    { prompt_tokens: 5, total_tokens: 3 },
    { prompt_tokens: 5, total_tokens: { valueOf: 1, toString: 1 } },
  ])("has no usage where the counts are none: %j", (usage) => {
    expect(collect([frame({ content: "x" }), { ...STOP, usage }, DONE])).not.toHaveProperty(
      "usage",
    );
  });

  test("has the sum of the counts where its own is none", () => {
    const usage = { ...USAGE, total_tokens: "3" };
    expect(collect([frame({ content: "x" }), { ...STOP, usage }, DONE]).usage).toEqual(USAGE);
  });
});
