import { describe, expect, expectTypeOf, it } from "vitest";
import {
  type ClientOptions,
  createRegistry,
  DummyModelInstance,
  type EmbeddingOptions,
  type EmbeddingRequest,
  ProviderContractError,
  VlloraLLMClient,
} from "../src/index.ts";
import {
  type EmbeddingDecodeContext,
  type EmbeddingsCodec,
  kindOfStatus,
} from "../src/provider.ts";
import { deepFreeze } from "./deep-freeze.ts";
import { type Answer, answering, json } from "./fake-fetch.ts";
import { acme } from "./fake-provider.ts";
import { rejection } from "./rejection.ts";

/** A wire that gives vectors alone, whatever was asked for. */
const codec: EmbeddingsCodec = {
  parameters: {
    dimensions: "native",
    encoding_format: { emulated: "by core" },
    user: "unsupported",
  },
  options: ["task"],
  encode: ({ input, dimensions }, { model, options }) => ({
    path: "/embed",
    body: { input, dimensions, ...options, model },
  }),
  decode: (body, { model }) => ({
    object: "list",
    data: (body as (number[] | string)[]).map((embedding, index) => ({
      object: "embedding",
      index,
      embedding,
    })),
    model,
  }),
  decodeError: ({ status }) => ({ kind: kindOfStatus(status) }),
};

const ONE = { model: "acme-1", input: "Hello" } as const;

function setUp(answer: Answer = json([[0.5, -1]]), options: ClientOptions = {}, own = codec) {
  const fetch = answering(answer);
  const registry = createRegistry([acme({ embeddings: own })]);
  const defaults = { registry, defaultProvider: "acme", apiKey: "k", fetch };
  return { fetch, client: new VlloraLLMClient({ ...defaults, ...options }) };
}

