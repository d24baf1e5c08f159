import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it, vi } from "vitest";

const root = new URL("../", import.meta.url);
const read = (path: string) => readFileSync(new URL(path, root), "utf8");

describe("the main entry", () => {
  it("has no value, so that importing it loads nothing", async () => {
    expect(Object.keys(await import("../src/index.ts"))).toEqual([]);
  });

  it("is built of modules that import and export types alone", () => {
    const modules = readdirSync(new URL("src/", root)).filter((name) => name.endsWith(".ts"));
    for (const name of modules) {
      const statements = read(`src/${name}`).match(/^(import|export)\b.{0,12}/gm) ?? [];
      const values = statements.filter(
        (text) => !/^(import type|export (type|interface)) /.test(text),
      );
      expect([name, values]).toEqual([name, []]);
    }
  });
});

describe("the README", () => {
  it.each([
    ["types", () => import("./readme/types.ts")],
    ["schemas", () => import("./readme/schemas.ts")],
  ] as const)("shows an example that runs: %s", async (name, run) => {
    const lines: unknown[][] = [];
    const log = vi.spyOn(console, "log").mockImplementation((...line) => void lines.push(line));
    await run();
    log.mockRestore();
    expect(read("README.md")).toContain(`\`\`\`ts\n${read(`test/readme/${name}.ts`)}\`\`\``);
    expect(lines).not.toEqual([]);
  });
});
