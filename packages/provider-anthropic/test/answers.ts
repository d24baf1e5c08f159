import type { WireBlock } from "../src/wire.ts";

/** Three answers of a conversation, with everything that has to go back as it came. */
export const TURNS: readonly (readonly WireBlock[])[] = [
  [
    { type: "thinking", thinking: "I need the weather.\n", signature: "c2lnLTE=" },
    { type: "redacted_thinking", data: "ZGF0YQ==" },
    { type: "text", text: "Let me look. " },
    { type: "tool_use", id: "toolu_1", name: "weather", input: { city: "Zürich", days: [1, 2] } },
    { type: "tool_use", id: "toolu_2", name: "weather", input: {} },
  ],
  [
    { type: "thinking", thinking: "", signature: "c2lnLTI=" },
    { type: "server_tool_use", id: "srv_1", name: "web_search", input: { query: "wind" } },
    { type: "web_search_tool_result", tool_use_id: "srv_1", content: [] },
    { type: "thinking", thinking: "And once more.", signature: "c2lnLTM=" },
    {
      type: "tool_use",
      id: "toolu_3",
      name: "weather",
      input: { city: "Bern" },
      caller: { type: "direct" },
    },
  ],
  [
    { type: "thinking", thinking: "Done.", signature: "c2lnLTQ=" },
    { type: "text", text: "It is " },
    {
      type: "text",
      text: "windy",
      citations: [
        {
          type: "web_search_result_location",
          url: "https://example.com/wind",
          title: "Wind",
          cited_text: "wind",
          encrypted_index: "ZQ==",
        },
      ],
    },
    { type: "text", text: "." },
  ],
];

/** An answer as the wire has it: whole, or as events. */
export function wireAnswer(
  blocks: readonly WireBlock[],
  streamed: boolean,
): { readonly body: string; readonly contentType: string } {
  const message = { type: "message", id: "msg", role: "assistant", model: "claude-opus-4-6" };
  const usage = { input_tokens: 1, output_tokens: 2 };
  const reason = blocks.some(({ type }) => type === "tool_use") ? "tool_use" : "end_turn";
  if (!streamed) {
    const whole = { ...message, content: blocks, stop_reason: reason, usage };
    return { body: JSON.stringify(whole), contentType: "application/json" };
  }
  const begun = { ...usage, output_tokens: 1 };
  const events = [
    {
      type: "message_start",
      message: { ...message, content: [], stop_reason: null, usage: begun },
    },
    ...blocks.flatMap(eventsOf),
    { type: "message_delta", delta: { stop_reason: reason }, usage: { output_tokens: 2 } },
    { type: "message_stop" },
  ];
  const body = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`);
  return { body: body.join(""), contentType: "text/event-stream" };
}

function eventsOf(block: WireBlock, index: number): readonly { readonly type: string }[] {
  const { start, deltas } = piecesOf(block);
  return [
    { type: "content_block_start", index, content_block: start },
    ...deltas.map((delta) => ({ type: "content_block_delta", index, delta })),
    { type: "content_block_stop", index },
  ] as readonly { readonly type: string }[];
}

function piecesOf(block: WireBlock): {
  readonly start: WireBlock;
  readonly deltas: readonly object[];
} {
  const { type } = block;
  const halves = (text: unknown) => {
    const whole = String(text);
    return [whole.slice(0, whole.length >> 1), whole.slice(whole.length >> 1)];
  };
  if (type === "text") {
    const { citations = [] } = block as { citations?: readonly object[] };
    return {
      start: { ...block, text: "", ...(citations.length === 0 ? {} : { citations: [] }) },
      deltas: [
        ...halves(block["text"]).map((text) => ({ type: "text_delta", text })),
        ...citations.map((citation) => ({ type: "citations_delta", citation })),
      ],
    };
  }
  if (type === "thinking") {
    return {
      start: { type, thinking: "", signature: "" },
      deltas: [
        ...halves(block["thinking"]).map((thinking) => ({ type: "thinking_delta", thinking })),
        { type: "signature_delta", signature: block["signature"] },
      ],
    };
  }
  if (type !== "tool_use" && type !== "server_tool_use") return { start: block, deltas: [] };
  const json = JSON.stringify(block["input"]);
  return {
    start: { ...block, input: {} },
    deltas: halves(json === "{}" ? "" : json).map((text) => ({
      type: "input_json_delta",
      partial_json: text,
    })),
  };
}
