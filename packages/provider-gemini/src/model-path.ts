import { LLMError } from "@vllora/core/provider";

/**
 * The path of a model: its name below `home`, or the name itself where it begins with one of the collections.
 * @throws {LLMError} `invalid_request` for a name that would lead elsewhere.
 */
export function modelPath(model: string, home: string, collections: readonly string[]): string {
  const steps = model.split("/");
  const isFull = steps.length > 1 && collections.includes(steps[0] as string);
  if ((steps.length > 1 && !isFull) || steps.some((step) => !/^[\w.@-]*\w[\w.@-]*$/.test(step))) {
    throw new LLMError("invalid_request", `"${model}" is no name of a model`, { param: "model" });
  }
  return isFull ? `/${model}` : `${home}/${model}`;
}
