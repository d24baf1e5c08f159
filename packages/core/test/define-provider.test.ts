import { describe, expect, it } from "vitest";
import { CONTRACT, defineProvider, type ProviderDefinition } from "../src/provider.ts";
import { acme, acmeCodec, parameterTable } from "./fake-provider.ts";
import { rejection } from "./rejection.ts";

const { encode, decode, decodeError } = acmeCodec();

function withoutTemperature() {
  const { temperature: _, top_p: __, ...parameters } = parameterTable();
  return parameters;
}

describe("defineProvider", () => {
  it("gives a frozen copy of a good definition", () => {
    const definition = { ...acme() };
    const defined = defineProvider(definition);
    expect(defined).toEqual(definition);
    expect(defined).not.toBe(definition);
    expect(Object.isFrozen(defined)).toBe(true);
  });

  it.each<[string, object, RegExp]>([
    ["an id with a slash", { id: "ac/me" }, /id must match .*"ac\/me"/],
    ["an id in upper case", { id: "Acme" }, /id must match .*"Acme"/],
    ["no id", { id: undefined }, /id must match/],
    ["no authorize", { authorize: undefined }, /authorize must be a function/],
    ["no names of environment variables", { credentials: { kinds: [] } }, /credentials\.env/],
    ["no decoder", { chat: { ...acmeCodec(), createDecoder: 1 } }, /chat\.createDecoder/],
    ["no decodeError", { chat: { ...acmeCodec(), decodeError: undefined } }, /chat\.decodeError/],
    ["a count without encode", { tokens: { decode, decodeError } }, /tokens\.encode must/],
    ["a count without its errors", { tokens: { encode, decode } }, /tokens\.decodeError must/],
    ["a list without decode", { modelList: { encode, decodeError } }, /modelList\.decode must/],
    ["no table", { parameters: undefined }, /does not account for audio, .*web_search_options/],
  ])("refuses %s and names package and version", async (_, fields, message) => {
    const error = await rejection(() => defineProvider({ ...acme(), ...fields }));
    expect(error).toMatchObject({ kind: "contract", name: "ProviderContractError" });
    expect(error.message).toMatch(message);
    expect(error.message).toContain("@acme/vllora-provider@1.0.0");
  });

  it("lists every parameter that the table leaves out", async () => {
    const parameters = withoutTemperature() as ProviderDefinition["parameters"];
    const error = await rejection(() => acme({ parameters }));
    expect(error.message).toContain("does not account for temperature, top_p");
  });

  it.each([
    [CONTRACT + 1, "npm install @vllora/core@latest"],
    [CONTRACT - 1, "npm install @acme/vllora-provider@latest"],
    [undefined, "npm install @acme/vllora-provider@latest"],
  ])("names the command that mends a skew of contracts (%s)", async (contract, command) => {
    const skewed = { ...acme(), contract } as unknown as ProviderDefinition;
    const error = await rejection(() => defineProvider(skewed));
    expect(error.kind).toBe("contract");
    expect(error.message).toContain(`Run: ${command}`);
  });

  it.each([null, undefined, {}, { package: { name: "x" } }])(
    "asks for the package of a definition that is none: %j",
    async (definition) => {
      const error = await rejection(() =>
        defineProvider(definition as unknown as ProviderDefinition),
      );
      expect(error.kind).toBe("contract");
      expect(error.message).toContain("package");
    },
  );

  it("takes a provider without chat, which needs no table of chat parameters", () => {
    const { chat: _, ...rest } = acme();
    expect(defineProvider(rest).chat).toBeUndefined();
  });

  it("takes a provider that only lists models, but no count without a table", async () => {
    const { chat: _, parameters: __, ...rest } = acme();
    const part = { encode, decode, decodeError };
    const define = (fields: object) => defineProvider({ ...rest, ...fields } as ProviderDefinition);
    expect(define({ modelList: part }).modelList).toBe(part);
    const error = await rejection(() => define({ tokens: part }));
    expect(error.message).toContain("does not account for audio");
  });
});
