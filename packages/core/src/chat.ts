import type { ChatCompletionRequest } from "@vllora/types";
import type { CallOptions } from "./call-options.ts";
import type { ChatCompletionResult } from "./completion.ts";
import type { CompletionsClient } from "./completions.ts";
import type { ChatCompletionStream } from "./stream.ts";

/** `client.chat.completions`, for programs that were written for the `openai` package. */
export class ChatClient {
  readonly #completions: CompletionsClient;

  /** @internal Made by the client. */
  constructor(completions: CompletionsClient) {
    this.#completions = completions;
  }

  /** The whole answer, or with `stream: true` its pieces. @throws {LLMError} */
  create(
    request: ChatCompletionRequest & { readonly stream: true },
    options?: CallOptions | null,
  ): Promise<ChatCompletionStream>;
  create(
    request: ChatCompletionRequest & { readonly stream?: false | null },
    options?: CallOptions | null,
  ): Promise<ChatCompletionResult>;
  create(
    request: ChatCompletionRequest,
    options?: CallOptions | null,
  ): Promise<ChatCompletionResult | ChatCompletionStream>;
  create(
    request: ChatCompletionRequest,
    options?: CallOptions | null,
  ): Promise<ChatCompletionResult | ChatCompletionStream> {
    return request.stream === true
      ? this.#completions.createStream(request, options)
      : this.#completions.create(request, options);
  }
}
