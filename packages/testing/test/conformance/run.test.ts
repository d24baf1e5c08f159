import {
  type ChatCompletionChunk,
  type ChatMessage,
  type Frame,
  type ProviderDefinition,
  RawJSON,
} from "@vllora/core/provider";
import { describe, expect, onTestFinished, test, vi } from "vitest";
import { formatScorecard, runConformance } from "../../src/index.ts";
import {
  AcmeDecoder,
  acme,
  acmeCodec,
  few,
  OPTIONS,
  TRANSCRIPTS,
  toBody,
  toCompletion,
} from "./acme.ts";

class DatedDecoder extends AcmeDecoder {
  readonly #created: number;
  constructor(created: number) {
    super();
    this.#created = created;
  }
  override push(frame: Frame): readonly ChatCompletionChunk[] {
    const created = this.#created;
    return super.push(frame).map((chunk) => ({ ...chunk, created, id: `acme-${created}` }));
  }
}

const THOUGHT = {
  type: "reasoning.text",
  text: "Let me think.",
  signature: "c2lnbmF0dXJl",
  format: "acme-blocks-v1",
} as const;

/** Its messages are of blocks, in which arguments are objects and thoughts are signed, as with some APIs. */
function blocks(
  inputOf: (text: string) => unknown = (text) => new RawJSON(text),
): ProviderDefinition {
  return acme({
    chat: acmeCodec({
      encode: (request, context) => ({
        path: "/chat",
        body: {
          ...toBody(request, context),
          messages: request.messages.map((message) => toBlocks(inputOf, message)),
        },
      }),
      decode(body) {
        const completion = toCompletion(body);
        for (const { message } of completion.choices) message.reasoning_details = [THOUGHT];
        return completion;
      },
    }),
  });
}

function toBlocks(inputOf: (text: string) => unknown, message: ChatMessage): object {
  if (message.role !== "assistant") return message;
  const calls = (message.tool_calls ?? []).map((call) =>
    call.type === "custom"
      ? call
      : { name: call.function.name, input: inputOf(call.function.arguments) },
  );
  const thoughts = (message.reasoning_details ?? []).map((block) =>
    block.type === "reasoning.text" ? { thinking: block.text, signature: block.signature } : block,
  );
  return { role: "assistant", blocks: [...thoughts, { text: message.content }, ...calls] };
}

describe("a provider without a fault", () => {
  test("passes every check, and its scorecard says so", async () => {
    const scorecard = await runConformance(acme(), TRANSCRIPTS, OPTIONS);
    expect(formatScorecard(scorecard)).toMatch(/\d+ passed, 0 failed, 0 skipped$/);
    expect(scorecard).toMatchObject({
      format: 1,
      provider: { id: "acme", package: "vllora-provider-acme", version: "1.2.3", contract: 1 },
      transcripts: TRANSCRIPTS.length,
      failed: 0,
    });
    expect(scorecard.checks.every(({ tried }) => tried > 0)).toBe(true);
    expect(JSON.parse(JSON.stringify(scorecard))).toEqual(scorecard);
  });

  test("passes when its ids come from the clock", async () => {
    let now = 1_700_000_000_000;
    const clock = vi.spyOn(Date, "now").mockImplementation(() => {
      now += 400;
      return now;
    });
    onTestFinished(() => clock.mockRestore());
    const provider = acme({
      chat: acmeCodec({
        decode: (body, { created }) => ({ ...toCompletion(body), created, id: `acme-${created}` }),
        createDecoder: ({ created }) => new DatedDecoder(created),
      }),
    });
    const checks = ["splits", "prefixes", "resets", "framing"] as const;
    const scorecard = await runConformance(provider, few("text", "tool-calls"), {
      ...OPTIONS,
      checks,
    });
    expect(formatScorecard(scorecard)).toContain("4 passed, 0 failed, 0 skipped");
  });

  test("passes when its wire has arguments as objects and thoughts in blocks of its own", async () => {
    const scorecard = await runConformance(blocks(), few("text", "tool-calls"), {
      ...OPTIONS,
      checks: ["way-back"],
    });
    expect(formatScorecard(scorecard)).toContain("1 passed, 0 failed, 0 skipped");
  });

  test("fails when its arguments are parsed on their way back, which large numbers do not survive", async () => {
    const parsing = blocks((text) => JSON.parse(text) as unknown);
    const scorecard = await runConformance(parsing, few("text", "tool-calls"), {
      ...OPTIONS,
      checks: ["way-back"],
    });
    expect(formatScorecard(scorecard)).toContain("the arguments of a call lose digits");
    expect(scorecard.failed).toBe(1);
  });

  test("is told of each check as it ends", async () => {
    const seen: string[] = [];
    const { checks } = await runConformance(acme(), TRANSCRIPTS, {
      ...OPTIONS,
      checks: ["answers", "secrets"],
      onCheck: ({ check }) => seen.push(check),
    });
    expect(seen).toEqual(["answers", "secrets"]);
    expect(checks.map(({ check }) => check)).toEqual(seen);
  });

  test("is not tried further once the run was stopped", async () => {
    const stop = new AbortController();
    const run = runConformance(acme(), TRANSCRIPTS, {
      ...OPTIONS,
      checks: ["answers", "secrets"],
      signal: stop.signal,
      onCheck: () => stop.abort(new Error("enough")),
    });
    await expect(run).rejects.toThrow("enough");
  });
});

