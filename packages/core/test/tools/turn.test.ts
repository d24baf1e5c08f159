import { type Approval, type ApprovalRequest, type StandardSchema, tool } from "@vllora/core";
import { describe, expect, test } from "vitest";
import { rejection } from "../rejection.ts";
import { call, deferred, echo, QUESTION, result, talk, WAYS } from "./conversation.ts";

describe.each(WAYS)("the calls of a turn, %s", (_, ask) => {
  test("run side by side, and their results are in the order of the calls", async () => {
    const ends = ["a", "b", "c"].map(() => deferred<string>());
    let running = 0;
    const wait = tool({
      name: "wait",
      run: ({ at }: { at: number }) => {
        if (++running === 3) for (const index of [2, 0, 1]) ends[index]?.resolve(`end ${index}`);
        return ends[at]?.promise;
      },
    });
    const calls = [0, 1, 2].map((at) => call(`${at}`, "wait", { at }));
    const { completions } = talk([{ tool_calls: calls }, "Done"]);
    const reply = await ask(completions.withTools([wait]));
    expect(reply.messages.slice(1, -1)).toEqual(
      [0, 1, 2].map((at) => result(`${at}`, `end ${at}`)),
    );
  });

  test.each<[limit: number | undefined, most: number]>([
    [undefined, 8],
    [1, 1],
    [3, 3],
    [Number.POSITIVE_INFINITY, 20],
  ])("run %s at once, which is %i", async (toolConcurrency, most) => {
    let running = 0;
    let highest = 0;
    const wait = tool({
      name: "wait",
      run: async () => {
        highest = Math.max(highest, ++running);
        await new Promise((resolve) => setImmediate(resolve));
        running--;
      },
    });
    const calls = Array.from({ length: 20 }, (_unused, at) => call(`${at}`, "wait"));
    const { completions } = talk([{ tool_calls: calls }, "Done"]);
    await ask(completions.withTools([wait]), QUESTION, { toolConcurrency });
    expect(highest).toBe(most);
  });

  test.each([0, -1, 1.5, Number.NaN, "2"])("refuse the limit %s", async (limit) => {
    for (const name of ["toolConcurrency", "maxSteps"]) {
      const options = { [name]: limit };
      const { completions } = talk("Hi");
      const error = await rejection(() => ask(completions.withTools([echo()]), QUESTION, options));
      expect(error).toMatchObject({ kind: "invalid_request", param: name });
    }
  });

  test("with missing or equal ids get ids of their own", async () => {
    const calls = [
      call("", "echo", { a: 1 }),
      call("x", "echo", { a: 2 }),
      call("x", "echo", { a: 3 }),
    ];
    const { model, completions } = talk([{ tool_calls: calls }, "Done"]);
    const reply = await ask(completions.withTools([echo()]));
    const [turn, ...results] = reply.messages;
    const ids = turn?.role === "assistant" ? turn.tool_calls?.map(({ id }) => id) : [];
    expect(new Set(ids).size).toBe(3);
    expect(results.slice(0, 3)).toEqual(
      [1, 2, 3].map((a, at) => result(ids?.[at] ?? "", `echo {"a":${a}}`)),
    );
    expect(model.calls[1]?.messages.slice(1)).toEqual(reply.messages.slice(0, -1));
  });

  test("of custom tools are told that they take no text", async () => {
    const custom = { id: "1", type: "custom", custom: { name: "echo", input: "hi" } } as const;
    const { completions } = talk([{ tool_calls: [custom] }, "Done"]);
    const reply = await ask(completions.withTools([echo()]));
    expect(reply.messages[1]).toEqual(
      result("1", "Error: The arguments of echo are free text, which it does not take", true),
    );
  });

  test("do not hold up an abort while their arguments are checked", async () => {
    const controller = new AbortController();
    const checking = deferred();
    const parameters: StandardSchema = {
      "~standard": {
        version: 1,
        vendor: "slow",
        validate: () => {
          checking.resolve();
          return new Promise(() => undefined);
        },
      },
    };
    const slow = tool({ name: "slow", parameters, jsonSchema: { type: "object" }, run: () => 1 });
    const { completions } = talk([{ tool_calls: [call("1", "slow")] }]);
    const failing = rejection(() =>
      ask(completions.withTools([slow]), QUESTION, { signal: controller.signal }),
    );
    await checking.promise;
    controller.abort();
    expect((await failing).kind).toBe("aborted");
  });
});

