import type { ChatCompletionRequest } from "@vllora/core/provider";
import { describe, expect, test } from "vitest";
import { toChatRequest } from "../src/inbound.ts";
import type { MessagesRequest } from "../src/wire.ts";
import { encode } from "./encode.ts";

const HELLO = { role: "user", content: "Hello" } as const;
const NEWEST = { model: "claude-opus-5" };
const least = { model: "claude-sonnet-4-5", max_tokens: 10, messages: [HELLO] };

describe("toChatRequest", () => {
  test.each<[name: string, wire: Partial<MessagesRequest>, ours: Partial<ChatCompletionRequest>]>([
    ["nothing else", {}, {}],
    ["a stream", { stream: true }, { stream: true }],
    [
      "sampling and stops",
      { temperature: 0, top_p: 1, top_k: 2, stop_sequences: ["x"] },
      { temperature: 0, top_p: 1, top_k: 2, stop: ["x"] },
    ],
    ["a user", { metadata: { user_id: "u" } }, { user: "u" }],
    [
      "other metadata",
      { metadata: { user_id: "u", x: 1 } },
      { extra_body: { metadata: { user_id: "u", x: 1 } } },
    ],
    ["a tier", { service_tier: "standard_only" }, { service_tier: "default" }],
    ["a new tier", { service_tier: "new" }, { extra_body: { service_tier: "new" } }],
    ["a choice", { tool_choice: { type: "any" } }, { tool_choice: "required" }],
    [
      "a serial choice",
      { tool_choice: { type: "tool", name: "f", disable_parallel_tool_use: true } },
      { tool_choice: { type: "function", function: { name: "f" } }, parallel_tool_calls: false },
    ],
    [
      "thinking by budget",
      { max_tokens: 4000, thinking: { type: "enabled", budget_tokens: 2000 } },
      { max_tokens: 4000, thinking: { type: "enabled", budget_tokens: 2000 } },
    ],
    [
      "thinking with a display",
      { thinking: { type: "adaptive", display: "omitted" } },
      { provider_options: { anthropic: { thinking: { type: "adaptive", display: "omitted" } } } },
    ],
    [
      "thinking and effort",
      { model: "claude-opus-5", thinking: { type: "adaptive" }, output_config: { effort: "high" } },
      { model: "claude-opus-5", reasoning_effort: "high" },
    ],
    [
      "effort alone",
      { output_config: { effort: "high" } },
      { provider_options: { anthropic: { output_config: { effort: "high" } } } },
    ],
    [
      "a schema",
      {
        output_config: {
          format: { type: "json_schema", schema: { type: "object", additionalProperties: false } },
        },
      },
      {
        response_format: {
          type: "json_schema",
          json_schema: {
            name: "response",
            schema: { type: "object", additionalProperties: false },
            strict: true,
          },
        },
      },
    ],
    [
      "what only Anthropic knows",
      { container: "c", inference_geo: "us", betas: ["b"] },
      { provider_options: { anthropic: { container: "c", inference_geo: "us", betas: ["b"] } } },
    ],
    ["what nobody knows, and null", { future: 1, speed: null }, { extra_body: { future: 1 } }],
  ])("takes %s", (_name, wire, ours) => {
    expect(toChatRequest({ ...least, ...wire })).toEqual({ ...least, ...ours });
  });

  test("keeps fields of the prototype's name as fields", () => {
    const wire = JSON.parse('{"model":"m","messages":[],"__proto__":{"x":1}}') as MessagesRequest;
    const { extra_body: extra } = toChatRequest(wire);
    expect(Object.hasOwn(extra ?? {}, "__proto__")).toBe(true);
    expect(JSON.stringify(extra)).toBe('{"__proto__":{"x":1}}');
  });
});

const MARK = { type: "ephemeral", ttl: "1h" };
const schema = { type: "object", properties: {} };
const blocks = [
  { type: "thinking", thinking: "", signature: "s" },
  { type: "text", text: "a", cache_control: MARK },
  { type: "server_tool_use", id: "s", name: "web_search", input: {} },
  { type: "redacted_thinking", data: "d" },
  { type: "tool_use", id: "t", name: "f", input: { n: 1.5 }, cache_control: MARK },
];

