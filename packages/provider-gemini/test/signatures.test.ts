import {
  type ChatCompletionMessage,
  type ChatMessage,
  type Fetch,
  VlloraLLMClient,
} from "@vllora/core";
import { describe, expect, test } from "vitest";
import { gemini } from "../src/index.ts";
import type { WireContent, WirePart } from "../src/wire.ts";

/** Three turns of Gemini 3: parallel calls of one function, one more call after a thought, and a signed text. */
const TURNS: readonly (readonly WirePart[])[] = [
  [
    { text: "I look both up.", thought: true },
    { functionCall: { name: "weather", args: { city: "Paris" } }, thoughtSignature: "S1" },
    { functionCall: { name: "weather", args: { city: "Rome" } } },
  ],
  [
    { text: "Now the time.", thought: true, thoughtSignature: "S2t" },
    { text: "One moment." },
    { functionCall: { id: "abc", name: "time", args: {} }, thoughtSignature: "S2" },
    { text: "", thoughtSignature: "S2e" },
  ],
  [
    { executableCode: { language: "PYTHON", code: "1+1" }, thoughtSignature: "S3c" },
    { codeExecutionResult: { outcome: "OUTCOME_OK", output: "2" } },
    { text: "Sunny, ", thoughtSignature: "S3" },
    { text: "and late." },
    { inlineData: { mimeType: "image/png", data: "AAAA" }, thoughtSignature: "S3i" },
  ],
];

interface Sent {
  readonly contents: readonly WireContent[];
}

/** Answers each request with the next turn; remembers what was asked. */
function model(streamed: boolean) {
  const asked: Sent[] = [];
  const fetch: Fetch = async (_url, { body }) => {
    asked.push(JSON.parse(String(body)) as Sent);
    const parts = TURNS[asked.length - 1] ?? [{ text: "end" }];
    const answer = (some: readonly WirePart[], end: object) => ({
      candidates: [{ content: { role: "model", parts: some }, index: 0, ...end }],
      responseId: `r${asked.length}`,
    });
    const whole = answer(parts, { finishReason: "STOP" });
    if (!streamed) return Response.json(whole);
    const frames = [
      ...parts.map((part) => answer([part], {})),
      answer([], { finishReason: "STOP" }),
    ];
    const text = frames.map((frame) => `data: ${JSON.stringify(frame)}\r\n\r\n`).join("");
    return new Response(text, { headers: { "content-type": "text/event-stream" } });
  };
  const provider = gemini({ apiKey: "k", fetch });
  return { asked, client: new VlloraLLMClient({ provider, maxRetries: 0 }) };
}

async function converse(streamed: boolean) {
  const { asked, client } = model(streamed);
  const messages: ChatMessage[] = [{ role: "user", content: "Hello" }];
  const answers: ChatCompletionMessage[] = [];
  for (let turn = 0; turn < 4; turn++) {
    const request = { model: "gemini-3-pro-preview", messages: [...messages] };
    const reply = streamed
      ? await (await client.completions.createStream(request)).finalResponse()
      : await client.completions.create(request);
    // What an application stores is JSON.
    const message = JSON.parse(JSON.stringify(reply.message)) as ChatCompletionMessage;
    answers.push(message);
    messages.push(message);
    for (const call of message.tool_calls ?? []) {
      messages.push({ role: "tool", tool_call_id: call.id, content: `result of ${call.id}` });
    }
    if ((message.tool_calls ?? []).length === 0) messages.push({ role: "user", content: "Go on" });
  }
  return { asked, answers };
}

