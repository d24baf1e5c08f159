import { toStandardJsonSchema } from "@valibot/to-json-schema";
import { type MockReply, mockModel } from "@vllora/testing";
import { type } from "arktype";
import * as v from "valibot";
import { describe, expect, expectTypeOf, it } from "vitest";
import { z } from "zod";
import {
  type ChatCompletionRequest,
  LLMError,
  StructuredOutputError,
  tool,
  VlloraLLMClient,
} from "../../src/index.ts";
import { rejection } from "../rejection.ts";

const REQUEST: ChatCompletionRequest = {
  model: "m",
  messages: [{ role: "user", content: "Who?" }],
};
const PERSON = z.object({ name: z.string(), age: z.number() });
const ANNA = { name: "Anna", age: 41 };

/** A client of a model that says this, and what the model was asked. */
function answering(...replies: readonly MockReply[]) {
  const model = mockModel(replies);
  return { model, completions: new VlloraLLMClient({ instance: model }).completions };
}

const answerCall = (args: unknown, id = "call_1") => ({
  id,
  type: "function" as const,
  function: { name: "answer", arguments: JSON.stringify(args) },
});

const EMULATED = {
  field: "response_format",
  outcome: "emulated",
  note: 'the answer is a call of a tool "answer"',
};

describe("parse", () => {
  it("gives the value of the answer with the type that the schema infers", async () => {
    const { completions, model } = answering(JSON.stringify(ANNA));
    const reply = await completions.parse(REQUEST, PERSON);
    expectTypeOf(reply.parsed).toEqualTypeOf<{ name: string; age: number }>();
    expect(reply.parsed).toEqual(ANNA);
    expect(reply.text).toBe(JSON.stringify(ANNA));
    expect(Object.keys(JSON.parse(JSON.stringify(reply)))).not.toContain("parsed");
    expect(model.calls[0]?.response_format).toEqual({
      type: "json_schema",
      json_schema: {
        name: "answer",
        strict: true,
        schema: {
          type: "object",
          properties: { name: { type: "string" }, age: { type: "number" } },
          required: ["name", "age"],
          additionalProperties: false,
        },
      },
    });
  });

  it.each([
    ["valibot", toStandardJsonSchema(v.object({ name: v.string(), age: v.number() }))],
    ["arktype", type({ name: "string", age: "number" })],
    [
      "JSON Schema",
      {
        type: "object",
        properties: { name: { type: "string" }, age: { type: "number" } },
        required: ["name", "age"],
      },
    ],
  ])("takes a schema of %s", async (_, schema) => {
    const { completions, model } = answering(JSON.stringify(ANNA), '{"name":1}');
    expect((await completions.parse(REQUEST, schema)).parsed).toEqual(ANNA);
    expect(model.calls[0]?.response_format).toMatchObject({
      json_schema: { schema: { properties: { name: { type: "string" } } } },
    });
    const error = await rejection(() => completions.parse(REQUEST, schema));
    expect(error).toMatchObject({ kind: "structured_output", reason: "schema" });
  });

  it("gives what the schema makes of the answer", async () => {
    const { completions } = answering('{"day":"2026-11-28"}');
    const schema = z.object({ day: z.string().transform((text) => new Date(text)) });
    const { parsed } = await completions.parse(REQUEST, schema);
    expectTypeOf(parsed.day).toEqualTypeOf<Date>();
    expect(parsed.day).toEqual(new Date("2026-11-28"));
  });

  it("wraps what is no object, and takes it out again", async () => {
    const { completions, model } = answering('{"value":["a","b"]}');
    const { parsed } = await completions.parse(REQUEST, z.array(z.string()));
    expect(parsed).toEqual(["a", "b"]);
    expect(model.calls[0]?.response_format).toMatchObject({
      json_schema: {
        schema: {
          type: "object",
          properties: { value: { type: "array", items: { type: "string" } } },
          required: ["value"],
          additionalProperties: false,
        },
      },
    });
  });

  it("moves references with what it wraps", async () => {
    const { completions, model } = answering('{"value":[]}');
    const schema = {
      $defs: { leaf: { type: "string" } },
      type: "array",
      items: { anyOf: [{ $ref: "#" }, { $ref: "#/$defs/leaf" }, { $ref: "#/items" }] },
    };
    await completions.parse(REQUEST, schema);
    expect(model.calls[0]?.response_format).toMatchObject({
      json_schema: {
        schema: {
          $defs: schema.$defs,
          properties: {
            value: {
              items: {
                anyOf: [
                  { $ref: "#/properties/value" },
                  { $ref: "#/$defs/leaf" },
                  { $ref: "#/properties/value/items" },
                ],
              },
            },
          },
        },
      },
    });
  });

  it("asks for no strict mode that the schema does not fit", async () => {
    const { completions, model } = answering("{}", "{}", "{}");
    const strict = () =>
      model.calls.map(({ response_format: format }) =>
        format?.type === "json_schema" ? format.json_schema.strict : undefined,
      );
    await completions.parse(REQUEST, z.object({ name: z.string().optional() }));
    await completions.parse(REQUEST, z.record(z.string(), z.string()));
    await completions.parse(REQUEST, z.object({ name: z.string().optional() }), { strict: true });
    expect(strict()).toEqual([false, false, true]);
  });

  it("reads an answer in a code fence", async () => {
    const { completions } = answering(`\`\`\`json\n${JSON.stringify(ANNA)}\n\`\`\``);
    expect((await completions.parse(REQUEST, PERSON)).parsed).toEqual(ANNA);
  });

  it("lets no answer reach a prototype", async () => {
    const { completions } = answering('{"__proto__":{"admin":true},"name":"x"}');
    const { parsed } = await completions.parse<Record<string, unknown>>(REQUEST, {
      type: "object",
      properties: { name: { type: "string" } },
    });
    expect(Object.keys(parsed)).toEqual(["name"]);
    expect(Object.assign({}, parsed)).not.toHaveProperty("admin");
  });

  it("says how the answer is named and described", async () => {
    const { completions, model } = answering(JSON.stringify(ANNA));
    await completions.parse(REQUEST, PERSON, {
      schemaName: "person",
      schemaDescription: "A person",
    });
    expect(model.calls[0]?.response_format).toMatchObject({
      json_schema: { name: "person", description: "A person" },
    });
  });

  it.each([
    ["refusal", { content: null, refusal: "I won't" }, "I won't"],
    ["length", { content: '{"name":"An', finish_reason: "length" as const }, '{"name":"An'],
    ["content_filter", { content: "", finish_reason: "content_filter" as const }, ""],
    ["invalid_json", { content: "Anna, 41" }, "Anna, 41"],
    ["schema", { content: '{"name":"Anna"}' }, '{"name":"Anna"}'],
    ["tool_calls", { content: null, tool_calls: [{ ...answerCall({}), id: "x" }] }, ""],
  ])("tells %s apart, and keeps what the model said", async (reason, answer, text) => {
    const { refusal, ...said } = answer as { refusal?: string; content: string | null };
    const inner = mockModel(said);
    const instance = {
      stream: inner.stream,
      async invoke(...given: Parameters<typeof inner.invoke>) {
        const completion = await inner.invoke(...given);
        if (refusal !== undefined && completion.choices[0] !== undefined) {
          completion.choices[0].message.refusal = refusal;
        }
        return completion;
      },
    };
    const { completions } = new VlloraLLMClient({ instance });
    const error = await rejection(() => completions.parse(REQUEST, PERSON));
    expect(error).toBeInstanceOf(StructuredOutputError);
    expect(LLMError.is(error)).toBe(true);
    expect(error).toMatchObject({ kind: "structured_output", reason, retryable: false });
    const { text: kept, response } = error as StructuredOutputError;
    expect(kept).toBe(text);
    expect(response.choices).toHaveLength(1);
    expect(JSON.stringify(error)).not.toContain("Anna");
  });

  it("refuses a format beside the schema, several answers, and a schema that says nothing", async () => {
    const { completions } = answering();
    const format = { type: "json_object" } as const;
    for (const [request, schema, param] of [
      [{ ...REQUEST, response_format: format }, PERSON, "response_format"],
      [{ ...REQUEST, n: 2 }, PERSON, "n"],
      [{ ...REQUEST, model: "" }, PERSON, "model"],
      [REQUEST, v.object({ name: v.string() }), undefined],
    ] as const) {
      const error = await rejection(() => completions.parse(request, schema));
      expect(error).toMatchObject({ kind: "invalid_request", param });
    }
  });

  it("refuses names that providers refuse, and modes that nobody knows", async () => {
    const { completions } = answering();
    for (const [options, param] of [
      [{ schemaName: "a person" }, "schemaName"],
      [{ schemaName: "" }, "schemaName"],
      [{ mode: "json" as "auto" }, "mode"],
    ] as const) {
      const error = await rejection(() => completions.parse(REQUEST, PERSON, options));
      expect(error).toMatchObject({ kind: "invalid_request", param });
    }
  });

  it("keeps the answer where a schema throws instead of telling what is wrong", async () => {
    const { completions } = answering(JSON.stringify(ANNA), JSON.stringify(ANNA));
    const cause = new Error("out of order");
    const fails = () => {
      throw cause;
    };
    for (const schema of [
      PERSON.transform(fails),
      { type: "object", properties: { name: { $ref: "#/nowhere" } } },
    ]) {
      const error = await rejection(() => completions.parse(REQUEST, schema));
      expect(error).toMatchObject({ kind: "structured_output", reason: "schema" });
      expect(error.cause).toBeInstanceOf(Error);
      expect((error as StructuredOutputError).response.text).toBe(JSON.stringify(ANNA));
    }
  });

  it("says of an answer that it is empty", async () => {
    const { completions } = answering({ content: "" });
    const error = await rejection(() => completions.parse(REQUEST, PERSON));
    expect(error).toMatchObject({ reason: "invalid_json", message: "The answer is empty" });
  });

  it("passes the other options on", async () => {
    const { completions } = answering(JSON.stringify(ANNA));
    const options = { signal: AbortSignal.abort("enough") };
    const error = await rejection(() => completions.parse(REQUEST, PERSON, options));
    expect(error).toMatchObject({ kind: "aborted", cause: "enough" });
    const wrong = { schemaname: "x" } as object;
    expect(await rejection(() => completions.parse(REQUEST, PERSON, wrong))).toMatchObject({
      kind: "invalid_request",
      param: "schemaname",
    });
  });
});

