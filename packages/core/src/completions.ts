import type { ChatCompletion, ChatCompletionRequest } from "@vllora/types";
import { CallAccount, type CallNames } from "./call-account.ts";
import { CALL_OPTIONS, type CallOptions, mergeOptions } from "./call-options.ts";
import type { ChatCompletionResult } from "./completion.ts";
import { type EventListener, eventHook } from "./events.ts";
import type { InvocationContext, ModelInstance } from "./instance.ts";
import { type CallInfo, type CallObserver, harmless, startObservers } from "./observer.ts";
import {
  type ClientConfig,
  type MergedOptions,
  optionsOf,
  requestOf,
  targetOf,
} from "./prepare.ts";
import type { ProviderCallOptions } from "./provider-call.ts";
import { providerInstance } from "./provider-instance.ts";
import type { Resolution } from "./resolve.ts";
import { ChatCompletionStream } from "./stream.ts";
import type { TemplateVariables } from "./template.ts";
import { type ToolsInput, toolList } from "./tools/tool-list.ts";
import { untilAborted } from "./transport/abort.ts";

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

  /**
   * Completions that run these tools for the model, beside those that are there already: it is asked again with their
   * results until it answers without a call. `reply.steps` has each answer, `reply.messages` what to append to the history.
   */
  withTools(tools: ToolsInput): CompletionsClient {
    return this.#with({ tools: toolList(tools) });
  }

  /** Completions whose events this listener hears, beside those that listen already. */
  onEvent(listener: EventListener): CompletionsClient {
    return this.#with({ onEvent: listener });
  }

  /**
   * Sends a request and waits for the whole answer; with tools, until the model has answered without calling one.
   * @throws {LLMError} whatever goes wrong; see its `kind`.
   */
  async create(
    request: ChatCompletionRequest,
    options?: CallOptions | null,
  ): Promise<ChatCompletionResult> {
    const merged = optionsOf(this.#config, options, CALL_OPTIONS);
    if (!runsTools(merged.options)) return await this.#create(request, merged);
    const { createRun } = await import("./tools/create-run.ts");
    return await createRun(request, merged.options, (step) =>
      this.#create(step.request, { ...merged, options: step.options }),
    );
  }

  /**
   * Sends a request and gives the answer piece by piece; with tools, those of all steps, each chunk with its `step`.
   * Resolves when the first output is there, so that an error before it is thrown here.
   * @throws {LLMError} whatever goes wrong; see its `kind`. Later errors are thrown by the loop.
   */
  async createStream(
    request: ChatCompletionRequest,
    options?: CallOptions | null,
  ): Promise<ChatCompletionStream> {
    const merged = optionsOf(this.#config, options, CALL_OPTIONS);
    if (!runsTools(merged.options)) return await this.#createStream(request, merged);
    const { streamRun } = await import("./tools/stream-run.ts");
    return await streamRun(request, merged.options, (step) =>
      this.#createStream(step.request, { ...merged, options: step.options }),
    );
  }

  async #create(
    given: ChatCompletionRequest,
    merged: MergedOptions,
  ): Promise<ChatCompletionResult> {
    const call = await this.#prepare(given, merged, false);
    const { account, context, instance, request } = call;
    try {
      const completion = await answerOf(call, () => instance.invoke(request, context));
      const result = account.finish(completion);
      for (const observer of context.observers) observer.end?.(result);
      return result;
    } catch (error) {
      throw account.fail(error, context.observers);
    }
  }

  async #createStream(
    given: ChatCompletionRequest,
    merged: MergedOptions,
  ): Promise<ChatCompletionStream> {
    const call = await this.#prepare(given, merged, true);
    const { account, context, instance, request } = call;
    try {
      const chunks = await answerOf(call, () => instance.stream(request, context));
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
    merged: MergedOptions,
    stream: boolean,
  ): Promise<PreparedCall> {
    const { options } = merged;
    const request = await requestOf(this.#config, given, options);
    const { instance } = this.#config;
    if (instance !== undefined) {
      return prepareCall(
        request,
        { ...options, credentials: [options] },
        stream,
        instance,
        undefined,
      );
    }
    const target = targetOf(this.#config, merged, request.model);
    return prepareCall(request, target.options, stream, undefined, target.resolution);
  }
}

/** An empty list runs nothing; a source may have tools later. */
function runsTools({ tools }: CallOptions): boolean {
  return tools !== undefined && toolList(tools).length > 0;
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

function prepareCall(
  request: ChatCompletionRequest,
  options: ProviderCallOptions,
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
  options: ProviderCallOptions,
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
