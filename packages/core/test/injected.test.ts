import { openaiCompatible } from "@vllora/provider-openai-compatible";
import { describe, expect, it } from "vitest";
import { type ChatCompletion, type ModelInstance, VlloraLLMClient } from "../src/index.ts";
import { answering, chunk, completion, events, json } from "./fake-fetch.ts";
import { HELLO } from "./fake-provider.ts";
import { rejection } from "./rejection.ts";

const PIECES = [chunk({ content: "Hi" }), chunk({}, "stop"), "[DONE]"];

/** A router: it answers through a client of its own. */
function router(fetch: ReturnType<typeof answering>): ModelInstance {
  const provider = openaiCompatible({ baseURL: "https://a.test", apiKey: "k", fetch });
  const inner = new VlloraLLMClient({ provider });
  return {
    invoke: (request) => inner.completions.create(request),
    stream: (request) => inner.completions.createStream(request),
  };
}

describe("an instance that delegates to another client", () => {
  const prices = { "acme-1": { per_input_token: 1_000_000, per_output_token: 0 } };

  it("has the events and the prices of the outer client for whole answers", async () => {
    const heard: string[] = [];
    const client = new VlloraLLMClient({
      instance: router(answering(json(completion()))),
      onEvent: ({ event }) => heard.push(event.type),
      prices,
    });
    expect((await client.completions.create(HELLO)).cost?.total).toBe(3);
    expect(heard).toEqual(["llm_start", "llm_stop"]);
  });

  it("has them for streams", async () => {
    const heard: string[] = [];
    const client = new VlloraLLMClient({
      instance: router(answering(events(PIECES))),
      onEvent: ({ event }) => heard.push(event.type),
    });
    for await (const _ of await client.completions.createStream(HELLO));
    expect(heard).toEqual(["llm_start", "llm_first_token", "llm_content", "llm_stop"]);
  });

  it("is stopped by the signal of the outer call", async () => {
    const controller = new AbortController();
    const client = new VlloraLLMClient({ instance: router(answering(events(PIECES))) });
    const { signal } = controller;
    const stream = await client.completions.createStream(HELLO, { signal });
    controller.abort();
    const error = await rejection(async () => {
      for await (const _ of stream);
    });
    expect(error.kind).toBe("aborted");
  });
});

it.each([{}, { choices: [] }, { choices: [{}] }])("an answer of %o is refused", async (answer) => {
  const instance: ModelInstance = {
    invoke: async () => answer as unknown as ChatCompletion,
    stream: () => {
      throw new Error("not asked");
    },
  };
  const client = new VlloraLLMClient({ instance });
  const error = await rejection(() => client.completions.create(HELLO));
  expect(error.kind).toBe("contract");
});

it("an async listener that fails harms nobody", async () => {
  const unheard: unknown[] = [];
  const listen = (reason: unknown) => unheard.push(reason);
  process.on("unhandledRejection", listen);
  const failing = async () => {
    throw new Error("no");
  };
  const client = new VlloraLLMClient({
    instance: router(answering(json(completion()))),
    onEvent: failing,
  });
  await client.completions.onEvent(failing).create(HELLO);
  // Rejections are reported after the microtasks of a turn.
  await new Promise((resolve) => setImmediate(resolve));
  process.off("unhandledRejection", listen);
  expect(unheard).toEqual([]);
});
