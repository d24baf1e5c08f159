import { readFileSync } from "node:fs";
import { VlloraLLMClient } from "@vllora/core";
import type { HttpRequest } from "@vllora/core/provider";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { type BedrockOptions, bedrock } from "../src/index.ts";
import { HELLO } from "./ask.ts";
import { partsOf, type Signed, signatureOf } from "./sigv4.ts";

const KEY = "AKIDEXAMPLE";
const SECRET = "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY";
const IAM = { access_key: KEY, access_secret: SECRET };

/** Everything of AWS that a machine may have set. */
const NAMES = [
  "VLLORA_BEDROCK_API_KEY",
  ...Object.keys(process.env).filter((name) => name.startsWith("AWS_")),
];

beforeEach(() => {
  for (const name of NAMES) vi.stubEnv(name, undefined);
  vi.stubEnv("AWS_CONFIG_FILE", "/nowhere");
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", "/nowhere");
  vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
});

/** What a call sends. */
async function sent(options: BedrockOptions, model = HELLO.model): Promise<Signed> {
  let seen: Signed | undefined;
  const provider = bedrock({
    ...options,
    fetch: async (url, { method = "", headers, body }) => {
      seen = { url, method, headers: headers as Signed["headers"], body: String(body) };
      throw new Error("Nobody answers");
    },
  });
  const client = new VlloraLLMClient({ provider, maxRetries: 0 });
  try {
    await client.completions.create({ ...HELLO, model });
  } catch (error) {
    if (seen === undefined) throw error;
  }
  return seen as Signed;
}

function expectSigned(request: Signed, region: string): void {
  const { key, scope, names, signature } = partsOf(request.headers["authorization"] ?? "");
  expect(key).toBe(KEY);
  expect(scope).toMatch(new RegExp(`^\\d{8}/${region}/bedrock/aws4_request$`));
  expect(names).toEqual(expect.arrayContaining(["content-type", "host", "x-amz-date"]));
  expect(signature).toBe(signatureOf(request, names, SECRET, scope));
}

describe("a signature", () => {
  test("of the test is that of AWS's own suite", () => {
    const { scope, names, signature } = partsOf(
      readFileSync(
        new URL("./fixtures/vectors/sigv4/get-vanilla/get-vanilla.authz", import.meta.url),
        "utf8",
      ),
    );
    const request = {
      method: "GET",
      url: "https://example.amazonaws.com/",
      headers: { "x-amz-date": "20150830T123600Z" },
      body: "",
    };
    expect(signatureOf(request, names, SECRET, scope)).toBe(signature);
  });

  test("is the one that is recorded for Bedrock", async () => {
    const vectors = JSON.parse(
      readFileSync(new URL("./fixtures/vectors/sigv4/vectors.json", import.meta.url), "utf8"),
    ) as readonly {
      readonly in: { [field: string]: string };
      readonly out: { [field: string]: string };
    }[];
    expect(vectors.length).toBeGreaterThan(2);
    for (const { in: given, out } of vectors) {
      vi.useFakeTimers({ now: new Date(given["date"] ?? ""), toFake: ["Date"] });
      const request: HttpRequest = {
        method: "POST",
        url: `https://${given["host"]}${given["path"]}`,
        headers: { "content-type": "application/json" },
        body: given["body"],
      };
      const { headers } = await bedrock().authorize(request, {
        ...IAM,
        region: given["region"] ?? "",
        ...(given["token"] === undefined ? {} : { session_token: given["token"] }),
      });
      const { host: _, ...expected } = out;
      expect(headers).toEqual(expected);
    }
  });

  test.each<[name: string, model: string, path: string]>([
    ["a version", "anthropic.claude-v2:1", "/model/anthropic.claude-v2%3A1/converse"],
    [
      "an inference profile",
      "us.amazon.nova-lite-v1:0",
      "/model/us.amazon.nova-lite-v1%3A0/converse",
    ],
    [
      "an ARN",
      "arn:aws:bedrock:us-east-1:123456789012:application-inference-profile/abc(1)",
      "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Aapplication-inference-profile%2Fabc(1)/converse",
    ],
    ["a version with a dot", "amazon.nova-lite-v1.0", "/model/amazon.nova-lite-v1%3A0/converse"],
    ["another dot", "deepseek.v3.2", "/model/deepseek.v3.2/converse"],
    [
      "an ARN with a dot",
      "arn:aws:bedrock:us-east-1::x/y-v1.0",
      "/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A%3Ax%2Fy-v1.0/converse",
    ],
  ])("holds for %s", async (_name, model, path) => {
    const request = await sent({ credentials: { ...IAM, region: "eu-west-1" } }, model);
    expect(new URL(request.url).pathname).toBe(path);
    expectSigned(request, "eu-west-1");
    expect(request.headers["host"]).toBeUndefined();
  });

  test("has the session's token in it", async () => {
    const credentials = { ...IAM, session_token: "token==", region: "eu-west-1" };
    const request = await sent({ credentials });
    expect(request.headers["x-amz-security-token"]).toBe("token==");
    expectSigned(request, "eu-west-1");
  });

  test("gives way to a header of the caller", async () => {
    const request = await sent({
      credentials: { ...IAM, region: "us-east-1" },
      headers: { authorization: "own" },
    });
    expect(request.headers["authorization"]).toBe("own");
  });
});