describe("a check", () => {
  test("without a transcript to prove it fails", async () => {
    const { failed, checks } = await runConformance(acme(), []);
    expect(failed).toBe(checks.length);
  });

  test.each([
    ["way-back", few("text"), "no answer with tool calls"],
    ["unknown-fields", few("text").filter(({ stream }) => !stream), "no stream with JSON in it"],
    ["unknown-reasons", few("text").filter(({ stream }) => stream), "no whole answer with a"],
  ] as const)("%s fails without what would prove all of it", async (check, found, problem) => {
    const scorecard = await runConformance(acme(), found, { ...OPTIONS, checks: [check] });
    expect(formatScorecard(scorecard)).toContain(`transcripts: there is ${problem}`);
    expect(scorecard.failed).toBe(1);
  });

  test("looks in errors for the credentials that it was given", async () => {
    const credentials = { api_key: "0123456789abcdef" };
    const provider = acme({
      authorize(_request, given) {
        throw new TypeError(`Cannot sign with ${JSON.stringify(given)}`);
      },
    });
    const run = { ...OPTIONS, credentials: () => credentials, checks: ["secrets"] as const };
    const scorecard = await runConformance(provider, TRANSCRIPTS, run);
    expect(scorecard.failed).toBe(1);
    expect(JSON.stringify(scorecard)).not.toContain(credentials.api_key);
    expect((await runConformance(acme(), TRANSCRIPTS, run)).failed).toBe(0);
  });

  const checks = ["error-frames", "agreement"] as const;

  test("that finds declared gaps only is skipped, with their reasons", async () => {
    const scorecard = await runConformance(acme(), TRANSCRIPTS, {
      checks,
      declaredGaps: [
        { check: "error-frames", reason: "Acme sends no errors inside of streams" },
        { check: "agreement", subject: "pairs", reason: "no pairs were recorded" },
      ],
    });
    expect(scorecard).toMatchObject({ passed: 0, failed: 0, skipped: 2 });
    expect(scorecard.checks[1]?.gaps).toMatchObject([
      { subject: "pairs", reason: "no pairs were recorded" },
    ]);
    expect(formatScorecard(scorecard)).toContain("pairs: declared, no pairs were recorded");
  });

  test("fails when a declared gap is not there", async () => {
    const scorecard = await runConformance(acme(), TRANSCRIPTS, {
      ...OPTIONS,
      checks,
      declaredGaps: [{ check: "agreement", subject: "pairs", reason: "no pairs were recorded" }],
    });
    expect(scorecard).toMatchObject({ passed: 1, failed: 1, skipped: 0 });
    expect(formatScorecard(scorecard)).toContain("pairs: the declared gap is not there");
  });

  test("about server-sent events is skipped where a wire has none", async () => {
    const binary = TRANSCRIPTS.map((found) => ({
      ...found,
      response: { status: 200, headers: { "content-type": "application/vnd.amazon.eventstream" } },
    }));
    const only = ["framing", "unknown-events"] as const;
    const scorecard = await runConformance(acme(), binary, { ...OPTIONS, checks: only });
    expect(scorecard).toMatchObject({ passed: 0, failed: 0, skipped: 2 });
  });
});
