import type { ChatMessage, DecodeContext } from "@vllora/core/provider";
import { describe, expect, test } from "vitest";
import { decodeCompletion } from "../src/response.ts";
import { createDecoder } from "../src/stream.ts";
import type { WireUsage } from "../src/wire.ts";
import { encode } from "./encode.ts";

const CONTEXT: DecodeContext = {
  provider: "gemini",
  model: "m",
  request: { model: "m", messages: [] },
  created: 1,
};

const decode = (body: unknown) => decodeCompletion(body, CONTEXT);
const answer = (parts: readonly object[], more: object = {}) => ({
  candidates: [{ content: { role: "model", parts }, finishReason: "STOP", ...more }],
});
const messageOf = (parts: readonly object[], more: object = {}) =>
  decode(answer(parts, more)).choices[0]?.message;

describe("candidates", () => {
  test("are choices with their index, whatever they hold", () => {
    const { choices } = decode({
      candidates: [
        { content: { parts: [{ text: "a" }] }, finishReason: "STOP" },
        { finishReason: "SAFETY", index: 3 },
        { content: {}, finishReason: "MAX_TOKENS", index: 2 },
      ],
    });
    expect(
      choices.map(({ index, message, finish_reason }) => [index, message.content, finish_reason]),
    ).toEqual([
      [0, "a", "stop"],
      [3, null, "content_filter"],
      [2, null, "length"],
    ]);
  });

  test.each([
    [{}, "candidates, or the reason"],
    [{ candidates: [] }, "candidates, or the reason"],
    [{ candidates: {} }, "candidates to be a list"],
    [{ candidates: [{ content: { parts: [] } }] }, "a finishReason"],
    [answer([{ functionCall: { name: "f", willContinue: true } }]), "the end of a function call"],
    ["text", "an object"],
  ])("%j is no answer", (body, expected) => {
    expect(() => decode(body)).toThrow(`expected ${expected}`);
  });
});

describe("usage", () => {
  const details = (TEXT: number, AUDIO: number) => [
    { modality: "TEXT", tokenCount: TEXT },
    { modality: "AUDIO", tokenCount: AUDIO },
    { modality: "SMELL", tokenCount: 1 },
  ];
  test.each<[WireUsage, object | undefined]>([
    [{}, undefined],
    [{ totalTokenCount: 3 }, undefined],
    [{ promptTokenCount: 0 }, { prompt_tokens: 0, completion_tokens: 0, total_tokens: 0 }],
    [
      { promptTokenCount: 9, candidatesTokenCount: 2, totalTokenCount: 5 },
      { prompt_tokens: 9, completion_tokens: 2, total_tokens: 5 },
    ],
    [
      { promptTokenCount: 9, candidatesTokenCount: -2 },
      { prompt_tokens: 9, completion_tokens: 0, total_tokens: 9 },
    ],
    [
      {
        promptTokenCount: 10,
        toolUsePromptTokenCount: 5,
        cachedContentTokenCount: 4,
        candidatesTokenCount: 3,
        thoughtsTokenCount: 2,
        totalTokenCount: 20,
        promptTokensDetails: details(8, 2),
        toolUsePromptTokensDetails: details(5, 0),
        candidatesTokensDetails: details(1, 2),
      },
      {
        prompt_tokens: 15,
        completion_tokens: 5,
        total_tokens: 20,
        prompt_tokens_details: {
          text_tokens: 13,
          audio_tokens: 2,
          cached_tokens: 4,
          tool_use_tokens: 5,
        },
        completion_tokens_details: { text_tokens: 1, audio_tokens: 2, reasoning_tokens: 2 },
      },
    ],
  ])("%j", (usageMetadata, usage) => {
    const { usage: decoded, ...rest } = decode({ ...answer([]), usageMetadata });
    const raw = { provider_fields: { gemini: usageMetadata } };
    expect(decoded).toEqual(usage && { ...usage, ...raw });
    // What counts nothing stays what it was.
    expect("usageMetadata" in rest).toBe(usage === undefined);
  });

  test.each([
    [{ serviceTier: "standard" }, "default"],
    [{ serviceTier: "flex" }, "flex"],
    [{ trafficType: "ON_DEMAND_PRIORITY" }, "priority"],
    [{ trafficType: "ON_DEMAND" }, undefined],
    [{ serviceTier: "new" }, undefined],
  ])("%j says the tier %s", (usageMetadata, tier) => {
    expect(decode({ ...answer([]), usageMetadata }).service_tier).toBe(tier);
  });
});

