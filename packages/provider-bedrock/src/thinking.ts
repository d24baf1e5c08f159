import type { ChatCompletionRequest, EncodeContext } from "@vllora/core/provider";
import type { Effort, ModelTraits } from "./models.ts";

/** Fields for `additionalModelRequestFields`. */
export type ModelFields = { readonly [field: string]: unknown };

type Asked = NonNullable<ChatCompletionRequest["thinking"]>;
type AskedEffort = NonNullable<ChatCompletionRequest["reasoning_effort"]>;
type Depth = Exclude<AskedEffort, "none">;

/** What Claude takes at least. */
const LEAST_BUDGET = 1024;

/** Tokens for thinking, for models that want a number. */
const BUDGETS: { readonly [effort in Depth]: number } = {
  minimal: LEAST_BUDGET,
  low: 4096,
  medium: 12_288,
  high: 24_576,
  xhigh: 32_768,
  max: 32_768,
};

/** Efforts of Nova and gpt-oss. */
const THREE: { readonly [effort in Depth]: "low" | "medium" | "high" } = {
  minimal: "low",
  low: "low",
  medium: "medium",
  high: "high",
  xhigh: "high",
  max: "high",
};

/**
 * `thinking` and `reasoning_effort` → the fields of the model's family. What the caller gets in another form than asked
 * for is reported.
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-extended-thinking.html
 */
export function toReasoningFields(
  request: ChatCompletionRequest,
  maxTokens: number | undefined,
  traits: ModelTraits,
  context: EncodeContext,
): ModelFields {
  const { thinking, reasoning_effort: effort } = request;
  const { reasoning } = traits;
  if (thinking == null && effort == null) return {};
  if (reasoning === "none") return withoutReasoning(thinking, effort, context);
  if (reasoning === "nova") return toNova(thinking, effort, context);
  if (reasoning === "gpt") return toGPT(thinking, effort, context);
  if (reasoning === "effort") return toEffort(thinking, effort, context);
  return new ClaudeForm(maxTokens, traits, context).fields(thinking, effort);
}

function withoutReasoning(
  thinking: Asked | null | undefined,
  effort: AskedEffort | null | undefined,
  { report }: EncodeContext,
): ModelFields {
  const say = (field: string, off: boolean) =>
    report(
      off
        ? { field, outcome: "emulated", note: "none is asked for from this model" }
        : {
            field,
            outcome: "refused",
            note: "this model has no such setting that is known here; what it knows goes into provider_options.bedrock.additional_parameters",
          },
    );
  if (thinking != null) say("thinking", thinking.type === "disabled");
  if (effort != null) say("reasoning_effort", effort === "none");
  return {};
}

/** Nova 2: `reasoningConfig`. */
function toNova(
  thinking: Asked | null | undefined,
  effort: AskedEffort | null | undefined,
  { report }: EncodeContext,
): ModelFields {
  if (thinking?.type === "disabled" || (thinking == null && effort === "none")) {
    if (thinking != null && effort != null && effort !== "none")
      ignored("reasoning_effort", report);
    return { reasoningConfig: { type: "disabled" } };
  }
  const asked = effort == null || effort === "none" ? undefined : effort;
  const level = THREE[asked ?? "medium"];
  if (effort === "none") ignored("reasoning_effort", report);
  else if (asked !== undefined && asked !== level) stepped(asked, level, report);
  const config = { type: "enabled", maxReasoningEffort: level };
  if (thinking?.type === "adaptive" || thinking?.budget_tokens !== undefined) {
    const note = "this model knows no budget and no judgement of its own, but an effort";
    report({ field: "thinking", outcome: "adjusted", from: thinking, to: config, note });
  }
  return { reasoningConfig: config };
}

/** gpt-oss: `reasoning_effort`, and no way to switch it off. */
function toEffort(
  thinking: Asked | null | undefined,
  effort: AskedEffort | null | undefined,
  { report }: EncodeContext,
): ModelFields {
  const always = "this model always reasons";
  if (thinking != null) {
    const note = thinking.type === "disabled" ? always : "this model knows an effort only";
    report({ field: "thinking", outcome: "refused", note });
  }
  if (effort === "none") report({ field: "reasoning_effort", outcome: "refused", note: always });
  if (effort == null || effort === "none") return {};
  const level = THREE[effort];
  if (level !== effort) stepped(effort, level, report);
  return { reasoning_effort: level };
}

/**
 * GPT's fields are those of OpenAI's Responses.
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/model-card-openai-gpt-56-sol.html
 */
