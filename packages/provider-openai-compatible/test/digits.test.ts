import { describe, expect, test } from "vitest";
import { openaiCompatible } from "../src/index.ts";
import { events, ODD, roundTrip, whole } from "./digits.ts";

const TEXT = JSON.stringify(ODD);
const halves = [ODD.slice(0, 25), ODD.slice(25)].map((half) => JSON.stringify(half));
const call = (args: string) =>
  `{"tool_calls":[{"index":0,"id":"c","type":"function","function":{"name":"f","arguments":${args}}}]}`;

function answer(streamed: boolean): Response {
  const message = `{"role":"assistant","content":null,${call(TEXT).slice(1)}`;
  const end = '"finish_reason":"tool_calls"';
  if (!streamed) return whole(`{"id":"1","choices":[{"index":0,"message":${message},${end}}]}`);
  const [first, second] = halves;
  return events(
    `{"id":"1","choices":[{"index":0,"delta":${call(first ?? "")}}]}`,
    `{"id":"1","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"function":{"arguments":${second}}}]}}]}`,
    `{"id":"1","choices":[{"index":0,"delta":{},${end}}]}`,
    "[DONE]",
  );
}

describe.each([
  ["whole", false],
  ["streamed", true],
])("arguments of an answer that is %s", (_, streamed) => {
  test("go back byte for byte, since the wire has them as a text", async () => {
    const { args, back } = await roundTrip(
      "m",
      streamed,
      () => answer(streamed),
      (fetch) => openaiCompatible({ name: "x", baseURL: "https://x.test", apiKey: "k", fetch }),
    );
    expect(args).toEqual([ODD]);
    expect(back).toContain(`"arguments":${TEXT}`);
  });
});
