import { expect, test } from "vitest";
import { sumCost, sumUsage } from "../../src/tools/usage.ts";

const one = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
const two = { prompt_tokens: 10, completion_tokens: 20, total_tokens: 30 };

test("usage adds up, and what it is made of", () => {
  const first = { ...one, prompt_tokens_details: { cached_tokens: 1 }, service: "a" };
  const second = {
    ...two,
    prompt_tokens_details: { cached_tokens: 2, audio_tokens: 4 },
    completion_tokens_details: { reasoning_tokens: 5 },
    service: "b",
  };
  expect(sumUsage([first, second])).toEqual({
    prompt_tokens: 11,
    completion_tokens: 22,
    total_tokens: 33,
    prompt_tokens_details: { cached_tokens: 3, audio_tokens: 4 },
    completion_tokens_details: { reasoning_tokens: 5 },
    service: "b",
  });
  expect(first.prompt_tokens_details).toEqual({ cached_tokens: 1 });
});

test("usage of one answer is its own", () => {
  expect(sumUsage([one])).toEqual(one);
});

test("usage is absent where an answer does not say it, or there is none", () => {
  expect(sumUsage([one, undefined])).toBeUndefined();
  expect(sumUsage([])).toBeUndefined();
});

test("its cost is absent where one step's is unknown", () => {
  expect(
    sumUsage([
      { ...one, cost: 0.5 },
      { ...two, cost: 0 },
    ]),
  ).toMatchObject({ cost: 0.5 });
  expect(sumUsage([{ ...one, cost: 0.5 }, two])).not.toHaveProperty("cost");
});

test("null of a wire adds nothing", () => {
  const wire = { ...two, prompt_tokens_details: null } as never;
  expect(sumUsage([{ ...one, prompt_tokens_details: { cached_tokens: 1 } }, wire])).toMatchObject({
    prompt_tokens_details: { cached_tokens: 1 },
  });
});

test("cost adds up; its parts where all have them; its source is the weakest", () => {
  const reckoned = { total: 3, input: 1, output: 2, source: "prices" as const };
  const said = { total: 0.5, source: "provider" as const };
  expect(sumCost([reckoned, reckoned])).toEqual({
    total: 6,
    input: 2,
    output: 4,
    source: "prices",
  });
  expect(sumCost([reckoned, said])).toEqual({ total: 3.5, source: "provider" });
  expect(sumCost([reckoned, undefined])).toBeUndefined();
  expect(sumCost([])).toBeUndefined();
});
