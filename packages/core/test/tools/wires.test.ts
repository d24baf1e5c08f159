import {
  type CallOptions,
  type Fetch,
  type ProviderDefinition,
  type RunnableTool,
  type ToolResult,
  toolResult,
  VlloraLLMClient,
} from "@vllora/core";
import { anthropic } from "@vllora/provider-anthropic";
import { toChatRequest as fromAnthropic } from "@vllora/provider-anthropic/inbound";
import { bedrock } from "@vllora/provider-bedrock";
import { toChatRequest as fromBedrock } from "@vllora/provider-bedrock/inbound";
import { openai } from "@vllora/provider-openai";
import { replayFetch, type Transcript } from "@vllora/testing";
import type {
  ChatCompletionRequest,
  ChatMessage,
  FunctionTool,
  Tool,
  ToolMessage,
} from "@vllora/types";
import { describe, expect, test } from "vitest";
import { violations as anthropicViolations } from "../../../provider-anthropic/test/schema.ts";
import { bedrockCases } from "../../../provider-bedrock/test/cases.ts";
import { violations as bedrockViolations } from "../../../provider-bedrock/test/schema.ts";
import { canonical } from "../../../provider-gemini/test/canonical.ts";
import {
  CASES as GEMINI_CASES,
  providerOf as geminiOf,
  requestOf as geminiRequestOf,
  type Loose,
} from "../../../provider-gemini/test/recorded-cases.ts";
import { violations as geminiViolations } from "../../../provider-gemini/test/schema.ts";
import { violations as openaiViolations } from "../../../provider-openai/test/schema.ts";
import {
  makeCompatible,
  recordedCases,
} from "../../../provider-openai-compatible/test/recorded-cases.ts";
import { semanticDiff } from "../../../provider-openai-compatible/test/semantic-diff.ts";

/** A wire, and how its recorded requests are read. */
interface Wire {
  readonly cases: readonly Transcript[];
  requestOf(found: Transcript): ChatCompletionRequest;
  providerOf(found: Transcript, fetch: Fetch): ProviderDefinition;
  /** The recorded body as ours would write it. */
  bodyOf(found: Transcript): unknown;
  violations(body: object, found: Transcript): string[];
}

const WIRES: { readonly [name: string]: Wire } = {
  openai: {
    cases: await casesOf("provider-openai"),
    requestOf: (found) => found.request?.body as ChatCompletionRequest,
    providerOf: (_, fetch) => openai({ apiKey: "k", fetch }),
    bodyOf: (found) => found.request?.body as ChatCompletionRequest,
    violations: (body) => openaiViolations(withoutAnnotations(body as ChatCompletionRequest)),
  },
  "openai-compatible": {
    cases: await casesOf("provider-openai-compatible"),
    // Azure names the deployment in the path.
    requestOf: (found) => ({
      model: "deployment",
      ...(found.request?.body as Omit<ChatCompletionRequest, "model">),
    }),
    providerOf: makeCompatible,
    bodyOf: (found) => ({ model: "deployment", ...(found.request?.body as object) }),
    // No schema is published for them.
    violations: () => [],
  },
  anthropic: {
    cases: await casesOf("provider-anthropic"),
    requestOf: (found) => fromAnthropic(found.request?.body as never),
    providerOf: (_, fetch) => anthropic({ apiKey: "k", fetch }),
    bodyOf: (found) => found.request?.body,
    violations: (body) => anthropicViolations(body as Loose),
  },
  gemini: {
    cases: GEMINI_CASES,
    requestOf: geminiRequestOf,
    providerOf: geminiOf,
    bodyOf: (found) => canonical(found.request?.body as Loose),
    violations: geminiViolations,
  },
  bedrock: {
    cases: await bedrockCases(),
    requestOf: ({ request, model = "" }) =>
      fromBedrock({ ...(request?.body as object), modelId: model } as never),
    providerOf: (_, fetch) =>
      bedrock({ credentials: { api_key: "k", region: "us-east-1" }, fetch }),
    bodyOf: (found) => found.request?.body,
    violations: (body, { stream }) => bedrockViolations(body, stream),
  },
};

/** Steps of one conversation, each the answer to the calls of the one before. */
interface Conversation {
  readonly wire: Wire;
  readonly steps: readonly Transcript[];
}

/** What a recorded request adds to the one before. */
interface Added {
  readonly results: readonly ToolMessage[];
  /** Some clients hand over files beside the results, as the user. */
  readonly others: readonly ChatMessage[];
}

