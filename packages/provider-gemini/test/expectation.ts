import type { ChatCompletionResult } from "@vllora/core";
import type { Loose } from "./recorded-cases.ts";

/** An answer in plain terms, for comparison. */
export interface PlainAnswer {
  readonly text: string;
  readonly thinking: string;
  readonly toolCalls: readonly { readonly name: string; readonly arguments: unknown }[];
  readonly finish: string | undefined;
  readonly model: string;
  readonly candidates: number;
  readonly usage: Loose | undefined;
}

interface SdkCall {
  readonly id: string | null;
  readonly name?: string;
  readonly arguments: unknown;
}

/** Why ours is meant to differ from what the SDK says. */
export const REASONS = [
  "arguments that come in pieces are put together; the SDK hands on the pieces",
  "a blocked prompt is one filtered choice; the SDK gives none",
  "usage without a count of the prompt is none",
] as const;

/** What the SDK makes of an answer, in plain terms, corrected for the listed reasons. */
export function expectedAnswer(expected: Loose): { answer: PlainAnswer; reasons: string[] } {
  const reasons: string[] = [];
  const { text, thinking, toolCalls, finish, model, candidates, usage, blockReason } =
    expected as unknown as {
      text: string | null;
      thinking: string | null;
      toolCalls: readonly SdkCall[];
      finish: string | null;
      model: string;
      candidates: number;
      usage: Loose | null;
      blockReason: string | null;
    };
  const inPieces = toolCalls.some(({ name }) => name === undefined);
  if (inPieces) reasons.push(REASONS[0]);
  if (blockReason !== null) reasons.push(REASONS[1]);
  const counted = typeof usage?.["promptTokenCount"] === "number";
  if (usage !== null && !counted) reasons.push(REASONS[2]);
  return {
    answer: {
      text: text ?? "",
      thinking: thinking ?? "",
      toolCalls: toolCalls
        .filter(({ name }) => name !== undefined)
        .map((call) => ({
          name: call.name as string,
          arguments: inPieces ? "pieces" : call.arguments,
        })),
      finish: finish ?? blockReason ?? undefined,
      model,
      candidates: blockReason === null ? candidates : 1,
      usage: counted ? plainUsage(usage as Loose) : undefined,
    },
    reasons,
  };
}

/** The sums that OpenAI's shape has, from the counts of the wire. */
function plainUsage(usage: Loose): Loose {
  const count = (name: string) => (usage[name] as number | undefined) ?? 0;
  return {
    prompt: count("promptTokenCount") + count("toolUsePromptTokenCount"),
    completion: count("candidatesTokenCount") + count("thoughtsTokenCount"),
    total: count("totalTokenCount"),
    cached: usage["cachedContentTokenCount"],
    reasoning: usage["thoughtsTokenCount"],
  };
}

/** Ours in the same terms. `inPieces`: the arguments are compared elsewhere. */
export function plainAnswer(completion: ChatCompletionResult, inPieces: boolean): PlainAnswer {
  const { message, choices, model, usage } = completion;
  return {
    text: message.content ?? "",
    thinking: message.reasoning_content ?? "",
    toolCalls: (message.tool_calls ?? []).map((call) => {
      if (call.type !== "function") throw new Error("A call of a function");
      const { name, arguments: text } = call.function;
      return { name, arguments: inPieces ? "pieces" : (JSON.parse(text) as unknown) };
    }),
    finish: completion.nativeFinishReason,
    model,
    candidates: choices.length,
    usage: usage && {
      prompt: usage.prompt_tokens,
      completion: usage.completion_tokens,
      total: usage.total_tokens,
      cached: usage.prompt_tokens_details?.cached_tokens,
      reasoning: usage.completion_tokens_details?.reasoning_tokens,
    },
  };
}
