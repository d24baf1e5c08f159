import type { CompletionPrice, Usage } from "@vllora/types";
import { describe, expect, it } from "vitest";
import { costOf } from "../src/cost.ts";
import { type ClientOptions, reckon, VlloraLLMClient } from "../src/index.ts";
import { answering, chunk, completion, events, json } from "./fake-fetch.ts";
import { acme, HELLO } from "./fake-provider.ts";

const PRICE: CompletionPrice = { per_input_token: 1, per_output_token: 2 };

function usage(details: Usage["prompt_tokens_details"] = {}): Usage {
  return {
    prompt_tokens: 1000,
    completion_tokens: 500,
    total_tokens: 1500,
    prompt_tokens_details: details,
  };
}

describe("reckon", () => {
  it.each<[string, Usage, CompletionPrice, number]>([
    ["input and output", usage(), PRICE, 0.002],
    [
      "300 cached tokens at half price",
      usage({ cached_tokens: 300 }),
      { ...PRICE, per_cached_input_token: 0.5 },
      0.00185,
    ],
    [
      "300 cached and 100 written at their own prices",
      usage({ cached_tokens: 300, cache_creation_tokens: 100 }),
      { ...PRICE, per_cached_input_token: 0.5, per_cached_input_write_token: 0.3 },
      0.00178,
    ],
    ["300 cached without a price of their own", usage({ cached_tokens: 300 }), PRICE, 0.002],
    [
      "cached tokens that cost nothing",
      usage({ cached_tokens: 300 }),
      { ...PRICE, per_cached_input_token: 0 },
      0.0017,
    ],
    [
      "more cached tokens than prompt tokens",
      usage({ cached_tokens: 2000 }),
      { ...PRICE, per_cached_input_token: 0.5 },
      0.002,
    ],
    ["no price at all", usage(), { per_input_token: 0, per_output_token: 0 }, 0],
    [
      "reasoning is part of the output",
      { ...usage(), completion_tokens_details: { reasoning_tokens: 400 } },
      PRICE,
      0.002,
    ],
  ])("%s", (_, counted, price, total) => {
    expect(reckon(counted, price).total).toBeCloseTo(total, 12);
  });

  it("tells input from output", () => {
    const { total, input, output, source } = reckon(usage(), PRICE);
    expect([input, output, source]).toEqual([0.001, 0.001, "prices"]);
    expect(total).toBe(0.002);
  });
});

describe("the price of a call", () => {
  const CALL = { provider: "acme", model: "acme-1", requested: "quick" };

  it.each<[string, { [model: string]: CompletionPrice }]>([
    ["the requested id", { quick: PRICE }],
    ["provider and model", { "acme/acme-1": PRICE }],
    ["the model of the wire", { "acme-1": PRICE }],
    [
      "the requested id before the others",
      { quick: PRICE, "acme/acme-1": { ...PRICE, per_input_token: 9 } },
    ],
  ])("is found under %s", (_, prices) => {
    expect(costOf(usage(), prices, CALL)?.total).toBeCloseTo(0.002, 12);
  });

  it("is asked of a function", () => {
    const asked: unknown[] = [];
    const cost = costOf(
      usage(),
      (call) => {
        asked.push(call);
        return PRICE;
      },
      CALL,
    );
    expect(cost?.total).toBeCloseTo(0.002, 12);
    expect(asked).toMatchObject([{ provider: "acme", model: "acme-1" }]);
  });

  it("is the provider's own figure where nobody gave prices", () => {
    expect(costOf({ ...usage(), cost: 0.5 }, undefined, CALL)).toEqual({
      total: 0.5,
      source: "provider",
    });
    expect(costOf({ ...usage(), cost: 0 }, {}, CALL)).toEqual({ total: 0, source: "provider" });
    expect(costOf({ ...usage(), cost: 0.5 }, () => undefined, CALL)?.source).toBe("provider");
    expect(costOf({ ...usage(), cost: 0.5 }, { quick: PRICE }, CALL)?.source).toBe("prices");
  });

  it("is absent when nobody knows", () => {
    expect(costOf(undefined, { quick: PRICE }, CALL)).toBeUndefined();
    expect(costOf(usage(), { other: PRICE }, CALL)).toBeUndefined();
    expect(costOf(usage(), {}, { ...CALL, requested: "toString" })).toBeUndefined();
  });
});

describe("the cost of a reply", () => {
  function client(options: ClientOptions, fetch: ReturnType<typeof answering>) {
    return new VlloraLLMClient({ provider: acme(), apiKey: "k", fetch, ...options });
  }

  it("stands beside a whole answer and is not part of its JSON", async () => {
    const fetch = answering(json(completion({ usage: usage() })));
    const reply = await client({ prices: { "acme-1": PRICE } }, fetch).completions.create(HELLO);
    expect(reply.cost?.total).toBeCloseTo(0.002, 12);
    expect(JSON.stringify(reply)).not.toContain("cost");
  });

  it("stands beside a streamed answer", async () => {
    const fetch = answering(
      events([
        chunk({ content: "x" }, "stop"),
        { ...chunk({}), choices: [], usage: usage() },
        "[DONE]",
      ]),
    );
    const stream = await client({}, fetch).completions.createStream(HELLO, {
      prices: () => PRICE,
    });
    expect((await stream.finalResponse()).cost?.total).toBeCloseTo(0.002, 12);
  });

  it("is absent without usage", async () => {
    const fetch = answering(json(completion({ usage: undefined })));
    const reply = await client({ prices: { "acme-1": PRICE } }, fetch).completions.create(HELLO);
    expect(reply.usage).toBeUndefined();
    expect(reply.cost).toBeUndefined();
  });
});