/** Answers that are none, so that no tool runs, and that the recorded client went on from all the same. */
const NOT_RUN: ReadonlySet<string> = new Set([
  // finishReason UNEXPECTED_TOOL_CALL.
  "vertex/multimodal-tool-return-matrix-direct-binary-audio-google-vertex.s1",
  // An error in the stream.
  "compat-groq/tool-use-failed-error-streaming.s1",
  // A gateway before a model that never sends a finish reason.
  "openai-chat/test-tools-streaming-tools-streaming-variant-b.s1",
]);

/** Their tools gave PDF files, which a tool message of OpenAI's shape cannot hold. */
const FILES: ReadonlySet<string> = new Set([
  "gemini/chat-multimodal-tool-attachments-gemini-gemini-3-flash-preview-reads-pdf.s2",
  "vertex/multimodal-tool-return-matrix-direct-binary-document-google-vertex.s3",
]);

async function casesOf(name: string): Promise<readonly Transcript[]> {
  return recordedCases(new URL(`../../../${name}/test/`, import.meta.url).href);
}

function conversationsOf(wire: Wire): Conversation[] {
  const accepted = wire.cases.filter(
    ({ request, response }) => request !== undefined && response?.status === 200,
  );
  return [...new Set(accepted.map(sessionOf))].flatMap((session) => {
    const left = accepted.filter((found) => sessionOf(found) === session);
    left.sort((one, other) => stepOf(one) - stepOf(other));
    const found: Transcript[][] = [];
    for (const each of left) {
      const last = found.at(-1);
      const before = last?.at(-1);
      if (before !== undefined && added(wire, before, each) !== undefined) last?.push(each);
      else found.push([each]);
    }
    return found.filter((steps) => steps.length > 1).map((steps) => ({ wire, steps }));
  });
}

function sessionOf({ name }: Transcript): string {
  return name.replace(/\.s\d+$/, "");
}

function stepOf({ name }: Transcript): number {
  return Number(/\.s(\d+)$/.exec(name)?.[1]);
}

/** `undefined` where the second request is not what comes after the first one's calls of functions. */
function added(wire: Wire, first: Transcript, second: Transcript): Added | undefined {
  if (first.stream !== second.stream || NOT_RUN.has(first.name)) return undefined;
  if (FILES.has(second.name)) return undefined;
  const { messages: before, tools = [] } = wire.requestOf(first);
  const after = wire.requestOf(second).messages;
  if (semanticDiff(before, after.slice(0, before.length)).length > 0) return undefined;
  const [turn, ...rest] = after.slice(before.length);
  const calls = turn?.role === "assistant" ? (turn.tool_calls ?? []) : [];
  const names = tools.filter(isFunction).map(({ function: { name } }) => name);
  if (!calls.every((call) => call.type === "function" && names.includes(call.function.name))) {
    return undefined;
  }
  const results = rest.filter(isResult);
  const others = rest.slice(results.length);
  const fits = calls.length > 0 && results.length === calls.length;
  return fits && others.every(({ role }) => role === "user") ? { results, others } : undefined;
}

function isResult(message: ChatMessage): message is ToolMessage {
  return message.role === "tool";
}

function isFunction(tool: Tool): tool is FunctionTool {
  return tool.type === "function";
}

/** Without what answers have and the provider sends back, though the schema of requests does not name it. */
function withoutAnnotations(body: ChatCompletionRequest): object {
  const messages = body.messages.map((message) => ({ ...message, annotations: undefined }));
  return JSON.parse(JSON.stringify({ ...body, messages })) as object;
}

/** What a recorded tool gave. */
function outputOf({ content, is_error }: ToolMessage): ToolResult {
  return toolResult(content, { isError: is_error === true });
}

