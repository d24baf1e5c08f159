import { describe, expect, test } from "vitest";
import {
  askStreamed,
  askWhole,
  type MakeProvider,
  named,
  recordedCases,
} from "../../provider-openai-compatible/test/recorded-cases.ts";
import { anthropic } from "../src/index.ts";
import { type Expected, ofCompletion, ofExpected } from "./recorded-answer.ts";
import { ERRORS } from "./recorded-errors.ts";
import { sentBack } from "./sent-back.ts";

const cases = await recordedCases(import.meta.url);
const make: MakeProvider = (_found, fetch) => anthropic({ apiKey: "k", fetch });

/** The package fails there and we do not: the same beginning twice is harmless. */
const READABLE = "anthropic/duplicate-message-start";

describe("a recorded case", () => {
  test.each(named(cases))("%s gives the recorded answer", async (name, found) => {
    const { completion, error } = await (found.stream ? askStreamed : askWhole)(found, make);
    const expected = found.expected as Expected | undefined;
    expect(error?.kind).toBe(ERRORS[name]);
    if (error !== undefined) {
      const type = expected?.error?.type;
      if (type != null) expect(error.type).toBe(type);
      if (expected?.partialText) {
        expect(error.partial?.choices[0]?.message.content).toBe(expected.partialText);
      }
      return;
    }
    if (completion === undefined) throw new Error("Expected an answer");
    if (name === READABLE) {
      expect(completion.choices[0]?.message.content).toBe("Hello, World!");
      return;
    }
    const { blockTypes = [], citations } = expected ?? {};
    expect(ofCompletion(completion)).toEqual(ofExpected(expected as Expected));
    const { blocks } = await sentBack(completion);
    expect(blocks.map(({ type }) => type)).toEqual(blockTypes);
    const cited = blocks.flatMap((block) => (block["citations"] as unknown[] | undefined) ?? []);
    expect(cited).toHaveLength(citations ?? 0);
  });

  test("is there for every case, and every listed error is one", () => {
    expect(cases).toHaveLength(194);
    expect(cases.filter(({ stream }) => stream)).toHaveLength(90);
    expect(cases.map(({ name }) => name)).toEqual(
      expect.arrayContaining([...Object.keys(ERRORS), READABLE]) as string[],
    );
  });
});
