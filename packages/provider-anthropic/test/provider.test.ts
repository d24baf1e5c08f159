import { readFileSync } from "node:fs";
import { VlloraLLMClient } from "@vllora/core";
import { describe, expect, test } from "vitest";
import { anthropic } from "../src/index.ts";
import { PACKAGE } from "../src/package.ts";
import { encode } from "./encode.ts";

test("is named in diagnostics as package.json names it", () => {
  const { name, version } = JSON.parse(
    readFileSync(new URL("../package.json", import.meta.url), "utf8"),
  ) as { name: string; version: string };
  expect(PACKAGE).toEqual({ name, version });
  expect(anthropic()).toMatchObject({ id: "anthropic", package: { name, version } });
});

test("is registered by ./register, and serves models by their name", async () => {
  await import("../src/register.ts");
  const { provider, model } = new VlloraLLMClient().explain("claude-opus-5");
  expect({ provider, model }).toEqual({ provider: "anthropic", model: "claude-opus-5" });
});

describe("the key", () => {
  test("is sent as x-api-key", async () => {
    const { headers } = await encode({}, { apiKey: "secret-key" });
    expect(headers["x-api-key"]).toBe("secret-key");
    expect(headers).not.toHaveProperty("authorization");
  });

  test("is sent as bearer token where the application says so", async () => {
    const { headers } = await encode({}, { authToken: () => "token" });
    expect(headers["authorization"]).toBe("Bearer token");
    expect(headers).not.toHaveProperty("x-api-key");
    expect(headers).not.toHaveProperty("anthropic-beta");
  });

  test("that is a token of OAuth is one, with its beta", async () => {
    const { headers } = await encode({}, { apiKey: "sk-ant-oat01-abc", betas: ["a"] });
    expect(headers["authorization"]).toBe("Bearer sk-ant-oat01-abc");
    expect(headers["anthropic-beta"]).toBe("a,oauth-2025-04-20");
    const alone = await encode({}, { apiKey: "sk-ant-oat01-abc" });
    expect(alone.headers["anthropic-beta"]).toBe("oauth-2025-04-20");
  });

  test.each(["x-api-key", "authorization"])(
    "stays away where the caller wrote %s",
    async (name) => {
      const { headers } = await encode({}, { headers: { [name]: "own" } });
      expect(headers[name]).toBe("own");
      expect(Object.values(headers)).not.toContain("k");
      expect(Object.values(headers)).not.toContain("Bearer k");
    },
  );

  test("with an endpoint goes there", async () => {
    const credentials = { api_key: "k2", endpoint: "https://gateway.example/anthropic/v1" };
    const { url, headers } = await encode({}, { apiKey: credentials });
    expect(url).toBe("https://gateway.example/anthropic/v1/messages");
    expect(headers["x-api-key"]).toBe("k2");
  });

  test("is in no error", async () => {
    const key = "sk-ant-api03-abcdefghijkl";
    const fetch = async () =>
      Response.json(
        { type: "error", error: { type: "authentication_error", message: `bad key ${key}` } },
        { status: 401 },
      );
    const error: unknown = await encode({}, { apiKey: key, fetch }).catch(
      (cause: unknown) => cause,
    );
    expect(error).toMatchObject({ kind: "authentication", status: 401 });
    expect(JSON.stringify(error) + String(error)).not.toContain(key);
  });
});

test.each([
  "https://proxy.example/anthropic",
  "https://proxy.example/anthropic/",
  "https://proxy.example/anthropic/v1",
  "https://proxy.example/anthropic/v1/messages",
])("another address may be named as %s, and further headers", async (baseURL) => {
  const { url, headers } = await encode({}, { baseURL, headers: { "x-team": "t" } });
  expect(url).toBe("https://proxy.example/anthropic/v1/messages");
  expect(headers["x-team"]).toBe("t");
});