/** Asks as the first recorded request did, with tools that give what the recorded ones gave. */
async function run({ wire, steps }: Conversation) {
  const [first] = steps as [Transcript];
  const { tools = [], stream: _, ...request } = wire.requestOf(first);
  const turns = steps.slice(1).map((step, index) => added(wire, steps[index] as Transcript, step));
  const results = turns.map((turn) => [...(turn?.results ?? [])]);
  const bodies: object[] = [];
  const answers = steps.map((step) => replayFetch(step));
  const fetch: Fetch = async (url, init) => {
    const answer = answers[bodies.length];
    bodies.push(JSON.parse(String(init.body)) as object);
    if (answer === undefined) throw new Error("One request more than was recorded");
    return await answer(url, init);
  };
  const toRunnable = ({ function: own, cache_control }: FunctionTool): RunnableTool => ({
    name: own.name,
    description: own.description,
    parameters: own.parameters,
    strict: own.strict ?? undefined,
    cacheControl: cache_control,
    run(_args, { call, step }) {
      const left = results[step] ?? [];
      const at = left.findIndex(({ tool_call_id: id }) => id === call.id);
      // Wires without ids go by the order.
      const [given] = left.splice(Math.max(0, at), 1);
      if (given === undefined) throw new Error("One call more than was recorded");
      return outputOf(given);
    },
  });
  const client = new VlloraLLMClient({ provider: wire.providerOf(first, fetch), maxRetries: 0 });
  const completions = client.completions.withTools(tools.filter(isFunction).map(toRunnable));
  const others = tools.filter((tool) => !isFunction(tool));
  const asked = { ...request, ...(others.length === 0 ? {} : { tools: others }) };
  const options: CallOptions = {
    toolConcurrency: 1,
    // The last recorded answer may be a call.
    approve: ({ step }) => (step < turns.length ? true : "hand_back"),
    prepareStep: ({ step, messages }) => ({
      messages: [...messages, ...(turns[step - 1]?.others ?? [])],
    }),
  };
  if (!first.stream) return { reply: await completions.create(asked, options), bodies, results };
  const stream = await completions.createStream(asked, options);
  const marks = new Set<number | undefined>();
  for await (const { step } of stream) marks.add(step);
  expect([...marks]).toEqual(steps.map((_unused, index) => index));
  return { reply: await stream.finalResponse(), bodies, results };
}

/** A body without what says the same in two ways. */
function meaningOf(body: unknown): unknown {
  const text = JSON.stringify(body, (key, value: unknown) => {
    // Some clients write base64 for URLs.
    if (key === "thoughtSignature") return String(value).replace(/-/g, "+").replace(/_/g, "/");
    // Readable thoughts, which Gemini does not want back, and text that says nothing.
    if (key !== "parts" || !Array.isArray(value)) return value;
    return (value as Loose[]).filter(({ thought, text }) => thought !== true && text !== "");
  });
  return JSON.parse(text) as unknown;
}

/** What our requests have that the recorded ones have not, and the other way round, and why. */
const DIFFERENCES: readonly { readonly reason: string; readonly line: RegExp }[] = [
  {
    reason: "a stream is asked for by the method; false is not sent",
    line: /^stream: absent vs false$/,
  },
  {
    reason: "usage is asked for when the caller says nothing",
    line: /^stream_options: \{"include_usage":true\} vs absent$/,
  },
  {
    reason: "an empty system or inferenceConfig is left out",
    line: /^(system: absent vs \[\]|inferenceConfig: absent vs \{\})$/,
  },
  {
    reason: "what the answer had beside the call goes back with it",
    line: /^messages.*(\.tool_calls\[\d\]\.index: \d|\.annotations: \[\]|\.caller: \{"type":"direct"\}|\.reasoning: ".*|\.channel: "\w+") vs absent$/,
  },
  {
    reason: "the provider's ids go back",
    line: /\.function(Call|Response)\.id: "[^"]+" vs absent$/,
  },
  {
    reason: "ids that the recorded client made up",
    line: /\.function(Call|Response)\.id: absent vs "pyd_ai_\w+"$/,
  },
  {
    reason: "the signature of the first call, which the recorded client put on others, too",
    line: /\.parts\[[1-9]\]\.thoughtSignature: absent vs "/,
  },
  { reason: "text that is not there is null", line: /^messages\[\d+\]\.content: null vs ""$/ },
  {
    reason: "reasoning goes back as such",
    line: /^messages\[\d+\]\.(content: (null|"") vs "<think>|reasoning_content: absent vs ")/,
  },
  {
    reason: "a result that did not fail does not say so",
    line: /(\.is_error: absent vs false|\.toolResult\.status: absent vs "success")$/,
  },
  {
    reason: "a call is forced in the first step only",
    line: /^(tool_choice: absent vs \{"type":"any"\}|toolConfig\.toolChoice: absent vs \{"any":\{\}\}|toolConfig\.functionCallingConfig\.mode: "VALIDATED" vs "ANY")$/,
  },
  {
    reason: "a mark for the cache, which the recorded client moves on",
    line: /^messages\[\d+\]\.content\[\d+\]\.cache_control: absent vs /,
  },
];

