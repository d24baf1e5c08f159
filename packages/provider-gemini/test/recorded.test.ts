import { describe, expect, test } from "vitest";
import { expectedAnswer, plainAnswer, REASONS } from "./expectation.ts";
import {
  askStreamed,
  askWhole,
  CASES,
  caseOf,
  type Loose,
  named,
  type Outcome,
  type RecordedCase,
  STREAMS,
} from "./recorded-cases.ts";

/** Cases that are no answer, and the kind of error that they are. */
const ERRORS: { readonly [name: string]: string } = {
  "gemini/chat-error-handling-with-gemini-gemini-2-5-flash-raises-appropriate-auth":
    "authentication",
  "gemini/chat-real-error-scenarios-gemini-gemini-2-5-flash-handles-context-length": "rate_limit",
  "gemini/google-429-retry-info": "rate_limit",
  "gemini/hw-403-permission-denied": "permission",
  "gemini/hw-413-too-large": "invalid_request",
  "gemini/hw-500-internal": "server",
  "gemini/hw-503-overloaded": "overloaded",
  "gemini/hw-error-array-stream": "rate_limit",
  "gemini/hw-midstream-error": "overloaded",
  "gemini/model-name-suggestion-google": "not_found",
  "gemini/testagentmultimodalgemini-test-video-file-gemini-gemini-2-0-flash": "rate_limit",
  "gemini/wraps-api-errors-on-stream-call": "not_found",
  "vertex/chat-real-error-scenarios-vertexai-gemini-2-5-flash-handles-context-leng":
    "context_length",
};

/** Two streams were recorded without `alt=sse`: as one list of frames, which our client never asks for. */
const LISTS = ["gemini/nested-model-direct-reference", "gemini/test-gemini-nested-model-optional"];

const ask = (found: RecordedCase): Promise<Outcome> =>
  STREAMS.includes(found) ? askStreamed(found) : askWhole(found);

const answers = CASES.filter(({ name }) => ERRORS[name] === undefined && !LISTS.includes(name));

describe("a recorded answer", () => {
  const used = new Set<string>();

  test.each(named(answers))("%s is read as it was meant", async (_name, found) => {
    const { completion, error } = await ask(found);
    expect(error).toBeUndefined();
    const { answer, reasons } = expectedAnswer(found.expected as Loose);
    expect(plainAnswer(completion!, reasons.includes(REASONS[0]))).toEqual(answer);
    for (const reason of reasons) used.add(reason);
  });

  test("is there for every case, and differs from the SDK's for the listed reasons only", () => {
    expect(CASES).toHaveLength(136);
    expect(STREAMS).toHaveLength(39);
    expect([...used].sort()).toEqual([...REASONS].sort());
  });
});

describe("a recorded failure", () => {
  test.each(Object.entries(ERRORS))("%s is %s", async (name, kind) => {
    const found = caseOf(name);
    const { error } = await ask(found);
    expect(error?.kind).toBe(kind);
    const { error: said } = found.expected as { error: { message: string; status: number | null } };
    expect(error?.status).toBe(said.status ?? 503);
    expect(said.message).toContain(error?.message.replace(/^\w+ \(\d+\): /, "").slice(0, 60));
  });
});
