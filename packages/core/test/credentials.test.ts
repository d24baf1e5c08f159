import { openai } from "@vllora/provider-openai";
import { openaiCompatible } from "@vllora/provider-openai-compatible";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import {
  type CallOptions,
  type ClientOptions,
  createRegistry,
  type Fetch,
  VlloraLLMClient,
} from "../src/index.ts";
import { answering, completion, json, type SentRequest } from "./fake-fetch.ts";
import { acme, HELLO } from "./fake-provider.ts";
import { rejection } from "./rejection.ts";

const GPT = { ...HELLO, model: "gpt-4.1-mini" };
const NAMES = [
  "VLLORA_OPENAI_API_KEY",
  "OPENAI_API_KEY",
  "VLLORA_ACME_API_KEY",
  "VLLORA_GROQ_API_KEY",
  "VLLORA_OPENAI_COMPATIBLE_API_KEY",
];

beforeEach(() => {
  for (const name of NAMES) vi.stubEnv(name, undefined);
});

afterEach(() => {
  vi.unstubAllEnvs();
});

function registry() {
  return createRegistry([openai(), openaiCompatible(), acme()]);
}

/** The one request that a call sends. */
async function sent(
  options: ClientOptions,
  call: CallOptions = {},
  request: typeof HELLO | typeof GPT | { model: string; messages: typeof HELLO.messages } = GPT,
): Promise<SentRequest> {
  const fetch = answering(json(completion()));
  const client = new VlloraLLMClient({ registry: registry(), ...options, fetch });
  await client.completions.create(request, call);
  expect(fetch.sent).toHaveLength(1);
  return fetch.sent[0] as SentRequest;
}

/** The error of a call that must not send anything. */
async function refused(options: ClientOptions, call: CallOptions = {}, request: object = GPT) {
  const fetch = answering(json(completion()));
  const client = new VlloraLLMClient({ registry: registry(), ...options, fetch });
  const error = await rejection(() => client.completions.create(request as typeof GPT, call));
  expect(fetch.sent).toEqual([]);
  return error;
}

function keyOf(request: SentRequest): string | undefined {
  return request.headers["authorization"] ?? request.headers["x-acme-key"];
}

describe("a key that is given", () => {
  it.each<[string, ClientOptions, CallOptions, string]>([
    ["to the client", { apiKey: "a" }, {}, "a"],
    ["to the client as credentials", { credentials: { api_key: "a" } }, {}, "a"],
    ["to the call", {}, { apiKey: "b" }, "b"],
    ["to both: the call's", { apiKey: "a" }, { apiKey: "b" }, "b"],
    ["to both under either name", { apiKey: "a" }, { credentials: "b" }, "b"],
    ["as a function", { apiKey: () => "f" }, {}, "f"],
    ["as a function of a promise", { apiKey: async () => ({ api_key: "f" }) }, {}, "f"],
    ["to the provider", { providers: [openai({ apiKey: "p" })] }, {}, "p"],
    [
      "to provider and client: the client's",
      { providers: [openai({ apiKey: "p" })], apiKey: "a" },
      {},
      "a",
    ],
    ["with blanks around it", { apiKey: "  a\n" }, {}, "a"],
  ])("%s", async (_, options, call, key) => {
    vi.stubEnv("VLLORA_OPENAI_API_KEY", "environment");
    expect(keyOf(await sent(options, call))).toBe(`Bearer ${key}`);
  });

  it("as a function is asked for each attempt", async () => {
    const fetch = answering(json({ error: { message: "busy" } }, 503), json(completion()));
    let asked = 0;
    const client = new VlloraLLMClient({
      registry: registry(),
      fetch,
      retry: { baseDelayMs: 0 },
      apiKey: () => `key-${++asked}`,
    });
    await client.completions.create(GPT);
    expect(fetch.sent.map(keyOf)).toEqual(["Bearer key-1", "Bearer key-2"]);
  });

  it("as null sends none, whatever the environment holds", async () => {
    vi.stubEnv("VLLORA_OPENAI_API_KEY", "environment");
    expect(keyOf(await sent({ apiKey: null }))).toBeUndefined();
    expect(keyOf(await sent({ apiKey: "a" }, { apiKey: null }))).toBeUndefined();
    expect(keyOf(await sent({ providers: [openai({ apiKey: null })] }))).toBeUndefined();
  });

  it("with an endpoint goes there", async () => {
    const credentials = { api_key: "k", endpoint: "https://gateway.test/v1/" };
    const request = await sent({ credentials });
    expect(request.url).toBe("https://gateway.test/v1/chat/completions");
    expect(keyOf(request)).toBe("Bearer k");
  });

  it("with an endpoint goes nowhere else", async () => {
    const fetch = answering(json(completion()));
    const client = new VlloraLLMClient({
      registry: registry(),
      fetch,
      credentials: { api_key: "endpoint-key", endpoint: "https://gateway.test/v1" },
    });
    await client.completions
      .create(GPT, { baseURL: "https://other.test/v1" })
      .catch(() => undefined);
    const elsewhere = fetch.sent.filter(({ url }) => !url.startsWith("https://gateway.test/"));
    expect(elsewhere.map(keyOf)).not.toContain("Bearer endpoint-key");
  });
});

