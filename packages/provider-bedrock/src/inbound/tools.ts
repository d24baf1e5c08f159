import type { JsonSchema, Tool } from "@vllora/core/provider";
import { isObject } from "../blocks.ts";
import { BLOCK_PART } from "../fields.ts";
import type { BedrockChatOptions, BedrockTool } from "../options.ts";
import type { WireBlock } from "../wire.ts";
import { markOf } from "./content.ts";

/** Tools with a schema are functions. Bedrock's own go into the options, or keep their place before a function. */
export function toChatTools(tools: readonly WireBlock[]): {
  readonly tools: readonly Tool[];
  readonly options: Pick<BedrockChatOptions, "tools">;
} {
  const mapped: Tool[] = [];
  let others: WireBlock[] = [];
  for (const block of tools) {
    const last = mapped.at(-1);
    const tool = toFunctionTool(block);
    const mark = markOf(block);
    if (tool !== undefined) {
      for (const other of others) mapped.push(asTool(other));
      others = [];
      mapped.push(tool);
    } else if (
      mark !== undefined &&
      others.length === 0 &&
      last?.cache_control === undefined &&
      last
    ) {
      mapped[mapped.length - 1] = { ...last, cache_control: mark };
    } else {
      others.push(block);
    }
  }
  // As the wire has them.
  return {
    tools: mapped,
    options: others.length === 0 ? {} : { tools: others as never as BedrockTool[] },
  };
}

/** A tool that the encoder takes for the block that it is; our types do not name it. */
function asTool(block: WireBlock): Tool {
  return { type: BLOCK_PART, block } as never as Tool;
}

function toFunctionTool({ toolSpec: spec, ...siblings }: WireBlock): Tool | undefined {
  if (!isObject(spec) || Object.keys(siblings).length > 0) return undefined;
  const { name, description, inputSchema, strict, ...others } = spec;
  const { json: parameters, ...kinds } = (isObject(inputSchema) ? inputSchema : {}) as WireBlock;
  const whole = Object.keys(others).length === 0 && Object.keys(kinds).length === 0;
  // The encoder adds the type, and leaves an empty description out.
  if (!whole || !isObject(parameters) || parameters["type"] === undefined) return undefined;
  if (typeof name !== "string" || description === "") return undefined;
  return {
    type: "function",
    function: {
      name,
      ...(typeof description === "string" ? { description } : {}),
      parameters: parameters as JsonSchema,
      ...(typeof strict === "boolean" ? { strict } : {}),
    },
  };
}
