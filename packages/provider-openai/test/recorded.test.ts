import { describe, expect, test } from "vitest";
import { bodiesOf } from "../../provider-openai-compatible/test/recorded-answer.ts";
import {
  askStreamed,
  askWhole,
  type MakeProvider,
  named,
  recordedCases,
} from "../../provider-openai-compatible/test/recorded-cases.ts";
import { checkCase } from "../../provider-openai-compatible/test/recorded-expectation.ts";
import { semanticDiff } from "../../provider-openai-compatible/test/semantic-diff.ts";
import { openai } from "../src/index.ts";
import { ERRORS } from "./recorded-errors.ts";

const cases = await recordedCases(import.meta.url);
const streams = cases.filter(({ stream }) => stream);

const make: MakeProvider = (_found, fetch) => openai({ apiKey: "k", fetch });

describe("a recorded case", () => {
  const used = new Set<string>();

  test.each(named(cases))("%s gives the recorded answer", async (_name, found) => {
    for (const reason of await checkCase(found, make, ERRORS)) used.add(reason);
  });

  test("is there for every case, and every listed error is one", () => {
    expect(cases).toHaveLength(88);
    expect(streams).toHaveLength(25);
    expect(cases.map(({ name }) => name)).toEqual(
      expect.arrayContaining(Object.keys(ERRORS)) as string[],
    );
  });

  test("differs from what the openai package makes of it for two reasons only", () => {
    expect([...used].sort()).toEqual([
      "an answer with tool calls that says it has stopped ended with them",
      "usage comes before the last chunk, or in x_groq; the package reads the last chunk's",
    ]);
  });

  test.each(named(cases.filter(({ name }) => ERRORS[name] === undefined)))(
    "%s arrives field by field as it was sent",
    async (_name, found) => {
      const { chunks, completion } = await (found.stream ? askStreamed : askWhole)(found, make);
      const ours = found.stream ? chunks : [completion];
      expect(semanticDiff(ours, bodiesOf(found)).filter((line) => !isExpected(line))).toEqual([]);
    },
  );
});

/** Our word for the end of an answer with tool calls, and theirs beside it. */
function isExpected(line: string): boolean {
  return (
    /finish_reason: "tool_calls" vs "stop"$/.test(line) ||
    /native_finish_reason: "stop" vs absent$/.test(line)
  );
}
