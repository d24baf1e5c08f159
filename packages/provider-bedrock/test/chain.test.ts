import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { text } from "node:stream/consumers";
import { VlloraLLMClient } from "@vllora/core";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from "vitest";
import { type BedrockOptions, bedrock } from "../src/index.ts";
import { HELLO } from "./ask.ts";
import { partsOf, type Signed, signatureOf } from "./sigv4.ts";

const KEY = "ASIAEXAMPLE";
const SECRET = "secret-of-the-role";
const TOKEN = "token-of-the-session";
const SOON = "2099-01-01T00:00:00Z";
const ROLE = "arn:aws:iam::123456789012:role/reader";

/** What AWS's services of credentials were asked, by path or by action. */
const asked: { readonly what: string; readonly headers: IncomingMessage["headers"] }[] = [];
let answers: { readonly [what: string]: string } = {};

/** Stands in for the container's endpoint, for STS and for SSO. */
const server = createServer(async (request, response) => {
  const form = new URLSearchParams(await text(request));
  const what = form.get("Action") ?? new URL(request.url ?? "", "http://localhost").pathname;
  asked.push({ what, headers: request.headers });
  const answer = answers[what];
  const type = answer?.startsWith("<") ? "text/xml" : "application/json";
  response.writeHead(answer === undefined ? 404 : 200, { "content-type": type }).end(answer);
});

let url = "";
let folder = "";

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "vllora-aws-"));
  for (const name of Object.keys(process.env)) {
    if (name.startsWith("AWS_") || name === "VLLORA_BEDROCK_API_KEY") vi.stubEnv(name, undefined);
  }
  vi.stubEnv("HOME", folder);
  vi.stubEnv("AWS_CONFIG_FILE", join(folder, "config"));
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", join(folder, "credentials"));
  vi.stubEnv("AWS_EC2_METADATA_DISABLED", "true");
  vi.stubEnv("AWS_ENDPOINT_URL_STS", url);
  asked.length = 0;
  answers = {};
});

afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true });
});

function write(name: string, content: string): string {
  const path = join(folder, name);
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, content);
  return path;
}

/** What a call sends: it has to be signed with the role's credentials. */
async function sent(options: BedrockOptions = {}): Promise<Signed> {
  const seen: Signed[] = [];
  const provider = bedrock({
    region: "eu-west-1",
    ...options,
    fetch: async (address, { method = "", headers, body }) => {
      const request = headers as Signed["headers"];
      seen.push({ url: address, method, headers: request, body: String(body) });
      return Response.json({ message: "no" }, { status: 503 });
    },
  });
  const client = new VlloraLLMClient({ provider, retry: { maxRetries: 1, baseDelayMs: 0 } });
  const error: unknown = await client.completions.create(HELLO).catch((reason: unknown) => reason);
  const [first, second] = seen;
  if (first === undefined || second === undefined) throw error;
  // Each attempt is signed anew, with what was found once.
  expect(second.headers["x-amz-security-token"]).toBe(first.headers["x-amz-security-token"]);
  return first;
}

function expectSigned(request: Signed, key = KEY, secret = SECRET): void {
  const { key: used, scope, names, signature } = partsOf(request.headers["authorization"] ?? "");
  expect(used).toBe(key);
  expect(signature).toBe(signatureOf(request, names, secret, scope));
  expect(request.headers["x-amz-security-token"]).toBe(TOKEN);
}

function stsAnswer(action: string): string {
  const credentials = `<Credentials><AccessKeyId>${KEY}</AccessKeyId><SecretAccessKey>${SECRET}</SecretAccessKey><SessionToken>${TOKEN}</SessionToken><Expiration>${SOON}</Expiration></Credentials>`;
  const user = `<AssumedRoleUser><Arn>${ROLE}</Arn><AssumedRoleId>A:b</AssumedRoleId></AssumedRoleUser>`;
  return `<${action}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/"><${action}Result>${credentials}${user}</${action}Result><ResponseMetadata><RequestId>r</RequestId></ResponseMetadata></${action}Response>`;
}

