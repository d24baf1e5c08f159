import {
  type ChatCompletionRequest,
  type EncodeContext,
  LLMError,
  type WireRequest,
} from "@vllora/core/provider";
import { toContents } from "./contents.ts";
import { toGenerationConfig } from "./generation-config.ts";
import type { VertexRequestOptions } from "./options.ts";
import { toSystemParts } from "./system.ts";
import { toToolConfig } from "./tool-config.ts";
import { toTools } from "./tools.ts";

/** Where the two APIs differ. */
export interface GeminiDialect {
  /** Path of a model, below the base URL. Throws for models that the API cannot serve. */
  readonly modelPath: (model: string) => string;
  /** Capacity goes into the body, or into headers. */
  readonly tier: (tier: "flex" | "priority" | "standard") => {
    readonly body?: object;
    readonly headers?: { readonly [name: string]: string };
  };
}

/** One body for both modes; the method says which it is. Streams come as server-sent events. */
export function encodeRequest(
  request: ChatCompletionRequest,
  context: EncodeContext,
  dialect: GeminiDialect,
): WireRequest {
  const method = context.stream ? "streamGenerateContent?alt=sse" : "generateContent";
  const tier = serviceTier(request, context, dialect);
  const body = { ...toBody(request, context), ...tier?.body };
  return {
    path: `${dialect.modelPath(context.model)}:${method}`,
    ...(tier?.headers === undefined ? {} : { headers: tier.headers }),
    body,
  };
}

/** The body of generateContent, without what says how fast it is served. */
export function toBody(request: ChatCompletionRequest, context: EncodeContext): object {
  const options = context.options as VertexRequestOptions;
  const contents = toContents(request.messages, context);
  if (contents.length === 0) {
    throw new LLMError("invalid_request", "messages must hold more than instructions for Gemini", {
      param: "messages",
    });
  }
  const system = toSystemParts(request.messages, context);
  const fields = {
    contents,
    systemInstruction: system === undefined ? undefined : { parts: system },
    tools: toTools(request, context),
    toolConfig: toToolConfig(request, context),
    generationConfig: toGenerationConfig(request, context),
    safetySettings: options.safety_settings,
    cachedContent: options.cached_content,
    labels: options.labels,
    modelArmorConfig: options.model_armor_config,
    store: request.store,
  };
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value != null));
}

function serviceTier(
  { service_tier: tier }: ChatCompletionRequest,
  { report }: EncodeContext,
  dialect: GeminiDialect,
): ReturnType<GeminiDialect["tier"]> | undefined {
  if (tier == null) return undefined;
  if (tier === "scale") {
    report({ field: "service_tier", outcome: "refused", note: "Google sells no scale tier" });
    return undefined;
  }
  const said = tier === "auto" ? {} : dialect.tier(tier === "default" ? "standard" : tier);
  if (said.body === undefined && said.headers === undefined) {
    report({ field: "service_tier", outcome: "emulated", note: "it is what the API does" });
  }
  return said;
}
