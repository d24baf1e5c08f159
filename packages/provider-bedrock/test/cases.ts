import type { Transcript } from "@vllora/testing";
import { recordedCases } from "../../provider-openai-compatible/test/recorded-cases.ts";

/** The recorded cases; their models as the caller names them, and not as the path has them. */
export async function bedrockCases(): Promise<Transcript[]> {
  const cases = await recordedCases(import.meta.url);
  return cases.map((found) =>
    found.model === undefined ? found : { ...found, model: decodeURIComponent(found.model) },
  );
}
