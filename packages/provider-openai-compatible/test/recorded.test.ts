import type { ChatCompletionMessage } from "@vllora/core/provider";
import { describe, expect, test } from "vitest";
import { type RecordedMessage, textOf } from "./recorded-answer.ts";
import { askStreamed, askWhole, makeCompatible, named, recordedCases } from "./recorded-cases.ts";
import { ERRORS } from "./recorded-errors.ts";
import { checkCase, REASONS } from "./recorded-expectation.ts";
import { sentFor } from "./recorded-requests.ts";

const cases = await recordedCases(import.meta.url);

describe("a recorded case", () => {
  const used = new Set<string>();

  test.each(named(cases))("%s gives the recorded answer", async (_name, found) => {
    for (const reason of await checkCase(found, makeCompatible, ERRORS)) used.add(reason);
  });

  test.each(named(cases.filter(({ name }) => ERRORS[name] === undefined)))(
    "%s gives an answer that goes back whole",
    async (_name, found) => {
      const { completion } = await (found.stream ? askStreamed : askWhole)(found, makeCompatible);
      const message = completion?.choices[0]?.message as ChatCompletionMessage;
      const { body } = await sentFor(
        { model: "m", messages: [{ role: "user", content: "Hello" }, message] },
        (fetch) => makeCompatible(found, fetch),
      );
      const sent = (body["messages"] as readonly RecordedMessage[])[1];
      const { reasoning_content, reasoning, content, tool_calls: calls } = sent ?? {};
      expect(textOf(content, "text") ?? "").toBe(message.content ?? "");
      expect(reasoning_content ?? reasoning ?? textOf(content, "thinking") ?? "").toBe(
        message.reasoning_content ?? "",
      );
      expect(calls).toEqual(message.tool_calls);
    },
  );

  test("is there for every case, and every listed error is one", () => {
    expect(cases).toHaveLength(215);
    expect(cases.map(({ name }) => name)).toEqual(
      expect.arrayContaining(Object.keys(ERRORS)) as string[],
    );
  });

  test("differs from what the openai package makes of it for every listed reason but one of OpenAI's own", () => {
    const own = "an answer with tool calls that says it has stopped ended with them";
    expect([...used].sort()).toEqual(REASONS.filter((reason) => reason !== own).sort());
  });
});
