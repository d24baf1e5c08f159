import type { ChatCompletionRequest, EncodeContext, Tool } from "@vllora/core/provider";
import type { GeminiRequestOptions } from "./options.ts";
import { reportCacheControl } from "./own-fields.ts";
import { hasNoProperties, toSchema, usesJsonSchema } from "./schema.ts";

type FunctionDefinition = Extract<Tool, { type: "function" }>["function"];

/** Tools that Google runs, and then the functions of the caller, all in one entry. */
export function toTools(
  request: ChatCompletionRequest,
  context: EncodeContext,
): object[] | undefined {
  const { tools: own = [] } = context.options as GeminiRequestOptions;
  const tools: object[] = [...own];
  if (request.web_search_options != null && !own.some((tool) => "googleSearch" in tool)) {
    for (const name of Object.keys(request.web_search_options)) {
      const note = "Google's search has no such setting";
      context.report({ field: `web_search_options.${name}`, outcome: "ignored", note });
    }
    tools.push({ googleSearch: {} });
  }
  const functionDeclarations = [
    ...(request.tools ?? []).flatMap((tool, index) => declaration(tool, index, context) ?? []),
    ...(request.functions ?? []).map((definition, index) =>
      toDeclaration(definition, `functions[${index}]`, context),
    ),
  ];
  if (functionDeclarations.length > 0) tools.push({ functionDeclarations });
  return tools.length === 0 ? undefined : tools;
}

function declaration(tool: Tool, index: number, context: EncodeContext): object | undefined {
  const path = `tools[${index}]`;
  reportCacheControl(tool, path, context);
  if (tool.type === "function") return toDeclaration(tool.function, `${path}.function`, context);
  const note = `Gemini has no tools of type "${tool.type}"`;
  context.report({ field: path, outcome: "refused", note });
  return undefined;
}

function toDeclaration(
  { name, description, parameters, strict }: FunctionDefinition,
  path: string,
  context: EncodeContext,
): object {
  if (strict === true) {
    const note = 'arguments follow the schema; only tool_choice "required" makes that certain';
    context.report({ field: `${path}.strict`, outcome: "ignored", note });
  }
  const declared = { name, ...(description === undefined ? {} : { description }) };
  if (parameters === undefined) return declared;
  const at = `${path}.parameters`;
  if (usesJsonSchema(context)) {
    return { ...declared, parametersJsonSchema: toSchema(parameters, at, context) };
  }
  // The API's own schemas know no object without properties.
  if (hasNoProperties(parameters)) return declared;
  return { ...declared, parameters: toSchema(parameters, at, context) };
}
