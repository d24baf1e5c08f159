import { type ChatCompletionResult, type LedgerEntry, LLMError } from "@vllora/core";
import type { ChatCompletion, ChatCompletionChunk, Usage } from "@vllora/core/provider";

/** How an answer ended, and what came before its end. */
export interface Outcome {
  readonly chunks: readonly ChatCompletionChunk[];
  readonly completion?: ChatCompletion;
  readonly ledger: readonly LedgerEntry[];
  readonly error?: LLMError;
}

/** Whether two texts of JSON say the same but for the time, which wires that do not tell it get from the clock. */
export function sameJSON(first: string | undefined, second: string | undefined): boolean {
  return first === second || timeless(first) === timeless(second);
}

/** Without the time, which such wires may have in their ids as well. */
function timeless(text: string | undefined): string | undefined {
  const created = text && /"created":(\d{9,})/.exec(text)?.[1];
  return created === undefined ? text : text?.replaceAll(created, "0");
}

/** Everything that can be seen of an outcome, as text; compare it with {@link sameJSON}. */
export function fingerprint({ chunks, completion, error }: Outcome): string {
  return JSON.stringify([chunks, completion, error?.kind, error?.message, error?.partial]);
}

/** An outcome in a few words, without what the model said. */
export function describe({ chunks, completion, error }: Outcome): string {
  const came = `${chunks.length} chunks`;
  if (error !== undefined) return `${came}, then ${error.kind}: ${error.message}`;
  const reasons = completion?.choices.map(({ finish_reason }) => finish_reason) ?? [];
  return `${came}, then a clean end with ${reasons.join(", ")}`;
}

/** An answer in plain terms, for comparison. */
export interface Digest {
  readonly choices: readonly {
    readonly text: string;
    readonly reasoning: string;
    readonly refusal: string;
    readonly finish: string | null;
    readonly calls: readonly {
      readonly id: string;
      readonly name: string;
      readonly text: string;
    }[];
  }[];
  readonly usage: Usage | null;
}

/** A whole answer in plain terms. */
export function digestOf({ choices, usage }: ChatCompletion): Digest {
  return {
    choices: choices.map(({ message, finish_reason }) => ({
      text: message.content ?? "",
      reasoning: message.reasoning_content ?? "",
      refusal: message.refusal ?? "",
      finish: finish_reason,
      calls: (message.tool_calls ?? []).map((call) =>
        call.type === "custom"
          ? { id: call.id, name: call.custom.name, text: call.custom.input }
          : { id: call.id, name: call.function.name, text: call.function.arguments },
      ),
    })),
    usage: usage ?? null,
  };
}

/** Puts chunks together in the plainest way, independent of the client's own collector. */
export function fold(chunks: readonly ChatCompletionChunk[]): Digest {
  const choices: { [index: number]: FoldedChoice } = {};
  let usage: Usage | null = null;
  for (const chunk of chunks) {
    usage = chunk.usage ?? usage;
    for (const { index, delta, finish_reason: reason } of chunk.choices) {
      choices[index] ??= { text: "", reasoning: "", refusal: "", finish: null, calls: [] };
      const choice = choices[index];
      choice.text += delta.content ?? "";
      choice.reasoning += delta.reasoning_content ?? "";
      choice.refusal += delta.refusal ?? "";
      choice.finish = reason ?? choice.finish;
      for (const piece of (delta.tool_calls ?? []) as readonly CallPiece[]) {
        choice.calls[piece.index] ??= { id: "", name: "", text: "" };
        const call = choice.calls[piece.index] as FoldedCall;
        if (piece.id) call.id = piece.id;
        call.name = piece.function?.name || piece.custom?.name || call.name;
        call.text += piece.function?.arguments ?? piece.custom?.input ?? "";
      }
    }
  }
  return {
    // A call may begin at any index: what comes first is the first.
    choices: Object.values(choices).map((choice) => ({
      ...choice,
      calls: choice.calls.filter(Boolean),
    })),
    usage,
  };
}

interface FoldedCall {
  id: string;
  name: string;
  text: string;
}

interface FoldedChoice {
  text: string;
  reasoning: string;
  refusal: string;
  finish: string | null;
  readonly calls: FoldedCall[];
}

interface CallPiece {
  readonly index: number;
  readonly id?: string | null;
  readonly function?: { readonly name?: string | null; readonly arguments?: string | null } | null;
  readonly custom?: { readonly name?: string | null; readonly input?: string | null } | null;
}

/** Without the accessors: what its JSON has. */
export function plain(completion: ChatCompletionResult): ChatCompletion {
  return JSON.parse(JSON.stringify(completion)) as ChatCompletion;
}

/** An error of this library; whatever else is thrown has no place in a call. */
export function toLLMError(error: unknown): LLMError {
  if (LLMError.is(error)) return error;
  const name = error instanceof Error ? error.name : typeof error;
  return new LLMError("contract", `A call threw ${name}, which is no LLMError`, { cause: error });
}
