import { type Fetch, LLMError, VlloraLLMClient } from "@vllora/core";
import type { ChatCompletion, ChatCompletionChunk } from "@vllora/core/provider";
import { bedrock } from "../src/index.ts";

/** A message and nothing else. */
export const HELLO = {
  model: "anthropic.claude-sonnet-4-5-20250929-v1:0",
  messages: [{ role: "user" as const, content: "Hello" }],
};

/** How a stream went. */
export interface Streamed {
  readonly chunks: readonly ChatCompletionChunk[];
  readonly completion?: ChatCompletion;
  readonly error?: LLMError;
  /** The error came from the call, not from the loop. */
  readonly early?: boolean;
}

/** A `fetch` that answers with a stream, in pieces as they are given. */
export function streaming(...pieces: readonly Uint8Array[]): Fetch {
  return async () =>
    new Response(
      new ReadableStream<Uint8Array>({
        start(controller) {
          for (const piece of pieces) if (piece.length > 0) controller.enqueue(piece);
          controller.close();
        },
      }),
      {
        headers: {
          "content-type": "application/vnd.amazon.eventstream",
          "x-amzn-requestid": "request-1",
        },
      },
    );
}

/** Asks for a stream, of a `fetch` or a server, and reads all of it. */
export async function stream(from: Fetch | string): Promise<Streamed> {
  const own = { credentials: { api_key: "k", region: "us-east-1" } };
  const provider = bedrock(
    typeof from === "string" ? { ...own, baseURL: from } : { ...own, fetch: from },
  );
  const client = new VlloraLLMClient({ provider, maxRetries: 0 });
  const chunks: ChatCompletionChunk[] = [];
  let early = true;
  try {
    const asked = await client.completions.createStream(HELLO);
    early = false;
    for await (const chunk of asked) chunks.push(chunk);
    return { chunks, completion: await asked.finalResponse() };
  } catch (error) {
    if (!LLMError.is(error)) throw error;
    return { chunks, error, early };
  }
}
