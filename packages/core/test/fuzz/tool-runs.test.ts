import { type Approval, LLMError, tool, VlloraLLMClient } from "@vllora/core";
import { type MockAnswer, mockModel } from "@vllora/testing";
import type { ChatCompletionRequest, ChatMessage, ModelEventType, ToolCall } from "@vllora/types";
import fc from "fast-check";
import { test } from "vitest";
import { check, holds, timeOf } from "./harness.ts";

/** What becomes of a call. */
type Kind = "slow" | "fails" | "quick" | "broken" | "ghost" | "stop" | "search";

interface Call {
  readonly kind: Kind;
  readonly id: "own" | "missing" | "same";
  readonly verdict: Approval;
}

interface Script {
  /** Answers of the model that call tools; then it says that it is done. */
  readonly turns: readonly { readonly calls: readonly Call[]; readonly cut: boolean }[];
  readonly concurrency: number | undefined;
  readonly maxSteps: number | undefined;
  /** Which of the tools that run ends next. */
  readonly order: readonly number[];
  /** Aborted at this event, from 1; those of pieces of text do not count. */
  readonly abortAt: number | undefined;
}

const callOf: fc.Arbitrary<Call> = fc.record({
  kind: fc.oneof(
    { weight: 8, arbitrary: fc.constantFrom<Kind>("slow", "fails", "quick") },
    { weight: 3, arbitrary: fc.constantFrom<Kind>("broken", "ghost") },
    { weight: 1, arbitrary: fc.constantFrom<Kind>("stop", "search") },
  ),
  id: fc.oneof(
    { weight: 4, arbitrary: fc.constant("own" as const) },
    { weight: 1, arbitrary: fc.constantFrom("missing" as const, "same" as const) },
  ),
  verdict: fc.oneof(
    { weight: 12, arbitrary: fc.constant(true) },
    { weight: 1, arbitrary: fc.constantFrom<Approval>(false, { declined: "no" }, "hand_back") },
  ),
});

const scriptOf: fc.Arbitrary<Script> = fc.record({
  turns: fc.array(
    fc.record({
      calls: fc.array(callOf, { minLength: 1, maxLength: 6 }),
      cut: fc.oneof(
        { weight: 9, arbitrary: fc.constant(false) },
        { weight: 1, arbitrary: fc.constant(true) },
      ),
    }),
    { maxLength: 4 },
  ),
  concurrency: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
  maxSteps: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined, freq: 4 }),
  order: fc.array(fc.nat(7), { minLength: 24, maxLength: 24 }),
  abortAt: fc.option(fc.integer({ min: 1, max: 40 }), { nil: undefined, freq: 2 }),
});

/** A call as the model makes it; `at` is its place among all. */
function toToolCall({ kind, id }: Call, at: number): ToolCall {
  const text = kind === "broken" ? `{"at": ${at}` : JSON.stringify({ at });
  const name = kind === "broken" ? "slow" : kind;
  const ids = { own: `call_${at}`, missing: "", same: "call_0" };
  return { id: ids[id], type: "function", function: { name, arguments: text } };
}

function answersOf({ turns }: Script): MockAnswer[] {
  let at = 0;
  const answers = turns.map(
    ({ calls, cut }): MockAnswer => ({
      tool_calls: calls.map((call) => toToolCall(call, at++)),
      ...(cut ? { finish_reason: "length" } : {}),
    }),
  );
  return [...answers, { content: "Done" }];
}

/** How a run has to go when nobody stops it: for each turn what the model is told, `undefined` for what is handed back. */
function expectationOf({ turns, maxSteps = 16 }: Script) {
  const told: (string | undefined)[][] = [];
  let at = 0;
  for (const [step, { calls, cut }] of turns.entries()) {
    const first = at;
    at += calls.length;
    if (cut) return { told: [...told, calls.map(() => CUT)], end: "length" };
    const results = calls.map((call, index) =>
      call.kind === "stop" || call.kind === "search" ? undefined : resultOf(call, first + index),
    );
    if (results.includes(undefined)) return { told: [...told, results], end: "tool_calls" };
    if (step + 1 >= maxSteps) {
      // What is refused is known before the limit; what would run does not.
      const kept = calls.map((call, index) => (isRun(call) ? UNTOUCHED : results[index]));
      return { told: [...told, kept], end: "max_steps" };
    }
    told.push(results);
  }
  return { told, end: "stop" };
}

const CUT = "Error: The answer was cut, so the call may not be whole, and it was not run.";
const UNTOUCHED = "Error: It was stopped before the tool ran.";
const STOPPED = "Error: It was stopped while the tool ran, which may have had an effect.";

function isRun({ kind, verdict }: Call): boolean {
  return kind !== "ghost" && kind !== "broken" && verdict === true;
}

