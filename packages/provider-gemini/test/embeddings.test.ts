import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { json } from "node:stream/consumers";
import { GoogleGenAI } from "@google/genai";
import { type EmbeddingResult, type Fetch, VlloraLLMClient } from "@vllora/core";
import type { EmbeddingRequest, ProviderDefinition } from "@vllora/core/provider";
import { replayFetch } from "@vllora/testing";
import { Ajv2020 } from "ajv/dist/2020.js";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { gemini, vertex } from "../src/index.ts";
import { EMBEDDINGS, modelOf, named, providerOf } from "./recorded-cases.ts";

type Make = (fetch: Fetch) => ProviderDefinition;
const onGemini: Make = (fetch) => gemini({ apiKey: "k", fetch });
const onVertex: Make = (fetch) => vertex({ accessToken: () => "t", project: "p", fetch });

const VECTOR = { values: [0.5, -1] };

/** Makes embeddings, and says what left. */
async function create(
  request: Partial<EmbeddingRequest>,
  make: Make = onGemini,
  answer: unknown = { embeddings: [VECTOR] },
) {
  const sent: { path: string; body: unknown }[] = [];
  const fetch: Fetch = async (url, { body }) => {
    sent.push({ path: new URL(url).pathname, body: JSON.parse(String(body)) });
    return Response.json(answer);
  };
  const client = new VlloraLLMClient({ provider: make(fetch), maxRetries: 0 });
  const asked: EmbeddingRequest = { model: "gemini-embedding-001", input: "a", ...request };
  const result = (await client.embeddings.create(asked)) as EmbeddingResult;
  return { ...sent[0], result };
}

const OPTIONS = { task_type: "RETRIEVAL_DOCUMENT", title: "t" };

describe("embeddings of the Gemini API", () => {
  test("are one request for each text", async () => {
    const { path, body, result } = await create(
      { input: ["a", "b"], dimensions: 2, provider_options: { gemini: OPTIONS } },
      onGemini,
      { embeddings: [VECTOR, { values: [1, 0] }] },
    );
    expect(path).toBe("/v1beta/models/gemini-embedding-001:batchEmbedContents");
    const config = {
      model: "models/gemini-embedding-001",
      taskType: "RETRIEVAL_DOCUMENT",
      title: "t",
      outputDimensionality: 2,
    };
    expect(body).toEqual({
      requests: ["a", "b"].map((text) => ({ content: { parts: [{ text }] }, ...config })),
    });
    expect(result.toJSON()).toEqual({
      object: "list",
      data: [
        { object: "embedding", index: 0, embedding: [0.5, -1] },
        { object: "embedding", index: 1, embedding: [1, 0] },
      ],
      model: "gemini-embedding-001",
    });
    expect(result.ledger).toContainEqual({
      field: "dimensions",
      outcome: "mapped",
      to: "outputDimensionality",
    });
    expect(result.warnings).toEqual([]);
  });

  test("have usage where the API says it", async () => {
    const answer = { embeddings: [VECTOR], usageMetadata: { promptTokenCount: 3 } };
    const { result } = await create({}, onGemini, answer);
    expect(result.usage).toEqual({ prompt_tokens: 3, total_tokens: 3 });
  });

  test("are base64 where that was asked for, and warn of a user", async () => {
    const { result } = await create({ encoding_format: "base64", user: "u" });
    expect(result.data[0]?.embedding).toBe("AAAAPwAAgL8=");
    expect(result.warnings.map(({ field }) => field)).toEqual(["user"]);
  });
});

describe("embeddings of Vertex AI", () => {
  const own = { vertex: { ...OPTIONS, auto_truncate: false } };
  const models = "/v1beta1/projects/p/locations/global/publishers/google/models";

  test("are predictions, with what was counted and cut", async () => {
    const statistics = { token_count: 4, truncated: true };
    const { path, body, result } = await create(
      { model: "text-embedding-005", input: ["a", "b"], dimensions: 2, provider_options: own },
      onVertex,
      { predictions: [1, 2].map(() => ({ embeddings: { ...VECTOR, statistics } })) },
    );
    expect(path).toBe(`${models}/text-embedding-005:predict`);
    expect(body).toEqual({
      instances: ["a", "b"].map((content) => ({ content, ...OPTIONS })),
      parameters: { outputDimensionality: 2, autoTruncate: false },
    });
    expect(result.usage).toEqual({ prompt_tokens: 8, total_tokens: 8 });
    expect(result.data[1]).toEqual({
      object: "embedding",
      index: 1,
      embedding: [0.5, -1],
      statistics,
    });
  });

  test("are one text in a call since Gemini Embedding 2", async () => {
    const model = "gemini-embedding-2";
    const request = { model, dimensions: 2, provider_options: own };
    const answer = { embedding: VECTOR, usageMetadata: { promptTokenCount: 1 } };
    const { path, body, result } = await create(request, onVertex, answer);
    expect(path).toBe(`${models}/gemini-embedding-2:embedContent`);
    expect(body).toEqual({
      content: { parts: [{ text: "a" }] },
      embedContentConfig: {
        taskType: "RETRIEVAL_DOCUMENT",
        title: "t",
        outputDimensionality: 2,
        autoTruncate: false,
      },
    });
    expect(result.usage).toEqual({ prompt_tokens: 1, total_tokens: 1 });
    await expect(create({ model, input: ["a", "b"] }, onVertex)).rejects.toMatchObject({
      kind: "invalid_request",
      param: "input",
    });
  });

  test.each([
    ["gemini-embedding-001", "gemini-embedding-001:predict"],
    ["google/text-multilingual-embedding-002", "text-multilingual-embedding-002:predict"],
  ])("of %s are asked for at %s", async (model, path) => {
    const answer = { predictions: [{ embeddings: VECTOR }] };
    const { path: asked, body, result } = await create({ model }, onVertex, answer);
    expect(asked).toBe(`${models}/${path}`);
    expect(body).toEqual({ instances: [{ content: "a" }] });
    expect(result).not.toHaveProperty("usage");
  });
});

