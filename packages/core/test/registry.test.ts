import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { createRegistry, type ProviderConflictError, VlloraLLMClient } from "../src/index.ts";
import { type ProviderDefinition, registerProvider } from "../src/provider.ts";
import { acme } from "./fake-provider.ts";
import { rejection } from "./rejection.ts";

const KEY = Symbol.for("vllora.registry.v1");
const shared = globalThis as { [KEY]?: Map<string, ProviderDefinition> | undefined };

function version(number: string, fields: Partial<ProviderDefinition> = {}) {
  return acme({ package: { name: "@acme/vllora-provider", version: number }, ...fields });
}

let warn: ReturnType<typeof vi.spyOn>;
let records: Map<string, ProviderDefinition> | undefined;

beforeEach(() => {
  warn = vi.spyOn(console, "warn").mockImplementation(() => undefined);
  records = shared[KEY];
  shared[KEY] = undefined;
});

afterEach(() => {
  warn.mockRestore();
  shared[KEY] = records;
});

describe("the registry of the process", () => {
  it("lives on globalThis under its symbol and holds frozen records", () => {
    registerProvider(acme());
    const held = shared[KEY]?.get("acme");
    expect(held?.package.name).toBe("@acme/vllora-provider");
    expect(Object.isFrozen(held)).toBe(true);
  });

  it("is where a client without providers looks", () => {
    registerProvider(acme());
    expect(new VlloraLLMClient().explain("acme-1").provider).toBe("acme");
  });

  it("is made by the first registration, not by importing core", () => {
    new VlloraLLMClient();
    expect(shared[KEY]).toBeUndefined();
  });
});

describe("a second registration", () => {
  it("of the same package and version does nothing", () => {
    const registry = createRegistry([acme()]);
    const first = registry.get("acme");
    registry.register(acme());
    expect(registry.get("acme")).toBe(first);
    expect(warn).not.toHaveBeenCalled();
  });

  it.each([
    ["1.0.0", "1.0.1"],
    ["1.9.0", "1.10.0"],
    ["0.99.99", "1.0.0"],
    ["1.0.0-next.1", "1.0.0"],
    ["1.0.0-next.9", "1.0.0-next.10"],
    ["1.0.0-alpha", "1.0.0-beta"],
  ])("of a newer version wins, whichever came first: %s, %s", (older, newer) => {
    for (const order of [
      [older, newer],
      [newer, older],
    ]) {
      warn.mockClear();
      const registry = createRegistry(order.map((number) => version(number)));
      expect(registry.get("acme")?.package.version).toBe(newer);
      expect(warn).toHaveBeenCalledTimes(1);
      const message = String(warn.mock.calls[0]?.[0]);
      expect(message).toContain("@acme/vllora-provider");
      expect(message).toContain(older);
      expect(message).toContain(newer);
    }
  });

  it("by another package is a conflict that names both and the way out", async () => {
    const registry = createRegistry([acme()]);
    const other = acme({ package: { name: "acme-fork", version: "9.0.0" } });
    const error = await rejection(() => registry.register(other));
    expect(error).toMatchObject({ kind: "provider_conflict", name: "ProviderConflictError" });
    expect((error as ProviderConflictError).provider).toBe("acme");
    expect(error.message).toContain("acme-fork");
    expect(error.message).toContain("@acme/vllora-provider");
    expect(error.message).toContain("override: true");
    expect(registry.get("acme")?.package.name).toBe("@acme/vllora-provider");
  });

  it("by another package takes the id where it is meant", () => {
    const registry = createRegistry([acme()]);
    registry.register(acme({ package: { name: "acme-fork", version: "0.1.0" } }), {
      override: true,
    });
    expect(registry.get("acme")?.package.name).toBe("acme-fork");
    expect(registry.list()).toHaveLength(1);
    expect(warn).not.toHaveBeenCalled();
  });
});

describe("aliases", () => {
  it("find a provider, in any case", () => {
    const registry = createRegistry([acme({ aliases: ["ac"] })]);
    expect(registry.get("ac")?.id).toBe("acme");
    expect(registry.get("AC")?.id).toBe("acme");
    expect(registry.get("Acme")?.id).toBe("acme");
    expect(registry.get("acm")).toBeUndefined();
  });

  it.each([
    ["an alias is the other's id", { id: "other", aliases: ["acme"] }],
    ["an id is the other's alias", { id: "ac" }],
    ["they share an alias", { id: "other", aliases: ["ac"] }],
  ])("conflict where %s", async (_, fields) => {
    const registry = createRegistry([acme({ aliases: ["ac"] })]);
    const other = acme({ ...fields, package: { name: "other", version: "1.0.0" } });
    expect((await rejection(() => registry.register(other))).kind).toBe("provider_conflict");
    expect(registry.list().map(({ id }) => id)).toEqual(["acme"]);
  });

  it("conflict between two providers of one package, too", async () => {
    const registry = createRegistry([acme({ aliases: ["ac"] })]);
    const error = await rejection(() => registry.register(acme({ id: "ac" })));
    expect(error.kind).toBe("provider_conflict");
  });

  it("go to the provider that overrides them", () => {
    const registry = createRegistry([acme({ aliases: ["ac"] })]);
    const other = acme({
      id: "other",
      aliases: ["ac"],
      package: { name: "other", version: "1.0.0" },
    });
    registry.register(other, { override: true });
    expect(registry.get("ac")?.id).toBe("other");
    expect(registry.get("acme")?.id).toBe("acme");
  });
});

describe("createRegistry", () => {
  it("is apart from the registry of the process and from others", () => {
    registerProvider(acme({ id: "global" }));
    const one = createRegistry([acme({ id: "one" })]);
    const two = createRegistry();
    expect(one.list().map(({ id }) => id)).toEqual(["one"]);
    expect(two.list()).toEqual([]);
    expect(shared[KEY]?.size).toBe(1);
  });

  it("lists by id, not by the order of registration", () => {
    const registry = createRegistry([acme({ id: "b" }), acme({ id: "c" }), acme({ id: "a" })]);
    expect(registry.list().map(({ id }) => id)).toEqual(["a", "b", "c"]);
  });

  it("refuses what does not keep the contract", async () => {
    const registry = createRegistry();
    const skewed = { ...acme(), contract: 2 } as unknown as ProviderDefinition;
    expect((await rejection(() => registry.register(skewed))).kind).toBe("contract");
  });
});