describe("embeddings", () => {
  it("ask the provider of the model, and tell of the call beside the answer", async () => {
    const { client, fetch } = setUp(json([[0.5, -1]], 200, { "x-request-id": "req-1" }));
    const request = { ...ONE, model: "acme/acme-1", dimensions: 2 };
    const result = await client.embeddings.create(request, { headers: { "x-a": "1" } });
    expect(result.data).toEqual([{ object: "embedding", index: 0, embedding: [0.5, -1] }]);
    expect(result).toMatchObject({ providerId: "acme", requestId: "req-1", attempts: 1 });
    expect(result.ledger).toEqual([{ field: "dimensions", outcome: "sent" }]);
    expect(JSON.parse(JSON.stringify(result))).toEqual({
      object: "list",
      data: [{ object: "embedding", index: 0, embedding: [0.5, -1] }],
      model: "acme-1",
    });
    expect(fetch.sent[0]).toMatchObject({
      url: "https://api.acme.test/v1/embed",
      headers: { "x-acme-key": "k", "x-a": "1" },
      body: { input: "Hello", dimensions: 2, model: "acme-1" },
    });
  });

  it("are numbers or base64, as was asked for, whatever the provider gives", async () => {
    const base64 = "AAAAPwAAgL8="; // 0.5, -1
    for (const given of [[0.5, -1], base64]) {
      const { embeddings } = setUp(json([given])).client;
      const numbers = await embeddings.create(ONE);
      expectTypeOf(numbers.data[0]!.embedding).toEqualTypeOf<number[]>();
      expect(numbers.data[0]?.embedding).toEqual([0.5, -1]);
      const text = await embeddings.create({ ...ONE, encoding_format: "base64" });
      expectTypeOf(text.data[0]!.embedding).toEqualTypeOf<string>();
      expect(text.data[0]?.embedding).toBe(base64);
    }
  });

  it.each<[string, EmbeddingRequest["input"], number]>([
    ["a text", "a", 1],
    ["texts", ["a", "b"], 2],
    ["the tokens of one text", [1, 2, 3], 1],
    ["the tokens of several", [[1, 2], [3]], 2],
  ])("are one for each input: %s", async (_, input, count) => {
    const vectors = [[1], [2], [3]];
    const good = setUp(json(vectors.slice(0, count))).client;
    const { data } = await good.embeddings.create({ ...ONE, input });
    expect(data.map(({ embedding }) => embedding)).toEqual(vectors.slice(0, count));
    for (const wrong of [0, 3]) {
      const { client } = setUp(json(vectors.slice(0, wrong)));
      const error = await rejection(() => client.embeddings.create({ ...ONE, input }));
      expect(error).toMatchObject({ kind: "protocol", provider: "acme", model: "acme-1" });
      expect(error.message).toBe(
        `acme: expected one vector for each input, ${count} in all, got ${wrong}`,
      );
    }
  });

  it("leave frozen inputs as they are, and take the client's model", async () => {
    const { client, fetch } = setUp(undefined, { model: "acme-2" });
    const request = deepFreeze({
      model: "acme-1",
      input: ["a"],
      provider_options: { acme: { task: "t" }, other: { x: 1 } },
      extra_body: { a: { b: 1 } },
      extra_headers: { "x-a": "1" },
    } satisfies EmbeddingRequest);
    const { ledger } = await client.embeddings.create(request, deepFreeze({ maxRetries: 0 }));
    expect(ledger.map(({ field, outcome }) => [field, outcome])).toEqual([
      ["provider_options.other", "ignored"],
      ["provider_options.acme.task", "sent"],
      ["extra_body.a", "sent"],
      ["extra_headers.x-a", "sent"],
    ]);
    const body = { input: ["a"], task: "t", a: { b: 1 }, model: "acme-2" };
    expect(fetch.sent[0]?.body).toEqual(body);
  });

  it("account for what the provider cannot honour, by the caller's policy", async () => {
    const { client, fetch } = setUp();
    const { warnings } = await client.embeddings.create({ ...ONE, user: "u" });
    expect(warnings).toMatchObject([{ field: "user", outcome: "ignored" }]);
    const strict = { unsupported: "error" } as const;
    const refused = await rejection(() => client.embeddings.create({ ...ONE, user: "u" }, strict));
    expect(refused).toMatchObject({ kind: "unsupported_parameter", provider: "acme" });
    const parameters = { ...codec.parameters, dimensions: "unsupported" } as const;
    const fixed = setUp(undefined, {}, { ...codec, parameters }).client;
    const meaningful = await rejection(() => fixed.embeddings.create({ ...ONE, dimensions: 2 }));
    expect(meaningful.kind).toBe("unsupported_parameter");
    expect(fetch.sent).toHaveLength(1);
  });
});

describe("a request for embeddings is refused before anything is sent", () => {
  it.each<[string, object, string]>([
    ["an empty text", { input: "" }, "input"],
    ["an empty list", { input: [] }, "input"],
    ["no input", { input: undefined }, "input"],
    ["an empty text in a list", { input: ["a", ""] }, "input[1]"],
    ["an empty list of tokens", { input: [[1], []] }, "input[1]"],
    ["inputs of two kinds", { input: ["a", 1] }, "input[1]"],
    ["tokens that are none", { input: [1.5] }, "input[0]"],
    ["no model", { model: " " }, "model"],
    ["no length", { dimensions: 0 }, "dimensions"],
    ["an unknown format", { encoding_format: "hex" }, "encoding_format"],
    ["headers that are text", { extra_headers: "x" }, "extra_headers"],
    ["an unknown field", { dimension: 2 }, "dimension"],
    [
      "an unknown option of the provider",
      { provider_options: { acme: { tusk: 1 } } },
      "provider_options.acme.tusk",
    ],
  ])("for %s", async (_, wrong, param) => {
    const { client, fetch } = setUp();
    const request = { ...ONE, ...wrong } as EmbeddingRequest;
    const error = await rejection(() => client.embeddings.create(request));
    expect(error).toMatchObject({ kind: "invalid_request", param });
    expect(fetch.sent).toEqual([]);
  });

  it("by a provider that has none, an instance, and for an option that completions alone have", async () => {
    const none = setUp(undefined, { provider: acme() }).client;
    const error = await rejection(() => none.embeddings.create(ONE));
    expect(error).toMatchObject({ kind: "invalid_request", message: "acme has no embeddings" });
    const injected = setUp(undefined, { instance: new DummyModelInstance() }).client;
    const refused = await rejection(() => injected.embeddings.create(ONE));
    expect(refused.kind).toBe("invalid_request");
    const variables = { variables: {} } as EmbeddingOptions;
    const unknown = await rejection(() => setUp().client.embeddings.create(ONE, variables));
    expect(unknown).toMatchObject({ kind: "invalid_request", param: "variables" });
  });
});

