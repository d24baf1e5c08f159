import {
  type ChatCompletionRequest,
  type EncodeContext,
  ErrorFrame,
  type LedgerEntry,
  MalformedFrameError,
  type TokenCount,
  type WireRequest,
} from "@vllora/core/provider";
import { encodeRequest } from "./request.ts";

/** Fields of our request that shape the answer, not the prompt. The endpoint refuses what they become. */
const UNCOUNTED: readonly (keyof ChatCompletionRequest)[] = [
  "max_completion_tokens",
  "max_tokens",
  "metadata",
  "safety_identifier",
  "service_tier",
  "stop",
  "temperature",
  "top_k",
  "top_p",
  "user",
];

/**
 * Fields of the wire that the endpoint takes.
 * @see https://platform.claude.com/docs/en/api/messages/count_tokens
 */
const COUNTED: ReadonlySet<string> = new Set([
  "billing_policy",
  "cache_control",
  "compaction",
  "context_management",
  "mcp_servers",
  "messages",
  "model",
  "output_config",
  "output_format",
  "speed",
  "system",
  "thinking",
  "tool_choice",
  "tools",
]);

/** A chat completion's request → that of its count: the same body, without what the endpoint refuses. */
export function encodeCount(
  request: ChatCompletionRequest,
  context: EncodeContext,
  betas?: readonly string[],
): WireRequest {
  const answered = new Set<string>(UNCOUNTED);
  // What becomes of them in a message is no matter here.
  const report = (entry: LedgerEntry) => {
    if (!answered.has(entry.field.split(".")[0] as string)) context.report(entry);
  };
  const counted = { ...context, report };
  const wire = encodeRequest(request, counted, betas, "/v1/messages/count_tokens", COUNTED);
  for (const field of UNCOUNTED) {
    if (request[field] == null) continue;
    context.report({ field, outcome: "ignored", note: "it does not change the count" });
  }
  return wire;
}

/**
 * `{ input_tokens }`, which counts what is read from the cache and written to it, too.
 * @throws {ErrorFrame} for an error inside a 200.
 * @throws {MalformedFrameError} for a body that is no count.
 */
export function decodeCount(body: unknown): TokenCount {
  const { input_tokens: tokens, error, ...others } = (body ?? {}) as WireCount;
  if (error != null) throw new ErrorFrame(body);
  if (typeof tokens !== "number") throw new MalformedFrameError("expected input_tokens");
  return { prompt_tokens: tokens, ...others };
}

/** @see https://platform.claude.com/docs/en/api/messages/count_tokens */
interface WireCount {
  readonly input_tokens?: unknown;
  readonly error?: unknown;
}
