import { ErrorFrame, MalformedFrameError, type ProviderDefinition } from "./contract.ts";
import { LLMError, type LLMErrorDetails, ProviderContractError, tooDeep } from "./errors.ts";
import { failureOf } from "./failure.ts";

/** What a provider is asked for, by the codecs of its definition. */
export type ProviderAPI = keyof typeof NAMES;

const NAMES = {
  chat: "chat completions",
  tokens: "count of tokens",
  modelList: "list of models",
  embeddings: "embeddings",
} as const;

/** @throws {LLMError} `invalid_request` where the provider has none. */
export function codecOf<API extends ProviderAPI>(
  provider: ProviderDefinition,
  api: API,
  model?: string,
): NonNullable<ProviderDefinition[API]> {
  const codec = provider[api];
  if (codec) return codec;
  throw new LLMError("invalid_request", `${provider.id} has no ${NAMES[api]}`, {
    provider: provider.id,
    model,
  });
}

/** The error of a provider that broke the contract. */
function violation(
  provider: ProviderDefinition,
  problem: string,
  details: LLMErrorDetails,
): LLMError {
  return new ProviderContractError(provider.package, problem, details);
}

/** Runs a function of the provider: what it throws, beside errors of ours, breaks the contract. */
export function guarded<T>(
  provider: ProviderDefinition,
  details: LLMErrorDetails,
  name: string,
  run: () => T,
): T {
  const refuse = (cause: unknown): never => {
    throw LLMError.is(cause) ? cause : violation(provider, `${name} threw`, { ...details, cause });
  };
  try {
    const result = run();
    return result instanceof Promise ? (result.catch(refuse) as T) : result;
  } catch (cause) {
    return refuse(cause);
  }
}

/** The errors of one answer. */
export interface AnswerErrors {
  /** Makes an error of what a codec threw. */
  readonly of: (cause: unknown) => LLMError;
  readonly violation: (problem: string, cause?: unknown) => LLMError;
}

/** An open stream keeps them alive, so they hold no more of the call than an error says. */
export function answerErrors(
  provider: ProviderDefinition,
  api: ProviderAPI,
  { status, headers }: { readonly status: number; readonly headers: Headers },
  details: LLMErrorDetails,
  secrets: readonly string[],
): AnswerErrors {
  const broken = (problem: string, cause?: unknown) =>
    violation(provider, problem, { ...details, ...(cause === undefined ? {} : { cause }) });
  const of = (cause: unknown): LLMError => {
    if (LLMError.is(cause)) return cause;
    if (MalformedFrameError.is(cause)) {
      const message = `${provider.id}: ${cause.message}`;
      return new LLMError("protocol", message, { ...details, cause: cause.cause });
    }
    if (cause instanceof SyntaxError) {
      // What `JSON.parse` says quotes the text.
      return new LLMError("protocol", `${provider.id}: expected JSON`, details);
    }
    if (cause instanceof RangeError) return tooDeep(details);
    if (!ErrorFrame.is(cause)) {
      return violation(provider, `${api} threw while decoding`, { ...details, cause });
    }
    const failure = { status: cause.status ?? status, headers, body: cause.body };
    const decode = () => codecOf(provider, api).decodeError(failure);
    const error = guarded(provider, details, `${api}.decodeError`, decode);
    return failureOf(failure, error, { ...details, status: failure.status }, secrets);
  };
  return { of, violation: broken };
}
