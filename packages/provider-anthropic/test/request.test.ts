import type { ChatCompletionRequest, ChatMessage } from "@vllora/core/provider";
import { describe, expect, test } from "vitest";
import { encode } from "./encode.ts";
import { violations } from "./schema.ts";

type Fields = Partial<ChatCompletionRequest>;
const HELLO = [{ role: "user", content: "Hello" }];

test("the least request has a limit, which the API wants", async () => {
  const { url, headers, body, ledger, warnings } = await encode({});
  expect(url).toBe("https://api.anthropic.com/v1/messages");
  expect(headers).toMatchObject({ "anthropic-version": "2023-06-01", "x-api-key": "k" });
  expect(headers).not.toHaveProperty("anthropic-beta");
  expect(body).toEqual({ model: "claude-sonnet-4-5", max_tokens: 64_000, messages: HELLO });
  expect(ledger).toMatchObject([{ field: "max_tokens", outcome: "emulated", to: 64_000 }]);
  expect(warnings).toEqual([]);
});

test("the schema that requests are held to refuses what is wrong", () => {
  expect(violations({ model: "m", max_tokens: 1, messages: HELLO })).toEqual([]);
  expect(violations({ model: "m", messages: HELLO })).not.toEqual([]);
  expect(violations({ model: "m", max_tokens: 1, messages: HELLO, top_p: "1" })).toEqual(["top_p"]);
  expect(violations({ model: "m", max_tokens: 1, messages: HELLO, unknown: 1 })).not.toEqual([]);
});

describe("the default limit is the model's maximum", () => {
  test.each([
    ["claude-3-opus-20240229", 4096],
    ["claude-3-5-haiku-20241022", 8192],
    ["claude-3-7-sonnet-20250219", 64_000],
    ["claude-opus-4-20250514", 32_000],
    ["claude-opus-4-1-20250805", 32_000],
    ["claude-sonnet-4-0", 64_000],
    ["claude-haiku-4-5-20251001", 64_000],
    ["claude-opus-4-6", 128_000],
    ["claude-sonnet-5", 128_000],
    ["claude-fable-5-1", 128_000],
    ["claude-next", 32_000],
    ["somebody-else", 8192],
  ])("%s: %i", async (model, limit) => {
    expect((await encode({ model })).body["max_tokens"]).toBe(limit);
  });

  test("and the caller's limit goes before it, by either name", async () => {
    expect((await encode({ max_tokens: 7 })).body["max_tokens"]).toBe(7);
    expect((await encode({ max_completion_tokens: 8 })).body["max_tokens"]).toBe(8);
    const both = await encode({ max_tokens: 7, max_completion_tokens: 8 });
    expect(both.body["max_tokens"]).toBe(8);
    expect(both.warnings).toEqual(["max_tokens"]);
  });
});

