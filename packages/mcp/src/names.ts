/** When tools are called by their server's name, too: where two servers have one of the same name, always, or never. */
export type PrefixPolicy = "auto" | "always" | "never";

/** A tool by its server's name and its own. */
export interface OwnedTool {
  readonly server: string;
  readonly tool: string;
}

/**
 * What every provider takes as a name. Vertex AI wants it to begin with a letter or `_`.
 * @see https://cloud.google.com/vertex-ai/generative-ai/docs/reference/nodejs/1.1.0/vertexai/functiondeclaration
 *   (read 2026-11-28)
 */
const LONGEST = 64;
const BEGINNING = /^[A-Za-z_]/;
const FORBIDDEN = /[^A-Za-z0-9_-]/g;
const SEPARATOR = "__";

/**
 * Names for models, in the order of the tools: letters, digits, `_` and `-`, a letter or `_` first, 64 at most, each once.
 * They follow from
 * the set of tools, not from their order, so that they are the same whichever server was there first.
 */
export function nameTools(tools: readonly OwnedTool[], policy: PrefixPolicy): string[] {
  const plain = tools.map(({ tool }) => sanitized(tool));
  const owners = new Map<string, Set<string>>();
  for (const [index, { server }] of tools.entries()) {
    const name = plain[index] as string;
    const servers = owners.get(name);
    if (servers === undefined) owners.set(name, new Set([server]));
    else servers.add(server);
  }
  const prefixed = plain.map((name, index) => {
    const shared = (owners.get(name)?.size ?? 0) > 1;
    if (policy === "never" || (policy === "auto" && !shared)) return name;
    return `${sanitized((tools[index] as OwnedTool).server)}${SEPARATOR}${name}`;
  });
  const begun = prefixed.map((name) => (BEGINNING.test(name) ? name : `_${name}`));
  const fitting = begun.map((name, index) =>
    name.length <= LONGEST ? name : marked(name, tools[index] as OwnedTool),
  );
  const uses = count(fitting);
  const names = fitting.map((name, index) =>
    (uses.get(name) as number) > 1 ? marked(name, tools[index] as OwnedTool) : name,
  );
  return distinct(names);
}

function sanitized(name: string): string {
  return name.replace(FORBIDDEN, "_") || "_";
}

function count(names: readonly string[]): Map<string, number> {
  const uses = new Map<string, number>();
  for (const name of names) uses.set(name, (uses.get(name) ?? 0) + 1);
  return uses;
}

/** The name with a mark of what it stands for, in place of what is too long or not its own. */
function marked(name: string, { server, tool }: OwnedTool): string {
  const mark = `_${hash(JSON.stringify([server, tool]))}`;
  return `${name.slice(0, LONGEST - mark.length)}${mark}`;
}

/** Marks may meet names that look like marks; a number then tells them apart, and no name is given twice. */
function distinct(names: readonly string[]): string[] {
  const uses = count(names);
  const taken = new Set([...uses].filter(([, times]) => times === 1).map(([name]) => name));
  return names.map((name) => {
    if (uses.get(name) === 1) return name;
    for (let number = 2; ; number += 1) {
      const mark = `_${number}`;
      const free = `${name.slice(0, LONGEST - mark.length)}${mark}`;
      if (taken.has(free)) continue;
      taken.add(free);
      return free;
    }
  });
}

/** FNV-1a of 32 bits, as eight hex digits. It marks; it protects nothing. */
function hash(text: string): string {
  let value = 0x811c9dc5;
  for (const byte of new TextEncoder().encode(text)) {
    value = Math.imul(value ^ byte, 0x01000193);
  }
  return (value >>> 0).toString(16).padStart(8, "0");
}
