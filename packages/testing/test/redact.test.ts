import { fileURLToPath } from "node:url";
import { crc32 } from "node:zlib";
import { describe, expect, test } from "vitest";
import {
  parseTranscript,
  readCases,
  redact,
  stringifyTranscript,
  type Transcript,
} from "../src/index.ts";
import { message, stream, whole } from "./transcripts.ts";

const KEY = "sk-proj-Abc_0123456789abcdefXYZ";

function asked(
  url: string,
  headers: { readonly [name: string]: string } = {},
  body?: unknown,
): Pick<Transcript, "request"> {
  return { request: { method: "POST", url, headers, ...(body === undefined ? {} : { body }) } };
}

describe("of a header, the name stays and the value goes", () => {
  test.each([
    ["authorization", `Bearer ${KEY}`],
    ["authorization", "AWS4-HMAC-SHA256 Credential=AKIAIOSFODNN7EXAMPLE/20260101/us-east-1"],
    ["x-api-key", KEY],
    ["x-goog-api-key", "AIzaSyA-0123456789_abcdefghijklmnopqrstu"],
    ["api-key", "0123456789abcdef0123456789abcdef"],
    ["cookie", "session=0123456789abcdef; theme=dark"],
    ["openai-organization", "org-0123456789abcdef"],
    ["openai-project", "proj_0123456789abcdef"],
    ["x-amz-security-token", "IQoJb3JpZ2luX2VjEBAaCXVzLWVhc3QtMSJH"],
    ["x-goog-user-project", "acme-production"],
    ["x-request-id", "req_0123456789"],
    ["x-ratelimit-key", "acme-production"],
    ["some-header-of-tomorrow", "acme"],
  ])("%s: %s", (name, value) => {
    const { request, response } = redact(
      whole("a", {
        ...asked("https://h/v1", { [name]: value }),
        response: { status: 200, headers: { [name]: value } },
      }),
    );
    expect(request?.headers).toEqual({ [name]: "***" });
    expect(response).toEqual({ status: 200, headers: { [name]: "***" } });
  });
});

test("headers that say nothing about who asks stay", () => {
  const headers = {
    accept: "text/event-stream",
    "accept-encoding": "gzip, deflate",
    "anthropic-beta": "tools-2024-04-04",
    "anthropic-ratelimit-tokens-reset": "2026-11-22T20:00:00Z",
    "anthropic-version": "2023-06-01",
    "content-type": "application/json",
    date: "Sun, 22 Nov 2026 20:00:00 GMT",
    "openai-model": "gpt-4.1",
    "openai-processing-ms": "12",
    "retry-after": "7",
    "retry-after-ms": "7000",
    "user-agent": "vllora/1.0",
    "x-amzn-errortype": "ThrottlingException",
    "x-ratelimit-remaining-requests": "59",
    "x-should-retry": "true",
    "x-stainless-retry-count": "0",
  };
  const transcript = whole("a", {
    ...asked("https://api.openai.com/v1", headers),
    response: { status: 200, headers },
  });
  expect(redact(transcript)).toEqual(transcript);
});

describe("of a URL goes what says who asks", () => {
  test.each<[string, string, string]>([
    ["a key", "https://h/v1?key=AIzaSy0&alt=sse", "https://h/v1?key=***&alt=sse"],
    ["several of one name", "https://h/v1?a=1&a=2&alt=sse", "https://h/v1?a=***&a=***&alt=sse"],
    ["a user and a password", "https://me:pass@h/v1", "https://h/v1"],
    [
      "a resource of Azure",
      "https://acme.openai.azure.com/openai/deployments/d?api-version=2024-10-21",
      "https://resource.openai.azure.com/openai/deployments/d?api-version=2024-10-21",
    ],
    ["another", "https://acme-1.services.ai.azure.com/", "https://resource.services.ai.azure.com/"],
    ["a third", "https://acme.azure-api.net/v1", "https://resource.azure-api.net/v1"],
    [
      "a fourth",
      "https://acme.eastus2.models.ai.azure.com/v1",
      "https://resource.eastus2.models.ai.azure.com/v1",
    ],
    [
      "a project of Vertex",
      "https://europe-west1-aiplatform.googleapis.com/v1/projects/acme-prod/locations/europe-west1/publishers/google/models/m:generateContent",
      "https://europe-west1-aiplatform.googleapis.com/v1/projects/*********/locations/europe-west1/publishers/google/models/m:generateContent",
    ],
    [
      "an account in an ARN",
      "https://bedrock-runtime.us-east-1.amazonaws.com/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A123456789012%3Ainference-profile%2Feu.m/converse",
      "https://bedrock-runtime.us-east-1.amazonaws.com/model/arn%3Aaws%3Abedrock%3Aus-east-1%3A************%3Ainference-profile%2Feu.m/converse",
    ],
    [
      "an account of Cloudflare",
      "https://api.cloudflare.com/client/v4/accounts/0123456789abcdef0123456789abcdef/ai/v1",
      "https://api.cloudflare.com/client/v4/accounts/********************************/ai/v1",
    ],
    ["nothing", "https://api.openai.com/v1/responses", "https://api.openai.com/v1/responses"],
    ["nothing but a key", `/v1?key=${KEY}`, `/v1?key=${"*".repeat(KEY.length)}`],
  ])("%s", (_name, url, clean) => {
    expect(redact(whole("a", asked(url))).request?.url).toBe(clean);
  });
});

