import { openai } from "@vllora/provider-openai";
import { openaiCompatible } from "@vllora/provider-openai-compatible";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  type CallOptions,
  type ClientOptions,
  createRegistry,
  VlloraLLMClient,
} from "../src/index.ts";
import { answering, completion, json } from "./fake-fetch.ts";
import { HELLO } from "./fake-provider.ts";
import { rejection } from "./rejection.ts";

const GPT = { ...HELLO, model: "gpt-4.1-mini" };

beforeEach(() => {
  vi.stubEnv("VLLORA_OPENAI_API_KEY", undefined);
  vi.stubEnv("OPENAI_API_KEY", undefined);
});

afterEach(() => {
  vi.unstubAllEnvs();
});

function setUp(options: ClientOptions = {}) {
  const fetch = answering(json(completion()));
  const registry = createRegistry([openai(), openaiCompatible()]);
  return { fetch, client: new VlloraLLMClient({ registry, fetch, ...options }) };
}

async function refused(client: VlloraLLMClient, call: CallOptions = {}) {
  return await rejection(() => client.completions.create(GPT, call));
}

describe("a key of the environment", () => {
  it("is not sent to an address that the provider's settings name", async () => {
    vi.stubEnv("OPENAI_API_KEY", "env-secret-0123456789");
    const { client, fetch } = setUp({
      providers: [openai({ baseURL: "https://elsewhere.test/v1" })],
    });
    const error = await refused(client);
    expect(error.kind).toBe("credentials");
    expect(error.message).not.toContain("env-secret");
    expect(fetch.sent).toEqual([]);
  });
});

describe("a key of the constructor", () => {
  it.each<[string, (client: VlloraLLMClient) => VlloraLLMClient]>([
    [
      "a provider",
      (client) =>
        client.withProvider(openaiCompatible({ name: "groq", baseURL: "https://b.test" })),
    ],
    [
      "a provider and its endpoint",
      (client) => client.withProvider({ provider: "groq", endpoint: "https://b.test" }),
    ],
    ["an endpoint", (client) => client.withInferenceEndpoint("https://b.test")],
  ])("stays behind when a verb names %s", async (_, verb) => {
    const { client, fetch } = setUp({ apiKey: "K", baseURL: "https://a.test/v1" });
    expect((await refused(verb(client))).kind).toBe("credentials");
    expect(fetch.sent).toEqual([]);
    await verb(client).withCredentials("K2").completions.create(GPT);
    expect(fetch.sent[0]?.headers["authorization"]).toBe("Bearer K2");
  });
});

describe("headers", () => {
  it("of a client do not follow a call to another host", async () => {
    const { client, fetch } = setUp({ apiKey: "K", headers: { "x-api-key": "S3CRET" } });
    await client.completions.create(GPT, { baseURL: "https://other.test/v1", apiKey: "K2" });
    await client.completions.create(GPT);
    expect(fetch.sent[0]?.headers).not.toHaveProperty("x-api-key");
    expect(fetch.sent[1]?.headers).toHaveProperty("x-api-key", "S3CRET");
  });

  it("of a provider's settings do not follow a call to another host", async () => {
    const { client, fetch } = setUp({ providers: [openai({ apiKey: "K", project: "proj_1" })] });
    await client.completions.create(GPT, { baseURL: "https://other.test/v1", apiKey: "K2" });
    await client.completions.create(GPT);
    expect(fetch.sent.map(({ headers }) => headers["openai-project"])).toEqual([
      undefined,
      "proj_1",
    ]);
  });

  it("that authorize are the caller's where the caller wrote them", async () => {
    const { client, fetch } = setUp({ apiKey: "K" });
    const extra_headers = { Authorization: "Bearer mine" };
    await client.completions.create({ ...GPT, extra_headers });
    expect(fetch.sent[0]?.headers["authorization"]).toBe("Bearer mine");
  });

  it("that a server repeats do not get into the error", async () => {
    const fetch = answering(json({ error: { message: "bad key value-0123456789" } }, 401));
    const { client } = setUp({ apiKey: "K", fetch, headers: { "api-key": "value-0123456789" } });
    const error = await refused(client);
    expect(error.message).toContain("bad key ***");
    expect(JSON.stringify(error)).not.toContain("value-0123456789");
  });
});

describe("limits", () => {
  it("hold while credentials are fetched", async () => {
    const { client } = setUp({ apiKey: () => new Promise<string>(() => undefined) });
    const error = await refused(client, { timeouts: { responseMs: 5 }, maxRetries: 0 });
    expect(error).toMatchObject({ kind: "timeout", phase: "response" });
  });

  it("are not switched off by undefined", async () => {
    const { client } = setUp({
      apiKey: () => new Promise<string>(() => undefined),
      timeouts: { responseMs: 5 },
      maxRetries: 0,
    });
    const error = await refused(client, { timeouts: { responseMs: undefined } });
    expect(error.kind).toBe("timeout");
  });

  it.each<CallOptions>([
    { timeout: -5 },
    { timeout: Number.NaN },
    { maxResponseBytes: Number.NaN },
    { apiKey: "a", credentials: "b" },
  ])("and other options that make no sense are refused: %o", async (options) => {
    const { client, fetch } = setUp({ apiKey: "K" });
    expect((await refused(client, options)).kind).toBe("invalid_request");
    expect(fetch.sent).toEqual([]);
  });
});

describe("fetch", () => {
  it("is called as a function, as browsers and workers want it", async () => {
    const fetch = async function (this: unknown) {
      if (this !== undefined) throw new TypeError("Illegal invocation");
      return await json(completion())();
    };
    const { client } = setUp({ apiKey: "K", fetch });
    expect((await client.completions.create(GPT)).text).toBe("Hi there");
  });
});

it("a request with an own __proto__ sets no field", async () => {
  const request = JSON.parse(
    '{"model":"m","messages":[{"role":"user","content":"x"}],"__proto__":{"max_tokens":5,"extra_headers":{"x-evil":"1"}}}',
  );
  const { client, fetch } = setUp({ apiKey: "K", baseURL: "https://a.test" });
  await client.completions.create(request);
  expect(fetch.sent[0]?.body).not.toHaveProperty("max_tokens");
  expect(fetch.sent[0]?.headers).not.toHaveProperty("x-evil");
});
