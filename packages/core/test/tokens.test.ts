import { openai } from "@vllora/provider-openai";
import { openaiCompatible } from "@vllora/provider-openai-compatible";
import { describe, expect, it } from "vitest";
import {
  type ClientOptions,
  createRegistry,
  DummyModelInstance,
  ProviderContractError,
  type TokenCountOptions,
  VlloraLLMClient,
} from "../src/index.ts";
import {
  type ChatCompletionRequest,
  kindOfStatus,
  MalformedFrameError,
  type TokenCountCodec,
} from "../src/provider.ts";
import { deepFreeze } from "./deep-freeze.ts";
import { type Answer, answering, completion, json } from "./fake-fetch.ts";
import { acme, HELLO, parameterTable } from "./fake-provider.ts";
import { rejection } from "./rejection.ts";

const codec: TokenCountCodec = {
  encode: ({ extra_body: _, ...request }, { model, options }) => ({
    path: "/count",
    body: { ...request, ...options, model },
  }),
  decode: (body) => {
    const { tokens, ...others } = body as { tokens?: number };
    if (tokens === undefined) throw new MalformedFrameError("expected tokens");
    return { prompt_tokens: tokens, ...others };
  },
  decodeError: ({ status, body }) => ({
    kind: kindOfStatus(status),
    message: (body as { oops?: string } | undefined)?.oops,
  }),
};

function setUp(answer: Answer = json({ tokens: 7 }), options: ClientOptions = {}, own = codec) {
  const fetch = answering(answer);
  const parameters = parameterTable({ seed: "unsupported", tools: "unsupported" });
  const provider = acme({ tokens: own, parameters });
  const registry = createRegistry([provider, openai(), openaiCompatible()]);
  return { fetch, client: new VlloraLLMClient({ registry, apiKey: "k", fetch, ...options }) };
}

const acmeClient = { defaultProvider: "acme" };

describe("a count of tokens", () => {
  it("asks the provider of the model, with the request of a completion", async () => {
    const { client, fetch } = setUp(
      json({ tokens: 7 }, 200, { "x-request-id": "req-1" }),
      acmeClient,
    );
    const count = await client.tokens.count({ ...HELLO, model: "acme/acme-1", temperature: 1 });
    expect(count.prompt_tokens).toBe(7);
    expect(count.ledger).toEqual([{ field: "temperature", outcome: "sent" }]);
    expect(count).toMatchObject({ providerId: "acme", requestId: "req-1", attempts: 1 });
    expect(JSON.parse(JSON.stringify(count))).toEqual({ prompt_tokens: 7 });
    expect(fetch.sent).toEqual([
      {
        url: "https://api.acme.test/v1/count",
        method: "POST",
        headers: {
          "content-type": "application/json",
          accept: "application/json",
          "x-acme-key": "k",
        },
        body: { ...HELLO, temperature: 1 },
      },
    ]);
  });

  it("keeps what else the provider says, also under the name of an accessor", async () => {
    const { client } = setUp(json({ tokens: 7, ledger: "theirs", edited: 3 }), acmeClient);
    const count = await client.tokens.count(HELLO);
    expect(count.ledger).toEqual([]);
    expect(count.toJSON()).toEqual({ prompt_tokens: 7, edited: 3, ledger: "theirs" });
  });

  it("renders templates, and takes the client's model and the seed's names", async () => {
    const { client, fetch } = setUp(undefined, { ...acmeClient, model: "acme-2" });
    const messages = [{ role: "user", content: "{{ x }}" }] as const;
    const request = { ...HELLO, messages, provider_specific: { top_k: 5 } };
    await client.tokens.count(request, { variables: { x: "rendered" } });
    expect(fetch.sent[0]?.body).toEqual({
      model: "acme-2",
      messages: [{ role: "user", content: "rendered" }],
      top_k: 5,
    });
  });

  it("leaves frozen inputs as they are", async () => {
    const { client } = setUp(undefined, acmeClient);
    const request = deepFreeze({
      ...HELLO,
      extra_body: { a: { b: 1 } },
      extra_headers: { "x-a": "1" },
    } satisfies ChatCompletionRequest);
    const options = deepFreeze({ variables: { x: "y" }, headers: { "x-b": "2" } });
    const { ledger } = await client.tokens.count(request, options);
    expect(ledger).toEqual([
      { field: "extra_body.a", outcome: "sent" },
      { field: "extra_headers.x-a", outcome: "sent" },
    ]);
  });

  it("accounts for what the provider cannot honour, by the caller's policy", async () => {
    const { client, fetch } = setUp(undefined, acmeClient);
    const { warnings } = await client.tokens.count({ ...HELLO, seed: 1 });
    expect(warnings).toMatchObject([{ field: "seed", outcome: "ignored" }]);
    const refused = await rejection(() =>
      client.tokens.count({ ...HELLO, seed: 1 }, { unsupported: "error" }),
    );
    expect(refused).toMatchObject({ kind: "unsupported_parameter", provider: "acme" });
    const tools = [{ type: "function", function: { name: "f" } }] as const;
    const meaningful = await rejection(() => client.tokens.count({ ...HELLO, tools }));
    expect(meaningful.kind).toBe("unsupported_parameter");
    expect(fetch.sent).toHaveLength(1);
  });

  it("is no completion: hooks and listeners hear nothing", async () => {
    const heard: unknown[] = [];
    const listening = {
      onEvent: (event: unknown) => heard.push(event),
      hooks: [() => void heard.push("hook")],
    };
    const { client } = setUp(undefined, { ...acmeClient, ...(listening as ClientOptions) });
    await client.tokens.count(HELLO);
    expect(heard).toEqual([]);
  });
});