describe("what was a header or a parameter is hidden wherever it stands", () => {
  // By its looks, nobody would know it.
  const secret = "correct/horse+battery";

  test.each<[string, string, { readonly [name: string]: string }]>([
    ["a bearer token", "https://h/v1", { authorization: `Bearer ${secret}` }],
    ["an api key", "https://h/v1", { "x-api-key": secret }],
    ["a cookie", "https://h/v1", { cookie: `theme=dark; sid=${secret}` }],
    ["a parameter", `https://h/v1?key=${encodeURIComponent(secret)}`, {}],
    ["a password", `https://:${encodeURIComponent(secret)}@h/v1`, {}],
  ])("%s", (_name, url, headers) => {
    const text = `{"a":"${secret}","b":"${secret.replace("/", "\\/")}","c":"${encodeURIComponent(secret)}"}`;
    const { body, request, expected } = redact(
      whole("a", {
        ...asked(url, headers, { tools: [{ [secret]: `is ${secret}` }], n: [1, null, true] }),
        body: Buffer.from(text),
        expected: { message: secret },
      }),
    );
    const gone = "*".repeat(secret.length);
    expect(Buffer.from(body).toString()).toBe(
      text.replace(/correct[^"]*/g, (found) => "*".repeat(found.length)),
    );
    expect(request?.body).toEqual({ tools: [{ [gone]: `is ${gone}` }], n: [1, null, true] });
    expect(expected).toEqual({ message: gone });
    expect(JSON.stringify(request)).not.toContain("horse");
  });

  test("though it is split over two chunks, and lengths stay", () => {
    const body = Buffer.from(`data: ä ${KEY}\n\ndata: [DONE]\n\n`);
    const chunks = [{ bytes: 20 }, { bytes: body.length - 20 }];
    const clean = redact(
      stream("a", { ...asked("https://h/v1", { "x-api-key": KEY }), body, chunks }),
    );
    expect(Buffer.from(clean.body).toString()).toBe(
      `data: ä ${"*".repeat(KEY.length)}\n\ndata: [DONE]\n\n`,
    );
    expect(clean.chunks).toBe(chunks);
    expect(parseTranscript(stringifyTranscript(clean)).body).toEqual(clean.body);
    expect(stringifyTranscript(clean)).not.toContain(Buffer.from(KEY).toString("base64"));
  });

  test("but words of a title or an address are no secret", () => {
    const prompt = { messages: ["My Application asks https://acme.example to keep-alive"] };
    const headers = {
      "x-title": "My Application",
      "http-referer": "https://acme.example",
      connection: "keep-alive",
    };
    const { request } = redact(whole("a", asked("https://h/v1", headers, prompt)));
    expect(request?.body).toEqual(prompt);
  });
});

describe("by its looks is hidden", () => {
  test.each([
    ["a key of OpenAI", `wrong key ${KEY}.`, `wrong key ${"*".repeat(KEY.length)}.`],
    ["a key as OpenAI shows it", "key sk-proj-****wxyz", "key ****************"],
    ["a key of Google", "AIzaSyA0123456789abcdefghijklmnopqrstuv", "*".repeat(39)],
    ["a key of AWS", "AKIAIOSFODNN7EXAMPLE", "*".repeat(20)],
    ["a token of Hugging Face", `hf_${"aBcDeFgHiJ".repeat(3)}`, "*".repeat(33)],
    ["a web token", "eyJhbGciOiJI.eyJzdWIiOiIx.c2lnbmF0dXJl", "*".repeat(38)],
    ["a bearer token", 'bearer abc123def456", x', 'bearer ************", x'],
    ["an organization", "org-WPnHeqd4JSm9ruUqLce4xcey", "org-************************"],
    ["a user", "user-chbuFzoBs5NHVLouy9wpBpqI", "user-************************"],
    ["an AWS account", "arn:aws:iam::123456789012:role/r", "arn:aws:iam::************:role/r"],
    [
      "a project of Vertex",
      "projects/acme-prod/locations/us/x",
      "projects/*********/locations/us/x",
    ],
    [
      "a resource of Azure",
      "https://acme.search.windows.net/x",
      "https://****.search.windows.net/x",
    ],
  ])("%s", (_name, text, clean) => {
    const { body, request, response, model } = redact(
      whole("a", {
        model: text,
        ...asked("https://h/v1", { "user-agent": text }, { deep: [{ text }] }),
        response: { status: 200, headers: { "user-agent": text } },
        body: Buffer.from(text),
      }),
    );
    expect(Buffer.from(body).toString()).toBe(clean);
    expect(request).toMatchObject({
      headers: { "user-agent": clean },
      body: { deep: [{ text: clean }] },
    });
    expect(response?.headers).toEqual({ "user-agent": clean });
    expect(model).toBe(clean);
  });
});

test("fields of JSON that are keys by their name lose their value", () => {
  const body = {
    tools: [{ type: "mcp", authorization: "abc", headers: { "X-API-Key": "def", accept: "x" } }],
    data_sources: [{ authentication: { type: "api_key", api_key: "ghi" } }],
    schema: { properties: { api_key: { type: "string" } } },
  };
  expect(redact(whole("a", asked("https://h/v1", {}, body))).request?.body).toEqual({
    tools: [{ type: "mcp", authorization: "***", headers: { "X-API-Key": "***", accept: "x" } }],
    data_sources: [{ authentication: { type: "api_key", api_key: "***" } }],
    schema: { properties: { api_key: { type: "string" } } },
  });
});

test("a message of an AWS event stream has the right checksum afterwards", () => {
  const signed = (text: string) => {
    const bytes = message(text);
    bytes.writeUInt32BE(crc32(bytes.subarray(0, -4)), bytes.length - 4);
    return bytes;
  };
  const parts = (key: string) =>
    Buffer.concat([signed("{}"), signed(`{"key":"${key}"}`), signed("{}").subarray(0, 7)]);
  const { body } = redact(
    stream("a", {
      response: {
        status: 200,
        headers: { "content-type": "application/vnd.amazon.eventstream" },
      },
      body: parts(KEY),
    }),
  );
  expect(Buffer.from(body)).toEqual(parts("*".repeat(KEY.length)));
});

test("nothing of a prompt or an answer is lost", () => {
  const prompt = [
    "Read src/projects/alpha and pk_customer_2024_address_id, then sk-learn-something-long.",
    "The bearer instruments of user-authentication and org-internationalization in ASIA-Pacific.",
    "projects/alpha/README.md, portal.azure.com, eyJ, Bearer of news, 123456789012, task-1234567890.",
  ].join("\n");
  const transcript = stream("a", {
    model: "m",
    ...asked("https://h/v1", {}, { messages: [{ content: prompt }], password: "mellon" }),
    response: { status: 200, headers: { "content-type": "text/event-stream" } },
    body: Buffer.from(prompt),
  });
  expect(redact(transcript)).toEqual(transcript);
});

test("nothing of recorded traffic is lost but headers", async () => {
  const fixtures = new URL("../../provider-openai-compatible/test/fixtures", import.meta.url);
  const cases = await readCases(fileURLToPath(fixtures));
  expect(cases.length).toBeGreaterThan(200);
  for (const found of cases) {
    const { body, request, expected } = redact(found);
    expect(Buffer.compare(body, found.body), found.name).toBe(0);
    expect(request?.body, found.name).toEqual(found.request?.body);
    expect(expected, found.name).toEqual(found.expected);
  }
});
