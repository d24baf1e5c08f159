import { getEventListeners } from "node:events";
import { setImmediate as turn } from "node:timers/promises";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import {
  type ChatCompletionStream,
  type Fetch,
  type LLMError,
  type ProviderDefinition,
  type RunnableTool,
  tool,
  VlloraLLMClient,
} from "@vllora/core";
import type { ChatCompletionRequest, Tool } from "@vllora/core/provider";
import { anthropic } from "@vllora/provider-anthropic";
import { toChatRequest as fromAnthropic } from "@vllora/provider-anthropic/inbound";
import { bedrock } from "@vllora/provider-bedrock";
import { toChatRequest as fromBedrock } from "@vllora/provider-bedrock/inbound";
import { gemini } from "@vllora/provider-gemini";
import { toChatRequest as fromGemini } from "@vllora/provider-gemini/inbound";
import { openaiCompatible } from "@vllora/provider-openai-compatible";
import {
  type Fault,
  frameEnds,
  readCase,
  replayFetch,
  startReplayServer,
  type Transcript,
} from "@vllora/testing";
import { describe, expect, onTestFinished, test } from "vitest";
import { alarms, settled, timers } from "./left-over.ts";
import {
  begin,
  COMPLETION,
  clientFor,
  DONE,
  frame,
  json,
  REQUEST,
  ROLE,
  rejectionOf,
  STREAM,
  serve,
  stream,
  TRANSPORT,
} from "./server.ts";

const CALL = {
  id: "call_1",
  type: "function",
  function: { name: "weather", arguments: '{"city": "Rome"}' },
};

const CALLING = [
  ROLE,
  frame({ tool_calls: [{ index: 0, ...CALL, function: { name: "weather", arguments: "" } }] }),
  frame({ tool_calls: [{ index: 0, function: { arguments: '{"city": ' } }] }),
  frame({ tool_calls: [{ index: 0, function: { arguments: '"Rome"}' } }] }),
  frame({}, "tool_calls"),
  DONE,
];

/** A tool, and how often it ran. */
function weather(run: (signal: AbortSignal) => unknown = () => "sunny") {
  const state = { runs: 0 };
  const its = tool({
    name: "weather",
    run(_, { signal }) {
      state.runs++;
      return run(signal);
    },
  });
  return { its, state };
}

/** A recorded conversation of two streamed steps. */
interface Conversation {
  readonly folder: string;
  readonly toRequest: (found: Transcript) => ChatCompletionRequest;
  readonly toProvider: (url: string) => ProviderDefinition;
}

const CONVERSATIONS: { readonly [wire: string]: Conversation } = {
  "openai-compatible": {
    folder:
      "provider-openai-compatible/test/fixtures/compat-deepseek/chat-function-calling-deepseek-deepseek-chat-can-use-tools-with-multi-tu",
    toRequest: ({ request }) => request?.body as ChatCompletionRequest,
    toProvider: (url) => openaiCompatible({ baseURL: url, apiKey: "k" }),
  },
  anthropic: {
    folder:
      "provider-anthropic/test/fixtures/anthropic/streams-tool-calls-and-resumes-with-results",
    toRequest: ({ request }) => fromAnthropic(request?.body as never),
    toProvider: (baseURL) => anthropic({ apiKey: "k", baseURL }),
  },
  gemini: {
    folder: "provider-gemini/test/fixtures/gemini/google-gemini-2-5-flash-stream-3",
    toRequest: ({ request, model = "" }) =>
      fromGemini(request?.body as never, { model, provider: "gemini" }),
    toProvider: (baseURL) => gemini({ apiKey: "k", baseURL }),
  },
  bedrock: {
    folder: "provider-bedrock/test/fixtures/bedrock/test-bedrock-bedrock-model-iter-stream",
    toRequest: ({ request, model = "" }) =>
      fromBedrock({ ...(request?.body as object), modelId: decodeURIComponent(model) } as never),
    toProvider: (baseURL) =>
      bedrock({ credentials: { api_key: "k", region: "us-east-1" }, baseURL }),
  },
};

