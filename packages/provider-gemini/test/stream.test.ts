import type { ChatCompletionChunk, DecodeContext, StreamDecoder } from "@vllora/core/provider";
import { ErrorFrame, MalformedFrameError } from "@vllora/core/provider";
import { describe, expect, test } from "vitest";
import { SPECIMEN } from "../src/specimen.ts";
import { createDecoder } from "../src/stream.ts";

const CONTEXT: DecodeContext = {
  provider: "gemini",
  model: "gemini-2.5-flash",
  request: { model: "gemini-2.5-flash", messages: [] },
  created: 1,
};

function decoderFor(n?: number): StreamDecoder {
  return createDecoder({
    ...CONTEXT,
    request: { ...CONTEXT.request, ...(n === undefined ? {} : { n }) },
  });
}

const push = (decoder: StreamDecoder, frame: object) =>
  decoder.push({ data: JSON.stringify(frame) }) as ChatCompletionChunk[];

const candidate = (parts: readonly object[], more: object = {}) => ({
  candidates: [{ content: { parts, role: "model" }, index: 0, ...more }],
});
const text = (value: string, more: object = {}) => candidate([{ text: value }], more);
const STOP = { finishReason: "STOP" };

describe("a stream", () => {
  test("is whole when each candidate that was asked for has its finish reason", () => {
    const decoder = decoderFor(2);
    const both = (index: number, more: object = {}) => ({
      candidates: [{ content: { parts: [{ text: "a" }] }, index, ...more }],
    });
    push(decoder, both(0, STOP));
    expect(decoder.finished).toBe(false);
    push(decoder, both(1));
    expect(decoder.finished).toBe(false);
    const [chunk] = push(decoder, both(1, STOP));
    expect(decoder.finished).toBe(true);
    expect(chunk?.choices[0]?.index).toBe(1);
  });

  test("is not whole before its first frame, nor after frames without candidates", () => {
    const decoder = decoderFor();
    expect(decoder.finished).toBe(false);
    push(decoder, { usageMetadata: { promptTokenCount: 3 } });
    push(decoder, { candidates: [] });
    expect(decoder.finished).toBe(false);
  });

  test("opens again when more of the answer follows a finish reason", () => {
    const decoder = decoderFor();
    push(decoder, text("a", STOP));
    expect(decoder.finished).toBe(true);
    push(decoder, text("b"));
    expect(decoder.finished).toBe(false);
    push(decoder, text("c", STOP));
    expect(decoder.finished).toBe(true);
  });

  test("stays whole when only something about it follows, which is told", () => {
    const decoder = decoderFor();
    push(decoder, text("a", STOP));
    const [chunk] = push(decoder, { candidates: [{ index: 0, avgLogprobs: -1 }] });
    expect(decoder.finished).toBe(true);
    expect(chunk?.choices[0]?.delta.provider_fields).toEqual({ gemini: { avgLogprobs: -1 } });
  });

  test("of a blocked prompt is whole, and filtered for the reason that is given", () => {
    const decoder = decoderFor(3);
    const promptFeedback = { blockReason: "SAFETY", safetyRatings: [] };
    const [chunk] = push(decoder, { promptFeedback, usageMetadata: { promptTokenCount: 3 } });
    expect(decoder.finished).toBe(true);
    expect(chunk?.choices).toEqual([
      {
        index: 0,
        delta: {
          role: "assistant",
          content: null,
          provider_fields: { gemini: { promptFeedback } },
        },
        finish_reason: "content_filter",
        native_finish_reason: "SAFETY",
        logprobs: null,
      },
    ]);
    expect(chunk?.usage).toMatchObject({ prompt_tokens: 3, completion_tokens: 0, total_tokens: 3 });
  });

  test("that is blocked on its way ends all that was begun, for the reason that is given", () => {
    const decoder = decoderFor(2);
    push(decoder, text("a"));
    push(decoder, { candidates: [{ index: 1, content: { parts: [{ text: "b" }] }, ...STOP }] });
    push(decoder, { candidates: [{ index: 4_000_000_000, ...STOP }] });
    const promptFeedback = { blockReason: "PROHIBITED_CONTENT" };
    const [chunk] = push(decoder, { promptFeedback });
    expect(decoder.finished).toBe(true);
    expect(chunk?.choices).toEqual([
      {
        index: 0,
        delta: {
          role: "assistant",
          content: null,
          provider_fields: { gemini: { promptFeedback } },
        },
        finish_reason: "content_filter",
        native_finish_reason: "PROHIBITED_CONTENT",
        logprobs: null,
      },
    ]);
  });

  test("tells usage and what is said about the answer once, at its end", () => {
    const decoder = decoderFor();
    const safetyRatings = [{ category: "C", probability: "LOW" }];
    const usageMetadata = { promptTokenCount: 3, candidatesTokenCount: 1, totalTokenCount: 4 };
    const [first] = push(decoder, { ...text("a", { safetyRatings }), usageMetadata });
    expect(first?.usage).toBeNull();
    expect(first?.choices[0]?.delta).toEqual({ role: "assistant", content: "a" });
    const [last] = push(decoder, { ...text("b", { safetyRatings, ...STOP }), usageMetadata });
    expect(last?.usage?.total_tokens).toBe(4);
    expect(last?.choices[0]?.delta.provider_fields).toEqual({ gemini: { safetyRatings } });
  });

  test("has chunks of one shape", () => {
    const decoder = decoderFor();
    const frames = [text("a"), candidate([{ functionCall: { name: "f" } }]), text("b", STOP)];
    const chunks = frames.flatMap((frame) => push(decoder, frame));
    for (const chunk of chunks) {
      expect(Object.keys(chunk)).toEqual(["id", "object", "created", "model", "choices", "usage"]);
      expect(Object.keys(chunk.choices[0]!)).toEqual([
        "index",
        "delta",
        "finish_reason",
        "native_finish_reason",
        "logprobs",
      ]);
      expect(Object.keys(chunk.choices[0]!.delta).slice(0, 2)).toEqual(["role", "content"]);
    }
  });

  test("keeps its head, and takes ours where the wire has none", () => {
    const decoder = decoderFor();
    const [first] = push(decoder, { ...text("a"), responseId: "r", modelVersion: "v" });
    const [second] = push(decoder, text("b"));
    expect([first, second].map((chunk) => [chunk?.id, chunk?.model, chunk?.created])).toEqual([
      ["r", "v", 1],
      ["r", "v", 1],
    ]);
    const [bare] = push(decoderFor(), text("a"));
    expect([bare?.id, bare?.model]).toEqual(["", "gemini-2.5-flash"]);
  });

  test("skips [DONE], which gateways add", () => {
    const decoder = decoderFor();
    expect(decoder.push({ data: "[DONE]" })).toEqual([]);
    expect(decoder.finished).toBe(false);
  });

  test("that reports an error throws it, with its status", () => {
    const error = { code: 503, status: "UNAVAILABLE", message: "Overloaded" };
    const thrown = (() => {
      try {
        return push(decoderFor(), { error });
      } catch (cause) {
        return cause;
      }
    })();
    expect(ErrorFrame.is(thrown) && [thrown.status, thrown.body]).toEqual([503, { error }]);
  });

  test.each([
    ["{", "expected JSON"],
    ["1", "expected an object"],
    ["[]", "expected an object"],
    ['{"candidates":{}}', "expected candidates to be a list"],
    ['{"candidates":[null]}', "expected candidates to be objects"],
    ['{"candidates":[{"content":{"parts":"x"}}]}', "expected parts to be a list"],
    ['{"candidates":[{"content":{"parts":[null]}}]}', "expected parts to be objects"],
    ['{"candidates":[{"content":{"parts":[{"functionCall":{}}]}}]}', "expected the name"],
  ])("with the frame %s cannot be read, and does not quote it", (data, message) => {
    const decode = () => decoderFor().push({ data });
    expect(decode).toThrow(MalformedFrameError);
    expect(decode).toThrow(message);
    expect(decode).not.toThrow(/secret/);
  });
});

