import type { Transcript } from "@vllora/testing";
import type { Conformance } from "../../provider-openai-compatible/test/conformance-run.ts";
import { bedrock } from "../src/index.ts";
import { TURNS, wireAnswer } from "./answers.ts";
import { bedrockCases } from "./cases.ts";
import { GAPS } from "./conformance-gaps.ts";
import { exception } from "./event-stream.ts";
import { ERRORS } from "./recorded-errors.ts";

/** Answers that are there twice, whole and streamed, so that what comes of them can be compared. */
const PAIRS = TURNS.map((blocks, index) =>
  [false, true].map((stream): Transcript => {
    const { body, contentType } = wireAnswer(blocks, stream);
    return {
      name: `pairs/turn-${index + 1}${stream ? ".stream" : ""}`,
      stream,
      model: "anthropic.claude-opus-4-5-20251101-v1:0",
      response: { status: 200, headers: { "content-type": contentType } },
      body,
      end: "eof",
    };
  }),
);

/** What the conformance kit is given. */
export const conformance: Conformance = {
  provider: bedrock({ region: "us-east-1", useFipsEndpoint: false, useDualstackEndpoint: false }),
  transcripts: [...(await bedrockCases()), ...PAIRS.flat()],
  options: {
    model: "anthropic.claude-sonnet-4-5-20250929-v1:0",
    errors: ERRORS,
    pairs: PAIRS.map(([whole, streamed]) => [whole?.name ?? "", streamed?.name ?? ""] as const),
    errorFrame: exception("serviceUnavailableException", { message: "Busy" }),
    declaredGaps: GAPS,
  },
};
