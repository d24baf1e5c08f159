import { readFileSync } from "node:fs";
import { expect, it } from "vitest";
import { generateReadme } from "./readme.ts";

it("README.md shows the parameters and the examples as they are; `pnpm run readme` makes it anew", () => {
  const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

  expect(readme).toContain("<!-- parameters -->");
  expect(generateReadme(readme)).toBe(readme);
});
