import { type LedgerEntry, type UnsupportedPolicy, VlloraLLMClient } from "@vllora/core";
import type { ChatCompletionRequest } from "@vllora/core/provider";
import { type AnthropicOptions, anthropic } from "../src/index.ts";
import { violations } from "./schema.ts";

const ANSWER = {
  type: "message",
  id: "msg_1",
  role: "assistant",
  model: "claude",
  content: [{ type: "text", text: "ok" }],
  stop_reason: "end_turn",
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

/**
 * Sends a request for a model of 4.5, unless it names another, and says what left. It must fit the schema.
 * @throws what the client throws before it sends.
 */
export async function encode(
  request: Partial<ChatCompletionRequest>,
  options: AnthropicOptions = {},
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
  const client = new VlloraLLMClient({ provider: anthropic({ apiKey: "k", fetch, ...options }) });
  const reply = await client.completions.create(
    { model: "claude-sonnet-4-5", messages: [{ role: "user", content: "Hello" }], ...request },
    unsupported === undefined ? {} : { unsupported },
  );
  if (sent === undefined) throw new Error("Nothing was sent");
  const problems = violations(sent.body);
  if (problems.length > 0) throw new Error(problems.join("\n"));
  const warnings = reply.warnings.map(({ field }) => field);
  return { ...sent, ledger: reply.ledger, warnings };
}
