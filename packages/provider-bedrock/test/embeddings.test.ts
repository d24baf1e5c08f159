import { readFileSync } from "node:fs";
import { type EmbeddingResult, type Fetch, VlloraLLMClient } from "@vllora/core";
import type { EmbeddingRequest } from "@vllora/core/provider";
import { describe, expect, test } from "vitest";
import { bedrock } from "../src/index.ts";

const TITAN = "amazon.titan-embed-text-v2:0";
const TITAN_V1 = "amazon.titan-embed-text-v1";
const COHERE_V3 = "cohere.embed-multilingual-v3";
const COHERE_V4 = "us.cohere.embed-v4:0";
const NOVA = "amazon.nova-2-multimodal-embeddings-v1:0";
const ARN = "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc";

interface Recorded {
  readonly url: string;
  readonly request: unknown;
  readonly headers: { readonly [name: string]: string };
  readonly response: unknown;
}

const RECORDED = JSON.parse(
  readFileSync(new URL("./fixtures/embeddings/recorded.json", import.meta.url), "utf8"),
) as { readonly [name: string]: Recorded };

interface Sent {
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: { readonly [field: string]: unknown };
}

/** Makes embeddings, and says what left. Calls are answered by what they ask for. */
async function create(
  request: EmbeddingRequest,
  answer: (body: Sent["body"]) => Response | Promise<Response>,
): Promise<{ readonly sent: readonly Sent[]; readonly result: EmbeddingResult }> {
  const sent: Sent[] = [];
  const fetch: Fetch = async (url, { headers, body: text }) => {
    const body = JSON.parse(String(text)) as Sent["body"];
    sent.push({ url, headers: headers as Sent["headers"], body });
    return await answer(body);
  };
  const provider = bedrock({ credentials: { api_key: "k", region: "us-east-1" }, fetch });
  const client = new VlloraLLMClient({ provider, maxRetries: 0 });
  const result = (await client.embeddings.create(request)) as EmbeddingResult;
  return { sent, result };
}

/** Answers with the length of each text, in the form of the family that was asked. */
function lengths(body: Sent["body"]): Response {
  const { inputText, texts, singleEmbeddingParams } = body as {
    readonly inputText?: string;
    readonly texts?: readonly string[];
    readonly singleEmbeddingParams?: { readonly text: { readonly value: string } };
  };
  if (inputText !== undefined) return Response.json({ embedding: [inputText.length] });
  if (texts !== undefined)
    return Response.json({ embeddings: texts.map(({ length }) => [length]) });
  const { length = 0 } = singleEmbeddingParams?.text.value ?? "";
  return Response.json({ embeddings: [{ embeddingType: "TEXT", embedding: [length] }] });
}

describe("a recorded call", () => {
  test.each<[name: string, request: EmbeddingRequest, vector: readonly number[], tokens: number]>([
    [
      "titan",
      {
        model: TITAN,
        input: "Test embedding dimensions",
        dimensions: 256,
        provider_options: { bedrock: { normalize: true } },
      },
      [-0.1208660751581192, 0.09540099650621414, 0.052358660846948624, 0.023623289540410042],
      4,
    ],
    [
      "cohere-v4",
      {
        model: "cohere.embed-v4:0",
        input: ["Test dimensions setting"],
        dimensions: 512,
        provider_options: { bedrock: { input_type: "search_query", truncate: "NONE" } },
      },
      [-0.099121094, -0.055419922, -0.029663086, -0.0049438477],
      3,
    ],
    [
      "cohere-v3",
      {
        model: "cohere.embed-english-v3",
        input: "Hello, world!",
        provider_options: { bedrock: { input_type: "search_query", truncate: "NONE" } },
      },
      [-0.042236328, -0.03250122, -0.09307861, -0.07678223],
      4,
    ],
    [
      "nova",
      {
        model: NOVA,
        input: "Test Nova dimensions",
        dimensions: 256,
        provider_options: {
          bedrock: { embedding_purpose: "GENERIC_RETRIEVAL", truncate: "NONE" },
        },
      },
      [-0.109526575, 0.022427728, -0.034227055, 0.092232905],
      18,
    ],
  ])(
    "of %s leaves as it was recorded, and its answer is read",
    async (name, request, vector, tokens) => {
      const recorded = RECORDED[name] as Recorded;
      const answer = () => Response.json(recorded.response, { headers: recorded.headers });
      const { sent, result } = await create(request, answer);
      expect(sent).toHaveLength(1);
      expect(sent[0]).toMatchObject({ url: recorded.url, headers: { accept: "application/json" } });
      expect(sent[0]?.body).toEqual(recorded.request);
      expect(result.data).toEqual([
        {
          object: "embedding",
          index: 0,
          embedding: vector,
          ...(name === "nova" ? { embeddingType: "TEXT" } : {}),
        },
      ]);
      expect(result.usage).toEqual({ prompt_tokens: tokens, total_tokens: tokens });
      expect(result.warnings).toEqual([]);
    },
  );
});