describe.each(WAYS)("approval, %s", (_, ask) => {
  const calls = [
    call("1", "echo", { a: 1 }),
    call("2", "echo", { a: 2 }),
    call("3", "echo", { a: 3 }),
  ];

  test("is asked call by call before anything runs, of calls that can run alone", async () => {
    const order: string[] = [];
    const asked: ApprovalRequest[] = [];
    const slow = tool({
      name: "echo",
      annotations: { readOnlyHint: true },
      run: ({ a }) => void order.push(`run ${a}`),
    });
    const wrong = [call("8", "nobody"), call("9", "echo", "{")];
    const { completions } = talk([{ tool_calls: [...wrong, ...calls] }, "Done"]);
    await ask(completions.withTools([slow]), QUESTION, {
      approve: async (request) => {
        order.push(`ask ${request.call.id}`);
        asked.push(request);
        await Promise.resolve();
        return true;
      },
    });
    expect(order).toEqual(["ask 1", "ask 2", "ask 3", "run 1", "run 2", "run 3"]);
    expect(asked[0]).toMatchObject({
      tool: { name: "echo", annotations: { readOnlyHint: true } },
      call: calls[0],
      args: { a: 1 },
      step: 0,
    });
    expect(asked[0]?.signal).toBeInstanceOf(AbortSignal);
  });

  test("declines with or without a reason, and the model goes on", async () => {
    const verdicts: Approval[] = [false, { declined: "not today" }, true];
    const { completions } = talk([{ tool_calls: calls }, "Done"]);
    const reply = await ask(completions.withTools([echo()]), QUESTION, {
      approve: () => verdicts.shift() ?? false,
    });
    expect(reply.messages.slice(1)).toEqual([
      result("1", "Error: The call was declined", true),
      result("2", "Error: The call was declined: not today", true),
      result("3", 'echo {"a":3}'),
      { role: "assistant", content: "Done", refusal: null },
    ]);
  });

  test("hands a call back, and the others run", async () => {
    const { model, completions } = talk([{ tool_calls: calls }]);
    const reply = await ask(completions.withTools([echo()]), QUESTION, {
      approve: ({ call: { id } }) => (id === "2" ? "hand_back" : true),
    });
    expect(model.calls).toHaveLength(1);
    expect(reply.toolCalls).toEqual([calls[1]]);
    expect(reply.messages.slice(1)).toEqual([
      result("1", 'echo {"a":1}'),
      result("3", 'echo {"a":3}'),
    ]);
  });

  test.each<[what: string, verdict: unknown, message: string]>([
    ["gives what is no answer", "yes", "approve must give"],
    ["gives nothing", undefined, "approve must give"],
    ["declines without a word", { declined: 1 }, "approve must give"],
    ["throws", new Error("no"), "approve failed"],
  ])("ends the run where it %s, and nothing has run", async (_what, verdict, message) => {
    let runs = 0;
    const count = tool({ name: "echo", run: () => ++runs });
    const { completions } = talk([{ tool_calls: calls }]);
    const error = await rejection(() =>
      ask(completions.withTools([count]), QUESTION, {
        approve: ({ call: { id } }) => {
          if (id === "1") return true;
          if (verdict instanceof Error) throw verdict;
          return verdict as Approval;
        },
      }),
    );
    expect(error.kind).toBe("invalid_request");
    expect(error.message).toContain(message);
    expect(runs).toBe(0);
    expect(error.run?.messages.slice(1)).toEqual(
      calls.map(({ id }) => result(id, "Error: It was stopped before the tool ran.", true)),
    );
  });

  test("that never comes does not hold up an abort", async () => {
    const controller = new AbortController();
    const { completions } = talk([{ tool_calls: calls }]);
    const error = await rejection(() =>
      ask(completions.withTools([echo()]), QUESTION, {
        signal: controller.signal,
        approve: () => {
          queueMicrotask(() => controller.abort("why"));
          return new Promise(() => undefined);
        },
      }),
    );
    expect(error).toMatchObject({ kind: "aborted", cause: "why" });
  });
});