describe("the standard chain finds the credentials", () => {
  test("of a container, by its authorization", async () => {
    vi.stubEnv("AWS_CONTAINER_CREDENTIALS_FULL_URI", `${url}/container`);
    vi.stubEnv("AWS_CONTAINER_AUTHORIZATION_TOKEN", "of the container");
    answers = {
      "/container": JSON.stringify({
        AccessKeyId: KEY,
        SecretAccessKey: SECRET,
        Token: TOKEN,
        Expiration: SOON,
      }),
    };
    expectSigned(await sent());
    expect(asked).toMatchObject([
      { what: "/container", headers: { authorization: "of the container" } },
    ]);
  });

  test("of a web identity", async () => {
    vi.stubEnv("AWS_WEB_IDENTITY_TOKEN_FILE", write("identity", "web-identity-token"));
    vi.stubEnv("AWS_ROLE_ARN", ROLE);
    answers = { AssumeRoleWithWebIdentity: stsAnswer("AssumeRoleWithWebIdentity") };
    expectSigned(await sent());
    expect(asked.map(({ what }) => what)).toEqual(["AssumeRoleWithWebIdentity"]);
  });

  test("of a role that a profile assumes", async () => {
    write("config", `[profile reader]\nrole_arn = ${ROLE}\nsource_profile = base\n`);
    write("credentials", "[base]\naws_access_key_id = AKIABASE\naws_secret_access_key = base\n");
    answers = { AssumeRole: stsAnswer("AssumeRole") };
    expectSigned(await sent({ profile: "reader" }));
    expect(asked.map(({ what }) => what)).toEqual(["AssumeRole"]);
    // In the region of the call.
    const scope = /Credential=AKIABASE\/\d{8}\/eu-west-1\/sts\//;
    expect(asked[0]?.headers.authorization).toMatch(scope);
  });

  test("of a process", async () => {
    const answer = {
      Version: 1,
      AccessKeyId: KEY,
      SecretAccessKey: SECRET,
      SessionToken: TOKEN,
      Expiration: SOON,
    };
    const script = write("process.cjs", `console.log(${JSON.stringify(JSON.stringify(answer))});`);
    write("config", `[profile tool]\ncredential_process = "${process.execPath}" "${script}"\n`);
    vi.stubEnv("AWS_PROFILE", "tool");
    expectSigned(await sent());
  });

  test("of single sign-on, by the token that its command line left", async () => {
    vi.stubEnv("AWS_ENDPOINT_URL_SSO", url);
    write(
      "config",
      "[profile sso]\nsso_start_url = https://d.awsapps.com/start\nsso_region = eu-west-1\nsso_account_id = 123456789012\nsso_role_name = reader\n",
    );
    const name = createHash("sha1").update("https://d.awsapps.com/start").digest("hex");
    write(
      `.aws/sso/cache/${name}.json`,
      JSON.stringify({ accessToken: "of-the-user", expiresAt: SOON }),
    );
    answers = {
      "/federation/credentials": JSON.stringify({
        roleCredentials: {
          accessKeyId: KEY,
          secretAccessKey: SECRET,
          sessionToken: TOKEN,
          expiration: Date.parse(SOON),
        },
      }),
    };
    expectSigned(await sent({ profile: "sso" }));
    expect(asked[0]?.headers["x-amz-sso_bearer_token"]).toBe("of-the-user");
  });

  test("or fails with an error that shows nothing of them", async () => {
    vi.stubEnv("AWS_WEB_IDENTITY_TOKEN_FILE", write("identity", "web-identity-token"));
    vi.stubEnv("AWS_ROLE_ARN", ROLE);
    const error: unknown = await sent().catch((reason: unknown) => reason);
    expect(error).toMatchObject({ kind: "credentials", provider: "bedrock" });
    expect(String(error) + JSON.stringify(error)).not.toContain("web-identity-token");
  });
});