async function stepsOf({ folder }: Conversation): Promise<readonly [Transcript, Transcript]> {
  const step = (number: number) =>
    readCase(new URL(`../../../${folder}.s${number}`, import.meta.url).pathname);
  return [await step(1), await step(2)];
}

/** The functions of a request as tools that count. */
function countingTools(tools: readonly Tool[] = []) {
  const state = { runs: 0 };
  const all = tools.flatMap((each): RunnableTool[] => {
    if (each.type !== "function") return [];
    const { name, description, parameters } = each.function;
    return [{ name, description, parameters, run: () => `result ${++state.runs}` }];
  });
  return { all, state };
}

describe.each(Object.entries(CONVERSATIONS))("a conversation over %s", (_, conversation) => {
  test("runs no tool of a turn that was cut, at whichever frame, and always says so", async () => {
    const heard = alarms();
    const recorded = await stepsOf(conversation);
    const steps = await withOurRequests(conversation, recorded);
    const { tools, stream: _stream, ...request } = conversation.toRequest(recorded[0]);
    const calls = (await alone(conversation, steps[0])).toolCalls.length;
    expect(calls).toBeGreaterThan(0);
    let faults: readonly (Fault | undefined)[] = [];
    let count = 0;
    const server = await startReplayServer(steps, {
      faults: (_request, number) => faults[number - 1 - count],
    });
    onTestFinished(() => server.close());
    const client = new VlloraLLMClient({
      provider: conversation.toProvider(server.url),
      fetch: TRANSPORT,
      maxRetries: 0,
    });
    const cuts = steps.flatMap((step, at) =>
      [0, ...frameEnds(step)].map((_end, afterFrames) => ({ at, afterFrames })),
    );
    let wholes = 0;
    for (const { at, afterFrames } of cuts) {
      count = server.requests.length;
      faults =
        at === 0 ? [{ type: "cut", afterFrames }] : [undefined, { type: "cut", afterFrames }];
      const whole = await isWhole(conversation, steps[at] as Transcript, afterFrames);
      const { all, state } = countingTools(tools);
      const reading = client.completions
        .withTools(all)
        .createStream(request)
        .then((chunks) => chunks.finalResponse());
      if (whole) {
        wholes++;
        expect((await reading).steps).toHaveLength(2);
        expect(state.runs).toBe(calls);
        continue;
      }
      const error = (await rejectionOf(reading)) as LLMError;
      expect(error.kind).toBe("interrupted");
      expect(state.runs).toBe(at === 0 ? 0 : calls);
      expect(server.requests.length - count).toBe(at + 1);
      expect(error.run?.steps).toHaveLength(at);
      const roles = error.run?.messages.map(({ role }) => role);
      expect(roles).toEqual(at === 0 ? [] : ["assistant", ...new Array(calls).fill("tool")]);
    }
    // The last cut of each step is behind its last frame.
    expect(wholes).toBeGreaterThanOrEqual(2);
    await turn();
    expect(heard).toEqual([]);
  });
});

/** The recorded answers, each to the request that a run with counting tools sends: so the server knows them. */
async function withOurRequests(
  conversation: Conversation,
  steps: readonly [Transcript, Transcript],
): Promise<readonly [Transcript, Transcript]> {
  const { tools, stream: _stream, ...request } = conversation.toRequest(steps[0]);
  const sent: { readonly url: string; readonly body: unknown }[] = [];
  const client = new VlloraLLMClient({
    provider: conversation.toProvider("https://example.com"),
    fetch: async (url, init) => {
      sent.push({ url, body: JSON.parse(String(init.body)) });
      return await replayFetch(steps[sent.length - 1] ?? steps[1])(url, init);
    },
  });
  const completions = client.completions.withTools(countingTools(tools).all);
  await (await completions.createStream(request)).finalResponse();
  const withRequest = (step: Transcript, at: number): Transcript => ({
    ...step,
    request: { method: "POST", url: "", ...sent[at] },
  });
  return [withRequest(steps[0], 0), withRequest(steps[1], 1)];
}

/** Whether the answer itself, without any tool, is whole when it is cut there. */
async function isWhole(
  conversation: Conversation,
  step: Transcript,
  afterFrames: number,
): Promise<boolean> {
  return await alone(conversation, step, { type: "cut", afterFrames }).then(
    () => true,
    () => false,
  );
}

