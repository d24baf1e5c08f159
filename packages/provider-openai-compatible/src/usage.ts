import type { Usage } from "@vllora/core/provider";

/** The usage where it is one: some servers send `{}`, or leave the sum to the reader. Absent when unknown. */
export function toUsage(value: unknown): Usage | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const usage = value as Partial<Usage>;
  if (!isCount(usage.prompt_tokens)) return undefined;
  // Answers without output, as from a cut-off reasoning model, may leave the count out.
  if (usage.completion_tokens == null && isCount(usage.total_tokens)) {
    usage.completion_tokens = usage.total_tokens - usage.prompt_tokens;
  }
  if (!isCount(usage.completion_tokens)) return undefined;
  if (!isCount(usage.total_tokens)) {
    usage.total_tokens = usage.prompt_tokens + usage.completion_tokens;
  }
  const reasoning = usage.completion_tokens_details?.reasoning_tokens ?? 0;
  // xAI counts reasoning beside the completion; the total tells.
  const sum = usage.prompt_tokens + usage.completion_tokens;
  if (isCount(reasoning) && sum + reasoning === usage.total_tokens) {
    usage.completion_tokens += reasoning;
  }
  if (usage.cost === null) delete usage.cost;
  for (const key of ["prompt_tokens_details", "completion_tokens_details"] as const) {
    if (usage[key] === null) delete usage[key];
  }
  return usage as Usage;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value) && value >= 0;
}
