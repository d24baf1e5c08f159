import type { ChatCompletionRequest } from "@vllora/core/provider";
import { describe, expect, test } from "vitest";
import { type ConverseRequest, toChatRequest } from "../src/inbound.ts";
import { CLAUDE, encode } from "./encode.ts";

const least = {
  modelId: CLAUDE,
  messages: [{ role: "user" as const, content: [{ text: "Hello" }] }],
};
const ours = { model: CLAUDE, messages: [{ role: "user", content: "Hello" }] };
const SPEC = { toolSpec: { name: "f", inputSchema: { json: { type: "object" } } } };
const TOOL = { type: "function", function: { name: "f", parameters: { type: "object" } } } as const;
const NOVA = "us.amazon.nova-lite-v1:0";
const POINT = { cachePoint: { type: "default" } };

type Case = [name: string, wire: Partial<ConverseRequest>, ours: Partial<ChatCompletionRequest>];

const CASES: readonly Case[] = [
  ["nothing else", {}, {}],
  [
    "limits",
    {
      modelId: NOVA,
      inferenceConfig: { maxTokens: 9, temperature: 0, topP: 1, stopSequences: ["x"] },
    },
    { model: NOVA, max_tokens: 9, temperature: 0, top_p: 1, stop: ["x"] },
  ],
  [
    "tools with marks",
    { toolConfig: { tools: [SPEC, POINT], toolChoice: { any: {} } } },
    { tools: [{ ...TOOL, cache_control: { type: "ephemeral" } }], tool_choice: "required" },
  ],
  [
    "a tool of Bedrock's behind",
    { toolConfig: { tools: [SPEC, { systemTool: { name: "nova_grounding" } }] } },
    {
      tools: [TOOL],
      provider_options: { bedrock: { tools: [{ systemTool: { name: "nova_grounding" } }] } },
    },
  ],
  [
    "a tool of Bedrock's in front",
    { toolConfig: { tools: [{ systemTool: { name: "s" } }, SPEC] } },
    { tools: [{ type: "converse_block", block: { systemTool: { name: "s" } } } as never, TOOL] },
  ],
  [
    "a tool that is meant",
    { toolConfig: { tools: [SPEC], toolChoice: { tool: { name: "f" } } } },
    { tools: [TOOL], tool_choice: { type: "function", function: { name: "f" } } },
  ],
  [
    "thinking",
    {
      additionalModelRequestFields: {
        thinking: { type: "enabled", budget_tokens: 1024 },
      },
    },
    { thinking: { type: "enabled", budget_tokens: 1024 } },
  ],
  ["top_k", { additionalModelRequestFields: { top_k: 3 } }, { top_k: 3 }],
  [
    "a budget above the limit",
    {
      inferenceConfig: { maxTokens: 1000 },
      additionalModelRequestFields: { thinking: { type: "enabled", budget_tokens: 1024 } },
    },
    {
      max_tokens: 1000,
      provider_options: {
        bedrock: { additional_parameters: { thinking: { type: "enabled", budget_tokens: 1024 } } },
      },
    },
  ],
  [
    "fields of the model",
    { additionalModelRequestFields: { reasoning_config: { type: "enabled" } } },
    {
      provider_options: {
        bedrock: { additional_parameters: { reasoning_config: { type: "enabled" } } },
      },
    },
  ],
  [
    "metadata and a tier",
    { requestMetadata: { a: "b" }, serviceTier: { type: "priority" } },
    { metadata: { a: "b" }, service_tier: "priority" },
  ],
  [
    "a reserved tier",
    { serviceTier: { type: "reserved" } },
    { provider_options: { bedrock: { serviceTier: { type: "reserved" } } } },
  ],
  [
    "a schema",
    {
      outputConfig: {
        textFormat: {
          type: "json_schema",
          structure: { jsonSchema: { name: "n", schema: '{"type":"object"}' } },
        },
      },
    },
    {
      response_format: {
        type: "json_schema",
        json_schema: { name: "n", schema: { type: "object" } },
      },
    },
  ],
  [
    "what only Bedrock knows",
    {
      guardrailConfig: { guardrailIdentifier: "abc", guardrailVersion: "1" },
      performanceConfig: { latency: "optimized" },
    },
    {
      provider_options: {
        bedrock: {
          guardrailConfig: { guardrailIdentifier: "abc", guardrailVersion: "1" },
          performanceConfig: { latency: "optimized" },
        },
      },
    },
  ],
];

