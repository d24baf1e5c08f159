import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { generateReadme, READMES } from "./readme.ts";

test.each(READMES.map((file) => [file.pathname.split("/").slice(-3).join("/"), file] as const))(
  "%s shows parameters and examples as they are; `pnpm run readme` makes it anew",
  (_, file) => {
    const readme = readFileSync(file, "utf8");
    expect(readme).toMatch(/<!-- snippet:/);
    expect(generateReadme(readme)).toBe(readme);
  },
);

test("README.md has the table of parameters", () => {
  const [root] = READMES;
  expect(readFileSync(root as URL, "utf8")).toContain("| `max_tokens` |");
});
