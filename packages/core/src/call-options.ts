import type { CredentialsInput, Fetch, ProviderDefinition } from "./contract.ts";
import type { Prices } from "./cost.ts";
import { LLMError } from "./errors.ts";
import type { EventListener } from "./events.ts";
import type { UnsupportedPolicy } from "./ledger.ts";
import { type Hook, harmless } from "./observer.ts";
import type { TemplateVariables } from "./template.ts";
import { suggestion } from "./text.ts";
import type { Approve, PrepareStep } from "./tools/run-options.ts";
import { type ToolsInput, toolList } from "./tools/tool-list.ts";
import type { RetryOptions } from "./transport/retry.ts";
import { DEFAULT_TIMEOUTS, type Timeouts } from "./transport/watchdog.ts";

/** What a call can be given beside its request; what a client was given holds where a call says nothing. */
export interface CallOptions {
  /** Stops the call. */
  readonly signal?: AbortSignal | null | undefined;
  /** The key, all credentials, or a function that gives them for each attempt. `null`: send none. */
  readonly credentials?: CredentialsInput | null | undefined;
  /** Short for `credentials`. */
  readonly apiKey?: CredentialsInput | null | undefined;
  /** Where the request goes instead of the provider's own URL. */
  readonly baseURL?: string | undefined;
  /** Serves the request, whatever its model: a provider or the id of one. The model is sent as it is. */
  readonly provider?: ProviderDefinition | string | undefined;
  /** Limits in milliseconds. */
  readonly timeouts?: Timeouts | undefined;
  /** Short for `timeouts.totalMs`. */
  readonly timeout?: number | undefined;
  /** Tries after the first. Default 2. */
  readonly maxRetries?: number | undefined;
  readonly retry?: RetryOptions | undefined;
  /** Put on the request, over the provider's own. Those of a client go to its own provider only, like its key. */
  readonly headers?: { readonly [name: string]: string } | undefined;
  readonly fetch?: Fetch | undefined;
  /** Handed to hooks and to injected models; never sent to a provider. */
  readonly tags?: { readonly [name: string]: string } | undefined;
  /** Values for the templates in system, developer and user text. Without it nothing is rendered. */
  readonly variables?: TemplateVariables | undefined;
  readonly onEvent?: EventListener | undefined;
  /** What happens to fields that the provider cannot honour. */
  readonly unsupported?: UnsupportedPolicy | undefined;
  /** US dollars per million tokens; `cost` is reckoned with them. */
  readonly prices?: Prices | undefined;
  /** Largest whole answer and largest frame of a stream, in bytes. Default 268,435,456. */
  readonly maxResponseBytes?: number | undefined;
  /** Who watches the call. */
  readonly hooks?: readonly Hook[] | undefined;
  /** Tools that are run for the model, beside those of the request, whose calls are handed back. */
  readonly tools?: ToolsInput | undefined;
  /** How many answers of the model a run with tools may take; then it fails with `max_steps`. Default 16. */
  readonly maxSteps?: number | undefined;
  /** How many tools of one turn run at once. Default 8. */
  readonly toolConcurrency?: number | undefined;
  /** Changes a step of a run with tools before it is asked for. */
  readonly prepareStep?: PrepareStep | undefined;
  /** Asked before a tool is run, call after call. */
  readonly approve?: Approve | undefined;
}

/** Options of every call. */
export const WIRE_OPTIONS = [
  "signal",
  "credentials",
  "apiKey",
  "baseURL",
  "provider",
  "timeouts",
  "timeout",
  "maxRetries",
  "retry",
  "headers",
  "fetch",
  "maxResponseBytes",
] as const satisfies readonly (keyof CallOptions)[];

/** Options of every call that has a request. */
export const REQUEST_OPTIONS = [
  ...WIRE_OPTIONS,
  "variables",
  "unsupported",
] as const satisfies readonly (keyof CallOptions)[];

/** The names of all options, for the check of what a caller gives. */
export const CALL_OPTIONS = [
  ...REQUEST_OPTIONS,
  "tags",
  "onEvent",
  "prices",
  "hooks",
  "tools",
  "maxSteps",
  "toolConcurrency",
  "prepareStep",
  "approve",
] as const satisfies readonly (keyof CallOptions)[];

/**
 * Checks the names of options and resolves their short forms.
 * @throws {LLMError} `invalid_request` for an option that is not known.
 */