describe("a count is refused before anything is sent", () => {
  it.each(["openai/gpt-4.1", "openai-compatible/m"])("by %s, which has none", async (model) => {
    const { client, fetch } = setUp(undefined, { baseURL: "https://x.test", apiKey: "k" });
    const error = await rejection(() => client.tokens.count({ ...HELLO, model }));
    const provider = model.split("/")[0];
    expect(error).toMatchObject({ kind: "invalid_request", provider });
    expect(error.message).toBe(`${provider} has no count of tokens`);
    expect(fetch.sent).toEqual([]);
  });

  it("by an injected instance", async () => {
    const { client } = setUp(undefined, { instance: new DummyModelInstance() });
    const error = await rejection(() => client.tokens.count(HELLO));
    expect(error).toMatchObject({ kind: "invalid_request" });
    expect(error.message).toContain("ModelInstance");
  });

  it("for a request that is none, and an option that completions alone have", async () => {
    const { client, fetch } = setUp(undefined, acmeClient);
    const empty = await rejection(() => client.tokens.count({ ...HELLO, messages: [] }));
    expect(empty).toMatchObject({ kind: "invalid_request", param: "messages" });
    const prices = { prices: {} } as TokenCountOptions;
    const unknown = await rejection(() => client.tokens.count(HELLO, prices));
    expect(unknown).toMatchObject({ kind: "invalid_request", param: "prices" });
    expect(fetch.sent).toEqual([]);
  });
});

describe("what a plugin's count does wrong names the plugin", () => {
  const bug = () => {
    throw new TypeError("Cannot read properties of undefined");
  };
  it.each<[string, Partial<TokenCountCodec>, Answer, RegExp]>([
    ["encode", { encode: bug }, json({}), /tokens\.encode threw/],
    ["decode", { decode: bug }, json({}), /tokens threw while decoding/],
    ["decodeError", { decodeError: bug }, json({}, 500), /tokens\.decodeError threw/],
    ["nothing", { decode: () => undefined as never }, json({}), /a count without prompt_tokens/],
    ["text", { decode: () => ({ prompt_tokens: "7" }) as never }, json({}), /prompt_tokens/],
    ["less than none", { decode: () => ({ prompt_tokens: -1 }) }, json({}), /prompt_tokens/],
  ])("%s", async (_, wrong, answer, message) => {
    const { client } = setUp(answer, { ...acmeClient, maxRetries: 0 }, { ...codec, ...wrong });
    const error = await rejection(() => client.tokens.count(HELLO));
    expect(error).toBeInstanceOf(ProviderContractError);
    expect(error.message).toMatch(message);
    expect(error.message).toContain("@acme/vllora-provider@1.0.0");
  });
});

describe("an answer that is no count", () => {
  it.each<[string, Answer, object]>([
    ["another answer", json(completion()), { kind: "protocol", message: "acme: expected tokens" }],
    ["a failure", json({ oops: "no" }, 404), { kind: "not_found", message: "acme (404): no" }],
    ["nothing", () => new Response(""), { kind: "protocol" }],
    ["a redirect", () => new Response("", { status: 307 }), { kind: "protocol", status: 307 }],
  ])("%s", async (_, answer, expected) => {
    const { client } = setUp(answer, acmeClient);
    const error = await rejection(() => client.tokens.count(HELLO));
    expect(error).toMatchObject({ ...expected, provider: "acme", model: "acme-1", attempts: 1 });
  });
});

it("a provider may count without chat, and reads its errors itself", async () => {
  const { chat: _, ...rest } = acme({ tokens: codec });
  const client = new VlloraLLMClient({
    provider: rest,
    apiKey: "k",
    fetch: answering(json({ tokens: 1 }), json({ oops: "busy" }, 429)),
    maxRetries: 0,
  });
  expect((await client.tokens.count(HELLO)).prompt_tokens).toBe(1);
  const error = await rejection(() => client.tokens.count(HELLO));
  expect(error).toMatchObject({ kind: "rate_limit", message: "acme (429): busy" });
});
