import type { ProviderDefinition } from "./contract.ts";
import { checkDefinition } from "./define-provider.ts";
import { ProviderConflictError } from "./errors.ts";

/** Providers by id. */
export interface Registry {
  /** Adds a provider. @throws {ProviderConflictError} when another package holds the id or an alias of it. */
  register(definition: ProviderDefinition, options?: RegisterOptions): void;
  /** The provider of that id or alias. */
  get(id: string): ProviderDefinition | undefined;
  /** All providers, by id in alphabetical order. */
  list(): readonly ProviderDefinition[];
}

/** How a provider is registered. */
export interface RegisterOptions {
  /** Takes the id from the package that holds it. */
  readonly override?: boolean;
}

type Records = Map<string, ProviderDefinition>;

/** A registry of its own, for a test or a tenant. */
export function createRegistry(definitions: readonly ProviderDefinition[] = []): Registry {
  const registry = registryOver(new Map());
  for (const definition of definitions) registry.register(definition);
  return registry;
}

const KEY = Symbol.for("vllora.registry.v1");

/** The registry of the process. Its records live on `globalThis`, so that two copies of core share them. */
export const defaultRegistry: Registry = registryOver(sharedRecords);

/** Puts a provider into the registry of the process: what a package's `./register` entry does. */
export function registerProvider(definition: ProviderDefinition, options?: RegisterOptions): void {
  defaultRegistry.register(definition, options);
}

function sharedRecords(): Records {
  const holder = globalThis as { [KEY]?: Records };
  holder[KEY] ??= new Map();
  return holder[KEY];
}

function registryOver(source: Records | (() => Records)): Registry {
  const records = () => (typeof source === "function" ? source() : source);
  const get = (id: string) => {
    const wanted = id.toLowerCase();
    const direct = records().get(wanted);
    if (direct !== undefined) return direct;
    for (const definition of records().values()) {
      if (definition.aliases?.includes(wanted)) return definition;
    }
    return undefined;
  };
  return {
    register(definition, options = {}) {
      checkDefinition(definition);
      for (const name of [definition.id, ...(definition.aliases ?? [])]) {
        const holder = get(name);
        if (holder === undefined || options.override) continue;
        if (holder.package.name !== definition.package.name || holder.id !== definition.id) {
          throw conflict(name, holder, definition);
        }
      }
      const present = records().get(definition.id);
      if (present !== undefined && !options.override && !supersedes(definition, present)) return;
      records().set(definition.id, Object.freeze({ ...definition }));
    },
    get,
    list: () => [...records().values()].sort((a, b) => (a.id < b.id ? -1 : 1)),
  };
}

/** Whether a second registration of one package replaces the first: the newer version does, with a warning. */
function supersedes(next: ProviderDefinition, present: ProviderDefinition): boolean {
  const order = compareVersions(next.package.version, present.package.version);
  if (order === 0) return false;
  const [used, unused] = order > 0 ? [next, present] : [present, next];
  console.warn(
    `[vllora] ${used.package.name} is loaded twice; ${used.package.version} serves "${used.id}", ${unused.package.version} does not. "npm ls ${used.package.name}" shows where they come from.`,
  );
  return order > 0;
}

function conflict(
  name: string,
  holder: ProviderDefinition,
  definition: ProviderDefinition,
): ProviderConflictError {
  return new ProviderConflictError(
    `${definition.package.name} cannot register "${name}": ${holder.package.name} holds it. Import only one of them, or register on purpose with { override: true }.`,
    definition.id,
  );
}

/** Orders release versions by number; a pre-release comes before its release. */
function compareVersions(a: string, b: string): number {
  const [left, right] = [parseVersion(a), parseVersion(b)];
  for (let index = 0; index < 3; index++) {
    const difference = (left.numbers[index] ?? 0) - (right.numbers[index] ?? 0);
    if (difference !== 0) return difference;
  }
  if (left.label === right.label) return 0;
  if (left.label === "") return 1;
  if (right.label === "") return -1;
  return left.label < right.label ? -1 : 1;
}

function parseVersion(version: string): { numbers: number[]; label: string } {
  const [numbers = "", ...label] = version.split("-");
  return { numbers: numbers.split(".").map(Number), label: label.join("-") };
}
