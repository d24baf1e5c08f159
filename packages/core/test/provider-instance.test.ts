import { describe, expect, it } from "vitest";
import {
  type ClientOptions,
  createRegistry,
  ProviderContractError,
  StreamInterruptedError,
  VlloraLLMClient,
} from "../src/index.ts";
import type { ChatCodec, ProviderDefinition } from "../src/provider.ts";
import {
  type Answer,
  answering,
  chunk,
  completion,
  events,
  HELLO_FRAMES,
  json,
} from "./fake-fetch.ts";
import { acme, acmeCodec, HELLO } from "./fake-provider.ts";
import { rejection } from "./rejection.ts";

function client(
  overrides: Partial<ProviderDefinition>,
  answers: readonly Answer[],
  options: ClientOptions = {},
) {
  return new VlloraLLMClient({
    provider: acme(overrides),
    registry: createRegistry(),
    apiKey: "k",
    fetch: answering(...answers),
    maxRetries: 0,
    ...options,
  }).completions;
}

async function streamed(completions: ReturnType<typeof client>): Promise<number> {
  let count = 0;
  for await (const _ of await completions.createStream(HELLO)) count++;
  return count;
}

const bug = () => {
  throw new TypeError("Cannot read properties of undefined");
};

describe("what a plugin throws by mistake names the plugin", () => {
  const whole = [json(completion())];
  const failed = [json({}, 500)];
  const stream = [events(HELLO_FRAMES)];

  it.each<[string, Partial<ChatCodec>, readonly Answer[], "create" | "createStream"]>([
    ["encode", { encode: bug }, whole, "create"],
    ["decode", { decode: bug }, whole, "create"],
    ["decodeError", { decodeError: bug }, failed, "create"],
    ["decodeError of a stream", { decodeError: bug }, failed, "createStream"],
    ["createDecoder", { createDecoder: bug }, stream, "createStream"],
    ["push", { createDecoder: () => ({ finished: false, push: bug }) }, stream, "createStream"],
    ["framing", { framing: () => ({ push: bug, end: () => undefined }) }, stream, "createStream"],
  ])("%s", async (_, codec, answers, method) => {
    const types: string[] = [];
    const completions = client({ chat: { ...acmeCodec(), ...codec } }, answers, {
      onEvent: ({ event }) => types.push(event.type),
    });
    const error = await rejection(() => completions[method](HELLO));
    expect(error).toBeInstanceOf(ProviderContractError);
    expect(error).toMatchObject({ kind: "contract", provider: "acme", retryable: false });
    expect(error.message).toContain("@acme/vllora-provider@1.0.0");
    expect(error.cause).toBeInstanceOf(TypeError);
    expect(types).toEqual(["llm_start", "llm_error"]);
  });

  it("authorize", async () => {
    const error = await rejection(() => client({ authorize: bug }, whole).create(HELLO));
    expect(error).toBeInstanceOf(ProviderContractError);
    expect(error.message).toContain("@acme/vllora-provider@1.0.0");
  });
});

describe("what a plugin returns is checked", () => {
  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["text", "Hi"],
    ["no choices", { id: "x" }],
    [
      "a finish reason of its own",
      completion({ choices: [{ index: 0, message: {}, finish_reason: "end_turn" }] }),
    ],
    ["usage of its own", completion({ usage: { input_tokens: 1, output_tokens: 1 } })],
  ])("a whole answer: %s", async (_, decoded) => {
    const chat = { ...acmeCodec(), decode: () => decoded as never };
    const error = await rejection(() => client({ chat }, [json({})]).create(HELLO));
    expect(error).toMatchObject({ kind: "contract", provider: "acme", model: "acme-1" });
    expect(error.message).toContain("@acme/vllora-provider@1.0.0");
  });

  it.each<[string, object]>([
    ["a finish reason of its own", chunk({}, "end_turn")],
    ["usage of its own", chunk({}, null, { usage: { input_tokens: 1 } })],
    [
      "an index that is no ordinal",
      chunk({}, null, { choices: [{ index: -1, delta: {}, finish_reason: null }] }),
    ],
  ])("a stream: %s", async (_, frame) => {
    const answers = [events([chunk({ content: "Hi" }), frame, chunk({}, "stop"), "[DONE]"])];
    const error = await rejection(() => streamed(client({}, answers)));
    expect(error).toBeInstanceOf(ProviderContractError);
    expect(error.partial?.choices[0]?.message.content).toBe("Hi");
  });

  it.each<[string, readonly object[], RegExp]>([
    ["without a finish reason", [chunk({ content: "Hi" })], /the finish_reason of choice 0/],
    [
      "with one finish reason of two",
      [
        chunk({}, "stop"),
        chunk({}, null, { choices: [{ index: 1, delta: {}, finish_reason: null }] }),
      ],
      /the finish_reason of choice 1/,
    ],
    ["without a choice", [chunk({}, null, { choices: [] })], /without a choice/],
  ])("a stream that is said to be whole: %s", async (_, frames, problem) => {
    const push = acmeCodec().createDecoder;
    const createDecoder: ChatCodec["createDecoder"] = (context) => {
      const decoder = push(context);
      return { finished: true, push: (frame) => decoder.push(frame) };
    };
    const completions = client({ chat: { ...acmeCodec(), createDecoder } }, [events(frames)]);
    const error = await rejection(() => streamed(completions));
    expect(error).toBeInstanceOf(ProviderContractError);
    expect(error.message).toMatch(problem);
  });
});

