import { LLMError } from "@vllora/core";
import type { Fetch } from "@vllora/core/provider";
import { describe, expect, test } from "vitest";
import { geminiCaches, vertexCaches } from "../src/index.ts";

interface Sent {
  readonly method: string | undefined;
  readonly url: string;
  readonly headers: { readonly [name: string]: string };
  readonly body: unknown;
}

function answering(...answers: readonly (() => Response)[]) {
  const sent: Sent[] = [];
  const fetch: Fetch = async (url, { method, headers, body }) => {
    const text = body === undefined ? undefined : (JSON.parse(String(body)) as unknown);
    sent.push({ method, url, headers: headers as Sent["headers"], body: text });
    return (answers[sent.length - 1] ?? answers.at(-1))!();
  };
  return { sent, fetch };
}

const CACHE = {
  name: "cachedContents/abc",
  model: "models/gemini-2.5-flash",
  expireTime: "2026-11-22T21:00:00Z",
  usageMetadata: { totalTokenCount: 5000 },
};
const json =
  (body: unknown, status = 200) =>
  () =>
    Response.json(body, { status });
const URL_ = "https://generativelanguage.googleapis.com/v1beta/cachedContents";

describe("explicit caches of the Gemini API", () => {
  test("are made of what requests begin with", async () => {
    const { sent, fetch } = answering(json(CACHE));
    const cache = await geminiCaches({ apiKey: "k", fetch }).create({
      model: "gemini-2.5-flash",
      messages: [
        { role: "system", content: "You know the handbook." },
        { role: "user", content: [{ type: "file", file: { file_id: "gs://b/handbook.pdf" } }] },
      ],
      tools: [{ type: "function", function: { name: "f" } }],
      tool_choice: "auto",
      provider_options: { gemini: { tools: [{ googleSearch: {} }] } },
      ttlSeconds: 600,
      displayName: "handbook",
    });
    expect(cache).toEqual({ ...CACHE, warnings: [] });
    expect(sent).toEqual([
      {
        method: "POST",
        url: URL_,
        headers: {
          accept: "application/json",
          "content-type": "application/json",
          "x-goog-api-key": "k",
        },
        body: {
          model: "models/gemini-2.5-flash",
          displayName: "handbook",
          ttl: "600s",
          contents: [
            {
              role: "user",
              parts: [
                { fileData: { mimeType: "application/pdf", fileUri: "gs://b/handbook.pdf" } },
              ],
            },
          ],
          systemInstruction: { parts: [{ text: "You know the handbook." }] },
          tools: [{ googleSearch: {} }, { functionDeclarations: [{ name: "f" }] }],
          toolConfig: { functionCallingConfig: { mode: "AUTO" } },
        },
      },
    ]);
  });

  test("are read, kept longer and deleted by name", async () => {
    const { sent, fetch } = answering(json(CACHE), json(CACHE), json({}));
    const caches = geminiCaches({ apiKey: "k", fetch });
    expect(await caches.get("cachedContents/abc")).toEqual(CACHE);
    expect(await caches.update("abc", { ttlSeconds: 60 })).toEqual(CACHE);
    expect(await caches.delete("cachedContents/abc")).toBeUndefined();
    expect(sent.map(({ method, url, body }) => [method, url, body])).toEqual([
      ["GET", `${URL_}/abc`, undefined],
      ["PATCH", `${URL_}/abc?updateMask=ttl`, { ttl: "60s" }],
      ["DELETE", `${URL_}/abc`, undefined],
    ]);
  });

  test("are listed page by page, as they are read", async () => {
    const { sent, fetch } = answering(
      json({ cachedContents: [CACHE], nextPageToken: "a b" }),
      json({ cachedContents: [CACHE] }),
    );
    const names: string[] = [];
    for await (const { name } of geminiCaches({ apiKey: "k", fetch }).list()) names.push(name);
    expect(names).toEqual([CACHE.name, CACHE.name]);
    expect(sent.map(({ url }) => url)).toEqual([URL_, `${URL_}?pageToken=a%20b`]);
  });

  test.each(["", "cachedContents/", "../models/x", "cachedContents/a/b", "a?b"])(
    "of the name %j are refused",
    async (name) => {
      const { sent, fetch } = answering(json({}));
      await expect(geminiCaches({ apiKey: "k", fetch }).get(name)).rejects.toThrow(
        /no name of a cache/,
      );
      expect(sent).toEqual([]);
    },
  );

  test("account for all of what they were given", async () => {
    const { sent, fetch } = answering(json(CACHE));
    const caches = geminiCaches({ apiKey: "k", fetch });
    const request = {
      model: "gemini/gemini-2.5-flash",
      messages: [{ role: "user", content: "a", cache_control: { type: "ephemeral" } }],
      extra_body: { kmsKeyName: "key" },
      temperature: 0,
    } as const;
    const { warnings } = await caches.create(request);
    expect(warnings.map(({ field, outcome }) => [field, outcome])).toEqual([
      ["temperature", "ignored"],
      ["messages[0].cache_control", "ignored"],
    ]);
    expect(sent[0]?.body).toEqual({
      model: "models/gemini-2.5-flash",
      contents: [{ role: "user", parts: [{ text: "a" }] }],
      kmsKeyName: "key",
    });
    const refused = [
      { ...request, response_format: { type: "json_object" } },
      { ...request, provider_options: { gemini: { safety_settings: [] } } },
      { ...request, messages: [{ role: "user", content: 5 }] },
      { ...request, messages: [] },
      { ...request, ttlSeconds: -1 },
    ];
    for (const wrong of refused) {
      const asked = wrong as unknown as typeof request;
      await expect(caches.create(asked)).rejects.toSatisfy(LLMError.is);
    }
    await expect(caches.create(request, { unsupported: "error" })).rejects.toMatchObject({
      kind: "unsupported_parameter",
    });
    expect(sent).toHaveLength(1);
  });

  test("refuse what a request would refuse", async () => {
    const { fetch } = answering(json(CACHE));
    const request = {
      model: "gemini-2.5-flash",
      messages: [{ role: "user", content: "a" }],
      tools: [{ type: "custom", custom: { name: "c" } }],
    } as const;
    await expect(geminiCaches({ apiKey: "k", fetch }).create(request)).rejects.toSatisfy(
      (error) => LLMError.is(error) && error.kind === "unsupported_parameter",
    );
  });

  test.each<[() => Response, string, string]>([
    [
      json({ error: { code: 404, status: "NOT_FOUND", message: "Gone" } }, 404),
      "not_found",
      "gemini (404): Gone",
    ],
    [
      () => new Response("<html>", { headers: { "content-type": "text/html" } }),
      "protocol",
      "gemini answered 200 with text/html that is not JSON where JSON was expected",
    ],
    [json({}), "protocol", "gemini: expected a cache with a name"],
    [json(null), "protocol", "gemini: expected a cache with a name"],
    [json({ error: { status: "INTERNAL", message: "Oh" } }), "server", "gemini: Oh"],
    [
      () => {
        throw new TypeError("fetch failed");
      },
      "connection",
      "Cannot reach generativelanguage.googleapis.com",
    ],
  ])("fail with typed errors: %#", async (answer, kind, message) => {
    const { fetch } = answering(answer);
    const error = await geminiCaches({ apiKey: "k", fetch })
      .get("abc", { maxRetries: 0 })
      .catch((cause: unknown) => cause);
    expect(LLMError.is(error) && [error.kind, error.message]).toEqual([kind, message]);
  });

  test("are asked for again where that can mend it", async () => {
    const busy = json({ error: { status: "UNAVAILABLE", message: "Busy" } }, 503);
    const { sent, fetch } = answering(busy, busy, json(CACHE));
    const retry = { baseDelayMs: 0 };
    expect(await geminiCaches({ apiKey: "k", fetch }).get("abc", { retry })).toEqual(CACHE);
    expect(sent).toHaveLength(3);
  });

  test("have the limits of all calls", async () => {
    const fetch: Fetch = (_url, { signal }) =>
      new Promise((_, reject) => {
        signal?.addEventListener("abort", () => reject(signal.reason));
      });
    const caches = geminiCaches({ apiKey: "k", fetch });
    await expect(caches.get("abc", { timeout: 5, maxRetries: 0 })).rejects.toMatchObject({
      kind: "timeout",
      phase: "total",
    });
    const { fetch: long } = answering(json({ ...CACHE, displayName: "x".repeat(200) }));
    const options = { fetch: long, maxResponseBytes: 100, maxRetries: 0 };
    await expect(caches.get("abc", options)).rejects.toMatchObject({ kind: "protocol" });
    await expect(caches.get("abc", { timeuot: 5 } as object)).rejects.toThrow(
      'Unknown option "timeuot" of the call. Did you mean "timeout"?',
    );
  });

  test.each([0, -1, Number.NaN, Number.POSITIVE_INFINITY])(
    "are not kept for %d seconds",
    async (ttlSeconds) => {
      const { sent, fetch } = answering(json(CACHE));
      const caches = geminiCaches({ apiKey: "k", fetch });
      await expect(caches.update("abc", { ttlSeconds })).rejects.toThrow(/above 0/);
      expect(sent).toEqual([]);
    },
  );

  test.each([
    [json({ cachedContents: {} }), /expected a list of caches/],
    [json({ cachedContents: [{}] }), /expected a cache with a name/],
    [json({ nextPageToken: "same" }), /a list without an end/],
  ])("are not listed where the answer is none: %#", async (answer, problem) => {
    const { fetch } = answering(answer);
    const read = async () => {
      for await (const _ of geminiCaches({ apiKey: "k", fetch }).list());
    };
    await expect(read()).rejects.toThrow(problem);
  });

  test("stop with the caller's signal", async () => {
    const fetch: Fetch = async (_url, { signal }) => {
      signal?.throwIfAborted();
      return Response.json({});
    };
    const signal = AbortSignal.abort(new Error("enough"));
    const error = await geminiCaches({ apiKey: "k", fetch })
      .get("abc", { signal })
      .catch((cause: unknown) => cause);
    expect(LLMError.is(error) && [error.kind, error.cause]).toEqual(["aborted", signal.reason]);
  });
});

