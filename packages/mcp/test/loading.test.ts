import { fileURLToPath } from "node:url";
import { build } from "esbuild";
import { expect, it } from "vitest";
import manifest from "../package.json" with { type: "json" };
import { PACKAGE } from "../src/package.ts";

it("loads nothing of the SDK and of Node before it is used", async () => {
  const { metafile } = await build({
    entryPoints: [fileURLToPath(new URL("../src/index.ts", import.meta.url))],
    bundle: true,
    write: false,
    metafile: true,
    format: "esm",
    packages: "external",
    platform: "node",
    outfile: "index.js",
  });
  const imports = Object.values(metafile.outputs).flatMap((output) => output.imports);
  const loaded = (kind: string) =>
    [...new Set(imports.filter((found) => found.kind === kind).map(({ path }) => path))].sort();
  expect(loaded("import-statement")).toEqual(["@vllora/core", "@vllora/core/provider"]);
  expect(loaded("dynamic-import")).toEqual([
    "@modelcontextprotocol/client",
    "@modelcontextprotocol/client/stdio",
    "node:fs/promises",
  ]);
});

it("introduces itself by its name and version", () => {
  expect(PACKAGE).toEqual({ name: manifest.name, version: manifest.version });
});