function resultOf({ kind, verdict }: Call, at: number): string | undefined {
  if (kind === "ghost") return 'Error: There is no tool "ghost".';
  if (kind === "broken") return "Error: The arguments of slow are not valid JSON";
  if (verdict === "hand_back") return undefined;
  if (verdict !== true) return "Error: The call was declined";
  return kind === "fails" ? `Error: failed ${at}` : `gave ${at}`;
}

interface Played {
  readonly messages: readonly ChatMessage[];
  readonly requests: readonly ChatCompletionRequest[];
  readonly events: readonly ModelEventType[];
  /** Places of the calls that ran, as they began. */
  readonly ran: readonly number[];
  readonly mostAtOnce: number;
  readonly handedBack: readonly string[];
  readonly end: string;
  readonly steps: number;
}

async function play(script: Script, isStreamed: boolean): Promise<Played> {
  const calls = script.turns.flatMap((turn) => turn.calls);
  const model = mockModel(answersOf(script), { pieceLength: 5 });
  const controller = new AbortController();
  const waiting: (() => void)[] = [];
  const ran: number[] = [];
  const events: ModelEventType[] = [];
  let running = 0;
  let mostAtOnce = 0;
  const begin = (at: number) => {
    ran.push(at);
    mostAtOnce = Math.max(mostAtOnce, ++running);
  };
  const ends = (): Promise<void> =>
    new Promise((resolve) => {
      waiting.push(() => {
        running--;
        resolve();
      });
    });
  const parameters = { type: "object", required: ["at"] };
  const tools = [
    tool({
      name: "slow",
      parameters,
      run: async ({ at }: { at: number }) => {
        begin(at);
        await ends();
        return `gave ${at}`;
      },
    }),
    tool({
      name: "fails",
      parameters,
      run: async ({ at }: { at: number }, { progress }) => {
        begin(at);
        progress({ progress: 1 });
        await ends();
        progress({ progress: 2 });
        throw new Error(`failed ${at}`);
      },
    }),
    tool({
      name: "quick",
      parameters,
      run: ({ at }: { at: number }, { progress }) => {
        begin(at);
        progress({ progress: 1 });
        running--;
        return `gave ${at}`;
      },
    }),
    tool({ name: "stop", parameters, stopAtCall: true, run: () => "never" }),
  ];
  const completions = new VlloraLLMClient({ instance: model }).completions
    .withTools(tools)
    .onEvent(({ event }) => {
      if (event.type === "llm_content" || event.type === "llm_first_token") return;
      events.push(event);
      if (events.length === script.abortAt) controller.abort("enough");
    });
  const request: ChatCompletionRequest = {
    model: "m",
    messages: [{ role: "user", content: "Hello" }],
    tools: [{ type: "function", function: { name: "search" } }],
  };
  const options = {
    signal: controller.signal,
    toolConcurrency: script.concurrency,
    maxSteps: script.maxSteps,
    approve: ({ args }: { readonly args: unknown }) =>
      calls[(args as { at: number }).at]?.verdict ?? false,
  };
  let isOver = false;
  const asked = isStreamed
    ? completions.createStream(request, options).then(async (stream) => {
        for await (const _ of stream);
        return await stream.finalResponse();
      })
    : completions.create(request, options);
  const outcome = asked
    .then(
      (reply) => ({
        messages: reply.messages,
        handedBack: reply.toolCalls.map(({ id }) => id),
        end: reply.finishReason as string,
        steps: reply.steps.length,
      }),
      (error: unknown) => {
        if (!LLMError.is(error) || error.run === undefined) throw error;
        const { messages, steps } = error.run;
        return { messages, handedBack: [], end: error.kind, steps: steps.length };
      },
    )
    .finally(() => {
      isOver = true;
    });
  let ended = 0;
  while (!isOver) {
    await turn();
    if (waiting.length === 0) continue;
    const next = script.order[ended++ % script.order.length] ?? 0;
    waiting.splice(next % waiting.length, 1)[0]?.();
  }
  const told = await outcome;
  // What still runs ends when nobody listens any more.
  for (const end of waiting) end();
  await turn();
  return { ...told, requests: model.calls, events, ran, mostAtOnce };
}

function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

/** Each turn's calls and the results behind it; every result answers a call of the turn before it, once, in order. */
function checkHistory(messages: readonly ChatMessage[], handedBack: readonly string[]): void {
  let open: string[] = [];
  for (const message of messages) {
    if (message.role === "tool") {
      const at = open.indexOf(message.tool_call_id);
      check(at >= 0, "has a result of no call, a second one, or one out of order");
      // Those in front of it were handed back.
      const skipped = open.splice(0, at + 1).slice(0, -1);
      check(
        skipped.every((id) => handedBack.includes(id)),
        "has results out of order",
      );
      continue;
    }
    check(open.length === 0, "goes on without a result");
    if (message.role !== "assistant") continue;
    open = (message.tool_calls ?? []).map(({ id }) => id);
    check(new Set(open).size === open.length && !open.includes(""), "has ids that are not unique");
  }
  check(
    open.every((id) => handedBack.includes(id)),
    "ends without a result",
  );
}

