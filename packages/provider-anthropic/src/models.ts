/** Depth of the answer, in the API's words. */
export type Effort = "low" | "medium" | "high" | "xhigh" | "max";

/** What a model takes, as far as its name tells. */
export interface ModelTraits {
  /** The most that `max_tokens` may be without a beta, or a value that every model of an unknown name takes. */
  readonly maxOutputTokens: number;
  /** By token budget, by the model's own judgement, by either, or not at all. */
  readonly thinking: "none" | "budget" | "either" | "adaptive";
  /** The `thinking` that switches it off, as far as that can be done. */
  readonly thinkingOff: "disabled" | "between_tools" | "never";
  /** Without thinking, no effort above `high`. */
  readonly effortNeedsThinking: boolean;
  /** Values of `output_config.effort`; empty where it is refused. */
  readonly efforts: readonly Effort[];
  /** `temperature`, `top_p` and `top_k`: freely, `temperature` and `top_p` not together, or only their defaults. */
  readonly sampling: "free" | "exclusive" | "none";
  /** `output_config.format` and strict tools. */
  readonly structuredOutput: boolean;
  /** System messages between the others. */
  readonly systemInPlace: boolean;
  /** `tool_choice` may make the model call a tool. */
  readonly forcedTools: boolean;
}

/** Servers that speak this wire with models of their own: what all of them take. */
const FOREIGN: ModelTraits = {
  maxOutputTokens: 8192,
  thinking: "either",
  thinkingOff: "disabled",
  effortNeedsThinking: false,
  efforts: [],
  sampling: "free",
  structuredOutput: false,
  systemInPlace: false,
  forcedTools: true,
};

/**
 * `claude-opus-4-1-20250805`, `claude-sonnet-5`, `claude-opus-4.8`, and the older `claude-3-7-sonnet-20250219`.
 * A date is no minor version.
 */
const NEW_NAME = /claude-([a-z]+)-(\d)(?:[-.](\d{1,2})(?!\d))?(?!\d)/;
const OLD_NAME = /claude-(\d)(?:[-.](\d))?-([a-z]+)/;

/** Whether the model is Anthropic's, under whatever name a gateway gives it. */
export function isClaude(model: string): boolean {
  return /claude/i.test(model);
}

/** Names with neither, as `claude-mythos-preview`, are those of the newest models. */
const NEWEST = 500;

/**
 * Reads the version from the name, so that a model that is released after this package gets the rules of its
 * generation.
 * @see https://platform.claude.com/docs/en/models/overview (read 2026-11-28): limits, who always thinks
 * @see https://platform.claude.com/docs/en/models/opus-5-5/whats-new-opus-5-5 (read 2026-11-28)
 * @see https://platform.claude.com/docs/en/models/sonnet-5-5/whats-new-sonnet-5-5 (read 2026-11-28)
 * @see https://platform.claude.com/docs/zh-CN/models/haiku-5-5/migration-guide (read 2026-11-28)
 * Sampling: `MessageCreateParams` of `@anthropic-ai/sdk` 0.137.0, which says from where on each is refused. Limits of
 * the answer, forced tools, structured output and thinking switched off agree with what `@ai-sdk/anthropic` 3.0.140
 * knows of each model from 4 on; everything agrees with the recorded requests.
 */
export function traitsOf(model: string): ModelTraits {
  if (!isClaude(model)) return FOREIGN;
  const name = model.toLowerCase();
  const [, newFamily, newMajor, newMinor] = NEW_NAME.exec(name) ?? [];
  const [, oldMajor, oldMinor, oldFamily] = OLD_NAME.exec(name) ?? [];
  const family = newFamily ?? oldFamily ?? "";
  const major = newMajor ?? oldMajor;
  const version =
    major === undefined ? NEWEST : Number(major) * 100 + Number(newMinor ?? oldMinor ?? 0);
  const opus = family === "opus";
  const fable = family === "fable" || family === "mythos";
  const newest = version >= 505 && (opus || family === "sonnet");
  return {
    maxOutputTokens: major === undefined ? 32_000 : maxOutputTokens(version, opus),
    thinking: thinkingOf(version),
    thinkingOff: thinkingOffOf(version, family),
    effortNeedsThinking: version >= 505 || (opus && version >= 500),
    efforts: effortsOf(version, opus),
    sampling:
      version >= 407 ? "none" : version >= 405 || (opus && version >= 401) ? "exclusive" : "free",
    structuredOutput: version >= 405 || (opus && version >= 401),
    systemInPlace: version >= 500 || (opus && version >= 408),
    forcedTools: !(newest || (fable && version >= 501)),
  };
}

function maxOutputTokens(version: number, opus: boolean): number {
  if (version < 305) return 4096;
  if (version < 307) return 8192;
  if (version < 400) return 64_000;
  if (version < 405) return opus ? 32_000 : 64_000;
  return version < 406 ? 64_000 : 128_000;
}

function thinkingOf(version: number): ModelTraits["thinking"] {
  if (version < 307) return "none";
  if (version < 406) return "budget";
  return version < 407 ? "either" : "adaptive";
}

function thinkingOffOf(version: number, family: string): ModelTraits["thinkingOff"] {
  if (family === "fable" || family === "mythos") return "never";
  if (version < 505) return "disabled";
  if (family === "opus") return "never";
  return family === "sonnet" ? "between_tools" : "disabled";
}

function effortsOf(version: number, opus: boolean): readonly Effort[] {
  if (version >= 407) return ["low", "medium", "high", "xhigh", "max"];
  if (version >= 406) return ["low", "medium", "high", "max"];
  return opus && version >= 405 ? ["low", "medium", "high"] : [];
}