describe("parse by a tool", () => {
  it("reads the answer from the call, and answers the call in the history", async () => {
    const { completions, model } = answering({ content: null, tool_calls: [answerCall(ANNA)] });
    const reply = await completions.parse(REQUEST, PERSON, { mode: "tool" });
    expect(reply.parsed).toEqual(ANNA);
    expect(model.calls[0]).toMatchObject({
      tool_choice: { type: "function", function: { name: "answer" } },
      tools: [{ type: "function", function: { name: "answer", parameters: { type: "object" } } }],
    });
    expect(model.calls[0]?.response_format).toBeUndefined();
    expect(reply.toolCalls).toEqual([]);
    expect(reply.messages).toEqual([
      reply.message,
      { role: "tool", tool_call_id: "call_1", content: "Received." },
    ]);
    expect(reply.ledger).toContainEqual(EMULATED);
  });

  it("takes the first of several answers, and answers each call", async () => {
    const second = answerCall({ name: "Berta", age: 1 }, "call_2");
    const { completions } = answering({ tool_calls: [answerCall(ANNA), second] });
    const reply = await completions.parse(REQUEST, PERSON, { mode: "tool" });
    expect(reply.parsed).toEqual(ANNA);
    expect(reply.toolCalls).toEqual([]);
    expect(reply.messages.slice(1)).toMatchObject([
      { role: "tool", tool_call_id: "call_1" },
      { role: "tool", tool_call_id: "call_2" },
    ]);
  });

  it("hands calls of the caller's tools back beside the answer", async () => {
    const own = { type: "function", function: { name: "own" } } as const;
    const call = { ...answerCall({}, "b"), function: { name: "own", arguments: "{}" } };
    const { completions } = answering({ tool_calls: [answerCall(ANNA), call] });
    const asked = { ...REQUEST, tools: [own] };
    const reply = await completions.parse(asked, PERSON, { mode: "tool" });
    expect(reply.parsed).toEqual(ANNA);
    expect(reply.toolCalls).toEqual([call]);
  });

  it.each([
    ["schema", JSON.stringify({ name: 1 }), undefined],
    ["invalid_json", '{"name":', undefined],
    ["length", '{"name":"An', "length" as const],
  ])("leaves a history to go on from after %s", async (reason, text, finish_reason) => {
    const call = { ...answerCall({}), function: { name: "answer", arguments: text } };
    const { completions } = answering({
      tool_calls: [call],
      ...(finish_reason && { finish_reason }),
    });
    const error = await rejection(() => completions.parse(REQUEST, PERSON, { mode: "tool" }));
    expect(error).toMatchObject({ kind: "structured_output", reason });
    const { response, text: said } = error as StructuredOutputError;
    expect(said).toBe(text);
    const [assistant, ...results] = response.messages;
    const kept = assistant?.role === "assistant" ? assistant.tool_calls?.[0] : undefined;
    if (kept?.type !== "function") throw new Error("Expected the call");
    expect(() => JSON.parse(kept.function.arguments)).not.toThrow();
    expect(results).toMatchObject([{ role: "tool", tool_call_id: "call_1" }]);
    expect(response.toolCalls).toEqual([]);
    expect(response.ledger).toContainEqual(EMULATED);
  });

  it("tells the model what did not match", async () => {
    const { completions } = answering({ tool_calls: [answerCall({ name: 1, age: 41 })] });
    const error = await rejection(() => completions.parse(REQUEST, PERSON, { mode: "tool" }));
    const { messages } = (error as StructuredOutputError).response;
    expect(messages.at(-1)).toMatchObject({ content: expect.stringContaining("name: ") });
  });

  it("says that the answer was asked for by a tool where the model wrote it instead", async () => {
    const { completions } = answering(JSON.stringify(ANNA));
    const reply = await completions.parse(REQUEST, PERSON, { mode: "tool" });
    expect(reply.parsed).toEqual(ANNA);
    expect(reply.ledger).toContainEqual(EMULATED);
  });

  it("refuses tools of the answer's name, and a choice that forces another call", async () => {
    const { completions } = answering();
    const asked = {
      ...REQUEST,
      tools: [{ type: "function", function: { name: "answer" } }],
    } as const;
    const options = { mode: "tool" } as const;
    const own = tool({ name: "answer", run: () => 1 });
    for (const run of [
      () => completions.parse(asked, PERSON, options),
      () => completions.withTools([own]).parse(REQUEST, PERSON, options),
    ]) {
      const error = await rejection(run);
      expect(error).toMatchObject({ kind: "invalid_request", param: "schemaName" });
    }
    for (const tool_choice of ["none", { type: "function", function: { name: "x" } }] as const) {
      const request = { ...REQUEST, tool_choice };
      const error = await rejection(() => completions.parse(request, PERSON, options));
      expect(error).toMatchObject({ kind: "invalid_request", param: "tool_choice" });
    }
  });

  it("lets a step that says nothing of the choice be forced, too", async () => {
    const lookup = tool({ name: "lookup", run: () => "41" });
    const { completions, model } = answering(
      { tool_calls: [{ ...answerCall({}, "a"), function: { name: "lookup", arguments: "" } }] },
      { tool_calls: [answerCall(ANNA, "b")] },
    );
    const prepareStep = () => ({ tool_choice: undefined, temperature: 0 });
    const options = { mode: "tool", tools: [lookup], prepareStep } as const;
    await completions.parse(REQUEST, PERSON, options);
    const wanted = { tool_choice: "required", temperature: 0 };
    expect(model.calls).toMatchObject([wanted, wanted]);
  });

  it("runs other tools until the answer comes", async () => {
    const lookup = tool({ name: "lookup", run: () => "41" });
    const { completions, model } = answering(
      { tool_calls: [{ ...answerCall({}, "a"), function: { name: "lookup", arguments: "" } }] },
      { tool_calls: [answerCall(ANNA, "b")] },
    );
    const reply = await completions.withTools([lookup]).parse(REQUEST, PERSON, { mode: "tool" });
    expect(reply.parsed).toEqual(ANNA);
    expect(model.calls.map(({ tool_choice }) => tool_choice)).toEqual(["required", "required"]);
    expect(reply.messages.map(({ role }) => role)).toEqual([
      "assistant",
      "tool",
      "assistant",
      "tool",
    ]);
    expect(reply.steps.at(-1)?.toolRuns).toMatchObject([{ output: ANNA, isError: false }]);
  });
});

