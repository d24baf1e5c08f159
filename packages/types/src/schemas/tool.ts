import { boolean, exactOptional, literal, nullable, string, union, unknown } from "zod";
import type {
  CustomTool,
  CustomToolCall,
  CustomToolFormat,
  FunctionDefinition,
  FunctionTool,
  FunctionToolCall,
  Tool,
  ToolCall,
  ToolCallExtraContent,
  ToolChoice,
} from "../tool.ts";
import { cacheControlSchema } from "./cache-control.ts";
import { jsonSchemaSchema } from "./json.ts";
import { exactly, readonlyArray, readonlyObject, readonlyRecord, taggedUnion } from "./schema.ts";

/** Schema of `FunctionDefinition`. */
export const functionDefinitionSchema = exactly<FunctionDefinition>()(
  readonlyObject({
    name: string(),
    description: exactOptional(string()),
    parameters: exactOptional(jsonSchemaSchema),
    strict: exactOptional(nullable(boolean())),
  }),
);

/** Schema of `FunctionTool`. */
export const functionToolSchema = exactly<FunctionTool>()(
  readonlyObject({
    type: literal("function"),
    function: functionDefinitionSchema,
    cache_control: exactOptional(cacheControlSchema),
  }),
);

/** Schema of `CustomToolFormat`. */
export const customToolFormatSchema = exactly<CustomToolFormat>()(
  taggedUnion("type", [
    readonlyObject({ type: literal("text") }),
    readonlyObject({
      type: literal("grammar"),
      grammar: readonlyObject({ definition: string(), syntax: literal(["lark", "regex"]) }),
    }),
  ]),
);

/** Schema of `CustomTool`. */
export const customToolSchema = exactly<CustomTool>()(
  readonlyObject({
    type: literal("custom"),
    custom: readonlyObject({
      name: string(),
      description: exactOptional(string()),
      format: exactOptional(customToolFormatSchema),
    }),
    cache_control: exactOptional(cacheControlSchema),
  }),
);

/** Schema of `Tool`. */
export const toolSchema = exactly<Tool>()(
  taggedUnion("type", [functionToolSchema, customToolSchema]),
);

/** Schema of `ToolChoice`. */
export const toolChoiceSchema = exactly<ToolChoice>()(
  union([
    literal(["none", "auto", "required"]),
    readonlyObject({ type: literal("function"), function: readonlyObject({ name: string() }) }),
    readonlyObject({ type: literal("custom"), custom: readonlyObject({ name: string() }) }),
    readonlyObject({
      type: literal("allowed_tools"),
      allowed_tools: readonlyObject({
        mode: literal(["auto", "required"]),
        tools: readonlyArray(readonlyRecord(unknown())),
      }),
    }),
  ]),
);

/** Schema of `ToolCallExtraContent`. */
export const toolCallExtraContentSchema = exactly<ToolCallExtraContent>()(
  readonlyObject({
    google: exactOptional(readonlyObject({ thought_signature: exactOptional(string()) })),
  }),
);

/** Schema of `FunctionToolCall`. */
export const functionToolCallSchema = exactly<FunctionToolCall>()(
  readonlyObject({
    id: string(),
    type: literal("function"),
    function: readonlyObject({ name: string(), arguments: string() }),
    extra_content: exactOptional(toolCallExtraContentSchema),
  }),
);

/** Schema of `CustomToolCall`. */
export const customToolCallSchema = exactly<CustomToolCall>()(
  readonlyObject({
    id: string(),
    type: literal("custom"),
    custom: readonlyObject({ name: string(), input: string() }),
    extra_content: exactOptional(toolCallExtraContentSchema),
  }),
);

/** Schema of `ToolCall`. */
export const toolCallSchema = exactly<ToolCall>()(
  taggedUnion("type", [functionToolCallSchema, customToolCallSchema]),
);
