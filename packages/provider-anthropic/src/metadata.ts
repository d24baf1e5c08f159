import type { ChatCompletionRequest, EncodeContext } from "@vllora/core/provider";

/** Who asks: `metadata.user_id` is all that the API knows. `user` comes before its newer and older names. */
export function toMetadata(
  { user, safety_identifier: identifier, metadata }: ChatCompletionRequest,
  { report }: EncodeContext,
): { readonly user_id: string } | undefined {
  const { user_id: own, ...others } = metadata ?? {};
  let id: string | undefined;
  for (const [field, value] of Object.entries({
    user,
    safety_identifier: identifier,
    metadata: own,
  })) {
    if (value == null) continue;
    if (id === undefined) id = value;
    else report({ field, outcome: "ignored", note: "another name for the user is given, too" });
  }
  const note = "the API stores no metadata";
  if (metadata != null && own === undefined) {
    report({ field: "metadata", outcome: "ignored", note });
  } else {
    for (const key of Object.keys(others)) {
      report({ field: `metadata.${key}`, outcome: "ignored", note });
    }
  }
  return id === undefined ? undefined : { user_id: id };
}

/** `service_tier` in the API's two words. */
export function toWireServiceTier(
  { service_tier: asked }: ChatCompletionRequest,
  { report }: EncodeContext,
): "auto" | "standard_only" | undefined {
  const field = "service_tier";
  switch (asked) {
    case undefined:
    case null:
      return undefined;
    case "auto":
      return "auto";
    case "default":
      return "standard_only";
    case "priority":
      report({
        field,
        outcome: "adjusted",
        from: asked,
        to: "auto",
        note: "priority where there is some",
      });
      return "auto";
    default:
      report({ field, outcome: "refused", note: "the API has no such tier" });
      return undefined;
  }
}
