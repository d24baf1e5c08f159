import { describe, expect, test } from "vitest";
import {
  events,
  ODD,
  roundTrip,
  timesIn,
  tokensOf,
  whole,
} from "../../provider-openai-compatible/test/digits.ts";
import { anthropic } from "../src/index.ts";

const MESSAGE = '"type":"message","id":"m","role":"assistant","model":"claude-opus-5"';
/** A call of ours, and one that the API makes itself. */
const CALL = '"type":"tool_use","id":"t","name":"f"';
const OWN = '"type":"mcp_tool_use","id":"s","name":"g","server_name":"x"';
const RESULT = '{"type":"mcp_tool_result","tool_use_id":"s","is_error":false,"content":[]}';
const REASON = '"stop_reason":"tool_use"';

const delta = (index: number, text: string) =>
  `{"type":"content_block_delta","index":${index},"delta":{"type":"input_json_delta","partial_json":${JSON.stringify(text)}}}`;
const begin = (index: number, block: string) =>
  `{"type":"content_block_start","index":${index},"content_block":${block}}`;
const stop = (index: number) => `{"type":"content_block_stop","index":${index}}`;

function inPieces(index: number, fields: string): string[] {
  const pieces = [ODD.slice(0, 25), ODD.slice(25)].map((text) => delta(index, text));
  return [begin(index, `{${fields},"input":{}}`), ...pieces, stop(index)];
}

function streamed(...blocks: readonly string[]): Response {
  return events(
    `{"type":"message_start","message":{${MESSAGE},"content":[],"stop_reason":null}}`,
    ...blocks,
    `{"type":"message_delta","delta":{${REASON}}}`,
    '{"type":"message_stop"}',
  );
}

const blocks = [`{${OWN},"input":${ODD}}`, RESULT, `{${CALL},"input": ${ODD} }`];
const ANSWERS: readonly (readonly [string, () => Response])[] = [
  ["whole", () => whole(`{${MESSAGE},"content":[${blocks.join(",")}],${REASON}}`)],
  [
    "streamed in pieces",
    () => streamed(...inPieces(0, OWN), begin(1, RESULT), stop(1), ...inPieces(2, CALL)),
  ],
  [
    "streamed in blocks that are whole from the start",
    () => streamed(...blocks.flatMap((block, index) => [begin(index, block), stop(index)])),
  ],
  [
    "streamed in a message that is whole from the start",
    () =>
      events(
        `{"type":"message_start","message":{${MESSAGE},"content":[${blocks.join(",")}],${REASON}}}`,
        '{"type":"message_stop"}',
      ),
  ],
];

describe.each(ANSWERS)("arguments of an answer that is %s", (name, answer) => {
  test("keep their digits and their order, and go back with them", async () => {
    const isStream = name !== "whole";
    const { args, back } = await roundTrip("claude-opus-5", isStream, answer, (fetch) =>
      anthropic({ apiKey: "k", fetch }),
    );
    expect(args.map(tokensOf)).toEqual([tokensOf(ODD)]);
    expect(timesIn(back, `{${CALL},"input":${ODD}}`)).toBe(1);
    expect(timesIn(back, `{${OWN},"input":${ODD}}`)).toBe(1);
    expect(back).not.toContain("input_json");
  });
});
