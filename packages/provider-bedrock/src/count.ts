import {
  type ChatCompletionRequest,
  type EncodeContext,
  type LedgerEntry,
  MalformedFrameError,
  type TokenCount,
  type TokenCountCodec,
} from "@vllora/core/provider";
import { isObject } from "./blocks.ts";
import { decodeError } from "./errors.ts";
import { toModelId } from "./model-id.ts";
import { toBody } from "./request.ts";

/**
 * Counts what Converse would be sent. The API has it for some models, Claude's among them.
 * @see https://docs.aws.amazon.com/bedrock/latest/APIReference/API_runtime_CountTokens.html
 */
export const tokens: TokenCountCodec = { encode, decode, decodeError };

/** Fields of Converse that are counted; the API takes no others. */
const COUNTED = ["messages", "system", "toolConfig", "additionalModelRequestFields"] as const;

/** Fields of our request that shape the answer, not the prompt. */
const UNCOUNTED = [
  "max_completion_tokens",
  "max_tokens",
  "metadata",
  "service_tier",
  "stop",
  "temperature",
  "top_p",
] as const satisfies readonly (keyof ChatCompletionRequest)[];

function encode(request: ChatCompletionRequest, context: EncodeContext) {
  const model = toModelId(context);
  const ignored = (field: string) =>
    context.report({ field, outcome: "ignored", note: "it is not counted" });
  // What becomes of them in a call is no matter here.
  const report = (entry: LedgerEntry) => {
    if (!(UNCOUNTED as readonly string[]).includes(entry.field)) context.report(entry);
  };
  const body = toBody(request, model, { ...context, report });
  for (const field of UNCOUNTED) if (request[field] != null) ignored(field);
  for (const name of Object.keys(context.options)) {
    const counted = name === "additional_parameters" || name === "tools";
    if (!counted) ignored(`provider_options.${context.provider}.${name}`);
  }
  // A format of its own; one that the prompt asks for is counted.
  if (request.response_format != null && "outputConfig" in body) ignored("response_format");
  const counted = COUNTED.filter((field) => field in body).map((field) => [field, body[field]]);
  return {
    path: `/model/${encodeURIComponent(model)}/count-tokens`,
    body: { input: { converse: Object.fromEntries(counted) } },
  };
}

function decode(body: unknown): TokenCount {
  const { inputTokens: count, ...others } = isObject(body) ? body : {};
  if (typeof count !== "number") throw new MalformedFrameError("expected inputTokens");
  return { prompt_tokens: count, ...others };
}