describe("a stranger's provider", () => {
  it("streams", async () => {
    expect(await streamed(client({}, [events(HELLO_FRAMES)]))).toBe(5);
  });

  it("that says no end is interrupted, not finished", async () => {
    const answers = [events(HELLO_FRAMES.slice(0, 3))];
    const error = await rejection(() => streamed(client({}, answers)));
    expect(error).toBeInstanceOf(StreamInterruptedError);
    expect(error.partial?.choices[0]).toMatchObject({
      message: { content: "Hi there" },
      finish_reason: null,
    });
  });

  it("without chat is refused by name", async () => {
    const { chat: _, ...rest } = acme();
    const error = await rejection(() =>
      new VlloraLLMClient({ provider: rest, apiKey: "k" }).completions.create(HELLO),
    );
    expect(error).toMatchObject({ kind: "invalid_request", provider: "acme" });
    expect(error.message).toContain("acme has no chat completions");
  });

  it("may authorize late: with the url, the headers and the body of the request", async () => {
    const fetch = answering(json(completion()));
    const authorize: ProviderDefinition["authorize"] = async (request) => ({
      ...request,
      url: `${request.url}?signed=${request.body?.length}`,
      headers: { ...request.headers, "x-signature": request.method },
    });
    await client({ authorize }, [], { fetch }).create(HELLO);
    expect(fetch.sent[0]?.url).toMatch(/^https:\/\/api\.acme\.test\/v1\/chat\?signed=\d+$/);
    expect(fetch.sent[0]?.headers["x-signature"]).toBe("POST");
  });
});

describe("an answer that is not what was asked for", () => {
  const text =
    (body: string, type: string, status = 200): Answer =>
    () =>
      new Response(body, { status, headers: { "content-type": type } });

  it.each<[string, Answer, RegExp]>([
    ["a page", text("<html>secretpage", "text/html"), /text\/html that is not JSON/],
    ["nothing", text("", "application/json"), /an empty body/],
    ["half of an answer", text('{"id": "secret', "application/json"), /not JSON/],
  ])("instead of a whole answer: %s", async (_, answer, message) => {
    const error = await rejection(() => client({}, [answer]).create(HELLO));
    expect(error).toMatchObject({ kind: "protocol", provider: "acme", status: 200 });
    expect(error.message).toMatch(message);
    expect(error.message).not.toContain("secret");
  });

  it.each<[string, Answer, object]>([
    ["a page", text("<html>", "text/html"), { kind: "protocol" }],
    ["a whole answer", json(completion()), { kind: "protocol" }],
    ["an error", json({ error: { message: "no" } }), { kind: "server" }],
    ["nothing", text("", "text/event-stream"), { kind: "interrupted" }],
    ["a redirect", text("", "text/plain", 307), { kind: "protocol", status: 307 }],
  ])("instead of a stream: %s", async (_, answer, expected) => {
    const error = await rejection(() => client({}, [answer]).createStream(HELLO));
    expect(error).toMatchObject(expected);
  });

  it("larger than was allowed is refused", async () => {
    const big = json(completion({ id: "x".repeat(10_000) }));
    const whole = await rejection(() =>
      client({}, [big], { maxResponseBytes: 1000 }).create(HELLO),
    );
    expect(whole.kind).toBe("protocol");
    expect(whole.message).toContain("1000 bytes");
  });
});

describe("a reply says", () => {
  it("the provider's id of the call, however it is called", async () => {
    for (const name of ["x-request-id", "request-id", "x-amzn-requestid", "apim-request-id"]) {
      const reply = await client({}, [json(completion(), 200, { [name]: "req-1" })]).create(HELLO);
      expect(reply.requestId).toBe("req-1");
      const frames = events(HELLO_FRAMES, { [name]: "req-2" });
      const stream = await client({}, [frames]).createStream(HELLO);
      expect(stream.requestId).toBe("req-2");
      expect((await stream.finalResponse()).requestId).toBe("req-2");
    }
  });

  it("how often it was sent", async () => {
    const busy = json({ error: { message: "busy" } }, 503);
    const completions = client({}, [busy, busy, json(completion())], {
      maxRetries: 2,
      retry: { baseDelayMs: 0 },
    });
    expect((await completions.create(HELLO)).attempts).toBe(3);
  });

  it("on an error: status, id, attempts, provider, model, and the body", async () => {
    const body = { error: { message: "no such model" } };
    const answer = json(body, 404, { "x-request-id": "req-1" });
    const error = await rejection(() => client({}, [answer]).create(HELLO));
    expect(error).toMatchObject({
      kind: "not_found",
      message: "acme (404): no such model",
      status: 404,
      requestId: "req-1",
      attempts: 1,
      provider: "acme",
      model: "acme-1",
      retryable: false,
      body,
    });
  });
});
