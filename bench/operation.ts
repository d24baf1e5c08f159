import { PROMPT_TOKENS, piecesOf, TOOL } from "./payload.ts";
import type { Scenario } from "./scenario.ts";
import type { Client, Usage } from "./wire.ts";

/** What a client is asked to do. */
export type Operation = "stream" | "tool" | "whole";

/** One call and what came of it; nothing is compared yet, so that a call costs what it costs. */
export interface Outcome {
  /** Milliseconds to the first piece; streams only. */
  readonly firstMs: number;
  /** Throws when the client's answer is not what the server sent. */
  verify(): void;
}

export async function perform(
  client: Client,
  operation: Operation,
  scenario: Scenario,
): Promise<Outcome> {
  const start = performance.now();
  let firstMs = 0;
  let text = "";
  const onText = (piece: string) => {
    if (firstMs === 0) firstMs = performance.now() - start;
    text += piece;
    return undefined;
  };
  const expected = () => piecesOf(scenario);
  switch (operation) {
    case "stream": {
      const usage = await client.stream(onText);
      const verify = () => {
        same("text", text, expected().join(""));
        sameUsage(usage, expected().length);
      };
      return { firstMs, verify };
    }
    case "tool": {
      const name = await client.tool(onText);
      const verify = () => {
        same("name of the tool", name, TOOL.name);
        same("arguments", JSON.stringify(JSON.parse(text)), expected().join(""));
      };
      return { firstMs, verify };
    }
    case "whole": {
      const answer = await client.whole();
      const verify = () => {
        same("text", answer.text, expected().join(""));
        sameUsage(answer.usage, expected().length);
      };
      return { firstMs, verify };
    }
  }
}

function sameUsage(usage: Usage | undefined, completionTokens: number): void {
  same("prompt_tokens", usage?.prompt_tokens, PROMPT_TOKENS);
  same("completion_tokens", usage?.completion_tokens, completionTokens);
}

function same(what: string, actual: unknown, expected: unknown): void {
  if (actual === expected) return;
  const show = (value: unknown) => String(value).slice(0, 60);
  throw new Error(`Wrong ${what}: ${show(actual)} instead of ${show(expected)}`);
}
