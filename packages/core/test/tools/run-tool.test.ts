import { AsyncLocalStorage } from "node:async_hooks";
import { getEventListeners } from "node:events";
import {
  type RunnableTool,
  runTool,
  type ToolContext,
  type ToolObserver,
  tool,
} from "@vllora/core";
import { describe, expect, test, vi } from "vitest";
import { prepareToolCall, type ReadyCall, runPrepared } from "../../src/tools/run-tool.ts";
import { rejection } from "../rejection.ts";
import { call, deferred, echo, result } from "./conversation.ts";

async function ready(its: RunnableTool = echo()): Promise<ReadyCall> {
  const prepared = await prepareToolCall(its, call("1", its.name), [its.name]);
  if (prepared.failed !== undefined) throw new Error("Expected a call that can be run");
  return prepared;
}

describe("runTool", () => {
  test("runs a call that was handed back", async () => {
    const confirm = tool({ name: "confirm", stopAtCall: true, run: ({ yes }) => yes });
    const handed = call("7", "confirm", { yes: true });
    expect(await runTool(confirm, handed)).toEqual({
      call: handed,
      message: result("7", "true"),
      isError: false,
      output: true,
    });
  });

  test("tells a tool what it is given, and where nothing is given, too", async () => {
    const contexts: ToolContext[] = [];
    const see = tool({ name: "see", run: (_, context) => void contexts.push(context) });
    const given = call("1", "see");
    await runTool(see, given);
    await runTool(see, given, { step: 3, tags: { a: "b" }, meta: { traceparent: "t" } });
    expect(contexts).toMatchObject([
      { call: given, step: 0, tags: {}, meta: {} },
      { call: given, step: 3, tags: { a: "b" }, meta: { traceparent: "t" } },
    ]);
  });

  test("passes progress on, whatever its listener does", async () => {
    const heard: unknown[] = [];
    const slow = tool({
      name: "slow",
      run: (_, { progress }) => {
        progress({ progress: 1 });
        progress({ progress: 2, total: 2 });
        return "done";
      },
    });
    const run = await runTool(slow, call("1", "slow"), {
      onProgress: (progress) => {
        heard.push(progress);
        throw new Error("no");
      },
    });
    expect(heard).toEqual([{ progress: 1 }, { progress: 2, total: 2 }]);
    expect(run.output).toBe("done");
  });

  test("says to the model that a call is of another tool, with the name that is meant", async () => {
    const run = await runTool(echo("get_weather"), call("1", "get_wether"));
    expect(run).toMatchObject({ isError: true, error: { kind: "tool_not_found" } });
    expect(run.message.content).toBe(
      'Error: There is no tool "get_wether". Did you mean "get_weather"? There are: get_weather.',
    );
  });

  test("gives no result when it is aborted", async () => {
    const running = deferred();
    const forever = tool({
      name: "forever",
      run: () => {
        running.resolve();
        return new Promise(() => undefined);
      },
    });
    const controller = new AbortController();
    const { signal } = controller;
    const failing = rejection(() => runTool(forever, call("1", "forever"), { signal }));
    await running.promise;
    controller.abort("why");
    expect(await failing).toMatchObject({ kind: "aborted", cause: "why" });
    expect(await rejection(() => runTool(echo(), call("1", "echo"), { signal }))).toMatchObject({
      kind: "aborted",
    });
    expect(getEventListeners(signal, "abort")).toEqual([]);
  });
});

describe("a time limit", () => {
  test("stops a tool, which hears of it, and tells the model", async () => {
    vi.useFakeTimers();
    try {
      const signals: AbortSignal[] = [];
      const slow = tool({
        name: "slow",
        timeoutMs: 50,
        run: (_, { signal }) => {
          signals.push(signal);
          return new Promise(() => undefined);
        },
      });
      const running = runTool(slow, call("1", "slow"));
      await vi.advanceTimersByTimeAsync(49);
      expect(signals[0]?.aborted).toBe(false);
      await vi.advanceTimersByTimeAsync(1);
      expect(await running).toMatchObject({
        message: result("1", "Error: The tool slow did not answer within 50 ms", true),
        error: { kind: "timeout", phase: "total" },
      });
      expect(signals[0]?.aborted).toBe(true);
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });

  test.each([0, Number.POSITIVE_INFINITY, undefined])("of %s is none", async (timeoutMs) => {
    const timers = vi.spyOn(globalThis, "setTimeout");
    try {
      await runTool(tool({ name: "f", timeoutMs, run: () => 1 }), call("1", "f"));
      expect(timers).not.toHaveBeenCalled();
    } finally {
      timers.mockRestore();
    }
  });

  test("leaves no timer behind a tool that is quicker, or fails", async () => {
    vi.useFakeTimers();
    try {
      await runTool(tool({ name: "f", timeoutMs: 2 ** 40, run: () => 1 }), call("1", "f"));
      const fail = (): never => {
        throw new Error("no");
      };
      await runTool(tool({ name: "f", timeoutMs: 5, run: fail }), call("1", "f"));
      expect(vi.getTimerCount()).toBe(0);
    } finally {
      vi.useRealTimers();
    }
  });
});

describe("observers of a tool", () => {
  test("lay their contexts around it, the first outermost, and add what it carries", async () => {
    const storage = new AsyncLocalStorage<string>();
    const seen: unknown[] = [];
    const see = tool({
      name: "see",
      run: async (_, { meta }) => {
        await Promise.resolve();
        seen.push(storage.getStore(), meta);
      },
    });
    const layer = (name: string): ToolObserver => ({
      meta: () => ({ [name]: storage.getStore() ?? "none", last: name }),
      within: (run) => storage.run(`${storage.getStore() ?? ""}${name}`, run),
    });
    await runPrepared(await ready(see), { meta: { last: "own", own: 1 } }, [
      layer("a"),
      layer("b"),
    ]);
    expect(seen).toEqual(["ab", { own: 1, a: "none", b: "none", last: "b" }]);
  });

  test("are given what the function gives, each of them", async () => {
    const given: unknown[] = [];
    const waits: ToolObserver = {
      within: (run) => {
        const value = run();
        given.push(value);
        return value;
      },
    };
    await runPrepared(await ready(), {}, [waits, waits]);
    expect(given).toHaveLength(2);
    for (const value of given) expect(await value).toBe("echo {}");
  });

  test.each<[what: string, observer: ToolObserver]>([
    ["call it twice", { within: (run) => [run(), run()][0] as never }],
    ["do not call it", { within: () => undefined as never }],
    ["call it later", { within: (run) => Promise.resolve().then(run) as never }],
    [
      "throw",
      {
        within: () => {
          throw new Error("no");
        },
      },
    ],
    [
      "throw behind it",
      {
        within: (run) => {
          run();
          throw new Error("no");
        },
      },
    ],
    [
      "reject",
      {
        within: (async () => {
          throw new Error("no");
        }) as never,
      },
    ],
  ])("run it once where they %s", async (_, observer) => {
    let runs = 0;
    const count = tool({ name: "count", run: () => ++runs });
    const run = await runPrepared(await ready(count), {}, [{}, observer, {}]);
    expect(run.output).toBe(1);
    expect(runs).toBe(1);
  });
});