describe("parse with tools by the response format", () => {
  it("runs them and reads the last answer", async () => {
    const lookup = tool({ name: "lookup", run: () => "41" });
    const { completions, model } = answering(
      { tool_calls: [{ ...answerCall({}, "a"), function: { name: "lookup", arguments: "" } }] },
      JSON.stringify(ANNA),
    );
    const reply = await completions.withTools([lookup]).parse(REQUEST, PERSON);
    expect(reply.parsed).toEqual(ANNA);
    expect(reply.steps).toHaveLength(2);
    expect(model.calls.every((call) => call.response_format !== undefined)).toBe(true);
  });
});

describe("parseStream", () => {
  it("shows the value as it comes, and the whole one at the end", async () => {
    const { completions } = answering(JSON.stringify(ANNA));
    const stream = await completions.parseStream(REQUEST, PERSON);
    const seen: unknown[] = [];
    for await (const _ of stream) {
      const { partial } = stream;
      expectTypeOf(partial).toEqualTypeOf<
        { readonly name?: string; readonly age?: number } | undefined
      >();
      if (JSON.stringify(partial) !== JSON.stringify(seen.at(-1))) seen.push(partial);
    }
    expect(seen).toEqual([{}, { name: "" }, { name: "Ann" }, { name: "Anna" }, ANNA]);
    const { parsed } = await stream.finalResponse();
    expectTypeOf(parsed).toEqualTypeOf<{ name: string; age: number }>();
    expect(parsed).toEqual(ANNA);
  });

  it("does so by a tool, too, and for what is wrapped", async () => {
    const { completions } = answering({ tool_calls: [answerCall({ value: ["ab", "cd"] })] });
    const stream = await completions.parseStream(REQUEST, z.array(z.string()), { mode: "tool" });
    const seen: unknown[] = [];
    for await (const _ of stream) seen.push(stream.partial);
    expect(stream.ledger).toContainEqual(EMULATED);
    expect(seen).toContainEqual(["a"]);
    expect(seen).toContainEqual(["ab"]);
    expect((await stream.finalResponse()).parsed).toEqual(["ab", "cd"]);
  });

  it("shows the first of several answers", async () => {
    const second = answerCall({ name: "Berta", age: 1 }, "call_2");
    const { completions } = answering({ tool_calls: [answerCall(ANNA), second] });
    const stream = await completions.parseStream(REQUEST, PERSON, { mode: "tool" });
    for await (const _ of stream);
    expect(stream.partial).toEqual(ANNA);
  });

  it("types what comes as the schema takes it, and the whole as it gives it", async () => {
    const { completions } = answering('{"day":"2026-11-28"}');
    const schema = z.object({ day: z.string().transform((text) => new Date(text)) });
    const stream = await completions.parseStream(REQUEST, schema);
    for await (const _ of stream);
    expectTypeOf(stream.partial).toEqualTypeOf<{ readonly day?: string } | undefined>();
    expect(stream.partial).toEqual({ day: "2026-11-28" });
    const { parsed } = await stream.finalResponse();
    expectTypeOf(parsed).toEqualTypeOf<{ day: Date }>();
  });

  it("shows the value of the step that is under way", async () => {
    const lookup = tool({ name: "lookup", run: () => "41" });
    const { completions } = answering(
      {
        content: '{"name":"Nobody"}',
        tool_calls: [{ ...answerCall({}, "a"), function: { name: "lookup", arguments: "" } }],
      },
      JSON.stringify(ANNA),
    );
    const stream = await completions.withTools([lookup]).parseStream(REQUEST, PERSON);
    const names = new Map<number | undefined, string | undefined>();
    for await (const { step } of stream) names.set(step, stream.partial?.name);
    expect([...names]).toEqual([
      [0, "Nobody"],
      [1, "Anna"],
    ]);
  });

  it("throws from finalResponse what is wrong with the answer", async () => {
    const { completions } = answering('{"name":"Anna"}');
    const stream = await completions.parseStream(REQUEST, PERSON);
    for await (const _ of stream);
    const error = await rejection(() => stream.finalResponse());
    expect(error).toMatchObject({ kind: "structured_output", reason: "schema" });
    expect(await rejection(() => stream.finalResponse())).toBe(error);
  });

  it("stops as other streams do", async () => {
    const { completions } = answering(JSON.stringify(ANNA), JSON.stringify(ANNA));
    const left = await completions.parseStream(REQUEST, PERSON);
    for await (const _ of left) break;
    expect(await rejection(() => left.finalResponse())).toMatchObject({ kind: "aborted" });
    const aborted = await completions.parseStream(REQUEST, PERSON);
    aborted.abort("enough");
    expect(await rejection(() => aborted.next())).toMatchObject({
      kind: "aborted",
      cause: "enough",
    });
  });
});
