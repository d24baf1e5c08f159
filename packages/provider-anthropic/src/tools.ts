import type { EncodeContext, Tool, ToolChoice } from "@vllora/core/provider";
import { cacheControlOf } from "./fields.ts";
import type { ModelTraits } from "./models.ts";
import type { AnthropicChatOptions } from "./options.ts";
import { fitSchema } from "./schema.ts";

/** A tool as the wire has it. */
type WireTool = { readonly [field: string]: unknown };

/**
 * Function tools, then Anthropic's own. A tool of a type that is not OpenAI's is Anthropic's, and keeps its place.
 */
export function toTools(
  tools: readonly Tool[],
  traits: ModelTraits,
  options: AnthropicChatOptions,
  context: EncodeContext,
): readonly WireTool[] {
  const settings = options.tool_options ?? {};
  const mapped = tools.flatMap((tool, index) => {
    const path = `tools[${index}]`;
    if (tool.type === "function") {
      const { name } = tool.function;
      const own = Object.hasOwn(settings, name) ? settings[name] : undefined;
      return [{ ...toFunctionTool(tool, path, traits, context), ...own }];
    }
    if (tool.type !== "custom") return [tool as WireTool];
    const note = "the API knows no tools with free text";
    context.report({ field: path, outcome: "refused", note });
    return [];
  });
  for (const name of Object.keys(settings)) {
    if (tools.some((tool) => tool.type === "function" && tool.function.name === name)) continue;
    const field = `provider_options.${context.provider}.tool_options.${name}`;
    context.report({ field, outcome: "ignored", note: "there is no tool of this name" });
  }
  return [...mapped, ...(options.tools ?? [])];
}

function toFunctionTool(
  tool: Extract<Tool, { type: "function" }>,
  path: string,
  traits: ModelTraits,
  { report }: EncodeContext,
): WireTool {
  const { name, description, strict } = tool.function;
  const parameters = tool.function.parameters ?? {};
  const field = `${path}.function.strict`;
  const kept = strict != null && (traits.structuredOutput || !strict);
  if (strict && !kept) {
    report({ field, outcome: "ignored", note: "this model has no strict tools" });
  }
  let schema = parameters;
  if (strict && kept) {
    const fitted = fitSchema(parameters);
    schema = fitted.schema;
    if (fitted.changes.length > 0) {
      const note = `strict tools know no such limits: ${fitted.changes.join(", ")}`;
      report({ field: `${path}.function.parameters`, outcome: "adjusted", note });
    }
  }
  return {
    name,
    ...(description == null ? {} : { description }),
    // The API wants the type, which OpenAI lets out for functions without parameters.
    input_schema: schema["type"] === undefined ? { type: "object", ...schema } : schema,
    ...(kept ? { strict } : {}),
    ...cacheControlOf(tool),
  };
}

/** Web search, in the words of OpenAI's search models. */
export function toWebSearch(
  options: { readonly search_context_size?: string; readonly user_location?: UserLocation | null },
  { report }: EncodeContext,
): WireTool {
  const { search_context_size: size, user_location: location } = options;
  if (size !== undefined) {
    const field = "web_search_options.search_context_size";
    report({ field, outcome: "ignored", note: "the API decides how much it reads" });
  }
  const place = location == null ? {} : { type: location.type, ...location.approximate };
  return {
    type: "web_search_20250305",
    name: "web_search",
    ...(location == null ? {} : { user_location: place }),
  };
}

interface UserLocation {
  readonly type: "approximate";
  readonly approximate: object;
}

/** The tools that a choice leaves: all, or those that it lists. Anthropic's own are listed by name or type. */
export function allowedTools(
  tools: readonly Tool[],
  choice: ToolChoice | undefined,
  { report }: EncodeContext,
): readonly Tool[] {
  if (typeof choice !== "object" || choice.type !== "allowed_tools") return tools;
  const allowed = choice.allowed_tools.tools as readonly WireTool[];
  report({ field: "tool_choice", outcome: "emulated", note: "only the allowed tools are sent" });
  return tools.filter((tool) => {
    if (tool.type === "function") {
      const { name } = tool.function;
      return allowed.some(
        (entry) => (entry["function"] as WireTool | undefined)?.["name"] === name,
      );
    }
    // What is no function is a tool of the wire.
    const { type, name } = tool as object as WireTool;
    return allowed.some(
      (entry) => entry["type"] === type && (entry["name"] === undefined || entry["name"] === name),
    );
  });
}
