import type { ChatCompletionRequest, EncodeContext } from "@vllora/core/provider";
import {
  budgetLimits,
  isPro,
  type ThinkingLevel,
  thinkingLevels,
  thinkingStyle,
} from "./models.ts";
import type { GeminiRequestOptions } from "./options.ts";

type Effort = NonNullable<ChatCompletionRequest["reasoning_effort"]>;

/** Tokens of Gemini 2.5 for an effort, as Google's own OpenAI-compatible endpoint has them. @see https://ai.google.dev/gemini-api/docs/openai#thinking */
const BUDGETS: { readonly [effort in Exclude<Effort, "none">]: number } = {
  minimal: 1024,
  low: 1024,
  medium: 8192,
  high: 24_576,
  xhigh: Number.POSITIVE_INFINITY,
  max: Number.POSITIVE_INFINITY,
};

/** The model decides how much it thinks. */
const DYNAMIC = -1;

interface ThinkingConfig {
  includeThoughts?: boolean;
  thinkingBudget?: number;
  thinkingLevel?: string;
}

/**
 * How much the model thinks, and whether it shows it. A budget that the caller names goes before an effort; the two
 * cannot be sent together.
 * @see https://ai.google.dev/gemini-api/docs/thinking
 */
export function toThinkingConfig(
  request: ChatCompletionRequest,
  context: EncodeContext,
): object | undefined {
  const options = context.options as GeminiRequestOptions;
  const config: ThinkingConfig = { ...askedFor(request, context) };
  const shown = options.include_thoughts ?? (shows(request) ? true : undefined);
  if (shown !== undefined && thinkingStyle(context.model) !== "none")
    config.includeThoughts = shown;
  const all = { ...config, ...options.thinking_config };
  return Object.keys(all).length === 0 ? undefined : all;
}

function shows({ thinking }: ChatCompletionRequest): boolean {
  return thinking?.type === "enabled" || thinking?.type === "adaptive";
}

function askedFor(
  { reasoning_effort: effort, thinking }: ChatCompletionRequest,
  context: EncodeContext,
): ThinkingConfig {
  const budget = thinking?.type === "enabled" ? thinking.budget_tokens : undefined;
  if (effort != null && (budget !== undefined || thinking?.type === "disabled")) {
    const note = "thinking says it";
    context.report({ field: "reasoning_effort", outcome: "ignored", note });
  }
  if (thinking?.type === "disabled") return none("thinking", context);
  if (budget !== undefined) return ofBudget(budget, context);
  if (effort != null) return ofEffort(effort, context);
  if (thinking == null) return {};
  if (thinkingStyle(context.model) === "none") return refuse("thinking", context);
  return thinkingStyle(context.model) === "budget" ? { thinkingBudget: DYNAMIC } : {};
}

function ofBudget(budget: number, context: EncodeContext): ThinkingConfig {
  if (thinkingStyle(context.model) === "none") return refuse("thinking", context);
  return { thinkingBudget: budget };
}

function ofEffort(effort: Effort, context: EncodeContext): ThinkingConfig {
  const field = "reasoning_effort";
  if (effort === "none") return none(field, context);
  const style = thinkingStyle(context.model);
  if (style === "none") return refuse(field, context);
  const { report, model } = context;
  if (style === "budget") {
    const { least, most } = budgetLimits(model);
    const thinkingBudget = Math.min(Math.max(BUDGETS[effort], least), most);
    report({ field, outcome: "mapped", to: `thinkingBudget ${thinkingBudget}` });
    return { thinkingBudget };
  }
  const thinkingLevel = toLevel(effort, model);
  report(
    thinkingLevel === effort
      ? { field, outcome: "mapped", to: "thinkingLevel" }
      : { field, outcome: "adjusted", from: effort, to: thinkingLevel, note: "the nearest level" },
  );
  return { thinkingLevel };
}

const LEVELS: readonly ThinkingLevel[] = ["minimal", "low", "medium", "high"];

/** The level of that name, or the next above it that the model has. */
function toLevel(effort: Exclude<Effort, "none">, model: string): ThinkingLevel {
  const wanted = effort === "xhigh" || effort === "max" ? "high" : effort;
  const levels = thinkingLevels(model);
  const least = LEVELS.indexOf(wanted);
  return levels.find((level) => LEVELS.indexOf(level) >= least) ?? "high";
}

/** As little as the model can. */
function none(field: string, context: EncodeContext): ThinkingConfig {
  const { model, report } = context;
  const style = thinkingStyle(model);
  if (style === "none") {
    report({ field, outcome: "emulated", note: "this model does not think" });
    return {};
  }
  const note = "this model cannot do without thinking";
  if (style === "level") {
    const [to = "low"] = thinkingLevels(model);
    report({ field, outcome: "adjusted", from: "none", to, note });
    return { thinkingLevel: to };
  }
  if (!isPro(model)) return { thinkingBudget: 0 };
  const to = budgetLimits(model).least;
  report({ field, outcome: "adjusted", from: "none", to, note });
  return { thinkingBudget: to };
}

function refuse(field: string, { report, model }: EncodeContext): ThinkingConfig {
  report({ field, outcome: "refused", note: `${model} does not think on demand` });
  return {};
}
