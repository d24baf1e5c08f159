import { describe, expect, it } from "vitest";
import type { ResponseRequest } from "../src/index.ts";
import {
  responseObjectSchema,
  responseRequestSchema,
  responseStreamEventSchema,
} from "../src/schemas/index.ts";

const message = {
  type: "message",
  id: "msg_1",
  status: "completed",
  role: "assistant",
  content: [{ type: "output_text", text: "Hi", annotations: [] }],
};
const response = {
  id: "resp_1",
  object: "response",
  created_at: 1741476542,
  status: "completed",
  error: null,
  incomplete_details: null,
  instructions: null,
  max_output_tokens: null,
  model: "gpt-4.1-2025-04-14",
  output: [message],
  parallel_tool_calls: true,
  previous_response_id: null,
  reasoning: { effort: null, summary: null },
  store: true,
  temperature: 1,
  text: { format: { type: "text" } },
  tool_choice: "auto",
  tools: [],
  top_p: 1,
  truncation: "disabled",
  usage: {
    input_tokens: 36,
    input_tokens_details: { cached_tokens: 0 },
    output_tokens: 87,
    output_tokens_details: { reasoning_tokens: 0 },
    total_tokens: 123,
  },
  user: null,
  metadata: {},
};

describe("Responses requests", () => {
  it("take text, messages with and without type, items and references", () => {
    const request: ResponseRequest = {
      model: "gpt-5",
      input: [
        { role: "user", content: "What is the weather?" },
        { type: "message", role: "user", content: [{ type: "input_text", text: "In Paris" }] },
        { type: "reasoning", summary: [], encrypted_content: "gAAA" },
        { type: "function_call", call_id: "c1", name: "weather", arguments: '{"city":"Paris"}' },
        { type: "function_call_output", call_id: "c1", output: "sunny" },
        { role: "assistant", content: [{ type: "output_text", text: "Sunny." }] },
        { id: "msg_1" },
      ],
      tools: [
        { type: "function", name: "weather", parameters: { type: "object" } },
        { type: "web_search", user_location: { type: "approximate", country: "FR" } },
        { type: "mcp", server_label: "docs", server_url: "https://example.com/mcp" },
      ],
      text: { format: { type: "json_schema", name: "a", schema: { type: "object" } } },
      include: ["reasoning.encrypted_content"],
    };
    expect(responseRequestSchema.parse(request)).toEqual(request);
    expect(responseRequestSchema.parse({ model: "m", input: "Hi" }).input).toBe("Hi");
  });

  it("pass items, tools and choices of types that are new", () => {
    const request = {
      model: "m",
      input: [{ type: "dream", about: ["sheep"] }],
      tools: [{ type: "telepathy", range: 3 }],
      tool_choice: { type: "telepathy" },
    };
    expect(responseRequestSchema.parse(request)).toEqual(request);
  });

  it.each([
    ["an item", { input: [{ type: "function_call_output", call_id: "c1" }] }],
    ["a message", { input: [{ type: "message", role: "user" }] }],
    ["a tool", { tools: [{ type: "function" }] }],
    ["a choice", { tool_choice: { type: "function" } }],
  ])("refuse %s of a known type that does not fit it", (_, fields) => {
    expect(responseRequestSchema.safeParse({ model: "m", ...fields }).success).toBe(false);
  });
});

describe("Responses answers", () => {
  it("are accepted as OpenAI sends them", () => {
    expect(responseObjectSchema.parse(response)).toEqual(response);
  });

  it("keep items, annotations and words that are new", () => {
    const answer = {
      ...response,
      status: "resting",
      output: [
        { type: "dream", id: "d1" },
        {
          ...message,
          content: [{ type: "output_text", text: "", annotations: [{ type: "ghost" }] }],
        },
      ],
    };
    expect(responseObjectSchema.parse(answer)).toEqual(answer);
  });

  it("give output that the next request takes as input", () => {
    const { output } = responseObjectSchema.parse(response);
    const request: ResponseRequest = { model: "m", input: output };
    expect(responseRequestSchema.parse(request).input).toEqual(response.output);
  });

  it("stream as events, known and new", () => {
    const place = { item_id: "i", output_index: 0, content_index: 0, sequence_number: 4 };
    for (const event of [
      { type: "response.created", sequence_number: 0, response },
      { type: "response.output_text.delta", ...place, delta: "H", logprobs: [] },
      { type: "response.mcp_call.failed", item_id: "i", output_index: 0, sequence_number: 5 },
      { type: "error", sequence_number: 6, code: null, message: "no", param: null },
      { type: "response.dream.started", vivid: true },
    ]) {
      expect(responseStreamEventSchema.parse(event)).toEqual(event);
    }
    const broken = { type: "response.output_text.delta", sequence_number: 1 };
    expect(responseStreamEventSchema.safeParse(broken).success).toBe(false);
  });
});
