import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import OpenAI, { type APIError } from "openai";
import { afterAll, beforeAll, describe, expect, expectTypeOf, it } from "vitest";
import "@vllora/provider-openai/register";
import {
  type ChatCompletionResult,
  type ChatCompletionStream,
  LLMError,
  VlloraLLMClient,
} from "../src/index.ts";
import { chunk, completion } from "./fake-fetch.ts";

type Params = OpenAI.Chat.ChatCompletionCreateParams;

/** As much of the `openai` package's client as the program below uses, in its own types. */
interface ChatLike {
  readonly chat: {
    readonly completions: {
      create(
        params: OpenAI.Chat.ChatCompletionCreateParamsNonStreaming,
      ): PromiseLike<OpenAI.ChatCompletion>;
      create(
        params: OpenAI.Chat.ChatCompletionCreateParamsStreaming,
      ): PromiseLike<AsyncIterable<OpenAI.ChatCompletionChunk>>;
    };
  };
}

const MODEL = "gpt-4.1-mini";

/** The program: it knows nothing but the `openai` package's API. */
async function program(client: ChatLike) {
  const { completions } = client.chat;

  const whole = await completions.create({
    model: MODEL,
    messages: [
      { role: "system", content: "Be brief." },
      { role: "user", content: [{ type: "text", text: "Hello" }] },
    ],
    temperature: 0,
    max_tokens: 50,
    user: "u-1",
  });

  const stream = await completions.create({
    model: MODEL,
    messages: [{ role: "user", content: "Hello" }],
    stream: true,
    stream_options: { include_usage: true },
  });
  const pieces: OpenAI.ChatCompletionChunk[] = [];
  for await (const piece of stream) pieces.push(piece);

  const tools: OpenAI.ChatCompletionTool[] = [
    {
      type: "function",
      function: {
        name: "weather",
        description: "The weather of a city",
        parameters: { type: "object", properties: { city: { type: "string" } } },
        strict: true,
      },
    },
  ];
  const messages: OpenAI.ChatCompletionMessageParam[] = [
    { role: "user", content: "What is the weather in Oslo?" },
  ];
  const question = { model: MODEL, tools, tool_choice: "auto" } as const;
  const asked = await completions.create({ ...question, messages });
  const message = asked.choices[0]?.message;
  if (message === undefined) throw new Error("No message");
  messages.push(message);
  for (const call of message.tool_calls ?? []) {
    if (call.type !== "function") continue;
    const { city } = JSON.parse(call.function.arguments) as { city: string };
    messages.push({ role: "tool", tool_call_id: call.id, content: `Sun over ${city}` });
  }
  const answered = await completions.create({ ...question, messages });

  const structured = await completions.create({
    model: MODEL,
    messages: [{ role: "user", content: "A city" }],
    response_format: {
      type: "json_schema",
      json_schema: {
        name: "city",
        strict: true,
        schema: { type: "object", properties: { name: { type: "string" } } },
      },
    },
  });

  return {
    text: whole.choices[0]?.message.content,
    usage: whole.usage,
    pieces,
    streamed: pieces.map((piece) => piece.choices[0]?.delta.content ?? "").join(""),
    streamedUsage: pieces.at(-1)?.usage,
    asked: asked.choices,
    answer: answered.choices[0]?.message.content,
    reason: answered.choices[0]?.finish_reason,
    structured: JSON.parse(structured.choices[0]?.message.content ?? "null") as unknown,
    whole: JSON.parse(JSON.stringify(whole)) as unknown,
  };
}

/** A server that speaks the wire as far as the program needs it, and keeps what it was asked. */
function answer(body: Params): object {
  const say = (content: string) => {
    const message = { role: "assistant", content, refusal: null };
    const choices = [{ index: 0, message, logprobs: null, finish_reason: "stop" }];
    return completion({ choices, service_tier: "default", system_fingerprint: "fp_1" });
  };
  if (body.response_format?.type === "json_schema") return say('{"name":"Oslo"}');
  if (body.tools === undefined) return say("Hi there");
  const last = body.messages.at(-1);
  if (last?.role === "tool") return say(String(last.content));
  const call = {
    id: "call_1",
    type: "function",
    function: { name: "weather", arguments: '{"city":"Oslo"}' },
  };
  const message = { role: "assistant", content: null, refusal: null, tool_calls: [call] };
  return completion({
    choices: [{ index: 0, message, logprobs: null, finish_reason: "tool_calls" }],
  });
}

const FRAMES = [
  chunk({ role: "assistant", content: "", refusal: null }),
  chunk({ content: "Hi" }),
  chunk({ content: " there" }),
  chunk({}, "stop"),
  { ...chunk({}), choices: [], usage: { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 } },
];

