import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { type CallOptions, VlloraLLMClient } from "../src/index.ts";
import { type Credentials, LLMError, type ProviderDefinition } from "../src/provider.ts";
import { answering, completion, json } from "./fake-fetch.ts";
import { acme, acmeCodec, HELLO } from "./fake-provider.ts";
import { rejection } from "./rejection.ts";

const OWN = "https://acme.eu-1.test";
const FOUND: Credentials = { api_key: "found-secret-0123456789" };

beforeEach(() => {
  vi.stubEnv("VLLORA_ACME_API_KEY", undefined);
});

afterEach(() => {
  vi.unstubAllEnvs();
});

/** A client of a provider that has to look for its address, and what was sent. */
function setUp(parts: Partial<ProviderDefinition> = {}, chain?: () => Credentials) {
  const fetch = answering(json(completion()));
  const seen: (Credentials | undefined)[] = [];
  const plain = acme();
  const provider: ProviderDefinition = {
    ...plain,
    credentials: { ...plain.credentials, ...(chain === undefined ? {} : { chain }) },
    baseURL: ({ credentials }) => {
      seen.push(credentials);
      return OWN;
    },
    ...parts,
  };
  const client = new VlloraLLMClient({ provider, fetch, maxRetries: 0 });
  const ask = (call: CallOptions = {}) => client.completions.create(HELLO, call);
  return { fetch, seen, ask };
}

describe("an address that is found", () => {
  it("is asked for once an attempt, with the credentials that were given", async () => {
    const { fetch, seen, ask } = setUp();
    await ask({ credentials: { api_key: "given-0123456789" } });
    expect(fetch.sent[0]?.url).toBe(`${OWN}/chat`);
    expect(seen).toEqual([{ api_key: "given-0123456789" }]);
  });

  it("is not looked for where the caller names one with a key", async () => {
    const { fetch, seen, ask } = setUp();
    await ask({ baseURL: "https://else.test", apiKey: "given-0123456789" });
    expect(fetch.sent[0]?.url).toBe("https://else.test/chat");
    expect(seen).toEqual([]);
  });

  it.each<[string, Partial<ProviderDefinition>]>([
    ["its settings", { settings: { credentials: "settings-secret-0123456789" } }],
    [
      "its settings' key beside headers",
      { settings: { credentials: "settings-secret-01", headers: { "x-acme-key": "h" } } },
    ],
  ])("keeps to itself what belongs to it: %s", async (_, parts) => {
    vi.stubEnv("VLLORA_ACME_API_KEY", "");
    const { fetch, ask } = setUp(parts);
    const error = await rejection(() => ask({ baseURL: "https://else.test" }));
    expect(error.kind).toBe("credentials");
    expect(fetch.sent).toEqual([]);
  });

  it("keeps the key of the environment to itself", async () => {
    vi.stubEnv("VLLORA_ACME_API_KEY", "env-secret-0123456789");
    const { fetch, ask } = setUp();
    const error = await rejection(() => ask({ baseURL: "https://else.test" }));
    expect(error.kind).toBe("credentials");
    expect(error.message).toContain("acme.eu-1.test");
    await ask();
    expect(fetch.sent.map(({ url }) => url)).toEqual([`${OWN}/chat`]);
  });

  it("that cannot be found is an error of credentials, or the error that says so", async () => {
    const cause = new Error("no region");
    const failing = setUp({
      baseURL: async () => {
        throw cause;
      },
    });
    const error = await rejection(() => failing.ask());
    expect(error).toMatchObject({ kind: "credentials", provider: "acme", cause });
    const own = new LLMError("invalid_request", "Say a region");
    const saying = setUp({
      baseURL: () => {
        throw own;
      },
    });
    expect(await rejection(() => saying.ask())).toBe(own);
  });
});

describe("credentials by the platform's rules", () => {
  it("are asked for where none were given and no variable is set", async () => {
    const { fetch, ask } = setUp({}, () => FOUND);
    await ask();
    expect(JSON.stringify(fetch.sent[0]?.headers)).toContain("found-secret-0123456789");
    vi.stubEnv("VLLORA_ACME_API_KEY", "env-secret-0123456789");
    await ask();
    expect(JSON.stringify(fetch.sent[1]?.headers)).toContain("env-secret-0123456789");
    await ask({ apiKey: null });
    expect(JSON.stringify(fetch.sent[2]?.headers)).not.toContain("secret");
  });

  it("go to the provider's own host only, and a server on this machine gets none", async () => {
    const chain = vi.fn(() => FOUND);
    const { fetch, ask } = setUp({}, chain);
    const error = await rejection(() => ask({ baseURL: "https://else.test" }));
    expect(error.kind).toBe("credentials");
    expect(fetch.sent).toEqual([]);
    await ask({ baseURL: "http://127.0.0.1:1" });
    expect(JSON.stringify(fetch.sent[0]?.headers)).not.toContain("secret");
    expect(chain).not.toHaveBeenCalled();
  });

  it("that are not there are an error of credentials", async () => {
    const cause = new Error("none");
    const { ask } = setUp({}, () => {
      throw cause;
    });
    const error = await rejection(() => ask());
    expect(error).toMatchObject({ kind: "credentials", cause });
    expect(error.message).toBe("No credentials were found for acme");
  });
});

describe("a framing that is loaded", () => {
  const lines = {
    load: async () => (emit: (frame: { data: string }) => void) => ({
      push: (bytes: Uint8Array) => emit({ data: new TextDecoder().decode(bytes) }),
      end: () => undefined,
    }),
  };

  function stream(framing: NonNullable<ProviderDefinition["chat"]>["framing"]) {
    const chunk = {
      id: "1",
      object: "chat.completion.chunk",
      created: 1,
      model: "acme-1",
      choices: [{ index: 0, delta: { content: "Hi" }, finish_reason: "stop" }],
    };
    const codec = { ...acmeCodec(), ...(framing === undefined ? {} : { framing }) };
    const provider: ProviderDefinition = { ...acme(), chat: codec };
    const fetch = answering(() => new Response(JSON.stringify(chunk)));
    const client = new VlloraLLMClient({ provider, fetch, apiKey: "k", maxRetries: 0 });
    return client.completions.createStream(HELLO);
  }

  it("reads the stream", async () => {
    const { text } = await (await stream(lines)).finalResponse();
    expect(text).toBe("Hi");
  });

  it("and cannot be, breaks the contract", async () => {
    const cause = new Error("not installed");
    const error = await rejection(() => stream({ load: () => Promise.reject(cause) }));
    expect(error).toMatchObject({ kind: "contract", cause });
  });
});

it("a codec is told the provider's id of the call", async () => {
  const ids: (string | undefined)[] = [];
  const codec = acmeCodec();
  const provider: ProviderDefinition = {
    ...acme(),
    chat: {
      ...codec,
      decode(body, context) {
        ids.push(context.requestId);
        return codec.decode(body, context);
      },
    },
  };
  const fetch = answering(json(completion(), 200, { "x-amzn-requestid": "r-1" }));
  await new VlloraLLMClient({ provider, fetch, apiKey: "k" }).completions.create(HELLO);
  expect(ids).toEqual(["r-1"]);
});