describe("one vector for each text, in their order", () => {
  const INPUT = ["a", "bb", "ccc"];

  test.each([TITAN, TITAN_V1, "amazon.titan-embed-image-v1", COHERE_V3, COHERE_V4, NOVA])(
    "of %s",
    async (model) => {
      const { result } = await create({ model, input: INPUT }, lengths);
      expect(result.data.map(({ index, embedding }) => [index, embedding])).toEqual([
        [0, [1]],
        [1, [2]],
        [2, [3]],
      ]);
      expect(result.usage).toBeUndefined();
    },
  );

  test("Titan and Nova take one text in a call, Cohere 96", async () => {
    const input = Array.from({ length: 100 }, (_, index) => "x".repeat(index + 1));
    for (const [model, calls] of [
      [TITAN, 100],
      [NOVA, 100],
      [COHERE_V4, 2],
    ] as const) {
      const { sent, result } = await create({ model, input }, lengths);
      expect([model, sent.length]).toEqual([model, calls]);
      expect(result.data.map(({ embedding }) => embedding[0])).toEqual(
        input.map(({ length }) => length),
      );
    }
  });

  test("and usage is that of all calls", async () => {
    const answer = ({ inputText }: Sent["body"]) =>
      Response.json({ embedding: [1], inputTextTokenCount: String(inputText).length });
    const { result } = await create({ model: TITAN, input: INPUT }, answer);
    expect(result.usage).toEqual({ prompt_tokens: 6, total_tokens: 6 });
  });

  test("or an error: an answer with another number of them", async () => {
    const answer = () => Response.json({ embeddings: { float: [[1]] } });
    await expect(create({ model: COHERE_V4, input: INPUT }, answer)).rejects.toMatchObject({
      kind: "protocol",
    });
  });
});

