import { readFileSync } from "node:fs";
import { type Fetch, VlloraLLMClient } from "@vllora/core";
import type { EmbeddingRequest } from "@vllora/core/provider";
import { replayFetch, type Transcript } from "@vllora/testing";
import { Ajv } from "ajv";
import { describe, expect, test } from "vitest";
import { named, recordedEmbeddings } from "../../provider-openai-compatible/test/recorded-cases.ts";
import { openai } from "../src/index.ts";

const schema = JSON.parse(
  readFileSync(new URL("./fixtures/schema/embedding-create-params.json", import.meta.url), "utf8"),
) as object;
const validate = new Ajv({ strict: false }).compile(schema);

const cases = await recordedEmbeddings(import.meta.url);
const HELLO = { model: "text-embedding-3-small", input: "Hello" } as const;

function clientOf(fetch: Fetch) {
  return new VlloraLLMClient({ provider: openai({ apiKey: "k", fetch }), maxRetries: 0 });
}

/** The recorded request; a plain one where none was recorded. */
function requestOf({ request }: Transcript): EmbeddingRequest {
  return (request?.body as EmbeddingRequest | undefined) ?? { ...HELLO, input: ["a", "b"] };
}

async function sentFor(request: EmbeddingRequest) {
  const sent: { url: string; body: unknown }[] = [];
  const fetch: Fetch = async (url, { body }) => {
    sent.push({ url, body: JSON.parse(String(body)) });
    return Response.json({}, { status: 400 });
  };
  await expect(clientOf(fetch).embeddings.create(request)).rejects.toMatchObject({ status: 400 });
  return sent[0];
}

describe("a recorded request", () => {
  test.each(named(cases))("%s leaves as it came, and fits the schema", async (_name, found) => {
    const request = requestOf(found);
    const sent = await sentFor(request);
    expect(sent).toEqual({ url: "https://api.openai.com/v1/embeddings", body: request });
    expect(validate(sent?.body)).toBe(true);
  });
});

describe("a recorded answer", () => {
  /** What each answers: the length of its vectors, or its error. */
  const EXPECTED: { readonly [name: string]: number | object } = {
    "azure-embeddings/embedding-basic-functionality-azure-cohere-embed-v3-english-can-handle-a": 1024,
    "azure-embeddings/embedding-basic-functionality-azure-cohere-embed-v3-english-handles-sing": 1024,
    "azure-embeddings/test-embeddings-azure-openai-embeddings.s1": 3072,
    "azure-embeddings/test-embeddings-azure-openai-embeddings.s2": { kind: "authentication" },
    "openai-embeddings/agent-with-knowledge-sources": 1536,
    "openai-embeddings/openai-embedding": 5,
    "openai-embeddings/test-openai-metrics-embeddings-metrics": 1536,
    "openai-embeddings/testopenai-test-embed-error": { kind: "not_found", status: 404 },
    "openai-embeddings/testopenai-test-instrumentation": 128,
  };

  test("is there for each that is expected", () => {
    expect(cases.map(({ name }) => name).sort()).toEqual(Object.keys(EXPECTED));
  });

  test.each(named(cases))("%s is read, as numbers and as base64", async (name, found) => {
    const expected = EXPECTED[name] ?? 0;
    const { embeddings } = clientOf(replayFetch(found));
    const { encoding_format: _, ...request } = requestOf(found);
    if (typeof expected === "object") {
      await expect(embeddings.create(request)).rejects.toMatchObject(expected);
      return;
    }
    const wire = JSON.parse(String(found.body)) as {
      data: { embedding: number[] | string }[];
      usage: object;
    };
    const numbers = await embeddings.create(request);
    expect(numbers.data.map(({ embedding }) => embedding.length)).toEqual(
      wire.data.map(() => expected),
    );
    expect(numbers.data.map(({ index }) => index)).toEqual(wire.data.map((_item, index) => index));
    expect(numbers.usage).toEqual(wire.usage);
    for (const { embedding } of numbers.data) {
      // A vector of these models is of length 1; of one case the recorder kept five numbers.
      if (expected > 5) expect(Math.hypot(...embedding)).toBeCloseTo(1, 2);
    }
    const texts = await embeddings.create({ ...request, encoding_format: "base64" });
    for (const [index, { embedding }] of texts.data.entries()) {
      const bytes = Buffer.from(embedding, "base64");
      expect(bytes.length).toBe(expected * 4);
      const said = wire.data[index]?.embedding;
      if (typeof said === "string") expect(embedding).toBe(said);
      expect(bytes.readFloatLE(0)).toBeCloseTo(numbers.data[index]?.embedding[0] ?? Number.NaN, 6);
    }
  });
});

test("what OpenAI does not know is refused", async () => {
  const { embeddings } = clientOf(async () => Response.json({}));
  const unknown = { ...HELLO, task: "x" } as EmbeddingRequest;
  await expect(embeddings.create(unknown)).rejects.toMatchObject({
    kind: "invalid_request",
    param: "task",
  });
  const option = { ...HELLO, provider_options: { openai: { task: "x" } } };
  await expect(embeddings.create(option)).rejects.toMatchObject({
    kind: "invalid_request",
    param: "provider_options.openai.task",
  });
});
