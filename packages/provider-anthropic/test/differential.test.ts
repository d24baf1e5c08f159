import Anthropic from "@anthropic-ai/sdk";
import { replayFetch } from "@vllora/testing";
import { describe, expect, test } from "vitest";
import {
  askStreamed,
  askWhole,
  type MakeProvider,
  named,
  recordedCases,
} from "../../provider-openai-compatible/test/recorded-cases.ts";
import { anthropic } from "../src/index.ts";
import type { WireUsage } from "../src/wire.ts";
import { meaning, sentBack } from "./sent-back.ts";

const cases = (await recordedCases(import.meta.url)).filter(
  ({ expected }) => expected !== undefined && (expected as { error?: unknown }).error === undefined,
);
const make: MakeProvider = (_found, fetch) => anthropic({ apiKey: "k", fetch });

type Found = (typeof cases)[number];

/** What the official package makes of the same bytes. */
async function sdkMessage(found: Found) {
  const { messages } = new Anthropic({ apiKey: "k", maxRetries: 0, fetch: sdkFetch(found) }).beta;
  const params = {
    model: "claude-opus-5",
    max_tokens: 1,
    messages: [{ role: "user" as const, content: "Hello" }],
  };
  return found.stream
    ? await messages.stream(params).finalMessage()
    : await messages.create(params);
}

function sdkFetch(found: Found): typeof fetch {
  const replay = replayFetch(found);
  return (input, init) => replay(String(input), init ?? {});
}

/** The same counts in the wire's fields. */
function tokens({ input_tokens, output_tokens, ...others }: WireUsage) {
  const { cache_read_input_tokens: read, cache_creation_input_tokens: written } = others;
  return { input: (input_tokens ?? 0) + (read ?? 0) + (written ?? 0), output: output_tokens };
}

describe("the same bytes through @anthropic-ai/sdk", () => {
  test.each(named(cases))(
    "%s give the same blocks, text, calls and usage",
    async (_name, found) => {
      const { completion, error } = await (found.stream ? askStreamed : askWhole)(found, make);
      expect(error).toBeUndefined();
      if (completion === undefined) return;
      const theirs = await sdkMessage(found);
      const [choice] = completion.choices;
      const text = theirs.content
        .map((block) => (block.type === "text" ? block.text : ""))
        .join("");
      expect(choice?.message.content ?? "").toBe(text);
      expect(choice?.native_finish_reason).toBe(theirs.stop_reason);
      expect({
        input: completion.usage?.prompt_tokens,
        output: completion.usage?.completion_tokens,
      }).toEqual(tokens(theirs.usage as unknown as WireUsage));
      const { blocks } = await sentBack(completion);
      expect(blocks).toEqual(meaning(JSON.parse(JSON.stringify(theirs.content)) as object[]));
    },
  );

  test("were compared for every case that the package can read", () => {
    expect(cases.length).toBe(177);
  });
});
