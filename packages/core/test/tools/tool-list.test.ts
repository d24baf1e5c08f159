import { VlloraLLMClient } from "@vllora/core";
import { describe, expect, test } from "vitest";
import { currentTools, toolList } from "../../src/tools/tool-list.ts";
import { rejection } from "../rejection.ts";
import { call, echo, QUESTION, talk, WAYS } from "./conversation.ts";

test("a list holds tools and sources, a source is a list of one", () => {
  const [a, b, c] = [echo("a"), echo("b"), echo("c")];
  const source = { tools: [b, c] };
  expect(toolList([a, source])).toEqual([a, source]);
  expect(toolList(source)).toEqual([source]);
  expect(currentTools([a, source])).toEqual([a, b, c]);
  expect(currentTools(source)).toEqual([b, c]);
});

test.each<[what: string, tools: unknown]>([
  ["one tool", echo()],
  ["null", null],
  ["text", "echo"],
  ["a function", () => [echo()]],
])("%s is no list, wherever it is given", async (_, tools) => {
  const given = tools as never;
  const { completions } = talk("Hi");
  for (const action of [
    () => completions.withTools(given),
    () => new VlloraLLMClient({ tools: given }),
    () => completions.create(QUESTION, { tools: given }),
    () => completions.createStream(QUESTION, { tools: given }),
  ]) {
    const error = await rejection(action);
    expect(error).toMatchObject({ kind: "invalid_request", param: "tools" });
    expect(error.message).toContain("list of tools");
  }
});

describe.each(WAYS)("%s", (_, ask) => {
  test("a source is read before each step", async () => {
    const tools = [echo("first")];
    const { model, completions } = talk([
      () => {
        tools.splice(0, 1, echo("second"));
        return { tool_calls: [call("1", "first"), call("2", "second")] };
      },
      "Done",
    ]);
    const reply = await ask(completions.withTools({ tools }));
    const names = model.calls.map((sent) =>
      sent.tools?.map((each) => each.type === "function" && each.function.name),
    );
    expect(names).toEqual([["first"], ["second"]]);
    // A step runs the tools that it offered.
    expect(reply.steps[0]?.toolRuns.map(({ isError }) => isError)).toEqual([false, true]);
  });

  test("a source may have none", async () => {
    const { model, completions } = talk("Hi");
    expect((await ask(completions.withTools({ tools: [] }))).text).toBe("Hi");
    expect(model.calls[0]).toEqual(QUESTION);
  });

  test("a name that nobody has is said where there are no tools at all", async () => {
    const { completions } = talk([{ tool_calls: [call("1", "f")] }, "Hi"]);
    const reply = await ask(completions.withTools({ tools: [] }));
    expect(reply.messages[1]).toMatchObject({
      content: 'Error: There is no tool "f". There are none.',
    });
  });
});