describe("the environment", () => {
  it("is read when a call needs it, VLLORA_OPENAI_API_KEY before OPENAI_API_KEY", async () => {
    vi.stubEnv("OPENAI_API_KEY", "usual");
    expect(keyOf(await sent({}))).toBe("Bearer usual");
    vi.stubEnv("VLLORA_OPENAI_API_KEY", "ours");
    expect(keyOf(await sent({}))).toBe("Bearer ours");
  });

  it("counts an empty variable as absent", async () => {
    vi.stubEnv("VLLORA_OPENAI_API_KEY", "  ");
    vi.stubEnv("OPENAI_API_KEY", "usual");
    expect(keyOf(await sent({}))).toBe("Bearer usual");
  });

  it("names every place that was looked at when there is no key", async () => {
    const error = await refused({});
    expect(error).toMatchObject({ kind: "credentials", provider: "openai", retryable: false });
    expect(error.message).toContain("VLLORA_OPENAI_API_KEY or OPENAI_API_KEY");
    expect(error.message).toContain("apiKey");
    expect(error.message).toContain("api.openai.com");
  });

  it("sends its key to the provider's own host only", async () => {
    vi.stubEnv("OPENAI_API_KEY", "environment-key");
    const error = await refused({ baseURL: "https://elsewhere.test/v1" });
    expect(error.kind).toBe("credentials");
    expect(error.message).toContain("OPENAI_API_KEY");
    expect(error.message).toContain("elsewhere.test");
    expect(error.message).not.toContain("environment-key");
    const own = await sent({ baseURL: "https://api.openai.com/v2" });
    expect(own.url).toBe("https://api.openai.com/v2/chat/completions");
    expect(keyOf(own)).toBe("Bearer environment-key");
  });

  it.each([
    "http://api.openai.com/v1",
    "https://api.openai.com:8443/v1",
    "https://api.openai.com.evil.test",
  ])("does not take %s for the own host", async (baseURL) => {
    vi.stubEnv("OPENAI_API_KEY", "environment-key");
    expect((await refused({ baseURL })).kind).toBe("credentials");
  });

  it("keeps the key of a named server for the host that it was configured with", async () => {
    vi.stubEnv("VLLORA_GROQ_API_KEY", "groq-key");
    const groq = openaiCompatible({ name: "groq", baseURL: "https://api.groq.test/v1" });
    const request = { ...HELLO, model: "groq/llama" };
    expect(keyOf(await sent({ providers: [groq] }, {}, request))).toBe("Bearer groq-key");
    const call = { baseURL: "https://elsewhere.test/v1" };
    expect((await refused({ providers: [groq] }, call, request)).kind).toBe("credentials");
  });

  it("serves a name with an endpoint by VLLORA_<NAME>_API_KEY", async () => {
    vi.stubEnv("VLLORA_GROQ_API_KEY", "groq-key");
    const request = await sent({ provider: "groq", baseURL: "https://api.groq.test/v1" });
    expect(keyOf(request)).toBe("Bearer groq-key");
    expect(request.url).toBe("https://api.groq.test/v1/chat/completions");
  });
});

