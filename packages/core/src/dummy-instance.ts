import type { ChatCompletion, ChatCompletionChunk, ChatCompletionRequest } from "@vllora/types";
import type { ModelInstance } from "./instance.ts";

const PIECE = 3;

/**
 * Answers without a provider: whole answers say "Hello, world!", streams repeat the text of the request's
 * messages in pieces of three characters. For trying out the client; `@vllora/testing` has a mock model.
 */
export class DummyModelInstance implements ModelInstance {
  async invoke(request: ChatCompletionRequest): Promise<ChatCompletion> {
    return {
      id: "dummy",
      object: "chat.completion",
      created: seconds(),
      model: request.model,
      choices: [
        {
          index: 0,
          message: { role: "assistant", content: "Hello, world!", refusal: null },
          finish_reason: "stop",
          logprobs: null,
        },
      ],
    };
  }

  async *stream(request: ChatCompletionRequest): AsyncGenerator<ChatCompletionChunk, void> {
    const head = {
      id: "dummy",
      object: "chat.completion.chunk" as const,
      created: seconds(),
      model: request.model,
    };
    yield {
      ...head,
      choices: [{ index: 0, delta: { role: "assistant", content: "" }, finish_reason: null }],
    };
    const characters = Array.from(textOf(request));
    for (let start = 0; start < characters.length; start += PIECE) {
      const content = characters.slice(start, start + PIECE).join("");
      yield { ...head, choices: [{ index: 0, delta: { content }, finish_reason: null }] };
    }
    yield { ...head, choices: [{ index: 0, delta: {}, finish_reason: "stop" }] };
  }
}

function textOf(request: ChatCompletionRequest): string {
  return request.messages
    .map(({ content }) => {
      if (typeof content === "string") return content;
      return (content ?? []).map((part) => (part.type === "text" ? part.text : "")).join("");
    })
    .join("");
}

function seconds(): number {
  return Math.floor(Date.now() / 1000);
}
