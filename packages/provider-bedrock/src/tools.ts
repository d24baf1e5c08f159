import type { ChatCompletionRequest, EncodeContext, Tool, ToolChoice } from "@vllora/core/provider";
import { isObject } from "./blocks.ts";
import { blockIn, cachePointOf } from "./fields.ts";
import type { ModelTraits } from "./models.ts";
import type { BedrockChatOptions } from "./options.ts";
import type { ConverseMessage, WireBlock } from "./wire.ts";

/** `toolConfig` of the wire. */
export interface WireToolConfig {
  readonly tools: readonly WireBlock[];
  readonly toolChoice?: WireBlock;
}

/** Function tools, then those of the options. A tool `{ type: "converse_block", block }` keeps its place. */
export function toToolConfig(
  request: ChatCompletionRequest,
  options: BedrockChatOptions,
  messages: readonly ConverseMessage[],
  toolChoice: WireBlock | undefined,
  traits: ModelTraits,
  context: EncodeContext,
): WireToolConfig | undefined {
  const { tools: given = [], tool_choice: asked } = request;
  if (asked === "none" && !hasToolBlocks(messages)) {
    const note = "the tools are not sent";
    context.report({ field: "tool_choice", outcome: "emulated", note });
    if (given.length > 0) {
      context.report({ field: "tools", outcome: "adjusted", note: "tool_choice is none" });
    }
    return undefined;
  }
  if (asked === "none") {
    const note = "the API has no such choice, and the conversation needs its tools";
    context.report({ field: "tool_choice", outcome: "refused", note });
  }
  const tools = [
    ...toTools(given, asked, traits, context),
    ...((options.tools ?? []) as readonly WireBlock[]),
  ];
  if (tools.length === 0) return toolsOfHistory(messages, context);
  return { tools, ...(toolChoice === undefined ? {} : { toolChoice }) };
}

/**
 * The API refuses calls and results in the history without a declaration of tools, which the caller may have no more use
 * for: the names that were called stand for them.
 * @see https://github.com/vercel/ai/pull/7537 (read 2026-11-28)
 */
function toolsOfHistory(
  messages: readonly ConverseMessage[],
  { report }: EncodeContext,
): WireToolConfig | undefined {
  const names = new Set<string>();
  for (const { content } of messages) {
    for (const { toolUse } of content) {
      if (isObject(toolUse) && typeof toolUse["name"] === "string") names.add(toolUse["name"]);
    }
  }
  if (names.size === 0) return undefined;
  const note = "the API wants the tools of the history declared: the model may call one of them";
  report({ field: "tools", outcome: "adjusted", note });
  const inputSchema = { json: { type: "object" } };
  return { tools: Array.from(names, (name) => ({ toolSpec: { name, inputSchema } })) };
}

function hasToolBlocks(messages: readonly ConverseMessage[]): boolean {
  return messages.some(({ content }) =>
    content.some((block) => "toolUse" in block || "toolResult" in block),
  );
}

function toTools(
  tools: readonly Tool[],
  choice: ToolChoice | undefined,
  traits: ModelTraits,
  context: EncodeContext,
): readonly WireBlock[] {
  const allowed = allowedNames(choice, context);
  return tools.flatMap((tool, index) => {
    const path = `tools[${index}]`;
    if (tool.type === "function") {
      const { name } = tool.function;
      if (allowed !== undefined && !allowed.has(name)) return [];
      return [toToolSpec(tool, path, traits, context), ...cachePointOf(tool.cache_control)];
    }
    const block = blockIn(tool);
    if (block !== undefined) return [block];
    context.report({ field: path, outcome: "refused", note: "the API knows no such tools" });
    return [];
  });
}

function toToolSpec(
  tool: Extract<Tool, { type: "function" }>,
  path: string,
  { strictTools }: ModelTraits,
  { report }: EncodeContext,
): WireBlock {
  const { name, description, parameters = {}, strict } = tool.function;
  // The API wants the type, which OpenAI lets out for functions without parameters.
  const json = parameters["type"] === undefined ? { type: "object", ...parameters } : parameters;
  if (strict && !strictTools) {
    const note = "this model has no strict tools on Bedrock";
    report({ field: `${path}.function.strict`, outcome: "ignored", note });
  }
  return {
    toolSpec: {
      name,
      // The API refuses an empty one.
      ...(description ? { description } : {}),
      inputSchema: { json },
      ...(strict == null || !strictTools ? {} : { strict }),
    },
  };
}

/** The names that a choice leaves; `undefined`: all. */
function allowedNames(
  choice: ToolChoice | undefined,
  { report }: EncodeContext,
): ReadonlySet<unknown> | undefined {
  if (typeof choice !== "object" || choice.type !== "allowed_tools") return undefined;
  report({ field: "tool_choice", outcome: "emulated", note: "only the allowed tools are sent" });
  return new Set(
    choice.allowed_tools.tools.map(({ function: named }) => (named as { name?: unknown })?.name),
  );
}
