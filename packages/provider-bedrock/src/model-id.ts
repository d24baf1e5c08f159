import type { EncodeContext } from "@vllora/core/provider";

/** A version as the Rust crate's users write it. Other dots (`deepseek.v3.2`), and ARNs, are left alone. */
const DOTTED_VERSION = /-v(\d+)\.(\d+)$/;

/** The id of a model, an inference profile or a resource, as the path of a call has it. */
export function toModelId({ model, report }: Pick<EncodeContext, "model" | "report">): string {
  if (model.startsWith("arn:") || !DOTTED_VERSION.test(model)) return model;
  const to = model.replace(DOTTED_VERSION, "-v$1:$2");
  report({ field: "model", outcome: "mapped", to, note: "the API's versions have a colon" });
  return to;
}
