import { openaiCompatible } from "@vllora/provider-openai-compatible";
import { describe, expect, it } from "vitest";
import { type CallOptions, type Fetch, VlloraLLMClient } from "../src/index.ts";
import { chunk, completion, events, HELLO_FRAMES, json } from "./fake-fetch.ts";
import { HELLO } from "./fake-provider.ts";
import { rejection } from "./rejection.ts";

const METHODS = ["create", "createStream"] as const;

function client(fetch: unknown, options: CallOptions = {}): VlloraLLMClient {
  const provider = openaiCompatible({ baseURL: "https://a.test", apiKey: "sk-0123456789abcdef" });
  return new VlloraLLMClient({
    provider,
    fetch: fetch as Fetch,
    retry: { baseDelayMs: 0 },
    ...options,
  });
}

/** An answer whose body somebody has begun to read. */
async function half(make: () => Response | Promise<Response>): Promise<Response> {
  const response = await make();
  response.body?.getReader();
  return response;
}

async function usedUp(make: () => Response | Promise<Response>): Promise<Response> {
  const response = await make();
  await response.text();
  return response;
}

const stream = events(HELLO_FRAMES);
const whole = json(completion());

/** As a body that is no web stream. */
const foreign = { ok: true, status: 200, headers: new Headers(), body: { on: () => undefined } };

describe.each(METHODS)("%s with a fetch", (method) => {
  const answer = method === "create" ? whole : stream;

  it.each<[string, unknown]>([
    ["gives nothing", async () => undefined],
    ["gives null", async () => null],
    ["gives something else", async () => ({ data: {} })],
    ["gives nothing, and at once", () => undefined],
    ["gives a body that is being read", () => half(answer)],
    ["gives a body that was read already", () => usedUp(answer)],
    ["gives a body that is no stream of the web", async () => foreign],
    [
      "gives text where bytes belong",
      async () =>
        new Response(
          new ReadableStream({
            pull(controller) {
              controller.enqueue("data: {}\n\n" as unknown as Uint8Array);
              controller.close();
            },
          }),
        ),
    ],
  ])("that %s is told so, once", async (_, fetch) => {
    let calls = 0;
    const counting = (...given: [string, RequestInit]) => {
      calls++;
      return (fetch as Fetch)(...given);
    };
    const error = await rejection(() => client(counting).completions[method](HELLO));
    expect(error).toMatchObject({ kind: "protocol", provider: "openai-compatible", attempts: 1 });
    expect(error.message).toMatch(/fetch/);
    expect(calls).toBe(1);
  });

  it("that throws at once is a failed connection", async () => {
    const cause = new TypeError("no network");
    const fetch = () => {
      throw cause;
    };
    const error = await rejection(() => client(fetch).completions[method](HELLO));
    expect(error).toMatchObject({ kind: "connection", attempts: 3, cause });
  });

  it.each([undefined, null, 0, "no"])(
    "that rejects with %j is a failed connection",
    async (why) => {
      const error = await rejection(() =>
        client(() => Promise.reject(why)).completions[method](HELLO),
      );
      expect(error).toMatchObject({ kind: "connection", attempts: 3 });
    },
  );

  it("of a browser that hides a redirect is told of the redirect", async () => {
    const hidden = { ok: false, status: 0, type: "opaqueredirect", headers: new Headers() };
    const error = await rejection(() =>
      client(async () => ({ ...hidden, body: null })).completions[method](HELLO),
    );
    expect(error).toMatchObject({ kind: "protocol", retryable: false, attempts: 1 });
    expect(error.message).toContain("redirect");
  });

  it.each(["text", 0, null, false, { why: "an object" }])(
    "whose call is aborted with %j says so",
    async (reason) => {
      const controller = new AbortController();
      const hanging = () => {
        queueMicrotask(() => controller.abort(reason));
        return new Promise(() => undefined);
      };
      const { signal } = controller;
      const error = await rejection(() => client(hanging).completions[method](HELLO, { signal }));
      expect(error).toMatchObject({ kind: "aborted", retryable: false, cause: reason });
    },
  );
});

describe("a stream whose bytes turn into something else after output", () => {
  it("is a protocol error with what had come", async () => {
    const first = `data: ${JSON.stringify(chunk({ content: "Hi" }))}\n\n`;
    const pieces: unknown[] = [new TextEncoder().encode(first), "data: more\n\n"];
    const fetch = async () =>
      new Response(
        new ReadableStream({
          pull(controller) {
            controller.enqueue(pieces.shift() as Uint8Array);
          },
        }),
      );
    const chunks = await client(fetch).completions.createStream(HELLO);
    const error = await rejection(() => chunks.finalResponse());
    expect(error).toMatchObject({
      kind: "protocol",
      partial: { choices: [{ message: { content: "Hi" } }] },
    });
  });
});

describe("credentials", () => {
  it("that never come end with the limit, which says what was waited for", async () => {
    const apiKey = () => new Promise<string>(() => undefined);
    for (const method of METHODS) {
      const call = client(whole, {
        timeouts: { connectMs: 5, responseMs: 5 },
        maxRetries: 0,
      }).completions[method](HELLO, { apiKey });
      const error = await rejection(() => call);
      expect(error).toMatchObject({ kind: "timeout", attempts: 1 });
      expect(error.message).toContain("credentials");
    }
  });

  it.each<[string, () => unknown]>([
    ["throws", () => JSON.parse("{")],
    ["rejects", () => Promise.reject(new Error("no"))],
    ["gives nothing", () => undefined],
    ["gives null", () => null],
    ["gives a number", () => 7],
    ["gives an empty text", () => " "],
    ["gives an empty object", () => ({})],
  ])("of a function that %s are an error of credentials, and nothing is sent", async (_, give) => {
    let calls = 0;
    const fetch = () => {
      calls++;
      return whole();
    };
    const error = await rejection(() =>
      client(fetch).completions.create(HELLO, { apiKey: give as () => string }),
    );
    expect(error).toMatchObject({ kind: "credentials", retryable: false });
    expect(calls).toBe(0);
  });

  it("in a base URL are refused, and are not repeated", async () => {
    const error = await rejection(() =>
      client(whole).completions.create(HELLO, {
        baseURL: "https://user:hunter2hunter2@a.test/v1",
        apiKey: "k",
      }),
    );
    expect(error.kind).toBe("invalid_request");
    expect(`${error.stack} ${String(error.cause)}`).not.toContain("hunter2");
  });
});

it("an observer that is null harms nobody", async () => {
  const hooks = [() => null as unknown as undefined];
  expect((await client(whole, { hooks }).completions.create(HELLO)).text).toBe("Hi there");
});
