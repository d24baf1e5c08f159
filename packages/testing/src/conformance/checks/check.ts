import type { TranscriptResponse } from "../../transcript.ts";
import type { Findings } from "../findings.ts";
import type { Subject } from "../subject.ts";

/** One law, and how it is tried. */
export interface Check {
  /** What must hold, in a sentence. */
  readonly law: string;
  readonly mode: "codec" | "wire";
  /** Why it has no meaning for a wire; reported as skipped. */
  readonly pointless?: (subject: Subject) => string | undefined;
  run(subject: Subject, findings: Findings): Promise<void>;
}

/** What a check needs and the transcripts do not have: without proof nothing passes. */
export function needs(findings: Findings, present: boolean, what: string): boolean {
  if (!present) findings.problem("transcripts", `there is no ${what} to prove it with`);
  return present;
}

/** Laws of server-sent events hold where there are some. */
export function withoutEvents({ streams }: Subject): string | undefined {
  const [first] = streams;
  if (streams.some(({ response }) => /event-stream/.test(typeOf(response)))) return undefined;
  return first && `its streams are ${typeOf(first.response)}, not server-sent events`;
}

function typeOf(response: TranscriptResponse | undefined): string {
  // The type of AWS is called almost the same.
  return response?.headers["content-type"]?.replace("vnd.amazon.eventstream", "AWS messages") ?? "";
}
