import type { ChatCompletion, ChatCompletionRequest } from "@vllora/types";
import { CallAccount, type CallNames } from "./call-account.ts";
import { eventHook } from "./events.ts";
import type { InvocationContext, ModelInstance } from "./instance.ts";
import { type CallInfo, type CallObserver, harmless, startObservers } from "./observer.ts";
import type { ProviderCallOptions } from "./provider-call.ts";
import { providerInstance } from "./provider-instance.ts";
import type { Resolution } from "./resolve.ts";
import { untilAborted } from "./transport/abort.ts";

/** A call that is ready to be made. */
export interface PreparedCall {
  readonly request: ChatCompletionRequest;
  readonly instance: ModelInstance;
  readonly context: InvocationContext;
  readonly account: CallAccount;
  /** Answered by an instance of the application. */
  readonly injected: boolean;
}

/** @param own answers in place of a provider; `resolution` is there whenever it is not. */
export function prepareCall(
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
  // It is there whenever no instance is.
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
export async function answerOf<T>(call: PreparedCall, run: () => T | Promise<T>): Promise<T> {
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
