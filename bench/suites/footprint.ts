import { execFileSync, spawnSync } from "node:child_process";
import {
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Suite } from "../suite.ts";

/** What `npm install` of a contender brings. Our packages are packed first; the rest comes from the registry. */
export const footprint: Suite = async ({ contenders }) => {
  const packages: Record<string, string> = {};
  const megabytes: Record<string, string> = {};
  for (const { name, imports } of contenders) {
    if (imports.length === 0) continue;
    const installed = install(imports);
    if (installed === undefined) return [];
    packages[name] = String(installed.packages);
    megabytes[name] = `${(installed.bytes / 1e6).toFixed(1)} MB`;
  }
  return [
    { what: "Packages installed", budget: "≤ 6", cells: packages },
    { what: "Size installed", budget: "≤ 8 MB", cells: megabytes },
  ];
};

function install(imports: readonly string[]): { packages: number; bytes: number } | undefined {
  const folder = mkdtempSync(join(tmpdir(), "footprint-"));
  try {
    const names = new Set(imports.map(packageOf));
    const own = imports.some((name) => name.startsWith("@vllora/"));
    const wanted = own ? packOwn(names, folder) : [...names].map(versioned);
    writeFileSync(join(folder, "package.json"), JSON.stringify({ private: true }));
    const flags = ["--no-audit", "--no-fund", "--silent"];
    const npm = spawnSync("npm", ["install", ...flags, ...wanted], { cwd: folder });
    if (npm.status !== 0) {
      console.error("Skipped: npm could not install. Is there a registry?");
      return undefined;
    }
    const lock = readFileSync(join(folder, "package-lock.json"), "utf8");
    const { packages } = JSON.parse(lock) as { packages: { [path: string]: object } };
    // The lockfile also names optional packages for other platforms.
    const present = Object.keys(packages).filter((path) => path && existsSync(join(folder, path)));
    return { packages: present.length, bytes: bytesIn(join(folder, "node_modules")) };
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Packages of ours, with those of ours that they need. */
function packOwn(names: ReadonlySet<string>, folder: string): readonly string[] {
  const needed = new Set(names);
  for (const name of needed) {
    const { dependencies = {} } = manifestOf(name);
    for (const other of Object.keys(dependencies)) {
      if (other.startsWith("@vllora/")) needed.add(other);
    }
    const pnpm = ["--yes", "pnpm@12.21.0", "pack", "--pack-destination", folder];
    execFileSync("npx", pnpm, { cwd: folderOf(name), stdio: "ignore" });
  }
  return readdirSync(folder).map((file) => `./${file}`);
}

/** The package of an entry: `@vllora/core/node` is one of `@vllora/core`. */
function packageOf(entry: string): string {
  return entry
    .split("/")
    .slice(0, entry.startsWith("@") ? 2 : 1)
    .join("/");
}

/** The version that is measured. */
function versioned(name: string): string {
  return `${name}@${manifestOf(name).version}`;
}

function manifestOf(name: string): { version: string; dependencies?: object } {
  // Not every package exports it.
  const manifest = readFileSync(join(folderOf(name), "package.json"), "utf8");
  return JSON.parse(manifest) as { version: string; dependencies?: object };
}

/** Ours among the packages of the workspace, which depend on each other; others where pnpm put them. */
function folderOf(name: string): string {
  const path = name.startsWith("@vllora/")
    ? `../../packages/${name.slice("@vllora/".length)}`
    : `../node_modules/${name}`;
  return fileURLToPath(new URL(path, import.meta.url));
}

function bytesIn(folder: string): number {
  const files = readdirSync(folder, { recursive: true, withFileTypes: true });
  return files
    .filter((file) => file.isFile())
    .reduce((sum, { parentPath, name }) => sum + statSync(join(parentPath, name)).size, 0);
}
