import { describe, expect, test } from "vitest";
import { bodiesOf } from "../../provider-openai-compatible/test/recorded-answer.ts";
import {
  askStreamed,
  askWhole,
  type MakeProvider,
  named,
  recordedCases,
} from "../../provider-openai-compatible/test/recorded-cases.ts";
import {
  checkCase,
  type ErrorKinds,
} from "../../provider-openai-compatible/test/recorded-expectation.ts";
import { semanticDiff } from "../../provider-openai-compatible/test/semantic-diff.ts";
import {
  checkPrefixes,
  checkSplits,
  type PrefixCount,
} from "../../provider-openai-compatible/test/stream-laws.ts";
import { openai } from "../src/index.ts";

const cases = await recordedCases(import.meta.url);
const streams = cases.filter(({ stream }) => stream);

const make: MakeProvider = (_found, fetch) => openai({ apiKey: "k", fetch });

const ERRORS: ErrorKinds = {
  "openai-chat/agents-llm-call-with-error": "not_found",
  "openai-chat/hw-403-region": "permission",
  "openai-chat/hw-408-timeout": "timeout",
  "openai-chat/hw-413-too-large": "invalid_request",
  "openai-chat/hw-429-insufficient-quota": "quota",
  "openai-chat/hw-429-rate-limit-retry-after": "rate_limit",
  "openai-chat/hw-500-server-error": "server",
  "openai-chat/hw-502-html": "server",
  "openai-chat/hw-midstream-error": "server",
  "openai-chat/hw-stream-cut-before-finish": "interrupted",
  // OpenAI ends every stream with [DONE]: without it, this one was cut, and its usage is lost.
  "openai-chat/hw-stream-no-done": "interrupted",
  "openai-chat/model-name-suggestion-openai-chat": "not_found",
  "openai-chat/openai-gpt-5-mini-completions.s1": "invalid_request",
  "openai-chat/openai-o1-mini-system-role-developer": "invalid_request",
  "openai-chat/reasoning-model-legacy-parameter-error": "invalid_request",
  "openai-chat/test-authentication-error-openai-gpt-4o-completions": "authentication",
  // A gateway before a model that never sends a finish reason: none is invented.
  "openai-chat/test-tools-streaming-tools-streaming-variant-a": "interrupted",
  "openai-chat/test-tools-streaming-tools-streaming-variant-b.s1": "interrupted",
  "openai-chat/vision-with-events-with-content.s3": "invalid_request",
};

describe("a recorded case", () => {
  const used = new Set<string>();

  test.each(named(cases))("%s gives the recorded answer", async (_name, found) => {
    for (const reason of await checkCase(found, make, ERRORS)) used.add(reason);
  });

  test("is there for every case, and every listed error is one", () => {
    expect(cases).toHaveLength(88);
    expect(streams).toHaveLength(25);
    expect(cases.map(({ name }) => name)).toEqual(
      expect.arrayContaining(Object.keys(ERRORS)) as string[],
    );
  });

  test("differs from what the openai package makes of it for two reasons only", () => {
    expect([...used].sort()).toEqual([
      "an answer with tool calls that says it has stopped ended with them",
      "usage comes before the last chunk, or in x_groq; the package reads the last chunk's",
    ]);
  });

  test.each(named(cases.filter(({ name }) => ERRORS[name] === undefined)))(
    "%s arrives field by field as it was sent",
    async (_name, found) => {
      const { chunks, completion } = await (found.stream ? askStreamed : askWhole)(found, make);
      const ours = found.stream ? chunks : [completion];
      expect(semanticDiff(ours, bodiesOf(found)).filter((line) => !isExpected(line))).toEqual([]);
    },
  );
});

/** Our word for the end of an answer with tool calls, and theirs beside it. */
function isExpected(line: string): boolean {
  return (
    /finish_reason: "tool_calls" vs "stop"$/.test(line) ||
    /native_finish_reason: "stop" vs absent$/.test(line)
  );
}

describe("a recorded stream", () => {
  let splits = 0;
  const total: PrefixCount = { interrupted: 0, failed: 0, complete: 0 };

  test.each(named(streams))(
    "%s gives the same chunks however its bytes arrive",
    async (_name, found) => {
      splits += await checkSplits(found, make);
    },
  );

  test.each(named(streams))(
    "%s is an interrupted answer wherever it is cut",
    async (_name, found) => {
      const count = await checkPrefixes(found, make, true);
      for (const key of ["interrupted", "failed", "complete"] as const) total[key] += count[key];
    },
  );

  test("was cut in thousands of ways, before and after its end", () => {
    expect(splits).toBeGreaterThan(10_000);
    expect(total.interrupted).toBeGreaterThan(10_000);
    expect(total.failed).toBeGreaterThan(0);
    // Only where `[DONE]` is there but for the end of its line.
    expect(total.complete).toBeLessThan(streams.length);
  });
});
