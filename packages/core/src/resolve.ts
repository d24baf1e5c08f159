import type { ProviderDefinition } from "./contract.ts";
import { AmbiguousModelError, UnknownProviderError } from "./errors.ts";
import type { Registry } from "./registry.ts";
import { nearest } from "./text.ts";

/** What a client says about providers. */
export interface ResolutionOptions {
  /** Serves every request: a provider, or the id of one. */
  readonly provider?: ProviderDefinition | string | undefined;
  /** Providers of this client; each shadows a registered one of the same id. */
  readonly providers?: readonly ProviderDefinition[] | undefined;
  /** Names of the application for models: `{ fast: "openai/gpt-4.1-mini" }`. */
  readonly models?: { readonly [alias: string]: string } | undefined;
  /** Serves models that nobody else claims. Default: the only one of `providers`, else `"openai"`. */
  readonly defaultProvider?: string | undefined;
  /** Base URL of the client: makes the OpenAI-compatible provider the default one. */
  readonly baseURL?: string | undefined;
  readonly registry: Registry;
}

/** Which rule found the provider. */
export type ResolutionRule = "provider" | "prefix" | "pattern" | "default" | "endpoint";

/** Which provider serves a model, and why. */
export interface Resolution {
  readonly provider: ProviderDefinition;
  /** The model as the wire wants it; empty where none was asked for. */
  readonly model: string;
  readonly rule: ResolutionRule;
  /** What each rule said, in order. */
  readonly trace: readonly string[];
}

/** Packages of the providers that this project publishes, for advice in errors. */
const PACKAGES: { readonly [id: string]: string } = {
  openai: "@vllora/provider-openai",
  "openai-compatible": "@vllora/provider-openai-compatible",
  anthropic: "@vllora/provider-anthropic",
  gemini: "@vllora/provider-gemini",
  vertex: "@vllora/provider-gemini",
  bedrock: "@vllora/provider-bedrock",
};

/** Models that are served under their own names by one provider of this project. */
const FAMILIES: readonly (readonly [family: string, provider: string])[] = [
  ["claude-", "anthropic"],
  ["gemini-", "gemini"],
];

/**
 * Finds the provider of a model: the given one; else the prefix before the first slash; else the only
 * provider whose patterns match; else the default one. The order of imports plays no part. Where no model is asked
 * for, it is the given one, else the default one.
 * @throws {UnknownProviderError} with what is registered and what to install.
 * @throws {AmbiguousModelError} when several providers claim the model.
 */
export function resolve(requested: string | undefined, options: ResolutionOptions): Resolution {
  const trace: string[] = [];
  const model = requested === undefined ? "" : aliased(requested, options.models, trace);
  const available = availableProviders(options);
  const done = (provider: ProviderDefinition, wireModel: string, rule: ResolutionRule) => {
    trace.push(`${rule}: ${provider.id} (${provider.package.name}@${provider.package.version})`);
    return { provider, model: wireModel, rule, trace };
  };

  if (options.provider !== undefined) {
    return done(givenProvider(options.provider, options, available), model, "provider");
  }
  if (requested === undefined) return fallback(model, undefined, options, available, done);
  const slash = model.indexOf("/");
  const prefix = slash > 0 ? model.slice(0, slash) : undefined;
  const prefixed = prefix === undefined ? undefined : available.find(prefix);
  if (prefixed !== undefined) return done(prefixed, model.slice(slash + 1), "prefix");
  trace.push(prefix === undefined ? "prefix: none" : `prefix: "${prefix}" is no provider`);

  const matched = matchingProvider(model, available);
  if (matched !== undefined) return done(matched, model, "pattern");
  trace.push(`pattern: none of ${available.ids().join(", ") || "no providers"} matches`);

  return fallback(model, prefix, options, available, done);
}