describe("toChatRequest", () => {
  test.each(CASES)("takes %s, and it goes back", async (_name, wire, expected) => {
    const request = toChatRequest({ ...least, ...wire });
    expect(request).toEqual({ ...ours, ...expected });
    const { body } = await encode(request);
    const { modelId: _, ...rest } = { ...least, ...wire };
    expect(body).toEqual(rest);
  });

  test("takes a managed prompt without messages, and it goes back", async () => {
    const modelId = "arn:aws:bedrock:us-east-1:123456789012:prompt/PROMPT1234:1";
    const promptVariables = { who: { text: "me" } };
    const request = toChatRequest({ modelId, promptVariables });
    expect(request).toEqual({
      model: modelId,
      messages: [{ role: "system", content: "" }],
      provider_options: { bedrock: { promptVariables } },
    });
    const { body, warnings } = await encode(request);
    expect(body).toEqual({ promptVariables });
    expect(warnings).toEqual([]);
  });

  test("keeps what nobody knows, and leaves null out", () => {
    expect(toChatRequest({ ...least, future: 1, guardrailConfig: null })).toEqual({
      ...ours,
      extra_body: { future: 1 },
    });
  });

  test.each<[name: string, content: readonly object[]]>([
    ["text with a mark in front", [POINT, { text: "a" }]],
    ["two marks", [{ text: "a" }, POINT, POINT]],
    ["a mark of an hour", [{ text: "a" }, { cachePoint: { type: "default", ttl: "1h" } }]],
    ["an image", [{ image: { format: "jpeg", source: { bytes: "AAAA" } } }]],
    [
      "an image of somebody's bucket",
      [
        {
          image: {
            format: "png",
            source: { s3Location: { uri: "s3://b/a.png", bucketOwner: "123456789012" } },
          },
        },
      ],
    ],
    [
      "an image without an ending",
      [{ image: { format: "png", source: { s3Location: { uri: "s3://b/a" } } } }],
    ],
    [
      "a document of text",
      [
        {
          document: {
            format: "txt",
            name: "a",
            source: { text: "ü" },
            citations: { enabled: true },
          },
        },
      ],
    ],
    [
      "a document whose name ends like a file",
      [{ document: { format: "pdf", name: "a (1)", source: { bytes: "AAAA" } } }],
    ],
    ["a document in blocks", [{ document: { name: "a", source: { content: [{ text: "b" }] } } }]],
    [
      "a document with an odd name",
      [{ document: { format: "pdf", name: "a  b", source: { bytes: "AAAA" } } }],
    ],
    ["a video", [{ video: { format: "three_gp", source: { bytes: "AAAA" } } }]],
    ["sound", [{ audio: { format: "wav", source: { bytes: "AAAA" } } }]],
    ["guard content", [{ guardContent: { text: { text: "a", qualifiers: ["query"] } } }]],
    ["a result of no call", [{ toolResult: { toolUseId: "x", content: [{ text: "a" }] } }]],
  ])("of a user with %s goes back", async (_name, content) => {
    const request = toChatRequest({
      modelId: CLAUDE,
      messages: [{ role: "user", content: content as never }],
    });
    const { body } = await encode(request);
    expect(body["messages"]).toEqual([{ role: "user", content }]);
  });

  test("a conversation with every kind of result goes back", async () => {
    const messages = [
      { role: "user" as const, content: [{ text: "Go" }] },
      {
        role: "assistant" as const,
        content: [
          { text: "First" },
          { reasoningContent: { reasoningText: { text: "t", signature: "s" } } },
          { toolUse: { toolUseId: "a", name: "f", input: { x: [1, { y: null }] } } },
          { text: "between" },
          { toolUse: { toolUseId: "b", name: "f", input: {} } },
          POINT,
        ],
      },
      {
        role: "user" as const,
        content: [
          {
            toolResult: {
              toolUseId: "a",
              content: [{ json: { z: 1 } }, { text: "x" }],
              status: "error",
            },
          },
          POINT,
          { toolResult: { toolUseId: "b", content: [] } },
          { text: "So?" },
        ],
      },
    ];
    const { body } = await encode(
      toChatRequest({ modelId: CLAUDE, messages, toolConfig: { tools: [SPEC] } }),
    );
    expect(body["messages"]).toEqual(messages);
  });
});
