import { openai } from "@vllora/provider-openai";
import { openaiCompatible } from "@vllora/provider-openai-compatible";
import { describe, expect, it } from "vitest";
import {
  type AmbiguousModelError,
  createRegistry,
  type ProviderDefinition,
  type UnknownProviderError,
  VlloraLLMClient,
} from "../src/index.ts";
import { type ResolutionOptions, resolve } from "../src/resolve.ts";
import { answering, completion, json } from "./fake-fetch.ts";
import { acme, HELLO } from "./fake-provider.ts";
import { rejection } from "./rejection.ts";

const OPENAI = openai();
const COMPATIBLE = openaiCompatible();
const ANTHROPIC = acme({ id: "anthropic", models: ["claude-*"], aliases: ["claude"] });
const BEDROCK = acme({ id: "bedrock", models: ["*anthropic.claude-*", "claude-3-*-v1:0"] });

function registered(...providers: readonly ProviderDefinition[]): ResolutionOptions {
  return { registry: createRegistry(providers) };
}

const ALL = registered(OPENAI, COMPATIBLE, ANTHROPIC, BEDROCK);

/** Provider, model on the wire, and rule. */
function found(model: string, options: ResolutionOptions) {
  const { provider, model: wire, rule } = resolve(model, options);
  return [provider.id, wire, rule];
}

describe("the rules, in their order", () => {
  it.each<[string, string, Partial<ResolutionOptions>, readonly string[]]>([
    // 1. The given provider, whose model is sent as it is.
    ["a given id", "gpt-4.1", { provider: "anthropic" }, ["anthropic", "gpt-4.1", "provider"]],
    ["a given alias", "x", { provider: "claude" }, ["anthropic", "x", "provider"]],
    [
      "a given provider before a prefix",
      "openai/gpt-4.1",
      { provider: BEDROCK },
      ["bedrock", "openai/gpt-4.1", "provider"],
    ],
    [
      "a given provider that is also a prefix",
      "anthropic/claude-1",
      { provider: "anthropic" },
      ["anthropic", "anthropic/claude-1", "provider"],
    ],
    // 2. Names of the application.
    [
      "a name for a model with prefix",
      "fast",
      { models: { fast: "openai/gpt-4.1-mini" } },
      ["openai", "gpt-4.1-mini", "prefix"],
    ],
    [
      "a name for a model without prefix",
      "smart",
      { models: { smart: "claude-x" } },
      ["anthropic", "claude-x", "pattern"],
    ],
    [
      "a name that looks like a model",
      "gpt-4.1",
      { models: { "gpt-4.1": "claude-x" } },
      ["anthropic", "claude-x", "pattern"],
    ],
    [
      "a name that stands for a name: looked up once",
      "a",
      { models: { a: "b", b: "claude-x" } },
      ["openai", "b", "default"],
    ],
    [
      "a name of Object's prototype",
      "constructor",
      { models: {} },
      ["openai", "constructor", "default"],
    ],
    // 3. The prefix.
    ["a prefix", "anthropic/claude-x", {}, ["anthropic", "claude-x", "prefix"]],
    ["a prefix that is an alias", "claude/claude-x", {}, ["anthropic", "claude-x", "prefix"]],
    ["a prefix in another case", "Anthropic/claude-x", {}, ["anthropic", "claude-x", "prefix"]],
    ["only the first slash", "bedrock/eu/claude", {}, ["bedrock", "eu/claude", "prefix"]],
    ["a prefix before a pattern", "bedrock/claude-x", {}, ["bedrock", "claude-x", "prefix"]],
    // 4. The patterns.
    ["a pattern", "claude-x", {}, ["anthropic", "claude-x", "pattern"]],
    [
      "a pattern with a star in front",
      "us.anthropic.claude-x",
      {},
      ["bedrock", "us.anthropic.claude-x", "pattern"],
    ],
    [
      "a pattern over a model with a slash that is no prefix",
      "arn:aws:bedrock:x/anthropic.claude-1",
      {},
      ["bedrock", "arn:aws:bedrock:x/anthropic.claude-1", "pattern"],
    ],
    [
      "a pattern before the default",
      "claude-x",
      { defaultProvider: "bedrock" },
      ["anthropic", "claude-x", "pattern"],
    ],
    // 5. The default.
    ["OpenAI when nothing is said", "mystery", {}, ["openai", "mystery", "default"]],
    [
      "the client's default",
      "mystery",
      { defaultProvider: "bedrock" },
      ["bedrock", "mystery", "default"],
    ],
    [
      "the only provider of the client",
      "mystery",
      { providers: [acme()] },
      ["acme", "mystery", "default"],
    ],
    [
      "the default before the only provider",
      "mystery",
      { providers: [acme()], defaultProvider: "bedrock" },
      ["bedrock", "mystery", "default"],
    ],
    [
      "OpenAI beside several providers of the client",
      "mystery",
      { providers: [acme(), acme({ id: "zeta" })] },
      ["openai", "mystery", "default"],
    ],
    [
      "the only provider takes models with a slash as they are",
      "meta/llama",
      { providers: [acme()] },
      ["acme", "meta/llama", "default"],
    ],
    [
      "the OpenAI-compatible one at an endpoint",
      "mystery",
      { baseURL: "https://llm.test/v1" },
      ["openai-compatible", "mystery", "endpoint"],
    ],
    [
      "a model with a slash at an endpoint, as it is",
      "meta-llama/Llama-3",
      { baseURL: "https://llm.test/v1" },
      ["openai-compatible", "meta-llama/Llama-3", "endpoint"],
    ],
    [
      "any name with an endpoint",
      "meta-llama/Llama-3",
      { provider: "my-gateway", baseURL: "https://llm.test/v1" },
      ["my-gateway", "meta-llama/Llama-3", "provider"],
    ],
    [
      "a known name with an endpoint is that provider",
      "gpt-x",
      { provider: "openai", baseURL: "https://llm.test/v1" },
      ["openai", "gpt-x", "provider"],
    ],
  ])("%s", (_, model, options, expected) => {
    expect(found(model, { ...ALL, ...options })).toEqual(expected);
  });

  it("says in the trace what each rule said", () => {
    const { trace } = resolve("fast", { ...ALL, models: { fast: "mystery" } });
    expect(trace).toEqual([
      'models: "fast" stands for "mystery"',
      "prefix: none",
      "pattern: none of anthropic, bedrock, openai, openai-compatible matches",
      "default: openai (@vllora/provider-openai@0.0.0)",
    ]);
  });
});

