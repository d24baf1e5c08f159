/** Depth of Claude's answers, in Anthropic's words. */
export type Effort = "low" | "medium" | "high" | "xhigh" | "max";

/** What a model takes beside Converse's own fields, as far as its id tells. */
export interface ModelTraits {
  readonly family: "claude" | "nova" | "gpt" | "gpt-oss" | "mistral" | "cohere" | "other";
  /**
   * Reasoning, in the family's own fields: Claude's by token budget, by its own judgement (with an effort) or by
   * either; Nova's, GPT's and gpt-oss's by effort.
   */
  readonly reasoning: "none" | "budget" | "either" | "adaptive" | "nova" | "gpt" | "effort";
  /** Efforts of Claude; empty where it has none. */
  readonly efforts: readonly Effort[];
  /** Where `top_k` goes in `additionalModelRequestFields`; absent where the model has none. */
  readonly topK?: readonly string[];
  /** `temperature` and `top_p`: freely, not both together, or only their defaults. */
  readonly sampling: "free" | "exclusive" | "none";
  /** `outputConfig.textFormat`. */
  readonly structuredOutput: boolean;
  /** `strict` of a tool is not refused. */
  readonly strictTools: boolean;
  /** Whose signatures its reasoning has; OpenRouter's name for Claude's. */
  readonly reasoningFormat: string;
}

/** Reasoning of models other than Claude. */
const OWN_FORMAT = "bedrock-converse-v1";
/** Anthropic signs for all places where Claude runs. */
const CLAUDE_FORMAT = "anthropic-claude-v1";

const NEW_NAME = /claude-[a-z]+-(\d)(?:-(\d{1,2})(?!\d))?(?!\d)/;
const OLD_NAME = /claude-(\d)(?:-(\d)(?!\d))?-[a-z]+/;

/** Models with constrained decoding, but for Claude. */
const STRUCTURED =
  /\b(?:openai\.gpt-oss|qwen\.qwen3|deepseek\.v3-v1|google\.gemma-3|mistral\.(?:magistral|ministral-3|mistral-large-3|voxtral)|moonshot\.kimi-k2|nvidia\.nemotron-nano-9b)/;

/**
 * Reads family and version from the id: of a model, an inference profile or an ARN that names one. An ARN that does
 * not is `other`, which takes what every model takes; `provider_options.bedrock` has the rest.
 *
 * Structured output: AWS names Claude 4.5 and 4.6; of the models after them the API refused `outputConfig.textFormat`
 * and strict tools when they were tried, as models.dev (amazon-bedrock, claude-sonnet-5) and `@ai-sdk/amazon-bedrock`
 * 5.0.101 say. The others are those that models.dev has it for.
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/claude-messages-structured-outputs.html (read 2026-11-28)
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/model-card-anthropic-claude-opus-4-7.html (read 2026-11-28)
 * @see https://github.com/anomalyco/models.dev/tree/dev/providers/amazon-bedrock/models (read 2026-11-28)
 * @see https://docs.aws.amazon.com/bedrock/latest/userguide/model-parameters.html
 * @see https://docs.aws.amazon.com/nova/latest/nova2-userguide/extended-thinking.html
 */
export function traitsOf(model: string): ModelTraits {
  const id = model.toLowerCase();
  if (/\banthropic\.claude/.test(id)) return claude(id);
  const common = {
    efforts: [],
    sampling: "free" as const,
    structuredOutput: STRUCTURED.test(id),
    strictTools: true,
    reasoningFormat: OWN_FORMAT,
  };
  if (/\bamazon\.nova/.test(id)) {
    const reasoning = /nova-2/.test(id) ? "nova" : "none";
    return { ...common, family: "nova", reasoning, topK: ["inferenceConfig", "topK"] };
  }
  if (/\bopenai\.gpt-oss/.test(id)) return { ...common, family: "gpt-oss", reasoning: "effort" };
  if (/\bopenai\.gpt-\d/.test(id)) return { ...common, family: "gpt", reasoning: "gpt" };
  if (/\bmistral\./.test(id)) {
    return { ...common, family: "mistral", reasoning: "none", topK: ["top_k"] };
  }
  if (/\bcohere\./.test(id)) return { ...common, family: "cohere", reasoning: "none", topK: ["k"] };
  return { ...common, family: "other", reasoning: "none" };
}

/** Claude with no version in its name is of the newest. */
const NEWEST = 500;

function claude(id: string): ModelTraits {
  const [, newMajor, newMinor] = NEW_NAME.exec(id) ?? [];
  const [, oldMajor, oldMinor] = OLD_NAME.exec(id) ?? [];
  const old = /claude-(?:v\d|instant)/.test(id);
  const major = newMajor ?? oldMajor ?? (old ? "2" : undefined);
  const version =
    major === undefined ? NEWEST : Number(major) * 100 + Number(newMinor ?? oldMinor ?? 0);
  return {
    family: "claude",
    reasoning:
      version < 307 ? "none" : version < 406 ? "budget" : version < 407 ? "either" : "adaptive",
    efforts:
      version >= 407
        ? ["low", "medium", "high", "xhigh", "max"]
        : version >= 406
          ? ["low", "medium", "high", "max"]
          : [],
    ...(version >= 407 ? {} : { topK: ["top_k"] }),
    sampling:
      version >= 407
        ? "none"
        : version >= 405 || (version >= 401 && /claude-opus/.test(id))
          ? "exclusive"
          : "free",
    structuredOutput: version >= 405 && version < 407,
    strictTools: version < 407,
    reasoningFormat: CLAUDE_FORMAT,
  };
}
