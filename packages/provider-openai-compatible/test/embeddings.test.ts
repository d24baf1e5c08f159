import { type Fetch, VlloraLLMClient } from "@vllora/core";
import type { EmbeddingRequest } from "@vllora/core/provider";
import { describe, expect, test } from "vitest";
import { openaiCompatible } from "../src/index.ts";

const TWO: EmbeddingRequest = { model: "m", input: ["a", "b"] };
const A = { object: "embedding", embedding: [1] };
const B = { object: "embedding", embedding: [2] };

async function create(answer: unknown, request: EmbeddingRequest = TWO) {
  let body: unknown;
  const fetch: Fetch = async (_url, init) => {
    body = JSON.parse(String(init.body));
    return Response.json(answer);
  };
  const provider = openaiCompatible({ baseURL: "https://x.test/v1", apiKey: "k", fetch });
  const client = new VlloraLLMClient({ provider, maxRetries: 0 });
  return { result: await client.embeddings.create(request), body };
}

describe("embeddings of a server", () => {
  test("come in the order of their indexes", async () => {
    const data = [
      { ...B, index: 1 },
      { ...A, index: 0 },
    ];
    const { result } = await create({ data, model: "served", id: "x", usage: null });
    expect(result.toJSON()).toEqual({
      id: "x",
      object: "list",
      model: "served",
      data: [
        { ...A, index: 0 },
        { ...B, index: 1 },
      ],
    });
  });

  test.each([
    ["none", {}],
    ["the same for all", { index: 0 }],
  ])("come as they are where their index is %s", async (_, index) => {
    const data = [
      { ...A, ...index },
      { ...B, ...index },
    ];
    const { result } = await create({ data, usage: { prompt_tokens: 3 } });
    expect(result.data.map(({ embedding, index: at }) => [at, embedding])).toEqual([
      [0, [1]],
      [1, [2]],
    ]);
    expect(result).toMatchObject({
      model: "m",
      usage: { prompt_tokens: 3, total_tokens: 3 },
    });
  });

  test("take what the server alone knows", async () => {
    const more = { input_type: "query" } as object;
    const provider_options = { "openai-compatible": { truncate: "END" } };
    const request = { ...TWO, ...more, provider_options } as EmbeddingRequest;
    const { body, result } = await create({ data: [A, B] }, request);
    expect(body).toEqual({ ...TWO, input_type: "query", truncate: "END" });
    expect(result.warnings).toEqual([]);
  });

  test.each<[unknown, object]>([
    [{}, { kind: "protocol", message: "openai-compatible: expected a list of embeddings" }],
    [null, { kind: "protocol" }],
    [{ data: [A, {}] }, { kind: "protocol" }],
    [{ data: [A, { embedding: ["1"] }] }, { kind: "protocol" }],
    [
      {
        data: [
          { ...A, index: 0 },
          { ...B, index: 2 },
        ],
      },
      { kind: "protocol", message: "openai-compatible: expected a vector of index 1" },
    ],
    [
      { data: [A] },
      {
        kind: "protocol",
        message: "openai-compatible: expected one vector for each input, 2 in all, got 1",
      },
    ],
    [{ error: { message: "no", code: "invalid_api_key" } }, { kind: "authentication" }],
  ])("are not %j", async (answer, expected) => {
    await expect(create(answer)).rejects.toMatchObject(expected);
  });
});
