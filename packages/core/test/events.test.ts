import type { ModelEvent, ModelEventType } from "@vllora/types";
import { describe, expect, it } from "vitest";
import {
  type CallHook,
  type CallInfo,
  type CallObserver,
  type ClientOptions,
  createRegistry,
  DummyModelInstance,
  type ModelInstance,
  VlloraLLMClient,
} from "../src/index.ts";
import { startObservers } from "../src/observer.ts";
import {
  type Answer,
  answering,
  chunk,
  completion,
  events,
  HELLO_FRAMES,
  json,
} from "./fake-fetch.ts";
import { acme, HELLO } from "./fake-provider.ts";
import { rejection } from "./rejection.ts";

const NAMES = { provider_name: "acme", model_name: "acme-1" };
const USAGE = { prompt_tokens: 3, completion_tokens: 2, total_tokens: 5 };
const START = {
  type: "llm_start",
  data: { ...NAMES, input: JSON.stringify(HELLO.messages) },
};

/** A client whose events are kept. */
function listening(options: ClientOptions, ...answers: readonly Answer[]) {
  const heard: ModelEvent[] = [];
  const client = new VlloraLLMClient({
    providers: [acme()],
    registry: createRegistry(),
    credentials: "k",
    provider: acme(),
    fetch: answering(...answers),
    maxRetries: 0,
    onEvent: (event) => heard.push(event),
    ...options,
  });
  return { client, heard, types: () => heard.map(({ event }) => event.type) };
}

function eventsOf(heard: readonly ModelEvent[]): readonly ModelEventType[] {
  return heard.map(({ event }) => event);
}

async function drain(stream: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of stream);
}

describe("the events of a whole answer", () => {
  it("are start and stop", async () => {
    const { client, heard } = listening({}, json(completion()));
    await client.completions.create(HELLO);
    expect(eventsOf(heard)).toEqual([
      START,
      {
        type: "llm_stop",
        data: {
          ...NAMES,
          output: "Hi there",
          usage: USAGE,
          finish_reason: "stop",
          tool_calls: [],
          credentials_ident: "own",
        },
      },
    ]);
  });

  it("share their ids and are stamped", async () => {
    const { client, heard } = listening({}, json(completion()));
    await client.completions.create(HELLO);
    await client.completions.create(HELLO);
    const [start, stop, next] = heard as [ModelEvent, ModelEvent, ModelEvent];
    expect(start.span_id).toMatch(/^[0-9a-f]{16}$/);
    expect(start.trace_id).toMatch(/^[0-9a-f]{32}$/);
    expect([stop.span_id, stop.trace_id]).toEqual([start.span_id, start.trace_id]);
    expect(next.span_id).not.toBe(start.span_id);
    expect(new Date(start.timestamp).toISOString()).toBe(start.timestamp);
  });

  it("have the tool calls, and no output where there is none", async () => {
    const google = { google: { thought_signature: "sig" } };
    const message = {
      role: "assistant",
      content: null,
      refusal: null,
      tool_calls: [
        {
          id: "c1",
          type: "function",
          function: { name: "f", arguments: '{"a":1}' },
          extra_content: google,
        },
        { id: "c2", type: "custom", custom: { name: "g", input: "free text" } },
      ],
    };
    const choices = [{ index: 0, message, finish_reason: "tool_calls", logprobs: null }];
    const { client, heard } = listening({}, json(completion({ choices, usage: undefined })));
    await client.completions.create(HELLO);
    expect(eventsOf(heard)[1]).toEqual({
      type: "llm_stop",
      data: {
        ...NAMES,
        finish_reason: "tool_calls",
        tool_calls: [
          { tool_id: "c1", tool_name: "f", input: '{"a":1}', extra_content: google },
          { tool_id: "c2", tool_name: "g", input: "free text" },
        ],
        credentials_ident: "own",
      },
    });
  });

  it("say whose credentials served", async () => {
    const { client, heard } = listening(
      { credentials: undefined, baseURL: "http://localhost:1" },
      json(completion()),
    );
    await client.completions.create(HELLO);
    expect(eventsOf(heard)[1]).toMatchObject({ data: { credentials_ident: "vllora" } });
  });

  it("are start and error when the call fails", async () => {
    const failure = json({ error: { message: "slow down" } }, 429, { "x-request-id": "req-9" });
    const { client, heard } = listening({}, failure);
    const error = await rejection(() => client.completions.create(HELLO));
    expect(eventsOf(heard)).toEqual([
      START,
      {
        type: "llm_error",
        data: {
          ...NAMES,
          kind: "rate_limit",
          message: error.message,
          status: 429,
          request_id: "req-9",
        },
      },
    ]);
  });

  it("tell of a call that was tried again only once", async () => {
    const { client, types } = listening(
      { maxRetries: 1, retry: { baseDelayMs: 0 } },
      json({ error: { message: "busy" } }, 503),
      json(completion()),
    );
    await client.completions.create(HELLO);
    expect(types()).toEqual(["llm_start", "llm_stop"]);
  });

  it("are none for a request that is refused before it becomes a call", async () => {
    const { client, heard } = listening({}, json(completion()));
    await rejection(() => client.completions.create({ ...HELLO, messages: [] }));
    expect(heard).toEqual([]);
  });
});

