import type { ChatCompletionMessage } from "@vllora/core/provider";
import { describe, expect, test } from "vitest";
import { type RecordedMessage, textOf } from "./recorded-answer.ts";
import { askStreamed, askWhole, makeCompatible, named, recordedCases } from "./recorded-cases.ts";
import { checkCase, type ErrorKinds, REASONS } from "./recorded-expectation.ts";
import { sentFor } from "./recorded-requests.ts";

const cases = await recordedCases(import.meta.url);

const ERRORS: ErrorKinds = {
  "azure-chat/chat-error-handling-with-azure-grok-4-1-fast-non-reasoning-raises-approp":
    "authentication",
  "azure-chat/chat-real-error-scenarios-azure-grok-4-1-fast-non-reasoning-handles-cont":
    "rate_limit",
  "azure-chat/hw-400-content-filter": "content_filter",
  "azure-chat/hw-408-timeout": "timeout",
  "azure-chat/hw-429-retry-after": "rate_limit",
  "azure-chat/openai-is-default-provider-without-explicit-llm-set-on-agent": "not_found",
  "azure-chat/test-azure-chat-reasoning.s2": "not_found",
  "compat-deepseek/chat-error-handling-with-deepseek-deepseek-chat-raises-appropriate-auth":
    "authentication",
  "compat-groq/test-groq-tool-regular-error": "not_found",
  "compat-groq/test-groq-tool-use-failed-error.s1": "invalid_request",
  "compat-groq/tool-use-failed-error-streaming-with-text.s1": "invalid_request",
  "compat-groq/tool-use-failed-error-streaming.s1": "invalid_request",
  "compat-mistral/chat-error-handling-with-mistral-mistral-small-latest-raises-appropriate":
    "authentication",
  "compat-ollama/chat-error-handling-with-ollama-cloud-gpt-oss-120b-raises-appropriate-au":
    "authentication",
  "compat-ollama/chat-real-error-scenarios-ollama-cloud-gpt-oss-120b-handles-context-leng":
    "context_length",
  "compat-openrouter/agent-knowledege-with-crewai-knowledge": "authentication",
  "compat-openrouter/chat-real-error-scenarios-openrouter-claude-haiku-4-5-handles-context-le":
    "context_length",
  "compat-openrouter/test-openrouter-openrouter-errors-raised": "rate_limit",
  "compat-openrouter/test-openrouter-openrouter-stream-error": "invalid_request",
  "compat-perplexity/chat-error-handling-with-perplexity-sonar-raises-appropriate-auth-error":
    "authentication",
  "compat-perplexity/chat-real-error-scenarios-perplexity-sonar-handles-context-length-exceed":
    "context_length",
  "compat-together/openai-compatibility-makes-successful-api-call": "authentication",
};

describe("a recorded case", () => {
  const used = new Set<string>();

  test.each(named(cases))("%s gives the recorded answer", async (_name, found) => {
    for (const reason of await checkCase(found, makeCompatible, ERRORS)) used.add(reason);
  });

  test.each(named(cases.filter(({ name }) => ERRORS[name] === undefined)))(
    "%s gives an answer that goes back whole",
    async (_name, found) => {
      const { completion } = await (found.stream ? askStreamed : askWhole)(found, makeCompatible);
      const message = completion?.choices[0]?.message as ChatCompletionMessage;
      const { body } = await sentFor(
        { model: "m", messages: [{ role: "user", content: "Hello" }, message] },
        (fetch) => makeCompatible(found, fetch),
      );
      const sent = (body["messages"] as readonly RecordedMessage[])[1];
      const { reasoning_content, reasoning, content, tool_calls: calls } = sent ?? {};
      expect(textOf(content, "text") ?? "").toBe(message.content ?? "");
      expect(reasoning_content ?? reasoning ?? textOf(content, "thinking") ?? "").toBe(
        message.reasoning_content ?? "",
      );
      expect(calls).toEqual(message.tool_calls);
    },
  );

  test("is there for every case, and every listed error is one", () => {
    expect(cases).toHaveLength(215);
    expect(cases.map(({ name }) => name)).toEqual(
      expect.arrayContaining(Object.keys(ERRORS)) as string[],
    );
  });

  test("differs from what the openai package makes of it for every listed reason but one of OpenAI's own", () => {
    const own = "an answer with tool calls that says it has stopped ended with them";
    expect([...used].sort()).toEqual(REASONS.filter((reason) => reason !== own).sort());
  });
});
