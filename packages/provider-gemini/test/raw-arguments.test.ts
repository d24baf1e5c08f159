import { type ChatMessage, type Fetch, VlloraLLMClient } from "@vllora/core";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gemini } from "../src/index.ts";
import { RawArguments } from "../src/raw-arguments.ts";

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

describe("the text of arguments", () => {
  const json = fc.jsonValue({ maxDepth: 3 });
  const args = fc.dictionary(fc.string(), json, { maxKeys: 4 });
  const part = fc.oneof(
    fc.record({ functionCall: fc.record({ name: fc.string(), args, more: json }) }),
    fc.record({ text: fc.string(), other: json }),
    json,
  );
  const candidate = fc.oneof(
    fc.record({
      first: json,
      content: fc.record({ role: json, parts: fc.array(part) }),
      last: json,
    }),
    fc.record({ content: json }),
  );

  test("is found wherever it lies, however it is written", () => {
    const spaces = fc.constantFrom(undefined, 1, "\t", " \n");
    const body = fc.record({ before: json, candidates: fc.array(candidate), after: json });
    fc.assert(
      fc.property(body, spaces, fc.boolean(), (value, space, wrapped) => {
        const text = JSON.stringify(wrapped ? [value] : value, undefined, space);
        const raw = new RawArguments(text);
        // Parsed again, since fast-check makes objects whose order and numbers JSON does not keep.
        const same = JSON.parse(JSON.stringify(value)) as typeof value;
        for (const [c, one] of same.candidates.entries()) {
          const { parts } = (one.content ?? {}) as { parts?: unknown };
          for (const [p, each] of Array.isArray(parts) ? parts.entries() : []) {
            const { functionCall } = (each ?? {}) as { functionCall?: { args?: unknown } };
            const found = functionCall?.args;
            expect(raw.of(c, p)).toBe(found === undefined ? undefined : JSON.stringify(found));
          }
        }
      }),
      { numRuns: 2000 },
    );
  });

  test("is that of the last of several of a name", () => {
    const call = (args: string) => `{"functionCall":{"args":${args},"args":{"a":2.0}}}`;
    const text = `{"candidates":[{"content":{"parts":[${call('{"a":1}')}]}}]}`;
    expect(new RawArguments(text).of(0, 0)).toBe('{"a":2.0}');
  });

  test("takes one pass, however many calls and backslashes there are", () => {
    const part = `{"functionCall":{"args":{"a":"${"\\\\".repeat(50)}"}}}`;
    const text = `{"candidates":[{"content":{"parts":[${Array(20_000).fill(part).join(",")}]}}]}`;
    const raw = new RawArguments(text);
    const before = performance.now();
    for (let index = 0; index < 20_000; index++) raw.of(0, index);
    expect(performance.now() - before).toBeLessThan(5_000);
  });
});
