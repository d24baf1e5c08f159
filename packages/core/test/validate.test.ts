import { describe, expect, it } from "vitest";
import {
  type CallOptions,
  type ClientOptions,
  createRegistry,
  DummyModelInstance,
  VlloraLLMClient,
} from "../src/index.ts";
import { answering, completion, json } from "./fake-fetch.ts";
import { acme, HELLO } from "./fake-provider.ts";
import { rejection } from "./rejection.ts";

const user = (content: unknown) => ({ messages: [{ role: "user", content }] });
const part = (value: object) => user([value]);
const image = (url: unknown) => part({ type: "image_url", image_url: { url } });
const called = {
  role: "assistant",
  tool_calls: [{ id: "c1", type: "function", function: { name: "f", arguments: "{}" } }],
};

async function refusal(request: unknown, options: CallOptions = {}) {
  const fetch = answering(json(completion()));
  const client = new VlloraLLMClient({ provider: acme(), apiKey: "k", fetch });
  const whole = await rejection(() => client.completions.create(request as typeof HELLO, options));
  const streamed = await rejection(() =>
    client.completions.createStream(request as typeof HELLO, options),
  );
  expect(streamed.message).toBe(whole.message);
  expect(fetch.sent).toEqual([]);
  return whole;
}

describe("a request that no provider could make sense of is refused with its path", () => {
  it.each<[string, object, string]>([
    ["no model", { model: undefined }, "model"],
    ["a blank model", { model: " " }, "model"],
    ["a model that is no text", { model: 4 }, "model"],
    ["no messages", { messages: undefined }, "messages"],
    ["messages that are no list", { messages: "Hello" }, "messages"],
    ["an empty list of messages", { messages: [] }, "messages"],
    ["a message that is text", { messages: ["Hello"] }, "messages[0]"],
    ["a message that is null", { messages: [HELLO.messages[0], null] }, "messages[1]"],
    ["a message without role", { messages: [{ content: "x" }] }, "messages[0].role"],
    ["an unknown role", { messages: [{ role: "robot", content: "x" }] }, "messages[0].role"],
    [
      "a role of Object's prototype",
      { messages: [{ role: "constructor", content: "x" }] },
      "messages[0].role",
    ],
    ["no content", user(undefined), "messages[0].content"],
    ["content that is null", user(null), "messages[0].content"],
    ["content that is a number", user(5), "messages[0].content"],
    ["content that is one part", user({ type: "text", text: "x" }), "messages[0].content"],
    ["no parts", user([]), "messages[0].content"],
    ["a part that is text", user(["x"]), "messages[0].content[0]"],
    ["a part without type", part({ text: "x" }), "messages[0].content[0]"],
    ["a text part without text", part({ type: "text" }), "messages[0].content[0].text"],
    ["an image without URL", part({ type: "image_url" }), "messages[0].content[0].image_url.url"],
    [
      "an image whose URL is text beside it",
      part({ type: "image_url", image_url: "https://x.test" }),
      "messages[0].content[0].image_url.url",
    ],
    ["an image with an empty URL", image(""), "messages[0].content[0].image_url.url"],
    [
      "audio without data",
      part({ type: "input_audio", input_audio: { format: "mp3" } }),
      "messages[0].content[0].input_audio.data",
    ],
    ["a file that is text", part({ type: "file", file: "x" }), "messages[0].content[0].file"],
    [
      "a file of a bad data URI",
      part({ type: "file", file: { file_data: "data:application/pdf" } }),
      "messages[0].content[0].file.file_data",
    ],
    [
      "a data URI without comma",
      image("data:image/png;base64"),
      "messages[0].content[0].image_url.url",
    ],
    [
      "a data URI without media type",
      image("data:;base64,QUJD"),
      "messages[0].content[0].image_url.url",
    ],
    [
      "a data URI without data",
      image("data:image/png;base64,"),
      "messages[0].content[0].image_url.url",
    ],
    [
      "a data URI that is not base64",
      image("data:image/png;base64,<svg>"),
      "messages[0].content[0].image_url.url",
    ],
    [
      "a data URI in upper case that is not base64",
      image("DATA:image/png;base64,<svg>"),
      "messages[0].content[0].image_url.url",
    ],
    [
      "an image in a system message",
      {
        messages: [
          {
            role: "system",
            content: [{ type: "image_url", image_url: { url: "https://x.test" } }],
          },
        ],
      },
      "messages[0].content[0]",
    ],
    [
      "a refusal in a user message",
      part({ type: "refusal", refusal: "no" }),
      "messages[0].content[0]",
    ],
    [
      "a tool result without id",
      { messages: [called, { role: "tool", content: "x" }] },
      "messages[1].tool_call_id",
    ],
    [
      "a tool result without its call",
      { messages: [HELLO.messages[0], { role: "tool", tool_call_id: "c1", content: "x" }] },
      "messages[1].tool_call_id",
    ],
    [
      "a tool result of another call",
      { messages: [called, { role: "tool", tool_call_id: "c2", content: "x" }] },
      "messages[1].tool_call_id",
    ],
    [
      "a tool result before its call",
      { messages: [{ role: "tool", tool_call_id: "c1", content: "x" }, called] },
      "messages[0].tool_call_id",
    ],
    [
      "tool calls that are no list",
      { messages: [{ ...called, tool_calls: {} }] },
      "messages[0].tool_calls",
    ],
    [
      "a tool call without id",
      { messages: [{ ...called, tool_calls: [{ type: "function" }] }] },
      "messages[0].tool_calls[0].id",
    ],
    ["no answer at all", { n: 0 }, "n"],
    ["half an answer", { n: 1.5 }, "n"],
    ["no tokens", { max_tokens: 0 }, "max_tokens"],
    ["a limit that is text", { max_completion_tokens: "100" }, "max_completion_tokens"],
    ["a temperature that is text", { temperature: "1" }, "temperature"],
    ["a temperature that is no number", { temperature: Number.NaN }, "temperature"],
    ["an endless top_p", { top_p: Number.POSITIVE_INFINITY }, "top_p"],
    ["tools that are no list", { tools: { f: {} } }, "tools"],
    ["a seed that is no number", { seed: Number.NaN }, "seed"],
    ["a top_k beyond all numbers", { top_k: Number.POSITIVE_INFINITY }, "top_k"],
    ["a tool that is none", { tools: [null] }, "tools[0]"],
    ["stream options as text", { stream_options: "usage" }, "stream_options"],
    ["headers as text", { extra_headers: "x: 1" }, "extra_headers"],
    ["a body as a list", { extra_body: [] }, "extra_body"],
    ["options as text", { provider_options: "x" }, "provider_options"],
    ["options of a provider as text", { provider_options: { acme: "x" } }, "provider_options.acme"],
    ["the seed's options as text", { provider_specific: "x" }, "provider_specific"],
    [
      "kept fields as text",
      { messages: [{ role: "assistant", provider_fields: "x" }] },
      "messages[0].provider_fields",
    ],
    [
      "kept fields of a provider as text",
      { messages: [{ role: "assistant", provider_fields: { acme: "x" } }] },
      "messages[0].provider_fields.acme",
    ],
  ])("%s", async (_, fields, path) => {
    const error = await refusal({ ...HELLO, ...fields });
    expect(error).toMatchObject({ kind: "invalid_request", param: path, retryable: false });
    expect(error.message.startsWith(`${path} `)).toBe(true);
  });

  it.each([null, undefined, "Hello", 5])("the request being %j", async (request) => {
    const error = await refusal(request);
    expect(error).toMatchObject({ kind: "invalid_request", param: "request" });
  });

  it("suggests the role that was meant", async () => {
    const error = await refusal({ ...HELLO, messages: [{ role: "asistant", content: "x" }] });
    expect(error.message).toContain('Did you mean "assistant"?');
  });

  it("keeps the content out of the message", async () => {
    const error = await refusal({ ...HELLO, ...image("data:image/png;base64,<secret>") });
    expect(error.message).not.toContain("secret");
  });

  it("holds for injected models as well", async () => {
    const client = new VlloraLLMClient({ instance: new DummyModelInstance() });
    const error = await rejection(() => client.completions.create({ model: "x", messages: [] }));
    expect(error.kind).toBe("invalid_request");
  });
});

