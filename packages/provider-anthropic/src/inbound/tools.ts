import type { JsonSchema, Tool } from "@vllora/core/provider";
import { extrasOf } from "../blocks.ts";
import type { ModelTraits } from "../models.ts";
import type { AnthropicChatOptions, AnthropicToolOptions } from "../options.ts";
import type { AnthropicTool } from "../own-tools.ts";
import { fitSchema } from "../schema.ts";

type WireTool = { readonly [field: string]: unknown };

/** Tools with a schema are functions. Anthropic's own go into the options, or keep their place before a function. */
export function toChatTools(
  tools: readonly WireTool[],
  traits: ModelTraits,
): { readonly tools: readonly Tool[]; readonly options: AnthropicChatOptions } {
  const lastFunction = tools.findLastIndex(isFunction);
  const settings: [name: string, own: AnthropicToolOptions][] = [];
  const mapped = tools.slice(0, lastFunction + 1).map((tool): Tool => {
    // The encoder takes a tool of another type for the wire's tool that it is.
    if (!isFunction(tool)) return tool as never as Tool;
    const own = optionsOf(tool, traits);
    if (own !== undefined) settings.push([String(tool["name"]), own]);
    return toFunctionTool(tool, own);
  });
  const others = tools.slice(lastFunction + 1) as never as readonly AnthropicTool[];
  return {
    tools: mapped,
    options: {
      ...(others.length === 0 ? {} : { tools: others }),
      ...(settings.length === 0 ? {} : { tool_options: Object.fromEntries(settings) }),
    },
  };
}

function isFunction(tool: WireTool): boolean {
  return tool["input_schema"] != null;
}

const KNOWN = ["name", "description", "input_schema", "cache_control", "strict"];

function optionsOf(
  tool: WireTool,
  { structuredOutput }: ModelTraits,
): AnthropicToolOptions | undefined {
  // As the wire had it, where the encoder would change the schema or leave `strict` out.
  const strict = tool["strict"] === true;
  const fits =
    structuredOutput && fitSchema(tool["input_schema"] as JsonSchema).changes.length === 0;
  const known = strict && !fits ? KNOWN.filter((field) => field !== "strict") : KNOWN;
  return extrasOf(tool, known);
}

function toFunctionTool(tool: WireTool, own: AnthropicToolOptions | undefined): Tool {
  const { name, description, input_schema: parameters, strict, cache_control: mark } = tool;
  return {
    type: "function",
    function: {
      name: String(name),
      ...(typeof description === "string" ? { description } : {}),
      parameters: parameters as JsonSchema,
      ...(typeof strict === "boolean" && own?.["strict"] === undefined ? { strict } : {}),
    },
    ...(mark == null ? {} : { cache_control: mark as never }),
  };
}
