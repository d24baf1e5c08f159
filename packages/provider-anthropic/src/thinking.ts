import type { ChatCompletionRequest, EncodeContext } from "@vllora/core/provider";
import type { Effort, ModelTraits } from "./models.ts";
import type { AnthropicChatOptions } from "./options.ts";

/** How the model is to think, in the wire's fields. */
export interface WireThinking {
  readonly thinking?: { readonly type: string; readonly [field: string]: unknown } | undefined;
  readonly effort?: Effort | undefined;
}

type Asked = NonNullable<ChatCompletionRequest["thinking"]>;
type AskedEffort = NonNullable<ChatCompletionRequest["reasoning_effort"]>;

/** What the API takes at least. */
const LEAST_BUDGET = 1024;

/** Tokens for thinking, for models that want a number. */
const BUDGETS: { readonly [effort in Exclude<AskedEffort, "none">]: number } = {
  minimal: LEAST_BUDGET,
  low: 4096,
  medium: 12_288,
  high: 24_576,
  xhigh: 32_768,
  max: 32_768,
};

/**
 * `thinking` and `reasoning_effort` → `thinking` and `output_config.effort`, in the form that the model knows. What
 * the caller gets in another form than asked for is reported.
 * @see https://platform.claude.com/docs/en/build-with-claude/thinking
 */
export function toWireThinking(
  request: ChatCompletionRequest,
  options: AnthropicChatOptions,
  maxTokens: number,
  traits: ModelTraits,
  context: EncodeContext,
): WireThinking {
  const { thinking: asked, reasoning_effort: effort } = request;
  // Between tool calls the budget is that of all thinking in the turn, and may be above the limit of one answer.
  const interleaved =
    options.betas?.some((beta) => beta.startsWith("interleaved-thinking")) === true;
  const form = new ThinkingForm(maxTokens, interleaved, traits, context);
  if (options.thinking !== undefined) {
    if (asked != null) {
      const note = `provider_options.${context.provider}.thinking replaces it`;
      context.report({ field: "thinking", outcome: "adjusted", note });
    }
    return { thinking: options.thinking, effort: form.effort(effort, options.thinking) };
  }
  if (asked != null) {
    const thinking = form.asked(asked, effort);
    return { thinking, effort: form.effort(effort, thinking) };
  }
  return effort == null ? {} : form.byEffort(effort);
}

class ThinkingForm {
  readonly #maxTokens: number;
  readonly #interleaved: boolean;
  readonly #traits: ModelTraits;
  readonly #report: EncodeContext["report"];

  constructor(
    maxTokens: number,
    interleaved: boolean,
    traits: ModelTraits,
    { report }: EncodeContext,
  ) {
    this.#maxTokens = maxTokens;
    this.#interleaved = interleaved;
    this.#traits = traits;
    this.#report = report;
  }

  asked(asked: Asked, effort: AskedEffort | null | undefined): WireThinking["thinking"] {
    const { thinking: takes } = this.#traits;
    if (asked.type === "disabled") return this.#off("thinking", asked);
    if (takes === "none") return this.#refuse("thinking", "this model does not think");
    if (asked.type === "adaptive") {
      if (takes !== "budget") return { ...asked };
      const level = effort == null || effort === "none" ? "medium" : effort;
      return this.#adjusted(asked, this.#budget(BUDGETS[level], "thinking"));
    }
    if (takes === "adaptive") return this.#adjusted(asked, { type: "adaptive" });
    if (asked.budget_tokens === undefined) {
      if (takes === "either") return this.#adjusted(asked, { type: "adaptive" });
      return this.#adjusted(asked, this.#budget(BUDGETS.medium, "thinking"));
    }
    const fitted = this.#budget(asked.budget_tokens, "thinking");
    if (fitted === undefined || fitted["budget_tokens"] === asked.budget_tokens) {
      return fitted && { ...asked };
    }
    return this.#adjusted(asked, { ...asked, ...fitted });
  }

