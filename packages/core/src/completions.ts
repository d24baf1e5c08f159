import type { ChatCompletion, ChatCompletionChunk, ChatCompletionRequest } from "@vllora/types";
import { CALL_OPTIONS, type CallOptions, checkOptions, mergeOptions } from "./call-options.ts";
import { completionProblem } from "./collect.ts";
import { type CallReport, ChatCompletionResult } from "./completion.ts";
import type { ProviderDefinition } from "./contract.ts";
import { costOf } from "./cost.ts";
import { annotate, LLMError, type LLMErrorDetails } from "./errors.ts";
import { type EventListener, eventHook } from "./events.ts";
import type { InvocationContext, ModelInstance } from "./instance.ts";
import { type CallInfo, type CallObserver, harmless, startObservers } from "./observer.ts";
import { type ProviderCallOptions, providerInstance } from "./provider-instance.ts";
import { type Resolution, type ResolutionOptions, resolve } from "./resolve.ts";
import { IterableSource } from "./source.ts";
import { ChatCompletionStream } from "./stream.ts";
import { renderMessages, type TemplateVariables } from "./template.ts";
import { untilAborted } from "./transport/abort.ts";
import { validateRequest } from "./validate.ts";

/** What a client knows; every verb makes a copy with one thing changed. */
export interface ClientConfig {
  readonly call: CallOptions;
  readonly resolution: Omit<ResolutionOptions, "provider" | "baseURL">;
  readonly instance: ModelInstance | undefined;
  /** Replaces the model of every request. */
  readonly model: string | undefined;
}

/** Chat completions: `client.completions`. */
export class CompletionsClient {
  readonly #config: ClientConfig;

  /** @internal Made by the client. */
  constructor(config: ClientConfig) {
    this.#config = config;
  }

