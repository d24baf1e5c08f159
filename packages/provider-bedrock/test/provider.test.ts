import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { createRegistry, VlloraLLMClient } from "@vllora/core";
import { describe, expect, test } from "vitest";
import { bedrock } from "../src/index.ts";
import { PACKAGE } from "../src/package.ts";

describe("bedrock", () => {
  test("is named in diagnostics as package.json names it", () => {
    const { name, version } = JSON.parse(
      readFileSync(new URL("../package.json", import.meta.url), "utf8"),
    ) as { name: string; version: string };
    expect(PACKAGE).toEqual({ name, version });
    expect(bedrock().package).toEqual({ name, version });
  });

  test("has what the application said as its settings, and only that", () => {
    const fetch = async () => new Response();
    expect(bedrock().settings).toEqual({});
    expect(
      bedrock({ apiKey: "k", baseURL: "http://h", headers: { a: "b" }, fetch }).settings,
    ).toEqual({ credentials: "k", baseURL: "http://h", headers: { a: "b" }, fetch });
    const iam = { access_key: "a", access_secret: "b" };
    expect(bedrock({ apiKey: "k", credentials: iam }).settings).toEqual({ credentials: iam });
    expect(bedrock({ credentials: null }).settings).toEqual({ credentials: null });
  });

  test.each([
    "anthropic.claude-sonnet-4-5-20250929-v1:0",
    "us.amazon.nova-lite-v1:0",
    "global.anthropic.claude-opus-4-6-v1",
    "openai.gpt-oss-120b-1:0",
    "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc",
    "arn:aws-us-gov:bedrock:us-gov-west-1:123456789012:provisioned-model/abc",
    "bedrock/some-model-of-tomorrow",
    "amazon-bedrock/some-model-of-tomorrow",
  ])("serves %s", (model) => {
    const client = new VlloraLLMClient({ registry: createRegistry([bedrock()]) });
    expect(client.explain(model).provider).toBe("bedrock");
  });
});

/** Runs a module in a process of its own, and says which modules of AWS are loaded after each of its steps. */
function loadedAfter(...steps: readonly string[]): boolean[] {
  const source = `
    import { createRequire } from "node:module";
    const { cache } = createRequire(import.meta.url);
    const seen = () => Object.keys(cache).some((file) => /node_modules.@(aws|smithy)/.test(file));
    const loaded = [];
    ${steps.map((step) => `${step}\nloaded.push(seen());`).join("\n")}
    console.log(JSON.stringify(loaded));`;
  const out = execFileSync(
    process.execPath,
    ["--conditions=@vllora/source", "--import", "tsx", "--input-type=module", "-e", source],
    { cwd: fileURLToPath(new URL("..", import.meta.url)), encoding: "utf8" },
  );
  return JSON.parse(out) as boolean[];
}

test("loads nothing of AWS before the first call", () => {
  const loaded = loadedAfter(
    `await import("@vllora/provider-bedrock/register");
     await import("@vllora/provider-bedrock/inbound");
     const { bedrock } = await import("@vllora/provider-bedrock");
     const provider = bedrock({ region: "us-east-1" });`,
    `await provider.authorize({ method: "POST", url: "https://h/", headers: {}, body: "" }, { api_key: "k" });`,
    `await provider.authorize({ method: "POST", url: "https://h/", headers: {}, body: "" }, { access_key: "a", access_secret: "b" });`,
  );
  expect(loaded).toEqual([false, false, true]);
}, 30_000);
