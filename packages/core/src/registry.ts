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

/** Every id and every alias leads to its provider. */
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
  const get = (name: string) => records().get(name.toLowerCase());
  return {
    register(definition, options = {}) {
      checkDefinition(definition);
      const names = [definition.id, ...(definition.aliases ?? [])];
      for (const name of names) {
        const holder = get(name);
        if (holder === undefined || options.override) continue;
        if (holder.package.name !== definition.package.name || holder.id !== definition.id) {
          throw conflict(name, holder, definition);
        }
      }
      const present = get(definition.id);
      if (present !== undefined && !options.override && !supersedes(definition, present)) return;
      if (present !== undefined) {
        for (const [name, holder] of records()) if (holder === present) records().delete(name);
      }
      const record = Object.freeze({ ...definition });
      for (const name of names) records().set(name, record);
    },
    get,
    list: () =>
      [...records()]
        .filter(([name, definition]) => name === definition.id)
        .map(([, definition]) => definition)
        .sort((a, b) => (a.id < b.id ? -1 : 1)),
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

/** Orders versions as semver does, build labels aside. @see https://semver.org/#spec-item-11 */
function compareVersions(a: string, b: string): number {
  const [left, right] = [parseVersion(a), parseVersion(b)];
  const release = compareParts(left.release, right.release);
  if (release !== 0) return release;
  if (left.label.length === 0 || right.label.length === 0)
    return right.label.length - left.label.length;
  return compareParts(left.label, right.label);
}

function compareParts(left: readonly string[], right: readonly string[]): number {
  for (let index = 0; index < Math.max(left.length, right.length); index++) {
    const [a, b] = [left[index], right[index]];
    if (a === b) continue;
    if (a === undefined) return -1;
    if (b === undefined) return 1;
    const [x, y] = [Number(a), Number(b)];
    if (Number.isNaN(x) && Number.isNaN(y)) return a < b ? -1 : 1;
    if (Number.isNaN(x)) return 1;
    if (Number.isNaN(y)) return -1;
    if (x !== y) return x - y;
  }
  return 0;
}

function parseVersion(version: string): { release: string[]; label: string[] } {
  const [core = ""] = version.split("+");
  const dash = core.indexOf("-");
  return dash < 0
    ? { release: core.split("."), label: [] }
    : { release: core.slice(0, dash).split("."), label: core.slice(dash + 1).split(".") };
}
