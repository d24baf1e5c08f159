import type Anthropic from "@anthropic-ai/sdk";
import { describe, expectTypeOf, test } from "vitest";
import type { AnthropicChatOptions, AnthropicTool } from "../src/index.ts";

type Beta = Anthropic.Beta.Messages.MessageCreateParams;
type Own = Exclude<NonNullable<Beta["tools"]>[number], Anthropic.Beta.Messages.BetaTool>;

describe("what the official package's types allow, ours allow", () => {
  test("as options of a request", () => {
    expectTypeOf<Own>().toExtend<AnthropicTool>();
    expectTypeOf<Pick<Beta, "thinking">>().toExtend<Pick<AnthropicChatOptions, "thinking">>();
    expectTypeOf<Pick<Beta, "context_management">>().toExtend<
      Pick<AnthropicChatOptions, "context_management">
    >();
    expectTypeOf<Pick<Beta, "container">>().toExtend<Pick<AnthropicChatOptions, "container">>();
    expectTypeOf<Pick<Beta, "mcp_servers">>().toExtend<Pick<AnthropicChatOptions, "mcp_servers">>();
  });

  test("and a misspelt value of a known field is none", () => {
    // @ts-expect-error: a search is named web_search
    const tool = { type: "web_search_20250305", name: 1 } satisfies AnthropicTool;
    expectTypeOf(tool).not.toBeAny();
  });
});
