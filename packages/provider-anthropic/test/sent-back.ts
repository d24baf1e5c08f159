import type { ChatCompletion, ChatMessage } from "@vllora/core/provider";
import { sentFor } from "../../provider-openai-compatible/test/recorded-requests.ts";
import { anthropic } from "../src/index.ts";
import type { MessagesRequest, WireBlock } from "../src/wire.ts";

/** What our client sends when an answer is put into the next request as it is: the body, and that turn's blocks. */
export async function sentBack(
  { choices }: ChatCompletion,
  model = "claude-opus-5",
): Promise<{ readonly body: MessagesRequest; readonly blocks: readonly WireBlock[] }> {
  const message = choices[0]?.message as ChatMessage;
  const results = (choices[0]?.message.tool_calls ?? []).map(
    ({ id }): ChatMessage => ({ role: "tool", tool_call_id: id, content: "done" }),
  );
  const { body } = await sentFor(
    { model, messages: [{ role: "user", content: "Hello" }, message, ...results] },
    (fetch) => anthropic({ apiKey: "k", fetch }),
  );
  const request = body as MessagesRequest;
  const content = request.messages.find(({ role }) => role === "assistant")?.content ?? [];
  const blocks = typeof content === "string" ? [{ type: "text", text: content }] : content;
  return { body: request, blocks };
}

/** Blocks without what says nothing: `null`, an empty list of citations, and empty texts, which the API refuses. */
export function meaning(blocks: readonly object[]): readonly object[] {
  return blocks
    .map((block) =>
      Object.fromEntries(
        Object.entries(block).filter(
          ([field, value]) => value != null && !(field === "citations" && isEmpty(value)),
        ),
      ),
    )
    .filter((block) => block["type"] !== "text" || block["text"] !== "");
}

function isEmpty(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}
