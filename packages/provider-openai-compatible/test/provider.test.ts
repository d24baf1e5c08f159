import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { openaiCompatible } from "../src/index.ts";
import { PACKAGE } from "../src/package.ts";

describe("openaiCompatible", () => {
  test.each<[string | undefined, string, string]>([
    [undefined, "openai-compatible", "VLLORA_OPENAI_COMPATIBLE_API_KEY"],
    ["groq", "groq", "VLLORA_GROQ_API_KEY"],
    ["Groq", "groq", "VLLORA_GROQ_API_KEY"],
    ["my.server-2", "my.server-2", "VLLORA_MY_SERVER_2_API_KEY"],
    ["a__b..c", "a__b..c", "VLLORA_A_B_C_API_KEY"],
  ])("called %s has the id %s and reads %s", (name, id, variable) => {
    const provider = openaiCompatible(name === undefined ? {} : { name });
    expect(provider.id).toBe(id);
    expect(provider.credentials).toEqual({ kinds: ["api_key"], env: [variable] });
  });

  test("refuses a name that is no prefix of a model", () => {
    expect(() => openaiCompatible({ name: "a/b" })).toThrow(/id must match/);
  });

  test("is also called proxy, but only under its own name", () => {
    expect(openaiCompatible().aliases).toEqual(["proxy"]);
    expect(openaiCompatible({ name: "groq" }).aliases).toBeUndefined();
  });

  test("is named in diagnostics as package.json names it", () => {
    const { name, version } = JSON.parse(
      readFileSync(new URL("../package.json", import.meta.url), "utf8"),
    ) as { name: string; version: string };
    expect(PACKAGE).toEqual({ name, version });
    expect(openaiCompatible().package).toEqual({ name, version });
  });

  test("has what the application said as its settings, and only that", () => {
    const fetch = async () => new Response();
    expect(openaiCompatible().settings).toEqual({});
    expect(
      openaiCompatible({ apiKey: "k", baseURL: "http://h/v1", headers: { a: "b" }, fetch })
        .settings,
    ).toEqual({ credentials: "k", baseURL: "http://h/v1", headers: { a: "b" }, fetch });
    expect(openaiCompatible({ apiKey: null }).settings).toEqual({ credentials: null });
  });

  test("puts the key on the request as a bearer token, and nothing where there is none", async () => {
    const { authorize } = openaiCompatible();
    const request = { method: "POST", url: "http://h", headers: { a: "b" }, body: undefined };
    expect(await authorize(request, { api_key: "k" })).toEqual({
      ...request,
      headers: { a: "b", authorization: "Bearer k" },
    });
    expect(await authorize(request, undefined)).toEqual(request);
  });

  test("under another name is the same kind of server with names of its own", () => {
    const named = openaiCompatible().named?.("acme");
    expect(named?.id).toBe("acme");
    expect(named?.credentials.env).toEqual(["VLLORA_ACME_API_KEY"]);
    expect(named?.aliases).toBeUndefined();
  });

  test("under another name takes no key, header or address along", () => {
    const groq = openaiCompatible({
      name: "groq",
      apiKey: "k",
      baseURL: "http://groq/v1",
      headers: { a: "b" },
    });
    expect(groq.named?.("acme").settings ?? {}).toEqual({});
  });

  test("is frozen", () => {
    expect(Object.isFrozen(openaiCompatible())).toBe(true);
  });
});
