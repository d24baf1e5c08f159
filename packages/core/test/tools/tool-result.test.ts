import { isToolResult, tool, toolResult } from "@vllora/core";
import { describe, expect, test } from "vitest";
import { call, result, talk, WAYS } from "./conversation.ts";

const IMAGE = { type: "image_url", image_url: { url: "data:image/png;base64,AA==" } } as const;

test("only what toolResult made is one", () => {
  const made = toolResult("text");
  expect(isToolResult(made)).toBe(true);
  expect(JSON.stringify(made)).toBe('{"content":"text","isError":false}');
  for (const other of [{ content: "text", isError: false }, null, undefined, "text", { ...made }]) {
    expect(isToolResult(other)).toBe(false);
  }
});

describe.each(WAYS)("what a tool gives, %s", (_, ask) => {
  test.each<[what: string, output: unknown, content: unknown]>([
    ["text raw", 'say "hi"\n', 'say "hi"\n'],
    ["no text", "", ""],
    ["a number as JSON", 7, "7"],
    ["an object as JSON", { a: [1, null], b: undefined }, '{"a":[1,null]}'],
    ["null as JSON", null, "null"],
    ["nothing as null", undefined, "null"],
    ["false as JSON", false, "false"],
    ["a date as JSON", new Date(0), '"1970-01-01T00:00:00.000Z"'],
    ["a result with text", toolResult("text"), "text"],
    [
      "parts as they are",
      toolResult([{ type: "text", text: "a" }, IMAGE]),
      [{ type: "text", text: "a" }, IMAGE],
    ],
    ["no parts as no text", toolResult([]), ""],
  ])("goes to the model: %s", async (_what, output, content) => {
    const { model, completions } = talk([{ tool_calls: [call("1", "give")] }, "Done"]);
    const give = tool({ name: "give", run: async () => output });
    const reply = await ask(completions.withTools([give]));
    expect(model.calls[1]?.messages.at(-1)).toEqual(result("1", content as string));
    const [run] = reply.steps[0]?.toolRuns ?? [];
    expect(run?.isError).toBe(false);
    if (!isToolResult(output)) expect(run?.output).toEqual(output);
  });

  test("data is for the application, and an error can be a result", async () => {
    const { model, completions } = talk([{ tool_calls: [call("1", "give")] }, "Done"]);
    const give = tool({
      name: "give",
      run: () => toolResult("It is closed", { isError: true, data: { code: 7 } }),
    });
    const reply = await ask(completions.withTools([give]));
    expect(model.calls[1]?.messages.at(-1)).toEqual(result("1", "It is closed", true));
    expect(reply.steps[0]?.toolRuns).toMatchObject([{ isError: true, output: { code: 7 } }]);
  });

  test.each<[what: string, run: () => unknown, text: string]>([
    [
      "throws",
      () => {
        throw new TypeError("no such city");
      },
      "no such city",
    ],
    [
      "rejects",
      async () => {
        throw new Error("timed out");
      },
      "timed out",
    ],
    [
      "throws text",
      () => {
        throw "broken";
      },
      "broken",
    ],
    [
      "throws nothing",
      () => {
        throw undefined;
      },
      "undefined",
    ],
    [
      "throws without a message",
      () => {
        throw new Error();
      },
      "the tool failed",
    ],
    ["gives what JSON cannot say", () => ({ big: 1n }), "Do not know how to serialize a BigInt"],
  ])("a tool that %s says why, without its stack", async (_what, run, text) => {
    const { model, completions } = talk([{ tool_calls: [call("1", "fail")] }, "Done"]);
    const reply = await ask(completions.withTools([tool({ name: "fail", run })]));
    expect(model.calls[1]?.messages.at(-1)).toEqual(result("1", `Error: ${text}`, true));
    expect(reply.steps[0]?.toolRuns[0]).toMatchObject({ isError: true });
    expect(reply.text).toBe("Done");
  });
});