describe("a parameter", () => {
  test.each<[name: string, given: Fields, sent: object, warnings: readonly string[]]>([
    ["temperature within the range", { temperature: 0 }, { temperature: 0 }, []],
    ["temperature beyond it is not sent", { temperature: 1.5 }, {}, ["temperature"]],
    ["top_p and top_k", { top_p: 0.9, top_k: 5 }, { top_p: 0.9, top_k: 5 }, []],
    [
      "top_p beside temperature, for models that refuse it",
      { temperature: 0.5, top_p: 0.9 },
      { temperature: 0.5 },
      ["top_p"],
    ],
    [
      "top_p beside temperature, for older ones",
      { model: "claude-sonnet-4-0", temperature: 0.5, top_p: 0.9 },
      { temperature: 0.5, top_p: 0.9 },
      [],
    ],
    [
      "sampling, for models that choose themselves",
      { model: "claude-opus-4-7", temperature: 0.5, top_p: 0.9, top_k: 5 },
      {},
      ["temperature", "top_p", "top_k"],
    ],
    [
      "its default, for models that choose themselves",
      { model: "claude-opus-5", temperature: 1, top_p: 0.99 },
      {},
      [],
    ],
    ["stop as text", { stop: "END" }, { stop_sequences: ["END"] }, []],
    ["stop as list", { stop: ["A", "B"] }, { stop_sequences: ["A", "B"] }, []],
    ["no stop", { stop: [] }, {}, []],
    ["user", { user: "u" }, { metadata: { user_id: "u" } }, []],
    ["safety_identifier", { safety_identifier: "s" }, { metadata: { user_id: "s" } }, []],
    [
      "metadata of the API, and other",
      { metadata: { user_id: "m", topic: "t" } },
      { metadata: { user_id: "m" } },
      ["metadata.topic"],
    ],
    [
      "two names of the user",
      { user: "u", safety_identifier: "s" },
      { metadata: { user_id: "u" } },
      ["safety_identifier"],
    ],
    ["metadata of another kind", { metadata: { topic: "t" } }, {}, ["metadata"]],
    ["service_tier auto", { service_tier: "auto" }, { service_tier: "auto" }, []],
    ["service_tier default", { service_tier: "default" }, { service_tier: "standard_only" }, []],
    [
      "service_tier priority",
      { service_tier: "priority" },
      { service_tier: "auto" },
      ["service_tier"],
    ],
    ["service_tier flex", { service_tier: "flex" }, {}, ["service_tier"]],
    ["n of one, and other defaults", { n: 1, logprobs: false, store: false }, {}, []],
    [
      "knobs that the API has not",
      { seed: 1, frequency_penalty: 1 },
      {},
      ["seed", "frequency_penalty"],
    ],
    ["response_format text", { response_format: { type: "text" } }, {}, []],
    [
      "web_search_options",
      {
        web_search_options: {
          search_context_size: "high",
          user_location: { type: "approximate", approximate: { country: "DE" } },
        },
      },
      {
        tools: [
          {
            type: "web_search_20250305",
            name: "web_search",
            user_location: { type: "approximate", country: "DE" },
          },
        ],
      },
      ["web_search_options.search_context_size"],
    ],
  ])("%s", async (_name, given, sent, warnings) => {
    const { body, warnings: said } = await encode({ max_tokens: 9, ...given });
    const { model: _, messages: __, max_tokens: ___, ...fields } = body;
    expect(fields).toEqual(sent);
    expect(said).toEqual(warnings);
  });

  test.each<[name: string, given: Fields]>([
    ["n", { n: 2 }],
    ["logprobs", { logprobs: true }],
    ["stop", { stop: "\n" }],
    ["functions", { functions: [{ name: "f" }] }],
    ["modalities", { modalities: ["audio"] }],
    ["prediction", { prediction: { type: "content", content: "x" } }],
  ])("%s that would change the answer is refused", async (field, given) => {
    await expect(encode(given)).rejects.toMatchObject({
      kind: "unsupported_parameter",
      fields: [{ field }],
    });
  });

  test("temperature beyond the range is refused where the caller wants that", async () => {
    await expect(encode({ temperature: 1.5 }, {}, "error")).rejects.toMatchObject({
      fields: [{ field: "temperature" }],
    });
  });
});