describe("the address", () => {
  const HOST = "https://bedrock-runtime";
  test.each<
    [name: string, options: BedrockOptions, env: { [name: string]: string }, origin: string]
  >([
    ["of a region", { region: "us-west-2" }, {}, `${HOST}.us-west-2.amazonaws.com`],
    [
      "of AWS_REGION",
      {},
      { AWS_REGION: "eu-west-1", AWS_DEFAULT_REGION: "us-east-1" },
      `${HOST}.eu-west-1.amazonaws.com`,
    ],
    [
      "of AWS_DEFAULT_REGION",
      {},
      { AWS_DEFAULT_REGION: "eu-west-3" },
      `${HOST}.eu-west-3.amazonaws.com`,
    ],
    [
      "of the credentials first",
      { credentials: { ...IAM, region: "ap-south-1" }, region: "us-east-1" },
      {},
      `${HOST}.ap-south-1.amazonaws.com`,
    ],
    ["in China", { region: "cn-north-1" }, {}, `${HOST}.cn-north-1.amazonaws.com.cn`],
    [
      "for FIPS",
      { region: "us-east-1", useFipsEndpoint: true },
      {},
      `${HOST}-fips.us-east-1.amazonaws.com`,
    ],
    [
      "for FIPS by environment",
      { region: "us-east-1" },
      { AWS_USE_FIPS_ENDPOINT: "true" },
      `${HOST}-fips.us-east-1.amazonaws.com`,
    ],
    [
      "for both kinds of IP",
      { region: "us-east-1", useDualstackEndpoint: true },
      {},
      `${HOST}.us-east-1.api.aws`,
    ],
    [
      "for both and FIPS",
      { region: "us-east-1", useDualstackEndpoint: true, useFipsEndpoint: true },
      {},
      `${HOST}-fips.us-east-1.api.aws`,
    ],
    [
      "of an endpoint",
      { region: "us-east-1", endpoint: "https://vpce.example.com" },
      {},
      "https://vpce.example.com",
    ],
    [
      "of the environment",
      { region: "us-east-1" },
      {
        AWS_ENDPOINT_URL_BEDROCK_RUNTIME: "https://a.example.com",
        AWS_ENDPOINT_URL: "https://b.example.com",
      },
      "https://a.example.com",
    ],
    [
      "of the environment, ignored",
      { region: "us-east-1" },
      { AWS_ENDPOINT_URL: "https://b.example.com", AWS_IGNORE_CONFIGURED_ENDPOINT_URLS: "true" },
      `${HOST}.us-east-1.amazonaws.com`,
    ],
  ])("is that %s", async (_name, options, env, origin) => {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    const request = await sent({ credentials: IAM, ...options });
    expect(new URL(request.url).origin).toBe(origin);
    if (options.region !== undefined && options.credentials === undefined) {
      expectSigned(request, options.region);
    }
  });

  test("is that of a profile's region", async () => {
    const file = new URL("./fixtures/aws-config", import.meta.url).pathname;
    vi.stubEnv("AWS_CONFIG_FILE", file);
    const request = await sent({ credentials: IAM, profile: "sydney" });
    expect(new URL(request.url).host).toBe("bedrock-runtime.ap-southeast-2.amazonaws.com");
    expectSigned(request, "ap-southeast-2");
  });

  test.each([
    ["private", "all.example.com"],
    ["private-services", "bedrock.example.com"],
    ["private-ignored", "bedrock-runtime.us-east-1.amazonaws.com"],
  ])("is the endpoint of the profile: %s", async (profile, host) => {
    vi.stubEnv("AWS_CONFIG_FILE", new URL("./fixtures/aws-config", import.meta.url).pathname);
    const request = await sent({ credentials: IAM, profile });
    expect(new URL(request.url).host).toBe(host);
    expectSigned(request, "us-east-1");
    vi.stubEnv("AWS_ENDPOINT_URL", "https://env.example.com");
    const over = await sent({ credentials: IAM, profile });
    expect(new URL(over.url).host).toBe("env.example.com");
  });

  test.each<[name: string, options: BedrockOptions, message: RegExp]>([
    ["no region", {}, /No region for bedrock/],
    ["a region that names another host", { region: "evil.example.com/" }, /expected a name like/],
  ])("with %s is an error", async (_name, options, message) => {
    await expect(sent({ credentials: IAM, ...options })).rejects.toThrow(message);
  });
});

