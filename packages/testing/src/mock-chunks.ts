import type {
  ChatCompletion,
  ChatCompletionChunk,
  ChatCompletionDelta,
  ToolCall,
  ToolCallDelta,
} from "@vllora/core/provider";

/** A whole answer as the chunks that OpenAI would send: role, reasoning, text, tool calls, finish reason, usage. */
export function toChunks(
  { id, created, model, choices, usage }: ChatCompletion,
  pieceLength: number,
  withUsage: boolean,
): ChatCompletionChunk[] {
  const head = { id, object: "chat.completion.chunk" as const, created, model };
  const chunks = choices.flatMap(({ index, message, finish_reason }): ChatCompletionChunk[] => {
    const deltas: ChatCompletionDelta[] = [
      { role: "assistant", content: message.content === null ? null : "" },
      ...cut(message.reasoning_content ?? "", pieceLength).map((reasoning_content) => ({
        reasoning_content,
      })),
      ...cut(message.content ?? "", pieceLength).map((content) => ({ content })),
      ...(message.tool_calls ?? []).flatMap((call, position) =>
        toCallDeltas(call, position, pieceLength).map((delta) => ({ tool_calls: [delta] })),
      ),
    ];
    const last = { index, delta: {}, finish_reason };
    return [
      ...deltas.map((delta) => ({ ...head, choices: [{ index, delta, finish_reason: null }] })),
      { ...head, choices: [last] },
    ];
  });
  if (usage !== undefined && withUsage) chunks.push({ ...head, choices: [], usage });
  return chunks;
}

/** Id and name come with the first piece, the arguments after it. */
function toCallDeltas(call: ToolCall, index: number, pieceLength: number): ToolCallDelta[] {
  const { id } = call;
  const extra = call.extra_content === undefined ? {} : { extra_content: call.extra_content };
  if (call.type === "custom") {
    const { name, input } = call.custom;
    // OpenAI streams calls of custom tools, too; the published type of a delta does not have them.
    const toDelta = (piece: object) => piece as ToolCallDelta;
    return [
      toDelta({ index, id, type: "custom", custom: { name, input: "" }, ...extra }),
      ...cut(input, pieceLength).map((piece) => toDelta({ index, custom: { input: piece } })),
    ];
  }
  const { name, arguments: text } = call.function;
  return [
    { index, id, type: "function", function: { name, arguments: "" }, ...extra },
    ...cut(text, pieceLength).map((piece) => ({ index, function: { arguments: piece } })),
  ];
}

/** By code points, so that no character is torn. */
function cut(text: string, length: number): string[] {
  if (!(Number.isInteger(length) && length > 0)) {
    throw new RangeError(`pieceLength must be a whole number above 0, got ${length}`);
  }
  const points = Array.from(text);
  return Array.from({ length: Math.ceil(points.length / length) }, (_, piece) =>
    points.slice(piece * length, (piece + 1) * length).join(""),
  );
}
