import type { ProviderDefinition } from "@vllora/core";
import type { Transcript } from "../transcript.ts";
import type { Check } from "./checks/check.ts";
import { CHECKS, type CheckName } from "./checks/index.ts";
import { Findings } from "./findings.ts";
import type { CheckResult, DeclaredGap, Finding, Scorecard } from "./scorecard.ts";
import { Subject, type SubjectOptions } from "./subject.ts";

/** How a provider is tried. */
export interface ConformanceOptions extends SubjectOptions {
  /** What it is known not to do; reported as skipped. A gap that is not there is a failure, too. */
  readonly declaredGaps?: readonly DeclaredGap[];
  /** Only these checks. Default: all. */
  readonly checks?: readonly CheckName[];
  /** Told of each check when it is over. */
  readonly onCheck?: (result: CheckResult) => void;
  /** Stops the run between two checks. */
  readonly signal?: AbortSignal;
}

/**
 * Tries whether a provider keeps the promises of this library, on recorded exchanges of its wire, without any test
 * runner: in memory and over HTTP on loopback, without a key. Needs whole and streamed answers, with tool calls and
 * whatever else the wire has; a check without a transcript to prove it fails, unless that gap is declared.
 *
 * @example
 * const scorecard = await runConformance(acme(), await readTranscripts("test/transcripts"));
 * if (scorecard.failed > 0) throw new Error(formatScorecard(scorecard));
 */
export async function runConformance(
  provider: ProviderDefinition,
  transcripts: readonly Transcript[],
  options: ConformanceOptions = {},
): Promise<Scorecard> {
  const names = options.checks ?? (Object.keys(CHECKS) as CheckName[]);
  const gaps = options.declaredGaps ?? [];
  const subject = new Subject(provider, transcripts, options);
  const checks: CheckResult[] = [];
  for (const name of names) {
    options.signal?.throwIfAborted();
    const result = await tried(
      name,
      subject,
      gaps.filter(({ check }) => check === name),
    );
    checks.push(result);
    options.onCheck?.(result);
  }
  const having = (status: CheckResult["status"]) =>
    checks.filter((result) => result.status === status).length;
  return {
    format: 1,
    provider: {
      id: provider.id,
      package: provider.package.name,
      version: provider.package.version,
      contract: provider.contract,
    },
    transcripts: transcripts.length,
    passed: having("passed"),
    failed: having("failed"),
    skipped: having("skipped"),
    checks,
  };
}

async function tried(
  name: CheckName,
  subject: Subject,
  declared: readonly DeclaredGap[],
): Promise<CheckResult> {
  const { law, mode, run, pointless }: Check = CHECKS[name];
  const findings = new Findings();
  const reason = pointless?.(subject);
  if (reason !== undefined) {
    const gap = { subject: name, problem: "it has no meaning here", times: 1, reason };
    const none = { tried: 0, counts: {}, failures: [], gaps: [gap] };
    return { check: name, law, mode, status: "skipped", ...none };
  }
  try {
    await run(subject, findings);
  } catch (error) {
    findings.problem(
      name,
      `the provider threw ${error instanceof Error ? error.name : typeof error}`,
    );
  }
  const { tried: count, counts } = findings;
  if (count === 0 && findings.list.length === 0) findings.problem(name, "nothing was tried");
  const failures: Finding[] = [];
  const gaps: (Finding & { reason: string })[] = [];
  const found = new Set<DeclaredGap>();
  for (const finding of findings.list) {
    const gap = declared.find(
      ({ subject: about }) => about === undefined || about === finding.subject,
    );
    if (gap === undefined) {
      failures.push(finding);
    } else {
      gaps.push({ ...finding, reason: gap.reason });
      found.add(gap);
    }
  }
  for (const gap of declared) {
    if (found.has(gap)) continue;
    failures.push({
      subject: gap.subject ?? name,
      problem: "the declared gap is not there",
      times: 1,
    });
  }
  const status = failures.length > 0 ? "failed" : gaps.length > 0 ? "skipped" : "passed";
  return { check: name, law, mode, status, tried: count, counts, failures, gaps };
}