/** What no recording shows. */
describe("a request through ./inbound and back is the same", () => {
  test.each<[name: string, wire: Partial<MessagesRequest>]>([
    [
      "system blocks with marks",
      {
        system: [
          { type: "text", text: "a", cache_control: MARK },
          { type: "text", text: "b" },
        ],
      },
    ],
    [
      "tools of both kinds, mixed",
      {
        tools: [
          { type: "web_search_20250305", name: "web_search" },
          {
            name: "f",
            input_schema: schema,
            cache_control: MARK,
            strict: true,
            allowed_callers: ["direct"],
          },
          { name: "g", input_schema: schema, type: "custom", input_examples: [] },
          { type: "bash_20250124", name: "bash", cache_control: MARK },
        ],
      },
    ],
    [
      "a turn of everything",
      {
        messages: [
          HELLO,
          { role: "assistant", content: blocks },
          {
            role: "user",
            content: [
              {
                type: "tool_result",
                tool_use_id: "t",
                content: [
                  { type: "text", text: "r", cache_control: MARK },
                  {
                    type: "document",
                    source: { type: "text", media_type: "text/plain", data: "d" },
                  },
                ],
                is_error: false,
                cache_control: MARK,
              },
              { type: "text", text: "So?" },
            ],
          },
        ],
      },
    ],
    [
      "documents of every source",
      {
        messages: [
          {
            role: "user",
            content: [
              {
                type: "document",
                source: { type: "text", media_type: "text/plain", data: "ä\n" },
                title: "t",
              },
              {
                type: "document",
                source: { type: "text", media_type: "text/plain", data: "\ud800" },
              },
              { type: "document", source: { type: "text", media_type: "text/plain", data: "" } },
              { type: "document", source: { type: "content", content: "c" }, context: "x" },
              {
                type: "document",
                source: { type: "url", url: "https://e.com/a.pdf" },
                citations: { enabled: true },
              },
              { type: "document", source: { type: "file", file_id: "f" } },
              { type: "image", source: { type: "file", file_id: "f" }, cache_control: MARK },
              { type: "container_upload", file_id: "f" },
            ],
          },
        ],
      },
    ],
    [
      "instructions in place, with what is said beside them",
      {
        model: "claude-opus-5",
        messages: [
          HELLO,
          { role: "system", content: "Be brief.", clear_at: "next_user_message" },
          { role: "assistant", content: "Hi" },
          { role: "user", content: "So?" },
          { role: "system", output_config: { effort: "low" } },
        ],
      },
    ],
    ["an answer begun for the model", { messages: [HELLO, { role: "assistant", content: "{" }] }],
    [
      "an open schema, which would else be closed",
      { output_config: { format: { type: "json_schema", schema }, effort: "low" } },
    ],
    [
      "thinking in a form that would else be changed",
      {
        model: "claude-opus-5",
        thinking: { type: "enabled", budget_tokens: 2000 },
        max_tokens: 4000,
      },
    ],
  ])("%s", async (_name, wire) => {
    const request = { ...least, ...wire };
    const { body, warnings } = await encode(toChatRequest(request));
    expect(body).toEqual(request);
    expect(warnings).toEqual([]);
  });

  test.each<[name: string, wire: Partial<MessagesRequest>, sent: Partial<MessagesRequest>]>([
    ["null and empty instructions", { system: "", tools: [], service_tier: null }, {}],
    [
      "neighbours of one role",
      { messages: [HELLO, HELLO] },
      {
        messages: [
          {
            role: "user",
            content: [
              { type: "text", text: "Hello" },
              { type: "text", text: "Hello" },
            ],
          },
        ],
      },
    ],
    [
      "instructions that begin the messages",
      { messages: [{ role: "system", content: "Be" }, HELLO] },
      { system: "Be" },
    ],
    ["sampling that is what the model does", { ...NEWEST, temperature: 1, top_p: 0.99 }, NEWEST],
    [
      "thinking without a signature",
      {
        messages: [
          HELLO,
          { role: "assistant", content: [{ ...blocks[0], signature: "" }, ...blocks.slice(4)] },
        ] as never,
      },
      { messages: [HELLO, { role: "assistant", content: blocks.slice(4) }] },
    ],
    [
      "instructions that do not follow the user",
      {
        ...NEWEST,
        messages: [
          HELLO,
          { role: "assistant", content: "Hi" },
          { role: "system", content: "Be" },
          HELLO,
        ],
      },
      {
        ...NEWEST,
        messages: [
          HELLO,
          { role: "assistant", content: "Hi" },
          HELLO,
          { role: "system", content: "Be" },
        ],
      },
    ],
    [
      "empty texts and messages of the model",
      {
        messages: [
          HELLO,
          { role: "assistant", content: [{ type: "text", text: "" }, ...blocks.slice(4)] },
          { role: "user", content: [{ type: "tool_result", tool_use_id: "t" }] },
          { role: "assistant", content: [] },
        ],
      },
      {
        messages: [
          HELLO,
          { role: "assistant", content: blocks.slice(4) },
          { role: "user", content: [{ type: "tool_result", tool_use_id: "t", content: "" }] },
        ],
      },
    ],
  ])("but for %s", async (_name, wire, sent) => {
    const { body } = await encode(toChatRequest({ ...least, ...wire }));
    expect(body).toEqual({ ...least, ...sent });
  });
});
