import { openai } from "@vllora/provider-openai";
import { openaiCompatible } from "@vllora/provider-openai-compatible";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  type ClientOptions,
  createRegistry,
  DummyModelInstance,
  type ModelListOptions,
  ProviderContractError,
  VlloraLLMClient,
} from "../src/index.ts";
import { kindOfStatus, type ModelListCodec, type ModelPage } from "../src/provider.ts";
import { deepFreeze } from "./deep-freeze.ts";
import { type Answer, answering, json } from "./fake-fetch.ts";
import { acme } from "./fake-provider.ts";
import { rejection } from "./rejection.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

const codec: ModelListCodec = {
  encode: (page) => ({ method: "GET", path: page === undefined ? "/list" : `/list?page=${page}` }),
  decode: (body) => body as ModelPage,
  decodeError: ({ status }) => ({ kind: kindOfStatus(status) }),
};

const model = (id: string) => ({ id, object: "model" as const });

function setUp(answers: readonly Answer[], options: ClientOptions = {}, own = codec) {
  const fetch = answering(...answers);
  const providers = [acme({ modelList: own })];
  const registry = createRegistry([openai(), openaiCompatible()]);
  return {
    fetch,
    client: new VlloraLLMClient({ registry, providers, apiKey: "k", fetch, ...options }),
  };
}

describe("the list of models", () => {
  it("is that of the client's provider, by a GET without a body", async () => {
    const { client, fetch } = setUp([json({ models: [model("a"), model("b")] })]);
    expect(await client.models.list()).toEqual([model("a"), model("b")]);
    expect(fetch.sent).toEqual([
      {
        url: "https://api.acme.test/v1/list",
        method: "GET",
        headers: { accept: "application/json", "x-acme-key": "k" },
        body: {},
      },
    ]);
  });

  it("may be empty", async () => {
    expect(await setUp([json({ models: [] })]).client.models.list()).toEqual([]);
  });

  it("is that of another provider where one is named, with its own key", async () => {
    vi.stubEnv("OPENAI_API_KEY", "env-key");
    const { client, fetch } = setUp([json({ data: [model("gpt-4.1")] })]);
    expect(await client.models.list({ provider: "openai" })).toEqual([model("gpt-4.1")]);
    expect(fetch.sent[0]).toMatchObject({
      url: "https://api.openai.com/v1/models",
      headers: { authorization: "Bearer env-key" },
    });
    const key = { provider: "openai", apiKey: "own" };
    await client.models.list(key);
    expect(fetch.sent[1]?.headers["authorization"]).toBe("Bearer own");
  });

  it("is that of the provider of withProvider, and of the default one", async () => {
    const { client, fetch } = setUp([json({ data: [] })], { providers: [], apiKey: undefined });
    await client.withProvider(openaiCompatible({ baseURL: "http://localhost:1" })).models.list();
    await client.withCredentials("k").models.list();
    const compatible = client.withInferenceEndpoint("https://x.test").withCredentials("k");
    await compatible.models.list();
    expect(fetch.sent.map(({ url }) => url)).toEqual([
      "http://localhost:1/models",
      "https://api.openai.com/v1/models",
      "https://x.test/models",
    ]);
  });

  it("follows the pages to the last", async () => {
    const { client, fetch } = setUp([
      json({ models: [model("a")], nextPage: "2" }),
      json({ models: [], nextPage: "3" }),
      json({ models: [model("b")] }),
    ]);
    expect(await client.models.list()).toEqual([model("a"), model("b")]);
    expect(fetch.sent.map(({ url }) => url.split("/v1")[1])).toEqual([
      "/list",
      "/list?page=2",
      "/list?page=3",
    ]);
  });

  it("takes frozen options", async () => {
    const { client, fetch } = setUp([json({ models: [] })]);
    await client.models.list(deepFreeze({ headers: { "x-a": "1" }, retry: { maxRetries: 0 } }));
    expect(fetch.sent[0]?.headers).toHaveProperty("x-a", "1");
  });
});

