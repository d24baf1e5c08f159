import { fileURLToPath } from "node:url";
import { readTranscripts } from "@vllora/testing";

/** Answers that were written twice, whole and streamed, so that what comes of them can be compared. */
export const PAIRS = await readTranscripts(
  fileURLToPath(new URL("./fixtures/pairs", import.meta.url)),
);

/** Their names, as the conformance kit wants them. */
export const PAIR_NAMES = PAIRS.filter(({ stream }) => !stream).map(
  ({ name }) => [name, `${name}.stream`] as const,
);

/** How this wire says inside of a stream that the answer failed. */
export const ERROR_FRAME =
  'data: {"error":{"message":"Overloaded","type":"overloaded_error","code":null,"param":null}}\n\n';
