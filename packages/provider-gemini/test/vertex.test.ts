import { generateKeyPairSync, verify } from "node:crypto";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { createServer, type IncomingHttpHeaders } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { inspect } from "node:util";
import { LLMError, VlloraLLMClient } from "@vllora/core";
import { nodeHttp } from "@vllora/core/node";
import type { Credentials, Fetch, HttpRequest } from "@vllora/core/provider";
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from "vitest";
import { type ServiceAccount, type VertexOptions, vertex } from "../src/index.ts";
import { ServiceAccountTokens } from "../src/vertex/service-account.ts";

const { privateKey, publicKey } = generateKeyPairSync("rsa", {
  modulusLength: 2048,
  privateKeyEncoding: { type: "pkcs8", format: "pem" },
  publicKeyEncoding: { type: "spki", format: "pem" },
});

const ANSWER = { candidates: [{ content: { parts: [{ text: "Hi" }] }, finishReason: "STOP" }] };

interface Received {
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Google on this machine: tokens at `/token`, answers elsewhere. */
const google = {
  url: "",
  received: [] as Received[],
  tokens: 0,
  expiresIn: 3600,
  tokenStatus: 200,
  server: createServer((request, response) => {
    let body = "";
    request.on("data", (piece) => {
      body += String(piece);
    });
    request.on("end", () => {
      google.received.push({ path: request.url ?? "", headers: request.headers, body });
      const isToken = request.url === "/token";
      const status = isToken ? google.tokenStatus : 200;
      const token = {
        access_token: `secret-token-${++google.tokens}`,
        expires_in: google.expiresIn,
      };
      const refusal = { error: "invalid_grant", error_description: "Invalid JWT Signature." };
      const answer = isToken ? (status === 200 ? token : refusal) : ANSWER;
      response.writeHead(status, { "content-type": "application/json" });
      response.end(JSON.stringify(answer));
    });
  }),
};

let folder = "";

beforeAll(async () => {
  google.server.listen(0, "127.0.0.1");
  await once(google.server, "listening");
  google.url = `http://127.0.0.1:${(google.server.address() as AddressInfo).port}`;
  folder = await mkdtemp(join(tmpdir(), "vertex-"));
});

afterAll(async () => {
  google.server.close();
  await rm(folder, { recursive: true });
});

afterEach(() => {
  vi.unstubAllEnvs();
  vi.useRealTimers();
  Object.assign(google, { received: [], tokens: 0, expiresIn: 3600, tokenStatus: 200 });
});

const account = (): ServiceAccount => ({
  type: "service_account",
  project_id: "my-project",
  client_email: "robot@my-project.test",
  private_key: privateKey,
  private_key_id: "key-1",
  token_uri: `${google.url}/token`,
});

function ask(options: VertexOptions, call: { credentials?: Credentials } = {}) {
  const client = new VlloraLLMClient({ provider: vertex(options), maxRetries: 0 });
  const request = {
    model: "gemini-2.5-flash",
    messages: [{ role: "user", content: "Hello" }],
  } as const;
  return client.completions.create(request, call);
}

const MODEL_PATH = "/publishers/google/models/gemini-2.5-flash:generateContent";

describe("a service account", () => {
  test("is exchanged for a token, which the call bears", async () => {
    const reply = await ask({
      baseURL: google.url,
      location: "europe-west4",
      credentials: account(),
    });
    expect(reply.text).toBe("Hi");
    const [exchange, call] = google.received;
    expect(exchange?.headers["content-type"]).toBe("application/x-www-form-urlencoded");
    const form = new URLSearchParams(exchange?.body);
    expect(form.get("grant_type")).toBe("urn:ietf:params:oauth:grant-type:jwt-bearer");
    const [head = "", claims = "", signature = ""] = (form.get("assertion") ?? "").split(".");
    const parsed = [head, claims].map(
      (part) => JSON.parse(Buffer.from(part, "base64url").toString()) as object,
    );
    const { iat, ...said } = parsed[1] as { iat: number };
    expect(parsed[0]).toEqual({ alg: "RS256", typ: "JWT", kid: "key-1" });
    expect(said).toEqual({
      iss: "robot@my-project.test",
      scope: "https://www.googleapis.com/auth/cloud-platform",
      aud: `${google.url}/token`,
      exp: iat + 3600,
    });
    const signed = Buffer.from(`${head}.${claims}`);
    expect(verify("RSA-SHA256", signed, publicKey, Buffer.from(signature, "base64url"))).toBe(true);
    expect(call?.path).toBe(`/projects/my-project/locations/europe-west4${MODEL_PATH}`);
    expect(call?.headers.authorization).toBe("Bearer secret-token-1");
  });

  test("is exchanged once for calls that come together, and again when the token expires", async () => {
    const provider = vertex({ baseURL: google.url, credentials: account() });
    const client = new VlloraLLMClient({ provider });
    const request = {
      model: "gemini-2.5-flash",
      messages: [{ role: "user", content: "a" }],
    } as const;
    await Promise.all([1, 2, 3].map(() => client.completions.create(request)));
    await client.completions.create(request);
    expect(google.received.filter(({ path }) => path === "/token")).toHaveLength(1);
    vi.useFakeTimers({ toFake: ["Date"], now: Date.now() + 3_550_000 });
    await client.completions.create(request);
    expect(google.received.filter(({ path }) => path === "/token")).toHaveLength(2);
  });

  test("can be given for one call, with its region", async () => {
    await ask(
      { baseURL: google.url },
      { credentials: { region: "us-central1", credentials: account() } },
    );
    expect(google.received[1]?.path).toBe(
      `/projects/my-project/locations/us-central1${MODEL_PATH}`,
    );
  });

  test("that Google refuses is an error without the key, and the next call tries again", async () => {
    google.tokenStatus = 400;
    const provider = vertex({ baseURL: google.url, credentials: account() });
    const client = new VlloraLLMClient({ provider, maxRetries: 0 });
    const request = {
      model: "gemini-2.5-flash",
      messages: [{ role: "user", content: "a" }],
    } as const;
    const error = await client.completions.create(request).catch((cause: unknown) => cause);
    expect(LLMError.is(error) && [error.kind, error.retryable, error.message]).toEqual([
      "credentials",
      false,
      "No token for robot@my-project.test (400): invalid_grant",
    ]);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("PRIVATE");
    google.tokenStatus = 200;
    expect((await client.completions.create(request)).text).toBe("Hi");
  });

  test("whose key cannot be read is an error without it", async () => {
    const broken = {
      ...account(),
      private_key: "-----BEGIN PRIVATE KEY-----\nc2VjcmV0\n-----END PRIVATE KEY-----",
    };
    const error = await ask({ baseURL: google.url, credentials: broken }).catch(
      (cause: unknown) => cause,
    );
    expect(String(error)).toMatch(/private key of robot@my-project.test cannot be read/);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain("c2VjcmV0");
  });

  test("whose token server falls silent holds no call for ever", async () => {
    let asked = 0;
    const silent: Fetch = (_url, { signal }) =>
      new Promise((_, reject) => {
        asked++;
        signal?.addEventListener("abort", () => reject(signal.reason));
      });
    const tokens = new ServiceAccountTokens(silent, 1);
    const expected = { kind: "connection", provider: "vertex" };
    await expect(tokens.get(account())).rejects.toMatchObject(expected);
    await expect(tokens.get(account())).rejects.toMatchObject(expected);
    expect(asked).toBe(2);
  });

  test("is exchanged over node:http, too", async () => {
    const reply = await ask({ baseURL: google.url, credentials: account(), fetch: nodeHttp() });
    expect(reply.text).toBe("Hi");
    expect(google.received.map(({ headers }) => headers.authorization)).toEqual([
      undefined,
      "Bearer secret-token-1",
    ]);
  });

  test("whose token server is down is an error that another try may mend", async () => {
    const down = { ...account(), token_uri: "http://127.0.0.1:1/token" };
    const error = await ask({ baseURL: google.url, credentials: down }).catch(
      (cause: unknown) => cause,
    );
    expect(LLMError.is(error) && [error.kind, error.retryable]).toEqual(["connection", true]);
  });
});

describe("application-default credentials", () => {
  test("are found by Google's library, which the injected fetch carries", async () => {
    const file = join(folder, "account.json");
    const tokens: string[] = [];
    const fetch: Fetch = async (url, init) => {
      if (!String(url).includes("oauth2.googleapis.com")) return await globalThis.fetch(url, init);
      tokens.push(String(url));
      return Response.json({ access_token: "adc-token", expires_in: 3600, token_type: "Bearer" });
    };
    writeFileSync(
      file,
      JSON.stringify({
        type: "authorized_user",
        client_id: "i",
        client_secret: "s",
        refresh_token: "r",
      }),
    );
    vi.stubEnv("GOOGLE_APPLICATION_CREDENTIALS", file);
    vi.stubEnv("GOOGLE_CLOUD_PROJECT", "env-project");
    const provider = vertex({ fetch });
    const request = bareRequest(String(provider.baseURL));
    const { url, headers } = await provider.authorize(request, undefined);
    expect(url).toBe(
      `https://aiplatform.googleapis.com/v1beta1/projects/env-project/locations/global${MODEL_PATH}`,
    );
    expect(headers["authorization"]).toBe("Bearer adc-token");
    expect(tokens).toHaveLength(1);
  });

  test("are found over node:http, too", async () => {
    const file = join(folder, "user.json");
    const user = { client_id: "i", client_secret: "s", refresh_token: "r" };
    writeFileSync(file, JSON.stringify({ type: "authorized_user", ...user }));
    vi.stubEnv("GOOGLE_APPLICATION_CREDENTIALS", file);
    const send = nodeHttp();
    const fetch: Fetch = (url, init) =>
      send(String(url).replace("https://oauth2.googleapis.com", google.url), init);
    const provider = vertex({ project: "p", fetch });
    const bare = bareRequest(String(provider.baseURL));
    const { headers } = await provider.authorize(bare, undefined);
    expect(headers["authorization"]).toBe("Bearer secret-token-1");
    const [exchange] = google.received;
    expect(new URLSearchParams(exchange?.body).get("refresh_token")).toBe("r");
  });

  test("that are not there say what to do", async () => {
    vi.stubEnv("GOOGLE_APPLICATION_CREDENTIALS", join(folder, "missing.json"));
    const provider = vertex({ project: "p" });
    await expect(
      provider.authorize(bareRequest(String(provider.baseURL)), undefined),
    ).rejects.toThrow(/No application-default credentials for vertex\. Run "gcloud auth/);
  });
});

function bareRequest(base: string): HttpRequest {
  return { method: "POST", url: `${base}${MODEL_PATH}`, headers: {}, body: "{}" };
}

describe("the address", () => {
  const accessToken = () => "t";
  const HOST = "aiplatform.googleapis.com/v1beta1";
  test.each<[VertexOptions, string]>([
    [{}, `https://${HOST}/projects/p/locations/global`],
    [
      { location: "europe-west4" },
      `https://europe-west4-${HOST}/projects/p/locations/europe-west4`,
    ],
    [
      { location: "eu" },
      "https://aiplatform.eu.rep.googleapis.com/v1beta1/projects/p/locations/eu",
    ],
    [{ baseURL: "https://proxy.test/v1" }, "https://proxy.test/v1/projects/p/locations/global"],
    [
      { baseURL: "https://proxy.test/v1/projects/q/locations/us" },
      "https://proxy.test/v1/projects/q/locations/us",
    ],
  ])("for %j is %s", async (options, expected) => {
    const provider = vertex({ project: "p", accessToken, ...options });
    const base = provider.settings?.baseURL ?? String(provider.baseURL);
    const { url, headers } = await provider.authorize(bareRequest(base), undefined);
    expect(url).toBe(`${expected}${MODEL_PATH}`);
    expect(headers["authorization"]).toBe("Bearer t");
  });

  test.each([
    [undefined, "us-central1", "endpoints/123", `us-central1-${HOST}`],
    ["europe-west4", "us-central1", "publishers/google/models/gemini-x", `us-central1-${HOST}`],
    ["europe-west4", "global", "publishers/google/models/gemini-x", HOST],
  ])(
    "with the location %s is that of a model's full name in %s",
    async (location, own, name, host) => {
      let asked = "";
      const fetch: Fetch = async (url) => {
        asked = url;
        return Response.json(ANSWER);
      };
      const provider = vertex({ project: "p", location, accessToken, fetch });
      const model = `projects/q/locations/${own}/${name}`;
      const messages = [{ role: "user", content: "a" }] as const;
      await new VlloraLLMClient({ provider }).completions.create({ model, messages });
      expect(asked).toBe(`https://${host}/${model}:generateContent`);
    },
  );

  test.each([
    () => {
      throw new Error("secret");
    },
    () => "",
    () => "a b",
    () => "a\nsecret",
    () => undefined as unknown as string,
  ])("is not asked with a token that is none: %#", async (broken) => {
    const provider = vertex({ project: "p", accessToken: broken });
    const asked = provider.authorize(bareRequest(String(provider.baseURL)), undefined);
    await expect(asked).rejects.toMatchObject({
      kind: "credentials",
      message: expect.not.stringContaining("secret") as string,
    });
  });

  test("follows the environment when a call is made, not before", async () => {
    const provider = vertex({ accessToken });
    vi.stubEnv("GOOGLE_CLOUD_PROJECT", "late");
    vi.stubEnv("GOOGLE_CLOUD_LOCATION", "us-east1");
    const { url } = await provider.authorize(bareRequest(String(provider.baseURL)), undefined);
    expect(url).toBe(`https://us-east1-${HOST}/projects/late/locations/us-east1${MODEL_PATH}`);
  });

  test.each<[VertexOptions, RegExp]>([
    [{ accessToken }, /needs a project/],
    [{ accessToken, project: "a/../b" }, /project of vertex is no name/],
  ])("needs names: %j", async (options, message) => {
    vi.stubEnv("GOOGLE_CLOUD_PROJECT", "");
    const provider = vertex(options);
    await expect(
      provider.authorize(bareRequest(String(provider.baseURL)), undefined),
    ).rejects.toThrow(message);
  });

  test("is refused where a location is none: it would name another host", () => {
    expect(() => vertex({ location: "evil.test/" })).toThrow(/location of vertex is no name/);
  });

  test("that somebody else named gets no token", async () => {
    const provider = vertex({ project: "p", accessToken });
    await expect(provider.authorize(bareRequest("https://evil.test"), undefined)).rejects.toThrow(
      /No credentials for vertex at evil.test/,
    );
  });
});

describe("express mode", () => {
  test("has a key and no project", async () => {
    await ask({ baseURL: google.url, apiKey: "express-key" });
    expect(google.received[0]?.path).toBe(MODEL_PATH);
    expect(google.received[0]?.headers["x-goog-api-key"]).toBe("express-key");
    expect(google.received[0]?.headers.authorization).toBeUndefined();
  });

  test("takes the key of the environment", async () => {
    vi.stubEnv("VLLORA_VERTEX_API_KEY", "env-key");
    const provider = vertex();
    const { url, headers } = await provider.authorize(
      bareRequest(String(provider.baseURL)),
      undefined,
    );
    expect(url).toBe(`https://aiplatform.googleapis.com/v1beta1${MODEL_PATH}`);
    expect(headers["x-goog-api-key"]).toBe("env-key");
  });

  test("and all else is left out where null is said", async () => {
    vi.stubEnv("VLLORA_VERTEX_API_KEY", "env-key");
    await ask({ baseURL: google.url, apiKey: null });
    expect(google.received[0]?.headers).not.toHaveProperty("x-goog-api-key");
    expect(google.received[0]?.path).toBe(MODEL_PATH);
  });
});

test("a header that the caller wrote stays", async () => {
  const provider = vertex({ project: "p", accessToken: () => "t" });
  const request = {
    ...bareRequest(String(provider.baseURL)),
    headers: { authorization: "Bearer mine" },
  };
  expect(await provider.authorize(request, undefined)).toEqual(request);
});