describe("what was asked for", () => {
  type Case = [
    name: string,
    request: Partial<EmbeddingRequest>,
    body: object,
    warnings?: readonly string[],
  ];
  const nova = (fields: object = {}) => ({
    taskType: "SINGLE_EMBEDDING",
    singleEmbeddingParams: {
      embeddingPurpose: "GENERIC_INDEX",
      text: { value: "a", truncationMode: "NONE" },
      ...fields,
    },
  });

  test.each<Case>([
    ["of Titan, and nothing else", { model: TITAN }, { inputText: "a" }],
    [
      "the length of Titan's for images",
      { model: "amazon.titan-embed-image-v1", dimensions: 384 },
      { inputText: "a", embeddingConfig: { outputEmbeddingLength: 384 } },
    ],
    [
      "of Cohere, and nothing else",
      { model: COHERE_V3 },
      { texts: ["a"], input_type: "search_document" },
    ],
    ["of Nova, and nothing else", { model: NOVA }, nova()],
    ["the length of Nova's", { model: NOVA, dimensions: 256 }, nova({ embeddingDimension: 256 })],
    ["base64, which core makes", { model: TITAN, encoding_format: "base64" }, { inputText: "a" }],
    [
      "a user, of whom the API knows nothing",
      { model: TITAN, user: "u" },
      { inputText: "a" },
      ["user"],
    ],
    [
      "an option that another family has",
      { model: TITAN, provider_options: { bedrock: { input_type: "clustering" } } },
      { inputText: "a" },
      ["provider_options.bedrock.input_type"],
    ],
    [
      "the family of a profile",
      { model: ARN, provider_options: { bedrock: { model_family: "cohere" } } },
      { texts: ["a"], input_type: "search_document" },
    ],
    [
      "of an ARN that names the model",
      { model: "arn:aws:bedrock:us-east-1::foundation-model/cohere.embed-english-v3" },
      { texts: ["a"], input_type: "search_document" },
    ],
    ["more", { model: TITAN, extra_body: { future: 1 } }, { inputText: "a", future: 1 }],
  ])("%s", async (_name, request, body, warnings = []) => {
    const { sent, result } = await create({ model: TITAN, input: "a", ...request }, lengths);
    expect(sent[0]?.body).toEqual(body);
    expect(result.warnings.map(({ field }) => field)).toEqual(warnings);
    if (request.encoding_format === "base64") expect(result.data[0]?.embedding).toBe("AACAPw==");
  });

  test("is in the account, also what the API wants to be said", async () => {
    const { result } = await create({ model: COHERE_V4, input: "a", dimensions: 256 }, lengths);
    expect(result.ledger).toMatchObject([
      { field: "dimensions", outcome: "mapped", to: "output_dimension" },
      {
        field: "provider_options.bedrock.input_type",
        outcome: "emulated",
        to: "search_document",
      },
    ]);
  });

  test.each<[name: string, request: EmbeddingRequest, error: object]>([
    [
      "a length, of a model of one length",
      { model: TITAN_V1, input: "a", dimensions: 256 },
      { kind: "unsupported_parameter" },
    ],
    [
      "a length, of Cohere's third",
      { model: COHERE_V3, input: "a", dimensions: 256 },
      { kind: "unsupported_parameter" },
    ],
    ["tokens", { model: TITAN, input: [1, 2] }, { kind: "invalid_request", param: "input" }],
    [
      "vectors of a model that has none",
      { model: "amazon.nova-lite-v1:0", input: "a" },
      { kind: "invalid_request", param: "model" },
    ],
    [
      "vectors of a profile that does not say whose",
      { model: ARN, input: "a" },
      { param: "model" },
    ],
    [
      "an option that nobody knows",
      { model: TITAN, input: "a", provider_options: { bedrock: { normalise: true } as never } },
      { kind: "invalid_request", param: "provider_options.bedrock.normalise" },
    ],
  ])("is refused before anything is sent: %s", async (_name, request, error) => {
    const answer = () => expect.unreachable();
    await expect(create(request, answer)).rejects.toMatchObject(error);
  });
});

describe("an answer that is none", () => {
  test.each([
    ["no object", "[]"],
    ["no vectors", "{}"],
    ["no vector", '{"embedding":null,"message":"m"}'],
    ["an empty vector", '{"embedding":[]}'],
    ["words as a vector", '{"embeddings":[["a"]]}'],
    ["bytes as vectors", '{"embeddings":{"int8":[[1]]}}'],
    ["nothing as a vector", '{"embeddings":[null]}'],
  ])("is an error: %s", async (_name, body) => {
    await expect(
      create({ model: TITAN, input: "a" }, () => new Response(body)),
    ).rejects.toMatchObject({ kind: "protocol", provider: "bedrock" });
  });

  test("has the API's kind and words", async () => {
    const answer = () =>
      Response.json(
        { message: "Too many requests" },
        { status: 429, headers: { "x-amzn-errortype": "ThrottlingException" } },
      );
    await expect(create({ model: TITAN, input: ["a", "b"] }, answer)).rejects.toMatchObject({
      kind: "rate_limit",
      type: "ThrottlingException",
      message: "bedrock (429): Too many requests",
    });
  });

  test.each(["", "-1", "1e3", "many"])(
    "a count of tokens that is none is absent: %j",
    async (count) => {
      const headers = { "x-amzn-bedrock-input-token-count": count };
      const answer = () => Response.json({ embedding: [1] }, { headers });
      expect((await create({ model: TITAN, input: "a" }, answer)).result.usage).toBeUndefined();
    },
  );
});