test("the specimen is streams that end well, with nothing in them", () => {
  const decoder = decoderFor();
  const chunks = SPECIMEN.flatMap((frame) => decoder.push(frame));
  expect(decoder.finished).toBe(true);
  expect(chunks.map(({ choices }) => choices[0]?.delta.content)).toEqual(Array(6).fill("-"));
  expect(chunks.filter(({ choices }) => choices[0]?.finish_reason === "stop")).toHaveLength(2);
});

describe("function calls", () => {
  const calls = (chunks: readonly ChatCompletionChunk[]) =>
    chunks.flatMap(({ choices }) => choices.flatMap(({ delta }) => delta.tool_calls ?? []));
  const part = (functionCall: object, more: object = {}) => candidate([{ functionCall, ...more }]);

  test("have an index and an id each, also when they are called the same", () => {
    const decoder = decoderFor();
    const chunks = [
      ...push(decoder, { ...part({ name: "f", args: { a: 1 } }), responseId: "r" }),
      ...push(
        decoder,
        candidate(
          [{ functionCall: { name: "f" } }, { functionCall: { id: "x", name: "f" } }],
          STOP,
        ),
      ),
    ];
    expect(calls(chunks)).toEqual([
      {
        index: 0,
        id: "gemini_r_0_0",
        type: "function",
        function: { name: "f", arguments: '{"a":1}' },
      },
      { index: 1, id: "gemini_r_0_1", type: "function", function: { name: "f", arguments: "{}" } },
      { index: 2, id: "x", type: "function", function: { name: "f", arguments: "{}" } },
    ]);
    expect(chunks.at(-1)?.choices[0]).toMatchObject({
      finish_reason: "tool_calls",
      native_finish_reason: "STOP",
    });
  });

  test("in pieces have their arguments put together when they end", () => {
    const decoder = decoderFor();
    const more = { willContinue: true };
    const piece = (jsonPath: string, value: object) => ({
      partialArgs: [{ jsonPath, ...value }],
      ...more,
    });
    const chunks = [
      part({ name: "f", ...more }, { thoughtSignature: "S" }),
      part(piece("$.a.b[0].c", { stringValue: "He", willContinue: true })),
      part(piece("$.a.b[0].c", { stringValue: "llo" })),
      part(piece("$.a.b[1]", { nullValue: "NULL_VALUE" })),
      part(piece("$['__proto__']", { boolValue: false })),
      part(piece('$["x.y"]', { numberValue: 0.5 })),
      part({}),
      part({ name: "g", args: {} }),
    ].flatMap((frame) => push(decoder, frame));
    expect(calls(chunks)).toEqual([
      {
        index: 0,
        id: "gemini_1_0_0",
        type: "function",
        function: { name: "f", arguments: "" },
        extra_content: { google: { thought_signature: "S" } },
      },
      {
        index: 0,
        function: {
          arguments: '{"a":{"b":[{"c":"Hello"},null]},"__proto__":false,"x.y":0.5}',
        },
      },
      { index: 1, id: "gemini_1_0_1", type: "function", function: { name: "g", arguments: "{}" } },
    ]);
  });

  test.each(["$", "", "a.b", "$.a[9999999]", "$.a[?(@)]", "$..a"])(
    "with arguments at %s cannot be read",
    (jsonPath) => {
      const partialArgs = [{ jsonPath, stringValue: "x" }];
      expect(() => push(decoderFor(), part({ name: "f", partialArgs }))).toThrow(
        /partial arguments/,
      );
    },
  );

  test("that are open when the model stops were cut, and so were those that another one interrupts", () => {
    const open = part({ name: "f", willContinue: true });
    const stopped = decoderFor();
    push(stopped, open);
    expect(() => push(stopped, text("", STOP))).toThrow(/end of a function call/);
    const interrupted = decoderFor();
    push(interrupted, open);
    expect(() => push(interrupted, part({ name: "g" }))).toThrow(/to end before the next/);
  });

  test("that are open at a limit are not whole, and the reason is the limit", () => {
    const decoder = decoderFor();
    push(decoder, part({ name: "f", willContinue: true }));
    const [chunk] = push(decoder, candidate([], { finishReason: "MAX_TOKENS" }));
    expect(chunk?.choices[0]?.finish_reason).toBe("length");
  });
});

test.each([
  ["STOP", "stop"],
  ["MAX_TOKENS", "length"],
  ["CONTINUATION", "length"],
  ["SAFETY", "content_filter"],
  ["RECITATION", "content_filter"],
  ["BLOCKLIST", "content_filter"],
  ["PROHIBITED_CONTENT", "content_filter"],
  ["SPII", "content_filter"],
  ["MODEL_ARMOR", "content_filter"],
  ["IMAGE_SAFETY", "content_filter"],
  ["MALFORMED_FUNCTION_CALL", "other"],
  ["OTHER", "other"],
  ["LANGUAGE", "other"],
  ["FINISH_REASON_UNSPECIFIED", "other"],
  ["NOT_INVENTED_YET", "other"],
  ["__proto__", "other"],
])("the finish reason %s is %s", (word, reason) => {
  const [chunk] = push(decoderFor(), text("a", { finishReason: word }));
  expect(chunk?.choices[0]).toMatchObject({ finish_reason: reason, native_finish_reason: word });
});
