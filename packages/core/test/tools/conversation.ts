import {
  type CallOptions,
  type ChatCompletionResult,
  type ClientOptions,
  type CompletionsClient,
  tool,
  VlloraLLMClient,
} from "@vllora/core";
import type { ChatCompletionChunk, ChatCompletionRequest, ToolCall } from "@vllora/core/provider";
import { type MockReply, mockModel } from "@vllora/testing";

export const QUESTION: ChatCompletionRequest = {
  model: "m",
  messages: [{ role: "user", content: "Hello" }],
};

/** A call of a tool. */
export function call(id: string, name: string, args: object | string = {}): ToolCall {
  const text = typeof args === "string" ? args : JSON.stringify(args);
  return { id, type: "function", function: { name, arguments: text } };
}

/** What the model is told of a call. */
export function result(tool_call_id: string, content: string, isError = false) {
  return { role: "tool", tool_call_id, content, ...(isError ? { is_error: true } : {}) };
}

/** A tool that gives its name and the text of its arguments. */
export function echo(name = "echo") {
  return tool({ name, run: (args) => `${name} ${JSON.stringify(args)}` });
}

/** A model that says these things in turn, and a client of it. */
export function talk(replies: MockReply | readonly MockReply[], options: ClientOptions = {}) {
  const model = mockModel(replies);
  const client = new VlloraLLMClient({ instance: model, ...options });
  return { model, client, completions: client.completions };
}

/** Asks, whole or streamed. */
export type Ask = (
  completions: CompletionsClient,
  request?: ChatCompletionRequest,
  options?: CallOptions,
) => Promise<ChatCompletionResult>;

const whole: Ask = (completions, request = QUESTION, options = {}) =>
  completions.create(request, options);

const streamed: Ask = async (completions, request = QUESTION, options = {}) => {
  const stream = await completions.createStream(request, options);
  for await (const _ of stream);
  return await stream.finalResponse();
};

/** What holds for both. */
export const WAYS: readonly [name: "whole" | "streamed", ask: Ask][] = [
  ["whole", whole],
  ["streamed", streamed],
];

/** All chunks of a stream. */
export async function chunksOf(
  stream: AsyncIterable<ChatCompletionChunk>,
): Promise<ChatCompletionChunk[]> {
  const chunks: ChatCompletionChunk[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return chunks;
}

/** A promise whose end is somebody else's. */
export function deferred<T = void>() {
  let resolve!: (value: T) => void;
  let reject!: (reason: unknown) => void;
  const promise = new Promise<T>((one, other) => {
    resolve = one;
    reject = other;
  });
  return { promise, resolve, reject };
}
