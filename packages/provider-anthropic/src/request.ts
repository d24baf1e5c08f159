import type { ChatCompletionRequest, EncodeContext, WireRequest } from "@vllora/core/provider";
import { betasOf } from "./betas.ts";
import { toFormat, withInstruction } from "./format.ts";
import { toMaxTokens, toSampling, toStopSequences } from "./limits.ts";
import { toConversation } from "./messages.ts";
import { toMetadata, toWireServiceTier } from "./metadata.ts";
import { type ModelTraits, traitsOf } from "./models.ts";
import { type AnthropicChatOptions, BODY_OPTIONS } from "./options.ts";
import { toWireThinking } from "./thinking.ts";
import { toToolChoice } from "./tool-choice.ts";
import { allowedTools, toTools, toWebSearch } from "./tools.ts";

/** The version that this package speaks. @see https://platform.claude.com/docs/en/api/versioning */
const API_VERSION = "2023-06-01";

/** Our request → the wire's. `betas` are wanted for every request; `takes` has the fields of an endpoint that does not take all. */
export function encodeRequest(
  request: ChatCompletionRequest,
  context: EncodeContext,
  betas: readonly string[] = [],
  path = "/v1/messages",
  takes?: ReadonlySet<string>,
): WireRequest {
  // Core has checked the keys; what is in them is the caller's affair.
  const given = context.options as AnthropicChatOptions;
  const options = { ...given, betas: [...betas, ...(given.betas ?? [])] };
  const body = toBody(request, context, options);
  if (takes !== undefined) leaveOut(body, takes, context);
  const wanted = [...new Set([...options.betas, ...betasOf(body)])];
  reportReplaced(wanted, request, context);
  return {
    path,
    headers: {
      ...versionHeaders(wanted),
      ...headerOf("anthropic-user-profile-id", options.user_profile_id),
      ...headerOf("anthropic-workspace-id", options.workspace_id),
    },
    body,
  };
}

/** The version of the API, and the betas that are wanted. */
export function versionHeaders(betas: readonly string[] = []): { readonly [name: string]: string } {
  return {
    "anthropic-version": API_VERSION,
    ...(betas.length === 0 ? {} : { "anthropic-beta": betas.join(",") }),
  };
}

/** Takes from a body what an endpoint refuses. */
function leaveOut(
  body: { [field: string]: unknown },
  takes: ReadonlySet<string>,
  { provider, options, report }: EncodeContext,
): void {
  for (const name of Object.keys(body)) {
    if (takes.has(name)) continue;
    delete body[name];
    if (options[name] === undefined) continue;
    const note = "this endpoint does not take it";
    report({ field: `provider_options.${provider}.${name}`, outcome: "ignored", note });
  }
}

function toBody(
  request: ChatCompletionRequest,
  context: EncodeContext,
  options: AnthropicChatOptions,
): { [field: string]: unknown } {
  const traits = traitsOf(context.model);
  const maxTokens = toMaxTokens(request, traits, context);
  const { thinking, effort } = toWireThinking(request, options, maxTokens, traits, context);
  const { system, messages } = toConversation(request.messages, traits.systemInPlace, context);
  const { format, instruction } = toFormat(request, traits, context);
  const outputConfig = {
    ...(effort === undefined ? {} : { effort }),
    ...(format === undefined ? {} : { format }),
    ...options.output_config,
  };
  const budgeted = thinking?.type === "enabled";
  const fields = {
    model: context.model,
    max_tokens: maxTokens,
    system: withInstruction(system, instruction),
    messages,
    ...toToolFields(request, context, options, traits, budgeted),
    thinking,
    output_config: Object.keys(outputConfig).length === 0 ? undefined : outputConfig,
    ...toSampling(request, budgeted || thinking?.type === "adaptive", traits, context),
    stop_sequences: toStopSequences(request, context),
    metadata: toMetadata(request, context),
    service_tier: toWireServiceTier(request, context),
    stream: context.stream ? true : undefined,
  };
  for (const field of ["effort", "format"] as const) {
    if (options.output_config?.[field] === undefined || { effort, format }[field] === undefined) {
      continue;
    }
    const note = `provider_options.${context.provider}.output_config.${field} replaces it`;
    const asked = field === "effort" ? "reasoning_effort" : "response_format";
    context.report({ field: asked, outcome: "adjusted", note });
  }
  const body: { [field: string]: unknown } = {};
  for (const [field, value] of Object.entries(fields)) {
    if (value !== undefined) body[field] = value;
  }
  for (const field of BODY_OPTIONS) {
    if (options[field] !== undefined) body[field] = options[field];
  }
  return body;
}

function toToolFields(
  request: ChatCompletionRequest,
  context: EncodeContext,
  options: AnthropicChatOptions,
  traits: ModelTraits,
  budgeted: boolean,
): { readonly [field: string]: unknown } {
  const { tools: given = [], tool_choice: choice, web_search_options: search } = request;
  const mapped = toTools(allowedTools(given, choice, context), traits, options, context);
  const tools = search === undefined ? mapped : [...mapped, toWebSearch(search, context)];
  // Servers bring tools of their own.
  const hasTools = tools.length > 0 || options.mcp_servers != null;
  return {
    tools: tools.length === 0 ? undefined : tools,
    tool_choice: toToolChoice(request, hasTools, budgeted, traits, context),
  };
}

/** Headers of the caller go out as they are: one that names betas names all of them. */
function reportReplaced(
  betas: readonly string[],
  { extra_headers: headers = {} }: ChatCompletionRequest,
  { provider, report }: EncodeContext,
): void {
  const name = Object.keys(headers).find((header) => header.toLowerCase() === "anthropic-beta");
  const own = name === undefined ? "" : (headers[name] ?? "");
  const missing = betas.filter((beta) => !own.includes(beta));
  if (name === undefined || missing.length === 0) return;
  const note = `the header of extra_headers goes out without ${missing.join(", ")}; give betas here instead`;
  report({ field: `provider_options.${provider}.betas`, outcome: "ignored", note });
}

function headerOf(name: string, value: string | undefined): { readonly [name: string]: string } {
  return value === undefined ? {} : { [name]: value };
}
