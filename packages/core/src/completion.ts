import type {
  ChatCompletion,
  ChatCompletionMessage,
  FinishReason,
  ToolCall,
  Usage,
} from "@vllora/types";
import type { LedgerEntry } from "./contract.ts";
import type { Cost } from "./cost.ts";
import { warningsOf } from "./ledger.ts";

/** What is known of a call beside its answer. */
export interface CallReport {
  /** Id of the provider that answered. */
  readonly provider: string;
  /** The provider's id of the call, for its support. */
  readonly requestId: string | undefined;
  /** How many times the request was sent. */
  readonly attempts: number;
  /** What became of each field of the request. */
  readonly ledger: readonly LedgerEntry[];
  readonly cost: () => Cost | undefined;
}

/**
 * A whole answer. Its own fields, and so its JSON, are exactly those of the answer in OpenAI's shape; the
 * accessors beside them are for convenience and are not part of the JSON.
 */
export class ChatCompletionResult implements ChatCompletion {
  declare id: string;
  declare object: "chat.completion";
  declare created: number;
  declare model: string;
  declare choices: ChatCompletion["choices"];
  declare usage?: Usage;
  readonly #report: CallReport;
  readonly #shadowed: Record<string, unknown> = {};

  /** @internal Made by the client. */
  constructor(completion: ChatCompletion, report: CallReport) {
    // A wire's field may be called `__proto__`, or like one of the accessors; those stay in the JSON only.
    for (const key of Object.keys(completion)) {
      const value = completion[key as keyof ChatCompletion];
      const target = key in ChatCompletionResult.prototype ? this.#shadowed : this;
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
  toJSON(): ChatCompletion {
    return { ...this, ...this.#shadowed };
  }

  /** The message of the first answer. Put it into the next request's `messages` as it is. */
  get message(): ChatCompletionMessage {
    return this.choices[0]?.message ?? { role: "assistant", content: null, refusal: null };
  }

  /** The text of the first answer; empty when it has none. */
  get text(): string {
    return this.message.content ?? "";
  }

  /**
   * The tool calls that the first answer ended with, ready to run. Empty when it ended otherwise: calls of an
   * answer that was cut by a limit or a filter stay in `message.tool_calls`, where they may not be whole.
   */
  get toolCalls(): readonly ToolCall[] {
    return this.finishReason === "tool_calls" ? (this.message.tool_calls ?? []) : [];
  }

  /** Why the first answer ended; `"other"` for a word that is not known, which `nativeFinishReason` has. */
  get finishReason(): FinishReason | "other" | undefined {
    return this.choices[0]?.finish_reason;
  }

  /** The provider's own word for it, where it differs. */
  get nativeFinishReason(): string | undefined {
    return this.choices[0]?.native_finish_reason ?? undefined;
  }

  /** The readable reasoning of the first answer. */
  get reasoning(): string | undefined {
    return this.message.reasoning_content ?? undefined;
  }

  /** What was ignored or adjusted of the request. */
  get warnings(): readonly LedgerEntry[] {
    return warningsOf(this.#report.ledger);
  }

  /** What became of each field of the request. */
  get ledger(): readonly LedgerEntry[] {
    return this.#report.ledger;
  }

  /** What the call cost, by the prices given; else what the provider said; absent when nobody knows. */
  get cost(): Cost | undefined {
    return this.#report.cost();
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
