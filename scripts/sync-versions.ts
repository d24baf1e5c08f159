import { existsSync, readdirSync, readFileSync, writeFileSync } from "node:fs";

/** Writes the version of each package.json into the `src/package.ts` beside it, after changesets has raised it. */
const packages = new URL("../packages/", import.meta.url);
for (const name of readdirSync(packages)) {
  const source = new URL(`${name}/src/package.ts`, packages);
  if (!existsSync(source)) continue;
  const manifest = readFileSync(new URL(`${name}/package.json`, packages), "utf8");
  const { version } = JSON.parse(manifest) as { version: string };
  const text = readFileSync(source, "utf8");
  writeFileSync(source, text.replace(/version: "[^"]*"/, `version: "${version}"`));
}
