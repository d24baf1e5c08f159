import type { ChatCompletionRequest, Tool } from "@vllora/core/provider";
import { camelCased, type Loose, listOf, without } from "./loose.ts";
import { fromOpenApiSchema } from "./openapi-schema.ts";

/** How a request sends its schemas. */
export type SchemaFormat = "json_schema" | "openapi";

/** Functions, as tools of ours, and the tools that Google runs. */
export function fromTools(value: unknown): {
  readonly functions: readonly Tool[];
  readonly builtIn: readonly Loose[];
  readonly schemaFormats: readonly SchemaFormat[];
} {
  const entries = listOf(value).map(camelCased);
  const declarations = entries.flatMap((entry) =>
    listOf(entry["functionDeclarations"]).map(camelCased),
  );
  return {
    functions: declarations.map(fromDeclaration),
    builtIn: entries
      .map((entry) => without(entry, ["functionDeclarations"]))
      .filter((entry) => Object.keys(entry).length > 0),
    schemaFormats: declarations.flatMap((declaration): SchemaFormat[] => {
      if (declaration["parameters"] !== undefined) return ["openapi"];
      return declaration["parametersJsonSchema"] === undefined ? [] : ["json_schema"];
    }),
  };
}

function fromDeclaration({ name, description, parameters, parametersJsonSchema }: Loose): Tool {
  const schema =
    parameters === undefined ? (parametersJsonSchema as Loose) : fromOpenApiSchema(parameters);
  return {
    type: "function",
    function: {
      name: String(name),
      ...(description === undefined ? {} : { description: String(description) }),
      ...(schema === undefined ? {} : { parameters: schema }),
    },
  };
}

/** What has no place in `tool_choice` is an option of the provider. */
export function fromToolConfig(value: unknown): {
  readonly request: Pick<ChatCompletionRequest, "tool_choice">;
  readonly options: Loose;
} {
  const { functionCallingConfig, ...config } = camelCased(value);
  const { mode, allowedFunctionNames, ...calling } = camelCased(functionCallingConfig);
  const word = typeof mode === "string" ? mode.toUpperCase() : undefined;
  const choice = toChoice(word, listOf(allowedFunctionNames).map(String));
  const unsaid = choice === undefined ? camelCased(functionCallingConfig) : calling;
  const rest = {
    ...(Object.keys(unsaid).length === 0 ? {} : { functionCallingConfig: unsaid }),
    ...config,
  };
  return {
    request: choice === undefined ? {} : { tool_choice: choice },
    options: Object.keys(rest).length === 0 ? {} : { tool_config: rest },
  };
}

function toChoice(
  mode: string | undefined,
  names: readonly string[],
): ChatCompletionRequest["tool_choice"] {
  const [first] = names;
  if (first === undefined) {
    if (mode === "NONE") return "none";
    if (mode === "AUTO") return "auto";
    return mode === "ANY" ? "required" : undefined;
  }
  if (mode === "ANY" && names.length === 1) return { type: "function", function: { name: first } };
  if (mode !== "ANY" && mode !== "VALIDATED") return undefined;
  const tools = names.map((name) => ({ type: "function", function: { name } }));
  return {
    type: "allowed_tools",
    allowed_tools: { mode: mode === "ANY" ? "required" : "auto", tools },
  };
}
