/**
 * Models that reason before they answer: the o series and GPT-5 and later. Their chat variants do not.
 * @see https://platform.openai.com/docs/guides/reasoning (read 2026-11-22)
 */
const REASONING = /^(?:ft:)?(?:o\d|gpt-[5-9](?!\d))(?!.*-chat)/;

/** The first of them know neither system nor developer messages; the API says so itself. */
const WITHOUT_INSTRUCTIONS = /^o1-(?:mini|preview)/;

/** Reasoning models refuse `max_tokens`; the others take either name. */
export function maxTokensName(model: string): "max_completion_tokens" | undefined {
  return REASONING.test(model) ? "max_completion_tokens" : undefined;
}

/** Reasoning models call instructions `developer`. */
export function instructionsRole(model: string): "developer" | undefined {
  return REASONING.test(model) && !WITHOUT_INSTRUCTIONS.test(model) ? "developer" : undefined;
}