describe("a format", () => {
  const schema = {
    type: "object",
    properties: { name: { type: "string", minLength: 1 }, ages: { type: "array", minItems: 3 } },
    required: ["name"],
  };
  const format = { type: "json_schema", json_schema: { name: "person", schema } } as const;
  const fitted = {
    type: "object",
    properties: { name: { type: "string" }, ages: { type: "array" } },
    required: ["name"],
    additionalProperties: false,
  };

  test("is native where the model has it, without limits that the API does not know", async () => {
    const { body, ledger } = await encode({ response_format: format });
    expect(body["output_config"]).toEqual({ format: { type: "json_schema", schema: fitted } });
    expect(ledger).toContainEqual({
      field: "response_format.json_schema.schema",
      outcome: "adjusted",
      note: "the API knows no such limits: minLength at properties.name, minItems at properties.ages, additionalProperties",
    });
    expect(schema.properties.name).toHaveProperty("minLength");
  });

  test("has alternatives in the API's word for them, and no text format that it does not know", async () => {
    const closed = (properties: object) => ({
      type: "object",
      properties,
      additionalProperties: false,
    });
    const { body } = await encode({
      response_format: {
        type: "json_schema",
        json_schema: {
          name: "x",
          schema: closed({
            at: { type: "string", format: "date" },
            format: { type: "string", format: "regex" },
            oneOf: { oneOf: [{ type: "string", maxLength: 1 }, { type: "null" }] },
          }),
        },
      },
    });
    expect(body["output_config"]).toMatchObject({
      format: {
        schema: closed({
          at: { type: "string", format: "date" },
          format: { type: "string" },
          oneOf: { anyOf: [{ type: "string" }, { type: "null" }] },
        }),
      },
    });
  });

  test("is asked for in the system prompt where the model has none", async () => {
    const model = "claude-sonnet-4-0";
    const { body, ledger } = await encode({ model, response_format: format });
    expect(body["system"]).toContain(JSON.stringify(schema));
    expect(ledger).toContainEqual(
      expect.objectContaining({ field: "response_format", outcome: "emulated" }),
    );
  });

  test("of any JSON object is asked for after the caller's instructions", async () => {
    const { body } = await encode({
      messages: [
        { role: "system", content: "Be kind." },
        { role: "user", content: "Hello" },
      ],
      response_format: { type: "json_object" },
    });
    expect(body["system"]).toEqual([
      { type: "text", text: "Be kind." },
      { type: "text", text: expect.stringContaining("one JSON object") as string },
    ]);
  });
});

