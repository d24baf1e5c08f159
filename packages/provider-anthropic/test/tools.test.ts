import type { ChatCompletionRequest, Tool } from "@vllora/core/provider";
import { describe, expect, test } from "vitest";
import { encode } from "./encode.ts";

type Fields = Partial<ChatCompletionRequest>;
const parameters = { type: "object", properties: { city: { type: "string" } } };
const weather: Tool = {
  type: "function",
  function: { name: "weather", description: "d", parameters },
};
const time: Tool = { type: "function", function: { name: "time" } };
const tools = [weather, time];

describe("tools", () => {
  test("whose fields are null have none of them", async () => {
    const empty = { name: "f", description: null, parameters: null, strict: null };
    const { body } = await encode({ tools: [{ type: "function", function: empty } as never] });
    expect(body["tools"]).toEqual([{ name: "f", input_schema: { type: "object" } }]);
  });

  test("keep their schema, their mark and what only the API knows of them", async () => {
    const schema = { ...parameters, $defs: { a: { enum: [1] } }, "x-own": [null] };
    const { body } = await encode({
      tools: [
        {
          type: "function",
          function: { name: "weather", parameters: schema },
          cache_control: { type: "ephemeral", ttl: "1h" },
        },
        time,
      ],
      provider_options: { anthropic: { tool_options: { time: { defer_loading: true } } } },
    });
    expect(body["tools"]).toEqual([
      {
        name: "weather",
        input_schema: schema,
        cache_control: { type: "ephemeral", ttl: "1h" },
      },
      { name: "time", input_schema: { type: "object" }, defer_loading: true },
    ]);
  });

  test("are strict where the model knows it, with a schema that fits", async () => {
    const strict: Tool = { type: "function", function: { name: "f", parameters, strict: true } };
    const { body, warnings } = await encode({ tools: [strict] });
    const closed = { ...parameters, additionalProperties: false };
    expect(body["tools"]).toEqual([{ name: "f", input_schema: closed, strict: true }]);
    expect(warnings).toEqual(["tools[0].function.parameters"]);
    const older = await encode({ model: "claude-sonnet-4-0", tools: [strict] });
    expect(older.body["tools"]).toEqual([{ name: "f", input_schema: parameters }]);
    expect(older.warnings).toEqual(["tools[0].function.strict"]);
  });

  test("of Anthropic keep their place among the others", async () => {
    const bash = { type: "bash_20250124", name: "bash" } as unknown as Tool;
    const { body } = await encode({ tools: [bash, time] });
    expect(body["tools"]).toEqual([bash, { name: "time", input_schema: { type: "object" } }]);
  });

  test("with free text are refused, and settings of a tool that is not there reported", async () => {
    await expect(
      encode({ tools: [{ type: "custom", custom: { name: "c" } }] }),
    ).rejects.toMatchObject({ fields: [{ field: "tools[0]" }] });
    const { warnings } = await encode({
      provider_options: { anthropic: { tool_options: { tine: {} } } },
    });
    expect(warnings).toEqual(["provider_options.anthropic.tool_options.tine"]);
  });
});

describe("a choice of tools", () => {
  const named = { type: "function", function: { name: "time" } } as const;
  test.each<[name: string, given: Fields, sent: object | undefined]>([
    ["none said", {}, undefined],
    ["auto", { tool_choice: "auto" }, { type: "auto" }],
    ["none", { tool_choice: "none" }, { type: "none" }],
    ["required", { tool_choice: "required" }, { type: "any" }],
    ["a function", { tool_choice: named }, { type: "tool", name: "time" }],
    ["serial", { parallel_tool_calls: false }, { type: "auto", disable_parallel_tool_use: true }],
    ["parallel, which is the default", { parallel_tool_calls: true }, undefined],
    [
      "required and serial",
      { tool_choice: "required", parallel_tool_calls: false },
      { type: "any", disable_parallel_tool_use: true },
    ],
    ["none and serial", { tool_choice: "none", parallel_tool_calls: false }, { type: "none" }],
  ])("%s", async (_name, given, sent) => {
    expect((await encode({ tools, ...given })).body["tool_choice"]).toEqual(sent);
  });

  test("from a list sends only the tools that it lists", async () => {
    const { body, ledger } = await encode({
      tools,
      tool_choice: {
        type: "allowed_tools",
        allowed_tools: { mode: "required", tools: [{ ...named }] },
      },
    });
    expect(body).toMatchObject({ tools: [{ name: "time" }], tool_choice: { type: "any" } });
    expect(ledger).toContainEqual(
      expect.objectContaining({ field: "tool_choice", outcome: "emulated" }),
    );
  });

  test("from a list finds Anthropic's own tools by type and name, and leaves those of the options", async () => {
    const bash = { type: "bash_20250124", name: "bash" } as never;
    const memory = { type: "memory_20250818", name: "memory" } as never;
    const search = { type: "web_search_20250305", name: "web_search" };
    const { body } = await encode({
      tools: [...tools, bash, memory],
      tool_choice: {
        type: "allowed_tools",
        allowed_tools: { mode: "auto", tools: [{ type: "memory_20250818" }, { ...named }] },
      },
      provider_options: { anthropic: { tools: [search] } },
    });
    expect(body["tools"]).toEqual([expect.objectContaining({ name: "time" }), memory, search]);
    expect(body["tool_choice"]).toEqual({ type: "auto" });
  });

  test("without tools is none, and one that needs a tool is refused", async () => {
    for (const tool_choice of ["auto", "none"] as const) {
      const { body, warnings } = await encode({ tool_choice });
      expect(body).not.toHaveProperty("tool_choice");
      expect(warnings).toEqual([]);
    }
    for (const tool_choice of ["required", named] as const) {
      await expect(encode({ tool_choice })).rejects.toMatchObject({
        fields: [{ field: "tool_choice" }],
      });
    }
    const servers = [{ type: "url", name: "s", url: "https://example.com" }] as const;
    const options = { anthropic: { mcp_servers: servers } };
    const { body } = await encode({ tool_choice: "required", provider_options: options });
    expect(body["tool_choice"]).toEqual({ type: "any" });
  });

  test.each<[name: string, given: Fields]>([
    ["by budget", { thinking: { type: "enabled", budget_tokens: 2000 } }],
    ["before each call", { model: "claude-opus-5-5" }],
    ["before each call, as Sonnet", { model: "claude-sonnet-5-5" }],
    ["before each call, as Fable", { model: "claude-fable-5-1" }],
  ])("cannot be forced while the model thinks %s", async (_name, given) => {
    const request = { tools, tool_choice: "required", ...given } as const;
    await expect(encode(request)).rejects.toMatchObject({ fields: [{ field: "tool_choice" }] });
    const { body } = await encode(request, {}, "warn");
    expect(body).not.toHaveProperty("tool_choice");
  });

  test.each([
    "claude-opus-4-6",
    "claude-opus-5",
    "claude-sonnet-5",
    "claude-fable-5",
    "claude-haiku-5-5",
  ])("can be forced while %s thinks as it likes", async (model) => {
    const { body } = await encode({
      model,
      thinking: { type: "adaptive" },
      tools,
      tool_choice: "required",
    });
    expect(body["tool_choice"]).toEqual({ type: "any" });
  });
});
