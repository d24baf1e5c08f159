import type { ChatCompletionChunk } from "@vllora/types";
import { describe, expect, it, vi } from "vitest";
import {
  type ChatCompletionStream,
  DummyModelInstance,
  type InvocationContext,
  LLMError,
  type ModelInstance,
  StreamInterruptedError,
  VlloraLLMClient,
} from "../src/index.ts";
import { chunk, completion } from "./fake-fetch.ts";
import { HELLO } from "./fake-provider.ts";
import { rejection } from "./rejection.ts";

/** A model whose stream is a generator, and that knows whether it was told to stop. */
class GeneratorModel implements ModelInstance {
  readonly #chunks: (context: InvocationContext) => AsyncGenerator<object> | Generator<object>;
  stopped = false;
  context: InvocationContext | undefined;

  constructor(chunks: (context: InvocationContext) => AsyncGenerator<object> | Generator<object>) {
    this.#chunks = chunks;
  }

  invoke(): Promise<never> {
    return Promise.reject(new Error("only streams"));
  }

  async *stream(_: unknown, context: InvocationContext): AsyncGenerator<ChatCompletionChunk> {
    this.context = context;
    try {
      yield* this.#chunks(context) as AsyncGenerator<ChatCompletionChunk>;
    } finally {
      this.stopped = true;
    }
  }
}

function* hello(): Generator<object> {
  yield chunk({ role: "assistant", content: "" });
  yield chunk({ content: "Hi" });
  yield chunk({ content: " there" });
  yield chunk({}, "stop");
}

/** Never gives anything, and never ends. */
function hanging(): Promise<never> {
  return new Promise(() => undefined);
}

function open(instance: ModelInstance, signal?: AbortSignal): Promise<ChatCompletionStream> {
  return new VlloraLLMClient({ instance }).completions.createStream(HELLO, { signal });
}

const LOGGED = { index: 0, delta: {}, logprobs: { content: 5 }, finish_reason: null };

async function texts(stream: AsyncIterable<ChatCompletionChunk>): Promise<string[]> {
  const read: string[] = [];
  for await (const { choices } of stream) {
    const content = choices[0]?.delta.content;
    if (content != null && content !== "") read.push(content);
  }
  return read;
}

describe("DummyModelInstance", () => {
  it('gives "Hello, world!" in five pieces', async () => {
    const messages = [{ role: "user", content: "Hello, world!" }] as const;
    const client = new VlloraLLMClient({ instance: new DummyModelInstance() });
    const pieces = await texts(await client.completions.createStream({ ...HELLO, messages }));
    expect(pieces).toEqual(["Hel", "lo,", " wo", "rld", "!"]);
  });

  it("answers whole, without network or key", async () => {
    const client = new VlloraLLMClient().withInstance(new DummyModelInstance());
    const reply = await client.completions.create(HELLO);
    expect([reply.text, reply.finishReason, reply.model]).toEqual([
      "Hello, world!",
      "stop",
      "acme-1",
    ]);
    expect(reply.providerId).toBe("instance");
  });

  it("cuts no character in two", async () => {
    const messages = [{ role: "user", content: "😀😀😀😀" }] as const;
    const client = new VlloraLLMClient({ instance: new DummyModelInstance() });
    const pieces = await texts(await client.completions.createStream({ ...HELLO, messages }));
    expect(pieces).toEqual(["😀😀😀", "😀"]);
  });

  it("can be put into completions alone", async () => {
    const { completions } = new VlloraLLMClient({ instance: new DummyModelInstance() });
    const other = completions.withInstance(new GeneratorModel(hello));
    expect(await texts(await other.createStream(HELLO))).toEqual(["Hi", " there"]);
    expect(await texts(await completions.createStream(HELLO))).toEqual(["Hel", "lo"]);
  });
});

