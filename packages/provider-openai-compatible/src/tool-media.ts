import type { EncodeContext } from "@vllora/core/provider";

type Part = { readonly type?: unknown };
type Message = {
  readonly role?: unknown;
  readonly content?: unknown;
  readonly tool_call_id?: unknown;
};

/**
 * OpenAI takes text alone as the result of a tool. Images and files go into a message of the user behind the results of
 * the turn, and each result says where they are.
 * @see https://github.com/openai/openai-node (types of openai 6.49: ChatCompletionToolMessageParam)
 */
export function moveToolMedia(
  messages: readonly object[],
  { report }: EncodeContext,
): readonly object[] {
  if (!messages.some((message) => mediaOf(message).length > 0)) return messages;
  const moved: object[] = [];
  let media: object[] = [];
  const flush = () => {
    if (media.length > 0) moved.push({ role: "user", content: media });
    media = [];
  };
  for (const [index, message] of (messages as readonly Message[]).entries()) {
    if (message.role !== "tool") flush();
    const own = mediaOf(message);
    if (own.length === 0) {
      moved.push(message);
      continue;
    }
    const label = `Attachments of the tool result ${String(message.tool_call_id)}:`;
    media.push({ type: "text", text: label }, ...own);
    const texts = (message.content as readonly Part[]).filter((part) => !own.includes(part));
    const pointer = { type: "text", text: "[Attachments follow in the next user message.]" };
    moved.push({ ...message, content: [...texts, pointer] });
    const note = "the API takes text alone: the rest goes into a user message";
    report({ field: `messages[${index}].content`, outcome: "emulated", note });
  }
  flush();
  return moved;
}

function mediaOf(message: Message): readonly Part[] {
  if (message.role !== "tool" || !Array.isArray(message.content)) return [];
  return (message.content as readonly Part[]).filter(
    (part) => part?.type === "image_url" || part?.type === "file",
  );
}
