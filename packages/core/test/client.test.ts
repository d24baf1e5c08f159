import { openai } from "@vllora/provider-openai";
import { openaiCompatible } from "@vllora/provider-openai-compatible";
import type { ChatCompletionRequest } from "@vllora/types";
import { afterEach, describe, expect, it, vi } from "vitest";
import {
  type ClientOptions,
  createRegistry,
  DummyModelInstance,
  type InferenceProviderInput,
  VlloraLLMClient,
} from "../src/index.ts";
import { deepFreeze } from "./deep-freeze.ts";
import { answering, completion, events, HELLO_FRAMES, json } from "./fake-fetch.ts";
import { acme, HELLO, parameterTable } from "./fake-provider.ts";
import { rejection } from "./rejection.ts";

afterEach(() => {
  vi.unstubAllEnvs();
});

function setUp(options: ClientOptions = {}) {
  const fetch = answering(json(completion()));
  const registry = createRegistry([openai(), openaiCompatible(), acme()]);
  const client = new VlloraLLMClient({ registry, fetch, ...options });
  const last = () => fetch.sent[fetch.sent.length - 1];
  return { client, fetch, last };
}

describe("each verb gives a new client and changes one thing", () => {
  it("withProvider, a provider", async () => {
    const { client: bare, last } = setUp();
    const client = bare.withCredentials("k");
    const other = client.withProvider(acme({ baseURL: "https://mine.test" }));
    await other.completions.create({ ...HELLO, model: "gpt-4.1" });
    expect(last()?.url).toBe("https://mine.test/chat");
    expect(last()?.body["model"]).toBe("gpt-4.1");
    await client.completions.create({ ...HELLO, model: "gpt-4.1" });
    expect(last()?.url).toBe("https://api.openai.com/v1/chat/completions");
  });

  it.each<[InferenceProviderInput, string, string]>([
    [{ provider: "acme" }, "https://api.acme.test/v1/chat", "gpt-4.1"],
    [{ provider: "acme", model_name: "acme-2" }, "https://api.acme.test/v1/chat", "acme-2"],
    [
      { provider: "openai", endpoint: "https://gateway.test/v1" },
      "https://gateway.test/v1/chat/completions",
      "gpt-4.1",
    ],
    [
      { provider: "langdb", model_name: "m", endpoint: "https://gateway.test/v1/" },
      "https://gateway.test/v1/chat/completions",
      "m",
    ],
  ])("withProvider, in the words of a configuration: %j", async (input, url, model) => {
    const { client: bare, last } = setUp();
    const client = bare.withCredentials("k");
    await client.withProvider(input).completions.create({ ...HELLO, model: "gpt-4.1" });
    expect(last()?.url).toBe(url);
    expect(last()?.body["model"]).toBe(model);
  });

  it("withProvider refuses a word that it does not know", async () => {
    const input = { provider: "acme", model: "x" } as InferenceProviderInput;
    const error = await rejection(() => setUp().client.withProvider(input));
    expect(error).toMatchObject({ kind: "invalid_request", param: "model" });
  });

  it("withModelProvider and withInferenceEndpoint, for any name with its own variable", async () => {
    vi.stubEnv("VLLORA_MY_PROXY_2_API_KEY", "proxy-key");
    const { client, last } = setUp();
    await client
      .withModelProvider("my-proxy.2")
      .withInferenceEndpoint("https://proxy.test/v1")
      .completions.create({ ...HELLO, model: "vendor/model" });
    expect(last()?.url).toBe("https://proxy.test/v1/chat/completions");
    expect(last()?.headers["authorization"]).toBe("Bearer proxy-key");
    expect(last()?.body["model"]).toBe("vendor/model");
  });

  it("withModelProvider and withInferenceEndpoint, in either order", async () => {
    const { client: bare, last } = setUp();
    const client = bare.withCredentials("k");
    await client
      .withInferenceEndpoint("https://proxy.test/v1")
      .withModelProvider("proxy")
      .completions.create(HELLO);
    expect(last()?.url).toBe("https://proxy.test/v1/chat/completions");
  });

  it("withModelProvider alone needs a provider that is there", async () => {
    const { client } = setUp();
    const error = await rejection(() => client.withModelProvider("nope").completions.create(HELLO));
    expect(error.kind).toBe("unknown_provider");
  });

  it("withCredentials, over either name of the key", async () => {
    for (const options of [{ apiKey: "old" }, { credentials: "old" }]) {
      const { client, last } = setUp({ ...options, provider: "acme" });
      await client.withCredentials({ api_key: "new" }).completions.create(HELLO);
      expect(last()?.headers["x-acme-key"]).toBe("new");
      await client.withCredentials(null).completions.create(HELLO);
      expect(last()?.headers["x-acme-key"]).toBeUndefined();
      await client.completions.create(HELLO);
      expect(last()?.headers["x-acme-key"]).toBe("old");
    }
  });

  it("withInstance", async () => {
    const { client, fetch } = setUp({ provider: "acme", apiKey: "k" });
    const dummy = client.withInstance(new DummyModelInstance());
    expect((await dummy.completions.create(HELLO)).text).toBe("Hello, world!");
    expect((await dummy.chat.completions.create(HELLO)).text).toBe("Hello, world!");
    expect(dummy.explain("x")).toMatchObject({ provider: "instance", rule: "instance" });
    expect(fetch.sent).toEqual([]);
    expect((await client.completions.create(HELLO)).text).toBe("Hi there");
  });

  it("keeps all else: providers, aliases, options, hooks", async () => {
    const seen: string[] = [];
    const { client, last } = setUp({
      providers: [acme({ baseURL: "https://own.test" })],
      models: { quick: "acme/acme-mini" },
      headers: { "x-a": "1" },
      onEvent: ({ event }) => seen.push(event.type),
    });
    await client.withCredentials("k").completions.create({ ...HELLO, model: "quick" });
    expect(last()?.url).toBe("https://own.test/chat");
    expect(last()?.body["model"]).toBe("acme-mini");
    expect(last()?.headers["x-a"]).toBe("1");
    expect(seen).toEqual(["llm_start", "llm_stop"]);
  });

  it("withTags and withInputVariables of completions add up", async () => {
    const { client, last } = setUp({ provider: "acme", apiKey: "k", tags: { a: "1" } });
    const tags: unknown[] = [];
    const messages = [{ role: "user", content: "{{ x }}{{ y }}" }] as const;
    await client.completions
      .withTags({ b: "2" })
      .withTags({ a: "3" })
      .withInputVariables({ x: 1, y: 1 })
      .withInputVariables({ y: 2 })
      .create(
        { ...HELLO, messages },
        {
          hooks: [
            (call) => {
              tags.push(call.tags);
              return undefined;
            },
          ],
        },
      );
    expect(tags).toEqual([{ a: "3", b: "2" }]);
    expect(last()?.body["messages"]).toEqual([{ role: "user", content: "12" }]);
    expect(JSON.stringify(last())).not.toContain('"b"');
  });
});

