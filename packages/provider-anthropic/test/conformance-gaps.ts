import type { DeclaredGap } from "@vllora/testing";

/** What the conformance kit takes for a loss, and is none. */
export const GAPS: readonly DeclaredGap[] = [
  {
    check: "unknown-fields",
    subject: "content_block.input",
    reason: "what is in the arguments of a call is said by the model, not by the API",
  },
  {
    check: "way-back",
    subject: "provider_fields.container",
    reason: "a container is not a part of the message; its id goes into provider_options.anthropic",
  },
];
