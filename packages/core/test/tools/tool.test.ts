import { toStandardJsonSchema } from "@valibot/to-json-schema";
import { type RunnableTool, type StandardSchema, type ToolContext, tool } from "@vllora/core";
import type { JsonSchema } from "@vllora/types";
import { type } from "arktype";
import * as v from "valibot";
import { describe, expect, expectTypeOf, test } from "vitest";
import * as z from "zod";
import { rejection } from "../rejection.ts";
import { call, result, talk, WAYS } from "./conversation.ts";

const SCHEMA = {
  type: "object",
  properties: { city: { type: "string" }, days: { type: "number" } },
  required: ["city"],
};

const run = (args: unknown) => args;
const byZod = tool({
  name: "weather",
  parameters: z.object({ city: z.string(), days: z.number().default(1) }),
  run: ({ city, days }) => {
    expectTypeOf(city).toBeString();
    expectTypeOf(days).toBeNumber();
    return { city, days };
  },
});
const byValibot = tool({
  name: "weather",
  parameters: toStandardJsonSchema(v.object({ city: v.string(), days: v.optional(v.number(), 1) })),
  run: async ({ city, days }) => {
    expectTypeOf(city).toBeString();
    expectTypeOf(days).toBeNumber();
    return { city, days };
  },
});
const byArktype = tool({
  name: "weather",
  parameters: type({ city: "string", days: "number = 1" }),
  run: ({ city, days }) => {
    expectTypeOf(city).toBeString();
    expectTypeOf(days).toBeNumber();
    return { city, days };
  },
});

describe("types", () => {
  test("of arguments and results are inferred from any library", () => {
    type Args = { city: string; days: number };
    expectTypeOf(byZod.run).parameter(0).toEqualTypeOf<Args>();
    expectTypeOf(byZod.run).returns.toEqualTypeOf<Args>();
    expectTypeOf(byValibot.run).parameter(0).toEqualTypeOf<Args>();
    expectTypeOf(byValibot.run).returns.toEqualTypeOf<Promise<Args>>();
    expectTypeOf(byArktype.run).parameter(0).toEqualTypeOf<Args>();
    expectTypeOf(byZod).toExtend<RunnableTool>();
  });

  test("of JSON Schema are unknown, or what run says", () => {
    const unknown = tool({ name: "f", parameters: SCHEMA, run: (args) => args });
    expectTypeOf(unknown.run).parameter(0).toEqualTypeOf<{ readonly [name: string]: unknown }>();
    const said = tool({
      name: "f",
      parameters: SCHEMA,
      run: ({ city }: { city: string }, context) => {
        expectTypeOf(context).toEqualTypeOf<ToolContext>();
        return city.length;
      },
    });
    expectTypeOf(said.run).parameter(0).toEqualTypeOf<{ city: string }>();
    expectTypeOf(said.run).returns.toBeNumber();
    const none = tool({ name: "f", run: () => 1 });
    expectTypeOf(none.run).returns.toBeNumber();
  });

  test("refuse arguments that the schema does not give", () => {
    const parameters = z.object({ city: z.string() });
    // @ts-expect-error There is no country.
    tool({ name: "f", parameters, run: ({ country }) => country });
    // @ts-expect-error Nobody knows it.
    expect(() => tool({ name: "f", run, stopAtCal: true })).toThrow("stopAtCal");
  });
});

describe.each([
  ["zod", byZod],
  ["valibot", byValibot],
  ["arktype", byArktype],
])("a tool by %s", (_, weather) => {
  test("shows the model the JSON Schema of what it takes", () => {
    const { parameters } = weather;
    expect(parameters).toMatchObject({
      type: "object",
      properties: { city: { type: "string" }, days: { type: "number" } },
      required: ["city"],
    });
    expect(parameters).not.toHaveProperty("$schema");
  });

  test.each(WAYS)(
    "runs with what the schema gives, and tells the model what is wrong, %s",
    async (_way, ask) => {
      const { completions } = talk([
        { tool_calls: [call("1", "weather", { city: "Rome" }), call("2", "weather", { days: 2 })] },
        "Done",
      ]);
      const reply = await ask(completions.withTools([weather]));
      const [right, wrong] = reply.steps[0]?.toolRuns ?? [];
      expect(right).toMatchObject({ isError: false, output: { city: "Rome", days: 1 } });
      expect(wrong).toMatchObject({ isError: true, error: { kind: "tool_arguments" } });
      expect(wrong?.message.content).toMatch(
        /^Error: The arguments of weather do not match its schema: .*city/,
      );
    },
  );
});