describe("options", () => {
  it("of client and call: headers add up, the call's win", async () => {
    const { client, last } = setUp({
      provider: "acme",
      apiKey: "k",
      headers: { "x-a": "client", "X-B": "client" },
    });
    await client.completions.create(HELLO, { headers: { "x-b": "call", "x-c": "call" } });
    expect(last()?.headers).toMatchObject({ "x-a": "client", "x-b": "call", "x-c": "call" });
  });

  it("go over the provider's headers, and extra_headers over all", async () => {
    const provider = acme({ settings: { headers: { "x-a": "p", "x-b": "p", "x-c": "p" } } });
    const { client, last } = setUp({ provider, apiKey: "k", headers: { "x-b": "o", "x-c": "o" } });
    await client.completions.create({ ...HELLO, extra_headers: { "X-C": "r" } });
    expect(last()?.headers).toMatchObject({ "x-a": "p", "x-b": "o", "x-c": "r" });
  });

  it("that are undefined say nothing", async () => {
    const { client, last } = setUp({ provider: "acme", apiKey: "k" });
    await client.completions.create(HELLO, {
      apiKey: undefined,
      headers: undefined,
      provider: undefined,
      baseURL: undefined,
    });
    expect(last()?.headers["x-acme-key"]).toBe("k");
  });

  it("of timeouts add up, and timeout is short for the total", async () => {
    const hanging = () => new Promise<Response>(() => undefined);
    const { client } = setUp({
      provider: "acme",
      apiKey: "k",
      fetch: hanging,
      maxRetries: 0,
      timeouts: { responseMs: 5, totalMs: 60_000 },
    });
    const byClient = await rejection(() => client.completions.create(HELLO));
    expect(byClient).toMatchObject({ kind: "timeout", phase: "response" });
    const byCall = await rejection(() =>
      client.completions.create(HELLO, { timeouts: { responseMs: 0 }, timeout: 5 }),
    );
    expect(byCall).toMatchObject({ kind: "timeout", phase: "total" });
  });

  it("the number of tries: retry and maxRetries, the call before the client", async () => {
    const busy = json({ error: { message: "busy" } }, 503);
    const tries = async (options: ClientOptions, call: ClientOptions) => {
      const fetch = answering(busy);
      const { client } = setUp({
        provider: "acme",
        apiKey: "k",
        fetch,
        retry: { baseDelayMs: 0 },
        ...options,
      });
      const error = await rejection(() => client.completions.create(HELLO, call));
      expect(error.attempts).toBe(fetch.sent.length);
      return fetch.sent.length;
    };
    expect(await tries({}, {})).toBe(3);
    expect(await tries({ maxRetries: 0 }, {})).toBe(1);
    expect(await tries({ maxRetries: 0 }, { maxRetries: 1 })).toBe(2);
    expect(await tries({ retry: { baseDelayMs: 0, maxRetries: 3 } }, {})).toBe(4);
  });

  it("model replaces the model of every request", async () => {
    const { client, last } = setUp({
      model: "acme/acme-9",
      providers: [acme({ settings: { credentials: "k" } })],
    });
    await client.completions.create({ ...HELLO, model: "gpt-4.1" });
    expect(last()?.body["model"]).toBe("acme-9");
  });
});