describe.each([
  ["whole", false],
  ["streamed", true],
])("over three turns, %s", (_, streamed) => {
  test("every part goes back exactly as it came, with its signature", async () => {
    const { asked } = await converse(streamed);
    const sent = asked[3]?.contents ?? [];
    const turns = sent.filter(({ role }) => role === "model").map(({ parts }) => parts);
    expect(turns).toEqual(TURNS);
  });

  test("results name their function, stand in one content, and have the ids of the API only", async () => {
    const { asked, answers } = await converse(streamed);
    const ids = answers.map(({ tool_calls: calls = [] }) => calls.map(({ id }) => id));
    expect(ids).toEqual([["gemini_r1_0_0", "gemini_r1_0_1"], ["abc"], [], []]);
    expect(asked[1]?.contents[2]).toEqual({
      role: "user",
      parts: [
        { functionResponse: { name: "weather", response: { output: "result of gemini_r1_0_0" } } },
        { functionResponse: { name: "weather", response: { output: "result of gemini_r1_0_1" } } },
      ],
    });
    expect(asked[2]?.contents[4]?.parts).toEqual([
      { functionResponse: { id: "abc", name: "time", response: { output: "result of abc" } } },
    ]);
  });

  test("the message has what OpenAI's clients look for", async () => {
    const { answers } = await converse(streamed);
    expect(answers[0]).toMatchObject({
      content: null,
      reasoning_content: "I look both up.",
      tool_calls: [
        {
          function: { name: "weather", arguments: '{"city":"Paris"}' },
          extra_content: { google: { thought_signature: "S1" } },
        },
        { function: { name: "weather", arguments: '{"city":"Rome"}' } },
      ],
    });
    // Thoughts, text and calls in their usual order need no places.
    expect(answers[0]).not.toHaveProperty("provider_fields");
    expect(answers[1]).toMatchObject({
      content: "One moment.",
      reasoning_details: [{ type: "reasoning.text", text: "Now the time.", signature: "S2t" }],
    });
    expect(answers[2]).toMatchObject({
      content: "Sunny, and late.",
      images: [{ type: "image_url", image_url: { url: "data:image/png;base64,AAAA" } }],
    });
  });
});

describe("a message that was changed since", () => {
  const places = [{ text: 5, thoughtSignature: "S" }, { tool_call: 0 }];
  const base = {
    role: "assistant",
    content: "Hello",
    tool_calls: [
      {
        id: "c",
        type: "function",
        function: { name: "f", arguments: "{}" },
        extra_content: { google: { thought_signature: "C" } },
      },
    ],
    provider_fields: { gemini: { parts: places } },
  } as const;

  async function sent(message: ChatMessage) {
    const { asked, client } = model(false);
    const reply = await client.completions.create({
      model: "gemini-2.5-flash",
      messages: [{ role: "user", content: "Hi" }, message],
    });
    return {
      parts: asked[0]?.contents[1]?.parts,
      warnings: reply.warnings.map(({ field }) => field),
    };
  }
  const call = { functionCall: { id: "c", name: "f", args: {} }, thoughtSignature: "C" };

  test("goes back in its places where it fits them", async () => {
    expect(await sent(base)).toEqual({
      parts: [{ text: "Hello", thoughtSignature: "S" }, call],
      warnings: [],
    });
  });

  test.each<[string, ChatMessage, readonly WirePart[]]>([
    ["longer", { ...base, content: "Hello there" }, [{ text: "Hello there" }, call]],
    ["shorter", { ...base, content: "Hi" }, [{ text: "Hi" }, call]],
    [
      "in parts",
      { ...base, content: [{ type: "text", text: "Hello" }] },
      [{ text: "Hello" }, call],
    ],
  ])(
    "%s keeps its text and the signatures of its calls, which is said",
    async (_, message, parts) => {
      const field = "messages[1].provider_fields.gemini.parts";
      expect(await sent(message)).toEqual({ parts, warnings: [field] });
    },
  );

  test("with places that make no sense goes back in the usual order", async () => {
    const odd = { gemini: { parts: [null, { text: "5" }, { reasoning: 3 }] } };
    const message = { ...base, provider_fields: odd } as unknown as ChatMessage;
    expect((await sent(message)).parts).toEqual([{ text: "Hello" }, call]);
  });
});
