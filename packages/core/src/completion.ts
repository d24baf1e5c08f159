import type {
  ChatCompletion,
  ChatCompletionMessage,
  ChatMessage,
  FinishReason,
  ToolCall,
  Usage,
} from "@vllora/types";
import { type AnswerReport, AnswerResult } from "./answer.ts";
import type { Cost } from "./cost.ts";
import type { PartialRun } from "./errors.ts";
import type { Step } from "./tools/tool-run.ts";

/** What is known of a completion beside its answer. */
export interface CallReport extends AnswerReport {
  readonly cost: () => Cost | undefined;
  /** Of a run with tools; its answer is that of the last step, with the usage of all. */
  readonly run?: PartialRun | undefined;
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
  readonly #report: CallReport;

  /** @internal Made by the client. */
  constructor(completion: ChatCompletion, report: CallReport) {
    super(completion, report);
    this.#report = report;
  }

  /** @internal For another answer with what is known of this one. */
  get report(): CallReport {
    return this.#report;
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
   * The tool calls that the first answer ended with, ready to run; of a run with tools those that it did not run.
   * Empty when it ended otherwise: calls of an answer that was cut by a limit or a filter stay in `message.tool_calls`,
   * where they may not be whole.
   */
  get toolCalls(): readonly ToolCall[] {
    if (this.finishReason !== "tool_calls") return [];
    const ran = new Set(this.#report.run?.steps.at(-1)?.toolRuns.map(({ call }) => call.id));
    const calls = this.message.tool_calls ?? [];
    return ran.size === 0 ? calls : calls.filter(({ id }) => !ran.has(id));
  }

  /** The answers of the model, and what their tools gave; one without tools that the client runs. */
  get steps(): readonly Step[] {
    return this.#report.run?.steps ?? [{ index: 0, response: this, toolRuns: [] }];
  }

  /**
   * What to append to the request's messages for the next one: the turns of the model and the results of the tools that
   * ran. Calls of {@link toolCalls} need results of yours behind them. Of a run with tools, arguments that are no JSON
   * object are put into one, as `INVALID_JSON`, since most providers take nothing else; `steps` has them as they came.
   */
  get messages(): readonly ChatMessage[] {
    return this.#report.run?.messages ?? [this.message];
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
    return this.#report.cost();
  }
}