  /** Completions that this instance answers. */
  withInstance(instance: ModelInstance): CompletionsClient {
    return new CompletionsClient({ ...this.#config, instance });
  }

  /** Completions with these tags, added to those that are there. */
  withTags(tags: { readonly [name: string]: string }): CompletionsClient {
    return this.#with({ tags });
  }

  /** Completions that render `{{ name }}` in system, developer and user text with these values. */
  withInputVariables(variables: TemplateVariables): CompletionsClient {
    return this.#with({ variables });
  }

  /** Completions whose events this listener hears, beside those that listen already. */
  onEvent(listener: EventListener): CompletionsClient {
    return this.#with({ onEvent: listener });
  }

  /**
   * Sends a request and waits for the whole answer.
   * @throws {LLMError} whatever goes wrong; see its `kind`.
   */
  async create(
    request: ChatCompletionRequest,
    options?: CallOptions | null,
  ): Promise<ChatCompletionResult> {
    const call = await this.#prepare(request, options, false);
    try {
      const completion = await call.answer(() => call.instance.invoke(call.request, call.context));
      const result = call.finish(completion);
      for (const observer of call.context.observers) observer.end?.(result);
      return result;
    } catch (error) {
      throw call.fail(error);
    }
  }

  /**
   * Sends a request and gives the answer piece by piece. Resolves when the first output is there, so that an
   * error before it is thrown here.
   * @throws {LLMError} whatever goes wrong; see its `kind`. Later errors are thrown by the loop.
   */
  async createStream(
    request: ChatCompletionRequest,
    options?: CallOptions | null,
  ): Promise<ChatCompletionStream> {
    const call = await this.#prepare(request, options, true);
    try {
      const chunks = await call.answer(() => call.instance.stream(call.request, call.context));
      // A provider's stream has our observers already; one that an injected model got elsewhere has not.
      if (chunks instanceof ChatCompletionStream && !call.injected) return chunks;
      const stream = call.wrap(chunks);
      await stream.prime();
      return stream;
    } catch (error) {
      throw call.fail(error);
    }
  }

  #with(options: CallOptions): CompletionsClient {
    return new CompletionsClient({
      ...this.#config,
      call: mergeOptions(this.#config.call, options),
    });
  }

  async #prepare(
    given: ChatCompletionRequest,
    callOptions: CallOptions | null | undefined,
    stream: boolean,
  ): Promise<PreparedCall> {
    const over = checkOptions(callOptions ?? {}, CALL_OPTIONS, "the call");
    const options = mergeOptions(this.#config.call, over);
    validateRequest(given);
    let request = normalise(given, this.#config.model);
    if (options.variables !== undefined) {
      const messages = await renderMessages(request.messages, options.variables);
      request = { ...request, messages };
    }
    if (this.#config.instance !== undefined) {
      const call = { ...options, credentials: [options] };
      return new PreparedCall(request, call, stream, this.#config.instance, undefined);
    }
    const resolution = resolve(request.model, {
      ...this.#config.resolution,
      provider: options.provider,
      baseURL: options.baseURL,
    });
    const { credentials, baseURL, headers, provider } = this.#config.call;
    const own = isOwn(resolution, over, provider, this.#config.resolution);
    const sources = own ? [over, { credentials, baseURL, headers }] : [over];
    return new PreparedCall(
      request,
      { ...options, credentials: sources },
      stream,
      undefined,
      resolution,
    );
  }
}

/** Whether the client's credentials and base URL belong to the provider that was found. */
function isOwn(
  { rule, provider }: Resolution,
  over: CallOptions,
  pinned: ProviderDefinition | string | undefined,
  { defaultProvider, providers }: ClientConfig["resolution"],
): boolean {
  if (rule === "default" || rule === "endpoint") return true;
  if (rule === "provider" && over.provider === undefined) return true;
  const only = providers?.length === 1 ? providers[0]?.id : undefined;
  const pinnedId = typeof pinned === "string" ? pinned.toLowerCase() : pinned?.id;
  const owner = pinnedId ?? defaultProvider ?? only ?? "openai";
  return provider.id === owner || provider.aliases?.includes(owner) === true;
}

/** The request without what says how it is called, and with the seed's names in their places. */
function normalise(given: ChatCompletionRequest, model: string | undefined): ChatCompletionRequest {
  const { stream: _stream, provider_specific: specific, ...request } = given;
  for (const name of Object.keys(specific ?? {})) {
    const known = name === "top_k" || name === "thinking";
    if (known && request[name] == null) continue;
    const problem = known
      ? `is given beside ${name}`
      : "is not known: it may hold top_k and thinking";
    const param = `provider_specific.${name}`;
    throw new LLMError("invalid_request", `${param} ${problem}`, { param });
  }
  return {
    ...(specific?.top_k == null ? {} : { top_k: specific.top_k }),
    ...(specific?.thinking == null ? {} : { thinking: specific.thinking }),
    ...request,
    ...(model === undefined ? {} : { model }),
  };
}

/** One call: its request, who answers it, and who watches. */
class PreparedCall {
  readonly request: ChatCompletionRequest;
  readonly instance: ModelInstance;
  readonly context: InvocationContext;
  readonly #options: Omit<ProviderCallOptions, "finish">;
  readonly #provider: string;
  readonly #model: string;
  readonly injected: boolean;
  #report: Omit<CallReport, "cost">;

  constructor(
    request: ChatCompletionRequest,
    options: Omit<ProviderCallOptions, "finish">,
    stream: boolean,
    injected: ModelInstance | undefined,
    resolution: Resolution | undefined,
  ) {
    this.request = request;
    this.#options = options;
    this.injected = injected !== undefined;
    this.#provider = resolution?.provider.id ?? "instance";
    this.#model = resolution?.model ?? request.model;
    this.#report = {
      provider: this.#provider,
      requestId: undefined,
      attempts: 1,
      ledger: [],
    };
    // The resolution is there whenever no instance is.
    this.instance =
      injected ??
      providerInstance((resolution as Resolution).provider, this.#model, {
        ...options,
        finish: (completion) => this.finish(completion),
      });
    this.context = {
      signal: options.signal ?? undefined,
      tags: options.tags ?? {},
      variables: options.variables ?? {},
      observers: this.#observers(resolution, stream),
      report: (report) => {
        this.#report = { ...this.#report, ...report };
      },
    };
  }

  /** An injected model may not know the signal; a provider's exchange does. */
  async answer<T>(run: () => T | Promise<T>): Promise<T> {
    const answer = run();
    if (!this.injected || !(answer instanceof Promise)) return await answer;
    const { signal } = this.context;
    // What comes too late is closed, if it can be.
    const discard = (late: T) => {
      if (signal?.aborted) closeLate(late);
    };
    answer.then(discard, () => undefined);
    return await untilAborted(answer, signal);
  }

  #observers(resolution: Resolution | undefined, stream: boolean): readonly CallObserver[] {
    const { hooks = [], onEvent } = this.#options;
    const all = onEvent === undefined ? hooks : [...hooks, eventHook(onEvent)];
    return startObservers(all, (): CallInfo => {
      const sources = [...this.#options.credentials, resolution?.provider.settings ?? {}];
      const given = sources.find(({ credentials }) => credentials !== undefined);
      return {
        provider: this.#provider,
        telemetryName: resolution?.provider.telemetryName ?? this.#provider,
        model: this.#model,
        request: this.request,
        stream,
        tags: this.#options.tags ?? {},
        credentials: given === undefined ? "vllora" : "own",
      };
    });
  }

  finish(given: ChatCompletion): ChatCompletionResult {
    const completion = given instanceof ChatCompletionResult ? given.toJSON() : given;
    const problem = this.injected ? completionProblem(completion) : undefined;
    if (problem !== undefined) throw this.#violation(problem);
    const call = {
      provider: this.#provider,
      model: this.#model,
      requested: this.request.model,
    };
    // Reckoned when it is asked for: a price function that throws must not cost the answer.
    const cost = () => costOf(completion.usage, this.#options.prices, call);
    return new ChatCompletionResult(completion, { ...this.#report, cost });
  }

  /** An injected model's chunks, under the same rules as a provider's. */
  wrap(chunks: AsyncIterable<ChatCompletionChunk>): ChatCompletionStream {
    if (typeof chunks?.[Symbol.asyncIterator] !== "function") {
      throw this.#violation("a stream that is no async iterable");
    }
    return new ChatCompletionStream(new IterableSource(chunks, this.context.signal), {
      details: this.#names(),
      ledger: this.#report.ledger,
      observers: this.context.observers,
      violation: (problem, cause) => this.#violation(problem, cause),
      finish: (completion) => this.finish(completion),
    });
  }

  /** Tells the observers. What an injected model throws reaches the caller as it is. */
  fail(error: unknown): unknown {
    const told = LLMError.is(error)
      ? annotate(error, this.#names())
      : new LLMError("server", "The injected ModelInstance failed", {
          ...this.#names(),
          cause: error,
        });
    for (const observer of this.context.observers) observer.error?.(told);
    return error;
  }

  #violation(problem: string, cause?: unknown): LLMError {
    return new LLMError("contract", `The injected ModelInstance gave ${problem}`, {
      ...this.#names(),
      cause,
    });
  }

  #names(): LLMErrorDetails {
    return { provider: this.#provider, model: this.#model };
  }
}

function closeLate(late: unknown): void {
  const { return: close } = (late ?? {}) as { return?: unknown };
  if (typeof close === "function") harmless(() => close.call(late));
}