describe("patterns", () => {
  it.each([
    ["a-*", "a-", true],
    ["a-*", "a", false],
    ["a-*", "b-a-", false],
    ["*", "anything/at:all", true],
    ["exact", "exact", true],
    ["exact", "exactly", false],
    ["exact", "inexact", false],
    ["*-end", "the-end", true],
    ["*-end", "the-ending", false],
    ["a*b*c", "aXbYc", true],
    ["a*b*c", "acb", false],
    ["ab*ba", "aba", false],
    ["a.c*", "abc", false],
    ["A-*", "a-1", false],
  ])("%s fits %s: %s", (pattern, model, fits) => {
    const options = {
      ...ALL,
      providers: [acme({ models: [pattern] }), acme({ id: "zeta", models: [] })],
    };
    expect(resolve(model, options).provider.id === "acme").toBe(fits);
  });
});

describe("the client's own providers", () => {
  it("shadow registered ones of the same id", () => {
    const own = openai({ baseURL: "https://own.test/v1" });
    expect(resolve("gpt-4.1", { ...ALL, providers: [own] }).provider).toBe(own);
    expect(resolve("openai/x", { ...ALL, providers: [own] }).provider).toBe(own);
  });

  it("go before registered ones whose patterns match as well", () => {
    const own = acme({ id: "mine", models: ["claude-*"] });
    expect(found("claude-x", { ...ALL, providers: [own] })).toEqual([
      "mine",
      "claude-x",
      "pattern",
    ]);
  });

  it("leave the registered ones in reach", () => {
    expect(found("claude-x", { ...ALL, providers: [acme()] })[0]).toBe("anthropic");
    expect(found("bedrock/x", { ...ALL, providers: [acme()] })[0]).toBe("bedrock");
  });
});

describe("an endpoint", () => {
  const groq = openaiCompatible({
    name: "groq",
    baseURL: "https://api.groq.test/v1",
    apiKey: "groq-key",
    headers: { "x-team": "secret-team" },
  });

  it.each([
    ["the client's", { ...ALL, providers: [groq, acme()] }],
    ["the registry's", registered(OPENAI, COMPATIBLE, groq)],
  ])("never borrows what was configured for another server: %s", (_, options) => {
    const baseURL = "https://other.test/v1";
    for (const provider of [undefined, "other"]) {
      const found = resolve("mystery", { ...options, provider, baseURL });
      expect(found.provider.id).not.toBe("groq");
      expect(JSON.stringify(found.provider.settings)).not.toContain("groq");
      expect(JSON.stringify(found.provider.settings)).not.toContain("secret-team");
    }
  });

  it("asks for the OpenAI-compatible package where it is not there", async () => {
    const error = await rejection(() =>
      resolve("mystery", { ...registered(acme()), provider: "any", baseURL: "https://x.test" }),
    );
    expect(error.kind).toBe("unknown_provider");
    expect(error.message).toContain("npm install @vllora/provider-openai-compatible");
  });
});