async function alone(conversation: Conversation, step: Transcript, faults?: Fault) {
  const fetch = replayFetch(step, faults === undefined ? {} : { faults });
  const provider = conversation.toProvider("https://example.com");
  const client = new VlloraLLMClient({ provider, fetch, maxRetries: 0 });
  const request = { model: step.model ?? "m", messages: REQUEST.messages };
  return await (await client.completions.createStream(request)).finalResponse();
}

describe("a run over HTTP", () => {
  test("is left by break while a tool runs: the tool hears of it, and nothing more is asked", async () => {
    const heard = alarms();
    const server = await serve((response) => stream(response, ...CALLING));
    const signals: AbortSignal[] = [];
    let chunks: ChatCompletionStream | undefined;
    const { its } = weather((signal) => {
      signals.push(signal);
      void chunks?.return();
      return new Promise(() => undefined);
    });
    chunks = await clientFor(server).completions.withTools([its]).createStream(REQUEST);
    for await (const _ of chunks);
    expect(signals[0]?.aborted).toBe(true);
    await turn();
    expect(server.calls).toBe(1);
    expect(heard).toEqual([]);
  });

  test.each<[how: string, leave: (chunks: ChatCompletionStream, stop: () => void) => void]>([
    ["return", (chunks) => void chunks.return()],
    ["abort", (chunks) => chunks.abort("enough")],
    ["the signal", (_chunks, stop) => stop()],
  ])("hangs up on its second step by %s", async (_, leave) => {
    const server = await serve((response, call) =>
      call === 1 ? stream(response, ...CALLING) : begin(response, ...STREAM.slice(0, 2)),
    );
    const controller = new AbortController();
    const { its, state } = weather();
    const chunks = await clientFor(server)
      .completions.withTools([its])
      .createStream(REQUEST, { signal: controller.signal });
    const hungUp = server.hungUp();
    const reading = (async () => {
      for await (const { step, choices } of chunks) {
        if (step === 1 && choices[0]?.delta.content)
          leave(chunks, () => controller.abort("enough"));
      }
    })();
    await reading.catch((error: LLMError) => {
      expect(error).toMatchObject({ kind: "aborted", cause: "enough" });
      expect(error.run?.steps).toHaveLength(1);
    });
    await hungUp;
    expect(state.runs).toBe(1);
    expect(server.calls).toBe(2);
    expect(getEventListeners(controller.signal, "abort")).toEqual([]);
  });

  test.each(["create", "createStream"] as const)(
    "hangs up while %s waits for the head of its second step",
    async (method) => {
      const controller = new AbortController();
      const server = await serve((response, call) => {
        if (call === 2) return controller.abort("enough");
        if (method === "createStream") return stream(response, ...CALLING);
        return json(response, COMPLETION_CALLING);
      });
      const hungUp = server.hungUp();
      const { its } = weather();
      const { completions } = clientFor(server);
      const error = await rejectionOf(
        (async () => {
          const asked = completions.withTools([its]);
          const options = { signal: controller.signal };
          if (method === "create") return await asked.create(REQUEST, options);
          return await (await asked.createStream(REQUEST, options)).finalResponse();
        })(),
      );
      expect(error).toMatchObject({ kind: "aborted", cause: "enough" });
      await hungUp;
      expect(server.calls).toBe(2);
    },
  );

  test("tries a later step again before its first output, and never after it", async () => {
    const answers: Parameters<typeof serve>[0][] = [
      (response) => stream(response, ...CALLING),
      (response) => json(response, {}, 503),
      (response) => response.destroy(),
      (response) => stream(response, ROLE),
      (response) => stream(response, ...STREAM),
    ];
    const server = await serve((response, call, request) =>
      answers[call - 1]?.(response, call, request),
    );
    const { its, state } = weather();
    const asked = clientFor(server, { maxRetries: 3 }).completions.withTools([its]);
    const reply = await (await asked.createStream(REQUEST)).finalResponse();
    expect(reply.text).toBe("Hello world");
    expect(state.runs).toBe(1);
    expect(server.calls).toBe(5);

    const cut = await serve((response, call) =>
      call === 1 ? stream(response, ...CALLING) : stream(response, ...STREAM.slice(0, 2)),
    );
    const again = clientFor(cut, { maxRetries: 3 }).completions.withTools([its]);
    const error = await rejectionOf((await again.createStream(REQUEST)).finalResponse());
    expect(error).toMatchObject({ kind: "interrupted" });
    expect(cut.calls).toBe(2);
  });
});

