import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { nameTools, type OwnedTool, type PrefixPolicy } from "../src/names.ts";

const named = (policy: PrefixPolicy, ...tools: readonly (readonly [string, string])[]) =>
  nameTools(
    tools.map(([server, tool]) => ({ server, tool })),
    policy,
  );

describe("nameTools", () => {
  it("leaves names alone that are there once", () => {
    expect(named("auto", ["a", "search"], ["b", "fetch"])).toEqual(["search", "fetch"]);
  });

  it("puts the server before names that two servers have", () => {
    expect(named("auto", ["a", "search"], ["b", "search"], ["b", "fetch"])).toEqual([
      "a__search",
      "b__search",
      "fetch",
    ]);
  });

  it("always or never puts it there when told so", () => {
    expect(named("always", ["a.com", "search"], ["b", "fetch"])).toEqual([
      "a_com__search",
      "b__fetch",
    ]);
    const [one, two] = named("never", ["a", "search"], ["b", "search"]);
    expect(one).toMatch(/^search_[0-9a-f]{8}$/);
    expect(two).toMatch(/^search_[0-9a-f]{8}$/);
    expect(one).not.toBe(two);
  });

  it("mends what providers refuse, and keeps apart what becomes the same", () => {
    expect(named("auto", ["a", "files/read.txt"])).toEqual(["files_read_txt"]);
    const names = named("auto", ["a", "x.y"], ["a", "x/y"]);
    expect(names.every((name) => /^x_y_[0-9a-f]{8}$/.test(name))).toBe(true);
    expect(new Set(names).size).toBe(2);
  });

  it("begins every name with a letter or _", () => {
    expect(named("auto", ["a", "2fa"], ["a", "-x"], ["a", "_y"])).toEqual(["_2fa", "_-x", "_y"]);
    expect(named("always", ["a", "2fa"], ["1", "z"])).toEqual(["a__2fa", "_1__z"]);
  });

  it("lets no server take a name that stands for another's tool", () => {
    const names = named("auto", ["a", "search"], ["b", "search"], ["b", "a__search"]);
    expect(new Set(names).size).toBe(3);
    expect(names[2]).not.toBe("a__search");
  });

  const owned: fc.Arbitrary<OwnedTool> = fc.record({
    server: fc.constantFrom("a", "b", "a_", "a.b", "a-very-long-name-of-a-server-indeed"),
    tool: fc.oneof(
      fc.constantFrom("x", "x_", "_x", "a__x", "b__x", "x.y", "x/y", "x_y"),
      fc.string({ minLength: 1, maxLength: 90 }),
      fc.stringMatching(/^[a-z]{60,80}$/),
    ),
  });
  const tools = fc.uniqueArray(owned, {
    maxLength: 30,
    selector: ({ server, tool }) => JSON.stringify([server, tool]),
  });
  const policy = fc.constantFrom<PrefixPolicy>("auto", "always", "never");

  it("gives names that providers take, each once, whatever the servers say", () => {
    fc.assert(
      fc.property(tools, policy, (list, how) => {
        const names = nameTools(list, how);
        expect(names).toHaveLength(list.length);
        expect(new Set(names).size).toBe(names.length);
        for (const name of names) expect(name).toMatch(/^[A-Za-z_][A-Za-z0-9_-]{0,63}$/);
      }),
    );
  });

  it("gives the same names in whichever order the servers come", () => {
    fc.assert(
      fc.property(tools, policy, fc.infiniteStream(fc.nat()), (list, how, keys) => {
        const mixed = list
          .map((tool) => ({ tool, key: keys.next().value as number }))
          .sort((a, b) => a.key - b.key)
          .map(({ tool }) => tool);
        const byTool = (order: readonly OwnedTool[]) =>
          new Map(order.map((tool, index) => [tool, nameTools(order, how)[index]]));
        const before = byTool(list);
        for (const [tool, name] of byTool(mixed)) expect(before.get(tool)).toBe(name);
      }),
      { numRuns: 50 },
    );
  });
});