  byEffort(effort: AskedEffort): WireThinking {
    const field = "reasoning_effort";
    if (effort === "none") return { thinking: this.#off(field, effort) };
    const { thinking: takes, efforts } = this.#traits;
    if (takes === "none") {
      return { thinking: this.#refuse(field, "this model does not think") };
    }
    if (takes !== "budget" && efforts.length > 0) {
      const thinking = { type: "adaptive" };
      return { thinking, effort: this.effort(effort, thinking) };
    }
    const thinking = this.#budget(BUDGETS[effort], field);
    if (thinking !== undefined) {
      const note = `${String(thinking["budget_tokens"])} tokens`;
      this.#report({ field, outcome: "mapped", to: "thinking.budget_tokens", note });
    }
    return { thinking };
  }

  /** The level that the model knows with such thinking, or the next one below. */
  effort(
    asked: AskedEffort | null | undefined,
    thinking: WireThinking["thinking"],
  ): Effort | undefined {
    if (asked == null) return undefined;
    const field = "reasoning_effort";
    const { effortNeedsThinking } = this.#traits;
    const off = thinking?.type === "disabled" || thinking?.type === "between_tools";
    const limit = off && effortNeedsThinking ? "high" : "max";
    const efforts = this.#traits.efforts.filter((level) => isUpTo(level, limit));
    if (asked === "none" || efforts.length === 0) {
      this.#report({ field, outcome: "ignored", note: "thinking is given, too" });
      return undefined;
    }
    const wanted = asked === "minimal" ? "low" : asked;
    const known = efforts.filter((level) => isUpTo(level, wanted));
    const level = known.at(-1) ?? "low";
    if (level !== asked) {
      const note = `this model knows ${efforts.join(", ")}${limit === "max" ? "" : " without thinking"}`;
      this.#report({ field, outcome: "adjusted", from: asked, to: level, note });
    }
    return level;
  }

  #off(field: "thinking" | "reasoning_effort", from: Asked | "none"): WireThinking["thinking"] {
    const { thinking, thinkingOff: type } = this.#traits;
    if (thinking === "none") {
      this.#report({ field, outcome: "emulated", note: "this model does not think" });
      return undefined;
    }
    if (type === "never") return this.#refuse(field, "this model always thinks");
    if (type === "disabled") return { type };
    const note = "this model can leave out thinking only before it calls tools";
    this.#report({ field, outcome: "adjusted", from, to: { type }, note });
    return { type };
  }

  /** A budget within the limits of the API: at least 1024, and below `max_tokens`. */
  #budget(asked: number, field: string): WireThinking["thinking"] {
    const budget = Math.max(LEAST_BUDGET, asked);
    if (this.#interleaved || budget < this.#maxTokens) {
      return { type: "enabled", budget_tokens: budget };
    }
    if (this.#maxTokens <= LEAST_BUDGET) {
      const note = `thinking takes ${LEAST_BUDGET} tokens at least, and max_tokens is ${this.#maxTokens}`;
      return this.#refuse(field, note);
    }
    // A fifth is left for the answer.
    const fitted = Math.max(LEAST_BUDGET, Math.floor(this.#maxTokens * 0.8));
    return { type: "enabled", budget_tokens: fitted };
  }

  #adjusted(from: Asked, to: WireThinking["thinking"]): WireThinking["thinking"] {
    if (to !== undefined) {
      const note = "as this model and max_tokens allow it";
      this.#report({ field: "thinking", outcome: "adjusted", from, to, note });
    }
    return to;
  }

  #refuse(field: string, note: string): undefined {
    this.#report({ field, outcome: "refused", note });
    return undefined;
  }
}

const LEVELS: readonly Effort[] = ["low", "medium", "high", "xhigh", "max"];

function isUpTo(level: Effort, limit: Effort): boolean {
  return LEVELS.indexOf(level) <= LEVELS.indexOf(limit);
}
