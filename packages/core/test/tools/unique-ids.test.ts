import type { ToolCall } from "@vllora/core/provider";
import { expect, test } from "vitest";
import { ChatCompletionResult } from "../../src/completion.ts";
import { withUniqueIds } from "../../src/tools/unique-ids.ts";
import { call } from "./conversation.ts";

function answer(tool_calls: ToolCall[] | undefined): ChatCompletionResult {
  const message = { role: "assistant" as const, content: null, refusal: null };
  const choice = { index: 0, finish_reason: "tool_calls" as const, logprobs: null };
  return new ChatCompletionResult(
    {
      id: "a",
      object: "chat.completion",
      created: 0,
      model: "m",
      choices: [
        { ...choice, message: { ...message, ...(tool_calls === undefined ? {} : { tool_calls }) } },
        { ...choice, index: 1, message },
      ],
    },
    { provider: "p", requestId: "r", attempts: 2, ledger: [], cost: () => undefined },
  );
}

test("ids that are there once stay, and so does the answer", () => {
  for (const given of [answer([call("1", "f"), call("2", "f")]), answer(undefined), answer([])]) {
    expect(withUniqueIds(given)).toBe(given);
  }
});

test("a call without an id, or with that of another, gets one", () => {
  const same = call("1", "g");
  const given = answer([call("1", "f"), call("", "f"), same, same, call("", "g")]);
  const before = JSON.stringify(given);
  const told = withUniqueIds(given);
  const ids = told.toolCalls.map(({ id }) => id);
  expect(new Set(ids).size).toBe(5);
  expect(ids[0]).toBe("1");
  for (const id of ids.slice(1)) expect(id).toMatch(/^call_[0-9a-f]{32}$/);
  expect(told.message.tool_calls?.map(({ id: _, ...rest }) => rest)).toEqual(
    given.message.tool_calls?.map(({ id: _, ...rest }) => rest),
  );
  // All else is that of the answer.
  expect(told.choices[1]).toEqual(given.choices[1]);
  expect(told).toMatchObject({ id: "a", providerId: "p", requestId: "r", attempts: 2 });
  expect(JSON.stringify(given)).toBe(before);
});
