import { type ChatMessage, type Fetch, VlloraLLMClient } from "@vllora/core";
import { describe, expect, test } from "vitest";
import {
  events,
  ODD,
  roundTrip,
  timesIn,
  tokensOf,
  whole,
} from "../../provider-openai-compatible/test/digits.ts";
import { gemini } from "../src/index.ts";
import { rawArguments } from "../src/raw-arguments.ts";

/** Arguments that parsing would change: digits, a decimal, an exponent, the order of names. */
const ARGS = '{"id":12345678901234567890,"n":1.0,"e":1e2,"2":0.10,"1":[-0],"s":"it\'s \\"<\\""}';
/** The same as Google writes it: with spaces, and with escapes that nobody needs. */
const WRITTEN =
  '{ "id": 12345678901234567890,\n "n" : 1.0, "e":1e2, "2":0.10,"1":[ -0 ],"s":"it\\u0027s \\"\\u003c\\"" }';

/** A result is an object as well, and as large as it likes. */
const RESULT = '{"id":98765432109876543210, "n": 2.0}';

const answer = (end: string) =>
  `{"candidates": [{"content": {"parts": [{"text": "a ]}\\\\"}, {"functionCall": {"name": "f", "args": ${WRITTEN}}},{"functionCall":{"name":"g"}}]}${end}}], "responseId": "r"}`;

async function ask(streamed: boolean) {
  const sent: string[] = [];
  const fetch: Fetch = async (_url, { body }) => {
    sent.push(String(body));
    const text = answer(',"finishReason":"STOP"');
    return streamed
      ? new Response(`data: ${text.replaceAll("\n", " ")}\r\n\r\n`, {
          headers: { "content-type": "text/event-stream" },
        })
      : new Response(text, { headers: { "content-type": "application/json" } });
  };
  const { completions } = new VlloraLLMClient({ provider: gemini({ apiKey: "k", fetch }) });
  const create = async (messages: readonly ChatMessage[]) => {
    const request = { model: "gemini-2.5-flash", messages };
    return streamed
      ? await (await completions.createStream(request)).finalResponse()
      : await completions.create(request);
  };
  const question = { role: "user", content: "a" } as const;
  const { message } = await create([question]);
  const results = (message.tool_calls ?? []).map(
    ({ id }) => ({ role: "tool", tool_call_id: id, content: RESULT }) as const,
  );
  await create([question, message as ChatMessage, ...results]);
  return { calls: message.tool_calls, back: sent[1] };
}

describe.each([
  ["whole", false],
  ["streamed", true],
])("arguments of an answer that is %s", (_, streamed) => {
  test("keep their digits, and go back with them", async () => {
    const { calls, back } = await ask(streamed);
    expect(calls?.map((call) => call.type === "function" && call.function.arguments)).toEqual([
      ARGS,
      "{}",
    ]);
    expect(back).toContain(`{"functionCall":{"name":"f","args":${ARGS}}}`);
    expect(back).toContain('{"functionCall":{"name":"g","args":{}}}');
  });
});

test("results of functions go out as they are written", async () => {
  const { back } = await ask(false);
  expect(back).toContain(`{"functionResponse":{"name":"f","response":${RESULT}}}`);
});

test("arguments are found in an answer within a list", () => {
  const text = ` [${answer("")}]`;
  expect(rawArguments(text)(0, 1)).toBe(ARGS);
  expect(rawArguments(text)(0, 2)).toBeUndefined();
});

test.each([
  ["whole", false],
  ["streamed", true],
])("arguments that every wire is tried with keep their tokens, %s", async (_, streamed) => {
  const call = `{"functionCall":{"name":"f","args":${ODD}}}`;
  const json = `{"candidates":[{"content":{"parts":[${call}]},"finishReason":"STOP"}],"responseId":"r"}`;
  const { args, back } = await roundTrip(
    "gemini-2.5-flash",
    streamed,
    () => (streamed ? events(json) : whole(json)),
    (fetch) => gemini({ apiKey: "k", fetch }),
  );
  expect(args.map(tokensOf)).toEqual([tokensOf(ODD)]);
  expect(timesIn(back, call)).toBe(1);
});
