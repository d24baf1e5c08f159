import { Buffer } from "node:buffer";
import { isObject } from "../src/blocks.ts";
import type { WireBlock } from "../src/wire.ts";
import { event } from "./event-stream.ts";

/** Three answers of a conversation, with everything that has to go back as it came. */
export const TURNS: readonly (readonly WireBlock[])[] = [
  [
    {
      reasoningContent: { reasoningText: { text: "I need the weather.\n", signature: "c2lnLTE=" } },
    },
    { reasoningContent: { redactedContent: "ZGF0YQ==" } },
    { text: "Let me look. " },
    { toolUse: { toolUseId: "tool_1", name: "weather", input: { city: "Zürich", days: [1, 2] } } },
    { toolUse: { toolUseId: "tool_2", name: "weather", input: {} } },
  ],
  [
    { reasoningContent: { reasoningText: { text: "Compute.", signature: "c2lnLTI=" } } },
    {
      toolUse: {
        toolUseId: "server_1",
        name: "nova_code_interpreter",
        input: { snippet: "1 + 1" },
        type: "server_tool_use",
      },
    },
    {
      toolResult: {
        toolUseId: "server_1",
        type: "nova_code_interpreter_result",
        status: "success",
        content: [{ json: { stdOut: "2", exitCode: 0 } }],
      },
    },
    { reasoningContent: { reasoningText: { text: "And once more.", signature: "c2lnLTM=" } } },
    { toolUse: { toolUseId: "tool_3", name: "weather", input: { city: "Bern" } } },
  ],
  [
    { reasoningContent: { reasoningText: { text: "Done.", signature: "c2lnLTQ=" } } },
    { text: "It is " },
    {
      citationsContent: {
        content: [{ text: "windy" }],
        citations: [
          {
            title: "Wind",
            location: { web: { url: "https://example.com/wind", domain: "example.com" } },
          },
        ],
      },
    },
    { image: { format: "png", source: { bytes: "iVBORw0KGgo=" } } },
    { text: "." },
  ],
];

/** An answer as the wire has it: whole, or as events. */
export function wireAnswer(
  blocks: readonly WireBlock[],
  streamed: boolean,
): { readonly body: Uint8Array<ArrayBuffer>; readonly contentType: string } {
  const usage = {
    inputTokens: 10,
    outputTokens: 5,
    totalTokens: 22,
    cacheReadInputTokens: 4,
    cacheWriteInputTokens: 3,
  };
  const calls = blocks.some(
    ({ toolUse: call }) => isObject(call) && call["type"] !== "server_tool_use",
  );
  const stopReason = calls ? "tool_use" : "end_turn";
  const metadata = { usage, metrics: { latencyMs: 1 } };
  if (!streamed) {
    const whole = {
      output: { message: { role: "assistant", content: blocks } },
      stopReason,
      ...metadata,
    };
    return { body: Buffer.from(JSON.stringify(whole)), contentType: "application/json" };
  }
  const events = [
    event("messageStart", { role: "assistant", p: "abc" }),
    ...blocks.flatMap(eventsOf),
    event("messageStop", { stopReason, p: "a" }),
    event("metadata", { ...metadata, p: "ab" }),
  ];
  return { body: Buffer.concat(events), contentType: "application/vnd.amazon.eventstream" };
}

function eventsOf(block: WireBlock, contentBlockIndex: number): Uint8Array[] {
  const { start, deltas } = piecesOf(block);
  return [
    ...(start === undefined ? [] : [event("contentBlockStart", { contentBlockIndex, start })]),
    ...deltas.map((delta) => event("contentBlockDelta", { contentBlockIndex, delta, p: "abcd" })),
    event("contentBlockStop", { contentBlockIndex }),
  ];
}

interface Pieces {
  readonly start?: WireBlock;
  readonly deltas: readonly WireBlock[];
}

function halves(text: unknown): string[] {
  const whole = String(text);
  return [whole.slice(0, whole.length >> 1), whole.slice(whole.length >> 1)];
}

function piecesOf(block: WireBlock): Pieces {
  const { text, reasoningContent, toolUse, toolResult, citationsContent, image } = block as {
    readonly [kind: string]: WireBlock | undefined;
  };
  if (text !== undefined) return { deltas: halves(text).map((piece) => ({ text: piece })) };
  if (reasoningContent !== undefined) {
    const { reasoningText: said, redactedContent } = reasoningContent as {
      reasoningText?: { text: string; signature: string };
      redactedContent?: string;
    };
    const pieces =
      said === undefined
        ? [{ redactedContent }]
        : [...halves(said.text).map((piece) => ({ text: piece })), { signature: said.signature }];
    return { deltas: pieces.map((piece) => ({ reasoningContent: piece })) };
  }
  if (toolUse !== undefined) {
    const { input, ...start } = toolUse;
    const json = JSON.stringify(input);
    return {
      start: { toolUse: start },
      deltas: halves(json === "{}" ? "" : json).map((piece) => ({ toolUse: { input: piece } })),
    };
  }
  if (toolResult !== undefined) {
    const { content, ...start } = toolResult;
    return { start: { toolResult: start }, deltas: [{ toolResult: content }] };
  }
  if (image !== undefined) {
    const { source, ...start } = image;
    return { start: { image: start }, deltas: [{ image: { source } }] };
  }
  const { content, citations } = citationsContent as {
    content: { text: string }[];
    citations: unknown[];
  };
  return {
    deltas: [
      ...citations.map((citation) => ({ citation })),
      ...content.flatMap((piece) => halves(piece.text).map((half) => ({ text: half }))),
    ],
  };
}
