import type { ChatCompletionRequest, ChatMessage } from "@vllora/types";

const history: ChatMessage[] = [{ role: "system", content: "Answer in one sentence." }];

export function ask(question: string): ChatCompletionRequest {
  return {
    model: "openai/gpt-4.1-mini",
    messages: [...history, { role: "user", content: question }],
    reasoning_effort: "low",
  };
}

console.log(JSON.stringify(ask("Why is the sky blue?")));
