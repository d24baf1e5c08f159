import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { toPath } from "../scenario.ts";
import { median } from "../statistics.ts";
import type { Suite } from "../suite.ts";
import type { Contender } from "../wire.ts";

const FOLDER = fileURLToPath(new URL("..", import.meta.url));

/** Import of what a user imports, over a Node that imports nothing; and how many modules that loads. */
export const importTime: Suite = async ({ contenders, rounds }) => {
  const importing = contenders.filter(({ imports }) => imports.length > 0);
  const programs = importing.map((contender) => [contender.name, importsOf(contender)] as const);
  const modules = programs.map(([name, program]) => [name, countModules(program)]);
  const what = "Import, over bare node";
  return [
    { what, budget: "≤ 12 ms", cells: overBareNode(programs, rounds) },
    { what: "Modules loaded", budget: "≤ 12", cells: Object.fromEntries(modules) },
  ];
};

/** A process that makes one streamed call, over a Node that does nothing. */
export const coldCall: Suite = async ({ contenders, rounds, serverURL }) => {
  const BASE_URL = `${serverURL}${toPath({ kind: "text", chunks: 100, delivery: "event" })}`;
  const programs = contenders.flatMap(({ name, program }) =>
    program === undefined ? [] : [[name, program] as const],
  );
  const cells = overBareNode(programs, rounds, { BASE_URL });
  return [{ what: "Import and the first streamed call, over bare node", budget: "", cells }];
};

/** How much longer a process lives that runs a program: medians, by turns. */
function overBareNode(
  programs: readonly (readonly [name: string, program: string])[],
  rounds: number,
  env: { readonly [name: string]: string } = {},
): { readonly [name: string]: string } {
  const times = new Map<string, number[]>();
  for (let round = 0; round < rounds * 4; round++) {
    for (const [name, program] of [["", ""] as const, ...programs]) {
      const start = performance.now();
      runNode(program, env);
      times.set(name, [...(times.get(name) ?? []), performance.now() - start]);
    }
  }
  const bare = median(times.get("") ?? []);
  const cells = programs.map(([name]) => {
    const ms = median(times.get(name) ?? []) - bare;
    return [name, `${ms.toFixed(1)} ms`];
  });
  return Object.fromEntries(cells);
}

function importsOf({ imports }: Contender): string {
  return imports.map((name) => `await import("${name}");`).join("\n");
}

function runNode(program: string, env: { readonly [name: string]: string } = {}): string {
  const args = ["--input-type=module", "--eval", program];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: FOLDER,
    encoding: "utf8",
    env: { ...process.env, NODE_ENV: "production", NODE_OPTIONS: "", ...env },
  });
  if (status !== 0) throw new Error(stderr);
  return stdout;
}

/** Counts the files that a loader hook sees, and those that `require` loaded. */
function countModules(program: string): string {
  const hook = `
    import { writeSync } from "node:fs";
    export async function load(url, context, next) {
      if (url.startsWith("file:")) writeSync(1, url + "\\n");
      return next(url, context);
    }`;
  const url = `data:text/javascript,${encodeURIComponent(hook)}`;
  const output = runNode(`
    import { Module, register } from "node:module";
    import { pathToFileURL } from "node:url";
    register(${JSON.stringify(url)});
    ${program}
    for (const file of Object.keys(Module._cache)) console.log(pathToFileURL(file).href);`);
  return String(new Set(output.split("\n").filter((line) => line !== "")).size);
}