describe("credentials", () => {
  const region = "us-east-1";

  test.each<[name: string, env: { [name: string]: string }, key: string]>([
    [
      "VLLORA_BEDROCK_API_KEY",
      { VLLORA_BEDROCK_API_KEY: "own", AWS_BEARER_TOKEN_BEDROCK: "aws" },
      "own",
    ],
    [
      "AWS_BEARER_TOKEN_BEDROCK",
      { AWS_BEARER_TOKEN_BEDROCK: "aws", AWS_ACCESS_KEY_ID: KEY, AWS_SECRET_ACCESS_KEY: SECRET },
      "aws",
    ],
  ])("are the key in %s", async (_name, env, key) => {
    for (const [name, value] of Object.entries(env)) vi.stubEnv(name, value);
    expect((await sent({ region })).headers["authorization"]).toBe(`Bearer ${key}`);
  });

  test("are those of the standard chain where nothing else is said", async () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", KEY);
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", SECRET);
    vi.stubEnv("AWS_SESSION_TOKEN", "session");
    const request = await sent({ region });
    expect(request.headers["x-amz-security-token"]).toBe("session");
    expectSigned(request, region);
  });

  test("are those of a profile", async () => {
    vi.stubEnv(
      "AWS_SHARED_CREDENTIALS_FILE",
      new URL("./fixtures/aws-credentials", import.meta.url).pathname,
    );
    expectSigned(await sent({ region, profile: "sydney" }), region);
  });

  test("that are nowhere are an error", async () => {
    await expect(sent({ region })).rejects.toMatchObject({
      kind: "credentials",
      message: "No credentials were found for bedrock",
    });
  });

  test("of the environment stay with Bedrock's own address", async () => {
    vi.stubEnv("AWS_ACCESS_KEY_ID", KEY);
    vi.stubEnv("AWS_SECRET_ACCESS_KEY", SECRET);
    await expect(sent({ region, baseURL: "https://else.example.com" })).rejects.toMatchObject({
      kind: "credentials",
    });
    vi.stubEnv("AWS_BEARER_TOKEN_BEDROCK", "bearer");
    await expect(sent({ region, baseURL: "https://else.example.com" })).rejects.toMatchObject({
      kind: "credentials",
    });
    const local = await sent({ region, baseURL: "http://127.0.0.1:1", credentials: null });
    expect(local.headers["authorization"]).toBeUndefined();
  });

  test("go to an endpoint, which is Bedrock's own", async () => {
    vi.stubEnv("AWS_BEARER_TOKEN_BEDROCK", "bearer");
    const request = await sent({ region, endpoint: "https://vpce.example.com" });
    expect(request.headers["authorization"]).toBe("Bearer bearer");
  });

  test("may come from a function, for each attempt", async () => {
    const credentials = async () => ({ ...IAM, region: "eu-north-1" });
    expectSigned(await sent({ credentials }), "eu-north-1");
  });

  test("that cannot sign never show in the error", async () => {
    const error: unknown = await sent({ credentials: IAM }).catch((reason: unknown) => reason);
    expect(String(error)).not.toContain(SECRET);
    expect(JSON.stringify(error)).not.toContain(SECRET);
  });
});
