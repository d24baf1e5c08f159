import { crc32 } from "node:zlib";
import { awsPackage } from "../contenders/aws-sdk.ts";
import { readMessages } from "../contenders/event-stream.ts";
import { floor } from "../contenders/floor.ts";
import { vllora } from "../contenders/vllora.ts";
import { type Answer, PROMPT, randomNumbers, TOOL } from "../payload.ts";
import type { Wire } from "../wire.ts";

const MODEL = "anthropic.claude-sonnet-4-5-20250929-v1:0";
const PATH = `/model/${encodeURIComponent(MODEL)}/converse`;
const [{ content: system }, { content: question }] = PROMPT;
const { parameters, ...NAMED } = TOOL;

interface Event {
  readonly start?: { readonly toolUse?: { readonly name: string } };
  readonly delta?: { readonly text?: string; readonly toolUse?: { readonly input: string } };
  readonly usage?: Counts;
}

interface Counts {
  readonly inputTokens: number;
  readonly outputTokens: number;
}

interface Whole {
  readonly output: { readonly message: { readonly content: readonly [{ readonly text: string }] } };
  readonly usage: Counts;
}

const floorOfWire = floor({
  request: (stream, tool) => ({
    path: stream ? `${PATH}-stream` : PATH,
    body: {
      system: [{ text: system }],
      messages: [{ role: "user", content: [{ text: question }] }],
      ...(tool
        ? { toolConfig: { tools: [{ toolSpec: { ...NAMED, inputSchema: { json: parameters } } }] } }
        : {}),
    },
  }),
  headers: { authorization: "Bearer k" },
  readEvents: readMessages,
  read({ start, delta, usage }: Event, seen) {
    if (delta !== undefined) return delta.text ?? delta.toolUse?.input;
    if (start?.toolUse !== undefined) seen.tool = start.toolUse.name;
    if (usage !== undefined) seen.usage = toUsage(usage);
    return undefined;
  },
  whole: ({ output, usage }: Whole) => ({
    text: output.message.content[0].text,
    usage: toUsage(usage),
  }),
});

/** Bedrock's ConverseStream. @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_ConverseStream.html */
export const wire: Wire = {
  id: "bedrock",
  contentType: "application/vnd.amazon.eventstream",
  chunkBudget: 1.6,
  streams(path) {
    if (path.endsWith("/converse-stream")) return true;
    return path.endsWith("/converse") ? false : undefined;
  },
  events(answer) {
    const { pieces, tool } = answer;
    const contentBlockIndex = 0;
    const toolUse = { name: TOOL.name, toolUseId: "tooluse_kZJMlvQmRJ6eAyJE5GIl7Q" };
    const padding = paddings();
    const event = (type: string, fields: object) => message(type, { ...fields, p: padding() });
    return [
      event("messageStart", { role: "assistant" }),
      ...(tool ? [event("contentBlockStart", { contentBlockIndex, start: { toolUse } })] : []),
      ...pieces.map((piece) =>
        event("contentBlockDelta", {
          contentBlockIndex,
          delta: tool ? { toolUse: { input: piece } } : { text: piece },
        }),
      ),
      event("contentBlockStop", { contentBlockIndex }),
      event("messageStop", { stopReason: tool ? "tool_use" : "end_turn" }),
      event("metadata", { metrics: { latencyMs: 800 }, usage: countsOf(answer) }),
    ];
  },
  body(answer) {
    return JSON.stringify({
      metrics: { latencyMs: 800 },
      output: { message: { content: [{ text: answer.pieces.join("") }], role: "assistant" } },
      stopReason: "end_turn",
      usage: countsOf(answer),
    });
  },
  contenders: [
    floorOfWire,
    ...vllora({
      package: "@vllora/provider-bedrock",
      factory: "bedrock",
      model: `bedrock/${MODEL}`,
      async provider(baseURL) {
        const { bedrock } = await import("@vllora/provider-bedrock");
        const credentials = { access_key: "AKIDEXAMPLE", access_secret: "secret" };
        return bedrock({ credentials, region: "us-east-1", baseURL });
      },
    }),
    awsPackage,
  ],
};

/** One message of an AWS event stream. @see https://smithy.io/2.0/aws/amazon-eventstream.html */
function message(type: string, payload: object): Uint8Array {
  const headers = {
    ":event-type": type,
    ":content-type": "application/json",
    ":message-type": "event",
  };
  const head = Buffer.concat(
    Object.entries(headers).flatMap(([name, value]) => header(name, value)),
  );
  const body = Buffer.from(JSON.stringify(payload));
  const whole = Buffer.alloc(16 + head.length + body.length);
  whole.writeUInt32BE(whole.length, 0);
  whole.writeUInt32BE(head.length, 4);
  whole.writeUInt32BE(crc32(whole.subarray(0, 8)), 8);
  head.copy(whole, 12);
  body.copy(whole, 12 + head.length);
  whole.writeUInt32BE(crc32(whole.subarray(0, -4)), whole.length - 4);
  return whole;
}

/** A header whose value is text, which is type 7. */
function header(name: string, value: string): readonly Buffer[] {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(value.length);
  return [
    Buffer.from([name.length]),
    Buffer.from(name),
    Buffer.from([7]),
    length,
    Buffer.from(value),
  ];
}

const LETTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";

/** The letters that hide the length of each event, as the API has them. */
function paddings(): () => string {
  const random = randomNumbers(7);
  return () => LETTERS.slice(0, 1 + Math.floor(random() * LETTERS.length));
}

function countsOf({ pieces, promptTokens }: Answer) {
  const outputTokens = pieces.length;
  return { inputTokens: promptTokens, outputTokens, totalTokens: promptTokens + outputTokens };
}

function toUsage({ inputTokens, outputTokens }: Counts) {
  return { prompt_tokens: inputTokens, completion_tokens: outputTokens };
}
