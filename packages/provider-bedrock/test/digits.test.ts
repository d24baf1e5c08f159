import { Buffer } from "node:buffer";
import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import {
  ODD,
  roundTrip,
  timesIn,
  tokensOf,
  whole,
} from "../../provider-openai-compatible/test/digits.ts";
import { bedrock } from "../src/index.ts";
import { CLAUDE } from "./encode.ts";
import { event } from "./event-stream.ts";

/** A call of ours, and one of a tool that Bedrock runs. */
const CALL = '"toolUseId":"t","name":"f"';
const OWN = '"toolUseId":"s","name":"g","type":"server_tool_use"';
const END = '"usage":{"inputTokens":1,"outputTokens":1,"totalTokens":2},"metrics":{"latencyMs":1}';

function inPieces(contentBlockIndex: number, fields: string): Uint8Array[] {
  const toolUse = JSON.parse(`{${fields}}`) as object;
  return [
    event("contentBlockStart", { contentBlockIndex, start: { toolUse } }),
    ...[ODD.slice(0, 25), ODD.slice(25)].map((input) =>
      event("contentBlockDelta", { contentBlockIndex, delta: { toolUse: { input } }, p: "ab" }),
    ),
    event("contentBlockStop", { contentBlockIndex }),
  ];
}

function answer(streamed: boolean): Response {
  if (!streamed) {
    const blocks = `{"toolUse":{${OWN},"input":${ODD}}},{"toolUse":{${CALL},"input": ${ODD}}}`;
    return whole(
      `{"output":{"message":{"role":"assistant","content":[${blocks}]}},"stopReason":"tool_use",${END}}`,
    );
  }
  const body = Buffer.concat([
    event("messageStart", { role: "assistant" }),
    ...inPieces(0, OWN),
    ...inPieces(1, CALL),
    event("messageStop", { stopReason: "tool_use" }),
    event("metadata", JSON.parse(`{${END}}`) as object),
  ]);
  return new Response(body, { headers: { "content-type": "application/vnd.amazon.eventstream" } });
}

describe.each([
  ["whole", false],
  ["streamed", true],
])("arguments of an answer that is %s", (_, streamed) => {
  test("keep their digits and their order, and go back with them", async () => {
    const { args, back } = await roundTrip(
      CLAUDE,
      streamed,
      () => answer(streamed),
      (fetch) => bedrock({ credentials: { api_key: "k", region: "us-east-1" }, fetch }),
    );
    expect(args.map(tokensOf)).toEqual([tokensOf(ODD)]);
    expect(timesIn(back, `{"toolUse":{${CALL},"input":${ODD}}}`)).toBe(1);
    expect(timesIn(back, `{"toolUse":{${OWN},"input":${ODD}}}`)).toBe(1);
    expect(back).not.toContain("input_json");
  });
});

test("a decimal of a recorded answer is one in its call", async () => {
  const path = "./fixtures/bedrock/bedrock-model-with-code-execution-tool.s1/response.json";
  const json = readFileSync(new URL(path, import.meta.url), "utf8");
  const { args, back } = await roundTrip(
    CLAUDE,
    false,
    () => whole(json),
    (fetch) => bedrock({ credentials: { api_key: "k", region: "us-east-1" }, fetch }),
  );
  expect(args).toEqual(['{"result":7006652.0}']);
  expect(back).toContain('"input":{"result":7006652.0}');
});