describe("a request that is no JSON is refused", () => {
  const ring: { self?: object } = {};
  ring.self = ring;
  let deep: object = {};
  for (let level = 0; level < 20_000; level++) deep = { deep };
  const throwing = {
    toJSON() {
      throw new Error("no");
    },
  };

  it.each<[string, unknown]>([
    ["a BigInt", 5n],
    ["a ring", ring],
    ["a depth beyond the stack", deep],
    ["an object that refuses", throwing],
  ])("for %s", async (_, value) => {
    const error = await refusal({ ...HELLO, metadata: { value } } as unknown as typeof HELLO);
    expect(error).toMatchObject({ kind: "invalid_request", provider: "acme" });
    expect(error.message).toContain("JSON");
  });
});

describe("a good request passes", () => {
  it.each<[string, object]>([
    [
      "every role",
      {
        messages: [
          { role: "system", content: "s" },
          { role: "developer", content: [{ type: "text", text: "d" }] },
          { role: "user", content: "u" },
          called,
          { role: "tool", tool_call_id: "c1", content: [{ type: "text", text: "r" }] },
          { role: "function", name: "f", content: null },
        ],
      },
    ],
    ["an empty text", user("")],
    ["an assistant message of nothing", { messages: [{ role: "assistant" }] }],
    ["an image by URL", image("https://x.test/a.png")],
    ["an image by data URI", image("data:image/png;base64,iVBORw0KGgo=")],
    ["a data URI with parameters", image("data:image/svg+xml;charset=utf-8,%3Csvg%2F%3E")],
    ["base64 of the URL alphabet", image("data:image/png;base64,_-8=")],
    ["a file by id", part({ type: "file", file: { file_id: "file-1" } })],
    [
      "an image in a tool result",
      {
        messages: [
          called,
          {
            role: "tool",
            tool_call_id: "c1",
            content: [{ type: "image_url", image_url: { url: "https://x.test" } }],
          },
        ],
      },
    ],
    [
      "a part that only the provider knows",
      part({ type: "video_url", video_url: { url: "https://x.test" } }),
    ],
    ["null for what is absent", { temperature: null, n: null, max_tokens: null, tools: null }],
  ])("%s", async (_, fields) => {
    const fetch = answering(json(completion()));
    const client = new VlloraLLMClient({ provider: acme(), apiKey: "k", fetch });
    await client.completions.create({ ...HELLO, ...fields } as typeof HELLO);
    expect(fetch.sent).toHaveLength(1);
  });

  it("reads megabytes of base64 without looking at all of it", async () => {
    const fetch = answering(json(completion()));
    const client = new VlloraLLMClient({ provider: acme(), apiKey: "k", fetch });
    const url = `data:image/png;base64,${"A".repeat(4_000_000)}`;
    await client.completions.create({ ...HELLO, ...image(url) } as unknown as typeof HELLO);
    expect(fetch.sent).toHaveLength(1);
  });
});

