import { MalformedFrameError } from "@vllora/core/provider";
import { describe, expect, test } from "vitest";
import { decodeResponse } from "../src/response.ts";

const CONTEXT = {
  provider: "bedrock",
  model: "anthropic.claude-sonnet-4-5-20250929-v1:0",
  request: { model: "m", messages: [] },
  created: 1,
  requestId: "r",
};

function answer(content: readonly object[], fields: object = {}) {
  return { output: { message: { role: "assistant", content } }, stopReason: "end_turn", ...fields };
}

describe("a whole answer", () => {
  test("has its blocks in the fields of a message, and the rest beside them", () => {
    const { choices, ...rest } = decodeResponse(
      answer(
        [
          { reasoningContent: { reasoningText: { text: "think", signature: "s" } } },
          { text: "Hello" },
          { toolUse: { toolUseId: "a", name: "f", input: { x: 1 }, type: "tool_use" } },
        ],
        { stopReason: "tool_use", metrics: { latencyMs: 1 }, serviceTier: { type: "priority" } },
      ),
      CONTEXT,
    );
    const format = "anthropic-claude-v1";
    expect(choices).toEqual([
      {
        index: 0,
        message: {
          role: "assistant",
          content: "Hello",
          refusal: null,
          reasoning_content: "think",
          reasoning_details: [
            { type: "reasoning.text", text: "think", signature: "s", format, index: 0 },
          ],
          tool_calls: [
            { id: "a", type: "function", function: { name: "f", arguments: '{"x":1}' } },
          ],
          provider_fields: {
            bedrock: { metrics: { latencyMs: 1 }, serviceTier: { type: "priority" } },
          },
        },
        finish_reason: "tool_calls",
        native_finish_reason: "tool_use",
        logprobs: null,
      },
    ]);
    expect(rest).toEqual({
      id: "r",
      object: "chat.completion",
      created: 1,
      model: CONTEXT.model,
      service_tier: "priority",
    });
  });

  test("cites web pages over the text that they stand for", () => {
    const cited = {
      content: [{ text: "windy" }],
      citations: [
        { title: "Wind", location: { web: { url: "https://example.com" } } },
        { title: "A document", location: { documentChar: { documentIndex: 0 } } },
        { location: { web: { url: "javascript:alert(1)" } } },
      ],
    };
    const { choices } = decodeResponse(
      answer([{ text: "It is " }, { citationsContent: cited }]),
      CONTEXT,
    );
    expect(choices[0]?.message).toMatchObject({
      content: "It is windy",
      annotations: [
        {
          type: "url_citation",
          url_citation: {
            start_index: 6,
            end_index: 11,
            title: "Wind",
            url: "https://example.com",
          },
        },
      ],
    });
  });

  test("of which usage is not known has none", () => {
    expect(decodeResponse(answer([{ text: "a" }]), CONTEXT).usage).toBeUndefined();
    const odd = answer([{ text: "a" }], { usage: { inputTokens: -1, outputTokens: "2" } });
    expect(decodeResponse(odd, CONTEXT).usage).toBeUndefined();
  });

  test.each<[name: string, body: unknown]>([
    ["nothing", null],
    ["a list", []],
    ["no message", { stopReason: "end_turn" }],
    ["no content", { output: { message: {} }, stopReason: "end_turn" }],
    ["no reason for its end", { output: { message: { content: [] } } }],
    ["a block that is none", answer(["text" as never])],
    ["a call without an id", answer([{ toolUse: { name: "f", input: {} } }])],
    ["a call without a name", answer([{ toolUse: { toolUseId: "a", input: {} } }])],
  ])("with %s cannot be read", (_name, body) => {
    expect(() => decodeResponse(body, CONTEXT)).toThrow(MalformedFrameError);
  });
});
