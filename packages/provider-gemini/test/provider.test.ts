import { readFileSync } from "node:fs";
import { type ChatCompletionRequest, createRegistry, VlloraLLMClient } from "@vllora/core";
import { describe, expect, test, vi } from "vitest";
import { gemini, vertex } from "../src/index.ts";
import { PACKAGE } from "../src/package.ts";
import { sentFor } from "./recorded-cases.ts";

const HELLO = {
  model: "gemini-2.5-flash",
  messages: [{ role: "user", content: "Hello" }],
} as const;

test("both are named in diagnostics as package.json names them", () => {
  const { name, version } = JSON.parse(
    readFileSync(new URL("../package.json", import.meta.url), "utf8"),
  ) as { name: string; version: string };
  expect(PACKAGE).toEqual({ name, version });
  expect(gemini().package).toEqual(PACKAGE);
  expect(vertex().package).toEqual(PACKAGE);
});

describe("the key of the Gemini API", () => {
  test("goes into its header, and never into the address", async () => {
    const { url, headers } = await sentFor({ ...HELLO, stream: true });
    expect(url).toBe(
      "https://generativelanguage.googleapis.com/v1beta/models/gemini-2.5-flash:streamGenerateContent?alt=sse",
    );
    expect(headers["x-goog-api-key"]).toBe("k");
    expect(headers).not.toHaveProperty("authorization");
  });

  test.each(["VLLORA_GEMINI_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY"])(
    "is found in %s",
    async (name) => {
      for (const variable of gemini().credentials.env) vi.stubEnv(variable, "");
      vi.stubEnv(name, "from-env");
      const { headers } = await sentFor(HELLO, (fetch) => gemini({ fetch }));
      vi.unstubAllEnvs();
      expect(headers["x-goog-api-key"]).toBe("from-env");
    },
  );

  test("gives way to a header that the caller wrote", async () => {
    const extra_headers = { "x-goog-api-key": "mine" };
    const { headers } = await sentFor({ ...HELLO, extra_headers });
    expect(headers["x-goog-api-key"]).toBe("mine");
  });
});

test("an unknown option is an error with a suggestion", async () => {
  const client = new VlloraLLMClient({ provider: gemini({ apiKey: "k" }) });
  const request: ChatCompletionRequest = {
    ...HELLO,
    // @ts-expect-error: a name that is wrong on purpose, which the type refuses as well.
    provider_options: { gemini: { safety_setings: [] } },
  };
  await expect(client.completions.create(request)).rejects.toThrow(
    /gemini has no option "safety_setings"\. Did you mean "safety_settings"\?/,
  );
});

test("both register under their own names, and models of Gemini lead to the Gemini API", () => {
  const registry = createRegistry([gemini({ apiKey: "k" }), vertex({ apiKey: "k" })]);
  const client = new VlloraLLMClient({ registry });
  expect(client.explain("gemini-2.5-flash").provider).toBe("gemini");
  expect(client.explain("vertex/gemini-2.5-flash").provider).toBe("vertex");
});

test("the entry ./register puts both into the registry of the process", async () => {
  expect(defaultProviders()).toEqual([]);
  await import("../src/register.ts");
  expect(defaultProviders()).toEqual(["gemini", "vertex"]);
});

function defaultProviders(): string[] {
  return ["gemini", "vertex"].filter((id) => {
    try {
      return new VlloraLLMClient().explain(`${id}/m`).provider === id;
    } catch {
      return false;
    }
  });
}
