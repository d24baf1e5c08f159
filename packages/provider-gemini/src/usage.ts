import type { Usage } from "@vllora/core/provider";
import type { WireModalityCount, WireUsage } from "./wire.ts";

/** Usage with what Gemini says beyond OpenAI's shape: tokens by kind of content, and of the results of built-in tools. */
export interface GeminiUsage extends Usage {
  /** The API's own counts, by the id of the provider, as they came. */
  provider_fields?: { [provider: string]: WireUsage };
  prompt_tokens_details?: NonNullable<Usage["prompt_tokens_details"]> &
    ModalityTokens & {
      /** What built-in tools, such as search, put into the prompt. Included in `prompt_tokens`. */
      tool_use_tokens?: number;
    };
  completion_tokens_details?: NonNullable<Usage["completion_tokens_details"]> & ModalityTokens;
}

/** Tokens by kind of content. */
export interface ModalityTokens {
  text_tokens?: number;
  image_tokens?: number;
  audio_tokens?: number;
  video_tokens?: number;
  document_tokens?: number;
}

const MODALITIES: { readonly [word: string]: keyof ModalityTokens } = {
  TEXT: "text_tokens",
  IMAGE: "image_tokens",
  AUDIO: "audio_tokens",
  VIDEO: "video_tokens",
  DOCUMENT: "document_tokens",
};

/**
 * Gemini counts thoughts apart from candidates, and results of built-in tools apart from the prompt; completion and
 * prompt tokens include them. Cached tokens are part of the prompt already. Absent when the prompt is not counted.
 */
export function toUsage(
  wire: WireUsage | null | undefined,
  provider: string,
): GeminiUsage | undefined {
  if (wire == null || !isCount(wire.promptTokenCount)) return undefined;
  const toolUse = count(wire.toolUsePromptTokenCount);
  const thoughts = count(wire.thoughtsTokenCount);
  const prompt = wire.promptTokenCount + (toolUse ?? 0);
  const completion = (count(wire.candidatesTokenCount) ?? 0) + (thoughts ?? 0);
  const usage: GeminiUsage = {
    prompt_tokens: prompt,
    completion_tokens: completion,
    total_tokens: count(wire.totalTokenCount) ?? prompt + completion,
  };
  const cached = count(wire.cachedContentTokenCount);
  const input = toModalities(wire.promptTokensDetails, wire.toolUsePromptTokensDetails);
  if (cached !== undefined) input.cached_tokens = cached;
  if (toolUse !== undefined) input.tool_use_tokens = toolUse;
  if (hasKeys(input)) usage.prompt_tokens_details = input;
  const output: NonNullable<GeminiUsage["completion_tokens_details"]> = toModalities(
    wire.candidatesTokensDetails,
  );
  if (thoughts !== undefined) output.reasoning_tokens = thoughts;
  if (hasKeys(output)) usage.completion_tokens_details = output;
  usage.provider_fields = { [provider]: wire };
  return usage;
}

function toModalities(
  ...lists: readonly (readonly WireModalityCount[] | undefined)[]
): NonNullable<GeminiUsage["prompt_tokens_details"]> {
  const tokens: ModalityTokens = {};
  for (const list of lists) {
    if (!Array.isArray(list)) continue;
    for (const { modality = "", tokenCount } of list as readonly WireModalityCount[]) {
      const name = Object.hasOwn(MODALITIES, modality) ? MODALITIES[modality] : undefined;
      if (name === undefined || !isCount(tokenCount)) continue;
      tokens[name] = (tokens[name] ?? 0) + tokenCount;
    }
  }
  return tokens;
}

function count(value: number | undefined): number | undefined {
  return isCount(value) ? value : undefined;
}

function isCount(value: unknown): value is number {
  return typeof value === "number" && value >= 0;
}

function hasKeys(value: object): boolean {
  for (const _ in value) return true;
  return false;
}