const COMPLETION_CALLING = {
  ...COMPLETION,
  choices: [
    {
      index: 0,
      message: { role: "assistant", content: null, refusal: null, tool_calls: [CALL] },
      finish_reason: "tool_calls",
      logprobs: null,
    },
  ],
};

describe("what is left over", () => {
  test("of 1,000 runs that went well, failed, were left or were stopped, is nothing", async () => {
    const heard = alarms();
    const before = timers();
    const { signal } = new AbortController();
    let open = 0;
    const server = await serve((response, _call, request) => {
      open++;
      response.once("close", () => open--);
      const { "x-case": name = "", "x-step": step } = request.headers;
      if (step === "0" && name !== "whole") return stream(response, ...CALLING);
      if (step === "0") return json(response, COMPLETION_CALLING);
      if (name === "whole") return json(response, COMPLETION);
      if (name === "cut") return stream(response, ...STREAM.slice(0, 2));
      if (name === "left") return begin(response, ...STREAM.slice(0, 2));
      return stream(response, ...STREAM);
    });
    const { completions } = clientFor(server);
    const ask = (name: string, its: RunnableTool) => {
      let step = 0;
      const counting: Fetch = (url, init) => {
        const headers = { ...(init.headers as object), "x-case": name, "x-step": `${step++}` };
        return fetch(url, { ...init, headers });
      };
      const options = { signal, fetch: counting };
      const asked = completions.withTools([its]);
      return name === "whole"
        ? asked.create(REQUEST, options)
        : asked.createStream(REQUEST, options);
    };
    const quick = tool({ name: "weather", timeoutMs: 60_000, run: async () => "sunny" });
    const deaf = tool({
      name: "weather",
      timeoutMs: 60_000,
      run: () => new Promise(() => undefined),
    });
    const batch = async () => {
      await ask("whole", quick);
      await ((await ask("streamed", quick)) as ChatCompletionStream).finalResponse();
      await rejectionOf(((await ask("cut", quick)) as ChatCompletionStream).finalResponse());
      for await (const { step } of (await ask("left", quick)) as ChatCompletionStream) {
        if (step === 1) break;
      }
      const stopped = (await ask("stopped", deaf)) as ChatCompletionStream;
      const reading = rejectionOf(stopped.finalResponse());
      setImmediate(() => stopped.abort("enough"));
      await reading;
    };
    for (let made = 0; made < 200; made += 20) {
      await Promise.all(Array.from({ length: 20 }, batch));
    }
    expect(getEventListeners(signal, "abort")).toEqual([]);
    await settled(() => timers() <= before && open === 0);
    // One for each run that hung up, and those of the runs that went on at once.
    expect(server.connections).toBeLessThan(200 + 100);
    expect(heard).toEqual([]);
  }, 60_000);

  test("of a run that is dropped unread is nothing once it is collected", async () => {
    setFlagsFromString("--expose-gc");
    const collect = runInNewContext("gc") as () => void;
    const server = await serve((response) => begin(response, ...CALLING.slice(0, 2)));
    const { completions } = clientFor(server);
    const { signal } = new AbortController();
    const types: string[] = [];
    let gone = false;
    const hungUp = server.hungUp().then(() => {
      gone = true;
    });
    const drop = async () => {
      const { its } = weather();
      await completions
        .withTools([its])
        .onEvent(({ event }) => types.push(event.type))
        .createStream(REQUEST, { signal });
    };
    await drop();
    expect(getEventListeners(signal, "abort")).toHaveLength(1);
    await settled(() => {
      collect();
      return gone && getEventListeners(signal, "abort").length === 0;
    });
    await hungUp;
    expect(types.at(-1)).toBe("run_error");
  });
});
