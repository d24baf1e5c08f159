import type { CheckName } from "./checks/index.ts";

/** What a conformance run found; plain JSON. */
export interface Scorecard {
  /** Version of this format. */
  readonly format: 1;
  readonly provider: {
    readonly id: string;
    readonly package: string;
    readonly version: string;
    readonly contract: number;
  };
  /** How many recorded exchanges the checks had at hand. */
  readonly transcripts: number;
  /** Numbers of checks. */
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  readonly checks: readonly CheckResult[];
}

/** What one check found. */
export interface CheckResult {
  readonly check: CheckName;
  /** What must hold, in a sentence. */
  readonly law: string;
  /** In memory, with the codec behind the client's own driver, or over real HTTP on loopback. */
  readonly mode: "codec" | "wire";
  /** `skipped`: everything that was found is a declared gap. */
  readonly status: "passed" | "failed" | "skipped";
  /** How many things were tried. */
  readonly tried: number;
  /** What came of them, such as `{ interrupted: 4012, complete: 12 }`. */
  readonly counts: { readonly [what: string]: number };
  readonly failures: readonly Finding[];
  readonly gaps: readonly (Finding & { readonly reason: string })[];
}

/** Something that does not hold. */
export interface Finding {
  /** A transcript, a parameter, a path in the wire's JSON, or what else the check is about. */
  readonly subject: string;
  /** The first problem with it. Never shows keys or what people and models said. */
  readonly problem: string;
  /** How many problems there were with it. */
  readonly times: number;
}

/** Something that a provider is known not to do. */
export interface DeclaredGap {
  readonly check: CheckName;
  /** Default: everything that the check finds. */
  readonly subject?: string;
  /** Why it is so; shown in the scorecard. */
  readonly reason: string;
}

/** A scorecard as text, one line a check, and what was found below it. */
export function formatScorecard(scorecard: Scorecard): string {
  const { provider, passed, failed, skipped, transcripts, checks } = scorecard;
  const lines = [
    `${provider.package}@${provider.version}, provider "${provider.id}", ${transcripts} transcripts`,
  ];
  for (const { check, status, mode, law, tried, counts, failures, gaps } of checks) {
    const details = Object.entries(counts).map(([what, count]) => `${count} ${what}`);
    lines.push(
      `${MARKS[status]} ${check} (${mode}): ${law} [${[`${tried} tried`, ...details].join(", ")}]`,
    );
    for (const { subject, problem, times } of failures) {
      lines.push(`       ${subject}: ${problem}${times > 1 ? ` (${times} times)` : ""}`);
    }
    for (const { subject, reason } of gaps) lines.push(`       ${subject}: declared, ${reason}`);
  }
  lines.push(`${passed} passed, ${failed} failed, ${skipped} skipped`);
  return lines.join("\n");
}

const MARKS = { passed: "ok    ", failed: "FAIL  ", skipped: "skip  " } as const;
