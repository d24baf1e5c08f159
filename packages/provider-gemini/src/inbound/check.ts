import { LLMError } from "@vllora/core/provider";
import { camelCased, type Loose, listOf } from "./loose.ts";

/** Roles that the API takes; `function` is an older word for the user's who gives results. */
const ROLES: readonly unknown[] = [undefined, "user", "model", "function"];

/**
 * Refuses what would be lost in silence: a gateway is sent anything.
 * @throws {LLMError} `invalid_request` with the path of the first offence.
 */
export function checkShape(request: unknown): void {
  const body = objectAt(request, "the request");
  for (const [index, content] of listOf(body["contents"]).entries()) {
    const { role, parts } = objectAt(content, `contents[${index}]`);
    if (!ROLES.includes(role))
      throw invalid(`contents[${index}].role`, 'must be "user" or "model"');
    checkObjects(parts, `contents[${index}].parts`);
  }
  const { systemInstruction: instruction } = body;
  if (instruction !== undefined && typeof instruction !== "string") {
    const { parts } = objectAt(instruction, "systemInstruction");
    checkObjects(parts, "systemInstruction.parts");
  }
  for (const [index, tool] of listOf(body["tools"]).entries()) {
    const path = `tools[${index}]`;
    checkDeclarations(objectAt(tool, path)["functionDeclarations"], path);
  }
  for (const field of ["generationConfig", "toolConfig"]) {
    if (body[field] !== undefined) objectAt(body[field], field);
  }
}

function checkDeclarations(declarations: unknown, path: string): void {
  for (const [index, one] of listOf(declarations).entries()) {
    const at = `${path}.functionDeclarations[${index}]`;
    const { name, ...declaration } = objectAt(one, at);
    if (typeof name !== "string") throw invalid(`${at}.name`, "must be text");
    for (const field of ["parameters", "parametersJsonSchema"]) {
      if (declaration[field] !== undefined) objectAt(declaration[field], `${at}.${field}`);
    }
  }
}

function checkObjects(list: unknown, path: string): void {
  for (const [index, item] of listOf(list).entries()) objectAt(item, `${path}[${index}]`);
}

function objectAt(value: unknown, path: string): Loose {
  if (typeof value === "object" && value !== null && !Array.isArray(value)) {
    return camelCased(value);
  }
  throw invalid(path, "must be an object");
}

function invalid(path: string, problem: string): LLMError {
  return new LLMError("invalid_request", `${path} ${problem}`, { param: path });
}
