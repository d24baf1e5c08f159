import { type LedgerEntry, type UnsupportedPolicy, VlloraLLMClient } from "@vllora/core";
import type { ChatCompletionRequest } from "@vllora/core/provider";
import { bedrock } from "../src/index.ts";
import { violations } from "./schema.ts";

const ANSWER = {
  output: { message: { role: "assistant", content: [{ text: "ok" }] } },
  stopReason: "end_turn",
  usage: { inputTokens: 1, outputTokens: 1, totalTokens: 2 },
  metrics: { latencyMs: 1 },
};

/** What left, and what was said of it. */
export interface Encoded {
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: { readonly [field: string]: unknown };
  readonly ledger: readonly LedgerEntry[];
  /** The fields that the caller is warned of. */
  readonly warnings: readonly string[];
}

/** A Claude of 4.5. */
export const CLAUDE = "anthropic.claude-sonnet-4-5-20250929-v1:0";

/**
 * Sends a request for Claude 4.5, unless it names another, and says what left. It must fit the service's model.
 * @throws what the client throws before it sends.
 */
export async function encode(
  request: Partial<ChatCompletionRequest>,
  unsupported?: UnsupportedPolicy,
): Promise<Encoded> {
  let sent: Pick<Encoded, "url" | "headers" | "body"> | undefined;
  const fetch = async (url: string, { headers, body }: RequestInit) => {
    sent = {
      url,
      headers: headers as Encoded["headers"],
      body: JSON.parse(String(body)) as Encoded["body"],
    };
    return Response.json(ANSWER);
  };
  const provider = bedrock({ credentials: { api_key: "k", region: "us-east-1" }, fetch });
  const client = new VlloraLLMClient({ provider });
  const reply = await client.completions.create(
    { model: CLAUDE, messages: [{ role: "user", content: "Hello" }], ...request },
    unsupported === undefined ? {} : { unsupported },
  );
  if (sent === undefined) throw new Error("Nothing was sent");
  const problems = violations(sent.body);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  return { ...sent, ledger: reply.ledger, warnings: reply.warnings.map(({ field }) => field) };
}
