import type { LedgerEntry } from "./contract.ts";
import { warningsOf } from "./ledger.ts";

/** What is known of a call beside its answer. */
export interface AnswerReport {
  /** Id of the provider that answered. */
  readonly provider: string;
  /** The provider's id of the call, for its support. */
  readonly requestId: string | undefined;
  /** How many times the request was sent. */
  readonly attempts: number;
  /** What became of each field of the request. */
  readonly ledger: readonly LedgerEntry[];
}

/** An answer with what is known beside it. Its own fields, and so its JSON, are those of the answer. */
export class AnswerResult<Answer extends object> {
  readonly #report: AnswerReport;
  readonly #shadowed: Record<string, unknown> = {};

  constructor(answer: Answer, report: AnswerReport) {
    // A wire's field may be called `__proto__`, or like one of the accessors; those stay in the JSON only.
    for (const [key, value] of Object.entries(answer)) {
      const target = key in new.target.prototype ? this.#shadowed : this;
      Object.defineProperty(target, key, {
        value,
        enumerable: true,
        writable: true,
        configurable: true,
      });
    }
    this.#report = report;
  }

  /** The answer as a plain object. */
  toJSON(): Answer {
    // The fields that the constructor copied.
    return { ...this, ...this.#shadowed } as unknown as Answer;
  }

  /** What was ignored or adjusted of the request. */
  get warnings(): readonly LedgerEntry[] {
    return warningsOf(this.#report.ledger);
  }

  /** What became of each field of the request. */
  get ledger(): readonly LedgerEntry[] {
    return this.#report.ledger;
  }

  /** Id of the provider that answered. */
  get providerId(): string {
    return this.#report.provider;
  }

  /** The provider's id of the call, for its support. */
  get requestId(): string | undefined {
    return this.#report.requestId;
  }

  /** How many times the request was sent. */
  get attempts(): number {
    return this.#report.attempts;
  }
}