describe("an option that nobody knows", () => {
  it.each([
    ["max_retries", "maxRetries"],
    ["apikey", "apiKey"],
    ["baseUrl", "baseURL"],
    ["sigal", "signal"],
  ])("of a call is refused: %s, for %s", async (name, meant) => {
    const error = await refusal(HELLO, { [name]: 1 } as CallOptions);
    expect(error).toMatchObject({ kind: "invalid_request", param: name });
    expect(error.message).toContain(`Unknown option "${name}"`);
    expect(error.message).toContain(`Did you mean "${meant}"?`);
  });

  it.each([
    ["provders", "providers"],
    ["base_url", "baseURL"],
    ["api_key", "apiKey"],
  ])("of a client is refused at once: %s, for %s", async (name, meant) => {
    const error = await rejection(() => new VlloraLLMClient({ [name]: 1 } as ClientOptions));
    expect(error).toMatchObject({ kind: "invalid_request", param: name });
    expect(error.message).toContain(`Did you mean "${meant}"?`);
  });

  it("includes a signal for a client, whose calls would all share it", async () => {
    const options = { signal: new AbortController().signal, registry: createRegistry() };
    const error = await rejection(() => new VlloraLLMClient(options as ClientOptions));
    expect(error.param).toBe("signal");
  });
});
