import type { LLMErrorKind } from "@vllora/core";
import type { ChatCompletion } from "@vllora/core/provider";
import type { Transcript } from "@vllora/testing";
import { expect } from "vitest";
import { type Answer, bodiesOf, type Loose, parsed, readAnswer } from "./recorded-answer.ts";
import { askStreamed, askWhole, type MakeProvider } from "./recorded-cases.ts";

/** What `expected.json` holds: what the `openai` package, version 6, makes of the response. */
interface Expected extends Partial<Answer> {
  /** The package's own stream helper failed. */
  readonly accumulator?: { readonly message: string };
  readonly error?: {
    readonly message: string;
    readonly status: number | null;
    readonly code: string | null;
    readonly type: string | null;
    readonly param: string | null;
  };
}

/** A rule by which what the `openai` package says is not what the wire says. */
interface Difference {
  readonly reason: string;
  applies(expected: Expected, wire: Answer, found: Transcript): boolean;
  /** What is right instead. */
  correct(expected: Expected, wire: Answer): Partial<Answer>;
}

const DIFFERENCES: readonly Difference[] = [
  {
    reason: "its stream helper refuses chunks without a role, and calls whose first index is not 0",
    applies: ({ accumulator }) => accumulator !== undefined,
    correct: (_expected, wire) => wire,
  },
  {
    reason: "its stream helper drops streamed reasoning, or keeps the last piece only",
    applies: (_expected, wire, { stream }) => stream && wire.reasoning !== null,
    correct: (_expected, { reasoning }) => ({ reasoning }),
  },
  {
    reason:
      "Mistral's content is a list of parts once it has thinking; the package takes it for text",
    applies: (_expected, _wire, found) => hasContentList(found),
    correct: (_expected, { text, reasoning }) => ({ text, reasoning }),
  },
  {
    reason: "its stream helper drops tool calls without an index, which Mistral leaves out",
    applies: ({ toolCalls = [] }, wire, { stream }) =>
      stream && toolCalls.length < wire.toolCalls.length,
    correct: (_expected, { toolCalls }) => ({ toolCalls }),
  },
  {
    reason: "usage comes before the last chunk, or in x_groq; the package reads the last chunk's",
    applies: ({ usage }, wire, { stream }) => stream && usage == null && wire.usage !== null,
    correct: (_expected, { usage }) => ({ usage }),
  },
  {
    reason: "an answer with tool calls that says it has stopped ended with them",
    applies: ({ finish }, { toolCalls }) => finish === "stop" && toolCalls.length > 0,
    correct: () => ({ finish: "tool_calls" }),
  },
  {
    reason: "Together's word for stop is passed through by the package",
    applies: ({ finish }) => finish === "eos",
    correct: () => ({ finish: "stop" }),
  },
  {
    reason:
      "xAI counts reasoning beside the completion's tokens; ours include it, as the total does",
    applies: (_expected, { usage }) => reasoningBeside(usage) > 0,
    correct: ({ usage }, wire) => {
      const counts = (usage ?? wire.usage) as Loose;
      const all = Number(counts["completion_tokens"]) + reasoningBeside(wire.usage);
      return { usage: { ...counts, completion_tokens: all } };
    },
  },
];

/** Reasoning tokens that the total has and the completion's count has not. */
function reasoningBeside(usage: Loose | null | undefined): number {
  const details = usage?.["completion_tokens_details"] as Loose | null | undefined;
  const reasoning = Number(details?.["reasoning_tokens"] ?? 0);
  const counted = Number(usage?.["prompt_tokens"]) + Number(usage?.["completion_tokens"]);
  return counted + reasoning === usage?.["total_tokens"] ? reasoning : 0;
}

/** What an error case ends with; by the case's name. */
export type ErrorKinds = { readonly [name: string]: LLMErrorKind };

/**
 * Asks for the answer of a case in its own way, and compares it with the recorded one. Gives the reasons for
 * which the expectation had to be corrected.
 */
export async function checkCase(
  found: Transcript,
  make: MakeProvider,
  errors: ErrorKinds,
): Promise<readonly string[]> {
  const { completion, error } = await (found.stream ? askStreamed : askWhole)(found, make);
  const expected = found.expected as Expected;
  const kind = errors[found.name];
  if (kind !== undefined) {
    expect(error?.kind).toBe(kind);
    if (expected.error !== undefined) expectError(error as unknown as Loose, expected.error);
    return [];
  }
  expect(expected.error, "an error that the table of errors does not list").toBeUndefined();
  expect(error).toBeUndefined();
  const wire = readAnswer(found);
  const used = DIFFERENCES.filter((rule) => rule.applies(expected, wire, found));
  let answer: Expected = expected;
  for (const rule of used) answer = { ...answer, ...rule.correct(answer, wire) };
  expect(comparable(toAnswer(completion as ChatCompletion))).toEqual(comparable(answer));
  return used.map(({ reason }) => reason);
}

/** Every reason that there is; each has to be of use somewhere. */
export const REASONS: readonly string[] = DIFFERENCES.map(({ reason }) => reason);

function expectError(error: Loose, expected: NonNullable<Expected["error"]>): void {
  const own = expected.status === null ? 200 : expected.status;
  expect(error["status"]).toBe(own);
  for (const key of ["code", "type", "param"] as const) {
    if (expected[key] !== null) expect(error[key], key).toBe(String(expected[key]));
  }
  // The package puts the status before the provider's words.
  const words = expected.message.replace(/^\d{3} /, "").slice(0, 60);
  if (!/^(?:status code|.*<html>)/i.test(words)) expect(error["message"]).toContain(words);
}

/** The first answer of ours in the same plain terms. */
function toAnswer({ choices, usage, model, id }: ChatCompletion): Answer {
  const first = choices[0];
  const message = first?.message;
  return {
    text: message?.content ?? null,
    reasoning: message?.reasoning_content ?? null,
    refusal: message?.refusal ?? null,
    toolCalls: (message?.tool_calls ?? []).map((call) => {
      const { name, text } =
        call.type === "custom"
          ? { name: call.custom.name, text: call.custom.input }
          : { name: call.function.name, text: call.function.arguments };
      return { id: call.id, name, arguments: parsed(text) };
    }),
    finish: first?.finish_reason ?? null,
    choices: choices.length,
    usage: (usage as Loose | undefined) ?? null,
    model,
    id,
  };
}

/** No text is as good as empty text, and absent details as `null`. */
function comparable(answer: Partial<Answer>): object {
  const { text, reasoning, refusal, toolCalls, finish, choices, usage, model, id } = answer;
  const known = Object.entries(usage ?? {}).filter(([, value]) => value !== null);
  return {
    text: text ?? "",
    reasoning: reasoning ?? "",
    refusal: refusal ?? "",
    toolCalls,
    finish,
    choices,
    usage: usage == null ? null : Object.fromEntries(known),
    model,
    id,
  };
}

function hasContentList(found: Transcript): boolean {
  return bodiesOf(found).some(({ choices = [] }) =>
    choices.some(({ message, delta }) => Array.isArray((message ?? delta)?.content)),
  );
}
