import type { ChatCompletionRequest, ChatMessage } from "@vllora/core/provider";
import { describe, expect, test } from "vitest";
import { CLAUDE, encode } from "./encode.ts";

const USER = { role: "user", content: "Hello" } as const;
const PNG = "data:image/png;base64,iVBORw0KGgo=";
const CACHE = { type: "ephemeral" } as const;
const POINT = { cachePoint: { type: "default" } };
const TOOL = { type: "function", function: { name: "f", parameters: { type: "object" } } } as const;
const SPEC = { toolSpec: { name: "f", inputSchema: { json: { type: "object" } } } };
const NOVA = "us.amazon.nova-lite-v1:0";
const NOVA_2 = "us.amazon.nova-2-lite-v1:0";
const CLAUDE_46 = "global.anthropic.claude-opus-4-6-v1";
const CLAUDE_5 = "us.anthropic.claude-sonnet-5";
const GPT = "global.openai.gpt-5.6-sol";

async function messages(...list: ChatMessage[]) {
  const { body, warnings } = await encode({ messages: list }, "warn");
  return { messages: body["messages"], system: body["system"], warnings };
}

describe("messages", () => {
  test("system blocks, wherever instructions stand", async () => {
    const sent = await messages(
      { role: "system", content: "A" },
      { role: "developer", content: [{ type: "text", text: "B", cache_control: CACHE }] },
      USER,
      { role: "system", content: "C", cache_control: { type: "ephemeral", ttl: "1h" } },
    );
    expect(sent).toEqual({
      system: [
        { text: "A" },
        { text: "B" },
        POINT,
        { text: "C" },
        { cachePoint: { type: "default", ttl: "1h" } },
      ],
      messages: [{ role: "user", content: [{ text: "Hello" }] }],
      warnings: ["messages[3]"],
    });
  });

  test.each<[name: string, part: object, block: object]>([
    [
      "an image",
      { type: "image_url", image_url: { url: PNG } },
      { image: { format: "png", source: { bytes: "iVBORw0KGgo=" } } },
    ],
    [
      "a JPEG",
      { type: "image_url", image_url: { url: "data:image/jpg;base64,AAAA" } },
      { image: { format: "jpeg", source: { bytes: "AAAA" } } },
    ],
    [
      "an image in S3",
      { type: "image_url", image_url: { url: "s3://b/k.webp" } },
      { image: { format: "webp", source: { s3Location: { uri: "s3://b/k.webp" } } } },
    ],
    [
      "a PDF",
      {
        type: "file",
        file: { file_data: "data:application/pdf;base64,AAAA", filename: "the report.pdf" },
      },
      { document: { format: "pdf", name: "the report", source: { bytes: "AAAA" } } },
    ],
    [
      "a document without a name",
      { type: "file", file: { file_data: "data:text/plain;base64,AAAA" } },
      { document: { format: "txt", name: "document 0-0", source: { bytes: "AAAA" } } },
    ],
    [
      "a spreadsheet by its name",
      {
        type: "file",
        file: { file_data: "data:application/octet-stream;base64,AAAA", filename: "a.xlsx" },
      },
      { document: { format: "xlsx", name: "a", source: { bytes: "AAAA" } } },
    ],
    [
      "a document with citations",
      {
        type: "file",
        file: { file_data: "s3://b/a.pdf", filename: "a" },
        provider_fields: { bedrock: { citations: { enabled: true } } },
      },
      {
        document: {
          format: "pdf",
          name: "a",
          source: { s3Location: { uri: "s3://b/a.pdf" } },
          citations: { enabled: true },
        },
      },
    ],
    [
      "a video",
      { type: "file", file: { file_data: "data:video/mp4;base64,AAAA" } },
      { video: { format: "mp4", source: { bytes: "AAAA" } } },
    ],
    [
      "a video in S3",
      { type: "file", file: { file_data: "s3://b/a.3gp" } },
      { video: { format: "three_gp", source: { s3Location: { uri: "s3://b/a.3gp" } } } },
    ],
    [
      "sound",
      { type: "input_audio", input_audio: { data: "AAAA", format: "wav" } },
      { audio: { format: "wav", source: { bytes: "AAAA" } } },
    ],
    [
      "a block as it is",
      { type: "converse_block", block: { guardContent: { text: { text: "g" } } } },
      { guardContent: { text: { text: "g" } } },
    ],
  ])("%s is its block", async (_name, part, block) => {
    const sent = await messages({ role: "user", content: [part as never] });
    expect(sent.messages).toEqual([{ role: "user", content: [block] }]);
    expect(sent.warnings).toEqual([]);
  });

  test.each<[name: string, part: object]>([
    ["an image on the web", { type: "image_url", image_url: { url: "https://a.example/b.png" } }],
    [
      "an image of another kind",
      { type: "image_url", image_url: { url: "data:image/tiff;base64,AAAA" } },
    ],
    ["a file that is elsewhere", { type: "file", file: { file_id: "f" } }],
    [
      "a file of another kind",
      { type: "file", file: { file_data: "data:application/zip;base64,AAAA" } },
    ],
  ])("%s is refused", async (_name, part) => {
    await expect(
      encode({ messages: [{ role: "user", content: [part as never] }] }),
    ).rejects.toMatchObject({
      kind: "unsupported_parameter",
      fields: [{ field: "messages[0].content[0]" }],
    });
  });

  test("a name that the API refuses is another, which is reported", async () => {
    const sent = await messages({
      role: "user",
      content: [
        { type: "file", file: { file_data: "data:text/csv;base64,AAAA", filename: "a_b: c.csv" } },
      ],
    });
    expect(JSON.stringify(sent.messages)).toContain('"name":"a-b- c"');
    expect(sent.warnings).toEqual(["messages[0].content[0].file.filename"]);
  });

  test("results of a turn, and what the user says to them, are one message", async () => {
    const call = (id: string) =>
      ({ id, type: "function", function: { name: "f", arguments: "{}" } }) as const;
    const sent = await messages(
      USER,
      { role: "assistant", tool_calls: [call("a"), call("b"), call("c")] },
      { role: "tool", tool_call_id: "a", content: "done" },
      { role: "tool", tool_call_id: "b", content: "broken", is_error: true, cache_control: CACHE },
      {
        role: "tool",
        tool_call_id: "c",
        content: [{ type: "image_url", image_url: { url: PNG } }],
        is_error: false,
      },
      { role: "user", content: "So?" },
    );
    expect((sent.messages as unknown[])[2]).toEqual({
      role: "user",
      content: [
        { toolResult: { toolUseId: "a", content: [{ text: "done" }] } },
        { toolResult: { toolUseId: "b", content: [{ text: "broken" }], status: "error" } },
        POINT,
        {
          toolResult: {
            toolUseId: "c",
            content: [{ image: { format: "png", source: { bytes: "iVBORw0KGgo=" } } }],
            status: "success",
          },
        },
        { text: "So?" },
      ],
    });
  });

  test("a turn without anything is left out, which is reported", async () => {
    const sent = await messages(USER, { role: "assistant", content: "" }, USER);
    expect(sent.messages).toEqual([
      { role: "user", content: [{ text: "Hello" }, { text: "Hello" }] },
    ]);
    expect(sent.warnings).toEqual(["messages[1]"]);
  });

  test("arguments that are no object are an error", async () => {
    const call = { id: "a", type: "function", function: { name: "f", arguments: "[1" } } as const;
    await expect(
      encode({ messages: [USER, { role: "assistant", tool_calls: [call] }] }),
    ).rejects.toMatchObject({
      kind: "invalid_request",
      param: "messages[1].tool_calls[0].function.arguments",
    });
  });
});