describe("a server on this machine", () => {
  it.each([
    "http://localhost:11434/v1",
    "http://127.0.0.1:8000/v1",
    "http://[::1]:8000/v1",
    "http://127.9.9.9/v1",
  ])("needs no key: %s", async (baseURL) => {
    vi.stubEnv("OPENAI_API_KEY", "environment-key");
    expect(keyOf(await sent({ baseURL }))).toBeUndefined();
  });

  it.each(["https://localhost.evil.test/v1", "https://127.0.0.1.evil.test/v1"])(
    "is not %s",
    async (baseURL) => {
      expect((await refused({ baseURL })).kind).toBe("credentials");
    },
  );

  it("gets a key that is given", async () => {
    const request = await sent({ baseURL: "http://localhost:1/v1", apiKey: "local" });
    expect(keyOf(request)).toBe("Bearer local");
  });
});

describe("a key of one provider never goes to another", () => {
  const ACME = { ...HELLO, model: "acme-1" };

  it.each<[string, string]>([
    ["by its prefix", "acme/x"],
    ["by a pattern", "acme-1"],
  ])("when the request finds another one %s", async (_, model) => {
    vi.stubEnv("VLLORA_ACME_API_KEY", "acme-key");
    const request = await sent({ apiKey: "openai-key" }, {}, { ...HELLO, model });
    expect(request.url).toBe("https://api.acme.test/v1/chat");
    expect(JSON.stringify(request)).not.toContain("openai-key");
    expect(keyOf(request)).toBe("acme-key");
  });

  it("when the other one has no key", async () => {
    const error = await refused({ apiKey: "openai-key" }, {}, ACME);
    expect(error).toMatchObject({ kind: "credentials", provider: "acme" });
  });

  it("when an alias of the application leads to another one", async () => {
    const models = { quick: "acme/x" };
    const error = await refused({ apiKey: "openai-key", models }, {}, { ...HELLO, model: "quick" });
    expect(error).toMatchObject({ kind: "credentials", provider: "acme" });
  });

  it("nor does the client's base URL", async () => {
    vi.stubEnv("VLLORA_ACME_API_KEY", "acme-key");
    const request = await sent({ apiKey: "k", baseURL: "https://gateway.test/v1" }, {}, ACME);
    expect(request.url).toBe("https://api.acme.test/v1/chat");
  });

  it("when the client's own provider is the only one that it was given", async () => {
    const options = { providers: [acme()], apiKey: "acme-key" };
    const fetch = answering(json(completion()));
    const client = new VlloraLLMClient({ registry: registry(), ...options, fetch });
    await client.completions.create(GPT).catch(() => undefined);
    await client.completions.create({ ...GPT, model: "openai/x" }).catch(() => undefined);
    expect(JSON.stringify(fetch.sent)).not.toContain("acme-key");
  });

  it.each(["acme-1", "acme/x", "mystery"])(
    "but the client's only provider has the client's key for %s",
    async (model) => {
      const options = { providers: [acme()], apiKey: "acme-key" };
      expect(keyOf(await sent(options, {}, { ...HELLO, model }))).toBe("acme-key");
    },
  );

  it.each(["acme-1", "acme/x", "mystery"])(
    "but the client's default provider has the client's key for %s",
    async (model) => {
      const options = { defaultProvider: "acme", apiKey: "acme-key" };
      expect(keyOf(await sent(options, {}, { ...HELLO, model }))).toBe("acme-key");
    },
  );

  it("when a call asks for another provider", async () => {
    const fetch = answering(json(completion()));
    const client = new VlloraLLMClient({ registry: registry(), fetch, apiKey: "openai-key" });
    await client.completions.create(ACME, { provider: "acme" }).catch(() => undefined);
    await client.completions.create(ACME, { provider: acme() }).catch(() => undefined);
    expect(JSON.stringify(fetch.sent)).not.toContain("openai-key");
  });

  it("but goes with the provider that the client was given", async () => {
    expect(keyOf(await sent({ provider: "acme", apiKey: "acme-key" }, {}, ACME))).toBe("acme-key");
  });

  it("when a named server is made from another one's definition", async () => {
    const groq = openaiCompatible({
      name: "groq",
      apiKey: "groq-key",
      baseURL: "https://groq.test",
    });
    const fetch = answering(json(completion()));
    const client = new VlloraLLMClient({ registry: registry(), providers: [groq], fetch })
      .withModelProvider("other")
      .withInferenceEndpoint("https://other.test/v1");
    await client.completions.create(GPT).catch(() => undefined);
    expect(JSON.stringify(fetch.sent)).not.toContain("groq-key");
  });

  it("when the call says its own key, that one goes", async () => {
    const request = await sent({ apiKey: "openai-key" }, { apiKey: "acme-key" }, ACME);
    expect(keyOf(request)).toBe("acme-key");
  });
});