/** The reasons that were needed. */
const used = new Set<string>();

/** What differs beyond what is meant. */
function differences(body: unknown, recorded: unknown): string[] {
  return semanticDiff(meaningOf(body), meaningOf(recorded)).filter((line) => {
    const meant = DIFFERENCES.find((each) => each.line.test(line));
    if (meant !== undefined) used.add(meant.reason);
    return meant === undefined;
  });
}

const ALL = Object.entries(WIRES).flatMap(([name, wire]) =>
  conversationsOf(wire).map((conversation) => {
    const steps = conversation.steps.map((step) => step.name.replace(/^.*\//, ""));
    const way = conversation.steps[0]?.stream ? "streamed" : "whole";
    return { name, way, title: `${name}, ${way}: ${steps.join(" → ")}`, conversation };
  }),
);

describe("a recorded conversation with tools", () => {
  test.each(ALL.map(({ title, conversation }) => [title, conversation] as const))(
    "%s",
    async (_, conversation) => {
      const { wire, steps } = conversation;
      const { reply, bodies, results } = await run(conversation);
      expect(bodies).toHaveLength(steps.length);
      expect(results.flat()).toEqual([]);
      for (const [index, step] of steps.entries()) {
        const body = bodies[index] as object;
        expect(differences(body, wire.bodyOf(step))).toEqual([]);
        expect(wire.violations(body, step)).toEqual([]);
      }
      expect(reply.steps).toHaveLength(steps.length);
      expect(reply.steps.slice(0, -1).every(({ toolRuns }) => toolRuns.length > 0)).toBe(true);
      // The last answer is what it would be alone.
      const last = steps.at(-1) as Transcript;
      const provider = wire.providerOf(last, replayFetch(last));
      const { completions } = new VlloraLLMClient({ provider, maxRetries: 0 });
      const { stream: _stream, ...request } = wire.requestOf(last);
      const alone = last.stream
        ? await (await completions.createStream(request)).finalResponse()
        : await completions.create(request);
      expect(reply.choices).toEqual(alone.choices);
    },
  );

  test("is there for every wire, whole and streamed, and every difference occurs", () => {
    const counts = Object.entries(WIRES).map(([name]) => [
      name,
      ALL.filter((each) => each.name === name && each.way === "whole").length,
      ALL.filter((each) => each.name === name && each.way === "streamed").length,
    ]);
    expect(counts).toEqual([
      ["openai", 2, 0],
      ["openai-compatible", 17, 9],
      ["anthropic", 3, 5],
      ["gemini", 10, 6],
      ["bedrock", 5, 3],
    ]);
    expect([...used].sort()).toEqual(DIFFERENCES.map(({ reason }) => reason).sort());
  });

  test.each([...NOT_RUN])("runs nothing of %s", async (name) => {
    const wire = Object.values(WIRES).find(({ cases }) => cases.some((each) => each.name === name));
    const found = wire?.cases.find((each) => each.name === name);
    if (wire === undefined || found === undefined) throw new Error(`No recorded case ${name}`);
    const { tools = [], stream, ...request } = wire.requestOf(found);
    const ran: string[] = [];
    const runnable = tools.filter(isFunction).map(
      ({ function: { name: of, parameters } }): RunnableTool => ({
        name: of,
        parameters,
        run: () => ran.push(of),
      }),
    );
    const provider = wire.providerOf(found, replayFetch(found));
    const completions = new VlloraLLMClient({ provider, maxRetries: 0 }).completions.withTools(
      runnable,
    );
    const asking = found.stream
      ? completions.createStream(request).then((reply) => reply.finalResponse())
      : completions.create(request);
    await asking.then(
      (reply) => expect(reply.finishReason).toBe("other"),
      (error) => expect(["interrupted", "invalid_request"]).toContain(error.kind),
    );
    expect(ran).toEqual([]);
    expect(stream ?? false).toBe(found.stream);
  });
});

/**
 * No streamed conversation with OpenAI itself is recorded in steps that follow one another: the answers of these two
 * requests, which have nothing to do with each other, stand for one. Those of other servers above are whole.
 */
test("OpenAI's own stream of a call, and then one of text, are a conversation", async () => {
  const caseOf = (name: string): Transcript => {
    const found = WIRES["openai"]?.cases.find((each) => each.name === `openai-chat/${name}`);
    if (found === undefined) throw new Error(`No recorded case ${name}`);
    return found;
  };
  const called = caseOf("openai-gpt-4o-completions-stream");
  const said = caseOf("openai-streaming-cached-prompt-tokens.s1");
  const recorded = called.request?.body as ChatCompletionRequest;
  const { tools = [], stream: _, ...request } = recorded;
  const bodies: ChatCompletionRequest[] = [];
  const fetch: Fetch = async (url, init) => {
    bodies.push(JSON.parse(String(init.body)) as ChatCompletionRequest);
    return await replayFetch(bodies.length === 1 ? called : said)(url, init);
  };
  const runnable = tools.filter(isFunction).map(
    ({ function: { name, description, parameters, strict } }): RunnableTool => ({
      name,
      description,
      parameters,
      strict: strict ?? undefined,
      run: (args) => ({ given: args }),
    }),
  );
  const client = new VlloraLLMClient({ provider: openai({ apiKey: "k", fetch }) });
  const stream = await client.completions.withTools(runnable).createStream(request);
  const reply = await stream.finalResponse();
  const { toolCalls } = called.expected as Expected;
  const { text: end } = said.expected as Expected;
  expect(toolCalls).toHaveLength(1);
  expect(reply.text).toBe(end);
  const [first, second] = bodies;
  expect(differences(first, recorded)).toEqual([]);
  const calls = toolCalls.map(({ id, name, arguments: args }) => ({
    id,
    type: "function",
    function: { name, arguments: JSON.stringify(args) },
  }));
  expect(second).toEqual({
    ...first,
    messages: [
      ...request.messages,
      { role: "assistant", content: null, refusal: null, tool_calls: calls },
      ...toolCalls.map(({ id, arguments: given }) => ({
        role: "tool",
        tool_call_id: id,
        content: JSON.stringify({ given }),
      })),
    ],
  });
  for (const body of bodies) expect(openaiViolations(body)).toEqual([]);
});

interface Expected {
  readonly text: string;
  readonly toolCalls: readonly {
    readonly id: string;
    readonly name: string;
    readonly arguments: object;
  }[];
}

test("arguments that are no JSON go back to Anthropic as an object, and the model tries again", async () => {
  const events = (...data: readonly object[]) =>
    data.map((each) => `data: ${JSON.stringify(each)}\n\n`).join("");
  const answer = (block: object, delta: object, stop_reason: string) =>
    events(
      {
        type: "message_start",
        message: { type: "message", id: "msg_1", role: "assistant", model: "m", content: [] },
      },
      { type: "content_block_start", index: 0, content_block: block },
      { type: "content_block_delta", index: 0, delta },
      { type: "content_block_stop", index: 0 },
      { type: "message_delta", delta: { stop_reason, stop_sequence: null } },
      { type: "message_stop" },
    );
  const broken = '{"city": "Par';
  const answers = [
    answer(
      { type: "tool_use", id: "toolu_1", name: "weather", input: {} },
      { type: "input_json_delta", partial_json: broken },
      "tool_use",
    ),
    answer({ type: "text", text: "" }, { type: "text_delta", text: "Sorry" }, "end_turn"),
  ];
  const bodies: Loose[] = [];
  const fetch: Fetch = async (_, { body }) => {
    bodies.push(JSON.parse(String(body)) as Loose);
    const headers = { "content-type": "text/event-stream" };
    return new Response(answers[bodies.length - 1], { headers });
  };
  const client = new VlloraLLMClient({ provider: anthropic({ apiKey: "k", fetch }) });
  const weather: RunnableTool = {
    name: "weather",
    parameters: { type: "object" },
    run: () => "sunny",
  };
  const stream = await client.completions.withTools([weather]).createStream({
    model: "claude-sonnet-4-5",
    messages: [{ role: "user", content: "Hello" }],
  });
  expect((await stream.finalResponse()).text).toBe("Sorry");
  const [, second = {}] = bodies;
  expect((second["messages"] as Loose[]).slice(1)).toEqual([
    {
      role: "assistant",
      content: [
        { type: "tool_use", id: "toolu_1", name: "weather", input: { INVALID_JSON: broken } },
      ],
    },
    {
      role: "user",
      content: [
        {
          type: "tool_result",
          tool_use_id: "toolu_1",
          content: expect.stringMatching(/^Error: The arguments of weather are not valid JSON/),
          is_error: true,
        },
      ],
    },
  ]);
  expect(anthropicViolations(second)).toEqual([]);
});