test("a key that a server repeats does not show in the error", async () => {
  const { fetch } = answering(json({ error: { message: "Bad key my-secret-key" } }, 401));
  const error = await geminiCaches({ apiKey: "my-secret-key", fetch })
    .get("abc")
    .catch((cause: unknown) => cause);
  expect(String(error)).toBe("LLMError: gemini (401): Bad key ***");
});

describe("explicit caches of Vertex AI", () => {
  test("need a project", async () => {
    const { fetch } = answering(json(CACHE));
    const messages = [{ role: "user", content: "a" }] as const;
    await expect(
      vertexCaches({ apiKey: "k", fetch }).create({ model: "gemini-2.5-flash", messages }),
    ).rejects.toThrow(/need a project/);
  });

  test("are named below the project and location", async () => {
    const { sent, fetch } = answering(json(CACHE));
    const options = { project: "p", location: "europe-west4", accessToken: () => "t", fetch };
    const caches = vertexCaches(options);
    await caches.create({
      model: "gemini-2.5-flash",
      messages: [{ role: "user", content: "a" }],
    });
    await caches.get("projects/p/locations/europe-west4/cachedContents/77");
    await caches.create({
      model: "vertex/google/gemini-2.5-flash",
      messages: [{ role: "system", content: "a" }],
    });
    const base =
      "https://europe-west4-aiplatform.googleapis.com/v1beta1/projects/p/locations/europe-west4";
    expect(sent.map(({ url, headers }) => [url, headers["authorization"]])).toEqual([
      [`${base}/cachedContents`, "Bearer t"],
      [`${base}/cachedContents/77`, "Bearer t"],
      [`${base}/cachedContents`, "Bearer t"],
    ]);
    const model = "projects/p/locations/europe-west4/publishers/google/models/gemini-2.5-flash";
    expect(sent[0]?.body).toMatchObject({ model });
    expect(sent[2]?.body).toEqual({ model, systemInstruction: { parts: [{ text: "a" }] } });
  });
});
