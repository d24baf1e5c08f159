import { fileURLToPath } from "node:url";
import type { ProviderDefinition } from "@vllora/core";
import {
  type ConformanceOptions,
  type DeclaredGap,
  readTranscripts,
  type Transcript,
} from "@vllora/testing";
import { gemini, vertex } from "../src/index.ts";
import { CASES } from "./recorded-cases.ts";
import { ERRORS, LISTS } from "./recorded-errors.ts";

/** Answers that were written twice, whole and streamed, so that what comes of them can be compared. */
const PAIRS = await readTranscripts(fileURLToPath(new URL("./fixtures/pairs", import.meta.url)));

/** Pieces of arguments become one text, in which there is no place for what is beside them. */
const GAPS: readonly DeclaredGap[] = [
  {
    check: "unknown-fields",
    subject: "candidates[].content.parts[].functionCall.partialArgs[]",
    reason: "pieces become one text",
  },
];

/** What the conformance kit is given of one API. */
function conformanceOf(provider: ProviderDefinition): {
  readonly provider: ProviderDefinition;
  readonly transcripts: readonly Transcript[];
  readonly options: ConformanceOptions;
} {
  const own = CASES.filter(
    ({ name }) => name.startsWith(`${provider.id}/`) && !LISTS.includes(name),
  );
  const names = own.map(({ name }) => name);
  return {
    provider,
    transcripts: [...own, ...PAIRS],
    options: {
      model: "gemini-2.5-flash",
      requestFor: ({ name, request }) => ({
        ...(name.startsWith("pairs/two-choices") ? { n: 2 } : {}),
        ...countOf(request?.body),
      }),
      errors: Object.fromEntries(Object.entries(ERRORS).filter(([name]) => names.includes(name))),
      pairs: PAIRS.filter(({ stream }) => !stream).map(({ name }) => [name, `${name}.stream`]),
      errorFrame:
        'data: {"error":{"code":503,"message":"Overloaded","status":"UNAVAILABLE"}}\r\n\r\n',
      finishReasonField: "finishReason",
      // Speech has one format, and search no settings: both are said, and send the same.
      samples: {
        audio: {
          value: { format: "pcm16", voice: "Kore" },
          other: { format: "pcm16", voice: "Puck" },
        },
        service_tier: { value: "flex", other: "priority" },
        web_search_options: { value: {} },
      },
      declaredGaps: GAPS,
    },
  };
}

/** How many answers were asked for. */
function countOf(body: unknown): { n?: number } {
  const { generationConfig } = (body ?? {}) as { generationConfig?: { candidateCount?: number } };
  const n = generationConfig?.candidateCount;
  return n === undefined ? {} : { n };
}

/** The Gemini API. */
export const conformance = conformanceOf(gemini());

/** Vertex AI, in express mode: the kit has a key. */
export const vertexConformance = conformanceOf(vertex());
