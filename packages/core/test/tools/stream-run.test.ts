import { type ModelInstance, tool, VlloraLLMClient } from "@vllora/core";
import type { ChatCompletionChunk } from "@vllora/core/provider";
import { describe, expect, test } from "vitest";
import { acme, acmeCodec } from "../fake-provider.ts";
import { rejection } from "../rejection.ts";
import { call, chunksOf, deferred, echo, QUESTION, result, talk } from "./conversation.ts";

const head = { id: "a", object: "chat.completion.chunk", created: 0, model: "m" } as const;

function chunk(
  delta: object,
  finish_reason: "stop" | "tool_calls" | null = null,
): ChatCompletionChunk {
  return { ...head, choices: [{ index: 0, delta, finish_reason }] };
}

/** A model that streams these chunks in turn, each list being an answer. */
function streaming(...answers: readonly (readonly ChatCompletionChunk[])[]): ModelInstance {
  let count = 0;
  return {
    invoke: () => Promise.reject(new Error("Only streams")),
    async *stream() {
      yield* answers[count++] ?? [];
    },
  };
}

const TURN = [
  chunk({ role: "assistant", content: null }),
  chunk({
    tool_calls: [
      { index: 0, id: "1", type: "function", function: { name: "echo", arguments: "{}" } },
    ],
  }),
  chunk({}, "tool_calls"),
];

test("what became of a request is said of all steps, the one under way among them", async () => {
  const answers = [TURN, [chunk({ content: "Done" }), chunk({}, "stop")]];
  let count = 0;
  const fetch = async () => {
    const frames = [...(answers[count] ?? []), "[DONE]"].values();
    const body = new ReadableStream<Uint8Array>({
      // One read for each frame.
      pull(controller) {
        const { value } = frames.next();
        if (value === undefined) return controller.close();
        const data = typeof value === "string" ? value : JSON.stringify(value);
        controller.enqueue(new TextEncoder().encode(`data: ${data}\n\n`));
      },
    });
    const headers = { "content-type": "text/event-stream", "x-request-id": `r${count++}` };
    return new Response(body, { headers });
  };
  const own = acmeCodec();
  const provider = acme({
    chat: {
      ...own,
      encode(request, context) {
        context.report({ field: "every", outcome: "ignored", note: "each time" });
        context.report({ field: context.model, outcome: "ignored", note: "by model" });
        return own.encode(request, context);
      },
    },
  });
  const client = new VlloraLLMClient({ provider, fetch, apiKey: "k" });
  const stream = await client.completions.withTools([echo()]).createStream(QUESTION, {
    prepareStep: ({ step }) => ({ model: `acme-${step}` }),
  });
  const fields = () => stream.warnings.map(({ field }) => field);
  expect(fields()).toEqual(["every", "acme-0"]);
  expect(stream.requestId).toBe("r0");
  for await (const { step } of stream) {
    if (step === 1) expect(fields()).toEqual(["every", "acme-0", "acme-1"]);
  }
  expect(stream.requestId).toBe("r1");
  const { ledger } = await stream.finalResponse();
  expect(ledger).toEqual(stream.ledger);
  expect(ledger.map(({ field }) => field)).toEqual(expect.arrayContaining(fields()));
});

