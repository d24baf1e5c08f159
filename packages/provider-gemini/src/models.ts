/**
 * The generation in a model's name: 2.5 for `gemini-2.5-flash`. Absent for names that do not say it, which are
 * treated as the newest: aliases such as `gemini-flash-latest`, and tuned models.
 */
function generationOf(model: string): number | undefined {
  const match = /(?:^|\/)gemini-(\d+(?:\.\d+)?)/.exec(model);
  if (match?.[1] !== undefined) return Number(match[1]);
  return /(?:^|\/)gemma/.test(model) ? 0 : undefined;
}

function isSince(model: string, generation: number): boolean {
  return (generationOf(model) ?? Number.POSITIVE_INFINITY) >= generation;
}

/** How a model is told how much to think. */
export type ThinkingStyle = "none" | "budget" | "level";

/**
 * Gemini 2.5 takes a budget of tokens, Gemini 3 a level; older models and Gemma do not think on demand.
 * @see https://ai.google.dev/gemini-api/docs/thinking
 */
export function thinkingStyle(model: string): ThinkingStyle {
  if (!isSince(model, 2.5)) return "none";
  return isSince(model, 3) ? "level" : "budget";
}

/** How much a model can be told to think, least first. */
export type ThinkingLevel = "minimal" | "low" | "medium" | "high";

/**
 * The levels of Gemini 3 and later. `minimal` is known of Flash up to 3.6, and `medium` is not of the first Pro; names
 * that say nothing get what all newer models have.
 * @see https://docs.cloud.google.com/gemini-enterprise-agent-platform/models/thinking (read 2026-11-28)
 * @see https://discuss.ai.google.dev/t/gemini-3-preview-openai-compatible-rejects-reasoning-effort-medium-works-with-low-and-high/112648 (read 2026-11-28)
 */
export function thinkingLevels(model: string): readonly ThinkingLevel[] {
  const generation = generationOf(model) ?? Number.POSITIVE_INFINITY;
  if (isPro(model)) return generation < 3.1 ? ["low", "high"] : ["low", "medium", "high"];
  return generation < 3.7 ? ["minimal", "low", "medium", "high"] : ["low", "medium", "high"];
}

/** Pro models think in any case. */
export function isPro(model: string): boolean {
  return /-pro\b/.test(model);
}

/** Smallest and largest budget of Gemini 2.5. @see https://ai.google.dev/gemini-api/docs/thinking#set-budget */
export function budgetLimits(model: string): { readonly least: number; readonly most: number } {
  if (isPro(model)) return { least: 128, most: 32_768 };
  return { least: /lite/.test(model) ? 512 : 0, most: 24_576 };
}

/**
 * Whether schemas can be sent as JSON Schema; else they become the API's own, smaller kind.
 * @see https://ai.google.dev/gemini-api/docs/structured-output
 */
export function takesJsonSchema(model: string): boolean {
  return isSince(model, 2.5);
}

/**
 * Whether an answer can have a form where functions can be called. Older models answer: "Function calling with a response
 * mime type: 'application/json' is unsupported".
 * @see https://github.com/googleapis/python-genai/issues/867 (read 2026-11-28)
 */
export function takesFormatBesideTools(model: string): boolean {
  return isSince(model, 3);
}

/** Results of functions that hold media, and a resolution for each part, came with Gemini 3. */
export function takesMediaPerPart(model: string): boolean {
  return isSince(model, 3);
}
