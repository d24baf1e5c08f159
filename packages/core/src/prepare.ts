import type { ChatCompletionRequest } from "@vllora/types";
import { type CallOptions, checkOptions, mergeOptions } from "./call-options.ts";
import type { ProviderDefinition } from "./contract.ts";
import { LLMError } from "./errors.ts";
import type { ModelInstance } from "./instance.ts";
import type { ProviderCallOptions } from "./provider-call.ts";
import { type Resolution, type ResolutionOptions, resolve } from "./resolve.ts";
import { renderMessages } from "./template.ts";
import { validateRequest } from "./validate.ts";

/** What a client knows; every verb makes a copy with one thing changed. */
export interface ClientConfig {
  readonly call: CallOptions;
  readonly resolution: Omit<ResolutionOptions, "provider" | "baseURL">;
  readonly instance: ModelInstance | undefined;
  /** Replaces the model of every request. */
  readonly model: string | undefined;
}

/** The options of one call: its own, and those together with the client's. */
export interface MergedOptions {
  readonly own: CallOptions;
  readonly options: CallOptions;
}

/** @throws {LLMError} `invalid_request` for an option that is not among the known ones. */
export function optionsOf(
  { call }: ClientConfig,
  given: CallOptions | null | undefined,
  known: readonly string[],
): MergedOptions {
  if (given == null) return { own: {}, options: call };
  const own = checkOptions(given, known, "the call");
  return { own, options: mergeOptions(call, own) };
}

/** The request that is made of the caller's: checked, with its templates rendered. */
export async function requestOf(
  { model }: ClientConfig,
  given: ChatCompletionRequest,
  { variables }: CallOptions,
): Promise<ChatCompletionRequest> {
  validateRequest(given);
  const request = normalised(given, model);
  if (variables === undefined) return request;
  return { ...request, messages: await renderMessages(request.messages, variables) };
}

/** Who serves a call, and what it is sent with. */
export interface Target {
  readonly resolution: Resolution;
  readonly options: ProviderCallOptions;
}

/** @param model absent: what is asked for is the provider's, not a model's. */
export function targetOf(
  { call, instance, resolution: known }: ClientConfig,
  { own, options }: MergedOptions,
  model?: string,
): Target {
  if (instance !== undefined) {
    throw new LLMError("invalid_request", "A ModelInstance gives chat completions only");
  }
  const { provider, baseURL } = options;
  const resolution = resolve(model, { ...known, provider, baseURL });
  const { credentials, headers } = call;
  const sources = isOwn(resolution, own, call.provider, known)
    ? [own, { credentials, baseURL: call.baseURL, headers }]
    : [own];
  return { resolution, options: { ...options, credentials: sources } };
}

/** Whether the client's credentials and base URL belong to the provider that was found. */
function isOwn(
  { rule, provider }: Resolution,
  over: CallOptions,
  pinned: ProviderDefinition | string | undefined,
  { defaultProvider, providers }: ClientConfig["resolution"],
): boolean {
  if (rule === "default" || rule === "endpoint") return true;
  if (rule === "provider" && over.provider === undefined) return true;
  const only = providers?.length === 1 ? providers[0]?.id : undefined;
  const pinnedId = typeof pinned === "string" ? pinned.toLowerCase() : pinned?.id;
  const owner = pinnedId ?? defaultProvider ?? only ?? "openai";
  return provider.id === owner || provider.aliases?.includes(owner) === true;
}

/** The request without what says how it is called, and with the seed's names in their places. */
export function normalised(
  given: ChatCompletionRequest,
  model: string | undefined,
): ChatCompletionRequest {
  const { stream: _stream, provider_specific: specific, ...request } = given;
  for (const name of Object.keys(specific ?? {})) {
    const known = name === "top_k" || name === "thinking";
    if (known && request[name] == null) continue;
    const problem = known
      ? `is given beside ${name}`
      : "is not known: it may hold top_k and thinking";
    const param = `provider_specific.${name}`;
    throw new LLMError("invalid_request", `${param} ${problem}`, { param });
  }
  return {
    ...(specific?.top_k == null ? {} : { top_k: specific.top_k }),
    ...(specific?.thinking == null ? {} : { thinking: specific.thinking }),
    ...request,
    ...(model === undefined ? {} : { model }),
  };
}