export function checkOptions<T extends CallOptions>(
  options: T,
  known: readonly string[],
  where: string,
): Omit<T, "apiKey" | "timeout"> {
  const names = new Set(known);
  const unknown = Object.keys(options).find((name) => !names.has(name));
  if (unknown !== undefined) {
    throw new LLMError(
      "invalid_request",
      `Unknown option "${unknown}" of ${where}.${suggestion(unknown, known)}`,
      { param: unknown },
    );
  }
  checkKeys(options.timeouts, TIMEOUTS, "timeouts");
  checkKeys(options.retry, RETRY, "retry");
  checkKeys({ timeout: options.timeout }, ["timeout"], "");
  checkKeys({ maxResponseBytes: options.maxResponseBytes }, ["maxResponseBytes"], "");
  if (options.apiKey !== undefined && options.credentials !== undefined) {
    throw badOption("apiKey", "is short for credentials: give one of them");
  }
  const { unsupported, maxRetries } = options;
  const verdicts = typeof unsupported === "object" ? Object.values(unsupported) : [unsupported];
  if (verdicts.some((verdict) => ![undefined, "error", "warn"].includes(verdict))) {
    throw badOption("unsupported", `must be "error" or "warn", for all fields or by field`);
  }
  if (maxRetries !== undefined && !(Number.isInteger(maxRetries) && maxRetries >= 0)) {
    throw badOption("maxRetries", "must be a whole number from 0");
  }
  checkToolOptions(options);
  const { apiKey, timeout, ...rest } = options;
  const long: { -readonly [key in keyof CallOptions]: CallOptions[key] } = rest;
  if (apiKey !== undefined && long.credentials === undefined) long.credentials = apiKey;
  if (long.timeouts !== undefined) long.timeouts = defined(long.timeouts);
  if (timeout !== undefined) long.timeouts = { totalMs: timeout, ...long.timeouts };
  return rest;
}

function checkToolOptions({ tools, maxSteps, toolConcurrency, ...rest }: CallOptions): void {
  if (tools !== undefined) toolList(tools);
  for (const [name, value] of Object.entries({ maxSteps, toolConcurrency })) {
    if (value === undefined || value === Number.POSITIVE_INFINITY) continue;
    if (!Number.isInteger(value) || value < 1)
      throw badOption(name, "must be a whole number from 1");
  }
  for (const name of ["prepareStep", "approve"] as const) {
    const value: unknown = rest[name];
    if (value !== undefined && typeof value !== "function")
      throw badOption(name, "must be a function");
  }
}

const TIMEOUTS = Object.keys(DEFAULT_TIMEOUTS);
const RETRY = ["maxRetries", "baseDelayMs", "maxDelayMs", "budgetMs", "random"];

/** A number by its name, or the one function that `retry` has. */
function checkKeys(given: object | undefined, known: readonly string[], option: string): void {
  for (const [name, value] of Object.entries(given ?? {})) {
    if (!known.includes(name)) {
      throw badOption(`${option}.${name}`, `is not known.${suggestion(name, known)}`);
    }
    if (name === "random" || value === undefined) continue;
    if (typeof value !== "number" || Number.isNaN(value) || value < 0) {
      throw badOption(option === "" ? name : `${option}.${name}`, "must be a number from 0");
    }
  }
}

function badOption(option: string, problem: string): LLMError {
  return new LLMError("invalid_request", `The option ${option} ${problem}`, { param: option });
}

/** What was said later wins; limits, headers, tags, variables, tools and listeners add up. */
export function mergeOptions(base: CallOptions, over: CallOptions): CallOptions {
  const merged: Record<string, unknown> = { ...base };
  for (const [key, value] of Object.entries(over)) {
    if (value !== undefined) merged[key] = value;
  }
  for (const key of ["timeouts", "retry", "headers", "tags", "variables"] as const) {
    if (base[key] !== undefined && over[key] !== undefined) {
      merged[key] = { ...base[key], ...defined(over[key]) };
    }
  }
  if (base.hooks !== undefined && over.hooks !== undefined) {
    merged["hooks"] = [...base.hooks, ...over.hooks];
  }
  if (base.tools !== undefined && over.tools !== undefined) {
    merged["tools"] = [...toolList(base.tools), ...toolList(over.tools)];
  }
  if (base.onEvent !== undefined && over.onEvent !== undefined) {
    merged["onEvent"] = inTurn(base.onEvent, over.onEvent);
  }
  return merged;
}

/** Without the keys whose value is `undefined`, which would hide what was said before. */
function defined(options: object): object {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

function inTurn(first: EventListener, second: EventListener): EventListener {
  return (event) => {
    harmless(() => first(event));
    harmless(() => second(event));
  };
}
