import { anthropicPackage } from "../contenders/anthropic-sdk.ts";
import { floor } from "../contenders/floor.ts";
import { vllora } from "../contenders/vllora.ts";
import { type Answer, PROMPT, TOOL } from "../payload.ts";
import type { Wire } from "../wire.ts";

const MODEL = "claude-sonnet-5";
const [{ content: system }, { content: question }] = PROMPT;
const { parameters, ...NAMED } = TOOL;
const MESSAGE = { id: "msg_01XFDUDYJgAACzvnptvVoYEL", type: "message", role: "assistant" };

interface Event {
  readonly type: string;
  readonly delta?: { readonly text?: string; readonly partial_json?: string };
  readonly content_block?: { readonly name?: string };
  readonly message?: { readonly usage: Counts };
  readonly usage?: Counts;
}

interface Counts {
  readonly input_tokens: number;
  readonly output_tokens: number;
}

interface Whole {
  readonly content: readonly [{ readonly text: string }];
  readonly usage: Counts;
}

const floorOfWire = floor({
  request: (stream, tool) => ({
    path: "/v1/messages",
    body: {
      model: MODEL,
      max_tokens: 4096,
      system,
      messages: [{ role: "user", content: question }],
      ...(tool ? { tools: [{ ...NAMED, input_schema: parameters }] } : {}),
      ...(stream ? { stream } : {}),
    },
  }),
  headers: { "x-api-key": "k", "anthropic-version": "2023-06-01" },
  read({ type, delta, content_block: block, message, usage }: Event, seen) {
    if (type === "content_block_delta") return delta?.text ?? delta?.partial_json;
    if (block?.name !== undefined) seen.tool = block.name;
    const counts = message?.usage ?? usage;
    if (counts !== undefined) {
      const prompt_tokens = counts.input_tokens ?? seen.usage?.prompt_tokens ?? 0;
      seen.usage = { prompt_tokens, completion_tokens: counts.output_tokens };
    }
    return undefined;
  },
  whole: ({ content, usage }: Whole) => ({ text: content[0].text, usage: toUsage(usage) }),
});

/** Anthropic's messages. @see https://platform.claude.com/docs/en/api/messages (read 2026-11-22) */
export const wire: Wire = {
  id: "anthropic",
  streams(path, body) {
    if (!path.endsWith("/v1/messages")) return undefined;
    return (body as { stream?: boolean }).stream === true;
  },
  events({ pieces, tool, promptTokens }) {
    const block = tool
      ? { type: "tool_use", id: "toolu_01A09q90qw90lq917835lq9", name: TOOL.name, input: {} }
      : { type: "text", text: "" };
    const message = {
      ...MESSAGE,
      model: MODEL,
      content: [],
      stop_reason: null,
      stop_sequence: null,
      usage: { input_tokens: promptTokens, output_tokens: 1 },
    };
    const reason = { stop_reason: tool ? "tool_use" : "end_turn", stop_sequence: null };
    return [
      event("message_start", { message }),
      event("content_block_start", { index: 0, content_block: block }),
      ...pieces.map((piece) =>
        event("content_block_delta", {
          index: 0,
          delta: tool
            ? { type: "input_json_delta", partial_json: piece }
            : { type: "text_delta", text: piece },
        }),
      ),
      event("content_block_stop", { index: 0 }),
      event("message_delta", { delta: reason, usage: { output_tokens: pieces.length } }),
      event("message_stop", {}),
    ];
  },
  body(answer) {
    const content = [{ type: "text", text: answer.pieces.join("") }];
    const end = { stop_reason: "end_turn", stop_sequence: null };
    return JSON.stringify({ ...MESSAGE, model: MODEL, content, ...end, usage: countsOf(answer) });
  },
  contenders: [
    floorOfWire,
    ...vllora({
      package: "@vllora/provider-anthropic",
      factory: "anthropic",
      model: `anthropic/${MODEL}`,
      async provider(baseURL) {
        const { anthropic } = await import("@vllora/provider-anthropic");
        return anthropic({ apiKey: "k", baseURL });
      },
    }),
    anthropicPackage,
  ],
};

function event(type: string, fields: object): string {
  return `event: ${type}\ndata: ${JSON.stringify({ type, ...fields })}\n\n`;
}

function countsOf({ pieces, promptTokens }: Answer): Counts {
  return { input_tokens: promptTokens, output_tokens: pieces.length };
}

function toUsage({ input_tokens, output_tokens }: Counts) {
  return { prompt_tokens: input_tokens, completion_tokens: output_tokens };
}
