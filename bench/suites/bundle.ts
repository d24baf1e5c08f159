import { execFile } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { piecesOf } from "../payload.ts";
import { type Scenario, toPath } from "../scenario.ts";
import type { Suite } from "../suite.ts";

const FOLDER = fileURLToPath(new URL("..", import.meta.url));
const ANSWER: Scenario = { kind: "text", chunks: 100, delivery: "event" };

/** One streamed call, bundled with esbuild, as it is before anything is loaded on first use, and altogether. */
export const bundle: Suite = async ({ contenders, serverURL }) => {
  const first: Record<string, string> = {};
  const all: Record<string, string> = {};
  for (const { name, program } of contenders) {
    if (program === undefined) continue;
    const sizes = await bundled(program, `${serverURL}${toPath(ANSWER)}`);
    first[name] = `${(sizes.first / 1000).toFixed(1)} kB`;
    all[name] = `${(sizes.all / 1000).toFixed(1)} kB`;
  }
  return [
    { what: "Bundle of one streamed call, gzip", budget: "≤ 20 kB", cells: first },
    { what: "The same with what is loaded on first use", budget: "", cells: all },
  ];
};

async function bundled(program: string, baseURL: string): Promise<{ first: number; all: number }> {
  const outdir = mkdtempSync(join(tmpdir(), "bundle-"));
  try {
    const { metafile } = await build({
      stdin: { contents: program, resolveDir: FOLDER, sourcefile: "program.js" },
      bundle: true,
      minify: true,
      format: "esm",
      splitting: true,
      platform: "node",
      outdir,
      outExtension: { ".js": ".mjs" },
      metafile: true,
      absWorkingDir: outdir,
      logLevel: "silent",
    });
    await checkRun(join(outdir, "stdin.mjs"), baseURL);
    const outputs = Object.entries(metafile.outputs);
    const bytes = new Map(outputs.map(([file]) => [file, gzipBytes(join(outdir, file))]));
    const total = (files: Iterable<string>) =>
      [...files].reduce((sum, file) => sum + (bytes.get(file) ?? 0), 0);
    const needed = new Set(["stdin.mjs"]);
    // A set grows while it is walked through.
    for (const file of needed) {
      for (const { path, kind } of metafile.outputs[file]?.imports ?? []) {
        if (kind === "import-statement") needed.add(path);
      }
    }
    return { first: total(needed), all: total(bytes.keys()) };
  } finally {
    rmSync(outdir, { recursive: true });
  }
}

function gzipBytes(file: string): number {
  return gzipSync(readFileSync(file), { level: 9 }).length;
}

async function checkRun(file: string, baseURL: string): Promise<void> {
  const env = { ...process.env, BASE_URL: baseURL };
  const { stdout } = await promisify(execFile)(process.execPath, [file], { env });
  if (stdout !== `${piecesOf(ANSWER).join("")}\n`) throw new Error(`Wrong text of ${file}`);
}
