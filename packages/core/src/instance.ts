import type { ChatCompletion, ChatCompletionChunk, ChatCompletionRequest } from "@vllora/types";
import type { CallReport } from "./completion.ts";
import type { CallObserver } from "./observer.ts";
import type { TemplateVariables } from "./template.ts";

/**
 * The seam between the client and whatever answers: a provider's codec becomes one, and an application or a
 * gateway can inject its own with `withInstance`.
 */
export interface ModelInstance {
  /** Gives the whole answer. */
  invoke(request: ChatCompletionRequest, context: InvocationContext): Promise<ChatCompletion>;
  /**
   * Gives the answer piece by piece. An iterable that ends before each of its choices has a `finish_reason` is
   * an interrupted stream.
   */
  stream(
    request: ChatCompletionRequest,
    context: InvocationContext,
  ): Promise<AsyncIterable<ChatCompletionChunk>> | AsyncIterable<ChatCompletionChunk>;
}

/** What an instance is told beside the request. */
export interface InvocationContext {
  readonly signal: AbortSignal | undefined;
  readonly tags: { readonly [name: string]: string };
  /** Templates are rendered already; the values are for the instance's own use. */
  readonly variables: TemplateVariables;
  readonly observers: readonly CallObserver[];
  /** Says what is known of the call beside its answer. */
  report(report: Partial<Omit<CallReport, "cost">>): void;
}
