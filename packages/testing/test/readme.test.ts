import { readFileSync } from "node:fs";
import { expect, test, vi } from "vitest";

function text(file: string): string {
  return readFileSync(new URL(file, import.meta.url), "utf8");
}

test("the example of the README runs and says what its comments say", async () => {
  const log = vi.spyOn(console, "log").mockImplementation(() => undefined);
  await import("./readme-example.ts");
  const said = log.mock.calls.flat();
  log.mockRestore();
  expect(said).toEqual(["call_1", "", "It ", "is ", "noo", "n.", undefined, 2]);
});

test("the example of the README is the file that runs", () => {
  const block = /```ts\n(.*?)```/s.exec(text("../README.md"))?.[1] ?? "";
  // Inside the package it goes by another name.
  expect(text("./readme-example.ts")).toBe(block.replace("@vllora/testing", "../src/index.ts"));
});