describe("the events of a stream", () => {
  it("are start, first token, content, and stop with the whole", async () => {
    const { client, heard } = listening({}, events(HELLO_FRAMES));
    await drain(await client.completions.createStream(HELLO));
    expect(eventsOf(heard)).toEqual([
      START,
      { type: "llm_first_token", data: {} },
      { type: "llm_content", data: { content: "Hi" } },
      { type: "llm_content", data: { content: " there" } },
      {
        type: "llm_stop",
        data: {
          ...NAMES,
          output: "Hi there",
          usage: USAGE,
          finish_reason: "stop",
          tool_calls: [],
          credentials_ident: "own",
        },
      },
    ]);
  });

  it("are the same when only the whole is asked for", async () => {
    const { client, types } = listening({}, events(HELLO_FRAMES));
    await (await client.completions.createStream(HELLO)).finalResponse();
    expect(types()).toEqual([
      "llm_start",
      "llm_first_token",
      "llm_content",
      "llm_content",
      "llm_stop",
    ]);
  });

  it("have a first token where a tool call is the first output", async () => {
    const call = { index: 0, id: "c", type: "function", function: { name: "f", arguments: "{}" } };
    const { client, types } = listening(
      {},
      events([chunk({ tool_calls: [call] }), chunk({}, "tool_calls"), "[DONE]"]),
    );
    await drain(await client.completions.createStream(HELLO));
    expect(types()).toEqual(["llm_start", "llm_first_token", "llm_stop"]);
  });

  it("are start and error for an error before the first output", async () => {
    const { client, types } = listening(
      {},
      events([chunk({ role: "assistant" }), { error: { message: "overloaded" } }]),
    );
    await rejection(() => client.completions.createStream(HELLO));
    expect(types()).toEqual(["llm_start", "llm_error"]);
  });

  it("end with an error that has the output, for an error after it", async () => {
    const { client, heard } = listening(
      {},
      events([
        chunk({ content: "Hi" }),
        chunk({ content: " th" }),
        { error: { message: "broke" } },
      ]),
    );
    const stream = await client.completions.createStream(HELLO);
    const error = await rejection(() => drain(stream));
    expect(eventsOf(heard).map(({ type }) => type)).toEqual([
      "llm_start",
      "llm_first_token",
      "llm_content",
      "llm_content",
      "llm_error",
    ]);
    expect(eventsOf(heard).at(-1)).toMatchObject({
      data: { ...NAMES, kind: error.kind, output: "Hi th" },
    });
  });

  it("end once, though a stream that was whole is aborted before its chunks are read", async () => {
    const { client, types } = listening({}, events(HELLO_FRAMES));
    const stream = await client.completions.createStream(HELLO);
    await stream.next();
    stream.abort();
    expect((await rejection(() => stream.next())).kind).toBe("aborted");
    expect(types().filter((type) => type === "llm_stop" || type === "llm_error")).toHaveLength(1);
  });

  it("end with one error when the consumer leaves", async () => {
    const { client, heard, types } = listening({ instance: new DummyModelInstance() });
    const stream = await client.completions.createStream(HELLO);
    for await (const _ of stream) break;
    await stream.return();
    stream.abort();
    expect(types().filter((type) => type === "llm_error")).toHaveLength(1);
    expect(eventsOf(heard).at(-1)).toMatchObject({ type: "llm_error", data: { kind: "aborted" } });
  });
});

describe("an injected model", () => {
  it("is told of like a provider", async () => {
    const { client, heard } = listening({ instance: new DummyModelInstance() });
    await client.completions.create(HELLO);
    expect(eventsOf(heard)).toMatchObject([
      { type: "llm_start", data: { provider_name: "instance", model_name: "acme-1" } },
      { type: "llm_stop", data: { output: "Hello, world!" } },
    ]);
  });

  it.each<[string, ModelInstance]>([
    [
      "rejects",
      {
        invoke: () => Promise.reject(new TypeError("broken")),
        stream: () => Promise.reject(new TypeError("broken")),
      },
    ],
    [
      "throws",
      {
        invoke: () => {
          throw new TypeError("broken");
        },
        stream: () => {
          throw new TypeError("broken");
        },
      },
    ],
  ])("that %s ends with exactly one error", async (_, instance) => {
    const { client, types } = listening({ instance });
    await expect(client.completions.create(HELLO)).rejects.toThrow();
    expect(types()).toEqual(["llm_start", "llm_error"]);
    await expect(client.completions.createStream(HELLO)).rejects.toThrow();
    expect(types()).toEqual(["llm_start", "llm_error", "llm_start", "llm_error"]);
  });
});

