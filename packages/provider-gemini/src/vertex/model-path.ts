import { LLMError } from "@vllora/core/provider";
import { modelPath } from "../model-path.ts";

/** Publishers whose models speak another wire on Vertex AI. */
const OTHERS = /^(?:claude|mistral|ministral|codestral|llama|jamba|deepseek|grok|qwen|kimi|gpt)-/i;

const FULL =
  /^projects\/[\w.:-]+\/locations\/[\w-]+\/(?:publishers\/google\/models|endpoints)\/[\w.@-]*\w[\w.@-]*$/;

/**
 * The path of a model below the location: Google's own, or an endpoint of a tuned one.
 * @throws {LLMError} `invalid_request` for models of other publishers, which speak other wires.
 */
export function vertexModelPath(model: string): string {
  // A full name has its own project and location.
  if (FULL.test(model)) return `/${model}`;
  const publisher = /^(?:publishers\/)?([\w.-]+)\/(?:models\/)?/.exec(model)?.[1];
  const foreign = publisher !== undefined && !["google", "models", "endpoints"].includes(publisher);
  if (foreign || OTHERS.test(model)) {
    throw new LLMError(
      "invalid_request",
      `vertex serves Google's models; "${model}" is of another publisher, whose wire this package does not speak`,
      { param: "model" },
    );
  }
  if (model.startsWith("endpoints/")) return modelPath(model, "", ["endpoints"]);
  const name = model.replace(/^(?:publishers\/)?google\//, "").replace(/^models\//, "");
  return modelPath(name, "/publishers/google/models", []);
}
