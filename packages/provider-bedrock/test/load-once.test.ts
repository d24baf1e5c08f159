import { expect, test } from "vitest";
import { loadOnce } from "../src/load-once.ts";

test("what is loaded is loaded once, and what failed is tried again", async () => {
  let calls = 0;
  const load = loadOnce(async () => {
    if (++calls === 1) throw new Error("too many open files");
    return { calls };
  });
  await expect(load()).rejects.toThrow("too many open files");
  const [first, second] = await Promise.all([load(), load()]);
  expect(first).toBe(second);
  expect(calls).toBe(2);
});