describe("a tool by JSON Schema", () => {
  test("shows the model the schema as it is", () => {
    const { parameters } = tool({ name: "f", parameters: SCHEMA, run });
    expect(parameters).toBe(SCHEMA);
  });

  test.each<[what: string, schema: JsonSchema, wrong: object, problem: string]>([
    ["what is missing", SCHEMA, {}, "city"],
    ["the place", SCHEMA, { city: "a", days: "two" }, "days: "],
    [
      "a place deep inside",
      { properties: { a: { items: SCHEMA } } },
      { a: [{ city: 1 }] },
      "a.0.city: ",
    ],
    ["what is too much", { ...SCHEMA, additionalProperties: false }, { city: "a", x: 1 }, "x"],
    ["2020-12", { prefixItems: [], unevaluatedProperties: false }, { x: 1 }, "x"],
    ["draft 7", { $schema: "http://json-schema.org/draft-07/schema#", required: ["a"] }, {}, "a"],
    ["a reference", { $ref: "#/$defs/a", $defs: { a: { required: ["b"] } } }, {}, "b"],
  ])("checks arguments, and says %s", async (_, parameters, wrong, problem) => {
    const before = JSON.stringify(parameters);
    const { completions } = talk([{ tool_calls: [call("1", "f", wrong)] }, "Done"]);
    const reply = await completions.withTools([tool({ name: "f", parameters, run })]).create({
      model: "m",
      messages: [{ role: "user", content: "Hello" }],
    });
    const [failed] = reply.steps[0]?.toolRuns ?? [];
    expect(failed).toMatchObject({ isError: true, error: { kind: "tool_arguments" } });
    expect(failed?.message.content).toContain(problem);
    expect(JSON.stringify(parameters)).toBe(before);
  });

  test("passes arguments on as they came", async () => {
    const { completions } = talk([{ tool_calls: [call("1", "f", { city: "a", x: [1] })] }, "Done"]);
    const reply = await completions
      .withTools([tool({ name: "f", parameters: SCHEMA, run })])
      .create({ model: "m", messages: [{ role: "user", content: "Hello" }] });
    expect(reply.steps[0]?.toolRuns[0]?.output).toEqual({ city: "a", x: [1] });
  });

  test("a schema with a hole is the application's error, which the run carries", async () => {
    const parameters = { $ref: "#/$defs/nowhere" };
    const { completions } = talk([{ tool_calls: [call("1", "f")] }, "Done"]);
    const reply = await completions.withTools([tool({ name: "f", parameters, run })]).create({
      model: "m",
      messages: [{ role: "user", content: "Hello" }],
    });
    expect(reply.steps[0]?.toolRuns[0]).toMatchObject({ isError: true, error: expect.any(Error) });
  });
});

test("what a tool is goes to the model, and nothing else", async () => {
  const { model, completions } = talk("Hi");
  const full = tool({
    name: "f",
    description: "d",
    parameters: SCHEMA,
    strict: true,
    cacheControl: { type: "ephemeral" },
    timeoutMs: 5,
    annotations: { readOnlyHint: true },
    run,
  });
  await completions.withTools([full, tool({ name: "g", run })]).create({
    model: "m",
    messages: [{ role: "user", content: "Hello" }],
  });
  expect(model.calls[0]?.tools).toEqual([
    {
      type: "function",
      function: { name: "f", description: "d", parameters: SCHEMA, strict: true },
      cache_control: { type: "ephemeral" },
    },
    { type: "function", function: { name: "g", parameters: { type: "object", properties: {} } } },
  ]);
});

test("a tool by hand needs a name and run alone", async () => {
  const { model, completions } = talk([{ tool_calls: [call("1", "f", { a: 1 })] }, "Done"]);
  const byHand: RunnableTool = { name: "f", run: (args) => args };
  await completions.withTools([byHand]).create({
    model: "m",
    messages: [{ role: "user", content: "Hello" }],
  });
  expect(model.calls[0]?.tools).toEqual([{ type: "function", function: { name: "f" } }]);
  expect(model.calls[1]?.messages.at(-1)).toEqual(result("1", '{"a":1}'));
});

test("a tool can be tried without a model, and without a context", async () => {
  const see = tool({
    name: "see",
    run: (args: { a: number }, { signal, call: of, step, tags, meta, progress }) => {
      progress({ progress: 1 });
      return { args, isAborted: signal.aborted, of, step, tags, meta };
    },
  });
  expect(see.run({ a: 1 })).toEqual({
    args: { a: 1 },
    isAborted: false,
    of: call("", "see", { a: 1 }),
    step: 0,
    tags: {},
    meta: {},
  });
  expect(await byValibot.run({ city: "Rome", days: 2 })).toEqual({ city: "Rome", days: 2 });
});

describe("a definition that is wrong", () => {
  const silent: StandardSchema = {
    "~standard": { version: 1, vendor: "quiet", validate: (value) => ({ value }) },
  };
  const broken: StandardSchema = {
    "~standard": {
      ...silent["~standard"],
      jsonSchema: {
        input: () => {
          throw new Error("no");
        },
      },
    },
  };
  test.each<[what: string, definition: object, message: string]>([
    ["no name", { run }, "name must be"],
    ["an empty name", { name: "", run }, "name must be"],
    ["a name with a space", { name: "a b", run }, "name must be"],
    ["a long name", { name: "a".repeat(65), run }, "name must be"],
    ["no run", { name: "f" }, "run of f must be a function"],
    [
      "a field that is not known",
      { name: "f", run, paramters: {} },
      'paramters of f is not known. Did you mean "parameters"?',
    ],
    ["a time below 0", { name: "f", run, timeoutMs: -1 }, "timeoutMs of f"],
    ["a time that is text", { name: "f", run, timeoutMs: "5" }, "timeoutMs of f"],
    [
      "parameters that are a list",
      { name: "f", run, parameters: [] },
      "tool f must be a JSON Schema",
    ],
    [
      "parameters that are text",
      { name: "f", run, parameters: "city" },
      "tool f must be a JSON Schema",
    ],
    [
      "valibot without JSON Schema",
      { name: "f", run, parameters: v.object({}) },
      "toStandardJsonSchema",
    ],
    [
      "a library without JSON Schema",
      { name: "f", run, parameters: silent },
      "give its JSON Schema as jsonSchema",
    ],
    [
      "a schema that JSON Schema cannot say",
      { name: "f", run, parameters: broken },
      "cannot be said",
    ],
  ])("%s is refused", async (_, definition, message) => {
    const error = await rejection(() => tool(definition as never));
    expect(error.kind).toBe("invalid_request");
    expect(error.message).toContain(message);
  });

  test("jsonSchema says what a library does not", () => {
    const shown = tool({ name: "f", parameters: silent, jsonSchema: SCHEMA, run });
    expect(shown.parameters).toBe(SCHEMA);
  });
});