describe("an injected model", () => {
  it("is told of signal, tags and variables", async () => {
    const model = new GeneratorModel(hello);
    const { signal } = new AbortController();
    const client = new VlloraLLMClient({ instance: model, tags: { a: "1" } });
    const stream = await client.completions.createStream(HELLO, {
      signal,
      tags: { b: "2" },
      variables: { c: 3 },
    });
    await stream.finalResponse();
    expect(model.context?.signal).toBe(signal);
    expect(model.context?.tags).toEqual({ a: "1", b: "2" });
    expect(model.context?.variables).toEqual({ c: 3 });
  });

  it("may say what is known of the call beside its answer", async () => {
    const instance: ModelInstance = {
      async invoke(_, context) {
        context.report({ requestId: "req-7", attempts: 3 });
        return completion();
      },
      stream: () => hanging(),
    };
    const reply = await new VlloraLLMClient({ instance }).completions.create(HELLO);
    expect([reply.requestId, reply.attempts]).toEqual(["req-7", 3]);
  });

  it("may give a promise of an iterable that is no generator", async () => {
    const instance: ModelInstance = {
      invoke: hanging,
      stream: async () => ({
        [Symbol.asyncIterator]() {
          const chunks = [...hello()] as ChatCompletionChunk[];
          return {
            next: async () => {
              const value = chunks.shift();
              return value === undefined ? { done: true, value } : { done: false, value };
            },
          };
        },
      }),
    };
    expect(await texts(await open(instance))).toEqual(["Hi", " there"]);
    const stream = await open(instance);
    for await (const _ of stream) break;
  });
});

describe("a stream that ends before its answer does", () => {
  it("is an error with what had arrived", async () => {
    const call = { index: 0, id: "c1", function: { name: "f", arguments: '{"a":' } };
    const stream = await open(
      new GeneratorModel(function* () {
        yield chunk({ content: "Hi" });
        yield chunk({ tool_calls: [call] });
      }),
    );
    const seen: string[] = [];
    const error = await rejection(async () => {
      for await (const { choices } of stream) seen.push(choices[0]?.delta.content ?? "call");
    });
    expect(seen).toEqual(["Hi", "call"]);
    expect(error).toBeInstanceOf(StreamInterruptedError);
    expect(error).toMatchObject({ kind: "interrupted", provider: "instance", model: "acme-1" });
    expect(error.partial?.choices).toEqual([
      {
        index: 0,
        message: { role: "assistant", content: "Hi", refusal: null },
        finish_reason: null,
        incomplete_tool_calls: [{ index: 0, id: "c1", name: "f", arguments: '{"a":' }],
      },
    ]);
    expect(JSON.stringify(error)).not.toContain("Hi");
    await expect(stream.finalResponse()).rejects.toBe(error);
  });

  it("is an error when one of several answers has not ended", async () => {
    const stream = await open(
      new GeneratorModel(function* () {
        yield chunk({ content: "a" }, "stop");
        yield {
          ...chunk({}),
          choices: [{ index: 1, delta: { content: "b" }, finish_reason: null }],
        };
      }),
    );
    expect((await rejection(() => stream.finalResponse())).kind).toBe("interrupted");
  });

  it("is an error of the call when there was no output at all", async () => {
    for (const chunks of [[], [chunk({ role: "assistant" })]]) {
      const error = await rejection(() =>
        open(
          new GeneratorModel(function* () {
            yield* chunks;
          }),
        ),
      );
      expect(error.kind).toBe("interrupted");
      expect(error.partial).toBeUndefined();
    }
  });

  it("never runs on after its end was told", async () => {
    const stream = await open(new GeneratorModel(hello));
    await texts(stream);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    expect(await texts(stream)).toEqual([]);
  });
});

describe("an error of the model", () => {
  const broken = new TypeError("it broke");

  it("after output is thrown by the loop, with its cause", async () => {
    const model = new GeneratorModel(function* () {
      yield chunk({ content: "Hi" });
      throw broken;
    });
    const error = await rejection(async () => texts(await open(model)));
    expect(error).toMatchObject({ kind: "interrupted", provider: "instance" });
    expect(error.cause).toBe(broken);
    expect(error.partial?.choices[0]?.message.content).toBe("Hi");
    await vi.waitFor(() => expect(model.stopped).toBe(true));
  });

  it("before output is thrown by the call", async () => {
    const error = await rejection(() =>
      open(
        new GeneratorModel(function* () {
          yield chunk({ role: "assistant" });
          throw broken;
        }),
      ),
    );
    expect(error.cause).toBe(broken);
  });

  it("of our own kind stays what it is", async () => {
    const own = new LLMError("rate_limit", "slow down", { status: 429 });
    const stream = await open(
      new GeneratorModel(function* () {
        yield chunk({ content: "Hi" });
        throw own;
      }),
    );
    const error = await rejection(() => texts(stream));
    expect(error).toBe(own);
    expect(error).toMatchObject({ kind: "rate_limit", model: "acme-1" });
    expect(error.partial?.choices).toHaveLength(1);
  });

  it("that is a broken contract names the model and stops it", async () => {
    const model = new GeneratorModel(function* () {
      yield chunk({ content: "Hi" });
      yield chunk({}, "done");
      yield chunk({ content: "never" });
    });
    const error = await rejection(async () => texts(await open(model)));
    expect(error.kind).toBe("contract");
    expect(error.message).toContain("The injected ModelInstance");
    expect(error.message).toContain('"done"');
    await vi.waitFor(() => expect(model.stopped).toBe(true));
  });

  it("is thrown by every read: a second loop does not end well", async () => {
    const stream = await open(
      new GeneratorModel(function* () {
        yield chunk({ content: "Hi" });
        throw broken;
      }),
    );
    const error = await rejection(() => texts(stream));
    expect(await rejection(() => stream.next())).toBe(error);
  });
});

