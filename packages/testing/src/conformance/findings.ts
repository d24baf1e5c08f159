import type { Finding } from "./scorecard.ts";

/** Collects what a check tries and finds: the first problem of each subject, and how many there were. */
export class Findings {
  tried = 0;
  readonly counts: { [what: string]: number } = {};
  readonly #found = new Map<string, { problem: string; times: number }>();

  /** Something was tried; unless it holds, that is a problem. The text is made only when it is needed. */
  expect(holds: boolean, subject: string, problem: string | (() => string)): boolean {
    this.tried++;
    if (!holds) this.problem(subject, typeof problem === "string" ? problem : problem());
    return holds;
  }

  problem(subject: string, problem: string): void {
    const known = this.#found.get(subject);
    if (known === undefined) this.#found.set(subject, { problem, times: 1 });
    else known.times++;
  }

  count(what: string): void {
    this.counts[what] = (this.counts[what] ?? 0) + 1;
  }

  get list(): Finding[] {
    return [...this.#found].map(([subject, found]) => ({ subject, ...found }));
  }
}
