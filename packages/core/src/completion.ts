import type {
  ChatCompletion,
  ChatCompletionMessage,
  FinishReason,
  ToolCall,
  Usage,
} from "@vllora/types";
import { type AnswerReport, AnswerResult } from "./answer.ts";
import type { Cost } from "./cost.ts";

/** What is known of a completion beside its answer. */
export interface CallReport extends AnswerReport {
  readonly cost: () => Cost | undefined;
}

/**
 * A whole answer. Its own fields, and so its JSON, are exactly those of the answer in OpenAI's shape; the
 * accessors beside them are for convenience and are not part of the JSON.
 */
export class ChatCompletionResult extends AnswerResult<ChatCompletion> implements ChatCompletion {
  declare id: string;
  declare object: "chat.completion";
  declare created: number;
  declare model: string;
  declare choices: ChatCompletion["choices"];
  declare usage?: Usage;
  readonly #cost: CallReport["cost"];

  /** @internal Made by the client. */
  constructor(completion: ChatCompletion, report: CallReport) {
    super(completion, report);
    this.#cost = report.cost;
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

  /** What the call cost, by the prices given; else what the provider said; absent when nobody knows. */
  get cost(): Cost | undefined {
    return this.#cost();
  }
}
