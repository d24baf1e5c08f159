import { describe, expect, test } from "vitest";
import { expectedAnswer, plainAnswer, REASONS } from "./expectation.ts";
import {
  askStreamed,
  askWhole,
  CASES,
  caseOf,
  type Loose,
  named,
  type Outcome,
  type RecordedCase,
  STREAMS,
} from "./recorded-cases.ts";
import { ERRORS, LISTS } from "./recorded-errors.ts";

const ask = (found: RecordedCase): Promise<Outcome> =>
  STREAMS.includes(found) ? askStreamed(found) : askWhole(found);

const answers = CASES.filter(({ name }) => ERRORS[name] === undefined && !LISTS.includes(name));

describe("a recorded answer", () => {
  const used = new Set<string>();

  test.each(named(answers))("%s is read as it was meant", async (_name, found) => {
    const { completion, error } = await ask(found);
    expect(error).toBeUndefined();
    const { answer, reasons } = expectedAnswer(found.expected as Loose);
    expect(plainAnswer(completion!, reasons.includes(REASONS[0]))).toEqual(answer);
    for (const reason of reasons) used.add(reason);
  });

  test("is there for every case, and differs from the SDK's for the listed reasons only", () => {
    expect(CASES).toHaveLength(139);
    expect(STREAMS).toHaveLength(39);
    expect([...used].sort()).toEqual([...REASONS].sort());
  });
});

describe("a recorded failure", () => {
  test.each(Object.entries(ERRORS))("%s is %s", async (name, kind) => {
    const found = caseOf(name);
    const { error } = await ask(found);
    expect(error?.kind).toBe(kind);
    const { error: said } = found.expected as { error: { message: string; status: number | null } };
    expect(error?.status).toBe(said.status ?? 503);
    expect(said.message).toContain(error?.message.replace(/^\w+ \(\d+\): /, "").slice(0, 60));
  });
});
