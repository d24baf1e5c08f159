import { describe, expect, it } from "vitest";
import type {
  AguiEvent,
  Guard,
  McpDefinition,
  ModelEvent,
  ModelMetadata,
  Router,
} from "../src/index.ts";
import {
  aguiEventSchema,
  credentialsSchema,
  guardSchema,
  mcpConfigSchema,
  mcpDefinitionSchema,
  modelEventSchema,
  modelMetadataSchema,
  modelPriceSchema,
  routerSchema,
} from "../src/schemas/index.ts";

describe("MCP", () => {
  it.each<McpDefinition>([
    { type: "http", server_url: "https://example.com/mcp", headers: { authorization: "Bearer x" } },
    { type: "sse", server_url: "https://example.com/sse", env: { REGION: "eu" }, filter: "all" },
    {
      type: "ws",
      server_url: "wss://example.com",
      filter: [{ name: "get_.*", description: "Reads." }],
    },
    { type: "in-memory", name: "vllora", filter: null },
    { type: "stdio", command: "npx", args: ["-y", "server"], filter: [] },
  ])("takes definitions of every transport: $type", (definition) => {
    expect(mcpDefinitionSchema.parse(definition)).toEqual(definition);
  });

  it("takes the configuration file of MCP clients", () => {
    const config = {
      mcpServers: {
        files: { command: "npx", args: ["-y", "files"], env: { ROOT: "/data" } },
        docs: { type: "http", url: "https://example.com/mcp", disabled: true },
      },
    };
    expect(mcpConfigSchema.parse(config)).toEqual(config);
    expect(mcpConfigSchema.safeParse({ mcpServers: { broken: {} } }).success).toBe(false);
  });
});

describe("routers", () => {
  it.each<Router>([
    {
      name: "r",
      type: "fallback",
      targets: [{ model: "openai/gpt-4.1" }, { model: "b", top_p: 1 }],
    },
    { name: "r", type: "percentage", targets: [{ model: "a" }], targets_percentages: [1] },
    { name: "r", type: "random", targets: [{ model: "a" }] },
    { name: "r", type: "optimized", metric: "ttft", metrics_duration: "LastHour" },
    {
      name: "r",
      type: "conditional",
      pre_request: [
        { name: "safe", type: "guardrail", guard_id: "toxicity" },
        {
          name: "limit",
          type: "rate_limiter",
          limit: 5,
          period: "day",
          target: "cost",
          entity: "user_id",
        },
      ],
      routes: [
        {
          name: "paying",
          conditions: {
            all: [
              { "extra.user.tier": { in: ["pro", "team"] } },
              { "pre_request.safe.passed": { $eq: true } },
            ],
          },
          targets: {
            $any: ["openai/gpt-4.1", "anthropic/claude-sonnet-4-5"],
            sort_by: "price",
            sort_order: "min",
            filter: { error_rate: { lt: 0.05 } },
          },
        },
        {
          name: "europe",
          conditions: { "metadata.region": { eq: "eu" } },
          targets: "mistral/small",
        },
        { name: "rest", targets: [{ model: "openai/gpt-4.1-mini" }] },
      ],
    },
  ])("have the strategy $type", (router) => {
    expect(routerSchema.parse(router)).toEqual(router);
  });

  it("refuse a strategy that there is not", () => {
    expect(routerSchema.safeParse({ name: "r", type: "astrology" }).success).toBe(false);
  });
});

describe("guards", () => {
  const base = {
    id: "g",
    name: "G",
    template_id: "t",
    stage: "input",
    action: "validate",
  } as const;

  it.each<Guard>([
    { ...base, type: "schema", user_defined_schema: { type: "object" } },
    { ...base, type: "llm_judge", model: { model: "gpt-4.1", user_prompt_template: "{{ text }}" } },
    {
      ...base,
      type: "dataset",
      embedding_model: "text-embedding-3-small",
      threshold: 0.8,
      dataset: { type: "examples", examples: [{ text: "no", label: false }] },
      schema: {},
    },
    { ...base, type: "regex", parameters: { patterns: ["^a"], match_type: "none" } },
    { ...base, type: "word_count", parameters: { max_words: 5 } },
    { ...base, type: "partner", partner: "openai" },
  ])("are of the kind $type", (guard) => {
    expect(guardSchema.parse(guard)).toEqual(guard);
  });
});

describe("models and prices", () => {
  it("describe a model at one provider", () => {
    const model: ModelMetadata = {
      model: "gpt-4.1",
      model_provider: "openai",
      inference_provider: {
        provider: "azure",
        model_name: "my-deployment",
        endpoint: "https://a.example",
      },
      price: { per_input_token: 2, per_output_token: 8, per_cached_input_token: 0.5 },
      input_formats: ["text", "image"],
      output_formats: ["text"],
      capabilities: ["tools"],
      type: "completions",
      limits: { max_context_size: 1_047_576 },
      description: "",
      release_date: "2025-04-14",
    };
    expect(modelMetadataSchema.parse(model)).toEqual(model);
  });

  it("take a broken price per token for no price per image", () => {
    expect(modelPriceSchema.parse({ mp_price: 0.04 })).toEqual({ mp_price: 0.04 });
    expect(modelPriceSchema.safeParse({ per_input_token: "2" }).success).toBe(false);
  });
});

describe("credentials", () => {
  it.each([
    [{ api_key: "k" }],
    [{ api_key: "k", endpoint: "https://example.com/v1" }],
    [{ access_key: "a", access_secret: "s", session_token: "t" }],
    [{ api_key: "k", region: "eu-west-1" }],
  ])("keep every field of theirs", (credentials) => {
    expect(credentialsSchema.parse(credentials)).toEqual(credentials);
  });
});

describe("events", () => {
  it("tell what happened, the first token too, which carries nothing", () => {
    const event: ModelEvent = {
      span_id: "00f067aa0ba902b7",
      trace_id: "4bf92f3577b34da6a3ce929d0e0e4736",
      timestamp: "2026-11-22T10:00:00.000Z",
      event: { type: "llm_first_token", data: {} },
    };
    expect(modelEventSchema.parse(event)).toEqual(event);
  });

  it("speak AG-UI", () => {
    const events: AguiEvent[] = [
      { type: "RUN_STARTED", threadId: "t", runId: "r" },
      { type: "TEXT_MESSAGE_CONTENT", messageId: "m", delta: "" },
      { type: "STATE_DELTA", delta: [{ op: "replace", path: "/a", value: null }] },
      { type: "CUSTOM", name: "Cost", value: { cost: 0.1 }, timestamp: 1 },
      { type: "RUN_FINISHED", threadId: "t", runId: "r", outcome: { type: "success" } },
    ];
    for (const event of events) expect(aguiEventSchema.parse(event)).toEqual(event);
    expect(aguiEventSchema.safeParse({ type: "TEXT_MESSAGE_START" }).success).toBe(false);
  });
});