describe("inputs that are too many for one call", () => {
  const three = { ...codec, maxInputsPerCall: () => 3 };
  /** Gives each input's length as its vector, and the sum of them as usage. */
  const counted = {
    ...three,
    decode: (body: unknown, context: EmbeddingDecodeContext) => {
      const input = context.request.input as readonly string[];
      const tokens = input.join("").length;
      const usage =
        context.headers.get("x-silent") === null
          ? { usage: { prompt_tokens: tokens, total_tokens: tokens } }
          : {};
      const answer = codec.decode(body, context);
      return { ...answer, ...usage };
    },
  };
  const INPUT = ["a", "bb", "ccc", "dddd", "eeeee", "ffffff", "ggggggg"];
  const request = { ...ONE, input: INPUT, dimensions: 1 };

  /** A provider that answers each call with the lengths of its inputs, the first call last. */
  function lengths(headers: (call: number) => { readonly [name: string]: string } = () => ({})) {
    const sent: unknown[] = [];
    let release = () => {};
    const others = new Promise<void>((resolve) => {
      release = resolve;
    });
    const fetch = async (_url: string, init: RequestInit) => {
      const { input } = JSON.parse(String(init.body)) as { readonly input: readonly string[] };
      sent.push(input);
      const call = sent.length;
      if (call === 3) release();
      if (call === 1) await others;
      const vectors = input.map((text) => [text.length]);
      return Response.json(vectors, { headers: headers(call) });
    };
    return { sent, fetch };
  }

  it("become several calls, whose vectors stay in order", async () => {
    const { sent, fetch } = lengths((call) => ({ "x-request-id": `req-${call}` }));
    const { client } = setUp(undefined, { fetch }, counted);
    const result = await client.embeddings.create(request);
    expect(sent).toEqual([INPUT.slice(0, 3), INPUT.slice(3, 6), INPUT.slice(6)]);
    expect(result.data).toEqual(
      INPUT.map((text, index) => ({ object: "embedding", index, embedding: [text.length] })),
    );
    expect(result.usage).toEqual({ prompt_tokens: 28, total_tokens: 28 });
    expect(result).toMatchObject({ requestId: "req-1", attempts: 1, model: "acme-1" });
    expect(result.ledger).toEqual([{ field: "dimensions", outcome: "sent" }]);
  });

  it("have no usage where one of the calls does not say it", async () => {
    const { fetch } = lengths((call) => (call === 2 ? { "x-silent": "1" } : {}));
    const { client } = setUp(undefined, { fetch }, counted);
    expect((await client.embeddings.create(request)).usage).toBeUndefined();
  });

  it("are one call where they fit, and where they are the tokens of one text", async () => {
    for (const input of [INPUT.slice(0, 3), "abcd", [1, 2, 3, 4]]) {
      const count = Array.isArray(input) && typeof input[0] === "string" ? 3 : 1;
      const { client, fetch } = setUp(json(Array(count).fill([1])), {}, three);
      await client.embeddings.create({ ...ONE, input });
      expect(fetch.sent.map(({ body }) => body["input"])).toEqual([input]);
    }
  });

  it("are asked for eight calls at once, and the first failure stops all of them", async () => {
    const stopped: unknown[] = [];
    let calls = 0;
    const fetch = async (_url: string, { signal }: RequestInit) => {
      calls++;
      if (calls < 8) {
        return await new Promise<never>((_, reject) => {
          signal?.addEventListener("abort", () => {
            stopped.push(signal.reason);
            reject(signal.reason);
          });
        });
      }
      return Response.json({}, { status: 400 });
    };
    const own = { ...codec, maxInputsPerCall: () => 1 };
    const { client } = setUp(undefined, { fetch }, own);
    const input = Array.from({ length: 20 }, (_, index) => String(index));
    const error = await rejection(() => client.embeddings.create({ ...ONE, input }));
    expect(error).toMatchObject({ kind: "invalid_request", status: 400 });
    expect([calls, stopped.length]).toEqual([8, 7]);
  });

  it("end when the caller aborts, before and while they are asked for", async () => {
    const reason = new Error("enough");
    const controller = new AbortController();
    let calls = 0;
    const fetch = async (_url: string, { signal }: RequestInit) => {
      if (++calls === 3) controller.abort(reason);
      return await new Promise<never>((_, reject) => {
        if (signal?.aborted) reject(signal.reason);
        signal?.addEventListener("abort", () => reject(signal.reason));
      });
    };
    const { client } = setUp(undefined, { fetch }, three);
    for (const expected of [3, 3]) {
      const { signal } = controller;
      const error = await rejection(() => client.embeddings.create(request, { signal }));
      expect(error).toMatchObject({ kind: "aborted", cause: reason });
      expect(calls).toBe(expected);
    }
  });

  it.each([0, 1.5, Number.NaN, "2"])("cannot be put into calls of %s", async (most) => {
    const own = { ...codec, maxInputsPerCall: () => most as number };
    const { client, fetch } = setUp(undefined, {}, own);
    const error = await rejection(() => client.embeddings.create(request));
    expect(error).toBeInstanceOf(ProviderContractError);
    expect(error.message).toContain(`maxInputsPerCall gave ${most}`);
    expect(fetch.sent).toEqual([]);
  });
});