describe("options", () => {
  const HELLO = { role: "user", content: "Hello" } as const;
  const HOUR = { type: "ephemeral", ttl: "1h" } as const;
  const answered = (block: object): Fields => ({
    messages: [
      HELLO,
      {
        role: "assistant",
        content: null,
        provider_fields: { anthropic: { blocks: [block] } },
      } as ChatMessage,
      HELLO,
    ],
  });
  const changed = (block: object): Fields => ({
    model: "claude-opus-5",
    messages: [HELLO, { role: "system", content: [block as never] }],
  });

  test("go out under their names, with the betas that they need", async () => {
    const { body, headers, ledger } = await encode({
      provider_options: {
        anthropic: {
          betas: ["interleaved-thinking-2025-05-14"],
          cache_control: { type: "ephemeral" },
          container: { skills: [{ type: "anthropic", skill_id: "pptx" }] },
          context_management: {
            edits: [{ type: "clear_tool_uses_20250919" }, { type: "compact_20260112" }],
          },
          mcp_servers: [{ type: "url", name: "wiki", url: "https://example.com/mcp" }],
          output_config: { effort: "low", task_budget: { type: "tokens", total: 20_000 } },
          tools: [
            { type: "code_execution_20250825", name: "code_execution" },
            { type: "web_search_20250305", name: "web_search", max_uses: 2 },
          ],
          user_profile_id: "p",
          workspace_id: "w",
        },
      },
    });
    expect(body).toMatchObject({
      cache_control: { type: "ephemeral" },
      container: { skills: [{ type: "anthropic", skill_id: "pptx" }] },
      output_config: { effort: "low", task_budget: { type: "tokens", total: 20_000 } },
      tools: [{ name: "code_execution" }, { name: "web_search", max_uses: 2 }],
    });
    expect(headers["anthropic-beta"]?.split(",").sort()).toEqual([
      "compact-2026-01-12",
      "context-management-2025-06-27",
      "interleaved-thinking-2025-05-14",
      "mcp-client-2025-04-04",
      "task-budgets-2026-03-13",
    ]);
    expect(headers).toMatchObject({
      "anthropic-user-profile-id": "p",
      "anthropic-workspace-id": "w",
    });
    expect(body).not.toHaveProperty("betas");
    expect(ledger).toContainEqual({
      field: "provider_options.anthropic.container",
      outcome: "sent",
    });
  });

  test.each<[beta: string, given: Fields]>([
    ["fast-mode-2026-02-01", { provider_options: { anthropic: { speed: "fast" } } }],
    [
      "server-side-fallback-2026-07-01",
      { provider_options: { anthropic: { fallbacks: "default" } } },
    ],
    [
      "thinking-display-updates-2026-08-18",
      { provider_options: { anthropic: { thinking: { type: "adaptive", display: "updates" } } } },
    ],
    [
      "mcp-client-2025-11-20",
      {
        provider_options: {
          anthropic: {
            mcp_servers: [{ type: "url", name: "wiki", url: "https://example.com/mcp" }],
            tools: [{ type: "mcp_toolset", mcp_server_name: "wiki" }],
          },
        },
      },
    ],
    [
      "mcp-client-2025-04-04",
      answered({ type: "mcp_tool_use", id: "m", name: "f", server_name: "s", input: {} }),
    ],
    ["compact-2026-01-12", answered({ type: "compaction", content: "So far." })],
    ["compact-2026-09-04", answered({ type: "compaction", content: "So far.", signature: "s" })],
    [
      "mid-conversation-tool-changes-2026-07-01",
      changed({ type: "tool_removal", tool: { type: "tool_reference", name: "f" } }),
    ],
    [
      "inline-tools-2026-09-15",
      changed({
        type: "tool_addition",
        tool: {
          type: "tool_definition",
          definition: { name: "f", input_schema: { type: "object" } },
        },
      }),
    ],
  ])("%s goes with what needs it", async (beta, given) => {
    expect((await encode(given)).headers["anthropic-beta"]).toBe(beta);
  });

  test.each<[name: string, given: Fields]>([
    [
      "a file by id",
      { messages: [{ role: "user", content: [{ type: "file", file: { file_id: "file_1" } }] }] },
    ],
    [
      "a prefix that is cached for an hour",
      { messages: [{ role: "system", content: "Be", cache_control: HOUR }, HELLO] },
    ],
    [
      "code execution with skills",
      {
        provider_options: {
          anthropic: {
            tools: [{ type: "code_execution_20250825", name: "code_execution" }],
            container: { skills: [{ type: "anthropic", skill_id: "pptx" }] },
          },
        },
      },
    ],
  ])("%s needs no beta", async (_name, given) => {
    expect((await encode(given)).headers).not.toHaveProperty("anthropic-beta");
  });

  test("an unknown one is an error with a suggestion", async () => {
    const wrong = { anthropic: { mcp_server: [] } } as never;
    await expect(encode({ provider_options: wrong })).rejects.toThrow(
      'Did you mean "mcp_servers"?',
    );
  });

  test("betas of the provider and of the request go together; a header of the caller goes alone", async () => {
    const request = { provider_options: { anthropic: { betas: ["b"] } } };
    const both = await encode(request, { betas: ["a"] });
    expect(both.headers["anthropic-beta"]).toBe("a,b");
    const own = await encode({ ...request, extra_headers: { "Anthropic-Beta": "c" } });
    expect(own.headers["anthropic-beta"]).toBe("c");
    expect(own.warnings).toEqual(["provider_options.anthropic.betas"]);
  });

  test("what they say goes before the mapped field, and that is reported", async () => {
    const { body, warnings } = await encode({
      model: "claude-opus-5",
      reasoning_effort: "low",
      thinking: { type: "adaptive" },
      provider_options: {
        anthropic: { thinking: { type: "disabled" }, output_config: { effort: "max" } },
      },
    });
    expect(body).toMatchObject({
      thinking: { type: "disabled" },
      output_config: { effort: "max" },
    });
    expect([...warnings].sort()).toEqual(["reasoning_effort", "thinking"]);
  });
});
