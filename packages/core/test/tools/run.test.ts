import {
  type CallInfo,
  LLMError,
  type RunnableTool,
  type RunObserver,
  runTool,
  type StepInfo,
  tool,
} from "@vllora/core";
import type { ChatCompletionRequest, FinishReason, ToolChoice, Usage } from "@vllora/core/provider";
import { describe, expect, test } from "vitest";
import { rejection } from "../rejection.ts";
import { call, deferred, echo, QUESTION, result, talk, WAYS } from "./conversation.ts";

const SEARCH = { type: "function", function: { name: "search" } } as const;

function usage(prompt: number, completion: number, more: Partial<Usage> = {}): Usage {
  const total_tokens = prompt + completion;
  return { prompt_tokens: prompt, completion_tokens: completion, total_tokens, ...more };
}

describe.each(WAYS)("a run, %s", (way, ask) => {
  test("asks again with the results until the model answers without a call", async () => {
    const { model, completions } = talk([
      { content: "Let me see", tool_calls: [call("1", "echo", { a: 1 }), call("2", "echo")] },
      { tool_calls: [call("3", "echo", { b: 2 })] },
      "Done",
    ]);
    const reply = await ask(completions.withTools([echo()]));

    expect(reply.text).toBe("Done");
    expect(reply.finishReason).toBe("stop");
    expect(reply.toolCalls).toEqual([]);
    const said = [
      {
        role: "assistant",
        content: "Let me see",
        refusal: null,
        tool_calls: [call("1", "echo", { a: 1 }), call("2", "echo")],
      },
      result("1", 'echo {"a":1}'),
      result("2", "echo {}"),
      {
        role: "assistant",
        content: null,
        refusal: null,
        tool_calls: [call("3", "echo", { b: 2 })],
      },
      result("3", 'echo {"b":2}'),
    ];
    expect(reply.messages).toEqual([
      ...said,
      { role: "assistant", content: "Done", refusal: null },
    ]);
    expect(model.calls.map(({ messages }) => messages)).toEqual([
      QUESTION.messages,
      [...QUESTION.messages, ...said.slice(0, 3)],
      [...QUESTION.messages, ...said],
    ]);
    expect(reply.steps.map(({ index, response }) => [index, response.text])).toEqual([
      [0, "Let me see"],
      [1, ""],
      [2, "Done"],
    ]);
    expect(reply.steps.map(({ toolRuns }) => toolRuns.map(({ output }) => output))).toEqual([
      ['echo {"a":1}', "echo {}"],
      ['echo {"b":2}'],
      [],
    ]);
    expect(JSON.parse(JSON.stringify(reply))).toEqual(reply.toJSON());
    expect(Object.keys(reply.toJSON())).not.toContain("steps");
  });

  test("leaves the caller's request as it is, and sends what it has beside messages and tools", async () => {
    const { model, completions } = talk([{ tool_calls: [call("1", "echo")] }, "Done"]);
    const request = deepFrozen({ ...QUESTION, temperature: 0, tools: [SEARCH], user: "u" });
    await ask(completions.withTools([echo()]), request);
    for (const { messages: _, tools, ...rest } of model.calls) {
      expect(rest).toEqual({ model: "m", temperature: 0, user: "u" });
      expect(tools?.[0]).toEqual(SEARCH);
    }
  });

  test("offers the tools of the request, the client, the verb and the call, in this order", async () => {
    const { model, client } = talk("Hi", { tools: [echo("of_client")] });
    await ask(
      client.completions.withTools([echo("of_verb")]).withTools({ tools: [echo("of_source")] }),
      { ...QUESTION, tools: [SEARCH] },
      { tools: [echo("of_call")] },
    );
    expect(namesOf(model.calls[0])).toEqual([
      "search",
      "of_client",
      "of_verb",
      "of_source",
      "of_call",
    ]);
  });

  test.each<[where: string, request: Partial<ChatCompletionRequest>, tools: RunnableTool[]]>([
    ["among its tools", {}, [echo("search"), echo("search")]],
    ["among those of the request", { tools: [SEARCH] }, [echo("search")]],
  ])("refuses a name that is there already, %s", async (_, request, tools) => {
    const { model, completions } = talk("Hi");
    const error = await rejection(() =>
      ask(completions.withTools(tools), { ...QUESTION, ...request }),
    );
    expect(error).toMatchObject({ kind: "invalid_request", param: "tools" });
    expect(error.message).toContain('"search"');
    expect(model.calls).toHaveLength(0);
  });

  test.each<[what: string, tools: unknown]>([
    ["a tool of the wire", [SEARCH]],
    ["a tool without run", [{ name: "search" }]],
    ["null", [null]],
    ["text", ["search"]],
  ])("refuses %s among its tools, and says where it belongs", async (_, tools) => {
    const { completions } = talk("Hi");
    const error = await rejection(() => ask(completions, QUESTION, { tools: tools as never }));
    expect(error).toMatchObject({ kind: "invalid_request", param: "tools" });
    expect(error.message).toContain("tool()");
  });

  test.each<[what: string, request: unknown]>([
    ["null", null],
    ["a request without messages", { model: "m" }],
    ["messages that are none", { model: "m", messages: "Hello" }],
  ])("refuses %s as a call without tools does", async (_, request) => {
    const { completions } = talk("Hi");
    const plain = await rejection(() => ask(completions, request as never));
    const error = await rejection(() => ask(completions.withTools([echo()]), request as never));
    expect(error.kind).toBe("invalid_request");
    expect(error.message).toBe(plain.message);
  });

  test("refuses to ask for several answers", async () => {
    const { completions } = talk("Hi");
    const several = { ...QUESTION, n: 2 };
    expect(await rejection(() => ask(completions.withTools([echo()]), several))).toMatchObject({
      kind: "invalid_request",
      param: "n",
    });
  });

  test("hands back calls of the request's own tools", async () => {
    const calls = [call("1", "search", { q: "x" })];
    const { completions } = talk([{ tool_calls: calls }]);
    const reply = await ask(completions.withTools([echo()]), { ...QUESTION, tools: [SEARCH] });
    expect(reply.toolCalls).toEqual(calls);
    expect(reply.finishReason).toBe("tool_calls");
    expect(reply.steps).toHaveLength(1);
  });

  test("runs what it can of a mixed turn, and returns with the results", async () => {
    const calls = [
      call("1", "search", { q: "x" }),
      call("2", "echo", { a: 1 }),
      call("3", "confirm"),
      call("4", "nobody"),
    ];
    const confirm = tool({ name: "confirm", stopAtCall: true, run: () => "yes" });
    const { model, completions } = talk([{ tool_calls: calls }]);
    const reply = await ask(completions.withTools([echo(), confirm]), {
      ...QUESTION,
      tools: [SEARCH],
    });
    expect(model.calls).toHaveLength(1);
    expect(reply.toolCalls.map(({ id }) => id)).toEqual(["1", "3"]);
    expect(reply.message.tool_calls).toEqual(calls);
    expect(reply.messages.slice(1)).toEqual([
      result("2", 'echo {"a":1}'),
      result("4", 'Error: There is no tool "nobody". There are: search, echo, confirm.', true),
    ]);
    expect(reply.steps[0]?.toolRuns.map((run) => run.call.id)).toEqual(["2", "4"]);
  });

  test("takes a name that nobody knows for a tool of the provider's own where there are some", async () => {
    const { completions } = talk([{ tool_calls: [call("1", "memory")] }]);
    const provider_options = {
      anthropic: { tools: [{ type: "memory_20250818", name: "memory" }] },
    };
    const given = await ask(completions.withTools([echo()]), { ...QUESTION, provider_options });
    expect(given.toolCalls.map(({ id }) => id)).toEqual(["1"]);

    const { completions: prepared } = talk([{ tool_calls: [call("1", "memory")] }]);
    const later = await ask(prepared.withTools([echo()]), QUESTION, {
      prepareStep: () => ({ provider_options }),
    });
    expect(later.toolCalls.map(({ id }) => id)).toEqual(["1"]);
  });

  test.each<[choice: ToolChoice, then: ToolChoice | undefined]>([
    ["required", undefined],
    [{ type: "function", function: { name: "echo" } }, undefined],
    [{ type: "custom", custom: { name: "echo" } }, undefined],
    ["auto", "auto"],
    ["none", "none"],
    [
      { type: "allowed_tools", allowed_tools: { mode: "required", tools: [{ a: 1 }] } },
      { type: "allowed_tools", allowed_tools: { mode: "auto", tools: [{ a: 1 }] } },
    ],
  ])("asks with the tool_choice %j once, and then with %j", async (tool_choice, then) => {
    const twice = [{ tool_calls: [call("1", "echo")] }, { tool_calls: [call("2", "echo")] }];
    const { model, completions } = talk([...twice, "Done"]);
    await ask(completions.withTools([echo()]), { ...QUESTION, tool_choice });
    expect(model.calls.map((sent) => sent.tool_choice)).toEqual([tool_choice, then, then]);
  });

  test("ends in max_steps when the model never stops, with all there was", async () => {
    let count = 0;
    const { model, completions } = talk(() => ({ tool_calls: [call(`${++count}`, "echo")] }));
    const error = await rejection(() =>
      ask(completions.withTools([echo()]), QUESTION, { maxSteps: 3 }),
    );
    const names = { provider: "instance", model: "m" };
    expect(error).toMatchObject({ kind: "max_steps", retryable: false, ...names });
    expect(error.message).toContain("3");
    expect(model.calls).toHaveLength(3);
    expect(error.run?.steps).toHaveLength(3);
    expect(error.run?.messages.filter(({ role }) => role === "tool")).toEqual([
      result("1", "echo {}"),
      result("2", "echo {}"),
      result("3", "Error: It was stopped before the tool ran.", true),
    ]);
  });

  test("takes sixteen steps when nobody says how many", async () => {
    let count = 0;
    const { model, completions } = talk(() => ({ tool_calls: [call(`${++count}`, "echo")] }));
    const error = await rejection(() => ask(completions.withTools([echo()])));
    expect(error.kind).toBe("max_steps");
    expect(model.calls).toHaveLength(16);
  });

  test("may hand back calls in its last step", async () => {
    const { completions } = talk([{ tool_calls: [call("1", "search"), call("2", "echo")] }]);
    const reply = await ask(
      completions.withTools([echo()]),
      { ...QUESTION, tools: [SEARCH] },
      { maxSteps: 1 },
    );
    expect(reply.toolCalls.map(({ id }) => id)).toEqual(["1"]);
  });

  test("may hand back calls in its last step that wait for approval", async () => {
    const { completions } = talk([{ tool_calls: [call("1", "echo"), call("2", "echo")] }]);
    const approve = ({ call: { id } }: { call: { id: string } }) => id === "2" || "hand_back";
    const reply = await ask(completions.withTools([echo()]), QUESTION, { maxSteps: 1, approve });
    expect(reply.toolCalls.map(({ id }) => id)).toEqual(["1"]);
    expect(reply.steps[0]?.toolRuns).toMatchObject([{ call: { id: "2" }, output: "echo {}" }]);
  });

  test("adds usage and cost of all steps up", async () => {
    const details = { prompt_tokens_details: { cached_tokens: 3 }, cost: 0.25 };
    const { completions } = talk([
      { tool_calls: [call("1", "echo")], usage: usage(10, 5, details) },
      { content: "Done", usage: usage(20, 7, details) },
    ]);
    const reply = await ask(completions.withTools([echo()]), QUESTION, {
      prices: { m: { per_input_token: 1_000_000, per_output_token: 2_000_000 } },
    });
    expect(reply.usage).toEqual(
      usage(30, 12, { prompt_tokens_details: { cached_tokens: 6 }, cost: 0.5 }),
    );
    expect(reply.cost).toMatchObject({ total: 54, input: 30, output: 24, source: "prices" });
    expect(reply.steps.map(({ response }) => response.usage?.total_tokens)).toEqual([15, 27]);
  });

  test("says no usage and no cost where those of a step are not known", async () => {
    const { completions } = talk([
      { tool_calls: [call("1", "echo")] },
      { content: "Done", usage: usage(20, 7) },
    ]);
    const prices = { m: { per_input_token: 1, per_output_token: 1 } };
    const reply = await ask(completions.withTools([echo()]), QUESTION, { prices });
    expect(reply.usage).toBeUndefined();
    expect(reply.toJSON()).not.toHaveProperty("usage");
    expect(reply.cost).toBeUndefined();
  });

  test.each<FinishReason>(["length", "content_filter"])(
    "runs nothing of an answer that ended by %s, and its history is whole",
    async (finish_reason) => {
      let runs = 0;
      const count = tool({ name: "count", run: () => ++runs });
      const cut = { tool_calls: [call("1", "count"), call("", "count", '{"a": ')], finish_reason };
      const { completions } = talk([cut]);
      const reply = await ask(completions.withTools([count]));
      expect(runs).toBe(0);
      expect(reply.finishReason).toBe(finish_reason);
      expect(reply.toolCalls).toEqual([]);
      expect(reply.steps[0]?.toolRuns).toEqual([]);
      checkHistory(reply.messages);
    },
  );

  test("lets the model try again when its arguments are no JSON, and sends what others take", async () => {
    const broken = '{"city": "Par';
    const { model, completions } = talk([
      { tool_calls: [call("1", "echo", broken), call("2", "echo", "[1]"), call("3", "echo", "")] },
      "Done",
    ]);
    const reply = await ask(completions.withTools([echo()]));
    const [, turn, ...results] = model.calls[1]?.messages ?? [];
    // What an object has to stand for: Anthropic, Bedrock and Gemini take nothing else.
    expect(turn).toMatchObject({
      tool_calls: [
        call("1", "echo", { INVALID_JSON: broken }),
        call("2", "echo", { INVALID_JSON: "[1]" }),
        call("3", "echo", ""),
      ],
    });
    expect(results).toEqual([
      result("1", expect.stringMatching(/^Error: The arguments of echo are not valid JSON/), true),
      result("2", "Error: The arguments of echo must be a JSON object", true),
      result("3", "echo {}"),
    ]);
    // What came is there as it came.
    expect(reply.steps[0]?.response.message.tool_calls?.[0]).toEqual(call("1", "echo", broken));
  });

  test("gives what there was when a later step fails", async () => {
    const overloaded = new LLMError("overloaded", "No room");
    const { completions } = talk([{ tool_calls: [call("1", "echo")] }, overloaded]);
    const error = await rejection(() => ask(completions.withTools([echo()])));
    expect(error).toBe(overloaded);
    expect(error.run?.steps).toHaveLength(1);
    expect(error.run?.messages.slice(1)).toEqual([result("1", "echo {}")]);
    expect(JSON.stringify(error)).not.toContain("echo");
  });

  test("is stopped by its signal while a tool runs, and the tool hears of it", async () => {
    const controller = new AbortController();
    const running = deferred<AbortSignal>();
    const slow = tool({
      name: "slow",
      run: (_, { signal }) => {
        running.resolve(signal);
        return new Promise(() => undefined);
      },
    });
    const { completions, model } = talk([
      { tool_calls: [call("1", "slow"), call("2", "echo"), call("3", "slow")] },
    ]);
    const failing = rejection(() =>
      ask(completions.withTools([slow, echo()]), QUESTION, {
        signal: controller.signal,
        toolConcurrency: 1,
      }),
    );
    const heard = await running.promise;
    expect(heard.aborted).toBe(false);
    controller.abort("enough");
    const error = await failing;
    expect(error).toMatchObject({ kind: "aborted", cause: "enough" });
    expect(heard.aborted).toBe(true);
    expect(model.calls).toHaveLength(1);
    expect(error.run?.messages.slice(1)).toEqual([
      result("1", "Error: It was stopped while the tool ran, which may have had an effect.", true),
      result("2", "Error: It was stopped before the tool ran.", true),
      result("3", "Error: It was stopped before the tool ran.", true),
    ]);
  });

  test("has a history to go on from when it is stopped in a mixed turn", async () => {
    const controller = new AbortController();
    const stop = tool({ name: "stop", run: () => controller.abort() });
    const { completions } = talk([{ tool_calls: [call("1", "search"), call("2", "stop")] }]);
    const error = await rejection(() =>
      ask(
        completions.withTools([stop]),
        { ...QUESTION, tools: [SEARCH] },
        { signal: controller.signal },
      ),
    );
    expect(error.kind).toBe("aborted");
    checkHistory(error.run?.messages ?? []);
  });

  test("asks nobody when its signal was aborted before", async () => {
    const prepared: number[] = [];
    const { completions, model } = talk("Hi");
    const error = await rejection(() =>
      ask(completions.withTools([echo()]), QUESTION, {
        signal: AbortSignal.abort("no"),
        prepareStep: ({ step }) => {
          prepared.push(step);
          return undefined;
        },
      }),
    );
    expect(error).toMatchObject({ kind: "aborted", cause: "no" });
    expect(prepared).toEqual([]);
    expect(model.calls).toHaveLength(0);
  });

  test("leaves no listener on a signal that lives on", async () => {
    const { signal } = new AbortController();
    const added: unknown[] = [];
    const { addEventListener, removeEventListener } = signal;
    signal.addEventListener = (...args: unknown[]) => {
      added.push(args[1]);
      return addEventListener.apply(signal, args as never);
    };
    signal.removeEventListener = (...args: unknown[]) => {
      added.splice(added.indexOf(args[1]), 1);
      return removeEventListener.apply(signal, args as never);
    };
    const { completions } = talk([{ tool_calls: [call("1", "echo")] }, "Done"]);
    await ask(completions.withTools([echo()]), QUESTION, { signal });
    expect(added).toEqual([]);
  });

  describe("prepareStep", () => {
    test("changes one step, which the next begins without", async () => {
      const infos: StepInfo[] = [];
      const calls = [{ tool_calls: [call("1", "echo")] }, { tool_calls: [call("2", "other")] }];
      const { model, completions } = talk([...calls, "Done"]);
      const reply = await ask(completions.withTools([echo()]), QUESTION, {
        prepareStep: (info) => {
          infos.push(info);
          if (info.step !== 1) return undefined;
          const messages = info.messages.slice(0, 1);
          return { model: "big", tools: [echo("other")], tool_choice: "required", messages };
        },
      });
      expect(
        infos.map(({ step, steps, messages }) => [step, steps.length, messages.length]),
      ).toEqual([
        [0, 0, 1],
        [1, 1, 3],
        [2, 2, 5],
      ]);
      expect(model.calls.map((sent) => sent.model)).toEqual(["m", "big", "m"]);
      expect(model.calls.map(namesOf)).toEqual([["echo"], ["other"], ["echo"]]);
      expect(model.calls.map((sent) => sent.tool_choice)).toEqual([
        undefined,
        "required",
        undefined,
      ]);
      expect(model.calls.map(({ messages }) => messages.length)).toEqual([1, 1, 5]);
      expect(reply.messages.map(({ role }) => role)).toEqual([
        "assistant",
        "tool",
        "assistant",
        "tool",
        "assistant",
      ]);
    });

    test("leaves what it gives undefined for as it is", async () => {
      const { model, completions } = talk("Hi");
      await ask(
        completions.withTools([echo()]),
        { ...QUESTION, temperature: 1 },
        { prepareStep: () => ({ model: undefined, temperature: undefined, tools: undefined }) },
      );
      expect(model.calls[0]).toMatchObject({ model: "m", temperature: 1 });
      expect(namesOf(model.calls[0])).toEqual(["echo"]);
    });

    test("can take the tools away, and the tool_choice with them", async () => {
      const { model, completions } = talk("Hi");
      const request = { ...QUESTION, tool_choice: "auto" } as const;
      await ask(completions.withTools([echo()]), request, { prepareStep: () => ({ tools: [] }) });
      expect(model.calls[0]).toEqual(QUESTION);
    });

    test("ends the run with what it throws", async () => {
      const { completions } = talk([{ tool_calls: [call("1", "echo")] }]);
      const cause = new Error("no");
      const error = await rejection(() =>
        ask(completions.withTools([echo()]), QUESTION, {
          prepareStep: ({ step }) => {
            if (step === 1) throw cause;
            return undefined;
          },
        }),
      );
      expect(error).toMatchObject({
        kind: "invalid_request",
        message: "prepareStep failed",
        cause,
      });
      expect(error.run?.steps).toHaveLength(1);
    });
  });

  describe("its watchers", () => {
    test("hear of everything in a fixed order, in one trace", async () => {
      const slow = tool({
        name: "slow",
        run: (_, { progress }) => {
          progress({ progress: 1, total: 2, message: "half" });
          return { done: true };
        },
      });
      const { completions } = talk([{ tool_calls: [call("1", "slow")] }, "Hi"]);
      const events: { type: string; trace: string; span: string; parent: string | undefined }[] =
        [];
      const data: unknown[] = [];
      await ask(
        completions.withTools([slow]).onEvent(({ event, trace_id, span_id, parent_span_id }) => {
          if (event.type !== "llm_content") {
            events.push({
              type: event.type,
              trace: trace_id,
              span: span_id,
              parent: parent_span_id,
            });
          }
          if (event.type.startsWith("tool_")) data.push(event.data);
        }),
      );
      const llm =
        way === "whole" ? ["llm_start", "llm_stop"] : ["llm_start", "llm_first_token", "llm_stop"];
      const types = [
        "run_start",
        ...llm,
        "tool_start",
        "tool_progress",
        "tool_result",
        ...llm,
        "run_end",
      ];
      expect(events.map(({ type }) => type)).toEqual(types);
      expect(new Set(events.map(({ trace }) => trace)).size).toBe(1);
      const [run] = events;
      const spans = new Set(events.map(({ span }) => span));
      // The run, its two calls and its tool.
      expect(spans.size).toBe(4);
      for (const { type, parent, span } of events) {
        expect(parent).toBe(type.startsWith("run_") ? undefined : run?.span);
        if (type.startsWith("run_")) expect(span).toBe(run?.span);
      }
      expect(data).toEqual([
        { tool_id: "1", tool_name: "slow", input: "{}" },
        { tool_id: "1", tool_name: "slow", progress: 1, total: 2, message: "half" },
        { tool_id: "1", tool_name: "slow", is_error: false, output: '{"done":true}' },
      ]);
    });

    test("hear the end of a tool that was stopped before that of the run", async () => {
      const controller = new AbortController();
      const stop = tool({ name: "stop", run: () => controller.abort() });
      const { completions } = talk([{ tool_calls: [call("1", "stop")] }]);
      const types: string[] = [];
      await rejection(() =>
        ask(completions.withTools([stop]), QUESTION, {
          signal: controller.signal,
          onEvent: ({ event }) => types.push(event.type),
        }),
      );
      expect(types.slice(-3)).toEqual(["tool_start", "tool_result", "run_error"]);
    });

    test.each([0, 1])(
      "hear of a step that fails, and of the run's end once: step %i",
      async (step) => {
        const overloaded = new LLMError("overloaded", "No room");
        const replies = [{ tool_calls: [call("1", "echo")] }].slice(0, step);
        const { completions } = talk([...replies, overloaded]);
        const heard: unknown[] = [];
        await rejection(() =>
          ask(completions.withTools([echo()]), QUESTION, {
            onEvent: ({ event }) => {
              if (event.type.endsWith("_error")) heard.push(event.type, event.data);
            },
          }),
        );
        expect(heard).toEqual([
          "llm_error",
          expect.objectContaining({ kind: "overloaded", message: "No room" }),
          "run_error",
          { run_id: expect.any(String), code: "overloaded", message: "No room" },
        ]);
      },
    );

    test("hear nothing of a tool after its end", async () => {
      const late = deferred<() => void>();
      const ends = deferred();
      const tools = [
        tool({
          name: "late",
          run: (_, { progress }) => late.resolve(() => progress({ progress: 2 })),
        }),
        tool({ name: "waits", run: () => ends.promise }),
      ];
      const { completions } = talk([{ tool_calls: [call("1", "late"), call("2", "waits")] }, "Hi"]);
      const types: string[] = [];
      const reply = ask(completions.withTools(tools), QUESTION, {
        onEvent: ({ event }) => {
          types.push(event.type);
          if (event.type !== "tool_result" || event.data.tool_id !== "1") return;
          void late.promise.then((tell) => {
            tell();
            ends.resolve();
          });
        },
      });
      await reply;
      expect(types).not.toContain("tool_progress");
    });

    test("that throw or reject harm nobody", async () => {
      const { completions } = talk([{ tool_calls: [call("1", "echo"), call("2", "none")] }, "Hi"]);
      const fail = (): never => {
        throw new Error("broken");
      };
      const broken = { startTool: fail, end: fail, error: fail };
      const worse = {
        startTool: () => ({ meta: fail, within: fail, progress: fail, end: fail }),
        end: async () => fail(),
      };
      const reply = await ask(completions.withTools([echo()]), QUESTION, {
        onEvent: fail,
        hooks: [
          fail,
          { startCall: fail, startRun: fail },
          { startRun: () => broken as RunObserver },
          { startRun: () => worse as unknown as RunObserver },
          { startRun: () => null as never },
          { startRun: async () => fail() } as never,
        ],
      });
      expect(reply.text).toBe("Hi");
      expect(reply.steps[0]?.toolRuns[0]?.output).toBe("echo {}");
    });

    test("may be objects of a class", async () => {
      class Watcher {
        readonly heard: string[] = [];
        startCall({ run }: CallInfo) {
          this.heard.push(`call ${run?.step}`);
          return undefined;
        }
        startRun() {
          this.heard.push("run");
          return undefined;
        }
      }
      const watcher = new Watcher();
      const { completions } = talk([{ tool_calls: [call("1", "echo")] }, "Hi"]);
      await ask(completions.withTools([echo()]), QUESTION, { hooks: [watcher] });
      expect(watcher.heard).toEqual(["run", "call 0", "call 1"]);
      const plain = new Watcher();
      await ask(talk("Hi").completions, QUESTION, { hooks: [plain] });
      expect(plain.heard).toEqual(["call undefined"]);
    });

    test("that stop the run when a tool has ended do not record its step twice", async () => {
      const controller = new AbortController();
      const { completions, model } = talk([{ tool_calls: [call("1", "echo")] }, "Hi"]);
      const error = await rejection(() =>
        ask(completions.withTools([echo()]), QUESTION, {
          signal: controller.signal,
          onEvent: ({ event }) => {
            if (event.type === "tool_result") controller.abort();
          },
        }),
      );
      expect(error.kind).toBe("aborted");
      expect(error.run?.messages.slice(1)).toEqual([result("1", "echo {}")]);
      expect(model.calls).toHaveLength(1);
    });
  });

  test("can be gone on from when calls were handed back, and when it failed", async () => {
    const confirm = tool({ name: "confirm", stopAtCall: true, run: () => "yes" });
    const { model, completions } = talk([
      { tool_calls: [call("1", "echo"), call("2", "confirm"), call("3", "echo")] },
      new LLMError("overloaded", "No room"),
      "Done",
    ]);
    const asked = completions.withTools([echo(), confirm]);
    const first = await ask(asked);
    const [left] = first.toolCalls;
    if (left === undefined) throw new Error("Expected a call that is left");
    const { message } = await runTool(confirm, left);
    const messages = [...QUESTION.messages, ...first.messages, message];
    const error = await rejection(() => ask(asked, { ...QUESTION, messages }));
    const again = { ...QUESTION, messages: [...messages, ...(error.run?.messages ?? [])] };
    expect((await ask(asked, again)).text).toBe("Done");
    for (const sent of model.calls) checkHistory(sent.messages);
  });

  test("tells hooks what they asked for, once each", async () => {
    const heard: string[] = [];
    const { completions } = talk([{ tool_calls: [call("1", "echo")] }, "Hi"]);
    await ask(completions.withTags({ a: "b" }).withTools([echo()]), QUESTION, {
      hooks: [
        {
          startRun: ({ id, request, stream, tags }) => {
            heard.push(`run ${typeof id} ${request === QUESTION} ${stream} ${tags["a"]}`);
            return {
              startTool: ({ step, call: { id: of }, tool: its }) => {
                heard.push(`tool ${step} ${of} ${its?.name}`);
                return { end: ({ output }) => heard.push(`tool end ${output}`) as never };
              },
              end: ({ text }) => heard.push(`end ${text}`) as never,
            };
          },
        },
      ],
    });
    expect(heard).toEqual([
      `run string true ${way === "streamed"} b`,
      "tool 0 1 echo",
      "tool end echo {}",
      "end Hi",
    ]);
  });
});

/** Every call has one result behind its turn, every result a call in front of it, and arguments are objects. */
function checkHistory(messages: readonly { readonly role: string }[]): void {
  let open = new Set<string>();
  for (const message of messages as ChatCompletionRequest["messages"]) {
    if (message.role === "tool") {
      expect(open.delete(message.tool_call_id)).toBe(true);
      continue;
    }
    expect([...open]).toEqual([]);
    if (message.role !== "assistant") continue;
    const calls = message.tool_calls ?? [];
    open = new Set(calls.map(({ id }) => id));
    expect(open.size).toBe(calls.length);
    for (const each of calls) {
      if (each.type === "function")
        expect(JSON.parse(each.function.arguments)).toBeTypeOf("object");
    }
  }
  expect([...open]).toEqual([]);
}

function namesOf(request: ChatCompletionRequest | undefined): (string | undefined)[] {
  return (request?.tools ?? []).map((each) =>
    each.type === "custom" ? each.custom.name : each.function.name,
  );
}

function deepFrozen<T>(value: T): T {
  if (typeof value === "object" && value !== null) {
    for (const item of Object.values(value)) deepFrozen(item);
    Object.freeze(value);
  }
  return value;
}
