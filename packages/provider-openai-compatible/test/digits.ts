import { type Fetch, type ProviderDefinition, VlloraLLMClient } from "@vllora/core";
import type { ChatMessage } from "@vllora/core/provider";

/** Arguments that are others once they were parsed and written again. */
export const ODD = '{"b": 1.0, "id": 12345678901234567890,  "2":"two","1":"one", "é":"\\u00e9"}';

/** The tokens of JSON: its spaces, and how its strings are escaped, do not count. */
export function tokensOf(json: string): string {
  return [...json.matchAll(/"(?:[^"\\]|\\.)*"|[{}[\]:,]|[^\s{}[\]:,"]+/g)]
    .map(([token]) => (token.startsWith('"') ? JSON.stringify(JSON.parse(token)) : token))
    .join(" ");
}

/** What became of the arguments of an answer's call, and the body in which it went back as an application stored it. */
export async function roundTrip(
  model: string,
  streamed: boolean,
  answer: () => Response,
  make: (fetch: Fetch) => ProviderDefinition,
): Promise<{ readonly args: readonly string[]; readonly back: string }> {
  const sent: string[] = [];
  const provider = make(async (_url, { body }) => {
    sent.push(String(body));
    return answer();
  });
  const { completions } = new VlloraLLMClient({ provider });
  const create = async (messages: readonly ChatMessage[]) =>
    streamed
      ? await (await completions.createStream({ model, messages })).finalResponse()
      : await completions.create({ model, messages });
  const question = { role: "user", content: "Hello" } as const;
  const { message, toolCalls } = await create([question]);
  const results = toolCalls.map(
    ({ id }): ChatMessage => ({ role: "tool", tool_call_id: id, content: "done" }),
  );
  const stored = JSON.parse(JSON.stringify(message)) as ChatMessage;
  await create([question, stored, ...results]);
  const args = toolCalls.map((call) => (call.type === "function" ? call.function.arguments : ""));
  return { args, back: sent[1] ?? "" };
}

/** How often arguments stand in a body, token by token. */
export function timesIn(body: string, args: string): number {
  return tokensOf(body).split(tokensOf(args)).length - 1;
}

/** An answer of server-sent events, by the JSON of their data. */
export function events(...data: readonly string[]): Response {
  const body = data.map((json) => {
    const type = /^\{"type":"(\w+)"/.exec(json)?.[1];
    return `${type === undefined ? "" : `event: ${type}\n`}data: ${json}\n\n`;
  });
  return new Response(body.join(""), { headers: { "content-type": "text/event-stream" } });
}

/** An answer as it is written. */
export function whole(json: string): Response {
  return new Response(json, { headers: { "content-type": "application/json" } });
}