function toGPT(
  thinking: Asked | null | undefined,
  effort: AskedEffort | null | undefined,
  { report }: EncodeContext,
): ModelFields {
  if (thinking != null) {
    report({ field: "thinking", outcome: "refused", note: "use reasoning_effort" });
  }
  if (effort == null) return {};
  const level = effort === "minimal" ? "low" : effort;
  if (level !== effort) stepped(effort, level, report);
  return { reasoning: { effort: level } };
}

class ClaudeForm {
  readonly #maxTokens: number;
  readonly #traits: ModelTraits;
  readonly #report: EncodeContext["report"];

  constructor(maxTokens: number | undefined, traits: ModelTraits, { report }: EncodeContext) {
    this.#maxTokens = maxTokens ?? Number.POSITIVE_INFINITY;
    this.#traits = traits;
    this.#report = report;
  }

  fields(thinking: Asked | null | undefined, effort: AskedEffort | null | undefined): ModelFields {
    if (thinking != null) {
      const form = this.#asked(thinking, effort);
      return { ...(form === undefined ? {} : { thinking: form }), ...this.#effort(effort) };
    }
    if (effort == null) return {};
    if (effort === "none") return { thinking: { type: "disabled" } };
    if (this.#traits.efforts.length > 0) {
      return { thinking: { type: "adaptive" }, ...this.#effort(effort) };
    }
    const form = this.#budget(BUDGETS[effort], "reasoning_effort");
    if (form === undefined) return {};
    const note = `${String(form["budget_tokens"])} tokens`;
    this.#report({
      field: "reasoning_effort",
      outcome: "mapped",
      to: "additionalModelRequestFields.thinking.budget_tokens",
      note,
    });
    return { thinking: form };
  }

  #asked(asked: Asked, effort: AskedEffort | null | undefined): ModelFields | undefined {
    const { reasoning } = this.#traits;
    if (asked.type === "disabled") return { type: "disabled" };
    if (asked.type === "adaptive") {
      if (reasoning !== "budget") return { ...asked };
      const level = effort == null || effort === "none" ? "medium" : effort;
      return this.#adjusted(asked, this.#budget(BUDGETS[level], "thinking"));
    }
    if (reasoning === "adaptive") return this.#adjusted(asked, { type: "adaptive" });
    if (asked.budget_tokens === undefined) {
      const form = reasoning === "either" ? { type: "adaptive" } : undefined;
      return this.#adjusted(asked, form ?? this.#budget(BUDGETS.medium, "thinking"));
    }
    const fitted = this.#budget(asked.budget_tokens, "thinking");
    if (fitted === undefined || fitted["budget_tokens"] === asked.budget_tokens) {
      return fitted && { ...asked };
    }
    return this.#adjusted(asked, { ...asked, ...fitted });
  }

  /** The level that the model knows, or the next one below. */
  #effort(asked: AskedEffort | null | undefined): ModelFields {
    if (asked == null) return {};
    const { efforts } = this.#traits;
    if (asked === "none" || efforts.length === 0) {
      ignored("reasoning_effort", this.#report);
      return {};
    }
    const wanted = asked === "minimal" ? "low" : asked;
    const level = efforts.filter((known) => LEVELS.indexOf(known) <= LEVELS.indexOf(wanted)).at(-1);
    if (level !== asked) stepped(asked, level ?? "low", this.#report);
    return { output_config: { effort: level ?? "low" } };
  }

  /** At least 1024, and below `max_tokens`, where a fifth is left for the answer. */
  #budget(asked: number, field: string): ModelFields | undefined {
    const budget = Math.max(LEAST_BUDGET, asked);
    if (budget < this.#maxTokens) return { type: "enabled", budget_tokens: budget };
    if (this.#maxTokens <= LEAST_BUDGET) {
      const note = `thinking takes ${LEAST_BUDGET} tokens at least, and max_tokens is ${this.#maxTokens}`;
      this.#report({ field, outcome: "refused", note });
      return undefined;
    }
    const fitted = Math.max(LEAST_BUDGET, Math.floor(this.#maxTokens * 0.8));
    return { type: "enabled", budget_tokens: fitted };
  }

  #adjusted(from: Asked, to: ModelFields | undefined): ModelFields | undefined {
    if (to !== undefined) {
      const note = "as this model and max_tokens allow it";
      this.#report({ field: "thinking", outcome: "adjusted", from, to, note });
    }
    return to;
  }
}

const LEVELS: readonly Effort[] = ["low", "medium", "high", "xhigh", "max"];

function ignored(field: string, report: EncodeContext["report"]): void {
  report({ field, outcome: "ignored", note: "thinking is given, too" });
}

function stepped(from: string, to: string, report: EncodeContext["report"]): void {
  const note = "the level that this model knows";
  report({ field: "reasoning_effort", outcome: "adjusted", from, to, note });
}
