import { LLMError } from "@vllora/core";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { toolFilter } from "../src/filter.ts";

const kept = (filter: Parameters<typeof toolFilter>[0], tools: readonly string[]) =>
  tools.filter((tool) => toolFilter(filter, "filter").verdict(tool) !== undefined);

const TOOLS = ["get", "get_all", "forget_all", "search.web", "search-web"];

describe("toolFilter", () => {
  it.each([
    [undefined, TOOLS],
    [null, TOOLS],
    ["all" as const, TOOLS],
    [[], []],
    [[{ name: "get" }], ["get"]],
    [[{ name: "get.*" }], ["get", "get_all"]],
    [[{ name: ".*all" }], ["get_all", "forget_all"]],
    [[{ name: "get|search.web" }], ["get", "search.web", "search-web"]],
    [
      [{ name: "search\\.web" }, { name: "get" }],
      ["get", "search.web"],
    ],
    [[{ name: "GET" }], []],
  ])("%j keeps %j", (filter, expected) => {
    expect(kept(filter, TOOLS)).toEqual(expected);
  });

  it("takes the description of the first selector that matches", () => {
    const filter = toolFilter(
      [{ name: "get", description: "one" }, { name: "get.*", description: "two" }, { name: ".*" }],
      "filter",
    );
    expect(filter.verdict("get")).toEqual({ description: "one" });
    expect(filter.verdict("get_all")).toEqual({ description: "two" });
    expect(filter.verdict("other")).toEqual({});
  });

  it.each(["(", "a)|(b", "[z-a]", "*"])("names the selector that is no expression: %s", (name) => {
    try {
      toolFilter([{ name: "ok" }, { name }], "servers[2].filter");
      expect.unreachable();
    } catch (error) {
      expect(LLMError.is(error) && [error.kind, error.param]).toEqual([
        "invalid_request",
        "servers[2].filter[1].name",
      ]);
      expect((error as Error).message).toContain(JSON.stringify(name));
    }
  });

  it("says which selectors choose nothing", () => {
    const filter = toolFilter([{ name: "get" }, { name: "nope.*" }], "filter");
    expect(filter.unmatched(TOOLS)).toEqual(["nope.*"]);
  });

  it("never chooses by a part of a name", () => {
    const name = fc.stringMatching(/^[a-z_]{1,12}$/);
    fc.assert(
      fc.property(name, name, name, (selector, before, after) => {
        expect(kept([{ name: selector }], [selector])).toEqual([selector]);
        const longer = `${before}${selector}${after}`;
        expect(kept([{ name: selector }], [longer])).toEqual([]);
      }),
    );
  });
});