describe("a chunk that cannot be taken in", () => {
  const wrong: [string, object][] = [
    ["no chunk", { ...chunk({}), choices: 5 }],
    ["null", null as unknown as object],
    ["log probabilities that are no list", { ...chunk({}), choices: [LOGGED] }],
  ];

  it.each(wrong)("breaks the contract, after those before it were read: %s", async (_, value) => {
    const seen: string[] = [];
    const stream = await open(
      new GeneratorModel(function* () {
        yield chunk({ content: "Hi" });
        yield value;
      }),
    );
    const error = await rejection(async () => {
      for await (const { choices } of stream) seen.push(choices[0]?.delta.content ?? "");
    });
    expect(seen).toEqual(["Hi"]);
    expect(error.kind).toBe("contract");
  });

  it("breaks the contract before any output, too", async () => {
    for (const value of [null, {}, { choices: [null] }]) {
      const error = await rejection(() =>
        open(
          new GeneratorModel(function* () {
            yield value as object;
          }),
        ),
      );
      expect(error.kind).toBe("contract");
    }
  });

  it("that is nested beyond the stack says so", async () => {
    let deep: object = {};
    for (let level = 0; level < 20_000; level++) deep = { deep };
    const stream = await open(
      new GeneratorModel(function* () {
        yield chunk({ content: "Hi" });
        yield chunk({ x: deep });
      }),
    );
    const error = await rejection(() => stream.finalResponse());
    expect(error).toMatchObject({ kind: "protocol", retryable: false });
  });

  it.each([undefined, null, 5, {}])("is not there where the model gave %o", async (answer) => {
    const instance = { invoke: hanging, stream: async () => answer } as unknown as ModelInstance;
    expect((await rejection(() => open(instance))).kind).toBe("contract");
  });
});

describe("leaving a stream", () => {
  it("by break stops the model", async () => {
    const model = new GeneratorModel(hello);
    for await (const _ of await open(model)) break;
    await vi.waitFor(() => expect(model.stopped).toBe(true));
  });

  it("by return ends it, and what was buffered is gone", async () => {
    const stream = await open(new GeneratorModel(hello));
    await stream.next();
    await stream.finalResponse();
    expect(await stream.return()).toEqual({ done: true, value: undefined });
    expect(await stream.next()).toEqual({ done: true, value: undefined });
  });

  it("by break makes the whole answer an error: it never came", async () => {
    const stream = await open(new GeneratorModel(hello));
    for await (const _ of stream) break;
    const error = await rejection(() => stream.finalResponse());
    expect(error.kind).toBe("aborted");
  });

  it("by an error in the loop's body stops the model and throws that error", async () => {
    const model = new GeneratorModel(hello);
    const own = new Error("mine");
    const loop = async () => {
      for await (const _ of await open(model)) throw own;
    };
    await expect(loop()).rejects.toBe(own);
    await vi.waitFor(() => expect(model.stopped).toBe(true));
  });

  it("by abort throws the reason out of a read that waits", async () => {
    const reason = new Error("the user left");
    const stream = await open(
      new GeneratorModel(async function* () {
        yield chunk({ content: "Hi" });
        await hanging();
      }),
    );
    await stream.next();
    const waiting = rejection(() => stream.next());
    stream.abort(reason);
    const error = await waiting;
    expect(error.kind).toBe("aborted");
    expect(error.cause).toBe(reason);
    expect(error.partial?.choices[0]?.message.content).toBe("Hi");
    expect(await rejection(() => stream.next())).toBe(error);
  });

  it("by the caller's signal, although the model hangs", async () => {
    const controller = new AbortController();
    const reason = new Error("too long");
    const stream = await open(
      new GeneratorModel(async function* () {
        yield chunk({ content: "Hi" });
        await hanging();
      }),
      controller.signal,
    );
    const reading = rejection(() => texts(stream));
    controller.abort(reason);
    const error = await reading;
    expect(error.kind).toBe("aborted");
    expect(error.cause).toBe(reason);
  });

  it("by the caller's signal before the first output", async () => {
    const controller = new AbortController();
    const opening = rejection(() =>
      open(
        new GeneratorModel(async function* () {
          yield chunk({ role: "assistant" });
          await hanging();
        }),
        controller.signal,
      ),
    );
    controller.abort();
    expect((await opening).kind).toBe("aborted");
  });

  it("by the caller's signal, although the model gives neither answer nor stream", async () => {
    const instance: ModelInstance = { invoke: hanging, stream: hanging };
    const { completions } = new VlloraLLMClient({ instance });
    for (const method of ["create", "createStream"] as const) {
      const controller = new AbortController();
      const calling = rejection(() => completions[method](HELLO, { signal: controller.signal }));
      controller.abort("gone");
      const error = await calling;
      expect(error.kind).toBe("aborted");
      expect(error.cause).toBe("gone");
    }
  });

  it("by a signal that was aborted before", async () => {
    const error = await rejection(() => open(new GeneratorModel(hello), AbortSignal.abort("no")));
    expect(error.kind).toBe("aborted");
    expect(error.cause).toBe("no");
  });

  it("after its end does nothing", async () => {
    const stream = await open(new GeneratorModel(hello));
    const whole = await stream.finalResponse();
    stream.abort();
    expect(await stream.finalResponse()).toBe(whole);
  });
});

