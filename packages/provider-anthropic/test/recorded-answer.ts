import type { ChatCompletion } from "@vllora/core/provider";

/** What `expected.json` holds: what `@anthropic-ai/sdk`, version 1.12.0, makes of the response. */
export interface Expected {
  readonly text: string;
  readonly thinking: string | null;
  /** Their lengths. */
  readonly signatures: readonly number[];
  readonly redacted: number;
  readonly toolCalls: readonly { id: string; name: string; arguments: unknown }[];
  readonly blockTypes: readonly string[];
  readonly citations: number;
  readonly finish: string;
  readonly stopSequence: string | null;
  readonly usage: { readonly [field: string]: unknown };
  readonly model: string;
  readonly id: string;
  readonly error?: { readonly message: string; readonly type: string | null };
  readonly partialText?: string;
}

/** An answer in plain terms, for comparison. Block types and citations are seen on the way back. */
export type PlainAnswer = Omit<
  Expected,
  "blockTypes" | "citations" | "usage" | "error" | "partialText"
> & { readonly usage: PlainUsage };

interface PlainUsage {
  readonly prompt: number;
  readonly completion: number;
  readonly cached: unknown;
  readonly written: unknown;
  readonly reasoning: unknown;
}

/** Our answer. */
export function ofCompletion({ id, model, choices, usage }: ChatCompletion): PlainAnswer {
  const choice = choices[0];
  const message = choice?.message;
  const details = message?.reasoning_details ?? [];
  const own = message?.provider_fields?.["anthropic"];
  return {
    id,
    model,
    text: message?.content ?? "",
    thinking: message?.reasoning_content ?? "",
    signatures: details.flatMap((detail) =>
      detail.type === "reasoning.text" && detail.signature ? [detail.signature.length] : [],
    ),
    redacted: details.filter(({ type }) => type === "reasoning.encrypted").length,
    toolCalls: (message?.tool_calls ?? []).map((call) => {
      if (call.type !== "function") throw new Error("Expected a function");
      const { name, arguments: text } = call.function;
      return { id: call.id, name, arguments: JSON.parse(text) as unknown };
    }),
    finish: choice?.native_finish_reason ?? "",
    stopSequence: (own?.["stop_sequence"] as string | undefined) ?? null,
    usage: {
      prompt: usage?.prompt_tokens ?? Number.NaN,
      completion: usage?.completion_tokens ?? Number.NaN,
      cached: usage?.prompt_tokens_details?.cached_tokens,
      written: usage?.prompt_tokens_details?.cache_creation_tokens,
      reasoning: usage?.completion_tokens_details?.reasoning_tokens,
    },
  };
}

/** The SDK's answer, in our count of tokens. */
export function ofExpected(expected: Expected): PlainAnswer {
  const { text, thinking, signatures, redacted, toolCalls, finish, stopSequence, usage } = expected;
  const cached = usage["cache_read_input_tokens"] ?? undefined;
  const written = usage["cache_creation_input_tokens"] ?? undefined;
  const details = usage["output_tokens_details"] as { thinking_tokens?: number } | null | undefined;
  return {
    id: expected.id,
    model: expected.model,
    text,
    thinking: thinking ?? "",
    // Thinking that is not signed has an empty one in some versions.
    signatures: signatures.filter((length) => length > 0),
    redacted,
    toolCalls,
    finish,
    stopSequence,
    usage: {
      prompt: Number(usage["input_tokens"]) + Number(cached ?? 0) + Number(written ?? 0),
      completion: Number(usage["output_tokens"]),
      cached,
      written,
      reasoning: details?.thinking_tokens,
    },
  };
}