/** One run around everything; tools behind the answer that called them, progress within its tool. */
function checkEvents(events: readonly ModelEventType[]): void {
  const open = new Set<string>();
  let inAnswer = false;
  const last = events.length - 1;
  for (const [at, event] of events.entries()) {
    const { type } = event;
    check((type === "run_start") === (at === 0), "begins otherwise than with the run");
    check((type === "run_end" || type === "run_error") === (at === last), "ends before its end");
    if (type === "llm_start") {
      check(!inAnswer && open.size === 0, "asks while tools run");
      inAnswer = true;
    } else if (type === "llm_stop" || type === "llm_error") {
      check(inAnswer, "ends an answer twice");
      inAnswer = false;
    } else if (type === "tool_start") {
      check(!inAnswer && !open.has(event.data.tool_id), "begins a tool twice");
      open.add(event.data.tool_id);
    } else if (type === "tool_progress") {
      check(open.has(event.data.tool_id), "has progress of a tool that does not run");
    } else if (type === "tool_result") {
      check(open.delete(event.data.tool_id), "ends a tool that does not run");
    }
  }
  check(!inAnswer && open.size === 0, "leaves something open");
}

function checkPlayed(script: Script, played: Played): void {
  const { messages, requests, ran, mostAtOnce, handedBack, end, steps } = played;
  check(mostAtOnce <= (script.concurrency ?? 8), `ran ${mostAtOnce} at once`);
  check(new Set(ran).size === ran.length, "ran a call twice");
  for (const request of requests) checkHistory(request.messages, []);
  checkHistory(messages, handedBack);
  checkEvents(played.events);
  const said = toldOf(messages);
  const heard = played.events.length;
  const expected = expectationOf(script);
  if (end === "aborted") {
    check(heard >= (script.abortAt ?? Number.POSITIVE_INFINITY), "was aborted by nobody");
    check(steps === said.length, "has steps without messages");
    for (const [step, results] of said.entries()) {
      for (const [index, text] of results.entries()) {
        const right = expected.told[step]?.[index];
        const fits =
          text === UNTOUCHED ||
          text === STOPPED ||
          (right !== undefined && text?.startsWith(right) === true);
        check(fits, `told ${text} instead of ${right}`);
      }
    }
    return;
  }
  check(end === expected.end, `ended with ${end} instead of ${expected.end}`);
  // At its last event there is nothing left to stop.
  check(heard <= (script.abortAt ?? heard), "was not aborted");
  const rest = expected.end === "stop" ? [[]] : [];
  const all = [...expected.told, ...rest];
  check(said.length === all.length, `has ${said.length} turns instead of ${all.length}`);
  check(steps === all.length, `has ${steps} steps`);
  for (const [step, results] of all.entries()) {
    check(said[step]?.length === results.length, "lost a call");
    for (const [index, right] of results.entries()) {
      const text = said[step]?.[index];
      const fits = right === undefined ? text === undefined : text?.startsWith(right) === true;
      check(fits, `told ${text} instead of ${right}`);
    }
  }
}

/** For each turn what was said of its calls; `undefined` for one without a result. */
function toldOf(messages: readonly ChatMessage[]): (string | undefined)[][] {
  return messages.flatMap((message, at) => {
    if (message.role !== "assistant") return [];
    const results = new Map<string, string>();
    for (const after of messages.slice(at + 1)) {
      if (after.role !== "tool") break;
      results.set(after.tool_call_id, after.content as string);
    }
    return [(message.tool_calls ?? []).map(({ id }) => results.get(id))];
  });
}

/** What has to be the same whole and streamed: all but ids that were made up, and how an answer came. */
function comparable({ messages, events, ran, end, handedBack, steps }: Played): string {
  const text = JSON.stringify({
    messages,
    ran,
    end,
    handedBack,
    steps,
    events,
  });
  const made = new Map<string, number>();
  return text.replace(/"run_id":"[^"]*"/g, "").replace(/call_[0-9a-f]{32}/g, (id) => {
    if (!made.has(id)) made.set(id, made.size);
    return `made ${made.get(id)}`;
  });
}

const SHARE = 0.01;

test(
  "runs with tools are in order, whatever is called and whatever ends first",
  () =>
    holds(SHARE, scriptOf, async (script) => {
      const whole = await play(script, false);
      const streamed = await play(script, true);
      checkPlayed(script, whole);
      checkPlayed(script, streamed);
      const [one, other] = [comparable(whole), comparable(streamed)];
      check(one === other, `differs when it is streamed:\n${one}\n${other}`);
    }),
  timeOf(SHARE),
);
