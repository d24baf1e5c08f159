import type { ProviderDefinition } from "@vllora/core";
import type { ConformanceOptions, Transcript } from "@vllora/testing";

/** One run of the conformance kit: a provider, and what proves it. */
export interface Conformance {
  readonly provider: ProviderDefinition;
  readonly transcripts: readonly Transcript[];
  readonly options: ConformanceOptions;
}