describe("a key that cannot be used", () => {
  it.each<[string, unknown, RegExp]>([
    ["an empty text", "", /the key is empty/],
    ["blanks", "   ", /the key is empty/],
    ["an empty text from a function", () => "", /the key is empty/],
    ["nothing from a function", () => undefined, /shape is not known/],
    ["a line break", "sk-secret\nx-injected: 1", /cannot carry/],
    ["a control character", "sk-secret\u0000", /cannot carry/],
    ["a letter beyond ASCII", "sk-secret-ключ", /cannot carry/],
    ["a number", 42, /shape is not known/],
    [
      "credentials of another kind",
      { access_key: "sk-secret", access_secret: "s" },
      /aws_iam was given; it takes api_key/,
    ],
    ["an object of no known shape", { token: "sk-secret" }, /shape is not known/],
  ])("is refused before anything is sent: %s", async (_, apiKey, message) => {
    const error = await refused({ apiKey: apiKey as string });
    expect(error).toMatchObject({ kind: "credentials", provider: "openai" });
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain("secret");
    expect(String(error.cause ?? "")).not.toContain("secret");
  });

  it("because its function throws: the cause is kept, the message has nothing of it", async () => {
    const cause = new Error("vault says sk-secret-1234567890 is gone");
    const error = await refused({
      apiKey: () => {
        throw cause;
      },
    });
    expect(error).toMatchObject({ kind: "credentials", retryable: false });
    expect(error.cause).toBe(cause);
    expect(error.message).toBe("The credentials function for openai failed");
  });

  it("because its function rejects", async () => {
    const cause = new Error("no vault");
    const error = await refused({ apiKey: () => Promise.reject(cause) });
    expect(error.kind).toBe("credentials");
    expect(error.cause).toBe(cause);
  });
});

describe("a base URL", () => {
  it.each(["ftp://x.test", "api.openai.com/v1", "javascript:alert(1)", "", "file:///etc/passwd"])(
    "must be one of http or https: %s",
    async (baseURL) => {
      const error = await refused({ baseURL, apiKey: "k" });
      expect(error.kind).toBe("invalid_request");
      expect(error.message).toContain("base URL");
    },
  );

  it("is asked for where the provider has none", async () => {
    const error = await refused({ provider: "openai-compatible", apiKey: "k" });
    expect(error.kind).toBe("credentials");
    expect(error.message).toContain("baseURL");
  });

  it("may end with slashes", async () => {
    const request = await sent({ baseURL: "http://localhost:1/v1//" });
    expect(request.url).toBe("http://localhost:1/v1/chat/completions");
  });
});

it("takes fetch from the call, then the client, then the provider", async () => {
  const used: string[] = [];
  const named =
    (name: string): Fetch =>
    async () => {
      used.push(name);
      return await answering(json(completion()))("", {});
    };
  const providers = [openai({ apiKey: "k", fetch: named("provider") })];
  const plain = new VlloraLLMClient({ providers, registry: registry() });
  const client = new VlloraLLMClient({ providers, registry: registry(), fetch: named("client") });
  await plain.completions.create(GPT);
  await client.completions.create(GPT);
  await client.completions.create(GPT, { fetch: named("call") });
  expect(used).toEqual(["provider", "client", "call"]);
});