describe("a list is whole or an error", () => {
  it("when a page names itself as the next", async () => {
    const { client, fetch } = setUp([json({ models: [model("a")], nextPage: "2" })]);
    const error = await rejection(() => client.models.list());
    expect(error).toMatchObject({ kind: "protocol", provider: "acme", retryable: false });
    expect(error.message).toBe("acme gave a list without an end");
    expect(fetch.sent).toHaveLength(2);
  });

  it("when pages go on for ever", async () => {
    let number = 0;
    const { client } = setUp([() => json({ models: [], nextPage: String(++number) })()]);
    expect((await rejection(() => client.models.list())).kind).toBe("protocol");
    expect(number).toBe(100);
  });

  it("when a later page fails; each page has its own tries", async () => {
    const first = json({ models: [model("a")], nextPage: "2" });
    const busy = json({}, 503);
    const options = { retry: { baseDelayMs: 0 } };
    const failing = setUp([busy, first, busy, busy, busy], options);
    const error = await rejection(() => failing.client.models.list());
    expect(error).toMatchObject({ kind: "overloaded", attempts: 3 });
    expect(failing.fetch.sent).toHaveLength(5);
    const mended = setUp([busy, first, busy, busy, json({ models: [model("b")] })], options);
    expect(await mended.client.models.list()).toHaveLength(2);
  });

  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["no list", { models: {} }],
    ["a model without an id", { models: [{ object: "model" }] }],
    ["no model", { models: [null] }],
    ["a page that is no text", { models: [], nextPage: null }],
  ])("when a plugin gives %s, which names the plugin", async (_, page) => {
    const { client } = setUp([json({})], {}, { ...codec, decode: () => page as ModelPage });
    const error = await rejection(() => client.models.list());
    expect(error).toBeInstanceOf(ProviderContractError);
    expect(error.message).toContain("@acme/vllora-provider@1.0.0");
  });

  it("when a plugin fails to encode", async () => {
    const encode = () => {
      throw new TypeError("no");
    };
    const { client } = setUp([json({})], {}, { ...codec, encode });
    const error = await rejection(() => client.models.list());
    expect(error.message).toContain("modelList.encode threw");
  });
});

describe("a list is refused before anything is sent", () => {
  it("by a provider that has none", async () => {
    const { client, fetch } = setUp([json({})], { provider: acme() });
    const error = await rejection(() => client.models.list());
    expect(error).toMatchObject({ kind: "invalid_request", provider: "acme" });
    expect(error.message).toBe("acme has no list of models");
    expect(fetch.sent).toEqual([]);
  });

  it("by an injected instance", async () => {
    const { client } = setUp([json({})], { instance: new DummyModelInstance() });
    expect((await rejection(() => client.models.list())).kind).toBe("invalid_request");
  });

  it("for options that it cannot have, and providers that are not there", async () => {
    const { client } = setUp([json({})]);
    const variables = { variables: {} } as ModelListOptions;
    const unknown = await rejection(() => client.models.list(variables));
    expect(unknown).toMatchObject({ kind: "invalid_request", param: "variables" });
    const absent = await rejection(() => client.models.list({ provider: "opnai" }));
    expect(absent.kind).toBe("unknown_provider");
    const none = new VlloraLLMClient({ registry: createRegistry() });
    const nobody = await rejection(() => none.models.list());
    expect(nobody.message).toMatch(/^No provider "openai"\. Registered: none\./);
  });

  it("where the key belongs to another host", async () => {
    vi.stubEnv("OPENAI_API_KEY", "env-secret-0123456789");
    const { client, fetch } = setUp([json({})]);
    const error = await rejection(() =>
      client.models.list({ provider: "openai", baseURL: "https://elsewhere.test" }),
    );
    expect(error.kind).toBe("credentials");
    expect(fetch.sent).toEqual([]);
  });
});
