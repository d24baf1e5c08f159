import type { Usage } from "@vllora/core/provider";

/** The usage where it is one: some servers send `{}`, or leave the sum to the reader. Absent when unknown. */
export function toUsage(value: unknown): Usage | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const usage = value as Partial<Usage>;
  if (typeof usage.prompt_tokens !== "number") return undefined;
  if (typeof usage.completion_tokens !== "number") {
    // Answers without output, as from a cut-off reasoning model, may leave the count out.
    if (typeof usage.total_tokens !== "number") return undefined;
    usage.completion_tokens = usage.total_tokens - usage.prompt_tokens;
  }
  usage.total_tokens ??= usage.prompt_tokens + usage.completion_tokens;
  const reasoning = usage.completion_tokens_details?.reasoning_tokens ?? 0;
  // xAI counts reasoning beside the completion; the total tells.
  if (usage.prompt_tokens + usage.completion_tokens + reasoning === usage.total_tokens) {
    usage.completion_tokens += reasoning;
  }
  if (usage.cost === null) delete usage.cost;
  for (const key of ["prompt_tokens_details", "completion_tokens_details"] as const) {
    if (usage[key] === null) delete usage[key];
  }
  return usage as Usage;
}
