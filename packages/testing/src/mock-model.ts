import { type InvocationContext, LLMError, type ModelInstance } from "@vllora/core";
import type {
  ChatCompletion,
  ChatCompletionChunk,
  ChatCompletionRequest,
  FinishReason,
  ToolCall,
  Usage,
} from "@vllora/core/provider";
import { toChunks } from "./mock-chunks.ts";

/** What a mocked model says. Everything left out is absent from the answer, too. */
export interface MockAnswer {
  readonly content?: string | null;
  readonly reasoning_content?: string;
  readonly tool_calls?: readonly ToolCall[];
  /** Default: `"tool_calls"` with tool calls, else `"stop"`. */
  readonly finish_reason?: FinishReason;
  readonly usage?: Usage;
}

/** One reply: text, more than text, an error that the call fails with, or a function that gives one of these. */
export type MockReply =
  | string
  | MockAnswer
  | Error
  | ((
      request: ChatCompletionRequest,
    ) => string | MockAnswer | Error | Promise<string | MockAnswer | Error>);

/** How a mocked model streams. */
export interface MockModelOptions {
  /** Code points of each piece of text, reasoning and tool arguments. Default 3. */
  readonly pieceLength?: number;
}

/** A model for tests, and what it was asked. */
export interface MockModel extends ModelInstance {
  /** The requests that it got, in order. */
  readonly calls: readonly ChatCompletionRequest[];
}

/**
 * A model that answers without a provider: always the same, or each time the next reply of a list. The same
 * reply can be had whole and streamed. Ids count up from `mock-1`, and time stands still at 0, so that answers
 * can be compared.
 *
 * @example
 * const model = mockModel(["Hello", { content: null, tool_calls: [call] }]);
 * const client = new VlloraLLMClient({ instance: model });
 */
export function mockModel(
  reply: MockReply | readonly MockReply[],
  options: MockModelOptions = {},
): MockModel {
  const calls: ChatCompletionRequest[] = [];
  const answer = async (
    request: ChatCompletionRequest,
    { signal }: InvocationContext,
  ): Promise<ChatCompletion> => {
    calls.push(request);
    if (signal?.aborted) {
      throw new LLMError("aborted", "The call was aborted", { cause: signal.reason });
    }
    const next = replyFor(reply, calls.length);
    const given = typeof next === "function" ? await next(request) : next;
    if (given instanceof Error) throw given;
    const said = typeof given === "string" ? { content: given } : given;
    return toCompletion(said, `mock-${calls.length}`, request.model);
  };
  return {
    calls,
    invoke: answer,
    async stream(request, context) {
      const completion = await answer(request, context);
      const withUsage = request.stream_options?.include_usage !== false;
      return iterate(toChunks(completion, options.pieceLength ?? 3, withUsage));
    },
  };
}

function replyFor(reply: MockReply | readonly MockReply[], call: number): MockReply {
  if (!isList(reply)) return reply;
  const next = reply[call - 1];
  if (next !== undefined) return next;
  const number = reply.length === 1 ? "1 reply" : `${reply.length} replies`;
  throw new Error(`mockModel was given ${number} and was called ${call} times`);
}

function isList(reply: MockReply | readonly MockReply[]): reply is readonly MockReply[] {
  return Array.isArray(reply);
}

function toCompletion(said: MockAnswer, id: string, model: string): ChatCompletion {
  const { content = null, reasoning_content: reasoning, tool_calls: calls, usage } = said;
  const hasCalls = calls !== undefined && calls.length > 0;
  return {
    id,
    object: "chat.completion",
    created: 0,
    model,
    choices: [
      {
        index: 0,
        message: {
          role: "assistant",
          content,
          refusal: null,
          ...(reasoning === undefined ? {} : { reasoning_content: reasoning }),
          ...(hasCalls ? { tool_calls: [...calls] } : {}),
        },
        finish_reason: said.finish_reason ?? (hasCalls ? "tool_calls" : "stop"),
        logprobs: null,
      },
    ],
    ...(usage === undefined ? {} : { usage }),
  };
}

async function* iterate(
  chunks: readonly ChatCompletionChunk[],
): AsyncGenerator<ChatCompletionChunk, void> {
  yield* chunks;
}