describe("a request", () => {
  it("is not changed by anything, however deep", async () => {
    const request = deepFreeze({
      ...HELLO,
      messages: [
        { role: "system", content: "{{ x }}" },
        {
          role: "user",
          content: [{ type: "text", text: "{{ x }}", cache_control: { type: "ephemeral" } }],
        },
        {
          role: "assistant",
          content: null,
          reasoning_content: "hm",
          tool_calls: [{ id: "c", type: "function", function: { name: "f", arguments: "{}" } }],
          provider_fields: { other: { a: 1 } },
        },
        { role: "tool", tool_call_id: "c", content: "r", is_error: true },
      ],
      max_tokens: 5,
      stop: null,
      stream: false,
      tools: [{ type: "function", function: { name: "f" }, cache_control: { type: "ephemeral" } }],
      extra_body: { a: { b: 1 } },
      extra_headers: { "x-a": "1" },
      provider_options: { other: { a: 1 } },
      provider_specific: { top_k: 5 },
    } satisfies ChatCompletionRequest);
    const options = deepFreeze({
      variables: { x: "y" },
      headers: { "x-b": "2" },
      tags: { a: "b" },
    });
    for (const provider of [acme(), openai(), openaiCompatible()]) {
      const baseURL = "http://localhost:1";
      const { client } = setUp({ provider, apiKey: "k", baseURL });
      await client.completions.create(request, options);
      const streaming = client.completions.createStream(request, {
        ...options,
        fetch: answering(events(HELLO_FRAMES)),
      });
      expect((await (await streaming).finalResponse()).text).toBe("Hi there");
    }
  });

  it("may use the seed's provider_specific", async () => {
    const { client, last } = setUp({ provider: "acme", apiKey: "k" });
    const thinking = { type: "enabled", budget_tokens: 100 } as const;
    await client.completions.create({ ...HELLO, provider_specific: { top_k: 5, thinking } });
    expect(last()?.body).toMatchObject({ top_k: 5, thinking });
    expect(last()?.body).not.toHaveProperty("provider_specific");
    const twice = client.completions.create({
      ...HELLO,
      top_k: 7,
      provider_specific: { top_k: 5 },
    });
    expect((await rejection(() => twice)).message).toContain("beside top_k");
    const misspelt = { top_q: 5 } as object;
    const unknown = client.completions.create({ ...HELLO, provider_specific: misspelt });
    expect((await rejection(() => unknown)).message).toContain("provider_specific.top_q");
    await client.completions.create({ ...HELLO, provider_specific: null });
    expect(last()?.body).not.toHaveProperty("top_k");
  });

  it("in which provider_specific cannot be honoured is accounted for under its field", async () => {
    const provider = acme({ parameters: parameterTable({ top_k: "unsupported" }) });
    const { client } = setUp({ provider, apiKey: "k" });
    const reply = await client.completions.create({ ...HELLO, provider_specific: { top_k: 5 } });
    expect(reply.warnings).toMatchObject([{ field: "top_k", outcome: "ignored" }]);
  });

  it("says stream only to chat.completions", async () => {
    const { client, fetch } = setUp({
      provider: "acme",
      apiKey: "k",
      fetch: answering(json(completion()), events(HELLO_FRAMES), events(HELLO_FRAMES)),
    });
    expect(fetch.sent).toEqual([]);
    const whole = await client.completions.create({ ...HELLO, stream: true });
    expect(whole.text).toBe("Hi there");
    const streamed = await client.completions.createStream({ ...HELLO, stream: false });
    expect((await streamed.finalResponse()).text).toBe("Hi there");
    const stream = await client.chat.completions.create({ ...HELLO, stream: true });
    expect((await stream.finalResponse()).text).toBe("Hi there");
  });
});

describe("a client", () => {
  it("is made without reading the environment or asking for anything", () => {
    vi.stubEnv("VLLORA_OPENAI_API_KEY", undefined);
    vi.stubEnv("OPENAI_API_KEY", undefined);
    expect(() => new VlloraLLMClient()).not.toThrow();
  });

  it("serves many calls at once, each with its own answer", async () => {
    const { client } = setUp({
      provider: "acme",
      apiKey: "k",
      fetch: async (_, init) => {
        const { user } = JSON.parse(String(init.body));
        return Response.json(completion({ id: user }));
      },
    });
    const users = Array.from({ length: 20 }, (_, index) => `user-${index}`);
    const replies = await Promise.all(
      users.map((user) => client.completions.create({ ...HELLO, user })),
    );
    expect(replies.map(({ id }) => id)).toEqual(users);
  });
});
