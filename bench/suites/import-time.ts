import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";
import { median } from "../statistics.ts";
import type { Suite } from "../suite.ts";
import type { Contender } from "../wire.ts";

const FOLDER = fileURLToPath(new URL("..", import.meta.url));

/** Import of what a user imports, over a Node that imports nothing; and how many modules that loads. */
export const importTime: Suite = async ({ contenders, rounds }) => {
  const programs: [string, string][] = [["bare node", ""]];
  for (const contender of contenders) {
    if (contender.imports.length > 0) programs.push([contender.name, importsOf(contender)]);
  }
  const times = new Map(programs.map(([name]) => [name, [] as number[]]));
  for (let round = 0; round < rounds * 4; round++) {
    for (const [name, program] of programs) {
      const start = performance.now();
      runNode(program);
      times.get(name)?.push(performance.now() - start);
    }
  }
  const bare = median(times.get("bare node") ?? []);
  const ms: Record<string, string> = {};
  const modules: Record<string, string> = {};
  for (const [name, program] of programs.slice(1)) {
    ms[name] = `${(median(times.get(name) ?? []) - bare).toFixed(1)} ms`;
    modules[name] = countModules(program);
  }
  return [
    { what: "Import, over bare node", budget: "≤ 12 ms", cells: ms },
    { what: "Modules loaded", budget: "≤ 12", cells: modules },
  ];
};

function importsOf({ imports }: Contender): string {
  return imports.map((name) => `await import("${name}");`).join("\n");
}

function runNode(program: string): string {
  const args = ["--input-type=module", "--eval", program];
  const { status, stdout, stderr } = spawnSync(process.execPath, args, {
    cwd: FOLDER,
    encoding: "utf8",
    env: { ...process.env, NODE_ENV: "production", NODE_OPTIONS: "" },
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
