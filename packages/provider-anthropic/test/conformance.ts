import type { Transcript } from "@vllora/testing";
import type { Conformance } from "../../provider-openai-compatible/test/conformance-run.ts";
import { recordedCases } from "../../provider-openai-compatible/test/recorded-cases.ts";
import { anthropic } from "../src/index.ts";
import { TURNS, wireAnswer } from "./answers.ts";
import { GAPS } from "./conformance-gaps.ts";
import { ERRORS } from "./recorded-errors.ts";

/** Answers that are there twice, whole and streamed, so that what comes of them can be compared. */
const PAIRS = TURNS.map((blocks, index) =>
  [false, true].map((stream): Transcript => {
    const { body, contentType } = wireAnswer(blocks, stream);
    return {
      name: `pairs/turn-${index + 1}${stream ? ".stream" : ""}`,
      stream,
      model: "claude-opus-4-6",
      response: { status: 200, headers: { "content-type": contentType } },
      body: new TextEncoder().encode(body),
      end: "eof",
    };
  }),
);

const ERROR_FRAME =
  'event: error\ndata: {"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}\n\n';

function location(country: string) {
  return { user_location: { type: "approximate", approximate: { country } } };
}

/** What the conformance kit is given. */
export const conformance: Conformance = {
  provider: anthropic(),
  transcripts: [...(await recordedCases(import.meta.url)), ...PAIRS.flat()],
  options: {
    model: "claude-sonnet-4-5",
    errors: ERRORS,
    pairs: PAIRS.map(([whole, streamed]) => [whole?.name ?? "", streamed?.name ?? ""] as const),
    errorFrame: ERROR_FRAME,
    samples: {
      user: { value: "u", other: "v" },
      metadata: { value: { user_id: "m" }, other: { user_id: "n" } },
      web_search_options: { value: location("DE"), other: location("CH") },
    },
    declaredGaps: GAPS,
  },
};