describe("finalResponse", () => {
  it("reads on where nobody else does", async () => {
    const stream = await open(new GeneratorModel(hello));
    const reply = await stream.finalResponse();
    expect([reply.text, reply.finishReason, reply.object]).toEqual([
      "Hi there",
      "stop",
      "chat.completion",
    ]);
  });

  it("gives the same answer each time, and after a loop", async () => {
    const stream = await open(new GeneratorModel(hello));
    expect(await texts(stream)).toEqual(["Hi", " there"]);
    const reply = await stream.finalResponse();
    expect(reply.text).toBe("Hi there");
    expect(await stream.finalResponse()).toBe(reply);
  });

  it("beside a loop leaves the loop all of its chunks", async () => {
    const stream = await open(new GeneratorModel(hello));
    const [read, reply] = await Promise.all([texts(stream), stream.finalResponse()]);
    expect(read).toEqual(["Hi", " there"]);
    expect(reply.text).toBe("Hi there");
  });

  it("in the middle of a loop leaves the loop the rest", async () => {
    const stream = await open(new GeneratorModel(hello));
    const read: (string | null | undefined)[] = [];
    for await (const { choices } of stream) {
      read.push(choices[0]?.delta.content);
      if (read.length === 2) expect((await stream.finalResponse()).text).toBe("Hi there");
    }
    expect(read).toEqual(["", "Hi", " there", undefined]);
  });

  it("throws what the loop throws", async () => {
    const stream = await open(
      new GeneratorModel(function* () {
        yield chunk({ content: "Hi" });
      }),
    );
    const whole = rejection(() => stream.finalResponse());
    const loop = rejection(() => texts(stream));
    expect(await whole).toBe(await loop);
  });

  it("needs no chunks kept: one of many is all that is held", async () => {
    let made = 0;
    const stream = await open(
      new GeneratorModel(function* () {
        for (; made < 20_000; made++) yield chunk({ content: "x" });
        yield chunk({}, "stop");
      }),
    );
    expect((await stream.finalResponse()).text).toHaveLength(20_000);
  });
});

describe("reading a stream", () => {
  it("pulls no more than is asked for", async () => {
    let made = 0;
    const stream = await open(
      new GeneratorModel(function* () {
        for (; made < 100; made++) yield chunk({ content: "x" });
        yield chunk({}, "stop");
      }),
    );
    await stream.next();
    await stream.next();
    expect(made).toBeLessThan(5);
    await stream.return();
  });

  it("by several at once gives each chunk once", async () => {
    const stream = await open(new GeneratorModel(hello));
    const results = await Promise.all(Array.from({ length: 6 }, () => stream.next()));
    const contents = results.map(({ value }) => value?.choices[0]?.delta.content);
    expect(contents).toEqual(["", "Hi", " there", undefined, undefined, undefined]);
    expect(results.map(({ done }) => done)).toEqual([false, false, false, false, true, true]);
  });
});