interface Asked {
  readonly url: string | undefined;
  readonly authorization: string | undefined;
  readonly body: Params;
}

let server: Server;
let baseURL: string;
let asked: Asked[] = [];

beforeAll(async () => {
  server = createServer(async (request: IncomingMessage, response) => {
    const body = JSON.parse(await text(request)) as Params;
    asked.push({ url: request.url, authorization: request.headers.authorization, body });
    if (body.model === "nope") {
      const error = {
        message: "No such model",
        type: "invalid_request_error",
        code: "model_not_found",
        param: "model",
      };
      response.writeHead(404, { "content-type": "application/json", "x-request-id": "req-1" });
      response.end(JSON.stringify({ error }));
    } else if (body.stream === true) {
      response.writeHead(200, { "content-type": "text/event-stream" });
      for (const frame of FRAMES) response.write(`data: ${JSON.stringify(frame)}\n\n`);
      response.end("data: [DONE]\n\n");
    } else {
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify(answer(body)));
    }
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  baseURL = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
});

afterAll(async () => {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

/** Runs something and gives what the server was asked meanwhile. */
async function recorded<T>(action: () => PromiseLike<T>): Promise<{ result: T; asked: Asked[] }> {
  asked = [];
  return { result: await action(), asked };
}

describe("a program that was written for the openai package", () => {
  it("does the same with ours, and asks the server for the same", async () => {
    const settings = { apiKey: "test-key", baseURL };
    const theirs = await recorded(() => program(new OpenAI(settings)));
    const ours = await recorded(() => program(new VlloraLLMClient(settings)));
    expect(theirs.result).toMatchObject({
      text: "Hi there",
      streamed: "Hi there",
      streamedUsage: { total_tokens: 5 },
      answer: "Sun over Oslo",
      reason: "stop",
      structured: { name: "Oslo" },
    });
    expect(ours.result).toEqual(theirs.result);
    expect(ours.asked).toEqual(theirs.asked);
    expect(ours.asked).toHaveLength(5);
    expect(ours.asked[0]).toMatchObject({
      url: "/v1/chat/completions",
      authorization: "Bearer test-key",
    });
  });

  it("sees the same facts in an error", async () => {
    const settings = { apiKey: "test-key", baseURL, maxRetries: 0 };
    const params = { model: "nope", messages: [{ role: "user" as const, content: "x" }] };
    const facts = (error: unknown) => {
      const { status, code, param, type } = error as APIError;
      return { status, code, param, type };
    };
    const theirs = await new OpenAI(settings).chat.completions.create(params).then(
      () => undefined,
      (error: unknown) => error,
    );
    const ours = await new VlloraLLMClient(settings).chat.completions.create(params).then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(facts(ours)).toEqual(facts(theirs));
    expect(LLMError.is(ours) && ours.kind).toBe("not_found");
    expect(LLMError.is(ours) && ours.requestId).toBe((theirs as APIError).requestID);
  });

  it("leaves the stream early with either", async () => {
    const settings = { apiKey: "test-key", baseURL };
    const params = {
      model: MODEL,
      messages: [{ role: "user" as const, content: "x" }],
      stream: true as const,
    };
    for (const client of [
      new OpenAI(settings),
      new VlloraLLMClient(settings),
    ] satisfies ChatLike[]) {
      let count = 0;
      for await (const _ of await (client as ChatLike).chat.completions.create(params)) {
        if (++count === 2) break;
      }
      expect(count).toBe(2);
    }
  });
});

describe("its types", () => {
  it("take our client for theirs", () => {
    expectTypeOf<OpenAI>().toExtend<ChatLike>();
    expectTypeOf<VlloraLLMClient>().toExtend<ChatLike>();
  });

  it("take our answers for theirs", () => {
    expectTypeOf<ChatCompletionResult>().toExtend<OpenAI.ChatCompletion>();
    expectTypeOf<ChatCompletionStream>().toExtend<AsyncIterable<OpenAI.ChatCompletionChunk>>();
  });

  it("take their params for ours, with the answer that belongs to each", () => {
    const { create } = VlloraLLMClient.prototype.chat?.completions ?? {};
    expectTypeOf<typeof create>().not.toBeAny();
    type Completions = VlloraLLMClient["chat"]["completions"];
    const calls = (completions: Completions) =>
      [
        completions.create({} as OpenAI.Chat.ChatCompletionCreateParamsNonStreaming),
        completions.create({} as OpenAI.Chat.ChatCompletionCreateParamsStreaming),
        completions.create({} as Params),
      ] as const;
    expectTypeOf<ReturnType<typeof calls>>().toEqualTypeOf<
      readonly [
        Promise<ChatCompletionResult>,
        Promise<ChatCompletionStream>,
        Promise<ChatCompletionResult | ChatCompletionStream>,
      ]
    >();
  });
});