describe("a streamed run", () => {
  test("gives the chunks of all steps, each with its step", async () => {
    const { completions } = talk([{ content: "Let me", tool_calls: [call("1", "echo")] }, "Done"]);
    const chunks = await chunksOf(await completions.withTools([echo()]).createStream(QUESTION));
    const steps = chunks.map(({ step }) => step);
    expect(steps).toEqual([...steps].sort());
    expect(new Set(steps)).toEqual(new Set([0, 1]));
    const text = (step: number) =>
      chunks
        .filter((one) => one.step === step)
        .map(({ choices }) => choices[0]?.delta.content ?? "")
        .join("");
    expect([text(0), text(1)]).toEqual(["Let me", "Done"]);
    expect(
      chunks.flatMap(({ choices }) => choices.flatMap((one) => one.finish_reason ?? [])),
    ).toEqual(["tool_calls", "stop"]);
  });

  test("does not mark the chunks of a call without tools", async () => {
    const chunks = await chunksOf(await talk("Hi").completions.createStream(QUESTION));
    for (const one of chunks) expect(one).not.toHaveProperty("step");
  });

  test("leaves the chunks of an injected model as they are", async () => {
    const kept = [...TURN, chunk({ content: "Done" }), chunk({}, "stop")].map((one) =>
      Object.freeze(one),
    );
    const client = new VlloraLLMClient({ instance: streaming(kept.slice(0, 3), kept.slice(3)) });
    const stream = await client.completions.withTools([echo()]).createStream(QUESTION);
    expect((await chunksOf(stream)).map(({ step }) => step)).toEqual([0, 0, 0, 1, 1]);
    for (const one of kept) expect(one).not.toHaveProperty("step");
  });

  test("runs tools once the last chunk of their step was taken", async () => {
    const order: string[] = [];
    const see = tool({ name: "echo", run: () => void order.push("run") });
    const client = new VlloraLLMClient({
      instance: streaming(TURN, [chunk({ content: "Done" }), chunk({}, "stop")]),
    });
    const stream = await client.completions.withTools([see]).createStream(QUESTION);
    for await (const { choices } of stream) order.push(choices[0]?.finish_reason ?? "piece");
    expect(order).toEqual(["piece", "piece", "tool_calls", "run", "piece", "stop"]);
  });

  test("gives the whole to who does not read it, and to who reads half", async () => {
    const replies = [{ tool_calls: [call("1", "echo")] }, "Done"];
    const unread = await talk(replies).completions.withTools([echo()]).createStream(QUESTION);
    const reply = await unread.finalResponse();
    expect(reply.text).toBe("Done");
    expect(reply.steps).toHaveLength(2);
    expect(await unread.finalResponse()).toBe(reply);

    const half = await talk(replies).completions.withTools([echo()]).createStream(QUESTION);
    await half.next();
    expect((await half.finalResponse()).messages).toEqual(reply.messages);
    // What was read ahead is kept for the loop.
    expect((await chunksOf(half)).at(-1)?.step).toBe(1);
  });

  test("a break while a tool runs stops it, and a late end changes nothing", async () => {
    const running = deferred<AbortSignal>();
    const ends = deferred<string>();
    const slow = tool({
      name: "slow",
      run: (_, { signal }) => {
        running.resolve(signal);
        return ends.promise;
      },
    });
    const { model, completions } = talk([{ tool_calls: [call("1", "slow")] }, "Done"]);
    const types: string[] = [];
    const stream = await completions
      .withTools([slow])
      .onEvent(({ event }) => types.push(event.type))
      .createStream(QUESTION);
    const reading = chunksOf(stream);
    const signal = await running.promise;
    await stream.return();
    expect(signal.aborted).toBe(true);
    const seen = [...types];
    expect(seen.slice(-3)).toEqual(["tool_start", "tool_result", "run_error"]);
    ends.resolve("late");
    await reading;
    await new Promise((resolve) => setImmediate(resolve));
    expect(types).toEqual(seen);
    expect(model.calls).toHaveLength(1);
    expect(await stream.next()).toEqual({ done: true, value: undefined });
    expect((await rejection(() => stream.finalResponse())).run?.messages.slice(1)).toEqual([
      result("1", "Error: It was stopped while the tool ran, which may have had an effect.", true),
    ]);
  });

  test("an abort is thrown with its reason, the answer in hand and the run", async () => {
    const { completions } = talk([{ tool_calls: [call("1", "echo")] }, "A long answer"]);
    const stream = await completions.withTools([echo()]).createStream(QUESTION);
    const reading = (async () => {
      for await (const { step } of stream) if (step === 1) stream.abort("why");
    })();
    const error = await rejection(() => reading);
    expect(error).toMatchObject({ kind: "aborted", cause: "why" });
    expect(error.partial?.choices[0]?.message).toMatchObject({ role: "assistant" });
    expect(error.run?.steps).toHaveLength(1);
    expect(error.run?.messages.at(-1)).toEqual(result("1", "echo {}"));
  });

  test("an abort behind its last step has the whole run", async () => {
    const { completions } = talk([{ tool_calls: [call("1", "echo")] }, "Done"]);
    const stream = await completions.withTools([echo()]).createStream(QUESTION);
    await stream.next();
    await stream.finalResponse();
    stream.abort("late");
    const error = await rejection(() => stream.next());
    expect(error).toMatchObject({ kind: "aborted", cause: "late" });
    expect(error.run?.steps).toHaveLength(2);
  });

  test("that is cut inside a call runs nothing, and says how far it came", async () => {
    let runs = 0;
    const count = tool({ name: "echo", run: () => ++runs });
    for (const cut of [1, 2]) {
      const client = new VlloraLLMClient({ instance: streaming(TURN.slice(0, cut)) });
      const error = await rejection(async () =>
        chunksOf(await client.completions.withTools([count]).createStream(QUESTION)),
      );
      expect(error.kind).toBe("interrupted");
      // A role alone is no output: the call itself fails.
      const calls = cut === 1 ? undefined : [{ index: 0, id: "1", name: "echo", arguments: "{}" }];
      expect(error.partial?.choices[0]?.incomplete_tool_calls).toEqual(calls);
      expect(error.run).toEqual({ steps: [], messages: [] });
    }
    expect(runs).toBe(0);
  });

  test("fails before its first chunk where a call would", async () => {
    const cause = new Error("no model");
    const { completions } = talk([cause]);
    const error = await rejection(() => completions.withTools([echo()]).createStream(QUESTION));
    expect(error).toMatchObject({ kind: "server", cause, run: { steps: [], messages: [] } });
  });
});
