import { floor } from "../contenders/floor.ts";
import { openaiPackage } from "../contenders/openai.ts";
import { vllora } from "../contenders/vllora.ts";
import { type Answer, PROMPT, TOOL } from "../payload.ts";
import type { Usage, Wire } from "../wire.ts";

const MODEL = "gpt-4o";
const HEAD = { id: "chatcmpl-BxYz0123456789abcdefghijklmn", created: 1_760_000_000, model: MODEL };
const TAIL = { service_tier: "default", system_fingerprint: "fp_a1b2c3d4e5" };
const TOOLS = [{ type: "function", function: TOOL }];

interface Delta {
  readonly content?: string | null;
  readonly tool_calls?: readonly { function: { name?: string; arguments: string } }[];
}

interface Chunk {
  readonly choices: readonly { readonly delta: Delta }[];
  readonly usage?: Usage;
}

interface Completion {
  readonly choices: readonly [{ readonly message: { readonly content: string | null } }];
  readonly usage: Usage;
}

const floorOfWire = floor({
  request: (stream, tool) => ({
    path: "/chat/completions",
    body: {
      model: MODEL,
      messages: PROMPT,
      ...(tool ? { tools: TOOLS } : {}),
      ...(stream ? { stream, stream_options: { include_usage: true } } : {}),
    },
  }),
  headers: { authorization: "Bearer k" },
  read({ choices, usage }: Chunk, seen) {
    if (usage) seen.usage = usage;
    const delta = choices[0]?.delta;
    const called = delta?.tool_calls?.[0]?.function;
    if (called === undefined) return delta?.content ?? undefined;
    if (called.name !== undefined) seen.tool = called.name;
    return called.arguments;
  },
  whole: ({ choices, usage }: Completion) => ({ text: choices[0].message.content, usage }),
});

/** OpenAI's chat completions. @see https://platform.openai.com/docs/api-reference/chat (read 2026-11-22) */
export const wire: Wire = {
  id: "openai-chat",
  streams(path, body) {
    if (!path.endsWith("/chat/completions")) return undefined;
    return (body as { stream?: boolean }).stream === true;
  },
  events(answer) {
    const { pieces, tool } = answer;
    const deltas = pieces.map((piece) =>
      tool ? { tool_calls: [{ index: 0, function: { arguments: piece } }] } : { content: piece },
    );
    return [
      ...[opening(tool), ...deltas].map((delta, index) => event(chunk(delta, null, index))),
      event(chunk({}, tool ? "tool_calls" : "stop", 0)),
      event({ ...HEAD, ...TAIL, choices: [], usage: usageOf(answer) }),
      "data: [DONE]\n\n",
    ];
  },
  body(answer) {
    const message = { role: "assistant", content: answer.pieces.join(""), refusal: null };
    const choices = [{ index: 0, message, logprobs: null, finish_reason: "stop" }];
    const usage = usageOf(answer);
    return JSON.stringify({ ...HEAD, object: "chat.completion", choices, usage, ...TAIL });
  },
  contenders: [
    floorOfWire,
    ...vllora({
      package: "@vllora/provider-openai",
      factory: "openai",
      model: `openai/${MODEL}`,
      async provider(baseURL) {
        const { openai } = await import("@vllora/provider-openai");
        return openai({ apiKey: "k", baseURL });
      },
    }),
    openaiPackage,
  ],
};

function event(value: object): string {
  return `data: ${JSON.stringify(value)}\n\n`;
}

function opening(tool: boolean): object {
  if (!tool) return { role: "assistant", content: "", refusal: null };
  const call = {
    id: "call_abc123",
    type: "function",
    function: { name: TOOL.name, arguments: "" },
  };
  return { role: "assistant", content: null, tool_calls: [{ index: 0, ...call }] };
}

/** The padding is OpenAI's, against guesses from the length of encrypted chunks. */
function chunk(delta: object, finish_reason: string | null, index: number): object {
  const choices = [{ index: 0, delta, logprobs: null, finish_reason }];
  const obfuscation = "abcdefghijkl".slice(0, 2 + (index % 10));
  return { ...HEAD, object: "chat.completion.chunk", ...TAIL, choices, usage: null, obfuscation };
}

function usageOf({ pieces, promptTokens }: Answer): object {
  return {
    prompt_tokens: promptTokens,
    completion_tokens: pieces.length,
    total_tokens: promptTokens + pieces.length,
    prompt_tokens_details: { cached_tokens: 0, audio_tokens: 0 },
    completion_tokens_details: { reasoning_tokens: 0, audio_tokens: 0 },
  };
}