describe("listeners", () => {
  it("of client, completions and call hear everything, in this order", async () => {
    const heard: string[] = [];
    const listener = (name: string) => (event: ModelEvent) => {
      heard.push(`${name} ${event.event.type}`);
    };
    const client = new VlloraLLMClient({
      instance: new DummyModelInstance(),
      onEvent: listener("client"),
    });
    await client.completions
      .onEvent(listener("completions"))
      .create(HELLO, { onEvent: listener("call") });
    expect(heard).toEqual([
      "client llm_start",
      "completions llm_start",
      "call llm_start",
      "client llm_stop",
      "completions llm_stop",
      "call llm_stop",
    ]);
  });

  it("that throw harm nobody", async () => {
    const heard: string[] = [];
    const failing = () => {
      throw new Error("listener");
    };
    const { client } = listening({ onEvent: failing, hooks: [failing] }, events(HELLO_FRAMES));
    const stream = await client.completions
      .onEvent((event) => heard.push(event.event.type))
      .createStream(HELLO, { onEvent: failing });
    expect((await stream.finalResponse()).text).toBe("Hi there");
    expect(heard).toEqual([
      "llm_start",
      "llm_first_token",
      "llm_content",
      "llm_content",
      "llm_stop",
    ]);
  });

  it("cannot change the answer by being slow: what they return is not awaited", async () => {
    const { client } = listening(
      { onEvent: () => new Promise(() => undefined) },
      json(completion()),
    );
    expect((await client.completions.create(HELLO)).text).toBe("Hi there");
  });
});

describe("hooks", () => {
  function recording(log: string[], name: string): CallHook {
    return (call) => {
      log.push(`${name} call ${call.model}`);
      const observer: CallObserver = {
        attempt: (number) => log.push(`${name} attempt ${number}`),
        firstOutput: () => log.push(`${name} firstOutput`),
        content: (text) => log.push(`${name} content ${text}`),
        end: (result) => log.push(`${name} end ${result.text}`),
        error: (error) => log.push(`${name} error ${error.kind}`),
      };
      return observer;
    };
  }

  it("watch attempts, first output, content and end, in this order", async () => {
    const log: string[] = [];
    const { client } = listening(
      { hooks: [recording(log, "a")], maxRetries: 1, retry: { baseDelayMs: 0 } },
      json({ error: { message: "busy" } }, 503),
      events(HELLO_FRAMES),
    );
    await drain(await client.completions.createStream(HELLO));
    expect(log).toEqual([
      "a call acme-1",
      "a attempt 1",
      "a attempt 2",
      "a firstOutput",
      "a content Hi",
      "a content  there",
      "a end Hi there",
    ]);
  });

  it("of client and call go in turn", async () => {
    const log: string[] = [];
    const { client } = listening({ hooks: [recording(log, "client")] }, json(completion()));
    await client.completions.create(HELLO, { hooks: [recording(log, "call")] });
    expect(log).toEqual([
      "client call acme-1",
      "call call acme-1",
      "client attempt 1",
      "call attempt 1",
      "client end Hi there",
      "call end Hi there",
    ]);
  });

  it("know the call: provider, model, request after templates, tags", async () => {
    const calls: CallInfo[] = [];
    const hook: CallHook = (call) => {
      calls.push(call);
      return undefined;
    };
    const { client } = listening(
      { hooks: [hook], tags: { team: "a" }, provider: acme({ telemetryName: "acme.ai" }) },
      json(completion()),
    );
    const messages = [{ role: "user", content: "{{ x }}" }] as const;
    await client.completions.create(
      { ...HELLO, messages },
      { variables: { x: "y" }, tags: { run: "1" } },
    );
    expect(calls).toEqual([
      {
        provider: "acme",
        telemetryName: "acme.ai",
        model: "acme-1",
        request: { ...HELLO, messages: [{ role: "user", content: "y" }] },
        stream: false,
        tags: { team: "a", run: "1" },
        credentials: "own",
      },
    ]);
  });

  it("get the usage of a stream that failed", async () => {
    const usages: unknown[] = [];
    const hook: CallHook = () => ({ error: (_, usage) => usages.push(usage) });
    const { client } = listening(
      { hooks: [hook] },
      events([chunk({ content: "Hi" }, null, { usage: USAGE }), { error: { message: "broke" } }]),
    );
    const stream = await client.completions.createStream(HELLO);
    await rejection(() => drain(stream));
    expect(usages).toEqual([USAGE]);
  });
});

describe("with nobody listening", () => {
  it("nothing is asked and nothing is computed", () => {
    const never = (): CallInfo => {
      throw new Error("Nobody asked");
    };
    expect(startObservers([], never)).toEqual([]);
  });

  it("for content, content is not looked for", () => {
    const [plain] = startObservers([() => ({ end: () => undefined })], () => ({}) as CallInfo);
    expect(plain).not.toHaveProperty("content");
    const [curious] = startObservers(
      [() => ({ content: () => undefined })],
      () => ({}) as CallInfo,
    );
    expect(curious).toHaveProperty("content");
  });

  it("a hook that declines is not there", () => {
    expect(startObservers([() => undefined], () => ({}) as CallInfo)).toEqual([]);
  });
});
