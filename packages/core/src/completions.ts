import type { ChatCompletion, ChatCompletionRequest } from "@vllora/types";
import { CallAccount, type CallNames } from "./call-account.ts";
import { CALL_OPTIONS, type CallOptions, checkOptions, mergeOptions } from "./call-options.ts";
import type { ChatCompletionResult } from "./completion.ts";
import type { ProviderDefinition } from "./contract.ts";
import { LLMError } from "./errors.ts";
import { type EventListener, eventHook } from "./events.ts";
import type { InvocationContext, ModelInstance } from "./instance.ts";
import { type CallInfo, type CallObserver, harmless, startObservers } from "./observer.ts";
import { type ProviderCallOptions, providerInstance } from "./provider-instance.ts";
import { type Resolution, type ResolutionOptions, resolve } from "./resolve.ts";
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
    const { account, context, instance } = call;
    try {
      const completion = await answerOf(call, () => instance.invoke(call.request, context));
      const result = account.finish(completion);
      for (const observer of context.observers) observer.end?.(result);
      return result;
    } catch (error) {
      throw account.fail(error, context.observers);
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
    const { account, context, instance } = call;
    try {
      const chunks = await answerOf(call, () => instance.stream(call.request, context));
      // A provider's stream has our observers already; one that an injected model got elsewhere has not.
      if (chunks instanceof ChatCompletionStream && !call.injected) return chunks;
      const stream = account.wrap(chunks, context.signal, context.observers);
      await stream.prime();
      return stream;
    } catch (error) {
      throw account.fail(error, context.observers);
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
    const over = callOptions == null ? {} : checkOptions(callOptions, CALL_OPTIONS, "the call");
    const options = callOptions == null ? this.#config.call : mergeOptions(this.#config.call, over);
    validateRequest(given);
    let request = normalise(given, this.#config.model);
    if (options.variables !== undefined) {
      const messages = await renderMessages(request.messages, options.variables);
      request = { ...request, messages };
    }
    if (this.#config.instance !== undefined) {
      const call = { ...options, credentials: [options] };
      return prepareCall(request, call, stream, this.#config.instance, undefined);
    }
    const resolution = resolve(request.model, {
      ...this.#config.resolution,
      provider: options.provider,
      baseURL: options.baseURL,
    });
    const { credentials, baseURL, headers, provider } = this.#config.call;
    const own = isOwn(resolution, over, provider, this.#config.resolution);
    const sources = own ? [over, { credentials, baseURL, headers }] : [over];
    return prepareCall(
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

/** A call that is ready to be made. */
interface PreparedCall {
  readonly request: ChatCompletionRequest;
  readonly instance: ModelInstance;
  readonly context: InvocationContext;
  readonly account: CallAccount;
  /** Answered by an instance of the application. */
  readonly injected: boolean;
}

type PreparedOptions = Omit<ProviderCallOptions, "finish">;

function prepareCall(
  request: ChatCompletionRequest,
  options: PreparedOptions,
  stream: boolean,
  own: ModelInstance | undefined,
  resolution: Resolution | undefined,
): PreparedCall {
  const names = {
    provider: resolution?.provider.id ?? "instance",
    model: resolution?.model ?? request.model,
    requested: request.model,
  };
  const injected = own !== undefined;
  const account = new CallAccount(names, options.prices, injected);
  // The resolution is there whenever no instance is.
  const { provider } = (resolution ?? {}) as Resolution;
  const instance =
    own ?? providerInstance(provider, names.model, { ...options, finish: finisher(account) });
  const context = {
    signal: options.signal ?? undefined,
    tags: options.tags ?? {},
    variables: options.variables ?? {},
    observers: observersOf(request, options, stream, names, resolution),
    report: reporter(account),
  };
  return { request, instance, context, account, injected };
}

// Made apart from the rest of a call: a closure keeps alive what is in scope where it is made.
const finisher = (account: CallAccount) => (completion: ChatCompletion) =>
  account.finish(completion);
const reporter =
  (account: CallAccount): InvocationContext["report"] =>
  (report) =>
    account.report(report);

function observersOf(
  request: ChatCompletionRequest,
  options: PreparedOptions,
  stream: boolean,
  { provider, model }: CallNames,
  resolution: Resolution | undefined,
): readonly CallObserver[] {
  const { hooks = [], onEvent } = options;
  const all = onEvent === undefined ? hooks : [...hooks, eventHook(onEvent)];
  return startObservers(all, (): CallInfo => {
    const sources = [...options.credentials, resolution?.provider.settings ?? {}];
    const given = sources.find(({ credentials }) => credentials !== undefined);
    return {
      provider,
      telemetryName: resolution?.provider.telemetryName ?? provider,
      model,
      request,
      stream,
      tags: options.tags ?? {},
      credentials: given === undefined ? "vllora" : "own",
    };
  });
}

/** An injected model may not know the signal; a provider's exchange does. */
async function answerOf<T>(call: PreparedCall, run: () => T | Promise<T>): Promise<T> {
  const answer = run();
  if (!call.injected || !(answer instanceof Promise)) return await answer;
  const { signal } = call.context;
  // What comes too late is closed, if it can be.
  const discard = (late: T) => {
    if (signal?.aborted) closeLate(late);
  };
  answer.then(discard, () => undefined);
  return await untilAborted(answer, signal);
}

function closeLate(late: unknown): void {
  const { return: close } = (late ?? {}) as { return?: unknown };
  if (typeof close === "function") harmless(() => close.call(late));
}
