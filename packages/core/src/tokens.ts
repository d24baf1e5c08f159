import type { ChatCompletionRequest, TokenCount } from "@vllora/types";
import { AnswerResult } from "./answer.ts";
import { type CallOptions, REQUEST_OPTIONS } from "./call-options.ts";
import { decodingOf, encodeRequest } from "./encode.ts";
import { type ClientConfig, optionsOf, requestOf, targetOf } from "./prepare.ts";
import { readAnswer, sendCall } from "./provider-call.ts";
import { codecOf } from "./provider-errors.ts";

/** What a count can be given beside its request. Hooks and listeners hear of completions only. */
export interface TokenCountOptions extends Pick<CallOptions, (typeof REQUEST_OPTIONS)[number]> {}

/** The tokens of a request. Its JSON is the count alone; the accessors beside it tell of the call. */
export class TokenCountResult extends AnswerResult<TokenCount> implements TokenCount {
  declare prompt_tokens: number;
}

/** Tokens before a call is made: `client.tokens`. */
export class TokensClient {
  readonly #config: ClientConfig;

  /** @internal Made by the client. */
  constructor(config: ClientConfig) {
    this.#config = config;
  }

  /**
   * Asks the provider of the request's model how many tokens the request has, in its own count. Takes what
   * `completions.create` takes, and encodes it the same way; nothing is generated.
   * @throws {LLMError} `invalid_request` where the provider counts no tokens; else as `completions.create`.
   */
  async count(
    given: ChatCompletionRequest,
    options?: TokenCountOptions | null,
  ): Promise<TokenCountResult> {
    const merged = optionsOf(this.#config, options, REQUEST_OPTIONS);
    const requested = await requestOf(this.#config, given, merged.options);
    const { resolution, options: call } = targetOf(this.#config, merged, requested.model);
    const { provider, model } = resolution;
    const codec = codecOf(provider, "tokens", model);
    const sent = encodeRequest(provider, "tokens", requested, model, false, call);
    const asked = { provider, api: "tokens", model, options: call, sent } as const;
    return await sendCall(asked, async (attempt) => {
      const decode = (body: unknown) =>
        codec.decode(body, decodingOf(asked, attempt.details.requestId));
      const count = await readAnswer(attempt, decode, countProblem);
      return new TokenCountResult(count, { ...attempt.details, ledger: sent.ledger });
    });
  }
}

function countProblem(count: TokenCount): string | undefined {
  return Number.isInteger(count?.prompt_tokens) && count.prompt_tokens >= 0
    ? undefined
    : "a count without prompt_tokens";
}