describe("annotations", () => {
  const chunk = { web: { uri: "https://a.test", title: "A" } };
  const grounding = (segment: object, groundingChunks: object[] = [chunk]) => ({
    groundingMetadata: {
      groundingChunks,
      groundingSupports: [{ segment, groundingChunkIndices: [0, 7] }],
    },
  });
  const citation = (start_index: number, end_index: number, url_citation: object = {}) => ({
    type: "url_citation",
    url_citation: { start_index, end_index, title: "A", url: "https://a.test", ...url_citation },
  });

  test.each([
    [
      "bytes become characters",
      "é🎉 Paris!",
      { startIndex: 7, endIndex: 12, text: "Paris" },
      [citation(4, 9)],
    ],
    ["a start of 0 is left out by the wire", "Paris", { endIndex: 5 }, [citation(0, 5)]],
    [
      "the quoted text decides where offsets are off",
      "It is Paris",
      { startIndex: 1, endIndex: 3, text: "Paris" },
      [citation(6, 11)],
    ],
    [
      "what is nowhere in the text is left to provider_fields",
      "Rome",
      { endIndex: 3, text: "Paris" },
      undefined,
    ],
  ])("%s", (_, text, segment, annotations) => {
    const metadata = grounding(segment);
    const message = messageOf([{ text }], metadata);
    expect(message?.annotations).toEqual(annotations);
    expect(message?.provider_fields).toEqual({ gemini: metadata });
  });

  test("take sources without an address as none, and their address for a title", () => {
    const segment = { endIndex: 1 };
    expect(
      messageOf([{ text: "a" }], grounding(segment, [{ retrievedContext: { title: "T" } }]))
        ?.annotations,
    ).toBeUndefined();
    expect(
      messageOf([{ text: "a" }], grounding(segment, [{ maps: { uri: "https://m.test" } }]))
        ?.annotations,
    ).toEqual([citation(0, 1, { title: "https://m.test", url: "https://m.test" })]);
  });

  test("come of quotations, too, where these say their place", () => {
    const citations = [
      { uri: "https://a.test", title: "A", endIndex: 2 },
      { uri: "https://b.test" },
    ];
    expect(messageOf([{ text: "abc" }], { citationMetadata: { citations } })?.annotations).toEqual([
      citation(0, 2),
    ]);
  });

  test("of a stream count from the beginning of its text", () => {
    const decoder = createDecoder(CONTEXT);
    const push = (frame: object) => decoder.push({ data: JSON.stringify(frame) });
    push({ candidates: [{ content: { parts: [{ text: "It is é" }] } }] });
    const [chunk_] = push(answer([{ text: " Paris" }], grounding({ startIndex: 9, endIndex: 14 })));
    expect(chunk_?.choices[0]?.delta.annotations).toEqual([citation(8, 13)]);
  });
});

describe("log probabilities", () => {
  test("have the token, its likelihood, which is 0 where the wire leaves it out, and the others", () => {
    const logprobsResult = {
      chosenCandidates: [{ token: "a", logProbability: -0.5, tokenId: 7 }, { token: "b" }],
      topCandidates: [
        {
          candidates: [
            { token: "a", logProbability: -0.5 },
            { token: "c", logProbability: -2 },
          ],
        },
      ],
    };
    expect(decode(answer([{ text: "ab" }], { logprobsResult })).choices[0]?.logprobs).toEqual({
      content: [
        {
          token: "a",
          tokenId: 7,
          bytes: null,
          logprob: -0.5,
          top_logprobs: [
            { token: "a", bytes: null, logprob: -0.5 },
            { token: "c", bytes: null, logprob: -2 },
          ],
        },
        { token: "b", bytes: null, logprob: 0, top_logprobs: [] },
      ],
      refusal: null,
    });
  });
});

describe("sound", () => {
  const pcm = (data: string) => ({ inlineData: { mimeType: "audio/L16;rate=24000", data } });

  test("of a whole answer is its audio, with its media type", () => {
    expect(messageOf([pcm("AQID")])).toMatchObject({
      content: null,
      audio: { data: "AQID", format: "audio/L16;rate=24000" },
    });
  });

  test("keeps what its part says beside it, and is reported when the turn goes back", () => {
    const { inlineData } = pcm("AQID");
    const parts = [
      { inlineData: { ...inlineData, rate: 2 }, thoughtSignature: "c2ln", future: 1 },
      { text: "Hi", thoughtSignature: "dGV4dA==" },
    ];
    const message = messageOf(parts);
    expect(message?.provider_fields).toEqual({
      gemini: {
        parts: [
          { audio: true, thoughtSignature: "c2ln", future: 1, inlineData: { rate: 2 } },
          { text: 2, thoughtSignature: "dGV4dA==" },
        ],
      },
    });
    const { body, reports } = encode({ messages: [message as ChatMessage] });
    expect(body.contents[0]?.parts).toEqual([{ text: "Hi", thoughtSignature: "dGV4dA==" }]);
    expect(reports).toContainEqual(
      expect.objectContaining({ field: "messages[0].audio", outcome: "ignored" }),
    );
  });

  test.each([1, 2, 3, 4, 5, 7, 64])("in pieces of %i bytes is the same as at once", (size) => {
    const bytes = Array.from({ length: 64 }, (_, index) => index * 3);
    const base64 = (some: readonly number[]) => btoa(String.fromCharCode(...some));
    const decoder = createDecoder(CONTEXT);
    let data = "";
    for (let start = 0; start < bytes.length; start += size) {
      const frame = answer([pcm(base64(bytes.slice(start, start + size)))], {
        finishReason: start + size >= bytes.length ? "STOP" : null,
      });
      const [chunk] = decoder.push({ data: JSON.stringify(frame) });
      const delta = chunk?.choices[0]?.delta as { audio?: { data: string } };
      data += delta.audio?.data ?? "";
    }
    expect(data).toBe(base64(bytes));
  });
});

test("what is not known stays in provider_fields, and `__proto__` reaches no prototype", () => {
  const body = JSON.parse(
    '{"candidates":[{"content":{"parts":[{"newKind":{"a":1}}]},"finishReason":"STOP","newField":[1],"__proto__":{"admin":true}}]}',
  ) as object;
  const message = decode(body).choices[0]?.message;
  expect(message?.provider_fields).toEqual({
    gemini: { parts: [{ part: { newKind: { a: 1 } } }], newField: [1] },
  });
  expect(message).not.toHaveProperty("admin");
});