describe("more than one claim", () => {
  it("is an error that names them and the way to say which", async () => {
    const error = await rejection(() => resolve("claude-3-x-v1:0", ALL));
    expect(error).toMatchObject({
      kind: "unknown_provider",
      name: "AmbiguousModelError",
      model: "claude-3-x-v1:0",
    });
    expect((error as AmbiguousModelError).candidates).toEqual(["anthropic", "bedrock"]);
    expect(error.message).toContain('"anthropic/claude-3-x-v1:0"');
  });

  it("does not depend on the order of registration", () => {
    const providers = [OPENAI, COMPATIBLE, ANTHROPIC, BEDROCK];
    const models = ["gpt-4.1", "claude-x", "us.anthropic.claude-1", "mystery", "bedrock/x"];
    const outcome = (order: readonly ProviderDefinition[]) =>
      models.map((model) => resolve(model, registered(...order)));
    expect(outcome([...providers].reverse())).toEqual(outcome(providers));
    const clash = (order: readonly ProviderDefinition[]) =>
      rejection(() => resolve("claude-3-x-v1:0", registered(...order)));
    return Promise.all([clash(providers), clash([...providers].reverse())]).then(([a, b]) => {
      expect(a.message).toBe(b.message);
    });
  });
});

describe("an unknown provider", () => {
  it.each<[string, string, Partial<ResolutionOptions>, RegExp[]]>([
    [
      "a prefix that is not installed: the lines that add it",
      "gemini/gemini-2.5-pro",
      ALL,
      [
        /No provider "gemini"/,
        /Registered: anthropic, bedrock, openai, openai-compatible\./,
        /npm install @vllora\/provider-gemini/,
        /import "@vllora\/provider-gemini\/register"/,
      ],
    ],
    ["a misspelt prefix", "opnai/gpt-4.1", ALL, [/No provider "opnai"/, /Did you mean "openai"\?/]],
    [
      "a misspelt prefix of a package that is not installed",
      "gemeni/x",
      ALL,
      [/Did you mean "gemini"\?/, /npm install @vllora\/provider-gemini/],
    ],
    [
      "a prefix that nobody knows: how any server is reached",
      "llamafarm/x",
      ALL,
      [/No provider "llamafarm"/, /@vllora\/provider-openai-compatible/, /base URL/],
    ],
    ["a given id", "gpt", { ...ALL, provider: "grok-x" }, [/No provider "grok-x"/]],
    [
      "the client's default",
      "mystery",
      { ...ALL, defaultProvider: "nope" },
      [/No provider "nope"/],
    ],
    [
      "nothing registered at all",
      "gpt-4.1",
      registered(),
      [
        /No provider for the model "gpt-4.1"/,
        /Registered: none\./,
        /npm install @vllora\/provider-openai /,
        /import "@vllora\/provider-openai\/register"/,
      ],
    ],
  ])("%s", async (_, model, options, messages) => {
    const error = await rejection(() => resolve(model, { ...ALL, ...options }));
    expect(error).toMatchObject({ kind: "unknown_provider", name: "UnknownProviderError" });
    for (const message of messages) expect(error.message).toMatch(message);
  });

  it("comes with the list of what is registered", async () => {
    const error = (await rejection(() => resolve("x/y", ALL))) as UnknownProviderError;
    expect(error.registered).toEqual(["anthropic", "bedrock", "openai", "openai-compatible"]);
  });
});

describe("client.explain", () => {
  it("tells provider, package, model, rule and trace, and sends nothing", () => {
    const fetch = answering();
    const client = new VlloraLLMClient({ providers: [acme()], fetch, registry: createRegistry() });
    expect(client.explain("acme/acme-1")).toEqual({
      requested: "acme/acme-1",
      provider: "acme",
      package: "@acme/vllora-provider@1.0.0",
      model: "acme-1",
      rule: "prefix",
      trace: ["prefix: acme (@acme/vllora-provider@1.0.0)"],
    });
    expect(fetch.sent).toEqual([]);
  });

  it("agrees with what a call does", async () => {
    const fetch = answering(json(completion()));
    const client = new VlloraLLMClient({
      providers: [acme()],
      registry: createRegistry(),
      models: { quick: "acme/acme-mini" },
      apiKey: "k",
      fetch,
    });
    const reply = await client.completions.create({ ...HELLO, model: "quick" });
    const { provider, model } = client.explain("quick");
    expect(reply.providerId).toBe(provider);
    expect(fetch.sent[0]?.body["model"]).toBe(model);
  });

  it("throws what a call would throw", async () => {
    const client = new VlloraLLMClient({ registry: createRegistry() });
    const explained = await rejection(() => client.explain("gpt-4.1"));
    const called = await rejection(() => client.completions.create({ ...HELLO, model: "gpt-4.1" }));
    expect(called.message).toBe(explained.message);
  });
});