type Case = [
  name: string,
  request: Partial<ChatCompletionRequest>,
  body: { readonly [field: string]: unknown },
  warnings?: readonly string[],
];

const SCHEMA = { type: "object", properties: { a: { type: "number" } }, required: ["a"] };
const JSON_SCHEMA = { type: "json_schema", json_schema: { name: "n", schema: SCHEMA } } as const;
const TEXT_FORMAT = {
  type: "json_schema",
  structure: { jsonSchema: { name: "n", schema: JSON.stringify(SCHEMA) } },
};
const model = (fields: object) => ({ additionalModelRequestFields: fields });

describe("parameters", () => {
  test.each<Case>([
    [
      "limits",
      { model: NOVA, max_tokens: 5, temperature: 0, top_p: 0.5, stop: "x" },
      { inferenceConfig: { maxTokens: 5, temperature: 0, topP: 0.5, stopSequences: ["x"] } },
    ],
    [
      "the newer limit",
      { max_tokens: 5, max_completion_tokens: 6, stop: ["a", "b"] },
      { inferenceConfig: { maxTokens: 6, stopSequences: ["a", "b"] } },
      ["max_tokens"],
    ],
    ["metadata", { metadata: { a: "b" } }, { requestMetadata: { a: "b" } }],
    ["a tier", { service_tier: "flex" }, { serviceTier: { type: "flex" } }],
    ["the usual tier", { service_tier: "auto" }, {}],
    [
      "tools",
      {
        tools: [
          { ...TOOL, cache_control: CACHE },
          { type: "function", function: { name: "g", description: "G", strict: true } },
        ],
      },
      {
        toolConfig: {
          tools: [
            SPEC,
            POINT,
            {
              toolSpec: {
                name: "g",
                description: "G",
                inputSchema: { json: { type: "object" } },
                strict: true,
              },
            },
          ],
        },
      },
    ],
    [
      "a tool of Bedrock's",
      {
        tools: [TOOL],
        provider_options: { bedrock: { tools: [{ systemTool: { name: "nova_grounding" } }] } },
      },
      { toolConfig: { tools: [SPEC, { systemTool: { name: "nova_grounding" } }] } },
    ],
    [
      "a choice",
      { tools: [TOOL], tool_choice: "required" },
      { toolConfig: { tools: [SPEC], toolChoice: { any: {} } } },
    ],
    [
      "a tool that is meant",
      { tools: [TOOL], tool_choice: { type: "function", function: { name: "f" } } },
      { toolConfig: { tools: [SPEC], toolChoice: { tool: { name: "f" } } } },
    ],
    [
      "allowed tools",
      {
        tools: [TOOL, { type: "function", function: { name: "g" } }],
        tool_choice: {
          type: "allowed_tools",
          allowed_tools: { mode: "auto", tools: [{ type: "function", function: { name: "f" } }] },
        },
      },
      { toolConfig: { tools: [SPEC], toolChoice: { auto: {} } } },
    ],
    ["no choice", { tools: [TOOL], tool_choice: "none" }, {}, ["tools"]],
    [
      "serial calls",
      { tools: [TOOL], tool_choice: "required", parallel_tool_calls: false },
      {
        toolConfig: { tools: [SPEC] },
        ...model({ tool_choice: { type: "any", disable_parallel_tool_use: true } }),
      },
    ],
    [
      "parallel calls",
      { tools: [TOOL], parallel_tool_calls: true },
      { toolConfig: { tools: [SPEC] } },
    ],
    [
      "serial calls of another model",
      { model: NOVA, tools: [TOOL], parallel_tool_calls: false },
      { toolConfig: { tools: [SPEC] } },
      ["parallel_tool_calls"],
    ],
    ["top_k of Claude", { top_k: 5 }, model({ top_k: 5 })],
    ["top_k of Nova", { model: NOVA, top_k: 5 }, model({ inferenceConfig: { topK: 5 } })],
    ["top_k of Cohere", { model: "cohere.command-r-plus-v1:0", top_k: 5 }, model({ k: 5 })],
    [
      "top_k of Mistral",
      { model: "mistral.mistral-7b-instruct-v0:2", top_k: 5 },
      model({ top_k: 5 }),
    ],
    ["top_k of Llama", { model: "meta.llama3-8b-instruct-v1:0", top_k: 5 }, {}, ["top_k"]],
    ["a schema", { response_format: JSON_SCHEMA }, { outputConfig: { textFormat: TEXT_FORMAT } }],
    ["text", { response_format: { type: "text" } }, {}],
    [
      "a budget",
      { thinking: { type: "enabled", budget_tokens: 2000 }, max_tokens: 4000 },
      {
        inferenceConfig: { maxTokens: 4000 },
        ...model({ thinking: { type: "enabled", budget_tokens: 2000 } }),
      },
    ],
    [
      "a budget above the limit",
      { thinking: { type: "enabled", budget_tokens: 9000 }, max_tokens: 2000 },
      {
        inferenceConfig: { maxTokens: 2000 },
        ...model({ thinking: { type: "enabled", budget_tokens: 1600 } }),
      },
      ["thinking"],
    ],
    ["no thinking", { thinking: { type: "disabled" } }, model({ thinking: { type: "disabled" } })],
    [
      "an effort by budget",
      { reasoning_effort: "low" },
      model({ thinking: { type: "enabled", budget_tokens: 4096 } }),
    ],
    [
      "an effort of Claude",
      { model: CLAUDE_46, reasoning_effort: "high" },
      model({ thinking: { type: "adaptive" }, output_config: { effort: "high" } }),
    ],
    [
      "an effort that Claude does not know",
      { model: CLAUDE_46, reasoning_effort: "minimal" },
      model({ thinking: { type: "adaptive" }, output_config: { effort: "low" } }),
      ["reasoning_effort"],
    ],
    [
      "an effort of Nova",
      { model: NOVA_2, reasoning_effort: "medium" },
      model({ reasoningConfig: { type: "enabled", maxReasoningEffort: "medium" } }),
    ],
    [
      "no reasoning of Nova",
      { model: NOVA_2, reasoning_effort: "none" },
      model({ reasoningConfig: { type: "disabled" } }),
    ],
    [
      "a budget for Nova",
      { model: NOVA_2, thinking: { type: "enabled", budget_tokens: 1024 } },
      model({ reasoningConfig: { type: "enabled", maxReasoningEffort: "medium" } }),
      ["thinking"],
    ],
    [
      "an effort of gpt-oss",
      { model: "openai.gpt-oss-120b-1:0", reasoning_effort: "xhigh" },
      model({ reasoning_effort: "high" }),
      ["reasoning_effort"],
    ],
    [
      "an effort for a model that has none",
      { model: NOVA, reasoning_effort: "high" },
      {},
      ["reasoning_effort"],
    ],
    ["no effort for a model that has none", { model: NOVA, reasoning_effort: "none" }, {}],
    [
      "an effort of GPT",
      { model: GPT, reasoning_effort: "xhigh" },
      model({ reasoning: { effort: "xhigh" } }),
    ],
    [
      "no effort of GPT",
      { model: GPT, reasoning_effort: "none" },
      model({ reasoning: { effort: "none" } }),
    ],
    [
      "an effort and a budget that GPT does not know",
      { model: GPT, reasoning_effort: "minimal", thinking: { type: "adaptive" } },
      model({ reasoning: { effort: "low" } }),
      ["reasoning_effort", "thinking"],
    ],
    [
      "a limit beside Nova's highest effort",
      { model: NOVA_2, reasoning_effort: "high", max_tokens: 5, temperature: 0.5 },
      {
        inferenceConfig: { temperature: 0.5 },
        ...model({ reasoningConfig: { type: "enabled", maxReasoningEffort: "high" } }),
      },
      ["max_tokens"],
    ],
    [
      "a temperature and top_p, of which Claude 4.5 takes one",
      { temperature: 0.5, top_p: 0.5 },
      { inferenceConfig: { temperature: 0.5 } },
      ["top_p"],
    ],
    [
      "a temperature while Claude thinks",
      {
        thinking: { type: "enabled", budget_tokens: 1024 },
        temperature: 0.5,
        top_p: 0.9,
        top_k: 5,
      },
      model({ thinking: { type: "enabled", budget_tokens: 1024 } }),
      ["temperature", "top_p", "top_k"],
    ],
    [
      "what thinking allows",
      { thinking: { type: "enabled", budget_tokens: 1024 }, top_p: 0.95 },
      {
        inferenceConfig: { topP: 0.95 },
        ...model({ thinking: { type: "enabled", budget_tokens: 1024 } }),
      },
    ],
    [
      "a temperature where Claude chooses itself",
      { model: CLAUDE_5, temperature: 0.5, top_p: 1 },
      {},
      ["temperature"],
    ],
    [
      "strict tools of a Claude that has none",
      {
        model: CLAUDE_5,
        tools: [
          { type: "function", function: { ...TOOL.function, strict: true } },
          { type: "function", function: { ...TOOL.function, strict: false } },
        ],
      },
      { toolConfig: { tools: [SPEC, SPEC] } },
      ["tools[0].function.strict"],
    ],
    [
      "what only Bedrock knows",
      {
        provider_options: {
          bedrock: {
            additional_parameters: { anthropic_beta: ["x"] },
            additionalModelResponseFieldPaths: ["/stop_sequence"],
            guardrailConfig: { guardrailIdentifier: "abc", guardrailVersion: "1" },
            performanceConfig: { latency: "optimized" },
            promptVariables: { who: { text: "me" } },
            serviceTier: { type: "reserved" },
          },
        },
      },
      {
        additionalModelRequestFields: { anthropic_beta: ["x"] },
        additionalModelResponseFieldPaths: ["/stop_sequence"],
        guardrailConfig: { guardrailIdentifier: "abc", guardrailVersion: "1" },
        performanceConfig: { latency: "optimized" },
        promptVariables: { who: { text: "me" } },
        serviceTier: { type: "reserved" },
      },
    ],
    [
      "fields of the model over ours",
      {
        model: NOVA,
        top_k: 5,
        provider_options: {
          bedrock: { additional_parameters: { inferenceConfig: { topK: 6, x: 1 } } },
        },
      },
      model({ inferenceConfig: { topK: 6, x: 1 } }),
      ["provider_options.bedrock.additional_parameters.inferenceConfig"],
    ],
  ])("%s", async (_name, request, expected, warnings = []) => {
    const sent = await encode({ messages: [USER], ...request }, "warn");
    const { messages: _, ...body } = sent.body;
    expect(body).toEqual(expected);
    expect(sent.warnings).toEqual(warnings);
  });

  test.each<[name: string, request: Partial<ChatCompletionRequest>, words: RegExp]>([
    [
      "a schema for a model that knows none",
      { model: NOVA, response_format: JSON_SCHEMA },
      /matches this JSON Schema/,
    ],
    ["any JSON", { response_format: { type: "json_object" } }, /one JSON object/],
    [
      "a schema for a Claude that takes none on Bedrock",
      { model: CLAUDE_5, response_format: JSON_SCHEMA },
      /matches this JSON Schema/,
    ],
  ])("%s is asked for in the system prompt, which is reported", async (_name, request, words) => {
    const { body, ledger } = await encode({
      messages: [{ role: "system", content: "A" }, USER],
      ...request,
    });
    const system = body["system"] as { text: string }[];
    expect(system.map(({ text }) => text)).toEqual(["A", expect.stringMatching(words)]);
    expect(ledger).toContainEqual(
      expect.objectContaining({ field: "response_format", outcome: "emulated" }),
    );
  });

  test("tools stay where the conversation has calls, and the choice is refused", async () => {
    const call = { id: "a", type: "function", function: { name: "f", arguments: "{}" } } as const;
    await expect(
      encode({
        messages: [
          USER,
          { role: "assistant", tool_calls: [call] },
          { role: "tool", tool_call_id: "a", content: "x" },
        ],
        tools: [TOOL],
        tool_choice: "none",
      }),
    ).rejects.toMatchObject({ fields: [{ field: "tool_choice" }] });
  });

  test("an option that is not known is an error with the likely name", async () => {
    const options = { bedrock: { guardrailconfig: {} } } as never;
    await expect(encode({ provider_options: options })).rejects.toThrow(
      'Did you mean "guardrailConfig"',
    );
  });

  test("names of prototypes are names of fields", async () => {
    const fields = JSON.parse('{"__proto__":{"polluted":true},"constructor":1}') as object;
    const { body } = await encode({
      provider_options: { bedrock: { additional_parameters: fields } } as never,
    });
    expect(JSON.stringify(body["additionalModelRequestFields"])).toBe(
      '{"__proto__":{"polluted":true},"constructor":1}',
    );
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test("the stream is asked for by the path, and its frames by a header", async () => {
    const { url, headers } = await encode({ model: CLAUDE });
    expect(url).toBe(
      `https://bedrock-runtime.us-east-1.amazonaws.com/model/${encodeURIComponent(CLAUDE)}/converse`,
    );
    expect(headers["accept"]).toBe("application/json");
  });

  test("the tools of the history are declared where the request has none", async () => {
    const messages = [
      { role: "user", content: "Add" },
      {
        role: "assistant",
        tool_calls: [
          { id: "a", type: "function", function: { name: "add", arguments: "{}" } },
          { id: "b", type: "function", function: { name: "add", arguments: "{}" } },
        ],
      },
      { role: "tool", tool_call_id: "a", content: "1" },
      { role: "tool", tool_call_id: "b", content: "2" },
    ] as const;
    const { body, warnings } = await encode({ messages });
    const toolSpec = { name: "add", inputSchema: { json: { type: "object" } } };
    expect(body["toolConfig"]).toEqual({ tools: [{ toolSpec }] });
    expect(warnings).toEqual(["tools"]);
  });
});