describe.each([
  ["gemini", onGemini],
  ["vertex", onVertex],
] as const)("embeddings of %s", (provider, make) => {
  test.each<[EmbeddingRequest["input"]]>([[[1, 2]], [[[1], [2]]]])(
    "are not of token ids: %j",
    async (input) => {
      await expect(create({ input }, make)).rejects.toMatchObject({
        kind: "invalid_request",
        param: "input",
        provider,
      });
    },
  );

  test.each<[unknown, object]>([
    [{}, { kind: "protocol", message: `${provider}: expected embeddings` }],
    [null, { kind: "protocol" }],
    [{ embeddings: [{}] }, { kind: "protocol" }],
    [{ embeddings: [null] }, { kind: "protocol" }],
    [{ predictions: [null] }, { kind: "protocol" }],
    [{ embeddings: [VECTOR, VECTOR] }, { kind: "protocol" }],
    [{ error: { status: "UNAVAILABLE", message: "busy" } }, { kind: "overloaded" }],
  ])("are not %j", async (answer, expected) => {
    await expect(create({}, make, answer)).rejects.toMatchObject({ ...expected, provider });
  });
});

describe("a recorded call", () => {
  test.each(named(EMBEDDINGS))("%s leaves as it came, and is read", async (name, found) => {
    const recorded = found.request?.body as {
      requests?: { content: { parts: { text: string }[] }; outputDimensionality: number }[];
      instances?: { content: string }[];
    };
    const [one] = recorded.requests ?? [];
    const request: EmbeddingRequest = {
      model: modelOf(found),
      input: [one?.content.parts[0]?.text ?? recorded.instances?.[0]?.content ?? ""],
      ...(one === undefined ? {} : { dimensions: one.outputDimensionality }),
    };
    const { body } = await create(
      request,
      (fetch) => providerOf(found, fetch),
      JSON.parse(String(found.body)),
    );
    expect(body).toEqual(recorded);
    const client = new VlloraLLMClient({ provider: providerOf(found, replayFetch(found)) });
    const { data, usage } = await client.embeddings.create(request);
    expect(data.map(({ embedding }) => embedding.length)).toEqual([768]);
    expect(usage?.prompt_tokens).toBe(name.startsWith("vertex/") ? 10 : undefined);
  });

  test("is there for both APIs", () => {
    expect(EMBEDDINGS).toHaveLength(2);
  });
});

const definitions = JSON.parse(
  readFileSync(new URL("./fixtures/schema/generate-content-request.json", import.meta.url), "utf8"),
) as object;
const validateBatch = new Ajv2020({ strict: false })
  .addSchema(definitions, "gemini")
  .compile({ $ref: "gemini#/$defs/BatchEmbedContentsRequest" });

describe("what is sent", () => {
  const seen: { path: string; body: unknown }[] = [];
  const server = createServer(async (request, response) => {
    seen.push({ path: request.url ?? "", body: await json(request) });
    response.setHeader("content-type", "application/json").end("{}");
  });
  let baseUrl = "";
  beforeAll(async () => {
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(() => {
    server.closeAllConnections();
    server.close();
  });

  const own = { taskType: OPTIONS.task_type, title: OPTIONS.title, outputDimensionality: 5 };
  const asked = (id: string, more: object = {}) => ({
    dimensions: 5,
    provider_options: { [id]: { ...OPTIONS, ...more } },
  });

  test.each<[string, string[], object, object]>([
    ["gemini/gemini-embedding-001", ["a", "b"], {}, {}],
    ["gemini/gemini-embedding-001", ["a"], asked("gemini"), own],
    ["vertex/text-embedding-005", ["a", "b"], asked("vertex"), own],
    ["vertex/gemini-embedding-001", ["a"], {}, {}],
    [
      "vertex/gemini-embedding-2",
      ["a"],
      asked("vertex", { auto_truncate: true }),
      { ...own, autoTruncate: true },
    ],
  ])("for %s is what Google's SDK sends", async (name, input, request, config) => {
    const [id, model] = name.split("/") as [string, string];
    const answer = {
      embeddings: input.map(() => VECTOR),
      ...(id === "gemini" ? {} : { predictions: input.map(() => ({ embeddings: VECTOR })) }),
    };
    const ours = await create(
      { model, input, ...request },
      id === "gemini" ? onGemini : onVertex,
      answer,
    );
    const sdk = new GoogleGenAI({
      vertexai: id === "vertex",
      apiKey: "k",
      httpOptions: { baseUrl },
    });
    await sdk.models.embedContent({ model, contents: input, config });
    const theirs = seen.at(-1);
    const methodOf = (path = "") => path.slice(path.indexOf("/models/"));
    expect(methodOf(ours.path)).toBe(methodOf(theirs?.path));
    expect(ours.body).toEqual(withoutRoles(theirs?.body));
    if (id === "gemini") {
      validateBatch(ours.body);
      expect(validateBatch.errors).toBeNull();
    }
  });
});

/** A content to be embedded needs no role; the API's documentation gives none, the SDK the user's. */
function withoutRoles(body: unknown): unknown {
  return JSON.parse(JSON.stringify(body, (key, value) => (key === "role" ? undefined : value)));
}