function fallback(
  model: string,
  prefix: string | undefined,
  options: ResolutionOptions,
  available: Available,
  done: (provider: ProviderDefinition, model: string, rule: ResolutionRule) => Resolution,
): Resolution {
  const only = options.providers?.length === 1 ? options.providers[0] : undefined;
  if (options.defaultProvider !== undefined) {
    const provider = available.find(options.defaultProvider);
    if (provider === undefined) throw unknownProvider(options.defaultProvider, available);
    return done(provider, model, "default");
  }
  if (only !== undefined) return done(only, model, "default");
  if (options.baseURL !== undefined) {
    return done(compatible(undefined, available), model, "endpoint");
  }
  // OpenAI has no model with a slash or of such a family, so this one was meant for a provider that is not there.
  const meant = prefix ?? FAMILIES.find(([family]) => model.startsWith(family))?.[1];
  if (meant !== undefined) throw unknownProvider(meant, available);
  const openai = available.find("openai");
  if (openai === undefined) throw unknownProvider("openai", available, model || undefined);
  return done(openai, model, "default");
}

interface Available {
  find(id: string): ProviderDefinition | undefined;
  ids(): string[];
  /** The client's own before those of the registry. */
  tiers(): readonly (readonly ProviderDefinition[])[];
}

function availableProviders({ providers = [], registry }: ResolutionOptions): Available {
  const own = (id: string) =>
    providers.find((provider) => provider.id === id || provider.aliases?.includes(id));
  const registered = () => registry.list().filter(({ id }) => own(id) === undefined);
  return {
    find: (id) => own(id.toLowerCase()) ?? registry.get(id),
    ids: () => [...providers, ...registered()].map(({ id }) => id).sort(),
    tiers: () => [providers, registered()],
  };
}

function aliased(
  requested: string,
  models: { readonly [alias: string]: string } | undefined,
  trace: string[],
): string {
  if (models === undefined || !Object.hasOwn(models, requested)) return requested;
  const model = models[requested] as string;
  trace.push(`models: "${requested}" stands for "${model}"`);
  return model;
}

function givenProvider(
  given: ProviderDefinition | string,
  options: ResolutionOptions,
  available: Available,
): ProviderDefinition {
  if (typeof given !== "string") return given;
  const provider = available.find(given);
  if (provider !== undefined) return provider;
  if (options.baseURL !== undefined) return compatible(given, available);
  throw unknownProvider(given, available);
}

/** The OpenAI-compatible provider, under another name where one is given. */
function compatible(name: string | undefined, available: Available): ProviderDefinition {
  const generic = [available.find("openai-compatible"), ...available.tiers().flat()].find(
    (provider) => provider?.named !== undefined,
  );
  if (generic === undefined) throw unknownProvider("openai-compatible", available);
  return name === undefined ? generic : (generic.named as (id: string) => ProviderDefinition)(name);
}

function matchingProvider(model: string, available: Available): ProviderDefinition | undefined {
  for (const tier of available.tiers()) {
    const matches = tier.filter(({ models }) => models?.some((pattern) => fits(pattern, model)));
    if (matches.length > 1) {
      throw new AmbiguousModelError(
        model,
        matches.map(({ id }) => id),
      );
    }
    if (matches.length === 1) return matches[0];
  }
  return undefined;
}

/** Whether a model id fits a pattern, in which `*` stands for any text. */
function fits(pattern: string, model: string): boolean {
  const [first = "", ...rest] = pattern.split("*");
  if (!model.startsWith(first)) return false;
  let position = first.length;
  for (const [index, piece] of rest.entries()) {
    if (index === rest.length - 1)
      return model.length - piece.length >= position && model.endsWith(piece);
    const found = model.indexOf(piece, position);
    if (found < 0) return false;
    position = found + piece.length;
  }
  return position === model.length;
}

function unknownProvider(name: string, available: Available, model?: string): UnknownProviderError {
  const registered = available.ids();
  const list = registered.length === 0 ? "none" : registered.join(", ");
  const match = nearest(name, [...registered, ...Object.keys(PACKAGES)]);
  const packageName = PACKAGES[name.toLowerCase()] ?? (match && PACKAGES[match]);
  const what =
    model === undefined ? `No provider "${name}".` : `No provider for the model "${model}".`;
  const hint =
    match !== undefined && match !== name.toLowerCase() ? ` Did you mean "${match}"?` : "";
  const install =
    packageName === undefined || registered.includes(match ?? name)
      ? ` A server that speaks OpenAI's API needs @vllora/provider-openai-compatible and its base URL.`
      : ` Run: npm install ${packageName} and add: import "${packageName}/register";`;
  return new UnknownProviderError(`${what} Registered: ${list}.${hint}${install}`, registered);
}