describe("what a plugin's embeddings do wrong names the plugin", () => {
  const bug = () => {
    throw new TypeError("Cannot read properties of undefined");
  };
  it.each<[string, Partial<EmbeddingsCodec>, Answer, RegExp]>([
    ["encode", { encode: bug }, json([]), /embeddings\.encode threw/],
    ["decode", { decode: bug }, json([]), /embeddings threw while decoding/],
    ["decodeError", { decodeError: bug }, json([], 500), /embeddings\.decodeError threw/],
    ["nothing", { decode: () => undefined as never }, json([]), /without vectors/],
    ["an empty vector", {}, json([[]]), /without vectors/],
  ])("%s", async (_, wrong, answer, message) => {
    const { client } = setUp(answer, { maxRetries: 0 }, { ...codec, ...wrong });
    const error = await rejection(() => client.embeddings.create(ONE));
    expect(error).toBeInstanceOf(ProviderContractError);
    expect(error.message).toMatch(message);
  });

  it("a table that leaves out a field", () => {
    const { user: _, ...parameters } = codec.parameters;
    const make = () => acme({ embeddings: { ...codec, parameters } as EmbeddingsCodec });
    expect(make).toThrow(/embeddings\.parameters does not account for user/);
  });
});

it.each(["!", "AAA=", "AAAAAAA="])("base64 that is no vector is an error: %s", async (text) => {
  const { client } = setUp(json([text]));
  const error = await rejection(() => client.embeddings.create(ONE));
  expect(error).toMatchObject({ kind: "protocol", provider: "acme" });
  expect(error.message).toMatch(/expected vectors/);
});
