import type { ChatCompletionRequest } from "@vllora/core/provider";
import { checkShape } from "./inbound/check.ts";
import { fromContents, fromSystemInstruction } from "./inbound/contents.ts";
import { fromGenerationConfig } from "./inbound/generation-config.ts";
import { camelCased, type Loose, without } from "./inbound/loose.ts";
import { fromToolConfig, fromTools } from "./inbound/tools.ts";
import { takesJsonSchema } from "./models.ts";

/** A request of the wire, as it stands: field names in camelCase or snake_case. */
export interface GenerateContentRequest {
  readonly contents: readonly object[];
  readonly [field: string]: unknown;
}

/** What the body of a request does not say. */
export interface InboundOptions {
  /** The model, which stands in the request's address. */
  readonly model: string;
  /** Whether the address was that of `streamGenerateContent`. Absent: not said. */
  readonly stream?: boolean;
  /** Id of the provider that what we do not model goes back to. Default `"gemini"`. */
  readonly provider?: string;
}

/**
 * A request of generateContent as one of ours: the inverse of what the provider sends. Sent again it is the same,
 * apart from this:
 *
 * - names of fields are in camelCase, types and modes in upper case, levels of thinking in lower case; counts in
 *   schemas are numbers;
 * - `systemInstruction.role` and `model`, which say nothing, and what is empty (`generationConfig`, the `parameters`
 *   of a function without any) are left out;
 * - a content without a role, or with the older role `function`, is the user's;
 * - built-in tools come before functions, and all functions are in one entry; of a declaration, name, description and
 *   parameters are kept;
 * - contents that hold results of functions only are one where they are neighbours, in the order of the calls, and
 *   other parts beside results are a content of their own;
 * - `null` in a union of the API's own schemas is `nullable`; a request that mixes these with JSON Schema has one kind;
 * - a budget for thinking says whether thoughts are shown;
 * - on Gemini 3, a turn's first call without a signature gets the one that Google gives for calls of other models.
 *
 * @throws {LLMError} `invalid_request` for a result that answers no call, and for what is no request.
 */
export function toChatRequest(
  request: GenerateContentRequest,
  { model, stream, provider = "gemini" }: InboundOptions,
): ChatCompletionRequest {
  checkShape(request);
  const body = camelCased(request);
  const tools = fromTools(body["tools"]);
  const choice = fromToolConfig(body["toolConfig"]);
  const generation = fromGenerationConfig(body["generationConfig"], model);
  const kinds = [...tools.schemaFormats, ...generation.schemaFormats];
  const format = kinds.includes("openapi") ? "openapi" : kinds[0];
  const usual = takesJsonSchema(model) ? "json_schema" : "openapi";
  const own: Loose = {
    ...(body["cachedContent"] === undefined ? {} : { cached_content: body["cachedContent"] }),
    ...(body["safetySettings"] === undefined ? {} : { safety_settings: body["safetySettings"] }),
    ...(body["labels"] === undefined ? {} : { labels: body["labels"] }),
    ...(body["modelArmorConfig"] === undefined
      ? {}
      : { model_armor_config: body["modelArmorConfig"] }),
    ...(tools.builtIn.length === 0 ? {} : { tools: tools.builtIn }),
    ...choice.options,
    ...generation.options,
    ...(format === undefined || format === usual ? {} : { schema_format: format }),
  };
  const extra = without(body, KNOWN);
  const tier = toServiceTier(body["serviceTier"]);
  return {
    model,
    messages: [
      ...fromSystemInstruction(body["systemInstruction"], provider),
      ...fromContents(request.contents, provider, model),
    ],
    ...(stream === undefined ? {} : { stream }),
    ...(tools.functions.length === 0 ? {} : { tools: tools.functions }),
    ...choice.request,
    ...generation.request,
    ...(tier === undefined ? {} : { service_tier: tier }),
    ...(Object.keys(own).length === 0 ? {} : { provider_options: { [provider]: own } }),
    ...(Object.keys(extra).length === 0 ? {} : { extra_body: extra }),
  };
}

const KNOWN = [
  "cachedContent",
  "contents",
  "generationConfig",
  "labels",
  "model",
  "modelArmorConfig",
  "safetySettings",
  "serviceTier",
  "systemInstruction",
  "toolConfig",
  "tools",
];

function toServiceTier(word: unknown): "default" | "flex" | "priority" | undefined {
  if (word === "flex" || word === "priority") return word;
  return word === "standard" ? "default" : undefined;
}
