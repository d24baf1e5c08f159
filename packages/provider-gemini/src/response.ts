import type {
  ChatCompletion,
  ChatCompletionChoice,
  ChatCompletionMessage,
  DecodeContext,
  ToolCall,
} from "@vllora/core/provider";
import { toAnnotations } from "./annotations.ts";
import {
  blockReasonOf,
  checkAnswer,
  fieldsOf,
  headOf,
  malformed,
  otherFields,
  seedOf,
  toLogprobs,
  toServiceTier,
  uncounted,
} from "./answer.ts";
import { toFinishReason } from "./finish-reason.ts";
import { type ArgumentsOf, rawArguments } from "./raw-arguments.ts";
import { addParts, type GeminiDelta, type ImageOutput, Turn } from "./turn.ts";
import { toUsage } from "./usage.ts";
import type { WireAnswer, WireCandidate, WirePart } from "./wire.ts";

/** A message with the images that image models answer with, as data URIs. */
export interface GeminiMessage extends ChatCompletionMessage {
  images?: ImageOutput[];
}

/**
 * A whole answer: each candidate is a choice. A prompt that was blocked is one choice without content, filtered for
 * the reason that the API gives.
 * @throws {ErrorFrame} for an error inside a 200.
 * @throws {MalformedFrameError} for a body that is no answer, or a candidate that does not say why it ended.
 */
export function decodeCompletion(body: unknown, context: DecodeContext): ChatCompletion {
  const answer = checkAnswer(body);
  const head = headOf(answer, context);
  const usage = toUsage(answer.usageMetadata, context.provider);
  const tier = toServiceTier(answer.usageMetadata);
  return {
    id: head.id,
    object: "chat.completion",
    created: head.created,
    model: head.model,
    choices: toChoices(answer, head.id, context),
    ...(usage === undefined ? uncounted(answer) : { usage }),
    ...(tier === undefined ? {} : { service_tier: tier }),
    ...otherFields(answer, "answer"),
  };
}

function toChoices(answer: WireAnswer, id: string, context: DecodeContext): ChatCompletionChoice[] {
  const candidates = answer.candidates ?? [];
  if (!Array.isArray(candidates)) throw malformed("candidates to be a list");
  if (candidates.length > 0) {
    const raw = context.text === undefined ? undefined : rawArguments(context.text);
    return candidates.map((candidate, position) => toChoice(candidate, position, id, context, raw));
  }
  const reason = blockReasonOf(answer);
  if (reason === undefined) throw malformed("candidates, or the reason why the prompt was blocked");
  const fields = { promptFeedback: answer.promptFeedback };
  return [
    {
      index: 0,
      message: {
        role: "assistant",
        content: null,
        refusal: null,
        provider_fields: { [context.provider]: fields },
      },
      finish_reason: "content_filter",
      native_finish_reason: reason,
      logprobs: null,
    },
  ];
}

function toChoice(
  candidate: WireCandidate,
  position: number,
  id: string,
  context: DecodeContext,
  raw: ArgumentsOf | undefined,
): ChatCompletionChoice {
  if (typeof candidate !== "object" || candidate === null)
    throw malformed("candidates to be objects");
  const index = Number.isInteger(candidate.index) ? (candidate.index as number) : position;
  const word = candidate.finishReason;
  // An answer that does not say why it ended may not be whole.
  if (typeof word !== "string" || word === "") throw malformed("a finishReason");
  const turn = new Turn({ seed: seedOf(id, index, context), exact: true });
  const delta: GeminiDelta = {};
  addParts(turn, partsOf(candidate.content?.parts), delta, position, raw);
  const message = toMessage(turn, delta, context.provider, candidate);
  return {
    index,
    message,
    finish_reason: toFinishReason(word, turn.calls > 0),
    native_finish_reason: word,
    logprobs: toLogprobs(candidate.logprobsResult),
  };
}

function partsOf(parts: readonly WirePart[] | undefined): readonly WirePart[] {
  if (parts !== undefined && !Array.isArray(parts)) throw malformed("parts to be a list");
  return parts ?? [];
}

/** A turn of the model as a message: what its parts brought, and what else is known of the candidate. */
export function toMessage(
  turn: Turn,
  delta: GeminiDelta,
  provider: string,
  candidate: WireCandidate = {},
): GeminiMessage {
  if (turn.hasOpenCall) throw malformed("the end of a function call");
  turn.end(delta);
  const { content, reasoning_content, reasoning_details, tool_calls, images, audio } = delta;
  const annotations = toAnnotations(candidate, turn.text);
  const places = turn.takePlaces();
  const fields = { ...(places === undefined ? {} : { parts: places }), ...fieldsOf(candidate) };
  return {
    role: "assistant",
    content: content ?? null,
    refusal: null,
    ...(tool_calls === undefined ? {} : { tool_calls: toToolCalls(tool_calls) }),
    ...(annotations.length === 0 ? {} : { annotations }),
    ...(reasoning_content == null ? {} : { reasoning_content }),
    ...(reasoning_details == null ? {} : { reasoning_details }),
    ...(images === undefined ? {} : { images }),
    // Sound that lies in the answer neither expires nor comes with a transcript.
    ...(audio === undefined ? {} : { audio: audio as unknown as ChatCompletionMessage["audio"] }),
    ...(Object.keys(fields).length === 0 ? {} : { provider_fields: { [provider]: fields } }),
  } as GeminiMessage;
}

function toToolCalls(deltas: NonNullable<GeminiDelta["tool_calls"]>): ToolCall[] {
  const calls: { [index: number]: ToolCall } = {};
  for (const { index, id = "", function: called, extra_content } of deltas) {
    const before = calls[index];
    const args = called?.arguments ?? "";
    // A call in pieces begins with its name, and its arguments follow.
    calls[index] =
      before === undefined
        ? {
            id,
            type: "function",
            function: { name: called?.name ?? "", arguments: args },
            ...(extra_content === undefined ? {} : { extra_content }),
          }
        : ({ ...before, function: { name: functionName(before), arguments: args } } as ToolCall);
  }
  return Object.values(calls);
}

function functionName(call: ToolCall): string {
  return call.type === "function" ? call.function.name : "";
}
